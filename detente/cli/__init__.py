"""The commands; thin, lazy, no logic."""
