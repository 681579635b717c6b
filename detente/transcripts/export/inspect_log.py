"""A session as an inspect-ai eval log (version 2, the `.json` format), for `inspect view` and its readers.

One session is one sample: what was said, offered and decided are its messages, everything that happened its
events, and how the talks ended its scores. Plain dictionaries in the shape of `inspect_ai.log.EvalLog`, so
that nothing here needs that package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detente.transcripts import events as ev
from detente.transcripts.acts import Terms
from detente.transcripts.export.inspect_events import Journalled, Plain, Stamp, log_events, usage_by_model
from detente.transcripts.manifest import Manifest
from detente.transcripts.render.record import answer, is_public

__all__ = ["inspect_log", "log_name"]

VERSION = 2
"""Of the format of eval logs."""
UNKNOWN = "1970-01-01T00:00:00+00:00"
"""The time of a session without a recorded run: the format wants one."""
STATUS = {"ended": "success", "paused": "cancelled", "running": "started"}
TOLD = (
    "notice", "generated", "session", "state", "reason", "scenario", "world", "offers", "seed", "outcome",
    "class", "blocked_by", "ended_in", "rounds", "positions", "settlement", "breaches", "faults", "clock",
)  # fmt: skip
"""What of a session's answer everybody may have."""
INSIDE = ("lean", "influence", "changes", "totals", "parent")
"""What of it is for reviewers."""
Spoken = ev.StatementMade | ev.OfferMade | ev.DecisionMade


def inspect_log(
    manifest: Manifest,
    events: Sequence[ev.Event],
    *,
    calls: Sequence[Journalled] = (),
    private: bool = False,
) -> dict[str, Any]:
    """A session as the JSON object of an eval log.

    `calls` are what `parse_calls` gives: calls, and the texts that they name by digest. Without `private`,
    nothing is in it that came of an event which is not public, and no call. Ids are the same for the same
    session and audience, and there is no time in it but those of the manifest's runs.
    """
    journal = calls if private else ()
    runs = manifest.runs
    stamp = Stamp(manifest.session, runs[0].start if runs and runs[0].start else UNKNOWN)
    told = _told(manifest, events, private=private)
    scores = _scores(told)
    chosen = [event for event in events if private or is_public(event)]
    sample = _sample(manifest, told, scores, stamp, chosen)
    usage = usage_by_model(journal)
    completed = runs[-1].end if runs else ""
    return {
        "version": VERSION,
        "status": STATUS[manifest.state],
        "eval": _spec(manifest, told, stamp, private=private),
        "plan": {"name": "detente", "steps": [{"solver": "talks", "params": {}}], "config": {}},
        "results": _results(manifest, scores),
        "stats": {"started_at": stamp.when, "completed_at": completed, "model_usage": usage},
        "samples": [
            {
                **sample,
                "events": log_events(stamp, chosen, journal),
                "model_usage": usage,
                "started_at": stamp.when,
                "completed_at": completed or None,
            }
        ],
    }


def log_name(log: Mapping[str, Any]) -> str:
    """The file name that a log needs: of `.json` files, `inspect view` lists only those named in its way."""
    spec = log["eval"]
    task, created = str(spec["task"]).replace("_", "-"), str(spec["created"]).replace(":", "-")
    return f"{created}_{task}_{spec['task_id']}.json"


# -- what was run ---------------------------------------------------------------------------------


def _told(manifest: Manifest, events: Sequence[ev.Event], *, private: bool) -> Plain:
    """What the log says of the session as a whole."""
    found = answer(manifest, events, "", public=not private)
    told = {name: found[name] for name in (*TOLD, *(INSIDE if private else ()))}
    told |= {
        "detente": manifest.detente,
        "title": manifest.title,
        "replicate": manifest.in_force.replicate,
        "without": list(manifest.in_force.without),
        "seats": {seat: _without_address(spec) for seat, spec in found["seats"].items()},
        "analyst": _without_address(manifest.in_force.analyst),
        "forked_from": f"{manifest.parent.session}, before the offer of {manifest.parent.at}"
        if manifest.parent
        else None,
        "audience": "reviewer" if private else "public",
    }
    if private:
        told |= {"sets": manifest.in_force.sets, "drawn": manifest.drawn}
        told["changes"] = [_changed(change) for change in found["changes"]]
    return told


def _without_address(spec: str) -> str:
    """A SPEC without the address that `openai:MODEL@BASE_URL` has: it is nobody else's business."""
    return spec.partition("@")[0] if spec.startswith("openai:") else spec


def _changed(change: Plain) -> Plain:
    seats = {seat: _without_address(spec) for seat, spec in change.get("seats", {}).items()}
    analyst = _without_address(change.get("analyst", ""))
    return {**change, **({"seats": seats} if seats else {}), **({"analyst": analyst} if analyst else {})}


