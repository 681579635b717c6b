"""What can go wrong with the shape of a reply, made from each JSON Schema by machine, and what notices it.

A mocked answer is held to the schema it was asked for in: it notices what a schema no longer allows. What a
schema allows beyond what it should, no answer that fits can notice: `differences` does, by comparing each
schema with the type that the reply is read as and with the scenario's vocabulary.

    python -m tests.prompts.schemas      how many ways there are to break each, and who notices
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest.mock import patch

from detente.agents.persona import replies, seat
from detente.agents.persona.shapes import Shape, shape_of
from detente.prompts.library import built_in
from detente.scenario.model import Scenario
from detente.studies.cases.model import Placed
from detente.studies.cases.running import Asking
from detente.studies.cases.views import moment_of
from detente.transcripts.acts import Act, Propose
from tests.prompts.mutations import failing, shipped

__all__ = ["REPLIES", "Broken", "asked", "broken_of", "differences", "differs", "noticed"]

Schema = dict[str, Any]
WIRE: dict[str, type[replies.Wire]] = {
    "argument": replies.Argued,
    "judgement": replies.Weighed,
    "statement": replies.Spoken,
    "offer": replies.Offered,
    "decision": replies.Decided,
    "reading": replies.WasRead,
}
"""Reply → the type that a model's object is read as."""
REPLIES = tuple(WIRE)
LOOSENED = ("optional", "unbounded", "open", "a word more")
"""What is done to a schema that no answer which fits can notice."""


@dataclass(frozen=True)
class Broken:
    """One reply's schema with one thing wrong in it."""

    reply: str
    path: tuple[str, ...]
    """The keys that lead to the place."""
    how: str
    value: str = ""
    """Of an enumeration: what is missing from it."""

    @property
    def loosened(self) -> bool:
        """Whether it only allows more than before."""
        return self.how in LOOSENED

    def __str__(self) -> str:
        """As `offer terms[]: without I1.a`."""
        place = ".".join(self.path).replace("properties.", "").replace(".items", "[]")
        return f"{self.reply} {place}: {self.how} {self.value}".strip()

    def shape(self, act: Act, scenario: Scenario) -> Shape:
        """The shape of an act's reply, broken if it is this reply and has such a place."""
        whole = shape_of(act, scenario)
        if whole.name != self.reply:
            return whole
        schema = json.loads(json.dumps(whole.schema))  # parts that are one object become two
        _break(schema, self)
        return Shape(whole.name, schema, whole.max_tokens)


def _break(schema: Schema, broken: Broken) -> None:
    above, node = schema, schema
    for key in broken.path:
        if key not in node:
            return
        above, node = node, node[key]
    name = broken.path[-1] if broken.path else ""
    if broken.how in ("dropped", "renamed", "optional"):
        _name(schema, above, broken)
    elif broken.how == "of another type":
        above[name] = {"type": "boolean"} if node["type"] != "boolean" else {"type": "string", "maxLength": 9}
    elif broken.how == "without":
        node["enum"] = [one for one in node["enum"] if one != broken.value]
    else:
        _loosen(node, broken.how)


def _name(schema: Schema, properties: Schema, broken: Broken) -> None:
    """Do something to a property's name."""
    name, required = broken.path[-1], _holder(schema, broken.path)["required"]
    required.remove(name)
    if broken.how != "optional":
        found = properties.pop(name)
        if broken.how == "renamed":
            properties[f"{name}_"] = found
            required.append(f"{name}_")


def _loosen(node: Schema, how: str) -> None:
    if how == "a word more":
        node["enum"].append("whatever")
    elif how == "open":
        node["additionalProperties"] = True
    else:
        for bound in ("maxLength", "minimum", "maximum"):
            node.pop(bound, None)
        if "maxItems" in node:
            node["maxItems"] = 10_000


def _holder(schema: Schema, path: tuple[str, ...]) -> Schema:
    """The object whose property a path leads to."""
    for key in path[:-2]:
        schema = schema[key]
    return schema


def broken_of(reply: str) -> list[Broken]:
    """Every way to break a reply's schema, over all the schemas that shipped cases are asked in."""
    found: dict[Broken, None] = {}
    for _, act, scenario in asked(reply):
        found |= dict.fromkeys(_ways(reply, shape_of(act, scenario).schema, ()))
    return list(found)


def _ways(reply: str, node: Schema, path: tuple[str, ...]) -> Iterator[Broken]:
    if path[-2:-1] == ("properties",):
        yield from (Broken(reply, path, how) for how in ("dropped", "renamed", "optional"))
    if path:
        yield Broken(reply, path, "of another type")
    names = [value for value in node.get("enum", ()) if value]
    yield from (Broken(reply, path, "without", value) for value in names)
    if names:
        yield Broken(reply, path, "a word more")
    if {"maxLength", "maximum", "maxItems"} & node.keys():
        yield Broken(reply, path, "unbounded")
    if node["type"] == "object":
        yield Broken(reply, path, "open")
    for name, part in node.get("properties", {}).items():
        yield from _ways(reply, part, (*path, "properties", name))
    if "items" in node and node["maxItems"]:
        yield from _ways(reply, node["items"], (*path, "items"))


# -- who notices ----------------------------------------------------------------------------------


