"""A seat held by a person: prose and menus on a terminal; sees exactly the seat's view."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from detente.agents.agent import CannotAct
from detente.agents.allowed import problem
from detente.agents.human import forms
from detente.agents.human.terminal import People
from detente.agents.recorded import remembered
from detente.llm.journal import Journal
from detente.prompts.cards import card_values
from detente.prompts.views import view_values
from detente.scenario.model import Scenario
from detente.transcripts.acts import (
    Act,
    Argue,
    Argument,
    Decide,
    Decision,
    Firmness,
    Judgement,
    Offer,
    Position,
    Propose,
    Read,
    Reading,
    Reply,
    Speak,
    Statement,
    Weigh,
)
from detente.transcripts.grounding import missing
from detente.transcripts.render.blocks import clean
from detente.transcripts.table import Table, View

__all__ = ["HumanSeat"]

T = TypeVar("T")
NOTE, LONGEST_TEXT = 300, 4000
"""Characters of a line for the own side, and of words for the stage."""
HELP = """\
  ?          this help
  b          your brief: who you are, what you want, what you have no mandate for
  v          what you see of the talks now
  i I2       one issue with its options
  Ctrl-C     stop here; nothing is lost, `detente resume` goes on"""
DOES = {
    Argue: "speak in your party's council",
    Weigh: "weigh your council",
    Speak: "make your statement",
    Propose: "make an offer",
    Decide: "answer the offer",
    Read: "read a statement",
}
FIRMNESS: tuple[Firmness, ...] = ("firm", "flexible", "conditional", "rejecting")
ANSWERS = ("accept", "reject", "counter", "conditional", "silent")


class HumanSeat:
    """A person in a seat, or as the analyst."""

    def __init__(self, scenario: Scenario, name: str, people: People, journal: Journal) -> None:
        self.scenario, self.name, self.people, self.journal = scenario, name, people, journal
        people.take_seat(name)

    async def act(self, act: Act, view: View) -> Reply:
        """Do one thing: what was answered before is not asked again. Raises SessionPaused, CannotAct."""
        return await remembered(self.journal, "person", act, lambda: self._asked(act, view))

    def _asked(self, act: Act, view: View) -> Reply:
        title = "The analyst" if isinstance(act, Read) else self.scenario.party(act.seat).title
        self.people.call(self.name, title)
        self._introduce(act, view, title)
        makers: dict[type[Act], Callable[[], Reply]] = {
            Argue: lambda: self._argue(view, act),
            Weigh: lambda: self._weigh(view, act),
            Speak: lambda: self._speak(view, act),
            Propose: lambda: self._propose(view, act),
            Decide: lambda: self._decide(view, act),
            Read: lambda: self._read(act),
        }
        if type(act) not in makers:
            raise CannotAct("unknown_act", f"nobody can {type(act).__name__.lower()} here")
        reply = makers[type(act)]()
        while wrong := problem(act, reply, self.scenario, view.table):
            self._show(f"  That cannot stand: {wrong}. Once more, please.")
            reply = makers[type(act)]()
        self.people.leave(self.name)
        return reply

    def _show(self, text: str) -> None:
        """Put words on the person's screen; marks that would steer the terminal are shown as such."""
        self.people.write(clean(text))

    def _introduce(self, act: Act, view: View, title: str) -> None:
        who = title
        if act.actor in self.scenario.personas and not act.actor.endswith(".leader"):
            who = f"{title}, {self.scenario.personas[act.actor].name}"
        self._show(f"\n── {who}: {DOES[type(act)]} · round {act.round} · ? for help ──")
        if not isinstance(act, Read) and not self.people.live:
            self._show(self._seen(act, view))

    # -- asking -----------------------------------------------------------------------------------

    def _line(self, prompt: str, act: Act, view: View) -> str:
        """One line; help and views are shown as often as they are asked for."""
        while True:
            text = self.people.ask(prompt)
            command = text.strip()
            if command == "?":
                self._show(HELP)
            elif command == "b" and not isinstance(act, Read):
                self._show(self._brief(act))
            elif command == "v" and not isinstance(act, Read):
                self._show(self._seen(act, view))
            elif command.startswith("i ") and self._known(command[2:].strip()):
                self._show(self._issue(command[2:].strip().upper()))
            else:
                return text

    def _until(self, prompt: str, act: Act, view: View, read: forms.Reader[T]) -> T:
        while True:
            try:
                return read(self._line(prompt, act, view))
            except forms.NotThis as wrong:
                self._show(f"  {str(wrong)[:1].upper()}{str(wrong)[1:]}.")

    def _prose(self, prompt: str, act: Act, view: View, longest: int = LONGEST_TEXT) -> str:
        """Lines up to one that holds a single dot."""
        while True:
            self._show(f"{prompt} (end with a line that holds only a dot)")
            lines: list[str] = []
            while (line := self._line("> ", act, view)).strip() != ".":
                lines.append(line)
            text = "\n".join(lines).strip()
            if text and len(text) <= longest:
                return text
            self._show("  Say something." if not text else f"  At most {longest} characters, please.")

    def _known(self, name: str) -> bool:
        return name.upper() in self.scenario.issue_ids

    # -- the acts ---------------------------------------------------------------------------------

    def _argue(self, view: View, act: Act) -> Argument:
        text = self._prose("Your argument", act, view)
        advice = self._until(
            "Your advice: approve, resist or neutral? ",
            act,
            view,
            forms.chosen(("approve", "resist", "neutral")),
        )
        return Argument(text=text, for_offer=advice)

    def _weigh(self, view: View, act: Act) -> Judgement:
        party = self.scenario.party(act.seat)
        lean = None
        if party.decision == "leader":
            poles = {camp.pole: camp.title for camp in party.camps}
            prompt = f"Your lean, from -1 ({poles.get(-1)}) to 1 ({poles.get(1)}): "
            lean = self._until(prompt, act, view, forms.number(-1, 1))
        names = [faction.id for faction in party.factions]
        prompt = f"Weight of each current with you, as {' '.join(f'{name}=1' for name in names)}: "
        influence = self._until(prompt, act, view, forms.shares(names))
        reason = self._until("Why, in a line: ", act, view, forms.line(NOTE))
        prompt = "Instruction to your speaker, in a line (Enter for none): "
        told = self._until(prompt, act, view, forms.line(NOTE))
        return Judgement(
            lean=lean, influence=influence, reasons=(reason,) if reason else (), instructions=told
        )

    def _speak(self, view: View, act: Act) -> Statement:
        text = self._prose("Your statement", act, view)
        note = self._until("A note for your own side (Enter for none): ", act, view, forms.line(NOTE))
        return Statement(text=text, private_note=note)

    def _propose(self, view: View, act: Act) -> Offer:
        assert isinstance(act, Propose)
        held = [e for e in self.scenario.levers if e.holder == act.seat and e.target == act.to]
        demands = [e for e in self.scenario.demands if e.target == act.to]
        if act.seat == self.scenario.mediator and self._leaves(act, view):
            return Offer(to=act.to, walk_away=True)
        levers = self._some("Levers", [(e.id, f"{e.kind}: {e.title}") for e in held], act, view)
        asked = self._some("Demands", [(e.id, e.title) for e in demands], act, view)
        terms = self._until("Terms, as I1=b I2=c: ", act, view, forms.terms_of(self.scenario))
        text = self._prose("The offer in words", act, view)
        return Offer(to=act.to, terms=terms, levers=levers, demands=asked, text=text)

    def _leaves(self, act: Act, view: View) -> bool:
        prompt = "Make an offer, or leave the talks for good? "
        return self._until(prompt, act, view, forms.chosen(("offer", "leave"))) == "leave"

    def _some(self, what: str, entries: list[tuple[str, str]], act: Act, view: View) -> tuple[str, ...]:
        if not entries:
            return ()
        listed = "\n".join(f"  {place}. {title}" for place, (_, title) in enumerate(entries, start=1))
        self._show(f"{what}:\n{listed}")
        names = [name for name, _ in entries]
        return self._until("Which, by number (Enter for none)? ", act, view, forms.picked(names))

    def _decide(self, view: View, act: Act) -> Decision:
        assert isinstance(act, Decide)
        may_counter = act.may_counter and not act.final
        names = ("accept", "reject", "counter") if may_counter else ("accept", "reject")
        answer = self._until(f"Your answer: {', '.join(names)}? ", act, view, forms.chosen(names))
        terms = {}
        if answer == "counter":
            terms = self._until("Instead, as I1=b I2=c: ", act, view, forms.some_terms(self.scenario))
        text = self._until("Your answer in words (Enter for none): ", act, view, forms.line(LONGEST_TEXT))
        return Decision(answer=answer, terms=terms, text=text)

    def _read(self, act: Act) -> Reading:
        assert isinstance(act, Read)
        nothing = View(seat=act.seat, table=Table())
        self._show(f"{self.scenario.party(act.speaker).title} says:\n{act.text}")
        positions: list[Position] = []
        while True:
            prompt = "A position, as I2=b (or I2=b-d for a range; Enter when there is no more): "
            text = self._line(prompt, act, nothing).strip()
            if not text:
                break
            try:
                positions.append(self._position(text, act, nothing))
            except forms.NotThis as wrong:
                self._show(f"  {str(wrong)[:1].upper()}{str(wrong)[1:]}.")
        answer = self._until(
            f"Its answer to the offer: {', '.join(ANSWERS)}? ", act, nothing, forms.chosen(ANSWERS)
        )
        return Reading(positions=tuple(positions), answer=answer)

    def _position(self, text: str, act: Read, view: View) -> Position:
        name, _, far = text.partition("-")
        terms = forms.some_terms(self.scenario)(name)
        if len(terms) > 1:
            raise forms.NotThis("one position at a time, as I2=b or I2=b-d")
        ((issue, first),) = terms.items()
        entry = self.scenario.issue(issue)
        if far and not entry.has(far.strip().lower()):
            raise forms.NotThis(f"{issue} has no option '{far.strip()}'")
        options = entry.between(first, far.strip().lower()) if far else (first,)
        firmness = self._until(f"{', '.join(FIRMNESS)}? ", act, view, forms.chosen(FIRMNESS))
        quote = self._line("The words that show it, copied from the statement: ", act, view).strip()
        if why := missing(quote, act.text):
            raise forms.NotThis(why)
        return Position(issue=issue, options=options, firmness=firmness, quote=quote)

    # -- what is shown ----------------------------------------------------------------------------

    def _issue(self, name: str) -> str:
        issue = self.scenario.issue(name)
        options = "\n".join(f"  {option.id}  {option.label}" for option in issue.options)
        return f"{issue.id} {issue.title}: {issue.question}\n{options}"

    def _brief(self, act: Act) -> str:
        """The card of whoever acts: what a model in this seat is told at the start."""
        known = card_values(self.scenario, act.actor)
        card, parts = known["card"], [f"{known['card'].name}. {known['card'].who}"]
        wants = [
            f"{issue['id']} {issue['title']}: {issue['want']}" for issue in known["agenda"] if issue["want"]
        ]
        for title, lines in (
            ("What you believe", card.beliefs),
            ("What you want", wants),
            ("Your red lines", card.red_lines),
            ("You have no authority to sign", known["mandate"]),
            ("What only your own side knows", card.private),
        ):
            parts += [f"{title}:", *(f"  {line}" for line in lines)] if lines else []
        return "\n".join(parts)

    def _seen(self, act: Act, view: View) -> str:
        """The seat's view in plain words."""
        seen = view_values(self.scenario, act, view)["view"]
        parts = [seen["where"]]
        if seen["offer"]:
            parts.append(f"The offer on the table, {seen['offer']['made']}:")
            parts += [f"  {line}" for line in seen["offer"]["lines"]]
            parts += [f"  “{seen['offer']['words']}”"] if seen["offer"]["words"] else []
        for title, key in (("Accepted", "accepted"), ("As read so far", "positions")):
            parts += [f"{title}:", *(f"  {line}" for line in seen[key])] if seen[key] else []
        for title, key in (
            ("Answered", "answers"),
            ("Said last", "statements"),
            ("Inside your own party", "inside"),
        ):
            parts += [f"{title}:", *(f"  {said.by}: {said.text}" for said in seen[key])] if seen[key] else []
        return "\n".join(parts)
