"""Sessions for other programs: the long table, and the log of inspect-ai."""
