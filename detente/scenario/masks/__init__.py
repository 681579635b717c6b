"""Names that are masked in a scenario, a file for each: data, and nothing else."""
