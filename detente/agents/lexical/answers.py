"""The speaker's answer to the standing offer, from the clauses that speak of it."""

from __future__ import annotations

from detente.agents.lexical import cues as c
from detente.agents.lexical.scenes import Scene, Stand
from detente.agents.lexical.stances import own_stand
from detente.transcripts.acts import Answer

YES = """
    our yes | as a yes | down as a yes | same yes | a yes from us | we would sign a text |
    we would sign this | we would sign it | you have our agreement | you have our signature |
    our answer is yes | count us in | we will sign | we can sign | we are ready to sign | we sign |
    we say yes | we have a deal | you may have it | the answer is yes | we shall sign | prepared to sign |
    we are in | yes from us | it is a yes | we have an agreement
"""
NO = """
    paper back | text back | draft back | without our initials | without our signature | not our signature |
    our answer is no | the answer is no | we will not sign | unsigned | we shall not sign | we do not sign |
    cannot sign | not put our name | not be signing | nothing we can sign | nothing we could sign |
    not take as written | not be subscribing | we are returning the | we return the | back to you unopened
"""
OFFER = """
    redraft | the last redraft | last night s text | your paragraph | the american sheet | your wording |
    the offer | this offer | your offer | that offer | the proposal | this proposal | your proposal |
    the package | this package | your package | the text | this text | the draft | this draft | your draft |
    the paper | this paper | your paper | the document | this document | the terms | these terms |
    your terms | the plan | this plan | your plan | the deal | this deal | a deal | the agreement |
    this agreement | the settlement | offer before us | terms before us | text before us |
    the framework before us | the american offer | the american proposal | the american text |
    the american draft | the american paper | the us proposal | the mediator s | mediator s text |
    the mediator s proposal | mediator proposal | what is on the table | what lies on the table |
    what you offer | what you have offered | what has been offered | what has been put |
    the standing offer | the latest offer | the outline | what is offered | the bargain | this bargain |
    the american plan | the arrangement | the text as it stands | the package as it stands |
    the mediator s offer | the compromise | the formula | washington s offer | washington s proposal |
    washington s text | washington s paper | american package | the terms on the table |
    the mediator s package | as it stands | the american terms | the offer made
"""
COUNTER = """
    counter offer | counteroffer | counter proposal | counterproposal | counter text | counter draft |
    our own text | our own draft | our amendments | our changes | our own terms | our own version |
    amend the | amend this | amend it | amend your | amendments | a different text | our counter |
    alternative text | another version | propose instead | put forward our | our alternative |
    our own proposal | send it back | changes to the text | a different deal | in its place | rewrite* |
    our reply is | instead we | put our own before you | these are our terms | advance the following |
    following terms | terms of its own | terms of our own | put our own | submit the following |
    submits the following | propose the following | proposes the following | advances the following |
    in its stead | our own proposals | counter terms | here is what we | here are our terms | here is our |
    our terms are | these terms instead | instead the following | with our own | with its own | of our own |
    of its own | back with | come back with | our counter is | our counteroffer | another wording |
    here is a version | here is another | a version our | alternative formula | an alternative |
    alternative terms | alternative wording | put this instead | here is ours | look at ours |
    a wording of our own | strike article | replace article | replace paragraph | strike paragraph |
    other wording | we would write | we would put | our text | our wording | answer that instead | amended |
    counter | our own paper | different terms | other terms
"""
ACCEPT = """
    we accept | we sign | we will sign | we agree | we are ready to sign | we can sign | we say yes |
    our answer is yes | you have our agreement | you have our signature | we are in agreement |
    count us in | we take the | we take it | we approve | we endorse | we subscribe | our signature |
    a yes | we are prepared to sign | we would sign | we consent | prepared to accept | ready to accept |
    we concur
"""
REFUSE = """
    we reject | we refuse | not sign | not accept | not agree | our answer is no | we say no | a no |
    not acceptable | unacceptable | we decline | turn it down | we turn down | not put our name |
    cannot be signed | we must decline | not a basis | no basis | not take it | send it back unopened
"""
LATER = """
    study | studying | consider it | time to | reflect | consult | examine | report back | look at it |
    weigh | take it to | will answer | will reply | consultations | take note
"""
GROUPS = {
    "yes": YES,
    "no": NO,
    "offer": OFFER,
    "counter": COUNTER,
    "accept": ACCEPT,
    "refuse": REFUSE,
    "later": LATER,
}


_WORDS: tuple[tuple[str, Answer], ...] = (("no", "reject"), ("yes", "accept"))


def answer(scenes: list[Scene], found: list[dict[str, tuple[int, int]]]) -> Answer:
    """The last clear answer of a statement; `found` tells for each clause which groups occur in it."""
    given: Answer = "silent"
    for place, scene in enumerate(scenes):
        groups = found[place]
        if scene.clause.question:
            continue
        heard = _heard(scene, groups, any("offer" in near for near in found[max(0, place - 2) : place]))
        if heard == "silent":
            continue
        if heard == "accept" and _conditioned(scenes, place):
            heard = "conditional"
        given = _stronger(given, heard)
    return given


def _stronger(given: Answer, heard: Answer) -> Answer:
    if given in {"reject", "conditional", "accept"} and heard == "counter":
        return "counter"
    if given == "counter" and heard == "reject":
        return "counter"
    return heard


def _heard(scene: Scene, groups: dict[str, tuple[int, int]], near: bool) -> Answer:
    if "counter" in groups and ("offer" in groups or near or _own_first(scene)):
        return "counter"
    if not _foreign(scene):
        for name, said in _WORDS:
            if name in groups and _whole(scene, groups[name]):
                return said
    if "offer" not in groups:
        return "silent"
    if scene.mentions and not _about(scene, groups["offer"]):
        return "silent"
    stand = own_stand(scene)
    if stand is None or stand.source not in {"own", "default"}:
        return _plain(groups, scene)
    return _from_stand(stand, groups, scene)


def _plain(groups: dict[str, tuple[int, int]], scene: Scene) -> Answer:
    if _foreign(scene):
        return "silent"
    if "refuse" in groups:
        return "reject"
    return "accept" if "accept" in groups else "silent"


def _from_stand(stand: Stand, groups: dict[str, tuple[int, int]], scene: Scene) -> Answer:
    if stand.sign < 0:
        return "reject"
    if "later" in groups and "accept" not in groups:
        return "silent"
    kinds = {cue[0] for cue in scene.cues}
    if "accept" in groups or (kinds & {c.AGREE, c.GOOD} and stand.firmness == "flexible"):
        return "accept"
    return "silent"


def _whole(scene: Scene, place: tuple[int, int]) -> bool:
    """Whether a yes or no is said to the offer as a whole: before any option, and not to it."""
    after = scene.tokens.words[place[1] : place[1] + 1]
    return after != ["to"] and all(place[1] <= mention.first for mention in scene.mentions)


def _about(scene: Scene, offer: tuple[int, int]) -> bool:
    return all(offer[0] < mention.first for mention in scene.mentions)


def _foreign(scene: Scene) -> bool:
    others = [own for start, _, own in scene.actors if scene.tokens.words[start] not in {"you", "your"}]
    return bool(others) and not any(others)


def _own_first(scene: Scene) -> bool:
    return any(own for _, _, own in scene.actors)


def _conditioned(scenes: list[Scene], place: int) -> bool:
    clause = scenes[place].clause
    if clause.condition is not None:
        return True
    neighbours = scenes[max(0, place - 1) : place + 2]
    return any(n.clause.condition is not None and n.clause.sentence == clause.sentence for n in neighbours)
