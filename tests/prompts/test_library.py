"""The library of prompts: strict about what is missing, named in one sentence, hashed part by part."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.errors import InputError
from detente.prompts.library import BUILT_IN, Library, built_in, load_library, overlaid
from detente.prompts.render import TURNS

FRONT = "---\nid: hello\nact: speak\ntitle: A greeting\ninputs: [name]\n---\n"


def library(folder: Path, **files: str) -> Library:
    """A library of these files, read from disk."""
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return load_library(folder)


def sentence(error: pytest.ExceptionInfo[InputError]) -> str:
    """The message, which is one line and ends once."""
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


def test_a_template_is_filled_in_without_its_front_matter(tmp_path: Path) -> None:
    made = library(tmp_path, hello=f"{FRONT}Good day, {{{{ name }}}}.\n\n\n\n\nYours.\n\n")
    assert made.render("hello", {"name": "Kyiv"}) == "Good day, Kyiv.\n\nYours.\n"
    prompt = made.prompts["hello"]
    assert (prompt.id, prompt.act, prompt.title, prompt.inputs) == ("hello", "speak", "A greeting", ("name",))


def test_values_are_never_read_as_templates(tmp_path: Path) -> None:
    made = library(tmp_path, hello=f"{FRONT}{{{{ name }}}}")
    assert made.render("hello", {"name": "{{ 1 + 1 }} {% if x %} <b>"}) == "{{ 1 + 1 }} {% if x %} <b>\n"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("Good day, {{ nobody }}.", "'nobody' is undefined"),
        ("{% if nobody %}yes{% endif %}", "'nobody' is undefined"),
        ("{{ name.age }}", "has no attribute 'age'"),
        ("{% for one in nobody %}{{ one }}{% endfor %}", "'nobody' is undefined"),
        ("{% if name %}never closed", "if"),
        ("{{ name ", "unexpected end of template"),
        ("{% greet %}", "unknown tag 'greet'"),
        ("{{ name | louder }}", "No filter named 'louder'"),
        ("{{ name.__class__.__mro__ }}", "unsafe"),
        ("{{ name + 3 }}", "can only concatenate str"),
        ("{{ name() }}", "not callable"),
        ("{{ 3 | join }}", "not iterable"),
        ('{{ [1, "a"] | sort }}', "not supported between instances"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ name | wordwrap(0) }}", "invalid width 0"),
        ("{% for one in range(999999) %}{% endfor %}", "Range too big"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_named_in_one_sentence(
    tmp_path: Path, body: str, problem: str
) -> None:
    made = library(tmp_path, hello=f"{FRONT}{body}")
    with pytest.raises(InputError) as error:
        made.render("hello", {"name": "Kyiv"})
    assert sentence(error).startswith("The prompt 'hello' cannot be filled in: ")
    assert problem in str(error.value)


PART = f'{FRONT}{{% include "_part.md" %}}'


@pytest.mark.parametrize(
    "body", ["{{ nobody }}", "{{ name + 3 }}", "{{ 1 / 0 }}", '{% include "_none.md" %}']
)
def test_a_part_that_cannot_be_filled_in_is_told_in_one_sentence(tmp_path: Path, body: str) -> None:
    with pytest.raises(InputError, match=r"^The prompt '_(part|none)' cannot be filled in: ") as error:
        library(tmp_path, hello=PART, _part=body).render("hello", {"name": "Kyiv"})
    assert sentence(error)


@pytest.mark.parametrize(
    "body", ["{% if name %}never closed", "{{ name ", "{% greet %}", "{{ name | louder }}"]
)
def test_a_part_that_is_wrong_is_the_one_that_is_named(tmp_path: Path, body: str) -> None:
    with pytest.raises(InputError) as error:
        library(tmp_path, hello=PART, _part=body).render("hello", {"name": "Kyiv"})
    assert sentence(error).startswith("The prompt '_part' cannot be filled in: ")


def test_a_part_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        library(tmp_path, hello=PART).render("hello", {"name": "Kyiv"})
    assert "_part" in sentence(error)


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'goodbye'"):
        library(tmp_path, hello=FRONT).render("goodbye", {})


@pytest.mark.parametrize(
    "text",
    [
        "Good day, {{ name }}.",
        "---\nid: hello\nact: speak\ntitle: A greeting\n---\nneeds are not told",
        "---\n- a list\n---\nGood day.",
        "---\n---\nGood day.",
        "\n" + FRONT,
        "",
    ],
)
def test_a_file_without_front_matter_is_named_in_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as error:
        dict(library(tmp_path, hello=text).prompts)
    assert sentence(error).startswith("hello.md: a prompt begins with front matter")


@pytest.mark.parametrize(
    "title",
    ["[", "{", "'A greeting", '"A greeting', "a: b: c", "@greeting", "&", "*greeting", "\tx: [", "\x07"],
)
def test_front_matter_that_is_no_yaml_is_named_in_one_sentence(tmp_path: Path, title: str) -> None:
    with pytest.raises(InputError) as error:
        dict(library(tmp_path, hello=FRONT.replace("A greeting", title)).prompts)
    assert sentence(error).startswith("hello.md: the front matter is not valid YAML: ")


@pytest.mark.parametrize("needs", ["name", "", "3", "{name: here}", "true", "'name'"])
def test_inputs_that_are_no_list_are_named(tmp_path: Path, needs: str) -> None:
    with pytest.raises(InputError) as error:
        dict(library(tmp_path, hello=FRONT.replace("[name]", needs)).prompts)
    assert sentence(error) == "hello.md: inputs: give a list of names, as [view, me]."


def test_what_needs_nothing_has_an_empty_list(tmp_path: Path) -> None:
    assert library(tmp_path, hello=FRONT.replace("[name]", "[]")).prompts["hello"].inputs == ()


def test_prompts_that_sessions_of_earlier_versions_keep_are_read(tmp_path: Path) -> None:
    found = library(tmp_path, hello=FRONT.replace("inputs", "needs") + "{{ name }}")
    assert found.prompts["hello"].inputs == ("name",)
    assert found.prompts["hello"].version == 0
    assert found.render("hello", {"name": "Kyiv"}) == "Kyiv\n"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("version: two", "hello.md: version: give a whole number."),
        ("version: true", "hello.md: version: give a whole number."),
        ("audience: everybody", "hello.md: audience: give seat or public."),
        ("private: view", "hello.md: private: give a list of names, as [view, me]."),
        ("changelog: shorter", "hello.md: changelog: give a sentence for each version, as 2: Shorter."),
        (
            "changelog: {two: shorter}",
            "hello.md: changelog: give a sentence for each version, as 2: Shorter.",
        ),
    ],
)
def test_front_matter_of_the_wrong_kind_is_named_by_its_field(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        dict(library(tmp_path, hello=FRONT.replace("inputs", f"{line}\ninputs")).prompts)
    assert sentence(error) == told


def test_a_folder_of_ones_own_overrides_by_name(tmp_path: Path) -> None:
    own = "---\nid: speak\nact: speak\ntitle: Mine\ninputs: [view, me, listeners]\n---\nSpeak, {{ me.name }}."
    (tmp_path / "speak.md").write_text(own, encoding="utf-8")
    (tmp_path / "_manners.md").write_text("Be brief.", encoding="utf-8")
    mine = overlaid(tmp_path)
    assert mine.prompts["speak"].title == "Mine"
    assert mine.prompts.keys() == built_in().prompts.keys()
    assert mine.files["seat.md"] == built_in().files["seat.md"]
    changed = {name for name in mine.digests if mine.digests[name] != built_in().digests[name]}
    assert changed == set(mine.digests), "a part belongs to every prompt"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "holds no prompt: give a folder of Markdown files, as speak.md."),
        ({"speek.md": FRONT}, "there is no prompt 'speek'; there are analyst, argue, decide"),
        ({"speak.md": "Speak."}, "speak.md: a prompt begins with front matter"),
    ],
)
def test_a_folder_that_overrides_nothing_is_refused(tmp_path: Path, files: dict[str, str], told: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        overlaid(tmp_path)
    assert told in sentence(error)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"nowhere cannot be read as a library of prompts: it is no folder\.$"
    ):
        overlaid(tmp_path / "nowhere")


def test_a_file_that_is_named_otherwise_than_its_prompt_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        dict(library(tmp_path, greeting=FRONT).prompts)
    assert sentence(error).startswith("greeting.md: its id is 'hello'")


def test_a_file_that_is_no_text_is_told_with_its_folder(tmp_path: Path) -> None:
    (tmp_path / "hello.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError) as error:
        load_library(tmp_path)
    assert str(tmp_path) in sentence(error)


# -- digests --------------------------------------------------------------------------------------

OTHER = FRONT.replace("hello", "other")


def digests(**files: str) -> dict[str, str]:
    """The digests of a library of these files."""
    return Library({f"{name}.md": text for name, text in files.items()}).digests


def test_a_digest_is_of_the_template_and_of_every_part() -> None:
    before = digests(hello=FRONT, other=OTHER, _part="one")
    assert set(before) == {"hello", "other"}
    assert all(re.fullmatch("[0-9a-f]{16}", digest) for digest in before.values())
    assert digests(hello=FRONT, other=OTHER, _part="one") == before
    changed = digests(hello=FRONT + "More.", other=OTHER, _part="one")
    assert changed["hello"] != before["hello"]
    assert changed["other"] == before["other"]
    parts = digests(hello=FRONT, other=OTHER, _part="two")
    assert all(parts[name] != before[name] for name in before)


def test_front_matter_counts_in_a_digest() -> None:
    retitled = FRONT.replace("A greeting", "A farewell")
    assert digests(hello=retitled) != digests(hello=FRONT)


# -- what comes with the package ------------------------------------------------------------------


def test_the_built_in_library_has_a_turn_for_every_act_and_nothing_that_is_not_used() -> None:
    used = {*TURNS.values(), "seat", "faction", "analyst", "repair"}
    assert set(built_in().prompts) == used
    assert built_in().digests.keys() == used
    assert all(prompt.title and prompt.act for prompt in built_in().prompts.values())


def test_every_part_of_the_built_in_library_is_included_somewhere() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in BUILT_IN.glob("*.md")}
    parts = [name for name in texts if name.startswith("_")]
    assert parts
    assert not [part for part in parts if not any(f'include "{part}"' in text for text in texts.values())]


def test_a_part_that_includes_itself_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^The prompt '\w+' cannot be filled in: ") as error:
        library(tmp_path, hello=PART, _part='{% include "_part.md" %}').render("hello", {"name": "Kyiv"})
    assert sentence(error)
