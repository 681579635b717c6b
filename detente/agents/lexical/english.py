"""English phrases by what they do to a passage; between bars, `*` for any ending. No scenario is in them."""

from __future__ import annotations

INSIST = """
    no deal without | no deal * without | no deal * * without | no deal * * * without | no deal * * * *
    without | no agreement without | no agreement * * without | no settlement without | no peace without |
    no signature without | no signature * * without | nothing without | not sign without | never sign
    without | not bend | not bend on | not trading | not trade it | not trade away | no discount | big ask
    | our ask | put us down for | holding at | it must be | it has to be | bottom line | prescribes |
    consists in | limit our requirement to | limit its requirement to | limit our demand to | limit its
    demand to | confine our demand to | confine ourselves to | confines itself to | point the same way |
    demands | call it our price | our price | our ticket | the price is | insist* | demand | demanded |
    demanding | require | requires | required | hold firm* | hold to | holds to | holding to | stand by |
    stands by | stand firm* | stand for | stands for | stick to | sticks to | adhere to | adheres to |
    maintain that | maintain our | committed to | nothing less than | nothing short of | nothing other
    than | nothing but | not move from | not depart from | not deviate from | not budge | not yield | not
    give way | not retreat | not waver | not go below | not go beyond | not settle for less | not settle
    for anything | not settle for any other | not accept anything less | not accept anything other | not
    accept anything but | not accept less | not accept less than | nothing below | nothing beyond | not
    fall below | not drop below | not exceed | our position | our demand | our line | our view | our
    answer | our terms | our requirement | our claim | our condition is | our stand | our stance | our aim
    | our goal | our objective | my position | my instructions | settle only for | uphold* | necessary |
    essential | indispensable | imperative | vital | we hold that | we hold | we keep | we stay with | we
    start from | starting point | precondition for us | there is no alternative to | no substitute for |
    no alternative to | no way around | non negotiable | cannot do without | no compromise on | no
    concession on | no flexibility on | matter of principle | minimum | we repeat | we reaffirm | reaffirm
    | reiterate* | affirm | with a view to | new number is | decisive importance | attach importance |
    attach great importance | attach the greatest importance
"""

WANT = """
    give us | let us have | we ask | our request | our offer is | our proposal is | want | wants | wanted
    | seek | seeks | sought | seeking | ask | asks | asked | asking | call for | calls for | called for |
    call on | calling for | press for | presses for | pushing for | push for | propose | proposes |
    proposed | suggest | suggests | suggested | offer | offers | offered | favour* | favor* | prefer* |
    support | supports | supported | supporting | endorse* | welcome* | advocate* | urge* | recommend* |
    expect | expects | expected | need | needs | needed | aim for | aim at | aims at | request* | wish* |
    hope* for | would like | opt for | opts for | choose | work for | worked for | look for | look to | we
    back | backs | argue for | argues for | argued for | speak for | strive for | vote for | plead* for |
    in favour of | in favor of | aspire to | aspires to | put forward | tabled | intend* | believe in |
    hold out for | come for | ambition | work instead towards | work towards | work toward | instead
    towards
"""

