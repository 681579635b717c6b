"""A fault is found however it is written, and what is only unusual is none."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from detente.agents.persona.shapes import Shape, shape_of
from detente.prompts.library import Library, built_in
from detente.prompts.render import Prompter
from detente.scenario.hindsight import later
from detente.scenario.model import Scenario
from detente.scenario.parties import Document
from detente.studies import lint_asked
from detente.transcripts.acts import Act
from tests.prompts.linted import TURN, added, changed, codes, found


@pytest.mark.parametrize(
    "text",
    [
        "{{ me['private'] | join }}",
        "{{ me | attr('private') | join }}",
        "{{ [me] | map(attribute='private') | first | join }}",
        "{% set x = me.private %}{{ x | join }}",
        "{% set x = me %}{{ x.private | join }}",
        "{% with x = me %}{{ x.private | join }}{% endwith %}",
        "{% for x in [me] %}{{ x.private | join }}{% endfor %}",
        "{% for key, want in me.wants.items() %}{{ want }}{% endfor %}",
        "{% macro tell(one) %}{{ one.private | join }}{% endmacro %}{{ tell(me) }}",
        "{% if me.private | length > 2 %}Keep your secrets.{% endif %}",
        "{{ me }}",
        '{% include "_mine.md" %}',
    ],
)
def test_a_private_input_is_found_by_whatever_name(tiny: Scenario, text: str) -> None:
    more = {"_mine.md": "{{ me.private | join }}"} if "_mine" in text else {}
    first = codes(added("argue", text, more), [tiny])
    assert "list it in private of argue" in first["private-unmarked"]
    assert "input-missing" not in first


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("_view", "{{ said.text | quoted }}", "{{ said.text | upper }}"),
        ("_view", "{{ said.text | quoted }}", "{{ said.text | truncate(9) }}"),
        ("_view", "{{ said.by }}:\n{{ said.text | quoted }}", "{{ said.by }}: {{ said.text | quoted }}"),
        ("_view", "{{ view.offer.words | quoted }}", "> {{ view.offer.words }}"),
        ("read", "{{ text | quoted }}", "{{ text | quoted | indent(2, true) }}"),
        ("read", "{{ text | quoted }}", "{% set said = text %}{{ said }}"),
        ("speak", TURN, f"{{{{ view.statements }}}}\n\n{TURN}"),
    ],
)
def test_words_outside_the_bar_are_found_however_they_are_dressed(
    tiny: Scenario, name: str, before: str, after: str
) -> None:
    first = codes(changed(name, (before, after)), [tiny])["words-unquoted"]
    assert first.startswith(f"{name}.md")


def test_words_outside_the_bar_are_told_with_their_line_and_their_path(tiny: Scenario) -> None:
    library = changed("_view", ("{{ view.offer.words | quoted }}", "{{ view.offer.words }}"))
    line = library.files["_view.md"].splitlines().index("{{ view.offer.words }}") + 1
    told = codes(library, [tiny])["words-unquoted"]
    assert told.startswith(f"_view.md:{line}: words-unquoted: 'view.offer.words', words of others, stands")


@pytest.mark.parametrize(
    ("name", "gone", "field"),
    [
        ("decide", "- `terms`: an empty list.\n", "terms"),
        ("propose", "- `demands`: only a mediator makes any; give an empty list.\n", "demands"),
        ("propose", "- `levers`: you hold none over {{ to }}; give an empty list.\n", "levers"),
    ],
)
def test_a_field_that_one_branch_does_not_name_is_found(
    tiny: Scenario, name: str, gone: str, field: str
) -> None:
    told = codes(changed(name, (gone, "")), [tiny])["reply-mismatch"]
    assert told.startswith(f"{name}.md: reply-mismatch: `{field}` is a field of ")


def test_a_field_that_is_named_in_a_part_is_named(tiny: Scenario) -> None:
    line = "- `text`: the statement, plain prose."
    library = changed("speak", (line, '{% include "_mine.md" %}'))
    assert not found(Library({**library.files, "_mine.md": f"{line}\n\n"}), [tiny])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"max_tokens": 50}, "the largest statement does not fit its 50 tokens"),
        ({"name": "speech"}, "its reply is a speech, not 'statement'"),
        (
            {"schema": {"text": {"type": "string", "maxLength": 9}}},
            "the schema of a statement has other fields",
        ),
        (
            {"schema": {"text": {"type": "string", "maxLength": 9}, "private_note": {"type": "null"}}},
            "the smallest statement that the schema allows is refused at private_note",
        ),
        (
            {"schema": {name: {"type": "string", "maxLength": 4001} for name in ("text", "private_note")}},
            "the largest statement that the schema allows is refused at text",
        ),
    ],
)
def test_a_shape_that_does_not_fit_its_type_is_found(
    tiny: Scenario, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], told: str
) -> None:
    def shape(act: Act, scenario: Scenario) -> Shape:
        plain = shape_of(act, scenario)
        if "schema" in change:
            schema = {**plain.schema, "properties": change["schema"]}
            return replace(plain, schema=schema) if plain.name == "statement" else plain
        return replace(plain, **change) if plain.name == "statement" else plain

    monkeypatch.setattr(lint_asked, "shape_of", shape)
    assert any(told in str(one) for one in found(built_in(), [tiny])), found(built_in(), [tiny])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The 2027 elections changed everything.", "2027"),
        ("It was signed on December 30, 2029.", "December 30, 2029"),
        ("It was signed on May 22nd, 2025, a day too late.", "May 22nd, 2025"),
        ("The treaty signed by all on 3 June 2025 binds you.", "3 June 2025"),
        ("See the note of 2025-12-24.", "2025-12-24"),
        ('{{ "Since 12 March 2029 nothing has moved." }}', "12 March 2029"),
    ],
)
def test_a_later_date_is_found_however_it_is_written(ukraine: Scenario, text: str, told: str) -> None:
    assert f"'{told}' lies after the date of" in codes(added("weigh", text), [ukraine])["hindsight"]


def test_dates_that_a_scenarios_text_looks_forward_to_are_left_alone() -> None:
    day = datetime.date(2025, 5, 21)
    assert not list(later("Accession by 2035; a moratorium until March 3, 2036.", day))
    assert list(later("Accession by 2035; until March 3, 2036.", day, strict=True)) == [
        "March 3, 2036",
        "2035",
    ]
    assert not list(later("At most 2048 characters, on 21 May 2025.", day, strict=True))


def test_a_later_document_is_found_as_it_is_told(tiny: Scenario) -> None:
    actor = next(iter(tiny.personas))
    late = Document(text="The bridge was sold.", date=datetime.date(2026, 1, 2), source="S1")
    card = tiny.personas[actor].model_copy(update={"documents": (late,)})
    scenario = tiny.model_copy(update={"personas": {**tiny.personas, actor: card}})
    told = codes(built_in(), [scenario])["hindsight"]
    assert f"{actor} is told '2026-01-02', later than the date of tiny" in told


def test_a_stable_message_that_changes_is_found(tiny: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Prompter.filling_system

    def changing(self: Prompter, act: Act) -> tuple[str, dict[str, object]]:
        name, values = plain(self, act)
        return name, {**values, "others": [f"Somebody in round {act.round}"]}

    monkeypatch.setattr(Prompter, "filling_system", changing)
    told = codes(built_in(), [tiny])
    assert told.keys() == {"unstable-start"}
    assert "is told otherwise who it is in" in told["unstable-start"]


@pytest.mark.parametrize(
    "text",
    [
        "{% if view.earlier %}{{ ['a', 'b'] | random }}{% endif %}",
        "{{ lipsum(1) }}",
        "{{ cycler('a') }}",
        "{% if view.earlier %}{{ cycler('a') }}{% endif %}",
    ],
)
def test_chance_is_found_even_where_it_comes_late(tiny: Scenario, text: str) -> None:
    assert "unstable" in codes(added("speak", text), [tiny])


@pytest.mark.parametrize(
    ("library", "told"),
    [
        (added("speak", "Well.", {"_mine.md": "{{ oops"}), "_mine.md:1: cannot-be-told: this is no template"),
        (added("speak", '{% if false %}{% include "_no.md" %}{% endif %}'), "there is no part '_no.md'"),
        (changed("_view", ("# Where", '{% include "_view.md" %}\n# Where')), "it includes itself"),
    ],
)
def test_what_is_no_template_is_told_with_its_file(tiny: Scenario, library: Library, told: str) -> None:
    assert told in codes(library, [tiny])["cannot-be-told"]


def test_a_part_that_nobody_includes_is_found(tiny: Scenario) -> None:
    told = codes(added("speak", "Well.", {"_mine.md": "Be brief."}), [tiny])
    assert told.keys() == {"front-matter"}
    assert told["front-matter"].startswith(
        "_mine.md:1: front-matter: no prompt includes this part; include it"
    )


def test_an_act_that_is_another_prompts_is_found_at_its_line(tiny: Scenario) -> None:
    told = codes(changed("speak", ("act: speak", "act: decide")), [tiny])["front-matter"]
    assert told == "speak.md:4: front-matter: it is asked for the act 'speak', not 'decide'; say so"


@pytest.mark.parametrize(
    "library",
    [
        added("speak", "Speak slowly. Keep to the point, and use short sentences."),
        added("speak", "1. Read the offer.\n2. Answer it, in at most 2048 characters."),
        added("speak", "{% macro item(x) %}* {{ x }}{% endmacro %}{{ item(listeners) }}"),
        added("speak", "{% for n in range(2) %}{{ loop.index }} {% endfor %}"),
        added("speak", "{% set many = view.statements | length %}You have heard {{ many }} statements."),
        added("speak", '{% include "_mine.md" %}', {"_mine.md": "Be brief."}),
        changed(
            "speak", ("[view.inside]", "[view.inside, me.private]"), (TURN, f"{{{{ me.private }}}}\n{TURN}")
        ),
    ],
)
def test_what_is_only_unusual_is_no_fault(tiny: Scenario, ukraine: Scenario, library: Library) -> None:
    assert not found(library, [tiny, ukraine])
