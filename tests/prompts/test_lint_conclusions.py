"""Which sentences are taken for what a mechanism claims, and how well that is measured."""

from __future__ import annotations

import pytest

from detente.prompts.library import built_in
from detente.scenario.model import Scenario
from detente.studies.conclusions import conclusions
from tests.prompts.linted import added, codes

PARAPHRASES = {
    "M2": "Negotiations between two parties alone can sign an agreement, but cannot produce it quickly.",
    "M3": "Every round without an agreement costs lives.",
    "M5": "Until there is a basic shape, the Europeans can neither table anything, nor veto, nor join.",
    "M7": "Europe cannot replace all of the aid if US aid stops.",
    "M8": "European sanctions bite far less when the US does not participate.",
    "M9": "Positions don't move unless Washington gives detailed terms and has a strategy.",
    "M10": "Remember that Russia is not one utility function but two camps with a leader.",
    "M13": "Hard-liners expect that continuing the war will end in the collapse of Ukraine.",
    "M14": "The maximalists are gaining from the sanctions.",
    "M17": "Pragmatists consider total victory unlikely, and the next town worth less than what it costs.",
    "M19": "The longer the isolation, the deeper the dependence on China and the pragmatists' urgency.",
    "M21": "The leader begins undecided and moves with the weight of the camps; he signs alone.",
    "M24": "Threats by themselves help the hawks, while threats joined with rewards help the moderates.",
    "M29": "Those three demands cannot be accepted by any Ukrainian government.",
    "M31": "The terms go first to Moscow.",
    "M36": "Some of the European actors value pinning Russia down more than ending the war.",
}

HELD_OUT = {
    "M1": "As long as the US uses its levers on neither side, the positions of the parties do not overlap.",
    "M4": "For Moscow, the single most valuable incentive is a reset of relations with the US.",
    "M6": "What Europe demands lies outside the acceptance region of every Russian actor.",
    "M11": "Within each camp there are several elements, and their preferences differ from issue to issue.",
    "M12": "The maximalists want Kyiv's government replaced, its army disarmed and totally defeated.",
    "M15": "Better ties with the West are worth nothing to civilisational nationalists.",
    "M16": "Reconciliation benefits the pragmatists, first with the US and later with Europe.",
    "M18": "A ceasefire on the front line is acceptable to pragmatists, and a limit on long-range missiles "
    "only.",
    "M20": "The pragmatists are patriots too: an offer that resembles surrender is rejected by them.",
    "M22": "The US aims to maximise the weight of pragmatists by a mixed package.",
    "M27": "Even if Europe at first withholds its own carrots, those of the US have value.",
    "M28": "The carrots are released only if Moscow drops or heavily qualifies the three demands.",
    "M30": "Constitutional rights for Russian language and culture can be borne by Kyiv.",
    "M32": "If Moscow refuses, the war goes on.",
    "M33": "If Moscow accepts, Kyiv either accepts as well or fights on without American support.",
    "M34": "To accept beats a Russian victory, while fighting alone is a lottery with that victory as "
    "its bad branch.",
    "M35": "Each turn, the fallback of Kyiv falls.",
    "M24": "Sticks used without carrots make maximalists stronger; used with carrots they make "
    "pragmatists stronger.",
    "M2": "A deal can be signed in bilateral talks, but not produced quickly.",
    "M3": "With each turn that passes without a deal, lives are lost.",
    "M8": "The sanctions of the EU bite much less when the US does not participate.",
    "M13": "If the war continues, maximalists expect Ukraine to collapse.",
    "M17": "Total victory is thought unlikely by pragmatists, and the next town not worth its cost.",
    "M21": "The leader is undecided at the start, moves as the camps weigh, and is alone in signing.",
    "M36": "Pinning Russia down is worth more to some European actors than ending the war.",
}
"""Written before their scores were seen."""
PLAIN = (
    "Make your statement to the table, in your own manner: at most 200 words.",
    "Take a clear stand on the issues that matter most now.",
    "Answer what was said to you, and say what you make of the offer.",
    "Think of what happens if nobody agrees, and of what your mandate allows.",
    "Do not repeat yourself without a reason.",
    "Your party has two camps and a leader; you are the leader.",
    "You sign alone.",
    "You start undecided and may move with what you hear.",
    "Say whether the offer moves you, and why.",
    "If an offer lies before you, judge it by what your side wants.",
    "Levers are promises and threats that somebody holds over somebody else.",
    "A carrot is something promised; a stick is something threatened.",
    "Promise or threaten only what you mean to do.",
    "An offer without details names the issues and no options.",
    "The mediator may use its levers on either party.",
    "Sanctions and their relief are spoken of in the levers.",
    "An offer goes to one party first, and then to the other.",
    "If you refuse, the talks may end.",
    "Without your yes there is no agreement.",
    "The war continues as long as there is no agreement.",
    "Europe joins later, if at all.",
    "The other currents of your party argue against you.",
    "Each current has its own preferences on each issue.",
    "Weigh how much each current carries with you now.",
    "Say what you rule out and what you could live with.",
    "Name the smallest change of the terms that would have made it a yes.",
    "Every round costs time; nobody is told how much.",
    "Ukraine, Russia, Europe and the US are at the table.",
    "You may accept the terms as they stand, or reject them.",
    "Consent of Kyiv is needed for some options.",
    "Speak of the front line, missiles and language only where you have something to say.",
    "Options that exclude each other cannot stand in one offer.",
    "The leader decides for Moscow after hearing both camps.",
    "Those who want the war to end and those who want to fight on both speak here.",
    "Tell the pragmatists why they are wrong, or the maximalists.",
    "A deal that your mandate rules out is a breach.",
    "Support that is withdrawn may not be replaced.",
    "What the terms are worth to you is yours to judge.",
    "Read the statement for its own words, not for what the speaker probably wants.",
    "A conditional yes hangs on something that is said.",
)
"""What a prompt may well say, in the words of the field; written before its scores were seen."""


