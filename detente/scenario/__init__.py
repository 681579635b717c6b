"""What is negotiated: issues, parties, levers, stages, clock, worlds, personas, priors. Data, never code."""
