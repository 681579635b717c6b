"""One issue in full, and the persona cards of one party."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.cli.scenario_page import party_text
from detente.cli.sheet import ACCENT, FAINT, NOTICE_STYLE, PRIOR, bullets, columns, field, heading
from detente.scenario.issues import Issue
from detente.scenario.model import Scenario
from detente.scenario.parties import Persona, RedLine
from detente.scenario.stands import Cell
from detente.transcripts.manifest import NOTICE

__all__ = ["issue_page", "seat_page"]


# -- one issue ------------------------------------------------------------------------------------


def issue_page(pack: Scenario, name: str) -> Group:
    """One issue: its options with their keys, what touches it, and every actor's stand as a prior."""
    issue = pack.issue(name)
    parts: list[RenderableType] = [
        Text.assemble((f"{issue.id}  {issue.title}", "bold"), (f"  {pack.id} · as of {pack.date}", FAINT)),
        Text(issue.question),
        *_who(issue),
        Text(NOTICE, style=NOTICE_STYLE),
        heading("Options", issue.ordering),
        _options(issue),
    ]
    touching = list(_touching(pack, name))
    if touching:
        parts += [heading("What touches it"), bullets(touching)]
    parts += [heading("Stands", "priors: modelling guesses with ranges, not facts"), *_stands(pack, issue)]
    if issue.sources:
        parts += [heading("Sources"), _sources(pack, issue.sources)]
    return Group(*parts)


def _who(issue: Issue) -> Iterable[Text]:
    yield field("answered for by", ", ".join(issue.business))
    if issue.voices:
        yield field("spoken about by", ", ".join(issue.voices))
    yield field("keys", ", ".join(issue.keys) or "none")


def _options(issue: Issue) -> Table:
    table = columns(1, None, between=1)
    for option in issue.options:
        text = Text.assemble((option.label, "bold"))
        if option.detail:
            text.append(f"\n{option.detail}")
        keys = ", ".join(issue.keys_of(option.id)) or "none"
        text.append(f"\nkeys: {keys}", style=FAINT)
        table.add_row(Text(option.id, style=ACCENT), text)
    return table


def _touching(pack: Scenario, name: str) -> Iterable[str]:
    for rule in pack.excludes:
        if name in (end.split(".")[0] for end in rule.pair):
            yield f"{' and '.join(rule.pair)} exclude each other: {rule.because}"
    for party in pack.parties:
        for line in party.red_lines:
            if line.issue == name:
                yield f"red line of {party.id} at {', '.join(line.options)}: {line.because}"
    for demand in pack.demands:
        if name in demand.met_when:
            yield f"demand of {demand.target}, met by {', '.join(demand.met_when[name])}: {demand.title}"
    for lever in pack.levers:
        if name in lever.terms:
            yield f"the {lever.kind} '{lever.title}' puts {name}.{lever.terms[name]} into the terms"


def _stands(pack: Scenario, issue: Issue) -> list[RenderableType]:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=FAINT, style=PRIOR)
    letters = " ".join(option.id for option in issue.options)
    for title in ("actor", letters, "opening", "limit", "weight of 10"):
        table.add_column(title, no_wrap=True)
    for actor, row in pack.stands.items():
        if issue.id in row.cells:
            cell, spread = row.cells[issue.id], row.spread
            table.add_row(
                actor,
                _drawn(issue, cell),
                f"{cell.opening} ±{spread.opening}",
                f"{cell.limit} ±{spread.limit}",
                f"{cell.weight:g} ±{spread.weight:g}",
            )
    legend = "prior: ● opens here, ○ would go as far as here; who has no row does not care; ± is the range"
    return [table, Text(legend, style=PRIOR)]


def _drawn(issue: Issue, cell: Cell) -> str:
    """The way from opening to limit along the options: `· ●─○ ·`."""
    opening, limit = issue.index(cell.opening), issue.index(cell.limit)
    low, high = sorted((opening, limit))
    marks = []
    for place in range(len(issue.options)):
        mark = "●" if place == opening else "○" if place == limit else "─" if low < place < high else "·"
        marks.append(mark + ("─" if low <= place < high else " "))
    return "".join(marks).rstrip()


def _sources(pack: Scenario, names: Iterable[str]) -> Table:
    table = columns(5, None)
    known = {source.id: source for source in pack.sources}
    for name in names:
        source = known[name]
        dated = f"  {source.date}" if source.date else ""
        text = Text.assemble(source.title, (f"{dated}{f'  {source.url}' if source.url else ''}", FAINT))
        table.add_row(Text(name, style=ACCENT), text)
    return table


# -- one party ------------------------------------------------------------------------------------


def seat_page(pack: Scenario, seat: str) -> Group:
    """The persona cards of a party: its decider's and its factions', with their priors."""
    party = pack.party(seat)
    parts: list[RenderableType] = [
        Text(f"{pack.id} · as of {pack.date}", style=FAINT),
        party_text(party),
        Text(NOTICE, style=NOTICE_STYLE),
    ]
    if party.red_lines:
        drawn = [f"{line.issue} {_named(pack, line)}: {line.because}" for line in party.red_lines]
        parts += [heading("Mandate", "options it may not sign where it holds a key"), bullets(drawn)]
    for actor in pack.actors:
        if actor.split(".")[0] == seat:
            parts += _card(pack, actor, pack.personas[actor])
    return Group(*parts)


def _named(pack: Scenario, line: RedLine) -> str:
    return ", ".join(f"{option} ({pack.label(line.issue, option)})" for option in line.options)


def _card(pack: Scenario, actor: str, card: Persona) -> list[RenderableType]:
    parts: list[RenderableType] = [heading(card.name, actor), Text(card.who)]
    if card.manner:
        parts.append(field("Manner", card.manner))
    if card.wants:
        parts += [_subheading("Wants"), _wants(card)]
    for title, lines in (
        ("Beliefs", card.beliefs),
        ("Red lines, in its words", card.red_lines),
        ("Private: only its own council knows", card.private),
    ):
        if lines:
            parts += [_subheading(title), bullets(lines)]
    if card.documents:
        dated = [f"{entry.date}  {entry.text} [{entry.source}]" for entry in card.documents]
        parts += [_subheading("Documented"), bullets(dated)]
    guesses = list(_guesses(pack, actor, card))
    if guesses:
        parts += [_subheading("Priors: modelling guesses, not facts"), bullets(guesses, PRIOR)]
    return parts


def _subheading(title: str) -> Padding:
    return Padding(Text(title, style="bold"), (1, 0, 0, 0))


def _wants(card: Persona) -> Table:
    table = columns(max(map(len, card.wants)), None)
    for issue, want in card.wants.items():
        table.add_row(Text(issue, style=ACCENT), Text(want))
    return table


def _guesses(pack: Scenario, actor: str, card: Persona) -> Iterable[str]:
    if card.priors:
        yield card.priors
    for path, number in pack.priors.items():
        if path.startswith(f"{actor}."):
            name, note = path.removeprefix(f"{actor}."), f": {number.note}" if number.note else ""
            yield f"{name} {number.value:g} ({number.low:g} to {number.high:g}){note}".replace("-", "−")
    if actor in pack.stands:
        cells = pack.stands[actor].cells.items()
        stands = ", ".join(f"{issue} {cell.opening}>{cell.limit}·{cell.weight:g}" for issue, cell in cells)
        yield f"stands (opening>limit·weight): {stands}"