@pytest.mark.parametrize("mechanism", PARAPHRASES)
def test_a_light_paraphrase_of_a_claim_is_found(ukraine: Scenario, mechanism: str) -> None:
    assert mechanism in [told.mechanism for told in conclusions(PARAPHRASES[mechanism], ukraine)]


def test_every_claim_is_found_in_its_own_words(ukraine: Scenario) -> None:
    for mechanism in ukraine.mechanisms:
        assert mechanism.id in [told.mechanism for told in conclusions(mechanism.claim, ukraine)]


def test_what_personas_say_of_themselves_is_no_conclusion(ukraine: Scenario) -> None:
    """Beliefs are a seat's own; few of them read as a claim, and that is what the measure is worth."""
    beliefs = [line for card in ukraine.personas.values() for line in card.beliefs]
    hits = [line for line in beliefs if list(conclusions(line, ukraine))]
    assert len(hits) <= len(beliefs) / 20


@pytest.mark.parametrize("mechanism", HELD_OUT)
def test_a_paraphrase_that_the_measure_was_not_made_for_is_found(ukraine: Scenario, mechanism: str) -> None:
    assert mechanism in [told.mechanism for told in conclusions(HELD_OUT[mechanism], ukraine)]


def test_plain_instructions_in_the_words_of_the_field_are_no_conclusion(ukraine: Scenario) -> None:
    assert not [line for line in PLAIN if list(conclusions(line, ukraine))]
    paragraphs = [" ".join(PLAIN[place : place + 5]) for place in range(0, len(PLAIN), 5)]
    assert not [text for text in paragraphs if list(conclusions(text, ukraine))]


def test_a_claim_in_words_of_its_own_is_not_found(ukraine: Scenario) -> None:
    """What the measure cannot do. If it can one day, its docstring says too little of it."""
    assert not list(conclusions("Nothing tempts the Kremlin more than a fresh start with America.", ukraine))
    assert not list(conclusions("People die while they talk.", ukraine))


def test_a_title_is_found_where_a_sentence_says_little_else(ukraine: Scenario) -> None:
    assert [told.mechanism for told in conclusions("Time favours Russia.", ukraine)] == ["M35"]
    assert not list(conclusions("Speak of the front line and of missiles where it matters.", ukraine))


CLAIM = ("Sticks without carrots strengthen", "maximalists; sticks with carrots strengthen pragmatists.")


@pytest.mark.parametrize(
    "text",
    [
        " ".join(CLAIM),
        "\n".join(CLAIM),
        f'{{{{ "{" ".join(CLAIM)}" if listeners }}}}',
        f"{CLAIM[0]}{{% if listeners %}} {CLAIM[1]}{{% endif %}}",
        "Sticks without carrots strengthen maximalists. Sticks with carrots strengthen pragmatists.",
        "- **Sticks** without **carrots** strengthen _maximalists_; with carrots, pragmatists.",
    ],
)
def test_a_claim_is_found_however_a_template_has_it(ukraine: Scenario, text: str) -> None:
    assert "what M24 of ukraine-2025 claims" in codes(added("speak", text), [ukraine])["conclusion"]


def test_a_claim_is_found_where_only_two_sentences_say_it(ukraine: Scenario) -> None:
    halves = (
        "Pragmatists think total victory unlikely.",
        "To them the next town is worth less than its cost.",
    )
    assert not [half for half in halves if list(conclusions(half, ukraine))]
    assert [told.mechanism for told in conclusions(" ".join(halves), ukraine)] == ["M17"]


def test_a_claim_is_found_where_it_is_wrapped(ukraine: Scenario) -> None:
    lines = ("Pragmatists think total victory unlikely,", "and the next town worth less than its cost.")
    assert not [line for line in lines if list(conclusions(line, ukraine))]
    assert (
        "what M17 of ukraine-2025 claims" in codes(added("speak", "\n".join(lines)), [ukraine])["conclusion"]
    )


def test_a_claim_in_a_part_is_found_there(ukraine: Scenario) -> None:
    library = added("speak", '{% include "_mine.md" %}', {"_mine.md": f"Listen.\n\n{' '.join(CLAIM)}\n"})
    assert codes(library, [ukraine])["conclusion"].startswith("_mine.md:3: ")


def test_an_id_that_a_scenario_tells_is_found_as_it_is_told(tiny: Scenario) -> None:
    issue = tiny.issues[0].model_copy(update={"question": "Who pays (M2)?"})
    scenario = tiny.model_copy(update={"issues": (issue, *tiny.issues[1:])})
    assert "is told 'M2', a mechanism of tiny" in codes(built_in(), [scenario])["conclusion"]
