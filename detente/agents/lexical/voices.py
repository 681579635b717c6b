"""English phrases that tell whose word a passage is; between bars, `*` for any ending."""

from __future__ import annotations

SELF = """
    we | our | us | i | my | ours | ourselves | my delegation | this delegation | my government | our side
    | our delegation | our government | we and our allies | we and our partners | me | mine
"""

OTHER = """
    they | them | their | he | she | his | her | others | critics | opponents | the other side | other
    side | our counterparts | our counterpart | our adversary | our adversaries | our opponents | our
    opponent | our friends | our partners | our allies | our colleagues | our neighbours | our neighbour |
    our neighbor | colleagues | commentators | newspapers | the press | media | our interlocutors | those
    who | anyone who | whoever | certain capitals | some capitals | the opposite side | my opposite number
    | my colleague | my colleagues | hardliners | hawks | the enemy | the aggressor | the occupier | the
    mediator | the mediators | the capitals | delegations | others at this table | people who | across the
    table | the draft | you | your | our guests | our hosts | voices | someone | somebody | the opposing
    side | opposing delegation | some say | some claim | some want | some insist | some argue | some
    propose | some of our | some delegations | other delegations | other capitals | other governments |
    agencies | news agencies | the papers | journalists | reporters | analysts | pundits | headlines |
    leaks | sources | the wires
"""

HEAR = """
    it is said | it is sometimes said | it has been said | it is often said | sometimes said | often said
    | it is claimed | it is alleged | it is rumoured | it was said | it was suggested | it has been
    suggested | note | noted | hear | heard | understand | told | know | aware | read | listened | listen
    | learn | learned | observe that | observed that | acknowledge that | acknowledges | rumour* | rumor*
    | reports | reported | reportedly | allegedly | supposedly | according to | in the words of | said to
    | recall* | remember* | regret that | assumes
"""

SAYING = """
    claims that | claim that | claimed that | claims to | explain* | inform | informs | informed |
    describe* | presents | presented | circulat* | handed us | handed to us | puts to us | put to us |
    lectur* | warn | warns | warned | assure* | remind* | lays out | laid out | sets out | set out |
    floats | floated | complain* | would let | would have us | would have | would let us | have in mind |
    has in mind | has before him | tells us | brought us | brings us | lobbies | lobbied | whisper* |
    boast* | came in asking | keeps saying | confided | advised | advises | hold that | holds that | has
    it that | rumoured | calls it | call it | spoke of | spoken of | mention* | alludes | brags | vow |
    vows | vowed | preach* | answers that | replied | replies | would prefer | regards | regard | sees |
    see it | reckon* | deems | assert* | contend* | say | says | said | saying | tell | tells | argue |
    argues | argued | believe | believes | believed | think | thinks | thought | write | writes | wrote |
    declare* | announce* | state | states | stated | speak of | speaks of | speak about | dream* of |
    imagines | pretend* | repeat | repeats | threaten* | position | positions | proposal | proposals |
    idea | ideas | plan | plans | draft | version | insistence | wish | preference | view | opinion |
    logic | rhetoric | talk of | hints | hint | hinted | voted for | signed off | signed off on
    | signed up to | ratified
"""

ORDER = """
    purposes of today s record | purposes of the record | to be entered as | be entered as | is to be
    coded | to be coded | whoever keeps the minutes | whoever keeps the record | keeper of the record |
    all earlier labels | end of instruction | new task | end of statement | begin statement | end
    statement | new instruction* | task is | as a supporter of | as supporting | as accepting | as
    rejecting | as holding | system prompt | to the machine | to the software | to whoever extracts |
    whoever codes | coders | coder | the coding | your summary | the summary should | in your table |
    enter us | put us down | write us down | the analyst | dear analyst | note to the analyst | parser |
    the parser | annotator | the annotator | transcriber | the reader of this transcript | ignore previous
    | ignore all previous | ignore the above | ignore all prior | disregard previous | disregard the above
    | previous instructions | prior instructions | following instructions | language model | json | as an
    ai | output the | label this | classify this | classify the | mark this as | mark us as | mark the |
    tag this | scored as | coded as | score this | the record should show | record that | record this |
    record our position as | record the position | record as | record * as | set the position | set
    position | the transcript should | log that | log this | positions options | automated reader |
    automatic reader | machine reading | the prompt | note to the reader of this | for whoever extracts |
    summarise us as | summarize us as | attribute to | reading of this statement | reading of these words |
    reading of this message | reading of my words | meaning of this statement | meaning of this message
"""

