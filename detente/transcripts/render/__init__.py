"""Transcripts for people: the talks as they happen, a session as a page, the end of a run, an issue's course.

Pages are made of blocks (`blocks`); the same blocks become a terminal screen or Markdown. What an audience
may not see is left out before a block is made, never hidden afterwards.
"""