AGREE = """
    put our name | put our names | put its name | put my name | lend our name | say yes to | says yes to |
    said yes to | buyers of | in the market for | find merit in | talking about | talking of | speaking of
    | spoke of | accommodat* | show openness | openness | openness to | openness towards | willingness |
    give our consent | give its consent | give consent | able to support | could support | can support |
    would favour | understanding for | meet with understanding | regard as acceptable | regard as an
    acceptable | in a position to | envisage* | go for | be persuaded | be brought to | come round to |
    come around to | without objection | lift our opposition | receptive to | welcome to | warm to | leave
    room for | keep an open mind | open mind | favourably | favorably | sympathetic to | sympathy for |
    see merit in | sees merit in | merit in | be content with | would be content | can be content | take
    on board | give on | give ground on | bend on | move on | move to | move towards | inclined to | lean
    towards | lean to | comfortable with | comfortable | accept | accepts | accepted | accepting | agree |
    agrees | agreed | agreeing | live with | lived with | go along with | open to | ready | willing* |
    prepared | consider* | discuss* | contemplate* | entertain* | talk about | talk of | speak about |
    explore* | tolerate* | bear | stomach | put up with | settle for | settle on | swallow | sign up to |
    can sign | could sign | would sign | sign on to | subscrib* to | concede* | consent* | allow | allows
    | permit | permits | countenance* | imagine | conceive of | conceive | room for | look at | come down
    to | compromise on | yield on | flexible | examine | acquiesce* | not stand in the way | could do | go
    as far as | go down to | go up to | go to | approve* | yes to | submit to | bow to | work with |
    reconcile ourselves | make our peace with | resign ourselves | come to terms with | content with |
    content ourselves | negotiate | tolerance for | endure | take part in | weigh | think about | let pass
    | happy with | meet you at | get used to | not hostile to | not averse to | not closed to | not afraid
    of | satisfied with | adopt | no quarrel with | no objection* to | no difficulty with | no problem
    with | no longer reject* | no longer oppose* | no longer rule out | no longer exclude* | no longer
    object to | not be the obstacle | fall back on | not break over | not die over | not quarrel over |
    not quarrel with | not fight over | not walk out over | not leave the table over | not be the one to
    block | not block | not veto | drop* our objection* | withdraw* our objection* | lift* our objection*
    | set aside our objection* | at ease with | room in our | no insurmountable obstacle* | insurmountable
    obstacle* | can defend | could defend | can carry | could carry | would take | join a consensus on |
    align ourselves with | can explain | could explain | not lose sleep over | lose no sleep over | lose
    sleep over nothing | not weep over | shed no tears over | not cry over | could see merit | some merit
    in | see sense in | sense in | could see | could picture | might imagine | might envisage | could get
    behind | get behind | talked into | not unsympathetic to | not unhappy with | not opposed to | not
    against | see the logic | logic of | could find ourselves | tempted by | could do worse than | do
    worse than | not say no to | not turn down | not dismiss | not insist against | no quarrel over | not
    resist | not stand against | not exclude | not rule out | not shut the door on | not close the door on
    | keep the door open to | no allergy to | not allergic to | could swallow | might swallow | could be
    won for | won over to | see our way to | find our way to | hold our noses and | grudgingly | begrudge
    nobody | not begrudge | not lose any sleep over | could join
"""

REJECT = """
    told them no | tell them no | told him no | told her no | say no | said no | saying no | says no |
    answer is no | answer was no | our no | lend ourselves | part company | a no from us | no from us | no
    talk of | no discussion of | no prospect of | no chance of | not hear of | nothing doing | no thank
    you | no thanks | not lend ourselves | not put our name | not on our watch | not with my signature |
    not while i | have no part in | want no part of | wash our hands | no use for | turn away from | stop
    at | cannot follow | not follow | walk away from | reject* | refuse* | refusing | refusal | oppose* |
    opposing | opposition to | decline* | rule out | rules out | ruled out | ruling out | rule it out |
    exclude | excludes | excluding | object to | objects to | say no to | says no to | said no to | no to
    | dismiss* | resist* | cannot have | foreclose* | spurn* | rebuff* | shut the door on | close the door
    on | closes the door on | slam the door | draw the line at | turn down | turned down | repudiate* |
    disown | deny | denies | stand against | stands against | deplore | no interest in | not interested in
    | no appetite for | no wish for | no room for | no question of | no place for | never agree |
    incapable of | unable to | unwilling to | not in a position to | hostile to | forget about | not going
    to happen | refrain from | nothing to gain from | not a word of | not buy | do not buy | last thing we
    want | last thing we need | last thing we would | over our dead bod* | beg to differ | begged to
    differ | we disagree | disagree with | want none of | having none of | have none of | no truck with |
    not be drawn into | not be party to | no party to | not countenance | not dream of | not touch | are
    misinformed | is misinformed | are wrong | is wrong | are mistaken | is mistaken | they are dreaming |
    nothing of the kind | nothing of the sort | no such thing | not our view | not our position | not our
    words | not ours | not our idea | not our plan | not our policy | leave us cold | leaves us cold |
    fail to see | fails to see | see no reason why | see no reason | no earthly reason | set our face
    against | spare us | save us from | not lift a finger for | stop asking us | not stand for | not put
    up with | not swallow | not wear | balk at | recoil from | shy away from | will not have
"""

MUST = """
    must | shall | should | has to | have to | ought | need to | needs to | will | is to | are to
"""

