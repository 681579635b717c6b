"""The overview of a scenario: one page, section by section, that fits 80 columns."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.cli.sheet import ACCENT, FAINT, NOTICE_STYLE, PRIOR, bullets, columns, field, heading, prior
from detente.scenario.issues import Issue, Terms
from detente.scenario.levers import Lever, PlannedOffer
from detente.scenario.model import Scenario
from detente.scenario.parties import Party
from detente.scenario.process import Cost, Stage
from detente.transcripts.manifest import NOTICE

__all__ = ["header", "overview", "party_text"]

DECISIONS = {
    "alone": "decides alone",
    "leader": "a leader decides, between two camps",
    "consensus": "decides when its factions can bear it",
}
ROLES = {"party": "", "mediator": "mediator", "later": "joins later"}


def overview(pack: Scenario) -> Group:
    """Everything that fits one page: parties, issues, levers, stages, offers, worlds, clock."""
    sections: list[RenderableType] = [header(pack), heading("Parties"), _parties(pack)]
    sections += [heading("Issues", "options in order, and whose consent each needs (keys)"), _issues(pack)]
    if pack.levers or pack.demands:
        sections += [heading("Levers", "what one seat holds over another"), *_levers(pack)]
    sections += [heading("Stages", "the phases of the talks, and what ends each"), *_stages(pack)]
    sections += [heading("Offer plans", "--offers PLAN"), _plans(pack)]
    sections += [heading("Worlds", "--world NAME: sets of causal assumptions, none of them a fact")]
    sections += [_worlds(pack), heading("Clock"), *_clock(pack), Text(), _more(pack)]
    return Group(*sections)


def header(pack: Scenario) -> Group:
    """Title, date, what it is about, whose argument it is, and the notice."""
    line = Text.assemble((pack.title, "bold"), (f"  {pack.id} · as of {pack.date}", FAINT))
    parts = [line, Text(pack.summary), Text(pack.author_note, style=FAINT), Text(NOTICE, style=NOTICE_STYLE)]
    return Group(*(part for part in parts if part.plain))


# -- parties --------------------------------------------------------------------------------------


def _parties(pack: Scenario) -> Table:
    table = columns(max(map(len, pack.seats)), None)
    for party in pack.parties:
        table.add_row(Text(party.id, style=ACCENT), party_text(party))
    return table


def party_text(party: Party) -> Group:
    """A party's role, how it decides, its camps with their factions, and its mandate."""
    optional = "can be left out (--without)" if party.optional else ""
    about = ", ".join(part for part in (ROLES[party.role], DECISIONS[party.decision], optional) if part)
    lines: list[RenderableType] = [Text.assemble(party.title, (f"  {about}", FAINT))]
    camps = [(f"{camp.title} ({camp.pole:+d})".replace("-", "−"), camp.id) for camp in party.camps]
    for title, camp in [*camps, ("", None)]:
        members = [f"{entry.title} [{entry.id}]" for entry in party.factions if entry.camp == camp]
        if members:
            name = Text(f"{title}: " if title else "Factions: ", style=FAINT)
            lines.append(Padding(name.append(", ".join(members), style="not dim"), (0, 0, 0, 2)))
    if party.red_lines:
        lines_drawn = ", ".join(f"{line.issue}.{'/'.join(line.options)}" for line in party.red_lines)
        lines.append(Padding(field("Red lines", lines_drawn), (0, 0, 0, 2)))
    return Group(*lines)


# -- issues ---------------------------------------------------------------------------------------


def _issues(pack: Scenario) -> Table:
    table = columns(max(map(len, pack.issue_ids)), 22, None, between=1)
    for issue in pack.issues:
        name = Text.assemble(issue.title, (f"\nkeys: {', '.join(issue.keys) or 'none'}", FAINT))
        table.add_row(Text(issue.id, style=ACCENT), name, _options(issue))
    return table


def _options(issue: Issue) -> Table:
    table = columns(1, None, gap=1)
    for option in issue.options:
        label = Text(option.label)
        if option.keys is not None and set(option.keys) != set(issue.keys):
            label.append(f" (keys: {', '.join(option.keys) or 'none'})", style=FAINT)
        table.add_row(Text(option.id, style="bold"), label)
    return table


