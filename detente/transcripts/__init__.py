"""What is kept: acts and replies, events, the table and its views, store, render."""