DROPPED = """
    withdraw the requirement | withdraw our requirement | withdraw its requirement | withdraw its demand |
    withdraw the insistence | withdrawn its demand | withdrawn the requirement | withdrawn its requirement
    | drop the demand | drops the demand | dropped the demand | drop the requirement | drop its demand |
    dropped its demand | dropped its | set aside | setting aside | lay aside | put aside | putting aside |
    let drop | leave behind | leaving behind | desist from | not press | not pressing | no longer pressing
    | no longer asking | no longer seeking | no longer demanding | no longer insisting | no longer
    requiring | not hold out for | not holding out for | move off | moving off | moved off of | come off |
    coming off | came off | back off | backing off | backed off | climb down from | climbed down from |
    retract* | depart from | departed from | departing from | deviate from | forgo | forgone | moved past
    | moving past | move past | walk back | walked back | walking back | given way on | give way on | take
    our | has been dropped | have been dropped | is dropped | been withdrawn | been shelved | is withdrawn
    | is behind us | let that go | let it go | let go | off our list | has been retired | been retired |
    been abandoned | been taken off | been set aside | we have shelved | we shelve | we retire | we have
    withdrawn | we withdraw our | we withdraw the | no longer on the table from us | no longer part of our
    | no longer among our | we have moved past | we take back | taken back | no longer insist* | no longer
    demand* | no longer ask* | no longer require* | no longer seek* | no longer want* | no longer need* |
    no longer press* | no longer call for | no longer claim* | no longer hold out for | no longer hold to
    | no longer make | no longer our position | no longer our demand | no longer stand by | no longer
    propose | no longer pursue | not insist* | not demand* | not require* | not ask for | not asking for |
    not press for | stop* insisting | stopped asking | stopped demanding | cease* to insist | ceased to
    demand | drop our | drops our | dropped our | dropping our | we drop | we dropped | have dropped |
    abandon* | give up | gave up | given up | giving up | step* back from | move* away from | moved on
    from | moved beyond | moved off | let go of | withdraw our demand | withdrawn our demand | withdraw
    the demand | withdraw our | withdrawn our | withdraw our insistence | taken off the table | take off
    the table | set aside our | leave behind us | relinquish* | we waive | back* down from | back* away
    from | retreat from | retreated from | gone back on | no longer on our list | not pursue | we release
    | put away our | behind us | laid aside | let the point go | let the matter go | let this go | let the
    demand go | not hear from us | forget the | forget our | no longer stands in the way | take that off
    the table | take it off the table | take this off the table | taken that off the table | scratch that
    | scratch the | strike that | never mind the | consider it withdrawn | consider that withdrawn |
    consider it gone | consider it dropped | we have moved on from | leave that behind | that is history |
    is history | not repeat | we stop asking | wish no longer | shelved our | shelved the | have shelved |
    buried our | buried the | have buried | cross that out | crossed that out | put that to rest | put it
    to rest | laid that to rest | not our demand any | not our ask any | has been buried | no longer our
    ask | no longer our aim | relent* on | relaxed our | let lapse | lapsed from our
"""

PAST = """
    in the beginning | at first | at the start | at the outset | until the spring | until the autumn |
    until the summer | until the winter | until now | until lately | until then | for years | for months |
    for a long time | up to now | until yesterday | some time ago | until last | used to | previously |
    formerly | last year | last month | last week | last spring | last autumn | last winter | last summer
    | at the time | back then | until recently | earlier | initially | originally | began by | in the past
    | years ago | months ago | weeks ago | yesterday | three years ago | a year ago | in those days | in
    the spring of | opened with | came here with | came with | our first | came asking | came to ask |
    that was | was our | were our | once asked | once wanted | in march | in april | in february | in
    january
"""

