"""Commands that talk to a model: the real client over HTTP against a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.transcripts import events as ev
from detente.transcripts.store import Folder
from tests.cli.conftest import Detente
from tests.faults.cases import act_of
from tests.faults.mixing import agreeable
from tests.faults.playing import calls_of
from tests.server.listener import serving
from tests.server.server import KEY, Server

TALKS = Path("transcripts")
STAGES = {"moscow", "kyiv", "europe"}


@pytest.fixture
def server() -> Iterator[Server]:
    """A model that is asked for its key."""
    with serving(Server(key=KEY)) as found:
        yield found


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The right key."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def written() -> list[str]:
    """Sessions on disk."""
    return sorted(path.name for path in TALKS.glob("*")) if TALKS.exists() else []


@pytest.mark.parametrize("offers", ["article", "adaptive"])
def test_a_whole_session_of_the_flagship_with_a_model_in_every_seat(
    offers: str, detente: Detente, server: Server, key: None
) -> None:
    server.say = agreeable
    models = ("--model", server.spec, "--analyst", server.spec)
    ran = detente("run", "ukraine-2025", *models, "--offers", offers, "--name", "s", "--json")
    assert ran.exit_code == 0, ran.output
    answer = json.loads(ran.stdout)
    assert (answer["state"], answer["class"]) == ("ended", "delivered")
    assert set(answer["seats"].values()) == {server.spec}
    kinds = {act_of(asked) for asked in server.asked} - {""}
    composed = {"propose"} if offers == "adaptive" else set()
    assert kinds == {"argue", "weigh", "speak", "decide", "read"} | composed
    events = Folder(TALKS / "s").events()
    assert {event.stage for event in events if isinstance(event, ev.StatementMade)} == STAGES
    assert {event.stage for event in events if isinstance(event, ev.DecisionMade)} == STAGES
    spoken = [event for event in events if isinstance(event, ev.StatementMade)]
    assert len([event for event in events if isinstance(event, ev.ReadingTaken)]) == len(spoken)
    assert answer["totals"]["calls"] == len(server.asked) == len(calls_of(TALKS / "s"))
    assert answer["totals"]["tokens_cached"] > 0
    assert detente("verify", "s").exit_code == 0
    assert "of them cached" in " ".join(detente("show", "s").stdout.split())


@pytest.mark.detente_model("what cannot be used is told before anybody is asked")
@pytest.mark.parametrize(
    ("model", "words"),
    [
        (
            "openai:nobody@{url}",
            "openai:nobody: the provider does not know this model (or the address is wrong).",
        ),
        ("openai:test@{url}/elsewhere", "does not know this model (or the address is wrong)."),
        ("openai:test@http://127.0.0.1:9/v1", "the server cannot be reached at http://127.0.0.1:9/v1."),
        ("nosuch:model", "There is no provider 'nosuch'"),
        ("anthropic:claude", "needs the package langchain-anthropic: pip install langchain-anthropic."),
    ],
)
@pytest.mark.parametrize("command", ["run", "doctor"])
def test_a_model_that_cannot_be_used_is_found_before_the_first_seat_speaks(
    command: str, model: str, words: str, detente: Detente, server: Server, key: None
) -> None:
    args = ("run", "tiny") if command == "run" else ("doctor",)
    ran = detente(*args, "--model", model.format(url=server.url))
    assert ran.exit_code == 2, ran.output
    assert words in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert written() == []


@pytest.mark.parametrize("given", ["", "a-wrong-key-0123456789"])
def test_a_key_that_is_missing_or_wrong_is_one_sentence_without_the_key(
    given: str, detente: Detente, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", given)
    ran = detente("run", "tiny", "--model", server.spec)
    assert ran.exit_code == 2
    assert "the key is missing or wrong; set OPENAI_API_KEY" in ran.stderr
    assert written() == []
    assert not given or given not in ran.output


@pytest.mark.detente_model("what cannot be used is told before anybody is asked")
def test_without_a_key_the_provider_itself_is_not_even_asked(
    detente: Detente, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    ran = detente("run", "tiny", "--model", "openai:gpt-5-mini")
    assert ran.exit_code == 2
    assert "openai:gpt-5-mini needs a key: set OPENAI_API_KEY in the environment or in .env." in ran.stderr


def test_a_key_in_dotenv_is_used_and_is_nowhere_on_disk(
    detente: Detente, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    Path(".env").write_text(f"OPENAI_API_KEY={KEY}\n", encoding="utf-8")
    ran = detente("run", "tiny", "--model", server.spec, "--analyst", server.spec, "--name", "s")
    assert ran.exit_code == 0, ran.output
    for path in (TALKS / "s").rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes()
            assert str(server.port).encode() not in path.read_bytes() or path.name == "session.json"


def test_a_cap_in_dollars_needs_a_price(detente: Detente, server: Server, key: None) -> None:
    ran = detente("run", "tiny", "--model", server.spec, "--max-cost", "1")
    assert ran.exit_code == 2
    assert "--max-cost: the price of openai:test is unknown; state it in detente.toml" in ran.stderr
    assert server.asked == []
    Path("detente.toml").write_text('[models."openai:test"]\nprice = [1.0, 2.0]\n', encoding="utf-8")
    ran = detente("run", "tiny", "--model", server.spec, "--max-cost", "1", "--json")
    assert ran.exit_code == 0, ran.output
    totals = json.loads(ran.stdout)["totals"]
    assert totals["cost"] == pytest.approx((totals["tokens_in"] + 2 * totals["tokens_out"]) / 1e6, abs=1e-6)


def test_a_spent_budget_pauses_and_a_larger_one_goes_on(detente: Detente, server: Server, key: None) -> None:
    ran = detente("run", "tiny", "--model", server.spec, "--max-calls", "3", "--name", "s")
    assert ran.exit_code == 3
    assert "The cap of 3 calls is reached. Go on with: detente resume s" in ran.stderr
    assert len(server.asked) == 3
    assert detente("resume", "s").exit_code == 3
    assert len(server.asked) == 3
    ran = detente("resume", "s", "--max-calls", "100")
    assert ran.exit_code == 0, ran.output
    assert detente("verify", "s").exit_code == 0
    alone = detente("run", "tiny", "--model", server.spec, "--name", "alone")
    assert alone.exit_code == 0
    assert Folder(TALKS / "s").lines() == Folder(TALKS / "alone").lines()


def test_verify_needs_neither_key_nor_server(
    detente: Detente, server: Server, key: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (
        detente("run", "tiny", "--model", server.spec, "--analyst", server.spec, "--name", "s").exit_code == 0
    )
    assert server.listener is not None
    server.listener.close()
    monkeypatch.delenv("OPENAI_API_KEY")
    asked = len(server.asked)
    assert detente("verify", "s").exit_code == 0
    assert len(server.asked) == asked
    prompt = TALKS / "s" / "prompts" / "speak.md"
    prompt.write_text(prompt.read_text(encoding="utf-8").replace("Make your", "Make a"), encoding="utf-8")
    ran = detente("verify", "s")
    assert ran.exit_code == 4
    assert "prompts/speak.md, or a part that it includes, was changed after" in ran.stderr
    server.listener.open()


def test_a_session_of_the_baseline_goes_on_with_models(detente: Detente, server: Server, key: None) -> None:
    server.say = agreeable
    detente("run", "ukraine-2025", "--seed", "3", "--rounds", "2", "--name", "base")
    models = ("--model", server.spec, "--analyst", server.spec)
    done = detente("fork", "base", "--at", "moscow.2", *models, "--name", "f", "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert set(answer["seats"].values()) == {server.spec}
    assert answer["totals"]["calls"] == len(server.asked) > 10
    places = {call.slot.act.partition("/")[0] for call in calls_of(TALKS / "f")}
    assert "moscow.2" in places
    assert "moscow.1" not in places
    assert detente("verify", "f").exit_code == 0
    assert KEY not in "".join(path.read_text() for path in (TALKS / "f").rglob("*") if path.is_file())


def test_one_cap_holds_for_all_continuations_and_a_greater_one_lets_them_end(
    detente: Detente, server: Server, key: None
) -> None:
    detente("run", "tiny", "--seed", "3", "--rounds", "1", "--name", "base")
    change = ("--at", "direct.1", "--model", server.spec)
    stopped = detente(
        "fork", "base", *change, "--replicates", "3", "--max-calls", "7", "--name", "many", "--json"
    )
    assert stopped.exit_code == 3, stopped.output
    assert json.loads(stopped.stdout)["state"] == "paused"
    assert len(server.asked) <= 7
    ended = detente("resume", "many", "--max-calls", "200", "--json")
    assert ended.exit_code == 0, ended.output
    found = json.loads(ended.stdout)
    assert found["totals"]["calls"] == len(server.asked)
    assert (found["finished"], found["effects"]["chance"]) == (6, "sampled")
    assert all(-1 <= row["low"] <= row["high"] <= 1 for row in found["effects"]["outcomes"])
    controls = [path for path in (TALKS / "many").glob("control-*") if calls_of(path)]
    assert not controls
    assert detente("verify", "many").exit_code == 0