@cache
def asked(reply: str) -> tuple[tuple[Placed, Act, Scenario], ...]:
    """The shipped cases that ask for a reply and have an answer that fits, each with its act and scenario."""
    found = []
    for placed in shipped():
        moment = moment_of(placed, built_in())
        if shape_of(moment.act, moment.scenario).name == reply and not placed.case.expect.fault:
            expect = placed.case.expect.model_copy(update={"same_across": 0})
            case = placed.case.model_copy(update={"expect": expect})
            found.append((Placed(case, placed.file, placed.line), moment.act, moment.scenario))
    return tuple(found)


def noticed(broken: Broken) -> str:
    """The first problem that a shipped case has with a broken schema; empty if none has any."""
    with patch.object(seat, "shape_of", broken.shape):
        for placed, _, _ in asked(broken.reply):
            if broken.value and json.dumps(broken.value) not in _said(placed):
                continue  # its answer does not use the word
            problem = failing(placed, Asking())
            if problem:
                return problem
    return ""


def _said(placed: Placed) -> str:
    mock = placed.case.mock
    return json.dumps(mock[-1] if isinstance(mock, tuple) else mock)


# -- what no answer can notice --------------------------------------------------------------------


def differences(shape: Shape, act: Act, scenario: Scenario) -> list[str]:
    """Where a schema is not that of the type its reply is read as, with the scenario's words, all bounded."""
    read_as = WIRE[shape.name].model_json_schema()
    return list(_different(shape.schema, read_as, read_as.get("$defs", {}), _words(act, scenario), "reply"))


def differs(broken: Broken) -> bool:
    """Whether a broken schema is told from the type in some shipped case."""
    settings = {(str(act), scenario.id): (act, scenario) for _, act, scenario in asked(broken.reply)}
    return any(differences(broken.shape(*one), *one) for one in settings.values())


def _different(
    node: Schema, read_as: Schema, known: Mapping[str, Schema], words: Mapping[str, set[str]], where: str
) -> Iterator[str]:
    read_as = known[read_as["$ref"].rpartition("/")[2]] if "$ref" in read_as else read_as
    kinds = {one["type"] for one in read_as.get("anyOf", [read_as])}
    if node["type"] not in kinds:
        yield f"{where} is of type {node['type']}, not {' or '.join(sorted(kinds))}"
        return
    name = where.rpartition(".")[2]
    wanted = words.get(name, set(read_as.get("enum", ())))
    found = set(node.get("enum", ()))
    if found != wanted:
        yield f"{where} may be {sorted(found)}, and is read as {sorted(wanted)}"
    if node["type"] == "object":
        yield from _object(node, read_as["properties"], known, words, where)
    elif node["type"] == "array":
        if not 0 <= node["maxItems"] <= 100:
            yield f"{where} has no bound"
        yield from _different(node["items"], read_as["items"], known, words, f"{where}[]")
    elif not _bounded(node):
        yield f"{where} has no bound"


def _bounded(node: Schema) -> bool:
    if node["type"] == "string":
        return "enum" in node or 0 < node.get("maxLength", 0) <= 4000
    return node["type"] != "number" or {"minimum", "maximum"} <= node.keys()


def _object(
    node: Schema, fields: Schema, known: Mapping[str, Schema], words: Mapping[str, set[str]], where: str
) -> Iterator[str]:
    properties = node["properties"]
    if properties.keys() != fields.keys():
        yield f"{where} has {sorted(properties)}, and is read as {sorted(fields)}"
    if set(node["required"]) != set(fields):
        yield f"{where} need not have {sorted(set(fields) - set(node['required']))}"
    if node["additionalProperties"]:
        yield f"{where} may have more"
    for name in properties.keys() & fields.keys():
        yield from _different(properties[name], fields[name], known, words, f"{where}.{name}")


def _words(act: Act, scenario: Scenario) -> dict[str, set[str]]:
    """Field → its vocabulary here; `answer` as the act allows it."""
    to = act.to if isinstance(act, Propose) else ""
    counter = getattr(act, "may_counter", False) and not getattr(act, "final", False)
    options = {f"{issue.id}.{option.id}" for issue in scenario.issues for option in issue.options}
    held = {one.id for one in scenario.levers if (one.holder, one.target) == (act.seat, to)}
    asked = {one.id for one in scenario.demands if one.target == to and act.seat == scenario.mediator}
    closed = getattr(act, "may_counter", None) is not None and not counter
    found = {
        "faction": {one.id for one in scenario.party(act.seat).factions},
        "terms[]": {""} if closed else options,
        "would_take[]": options,
        "levers[]": held or {""},
        "demands[]": asked or {""},
        "issue": set(scenario.issue_ids),
        "options[]": {option.id for issue in scenario.issues for option in issue.options},
    }
    return {**found, "answer": {"accept", "reject"}} if closed else found


def main() -> None:
    """Say how many ways there are to break each reply's schema, and who notices how many of them."""
    for reply in REPLIES:
        broken = broken_of(reply)
        by_cases = [one for one in broken if not one.loosened and noticed(one)]
        by_type = [
            one for one in broken if any(differences(one.shape(a, s), a, s) for _, a, s in asked(reply))
        ]
        sys.stdout.write(
            f"{len(broken):5} {reply}: {sum(one.loosened for one in broken)} allow more; "
            f"{len(by_cases)} of the others noticed by cases, {len(by_type)} of all by the type\n"
        )


if __name__ == "__main__":
    main()
