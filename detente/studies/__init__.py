"""Many sessions: sets, their grids, and the scores of an analyst on gold labels."""
