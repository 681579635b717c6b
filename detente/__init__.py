"""Détente: a workbench for language-model negotiations between many parties."""

__version__ = "0.1.0"