NEGATION = """
    no world in which | no version of events in which | no day on which | no scenario in which | let
    nobody imagine | nobody should imagine | let no one imagine | let nobody think | let no one think | no
    one should think | nobody should think | do not imagine | do not think that | let nobody believe |
    nobody should believe | it is a mistake to believe | far be it from us to | under no circumstances |
    in no circumstances | under no conditions | anything short of | anything less than | anything other
    than | nothing other than | by no means | in no way | on no account | at no price | no mandate to | no
    mandate for | no authority to | no intention of | no intention to | no right to | in no position to |
    no reason to | no plans to | no way | fails to provide | fail to provide | fails to include | fails to
    contain | does not contain | does not provide | does not include | lacks | lacking | omits | omitting
    | leaves out | leaving out | leave out | devoid of | deprived of | missing | absent | inaccurate |
    inaccurate to say | untrue | not true | false | wrong to say | wrong to think | a mistake to think |
    mistaken | misread | misheard | misreported | incorrect | not the case | not mean | not follow that |
    a myth | a misunderstanding | a legend | misquoted | not | never | no | neither | nor | none | nobody
    | nothing | no one | without | nowhere | hardly | scarcely | against | prevent* | avoid* | far from |
    anything but | free of | stop short of | short of | not as if | not that | it is not that | wrong to
    suppose | incorrect to suppose | mistake to suppose | wrong to conclude | mistake to conclude | wrong
    to assume | mistake to assume | not be understood as | not wish to be understood as | nobody can
    accuse us of | not accuse us of | no one can accuse us of | never accuse us of | cannot be said that |
    not to be taken as | not be taken as | not be taken to mean | not mean that | do not take it that | do
    not assume that | let nobody conclude | let no one conclude | the last to
"""

NEUTRAL = """
    do not ask me | not ask me about | do not tell me | do not quote me | not for me to say | only if all
    agree | if all agree | only if all of them agree | unless all agree | only when all agree | continue
    to | continues to | continuing to | remains ready to | remain ready to | nothing more | nothing else |
    not only | not just | not merely | not simply | no later than | no less than | no fewer than | no more
    than | no lower than | no higher than | no doubt | no secret | no matter | not least | no longer than
    | no sooner | make no mistake | not for nothing | no one should doubt | why not | whether or not | no
    mystery | no secret of | not less than | not more than | without delay | without hesitation | not
    secret | not hide | without illusions | without rancour | without illusion | without apology | no
    surprise | no illusion* | no news | not new | no apology | without doubt | without question | not a
    secret | no joy | without joy | without enthusiasm | no enthusiasm | no pleasure | not easily | not
    lightly | not today but | once more | once again | at once | not alone | on record that | on the
    record that | for the record that | be recorded that | duly recorded | it may be noted | it should be
    noted | it must be noted | it must be stated | it should be stated | be it noted | not pretend that |
    not going to pretend that | not only that | no need to say | goes without saying | no ifs
"""

GOOD = """
    be signed | be accepted | be agreed | be agreed upon | be supported | be accommodated | be considered
    | be entertained | be envisaged | be contemplated | be granted | be tolerated | be welcomed | be lived
    with | be arranged | be done | be managed | be conceded | be explored | be included | be put in
    writing | within the limits | limits of what is | limits of the possible | remains possible | is
    imaginable | imaginable | meets with understanding | meet with understanding | an acceptable element |
    is admissible | admissible | would find our | finds our | could find our | has our support | our
    support | has a future | could be part of | can be part of | may be part of | can stand | could stand
    | doable | do able | in the cards | on the cards | can fly | could fly | gets our | is a yes | a fair
    price | a landing zone | no obstacle* | no objection* | raises no objection* | raise no objection* |
    acceptable | tolerable | bearable | workable | feasible | conceivable | negotiable | thinkable | open
    for discussion | open for talks | open to discussion | open for negotiation | on the table | under
    discussion | within reach | is possible | be possible | are possible | up for discussion | can be
    discussed | could be discussed | can be talked about | is an option | be an option | could work | can
    work | would work | would do | would suffice | suffices | is enough | not the end of the world | no
    obstacle | not an obstacle | no tragedy | survivable | manageable | digestible | palatable | is fine |
    would be fine | is welcome | deserves consideration | worth exploring | worth discussing | worth
    considering | is something we can | would satisfy us | we could live | serves us | a price we can pay
    | a price we would pay | not excluded | not ruled out | common ground | something we can | something
    we could | something my government can | something my government could | cost us little | costs us
    little | cost us nothing | least trouble | cause us no | causes us no | no hardship | not keep us
    awake | keep nobody awake | least bad | attractive | has some appeal | has its merits | has merit |
    has its logic | deserves a hearing | worth a look | worth a try | not the worst | no trouble | would
    pass | would then pass | can pass | not unreasonable | not unwelcome | not unacceptable | not
    unthinkable | not impossible | not without merit | no great difficulty | no drama | nothing to fear |
    nothing wrong with | correspond to our interests | corresponds to our interests | in our interest |
    not beyond us | not beyond reach | makes sense | sounds right | sounds reasonable | reasonable
"""

