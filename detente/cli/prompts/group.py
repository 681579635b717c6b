"""`detente prompts`: which commands it has."""

from __future__ import annotations

import click

from detente.cli.prompts.diff import diff
from detente.cli.prompts.lint import lint
from detente.cli.prompts.listing import listed
from detente.cli.prompts.show import show
from detente.cli.prompts.test import test
from detente.cli.prompts.tune import tune

__all__ = ["prompts"]


@click.group()
def prompts() -> None:
    """See, check, compare, test and tune what language models are told."""


for command in (listed, show, lint, diff, test, tune):
    prompts.add_command(command)
