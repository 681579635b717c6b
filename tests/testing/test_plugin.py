"""The pytest plugin in somebody's test suite: what it refuses, gives, records, and says when a test fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from detente.llm.permits import VARIABLE
from tests.conftest import PLUGIN

TALKS = """
    import pytest
    from detente.orchestration.config import RunConfig
    from detente.scenario import loader
    from detente.testing import argument, statement, talks, valid_reply

    CONFIG = RunConfig(scenario=loader.load("tiny"), model="openai:small", rounds=1)
"""
RECORDED = (
    TALKS
    + """
    def test_talks(cassette, fake_model):
        fake_model.otherwise(valid_reply)
        fake_model.on(act="speak", says=statement("WORDS"))
        found = talks(CONFIG, cassette.backstage)
        assert "WORDS" in str(found.events)
"""
)


def ran(suite: pytest.Pytester, *args: str, **outcomes: int) -> str:
    """What a run of the suite showed."""
    done = suite.runpytest("-p", "no:cacheprovider", *args)
    done.assert_outcomes(**outcomes)
    return done.stdout.str()


def file(suite: pytest.Pytester, name: str = "test_it.test_talks.jsonl") -> Path:
    """A cassette of the suite."""
    return suite.path / "cassettes" / name


def test_it_imports_nothing_heavy() -> None:
    program = (
        "import sys, detente.testing.plugin, detente.testing\n"
        "heavy = {'pydantic', 'yaml', 'jinja2', 'numpy', 'openai', 'langchain', 'click', 'rich', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- real models -----------------------------------------------------------------------------------

ASKS = (
    TALKS
    + """
    import os, subprocess, sys

    def test_asks():
        talks(CONFIG)

    @pytest.mark.detente_model("to see that it is let through")
    def test_asks_and_is_marked(monkeypatch):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        with pytest.raises(Exception, match="needs a key"):
            talks(CONFIG)
        assert os.environ["DETENTE_ALLOW_MODELS"] == "allow"

    def test_a_subprocess_asks():
        line = [sys.executable, "-m", "detente", "run", "tiny", "--model", "openai:small"]
        done = subprocess.run(line, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
"""
)


def test_real_models_are_refused_unless_a_test_is_marked(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_it=ASKS)
    before = os.environ.get(VARIABLE)
    shown = ran(suite, "--strict-markers", passed=1, failed=2)
    assert "openai:small may not be asked: no model is asked in these tests" in shown
    assert 'or mark the test: @pytest.mark.detente_model("why it needs one").' in shown
    assert os.environ.get(VARIABLE) == before


@pytest.mark.parametrize(
    ("permit", "spec", "told"),
    [
        ("local", "openai:small", "may not be asked: only models on this machine are asked"),
        ("local", "openai:small@http://127.0.0.1:1/v1", "the server cannot be reached"),
        ("allow", "openai:small", "needs a key"),
    ],
)
def test_the_ini_file_says_which_models_are_asked(
    suite: pytest.Pytester, permit: str, spec: str, told: str
) -> None:
    suite.makeini(f"[pytest]\ndetente_models = {permit}")
    talking = TALKS.replace("openai:small", spec).replace("rounds=1", "rounds=1, models=FAST")
    fast = "    from detente.llm.settings import ModelSettings\n"
    fast += "    FAST = {'openai:small': ModelSettings(tries=1)}\n"
    suite.makepyfile(
        test_it=talking.replace("    CONFIG", f"{fast}    CONFIG", 1)
        + """
    def test_asks():
        from detente.llm.providers import Providers
        from detente.orchestration.backstage import Backstage
        from detente.testing.fake import no_waiting
        talks(CONFIG, Backstage(Providers(sleep=no_waiting)))
"""
    )
    assert told in ran(suite, failed=1)


def test_a_wrong_word_in_the_ini_file_is_told(suite: pytest.Pytester) -> None:
    suite.makeini("[pytest]\ndetente_models = never")
    done = suite.runpytest()
    done.stderr.fnmatch_lines(["*detente_models = never: give one of refuse, local, allow.*"])


# -- the scripted model ----------------------------------------------------------------------------


def test_a_script_without_an_answer_fails_the_test_and_says_which(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        test_it=TALKS
        + """
    def test_talks(fake_model):
        fake_model.on(seat="south", act="speak", at="direct.1", says=statement("We hear you."))
        talks(CONFIG, fake_model.backstage)
"""
    )
    shown = ran(suite, failed=1)
    assert "Unscripted: the script of fake_model has no answer to: north.leader " in shown
    assert "seat='south', act='speak', at='direct.1'" in shown
    assert "tenacity" not in shown


def test_it_fails_even_where_somebody_caught_the_error(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        test_it=TALKS
        + """
    def test_talks(fake_model):
        try:
            talks(CONFIG, fake_model.backstage)
        except AssertionError:
            pass

    def test_it_fails_otherwise(fake_model):
        try:
            talks(CONFIG, fake_model.backstage)
        except AssertionError:
            raise KeyError("something else")
"""
    )
    shown = ran(suite, failed=2)
    assert shown.count("the script of fake_model has no answer to") >= 2


# -- cassettes -------------------------------------------------------------------------------------


def test_a_cassette_is_recorded_replayed_and_missed(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_it=RECORDED)
    shown = ran(suite, failed=1)
    assert "There is no cassette" in shown
    assert "record it with pytest --cassettes=new" in shown
    ran(suite, "--cassettes=new", passed=1)
    kept = file(suite).read_bytes()
    assert b"WORDS" in kept
    suite.makepyfile(test_it=RECORDED.replace("fake_model.otherwise(valid_reply)", "pass"))
    ran(suite, passed=1)  # nobody is asked: the script answers nothing any more
    assert file(suite).read_bytes() == kept


def test_a_miss_shows_what_is_asked_otherwise(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_it=RECORDED)
    ran(suite, "--cassettes=new", passed=1)
    for line in (lines := file(suite).read_text(encoding="utf-8").splitlines()):
        if "# Your turn" in line:
            changed = json.loads(line)
            changed["is"] = changed["is"].replace("# Your turn", "# What is yours to do")
            lines[lines.index(line)] = json.dumps(changed)
    suite.makepyfile(test_it=RECORDED.replace('model="openai:small"', 'model="openai:small", seed=2'))
    file(suite).write_text("\n".join(lines), encoding="utf-8")
    shown = ran(suite, failed=1)
    assert "holds no answer to direct.1/north.leader/" in shown
    assert "-# What is yours to do" in shown
    assert "+# Your turn" in shown
    assert "Record the cassette: pytest --cassettes=new" in shown
    assert "tenacity" not in shown


def test_recordings_that_nobody_asked_for_fail_the_test(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_it=RECORDED)
    ran(suite, "--cassettes=new", passed=1)
    one = {"digest": "0" * 24, "slot": "direct.7/north.leader/speak", "answer": {"text": "Old words."}}
    with file(suite).open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(one) + "\n")
    shown = ran(suite, failed=1)
    assert "test_it.test_talks.jsonl is stale: 1 of" in shown
    assert "(direct.7/north.leader/speak). Record it anew with pytest --cassettes=all." in shown
    ran(suite, "--cassettes=new", passed=1)  # adds what is missing, and takes nothing away
    assert "Old words." in file(suite).read_text(encoding="utf-8")
    ran(suite, "--cassettes=all", passed=1)
    assert "Old words." not in file(suite).read_text(encoding="utf-8")
    ran(suite, passed=1)


def test_a_cassette_of_a_test_that_asks_nothing_any_more_is_stale(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_it=RECORDED)
    ran(suite, "--cassettes=new", passed=1)
    suite.makepyfile(test_it="def test_talks(cassette): pass")
    assert "test_it.test_talks.jsonl is stale" in ran(suite, failed=1)


def test_a_test_that_fails_records_nothing(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_it=RECORDED + "        assert False\n")
    ran(suite, "--cassettes=all", failed=1)
    assert not file(suite).exists()


def test_a_real_model_is_asked_for_a_recording_only(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        test_it=TALKS
        + """
    def test_talks(cassette, monkeypatch):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        talks(CONFIG, cassette.backstage)
"""
    )
    assert "openai:small needs a key" in ran(suite, "--cassettes=new", failed=1)
    assert "There is no cassette" in ran(suite, failed=1)


def test_the_python_api_is_replayed_too(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        test_it=TALKS
        + """
    def test_talks(cassette, fake_model, tmp_path):
        import detente
        fake_model.otherwise(valid_reply)
        assert detente.run("tiny", model="openai:small", out=tmp_path).outcome_class == "delivered"
"""
    )
    ran(suite, "--cassettes=new", passed=1)
    ran(suite, passed=1)


PARAMETRIZED = (
    TALKS
    + """
    @pytest.mark.parametrize("seed", range(4))
    MARK
    def test_talks(cassette, fake_model, seed):
        from dataclasses import replace
        fake_model.otherwise(valid_reply)
        fake_model.on(act="speak", says=statement(f"Seed {seed}."))
        found = talks(replace(CONFIG, seed=seed), cassette.backstage)
        assert f"Seed {seed}." in str(found.events)
"""
)


def test_each_test_has_a_file_of_its_own(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        test_it=PARAMETRIZED.replace("    MARK\n", "")
        + """
    class TestIt:
        def test_talks(self, cassette, fake_model):
            fake_model.otherwise(valid_reply)
            talks(CONFIG, cassette.backstage)
"""
    )
    ran(suite, "--cassettes=new", passed=5)
    names = {path.name for path in (suite.path / "cassettes").iterdir()}
    assert "test_it.TestIt.test_talks.jsonl" in names
    assert len(names) == 5
    ran(suite, passed=5)


def test_workers_that_share_a_file_lose_nothing(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # others' plugins take each worker seconds
    mark = '@pytest.mark.detente_cassette("kept/shared.jsonl", shared=True)'
    suite.makepyfile(test_it=PARAMETRIZED.replace("MARK", mark))
    ran(suite, "-p", "xdist", "-p", PLUGIN, "-n2", "--cassettes=all", passed=4)
    kept = (suite.path / "kept" / "shared.jsonl").read_text(encoding="utf-8")
    assert all(f"Seed {seed}." in kept for seed in range(4))
    ran(suite, "-p", PLUGIN, "--strict-markers", passed=4)


def test_a_mode_that_there_is_not_is_refused(suite: pytest.Pytester) -> None:
    assert suite.runpytest("--cassettes=some").ret == pytest.ExitCode.USAGE_ERROR
