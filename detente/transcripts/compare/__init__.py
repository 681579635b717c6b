"""Sessions side by side: what was run differently, where they part, what each side said there."""
