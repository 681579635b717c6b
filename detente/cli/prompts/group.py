"""`detente prompts`: which commands it has."""

from __future__ import annotations

import click

from detente.cli.prompts.analyst import test

__all__ = ["prompts"]


@click.group()
def prompts() -> None:
    """See, check, compare, test and tune what language models are told."""


for command in (test,):
    prompts.add_command(command)
