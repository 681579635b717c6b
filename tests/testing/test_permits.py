"""Whether a provider's client may be made: refused, local, allowed; here and in subprocesses."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from detente.errors import InputError
from detente.llm import openai_client
from detente.llm.fakes import FakeModel
from detente.llm.permits import VARIABLE, Permit, refuse_unpermitted, stand_in, standing_in, under_permit
from detente.llm.providers import adapter
from detente.llm.settings import ModelSettings
from detente.llm.specs import parse_spec

FAR, NEAR = "openai:small", "openai:small@http://127.0.0.1:9/v1"


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


@pytest.mark.parametrize(
    ("permit", "spec", "refused"),
    [
        ("refuse", NEAR, True),
        ("refuse", FAR, True),
        ("local", FAR, True),
        ("local", "anthropic:large", True),
        ("local", "openai:small@https://api.example/v1", True),
        ("local", "openai:small@http://127.0.0.1.example:80/v1", True),
        ("local", NEAR, False),
        ("local", "openai:small@http://localhost:9/v1", False),
        ("local", "openai:small@http://[::1]:9/v1", False),
        ("local", "ollama:small", False),
        ("allow", FAR, False),
    ],
)
def test_a_model_is_refused_by_its_address(permit: Permit, spec: str, refused: bool) -> None:
    with under_permit(permit):
        if not refused:
            refuse_unpermitted(parse_spec(spec))
            return
        with pytest.raises(InputError) as error:
            refuse_unpermitted(parse_spec(spec))
    told = str(error.value)
    assert told.startswith(f"{parse_spec(spec).name} may not be asked: ")
    assert f"({VARIABLE}={permit})" in told
    assert "@pytest.mark.detente_model(" in told
    assert "api.example" not in told


@pytest.mark.parametrize(
    ("address", "refused"), [("http://127.0.0.1:9/v1", False), ("https://api.example/v1", True)]
)
def test_an_address_of_the_environment_counts_where_the_spec_has_none(
    address: str, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    with under_permit("local"):
        refuse_unpermitted(parse_spec(NEAR))
        if refused:
            with pytest.raises(InputError):
                refuse_unpermitted(parse_spec(FAR))
        else:
            refuse_unpermitted(parse_spec(FAR))


def test_ollama_elsewhere_is_not_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "models.example:11434")
    with under_permit("local"), pytest.raises(InputError):
        refuse_unpermitted(parse_spec("ollama:small"))


def test_no_client_is_made_of_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none for tests")
    monkeypatch.delattr(openai_client, "OpenAIModel")
    with under_permit("refuse"), pytest.raises(InputError, match="may not be asked: no model is asked"):
        adapter(parse_spec(FAR), ModelSettings(), {})


def test_who_stands_in_is_asked_for_nothing_and_needs_no_key() -> None:
    model = FakeModel(lambda _: "Hold.")
    with under_permit("refuse"), standing_in(lambda *_: model):
        assert adapter(parse_spec(FAR), ModelSettings(), {}) is model
        with standing_in(None), pytest.raises(InputError):
            adapter(parse_spec(FAR), ModelSettings(), {})
    assert stand_in() is None


def test_a_permit_lasts_as_long_as_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.environ.get(VARIABLE)
    with under_permit("allow"):
        with under_permit("refuse"):
            monkeypatch.delenv(VARIABLE)  # whoever clears the environment clears no permit of this process
            with pytest.raises(InputError):
                refuse_unpermitted(parse_spec(FAR))
        refuse_unpermitted(parse_spec(FAR))
        assert os.environ[VARIABLE] == "allow"
    assert os.environ.get(VARIABLE) == before


def command(permit: str) -> subprocess.CompletedProcess[str]:
    """A session that asks a real model, in a process of its own."""
    environment = {**os.environ, VARIABLE: permit, "OPENAI_API_KEY": "none for tests"}
    line = [sys.executable, "-m", "detente", "run", "tiny", "--model", FAR]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


def test_a_subprocess_inherits_it_and_ends_with_one_sentence() -> None:
    done = command("refuse")
    assert done.returncode == 2
    assert "openai:small may not be asked: no model is asked" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_permit_that_there_is_not_is_told() -> None:
    done = command("perhaps")
    assert done.returncode == 2
    assert f"{VARIABLE}=perhaps: give one of refuse, local, allow." in " ".join(done.stderr.split())
