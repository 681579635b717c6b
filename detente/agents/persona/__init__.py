"""Seats played by language models: what they are shown, the shape of their replies, and the act itself."""
