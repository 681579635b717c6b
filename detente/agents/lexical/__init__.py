"""The lexical analyst: positions out of statements by rules and a lexicon, without a language model."""

from detente.agents.lexical.analyst import LexicalAnalyst

__all__ = ["LexicalAnalyst"]