BAD = """
    is not on | are not on offer | isn t on | is not on offer | not on offer | not get our signature | is
    a no | hard no | a no go | no go | deal breaker | dealbreaker | deal killer | dead letter | won t fly
    | will not fly | not fly | not happening | not happen | not sell | a dead end | a disgrace | an
    outrage | indefensible | inexcusable | unjust | a crime | incompatible with | contrary to |
    irreconcilable | cannot be reconciled | would be deprived | null and void | a humiliating | out of
    bounds | beyond the pale | off limits | beyond reach | precluded | ruled out | out of the question |
    unacceptable | inadmissible | intolerable | unthinkable | non starter | nonstarter | red line | red
    lines | off the table | impossible | inconceivable | unworkable | excluded | dead on arrival | a
    betrayal | would fail | fail to meet | no prospect of success | no prospects | no prospect | no future
    | no chance | cannot succeed | a trap | a fantasy | a fiction | an illusion | capitulation | a
    surrender | act of surrender | surrender by another name | a humiliation | a non subject | beyond our
    mandate | beyond discussion | too far | too much to ask | fatal | a mistake | has no future | no basis
    | will not happen | will not do | not be signed by us | insufficient | not enough | too little | falls
    short | is dead | a poison pill | poison | a fraud | a farce | an insult | no place in | not part of |
    has no place | no place | crosses a line | crosses our | cross a line | across our line | we will not
    sign | worthless | a recipe for | no business | suicide | amount* to surrender | amount* to
    capitulation | a price we will not pay | a price we cannot pay | a bridge too far | nothing to discuss
    | not a subject | not a topic | unrealistic | an absurdity | will find no | finds no | fails | not
    something | unserious | absurd* | laughable | ridiculous | nonsense | preposterous | hopeless |
    madness | folly | a joke | ludicrous | grotesque | not serious | not suit | does not serve | not work
    for us | not with our consent | not in our name | a mockery | a sham | a swindle | no way forward | a
    dead horse | out of place | a step too far | beyond what we can | not on the cards | not in the cards
    | a provocation | blackmail | extortion | doomed | not fit | unfit | unfair | untenable |
    unjustifiable | unreasonable | not good enough | a nightmare | a disaster | catastroph* | wrong answer
"""

FIXED = """
    remain part of | remains part of | stay part of | stays part of | be part of any | belongs in any | in
    force | still stands | remains valid | remains in force | has not changed | unchanged | still holds |
    holds good | is not up for grabs | not negotiable | not up for negotiation | not up for discussion |
    not open to discussion | not open for discussion | not for sale | not a bargaining chip | remains our
    position | our position | is our position | untouchable | not be discussed | remains our demand | is
    our demand | is what we want | is what we ask | what we need | is what we seek | is our answer |
    nonnegotiable | the matter is settled | is settled for us | question is settled | is our aim | is our
    line | our bottom line | is nobody else s business | no one else s business | remains our aim | not
    subject to negotiation | the only way | the only basis | the only | is the answer | is our offer |
    remains our line | the starting point | comes first | we can sign | we would sign | we will sign | is
    the minimum | is the floor | is the ceiling | is the limit | is our minimum | is our floor | is our
    ceiling | is our limit
"""

CONDITION = """
    if | unless | provided | providing | on condition | on the condition | on the understanding | so long
    as | as long as | only if | only when | once | until | subject to | contingent on | conditional on |
    in exchange for | in return for | against | assuming | as soon as | depending on | depends on | the
    moment | when | in case | on one condition | on two conditions | whenever | should it | as part of |
    but only with | only with | only against | only together with | linked to | tied to | in the event |
    with the proviso | in return | in exchange | only after | but only after | the day that | the minute
    that | subject only to | in return we
"""

RANGE = """
    between | from | anything from | anywhere from | either | ranging from | range
"""

MOVE = """
    move* from | moved from | shift* from | come down from | came down from | go from | went from | gone
    from | from our earlier | down from
"""

INSTEAD = """
    rather than | instead of | in place of | as opposed to | in lieu of | sooner than | in preference to
"""

BYGONE = """
    used to | in the beginning | at first | at the start | until the spring | until the autumn | until the
    summer | until the winter | until recently | formerly | previously | originally | initially | back
    then | at the time | until lately | until then | until yesterday | in those days | until now | up to
    now | came asking | came to ask | was our | were our | once asked | once wanted
"""
