"""The web pages on sessions and sets, and the single file made from the same templates."""
