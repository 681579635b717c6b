"""English phrases that answer an offer: yes, no, other terms, yes on a condition; between bars."""

YES = """
    good with us | fine with us | all right with us | taking the offer | take the offer | pens out | our
    yes | as a yes | down as a yes | same yes | a yes from us | we would sign a text | we would sign this
    | we would sign it | you have our agreement | you have our signature | our answer is yes | count us in
    | we will sign | we can sign | we are ready to sign | we sign | we say yes | we have a deal | you may
    have it | the answer is yes | we shall sign | prepared to sign | we are in | yes from us | it is a yes
    | we have an agreement | we will take it | we take it | consider it done | it is a deal | got a deal |
    have got a deal | got yourselves a deal | works for us | signature page | where do we sign | hand us
    the pen | give us the pen | pass the pen | we are on board | we are agreed | express* its consent |
    gives its consent | give our consent | giving our consent | subscribes to it | approves it | approve
    it | endorses it | append our signature | append its signature | affix our signature | put our name to
    it | put our name under it | put our signature | mandate to agree | has our yes | you have our yes |
    no objections remain | nothing to add and nothing to object | answer in the affirmative | in the
    affirmative | reply is positive | it is a bargain | we will go with it | we go with it | we will go
    along with it | fine by us | good enough for us | our agreement stands | it has our agreement | has
    our consent | has our agreement | has our assent | meets with our agreement | let us sign | ready to
    initial | we initial | shake on it | shake hands on it | will bear our signature | we accept it | we
    agree to it | signs it | sign it today | ready to sign it | we would be glad to sign | carry our
    signature | that a yes | a yes on | that a deal | it a deal | then a deal
"""

NO = """
    threw out | thrown out | throw it out | take the package back | take your package back | paper is dead
    | paper back | text back | draft back | without our initials | without our signature | not our
    signature | our answer is no | the answer is no | we will not sign | unsigned | we shall not sign | we
    do not sign | cannot sign | not put our name | not be signing | nothing we can sign | nothing we could
    sign | not take as written | not be subscribing | we are returning the | we return the | back to you
    unopened | not signing | not going to sign | passing on this | we pass | we will pass | we are out |
    not take this | not taking this | not taking it | obliged to return | not bear the signature | will
    not sign this | turn it down | turning it down | turn this down | turning this down | so we decline |
    we decline it | must decline it | unable to lend | not associate ourselves | not associate itself | in
    the negative | hand it back | hands it back | thanks but no thanks | take it back | count us out | not
    for us | no signature | not get our signature | not have our signature | not carry our signature | not
    bear our signature | never sign | never be signed | signature will not | pen stays | pen stays in |
    keep our pen | not put its name | not put my name | will not be put to | answer is a no | answer is
    negative | reply is negative | reply is no | our reply is no | is a no from | that is a no | this is a
    no | it is a no | not take it to | dead on arrival | we reject it | we refuse it | it is rejected |
    rejects it | refuses it | not lend our name | not endorse it | not support it | not accept it | not
    agree to it | returned unsigned | return it unsigned | cannot say yes | not say yes | a no on | that a
    no | this a no | our answer a no
"""

OFFER = """
    redraft | the last redraft | last night s text | your paragraph | the american sheet | your wording |
    the offer | this offer | your offer | that offer | the proposal | this proposal | your proposal | the
    package | this package | your package | the text | this text | the draft | this draft | your draft |
    the paper | this paper | your paper | the document | this document | the terms | these terms | your
    terms | the plan | this plan | your plan | the deal | this deal | a deal | the agreement | this
    agreement | the settlement | offer before us | terms before us | text before us | the framework before
    us | the american offer | the american proposal | the american text | the american draft | the
    american paper | the us proposal | mediator s text | the mediator s proposal | mediator proposal |
    what is on the table | what lies on the table | what you offer | what you have offered | what has been
    offered | what has been put | the standing offer | the latest offer | the outline | what is offered |
    the bargain | this bargain | the american plan | the arrangement | the text as it stands | the package
    as it stands | the mediator s offer | the compromise | the formula | washington s offer | washington s
    proposal | washington s text | washington s paper | american package | the terms on the table | the
    mediator s package | as it stands | the american terms | the offer made | a document of | that text |
    that draft | that paper | this one | that one | that package | wording presented | compromise put
    forward | draft as circulated | it as written | your sheet | the sheet | these pages | the pages |
    this compromise | terms put | text presented | text proposed | the mediator text | mediator draft |
    the text in | what you wrote | this arrangement | such a text | such a document | such an offer | your
    compromise | your document
"""