# -- levers ---------------------------------------------------------------------------------------


def _levers(pack: Scenario) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for kind, title in (("carrot", "Carrots (incentives)"), ("stick", "Sticks (pressure)")):
        levers = [lever for lever in pack.levers if lever.kind == kind]
        if levers:
            table = columns(16, None)
            for lever in levers:
                table.add_row(Text(f"{lever.holder} →\n  {lever.target}", style=FAINT), _lever(lever))
            parts += [Text(title, style="bold"), table]
    if pack.demands:
        table = columns(16, None)
        for demand in pack.demands:
            met = "; ".join(f"{issue} at {', '.join(chosen)}" for issue, chosen in demand.met_when.items())
            named = Text.assemble(demand.title, (f" [{demand.id}]", FAINT), f"\nmet by {met}")
            table.add_row(Text(f"of {demand.target}", style=FAINT), named)
        parts += [Text("Demands (to drop, or to qualify heavily)", style="bold"), table]
    return parts


def _lever(lever: Lever) -> Group:
    lines = [Text.assemble(lever.title, (f" [{lever.id}]", FAINT))]
    if lever.limits:
        lines.append(field("limits", lever.limits))
    if lever.standing:
        lines.append(Text("stands without being offered"))
    carried = [f"needs {', '.join(lever.needs)}"] if lever.needs else []
    carried += [f"puts {_terms(lever.terms)} into the terms"] if lever.terms else []
    if carried:
        lines.append(Text("; ".join(carried)))
    return Group(*lines, prior(_size(lever)))


def _size(lever: Lever) -> str:
    spread = f"±{lever.spread:.0%}"
    if lever.kind == "stick":
        return f"costs its target {lever.force:.2f} {spread} of the utility scale"
    if not lever.worth:
        return "worth only the options it carries"
    low, high = min(lever.worth.values()), max(lever.worth.values())
    worth = f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}, by actor,"
    return f"worth {worth.replace('-', '−')} {spread}, beyond the options it carries"


def _terms(terms: Terms) -> str:
    return " ".join(f"{issue}.{option}" for issue, option in terms.items())


# -- stages ---------------------------------------------------------------------------------------


def _stages(pack: Scenario) -> list[RenderableType]:
    table = columns(max(len(stage.id) for stage in pack.stages), None)
    for stage in pack.stages:
        table.add_row(Text(stage.id, style=ACCENT), _stage(pack, stage))
    orders = []
    for sequence in pack.sequences:
        when = f"without {sequence.without}: " if sequence.without else ""
        when += f"with {sequence.unless_mechanism} off: " if sequence.unless_mechanism else ""
        orders.append(f"{when}{' → '.join(sequence.stages)}")
    return [table, Text("Order", style="bold"), bullets(orders)]


def _stage(pack: Scenario, stage: Stage) -> Group:
    days = stage.rounds * pack.clock.days_per_round
    heard = "in public" if stage.audience == "public" else "among themselves"
    rounds = f"{stage.rounds} round{'s' if stage.rounds > 1 else ''} ({days} days), {heard}"
    lines = [
        Text.assemble(stage.title, (f"  {rounds}", FAINT)),
        field("seats", f"{', '.join(stage.participants)}; offers by {_proposer(pack, stage)}"),
        field("gate", _gate(stage)),
    ]
    if stage.decides:
        lines.append(field("decides only", ", ".join(stage.decides)))
    if stage.admit:
        lines.append(field("opens when", _condition(pack, stage.admit)))
    return Group(*lines)


def _proposer(pack: Scenario, stage: Stage) -> str:
    return "the seats in turn" if stage.proposer == "alternate" else pack.mediator or "the mediator"


def _gate(stage: Stage) -> str:
    gate = stage.gate
    answers = gate.decider or "whoever an offer is put to"
    when = " after the last round" if gate.ask == "last" else ""
    follows = "leads to the next stage" if gate.accept == "next" else f"leads to {gate.accept}"
    refusal = "ends the talks" if gate.reject == "ends" else "is noted and the talks go on"
    counter = f"; own terms with --set {gate.counter_switch}=true" if gate.counter_switch else ""
    return f"{answers} answers{when}; yes {follows}, no {refusal}{counter}"


