"""What people type: options, numbers, shares, answers; each with one sentence for what does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from detente.scenario.model import Scenario
from detente.transcripts.acts import Terms

__all__ = ["NotThis", "chosen", "line", "number", "picked", "shares", "some_terms", "terms_of"]

T = TypeVar("T")
Reader = Callable[[str], T]


class NotThis(Exception):
    """What was typed does not fit; `str` says why and what to do."""


def chosen(names: Sequence[str]) -> Reader[str]:
    """One of some words, by any beginning that is unique."""

    def read(text: str) -> str:
        word = text.strip().lower()
        fitting = [name for name in names if word and name.startswith(word)]
        if len(fitting) != 1:
            raise NotThis(f"type one of {', '.join(names)} (the first letter will do)")
        return fitting[0]

    return read


def picked(names: Sequence[str]) -> Reader[tuple[str, ...]]:
    """Some of a numbered list, as `1 3`; nothing for none."""

    def read(text: str) -> tuple[str, ...]:
        found: list[str] = []
        for part in re.split(r"[,\s]+", text.strip()):
            if not part:
                continue
            if not part.isdecimal() or not 1 <= int(part) <= len(names):
                raise NotThis(f"give numbers from 1 to {len(names)}, or nothing")
            found.append(names[int(part) - 1])
        return tuple(dict.fromkeys(found))

    return read


def line(longest: int) -> Reader[str]:
    """A line of at most so many characters."""

    def read(text: str) -> str:
        if len(text.strip()) > longest:
            raise NotThis(f"at most {longest} characters, please; these are {len(text.strip())}")
        return text.strip()

    return read


def some_terms(scenario: Scenario) -> Reader[Terms]:
    """At least one option, as `I1=b`."""

    def read(text: str) -> Terms:
        terms = terms_of(scenario)(text)
        if not terms:
            raise NotThis(f"give at least one option, as {scenario.issue_ids[0]}=a")
        return terms

    return read


def number(low: float, high: float) -> Reader[float]:
    """A number in a range."""

    def read(text: str) -> float:
        try:
            value = float(text.strip().replace(",", ".").replace("−", "-"))
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise NotThis(f"give a number from {low:g} to {high:g}")
        return value

    return read


def shares(names: Sequence[str]) -> Reader[dict[str, float]]:
    """A weight for each of some names, as `N=1 S=2`; scaled to sum to 1. Nothing: all alike."""

    def read(text: str) -> dict[str, float]:
        if not text.strip():
            return {name: round(1 / len(names), 4) for name in names}
        found: dict[str, float] = {}
        for name, value in re.findall(r"(\w+)\s*=\s*(\d+(?:\.\d+)?)(?![\d.])", text):
            found[name] = float(value)
        if set(found) != set(names) or sum(found.values()) <= 0:
            raise NotThis(f"give a weight for each: {' '.join(f'{name}=1' for name in names)}")
        total = sum(found.values())
        return {name: round(found[name] / total, 4) for name in names}

    return read


def terms_of(scenario: Scenario) -> Reader[Terms]:
    """Options, as `I1=b I2=c`; nothing for none."""

    def read(text: str) -> Terms:
        terms: Terms = {}
        for part in re.split(r"[,;\s]+", text.strip()):
            if not part:
                continue
            issue, _, option = part.replace(".", "=").partition("=")
            issue = issue.upper() if issue.upper() in scenario.issue_ids else issue
            if issue not in scenario.issue_ids or not scenario.issue(issue).has(option.lower()):
                raise NotThis(f"'{part}' is no option; write them as {scenario.issue_ids[0]}=a")
            if terms.setdefault(issue, option.lower()) != option.lower():
                raise NotThis(f"{issue} stands twice; give one option for an issue")
        rule = scenario.exclusion(terms)
        if rule:
            raise NotThis(f"{rule.pair[0]} and {rule.pair[1]} exclude each other: {rule.because}")
        return terms

    return read