COUNTER = """
    take its place | take out article | put ours in | corrections in the margin | with corrections |
    counter offer | counteroffer | counter proposal | counterproposal | counter text | counter draft | our
    own text | our own draft | our amendments | our changes | our own terms | our own version | amend the
    | amend this | amend it | amend your | amendments | a different text | our counter | alternative text
    | another version | propose instead | put forward our | our alternative | our own proposal | send it
    back | changes to the text | a different deal | in its place | rewrite* | our reply is | instead we |
    put our own before you | these are our terms | advance the following | following terms | terms of its
    own | terms of our own | put our own | submit the following | submits the following | propose the
    following | proposes the following | advances the following | our own proposals | counter terms | here
    is what we | here are our terms | here is our | our terms are | these terms instead | instead the
    following | with our own | with its own | of our own | of its own | back with | come back with | our
    counter is | our counteroffer | another wording | here is a version | here is another | a version our
    | alternative formula | an alternative | alternative terms | alternative wording | put this instead |
    here is ours | look at ours | a wording of our own | strike article | replace article | replace
    paragraph | strike paragraph | other wording | we would write | we would put | our text | our wording
    | answer that instead | amended | counter | our own paper | different terms | other terms | marked it
    up | marked up | our version | in front of you now is ours | tables its own | own formulation |
    propose to replace | replace the words | we put forward one | yes to ours | delete the annex | delete
    paragraph | delete article | add a clause | where you wrote | rather than the text | compromise
    language | revise the proposal | as a substitute | redline* | red ink | our own formula | swap article
    | new paragraph | own wording | our own wording | own language | in place of article | in place of
    paragraph | instead of the schedule | instead of your | its own draft | a draft of our | a text of our
    | its own text | our own figures | our own numbers | our pencil | our edits | with edits | with
    changes | returned with | reworded | rephrase* | alternative language | alternative version | other
    version | put on the table a | cross out | crossed out | strike out paragraph | strike both and write
    | write instead | write this instead
"""

ACCEPT = """
    we accept | we sign | we will sign | we agree | we are ready to sign | we can sign | we say yes | our
    answer is yes | you have our agreement | you have our signature | we are in agreement | count us in |
    we take the | we take it | we approve | we endorse | we subscribe | our signature | a yes | we are
    prepared to sign | we would sign | we consent | prepared to accept | ready to accept | we concur |
    consents | consent to | agrees | accepts | endorse* | subscribe* | approves | no objection | no
    objections | take it | works for us | can accept | can live with | signs | support it
"""

REFUSE = """
    we reject | we refuse | not sign | not accept | not agree | our answer is no | we say no | a no | not
    acceptable | unacceptable | we decline | turn it down | we turn down | not put our name | cannot be
    signed | we must decline | not a basis | no basis | not take it | send it back unopened | decline* |
    turn down | no support | unable to | not support | not take | not back | rejects | refuses | pass on
"""

LATER = """
    study | studying | consider it | time to | reflect | consult | examine | report back | look at it |
    weigh | take it to | will answer | will reply | consultations | take note
"""

TERMS = """
    only after | only when | only once | only if | the minute | not before | once | as long as | so long
    as | on the understanding | on condition | provided | providing | if | unless | subject to | but first
    | until | the moment | the day | the hour | as soon as | the instant | same evening | same day | same
    hour | on the proviso | depends on | contingent on | conditional | with one condition | on one
    condition | in exchange for | in return for | assuming | pending | except that | with the reservation
    | when
"""
"""What a yes can hang on; looked for in the answer's own sentence."""

BAR = """
    unless | until | not before | only if | only when | only once | only after | as long as
"""
"""What turns a refusal into a yes on a condition."""

ASSENT = """
    sign | signs | accept* | agree* | consent* | approv* | endors* | subscrib* | adopt* | yes | on board |
    green light | affirmative | satisf* | acceptable | support* | associate* | join | take it | take this
    | take that | initial* | back it | live with it | content with it | assent* | favour*
"""

DISSENT = """
    refus* | reject* | declin* | unacceptable | turn* down | negative | non starter | walk away from |
    oppos* | object to | disagree* | return* it | return* the | send* it back | send* the | not for us |
    no from | our no | is no
"""

THING = """
    it | this | that | signature | deal | yes | no | what you | these
"""

BIDDEN = """
    add | amend | bring | build | change | clear | cut | delete | drop | fix | free | get | give | grant |
    include | keep | lift | make | name | open | pay | pull | put | release | remove | restore | return |
    send | show | stop | strike | take | turn | withdraw | write
"""
"""Verbs in the imperative that open a bargain."""

URGED = """
    accept | adopt | agree | approve | consent | decline | endorse | refuse | reject | sign | support
"""
"""Verbs in the imperative that ask somebody for an answer."""
