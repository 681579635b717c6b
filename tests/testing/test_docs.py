"""docs/testing.md: every example is a whole test file that passes in a suite of its own."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import detente.testing
from detente.llm.permits import VARIABLE
from detente.testing import BAD
from detente.testing.asked import ACTS

PAGE = (Path(__file__).parents[2] / "docs" / "testing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
EXAMPLES = [text for language, text in BLOCKS if language == "python"]
RECORDED = [text for text in EXAMPLES if "(cassette)" in text]
STAND_IN = """
    import pytest
    from detente.testing import valid_reply

    @pytest.fixture(autouse=True)
    def stand_in(fake_model):
        fake_model.otherwise(valid_reply)
"""


@pytest.mark.parametrize("text", [text for text in EXAMPLES if text not in RECORDED])
def test_an_example_passes(suite: pytest.Pytester, text: str) -> None:
    suite.makepyfile(test_example=text)
    done = suite.runpytest("-p", "no:cacheprovider", "-W", "error", "--strict-markers")
    assert done.ret == pytest.ExitCode.OK
    assert done.parseoutcomes()["passed"] == sum(
        len(_bad()) if "bad" in name else 1
        for name in re.findall(r"^def test_\w+\((.*)\)", text, re.MULTILINE)
    )


def _bad() -> list[str]:
    return [name for name, bad in BAD.items() if "speak" in bad.acts]


def test_the_recorded_example_is_recorded_and_replayed(suite: pytest.Pytester) -> None:
    (text,) = RECORDED
    suite.makepyfile(test_example=text)
    aside = suite.mkdir("aside")
    made = suite.makepyfile(stand_in=STAND_IN)
    arguments = ("-p", "no:cacheprovider", "-p", "stand_in", "test_example.py")
    suite.syspathinsert()
    suite.runpytest(*arguments, "--cassettes=new").assert_outcomes(passed=1)
    made.rename(aside / made.name)
    (kept,) = (suite.path / "cassettes").iterdir()
    assert kept.name == "test_example.test_the_small_model_keeps_to_its_mandate.jsonl"
    suite.runpytest("-p", "no:cacheprovider", "test_example.py").assert_outcomes(passed=1)


def test_the_page_names_what_there_is() -> None:
    for act in ACTS.values():
        assert f"`{act}`" in PAGE
    for name in detente.testing.__all__:
        assert getattr(detente.testing, name)
        if name.startswith("assert_"):
            assert f"`{name}(" in PAGE
    for word in (VARIABLE, "--cassettes=new", "detente_cassette", "detente_model("):
        assert word in PAGE
    (settings,) = [tomllib.loads(text) for language, text in BLOCKS if language == "toml"]
    assert settings["tool"]["pytest"]["ini_options"] == {"detente_models": "local"}
    assert len(EXAMPLES) == 5


def test_what_is_exported_is_sorted_and_little() -> None:
    names = detente.testing.__all__
    assert list(names) == sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    assert len(names) <= 26
    with pytest.raises(AttributeError, match="has no attribute 'assert_peace'"):
        detente.testing.assert_peace  # noqa: B018 - asked for only
