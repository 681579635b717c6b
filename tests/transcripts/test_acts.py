"""The contract between orchestration and agents: what replies may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from detente.transcripts.acts import (
    Argue,
    Argument,
    Decision,
    Judgement,
    Offer,
    Read,
    Reading,
    Statement,
    Value,
)

REPLIES = (Argument, Judgement, Statement, Offer, Decision, Reading)


def unbounded(node: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - JSON Schema
    """Paths in a JSON Schema where a string or a list has no bound."""
    if isinstance(node, list):
        for place, entry in enumerate(node):
            yield from unbounded(entry, f"{path}[{place}]")
        return
    if not isinstance(node, dict):
        return
    if node.get("type") == "string" and not {"maxLength", "enum", "const"} & node.keys():
        yield path
    if node.get("type") == "array" and "maxItems" not in node:
        yield path
    if node.get("type") == "object" and "properties" not in node and "maxProperties" not in node:
        yield path
    for key, entry in node.items():
        yield from unbounded(entry, f"{path}.{key}")


@pytest.mark.parametrize("kind", REPLIES)
def test_every_string_list_and_mapping_of_a_reply_has_a_bound(kind: type[Value]) -> None:
    assert list(unbounded(kind.model_json_schema(), kind.__name__)) == []


@pytest.mark.parametrize("kind", REPLIES)
def test_a_reply_refuses_fields_it_does_not_know(kind: type[Value]) -> None:
    with pytest.raises(ValidationError, match="surprise"):
        kind.model_validate({"surprise": 1})


def test_a_slot_names_the_act_of_an_actor_at_a_point() -> None:
    act = Argue(seat="russia", actor="russia.T", stage="moscow", round=2)
    assert act.slot == "moscow.2/russia.T/argue"


def test_the_slot_of_a_reading_names_its_statement() -> None:
    act = Read(seat="usa", actor="analyst", stage="kyiv", round=1, speaker="usa", text="…", event=17)
    assert act.slot == "kyiv.1/analyst/read/17"