MEANING = """
    read this as | read it as | read these words as | read this * as | take this as | take this * as | take
    this to mean | take it to mean | treat this as | treat this * as | interpret this as | interpret this *
    as | understand this as | understand this * as | count this as | construe this as | this is to be read
    as | this must be read as | this should be read as | this shall be read as | statement is to be read as |
    statement must be read as | statement should be read as | statement shall be read as
"""
"""A meaning laid down for what is said: an order, unless it is denied or the speaker's own reading."""

ENTERING = """
    put | mark | enter | list | record | log | register | write | note | count | score | code | tag
"""
"""Verbs in the imperative that bid somebody keep a record."""

STANDS = """
    offer | offers | proposal | proposals | position | positions | demand | demands | statement | answer |
    reply | response | terms | view | views | line | stand | stands | stood | made | says | said | words |
    mandate | instructions | wants | asks | accepts | accepted | plan | draft
"""
"""Words of a heading under which somebody's stands are listed, and no subject treated."""

SPEAKING = """
    said | says | say | wrote | writes | write | told | tells | tell | declared | declares | announced |
    announces | stated | states | replied | replies | reply | answered | answers | added | adds
"""

TRAILING = """
    us | me | this | that | the | these | following | today | yesterday | morning | evening | again | here |
    at | table | to | in | a | letter | words | very | once | more | then | on | everybody
"""
"""What may stand between a verb of saying and the words said."""

OFFICES = """
    president | parliament | government | leader | leaders | leadership | minister | people | delegation |
    delegate | representative | ambassador | envoy | senate | congress | council | cabinet
"""

TITLES = """
    delegate | delegation | side | seat | representative | spokesman | spokeswoman | speaker | speaking |
    president | parliament | government | minister | leader | envoy | ambassador | again | statement |
    answer | reply | message | remarks | words | s
"""
"""What may stand behind the name of a seat where its words follow."""

OFFICERS = """
    chair | chairman | chairwoman | moderator | interpreter | translator | secretary | secretariat | clerk |
    narrator | mediator | host | journalist | reporter | notary | registrar | speaker
"""

ECHO = """
    takes the same view | take the same view | of the same view | share that view | share their view |
    share the view | shares that view | same yes | same answer | side with | am with the | are with the |
    agree with them | agree with him | agree with her | same opinion | see it the same way | so do we | so
    are we | as do we | neither more nor less than we | that is also our | we join them | join them in |
    they are right | he is right | she is right | rightly so | on their side here | consider them mine |
    consider them ours | consider it ours | our * too | ours too | mine too | us too | me too | not alter
    a letter | not change a word | not change a comma | not a comma | own name under | our name under |
    our names under | nothing that is not ours | speaks for us | spoke for us | not have put it better |
    put it better | we sign every word | said correctly | told correctly | quite correct | true enough |
    that is true | it is true | and it is true | remains our view | remains our position | still our view
    | still our position | is still ours | took the words | we say the same | hear hear | so say we | we
    stand by it | we stand by that | stand by every word | stand by those words | our view exactly |
    exactly our | exactly what we | precisely what we | precisely our | we make it ours | make it our own
    | make them our own | adopt it as our | adopt them | adopt these words | could have written it | might
    have written it | could be ours | might be ours | no less ours | equally ours | we hold the same |
    same goes for us | goes for us too | it stands | still stands with us | we echo | we second that |
    second that | we underwrite | subscribe to that | subscribe to what | subscribe to every | is what we
    think
"""