def _spec(manifest: Manifest, told: Plain, stamp: Stamp, *, private: bool) -> Plain:
    audience = "private" if private else "public"
    chosen = {name: told[name] for name in ("world", "offers", "seed", "replicate", "without")}
    return {
        "eval_id": stamp.id(f"eval, {audience}"),
        "run_id": stamp.id(f"run, {audience}"),
        "task_id": stamp.id(f"task, {audience}"),
        "created": stamp.when,
        "task": manifest.scenario,
        "task_display_name": manifest.title or manifest.scenario,
        "task_args": chosen,
        "tags": sorted(("generated", "simulation", audience)),
        "dataset": {
            "name": manifest.scenario,
            "samples": 1,
            "sample_ids": [manifest.session],
            "shuffled": False,
        },
        "model": _models(told),
        "model_roles": {seat: {"model": spec} for seat, spec in told["seats"].items()},
        "config": {},
        "packages": {"detente": manifest.detente},
        "metadata": told,
    }


def _models(told: Plain) -> str:
    return ", ".join(dict.fromkeys(told["seats"].values())) or "nobody"


# -- how it ended ---------------------------------------------------------------------------------


def _scores(told: Plain) -> dict[str, Plain]:
    """Score → its value and what it rests on; talks that are not over have no outcome."""
    ended = told["class"] is not None
    where = {"ended_in": told["ended_in"], "blocked_by": told["blocked_by"], "settlement": told["settlement"]}
    outcome = {"value": told["class"], "explanation": told["outcome"], "metadata": where}
    return {
        **({"outcome": outcome} if ended else {}),
        "breaches": {"value": len(told["breaches"]), "metadata": {"breaches": told["breaches"]}},
        "rounds": {"value": told["rounds"]},
    }


def _results(manifest: Manifest, scores: dict[str, Plain]) -> Plain:
    found = []
    for name, score in scores.items():
        value, metric = score["value"], "mean"
        if name == "outcome":
            value, metric = int(value == "delivered"), "delivered"
        metrics = {metric: {"name": metric, "value": value}}
        found.append({"name": name, "scorer": name, "scored_samples": 1, "metrics": metrics})
    return {"total_samples": 1, "completed_samples": int(manifest.state == "ended"), "scores": found}


def _sample(
    manifest: Manifest, told: Plain, scores: dict[str, Plain], stamp: Stamp, chosen: Iterable[ev.Event]
) -> Plain:
    """The sample but for its events."""
    about = f"{manifest.title or manifest.scenario}: world {told['world']}, offers {told['offers']}"
    return {
        "id": manifest.session,
        "epoch": 1,
        "uuid": stamp.id("sample"),
        "input": f"{about}, seed {told['seed']}.\n\n{told['notice']}\n\n{told['generated']}",
        "target": "",
        "messages": [_message(stamp, event) for event in chosen if isinstance(event, Spoken)],
        "output": _output(told, stamp),
        "scores": scores,
        "metadata": told,
        "store": {},
    }


def _output(told: Plain, stamp: Stamp) -> Plain:
    """What came of the talks, in a sentence."""
    if told["outcome"] is None:
        return {"model": _models(told), "choices": []}
    message = {"id": stamp.id("outcome"), "role": "assistant", "content": told["outcome"]}
    choice = {"message": message, "stop_reason": "stop"}
    return {"model": _models(told), "choices": [choice], "completion": told["outcome"]}


# -- what was said --------------------------------------------------------------------------------


def _message(stamp: Stamp, event: Spoken) -> Plain:
    """A statement, an offer or a decision as a message of its seat; its words stand last, as they are."""
    about = f"{event.actor} ({event.stage}, round {event.round}) {_heading(event)}"
    return {
        "id": stamp.id(f"message {event.seq}"),
        "role": "assistant",
        "content": f"{about}:\n\n{event.body.text}" if event.body.text else f"{about}.",
        "source": "generate",
        "metadata": {
            "seat": event.actor,
            "type": event.type,
            "stage": event.stage,
            "round": event.round,
            "event": event.seq,
            "generated": True,
        },
    }


def _heading(event: Spoken) -> str:
    if isinstance(event, ev.StatementMade):
        return "says"
    if isinstance(event, ev.DecisionMade):
        own = f" with {_terms(event.body.terms)}" if event.body.terms else ""
        return f"answers the offer of event {event.body.offer}: {event.body.answer}{own}"
    body = event.body
    if body.walk_away:
        return "leaves the talks"
    parts = (
        f"offers {body.to} {_terms(body.terms)}",
        f"levers {', '.join(body.levers)}" if body.levers else "",
        f"demands {', '.join(body.demands)}" if body.demands else "",
    )
    return "; ".join(part for part in parts if part)


def _terms(terms: Terms) -> str:
    return ", ".join(f"{issue}.{option}" for issue, option in terms.items()) or "no terms"
