"""What came of prompt tests: as JSON, and as JUnit's XML for whoever runs tests by machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree import ElementTree

from detente.studies.cases.running import Verdict

__all__ = ["answer", "failed", "junit"]


def failed(verdicts: Iterable[Verdict], pass_at: float = 1.0) -> list[Verdict]:
    """Those of whose trials too few passed."""
    return [one for one in verdicts if one.share < pass_at]


def answer(verdicts: Sequence[Verdict], source: str, pass_at: float) -> dict[str, Any]:
    """The object given with --json."""
    wrong = failed(verdicts, pass_at)
    return {
        "schema": 1,
        "asked": source,
        "pass_at": pass_at,
        "cases": [_row(one, one not in wrong) for one in verdicts],
        "counts": {
            "cases": len(verdicts),
            "passed": len(verdicts) - len(wrong),
            "failed": len(wrong),
            "reply_not_judged": sum(1 for one in verdicts if one.skipped),
        },
    }


def _row(one: Verdict, passed: bool) -> dict[str, Any]:
    return {
        "id": one.placed.case.id,
        "file": str(one.placed.file),
        "line": one.placed.line,
        "scenario": one.placed.scenario,
        "actor": one.actor,
        "act": one.placed.case.act,
        "passed": passed,
        "share": one.share,
        "reply_not_judged": one.skipped or None,
        "problems": list(one.problems),
        "trials": [
            {
                "sample": trial.sample,
                "passed": trial.passed,
                "valid_at_first": trial.first,
                "calls": trial.calls,
                "said": trial.said,
                "checks": [{"name": check.name, "problem": check.told or None} for check in trial.checks],
            }
            for trial in one.trials
        ],
    }


def junit(verdicts: Sequence[Verdict], pass_at: float) -> str:
    """JUnit's XML: a test case each, a failure with what is wrong."""
    wrong = failed(verdicts, pass_at)
    attributes = {"name": "prompts", "tests": str(len(verdicts)), "failures": str(len(wrong)), "errors": "0"}
    suite = ElementTree.Element("testsuite", attributes)
    for one in verdicts:
        case = one.placed.case
        place = {
            "classname": f"{one.placed.file.stem}.{case.act}",
            "name": case.id,
            "file": str(one.placed.file),
        }
        element = ElementTree.SubElement(suite, "testcase", {**place, "line": str(one.placed.line)})
        if one in wrong:
            told = "\n".join(one.problems)
            problem = ElementTree.SubElement(element, "failure", {"message": _printable(told.split("\n")[0])})
            problem.text = _printable(told)
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _printable(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(char if char in "\n\t" or char.isprintable() else "�" for char in text)
