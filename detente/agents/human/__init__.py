"""Seats held by people: what they see, menus and prose, on one terminal."""
