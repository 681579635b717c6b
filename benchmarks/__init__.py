"""Studies of the embedded baseline that write pages of docs/; run with `python -m benchmarks.NAME`."""
