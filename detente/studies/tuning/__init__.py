"""Tuning prompts: variants and arms run beside each other on the same seeds, measured, compared in pairs."""
