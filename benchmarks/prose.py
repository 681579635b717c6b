"""Standing text of docs/baseline.md: what is counted and how, never a result."""

OUTCOMES = """\
Share of model runs by outcome class. *Undeliverable*: signed, but a key was refused. *First refused*
and *second refused*: the first or a later party asked said no (also where a later party with a veto
did). *Lapsed*: nobody was asked, or nobody answered in time. `without the US` is direct talks; offer
plans are the mediator's, so they make no difference there and one row stands for all. An agreement in
direct talks may be partial: the column *issues* is the mean number settled where terms were signed, of
{issues}; *empty* is the share signed with none."""

FINDINGS = """\
Each is a contrast between two cells with its size in paired draws. The tags are computed. **restated**:
switching off exactly one mechanism, alone and in both cells, removes at least half of the difference.
**derived**: more than one mechanism does so, each alone (it takes them together), or none does it
alone. **fragile**: the sign flips inside a prior's range – in an outer third of its draws, and again
when that prior alone is set to that end in every draw (the factors on levers are not tested so). Beside
a mechanism stands the part of the difference that goes with it; above 100 % the sign turns. It may go
because the mechanism makes it, or because without the mechanism the question is never reached. A
baseline restates its assumptions: even a derived finding follows from them."""

DECIDES = """\
The article's package in the article's world. For each prior: the share of acceptance in the bottom and
in the top third of its draws (lowest and highest value, where it has few). The yardstick is the largest
difference among priors that cannot reach the seat at all: what falls below it may be chance."""

BLOCKS = """\
The first obstacle to a delivered settlement under the article's package (a party that refused, or a key
that was missing), with the issue it failed on where that is known; and the smallest change of the terms
after which the answer would have been yes."""

EVENTS = """\
Beside six events after the scenario's date stands what each world says: the share of draws ({draws}) in
which the seat, asked directly, does what was reported. From {hit:.0%} it is a hit, up to {miss:.0%} a
miss, else undetermined. What caused these events is contested. Six hand-picked events calibrate
nothing, and the priors were not fitted to them. Kyiv is asked once, over all its issues; Moscow's stand
is taken in round {rounds} of a stage of {planned}, when the offer has stood for eight weeks. In
brackets: the share for the comparison named below."""

LIMITS = """## Limits

- One author's argument, and rivals of it as the sources name them: the model can restate it, not test it.
- Every limit, weight, worth and strength is a prior set by hand. Uniform draws from ranges set by hand are no
  distribution over the world; a share of draws inherits the ranges.
- No significance tests: more draws make a share steadier, not truer. Instead: paired draws, priors that
  decide, signs that flip, and a yardstick of what chance makes.
- Priors are drawn independently of each other; one at a time says nothing about two together.
- Tags switch off one mechanism at a time; at 0 a mechanism may stand for something other than its absence.
- Ratifiers answer by lot within stated odds; nobody negotiates with them."""
