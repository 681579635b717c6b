"""Write docs/gold.md: how the gold set was made, how far two labellings agree, how well positions are read.

python -m benchmarks.gold_page
"""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.pages import table
from detente.scenario.loader import load
from detente.studies.gold import Label, Score, labelled, load_gold, score

ROOT = Path(__file__).parent.parent
GOLD, PAGE = ROOT / "tests" / "gold", ROOT / "docs" / "gold.md"
SETS = ("baseline", "prose")

TEXT = """# The gold set, and how well positions are read

`tests/gold/` holds {statements} statements over all 19 issues, labelled by reading with the {positions}
positions that their speakers take. Written by `python -m benchmarks.gold_page`; do not edit by hand.

{files}

**How it was made.** Free prose: three writers wrote and labelled 66 statements each, with the issues and
their options, the rules of labelling and the list of kinds before them
([`GUIDELINES.md`](../tests/gold/GUIDELINES.md)): neither code nor phrasings nor lexicon. Baseline
statements were drawn by a fixed seed, 18 for each seat, from sessions over every world and plan, and
labelled by a fourth reader. Each file was then split by a fixed seed into halves, stratified by writer and
kind (prose) and by seat (baseline), before anybody tuned anything on it. The lexical analyst was tuned on
the tune halves only; the test halves were scored once, when that was over. (Its lexicon is older than this
set: it was first tuned on another, which is not kept.)

**A second blind labelling** of every statement by readers who saw texts, options and rules only:

{agreement}

All writers and readers were language models of one family working apart from one another, and the writers
were asked for texts whose meaning a careful reader can tell. So agreement as high as this shows that such
readers find the texts plain; it does not show what human annotators would make of them. Labels by people
are the next thing this set needs.

**Scores of the lexical analyst**, micro-averaged over (issue, option, held or rejected), as `detente
prompts test analyst --gold FILE --analyst lexical` gives them:

{scores}

By kind of statement, on the test half of the prose:

{kinds}

What it cannot do: free prose is read with more precision than recall, negation spread over several
sentences and figures of speech are often missed, and one reading in four of an answer to the offer is wrong
there. A model as the analyst is the remedy, against the same files.
"""


def page() -> str:
    """The page, from the files and the analyst as they are."""
    halves = {name: load_gold(GOLD / f"{name}.jsonl") for name in _halves()}
    scores = {name: score(labels, "lexical") for name, labels in halves.items()}
    everything = [label for labels in halves.values() for label in labels]
    kinds = sorted(scores["prose-test"].per_kind.items())
    return TEXT.format(
        statements=len(everything),
        positions=sum(len(label.positions) for label in everything),
        files=table(
            ("file", "statements", "positions"),
            [
                (f"`{name}.jsonl`", str(len(labels)), str(sum(len(label.positions) for label in labels)))
                for name, labels in halves.items()
            ],
        ),
        agreement=table(
            ("", "statements", "F1 of triples", "firmness where matched", "answer"),
            [(name, *_agreement(name, halves)) for name in SETS],
        ),
        scores=table(
            ("file", "precision", "recall", "F1", "firmness where matched", "answer"),
            [(f"`{name}.jsonl`", *_scored(entry)) for name, entry in scores.items()],
        ),
        kinds=table(
            ("kind", "precision", "recall", "F1"),
            [(kind, _cut(r.precision), _cut(r.recall), _cut(r.f1)) for kind, r in kinds],
        ),
    )


def _halves() -> list[str]:
    return [f"{name}-{half}" for name in SETS for half in ("tune", "test")]


def _scored(entry: Score) -> tuple[str, ...]:
    micro = entry.micro
    ratios = (micro.precision, micro.recall, micro.f1, entry.firmness.ratio, entry.answers.ratio)
    return tuple(_cut(ratio) for ratio in ratios)


def _cut(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.3f}"


def _agreement(name: str, halves: dict[str, list[Label]]) -> tuple[str, ...]:
    """The second labels against the first: F1 of triples, firmness of those shared, answers."""
    first = {label.id: label for half in ("tune", "test") for label in halves[f"{name}-{half}"]}
    second = _second(name, first)
    scenario = load("ukraine-2025")
    shared = missed = added = alike = same = 0
    for label in first.values():
        one, other = dict(labelled(label, scenario)), dict(labelled(second[label.id], scenario))
        both = one.keys() & other.keys()
        shared, missed, added = (
            shared + len(both),
            missed + len(one) - len(both),
            added + len(other) - len(both),
        )
        alike += sum(one[triple] == other[triple] for triple in both)
        same += label.answer == second[label.id].answer
    f1 = 2 * shared / (2 * shared + missed + added)
    return str(len(first)), _cut(f1), _cut(alike / shared), _cut(same / len(first))


def _second(name: str, first: dict[str, Label]) -> dict[str, Label]:
    """The labels of the second reader, which are kept without the texts."""
    lines = (GOLD / f"{name}-second.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return {
        entry["id"]: Label.model_validate({**first[entry["id"]].model_dump(), **entry}) for entry in found
    }


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