def _condition(pack: Scenario, name: str) -> str:
    condition = pack.conditions[name]
    have = "have" if len(condition.accepted) > 1 else "has"
    same = " the same terms" if len(condition.accepted) > 1 else ""
    text = f"{' and '.join(condition.accepted)} {have} accepted{same} ({name})"
    if condition.switch:
        text += f"; with --set {condition.switch}=true: {' and '.join(condition.accepted_if_on)}"
    return text


# -- offers, worlds, clock ------------------------------------------------------------------------


def _plans(pack: Scenario) -> Table:
    table = columns(max(len(plan.id) for plan in pack.offers), None)
    for plan in pack.offers:
        kind = {"schedule": "", "adaptive": "composed as the talks go", "random": "drawn by chance"}[
            plan.kind
        ]
        default = "default" if plan.id == pack.default_offers else ""
        marks = ", ".join(part for part in (default, kind) if part)
        lines = [Text.assemble(plan.title, (f"  {marks}" if marks else "", FAINT))]
        lines += [Text(plan.note, style=FAINT)] if plan.note else []
        lines += [_offer(offer) for offer in plan.offers]
        table.add_row(Text(plan.id, style=ACCENT), Group(*lines))
    return table


def _offer(offer: PlannedOffer) -> Text:
    when = f" from round {offer.from_round}" if offer.from_round > 1 else ""
    when += f" after a {offer.after_answer}" if offer.after_answer else ""
    text = Text.assemble((f"{offer.stage}{when}, to {offer.to}:", "bold"))
    for name, values in (("levers", offer.levers), ("demands", offer.demands)):
        if values:
            text.append(f" {name} ", style=FAINT).append(f"{', '.join(values)};")
    text.append(" terms " if offer.terms else " no terms", style=FAINT).append(_terms(offer.terms))
    return text.append("" if offer.detailed else " (details not shown)", style=FAINT)


def _worlds(pack: Scenario) -> Table:
    mechanisms = {mechanism.id: mechanism for mechanism in pack.mechanisms}
    table = columns(max(len(world.id) for world in pack.worlds), None)
    for world in pack.worlds:
        default = "  default" if world.id == pack.default_world else ""
        lines = [Text.assemble(world.title, (default, FAINT))]
        lines += [Text(world.note, style=FAINT)] if world.note else []
        for name, strength in world.mechanisms.items():
            own = mechanisms[name]
            change = f"{name} {own.title}: strength {own.strength:g} → {strength:g}".replace("-", "−")
            lines.append(Text(change, style=PRIOR))
        table.add_row(Text(world.id, style=ACCENT), Group(*lines))
    return table


def _clock(pack: Scenario) -> list[RenderableType]:
    days = pack.clock.days_per_round
    lines: list[RenderableType] = [
        Text(f"A round takes {days} day{'s' if days > 1 else ''}. Without a deal:")
    ]
    table = columns(26, None)
    for cost in pack.clock.costs:
        table.add_row(Text(cost.title), _cost(pack, cost))
    lines.append(table)
    if pack.clock.leaves_out:
        lines += [Text("Not counted", style="bold"), bullets(pack.clock.leaves_out)]
    return lines


def _cost(pack: Scenario, cost: Cost) -> Text:
    text = Text(f"{cost.low:,g} to {cost.high:,g} {cost.unit} a {cost.per}")
    later = ", for reviewers only" if cost.date > pack.date else ""
    text.append(f"  as of {cost.date}{later}; {', '.join(cost.sources)}", style=FAINT)
    return text.append(f"\n{cost.note}" if cost.note else "", style=FAINT)


def _more(pack: Scenario) -> Text:
    issue, seat = pack.issue_ids[0], pack.seats[0]
    pairs = len(pack.excludes)
    excluded = f" Pairs of options that exclude each other: {pairs} (see --issue)." if pairs else ""
    text = f"More: --issue {issue} (one issue, every actor's stand, sources), --seat {seat} (persona cards)."
    return Text(text + excluded, style=FAINT)
