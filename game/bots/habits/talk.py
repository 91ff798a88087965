"""Speaking: opening statements, remarks, meetings."""

from game.bots.habits.drafting import deal_stands, worst_clause
from game.bots.hearing import Ear
from game.bots.mind import PRESSED, Mind
from game.bots.tempo import message_gap
from game.bots.voice import Speech
from game.engine import commands as c
from game.engine.phases import PhaseName
from game.engine.rules.talk import as_felt, may_meet
from game.engine.state import Channel, channel_id
from game.scenario.model import DelegationId, IssueId, OptionId

#: Remarks to all in a phase of consultations, meetings that we ask for in a round, and what we say
#: in one meeting.
REMARKS = 2
MEETINGS = 2
WORDS = 2
#: How many talks we keep up at once.
TALKS = 3
#: How often we say why we refused a text, or thank for one that was carried.
REFUSALS, THANKS = 0.45, 0.3
#: How often we warn of an act that costs us more than this (hundredths of a point), and urge haste.
WARNINGS, HURTFUL = 0.5, -50
URGINGS = 0.4
#: How often we see somebody alone whom we shun, or whom to see costs so much at home (hundredths of
#: a point); twice as dear, and it is the square of that.
DISCREET, DEAR = 0.45, 60.0
#: Until this part of the talks we say what we want, afterwards what we would take.
CANDID = 0.6
#: An idle talk that we called is closed after this part of the phase.
IDLE = 0.12


def use_floor(mind: Mind) -> c.PublicCommand | None:
    """Make the opening statement, then give the floor to the next."""
    floor = mind.view.floor
    if floor is None or floor.delegation != mind.delegation:
        return None
    here = mind.view.phase.step.round
    if mind.mute or any(
        s.delegation == mind.delegation and s.round == here for s in mind.view.statements
    ):
        return c.YieldFloor()
    first = 2 * (here - 1)
    wishes = (wish(mind, first), wish(mind, first + 1))
    return c.SpeakInPlenary(text=mind.say(Speech("opening", wishes)))


def wish(mind: Mind, turn: int) -> tuple[IssueId, OptionId]:
    """A clause that we ask for; issues come in turn, those first that matter most.

    Early it is what we want most on the issue, later what we would offer on it.
    """
    axis = mind.own.by_stake[turn % len(mind.own.by_stake)]
    values = mind.own.stakes[axis]
    place = values.index(max(values))
    if mind.progress >= CANDID and mind.offer is not None:
        place = mind.offer.choice[axis]
    space = mind.own.pool.space
    return space.agenda[axis], space.options[axis][place]


def remark(mind: Mind) -> c.PublicCommand | None:
    """Say to all what we could live with, or what we think of a roll-call."""
    if mind.mute:
        return None
    if mind.away or mind.view.floor is not None:
        return None
    own = [s for s in mind.view.statements if s.delegation == mind.delegation]
    if own and mind.now - own[-1].at < message_gap(mind.view):
        return None
    match mind.phase:
        case PhaseName.CONSULTATIONS:
            done = sum(s.at >= mind.view.phase.opened_at for s in own)
            if done < REMARKS and mind.elapsed >= _when(mind, "remark", done, REMARKS):
                spoken = wish(mind, 2 * mind.view.setup.rounds + len(own))
                return c.SpeakInPlenary(text=mind.say(Speech("remark", (spoken,))))
        case PhaseName.DRAFTING:
            since = own[-1].at if own else 0.0
            speech = _warning(mind, since) or _of_a_roll_call(mind, since) or _urging(mind)
            if speech is not None:
                return c.SpeakInPlenary(text=mind.say(speech))
        case _:
            pass
    return None


def _when(mind: Mind, what: str, done: int, planned: int) -> float:
    """From which part of the phase on the next of several is due."""
    here = mind.view.phase.step.tag
    return (done + mind.chance(f"{what} {here} {done}")) / (planned + 0.5)


def _of_a_roll_call(mind: Mind, since: float) -> Speech | None:
    """Why we refused the latest text, or thanks for it; nothing that we have spoken about since."""
    settled = [p for p in mind.view.proposals if p.status in ("carried", "failed") and p.at > since]
    if not settled or settled[-1].delegation == mind.delegation:
        return None
    latest = settled[-1]
    if latest.status == "carried":
        return Speech("thank") if mind.chance(f"thank {latest.id}") < THANKS else None
    refused = latest.ballots.get(mind.delegation) == "reject"
    if refused and mind.chance(f"refuse {latest.id}") < REFUSALS:
        return Speech("refuse", ((worst_clause(mind, latest), None),), latest.delegation)
    return None


def _warning(mind: Mind, since: float) -> Speech | None:
    """A warning to whoever has done something that hurts us since we last spoke."""
    for made in mind.view.moves:
        if made.known and made.delegation != mind.delegation and made.at > since:
            hurts = mind.stakes.impact(mind.structure.move(made.move)) < HURTFUL
            if hurts and mind.chance(f"warn {made.move} {made.round}") < WARNINGS:
                return Speech("warn")
    return None


def _urging(mind: Mind) -> Speech | None:
    """A word about the hour, once, when it is late and nothing is agreed."""
    if not mind.pressed or deal_stands(mind) or mind.chance("urge") >= URGINGS:
        return None
    opened, deadline = mind.view.phase.opened_at, mind.view.phase.deadline or mind.now
    late = opened + PRESSED * (deadline - opened)
    own = (s for s in mind.view.statements if s.delegation == mind.delegation)
    return None if any(s.at >= late for s in own) else Speech("deadline")


# --- meetings ----------------------------------------------------------------------------------


def answer_invitation(mind: Mind) -> c.PublicCommand | None:
    """Accept talks, unless they cost more than they bring."""
    for channel in mind.view.channels:
        if channel.status == "invited" and mind.delegation not in channel.accepted:
            met = may_meet(mind.structure, mind.seen, frozenset(channel.members))
            accept = met and _welcome(mind, frozenset(channel.members))
            return c.AnswerInvitation(channel=channel.id, accept=accept)
    return None


def _welcome(mind: Mind, members: frozenset[DelegationId]) -> bool:
    """Whether we want that meeting now: the more it costs us at home, the less often."""
    price = _price(mind, members)
    here = mind.view.phase.step.round
    met = sorted(members - {mind.delegation})
    shunned = len(members) == 2 and not members.isdisjoint(mind.character.shuns)
    willing: float = DISCREET ** (price / DEAR) * (DISCREET if shunned else 1.0)
    return mind.chance(f"meet {met} {here}") < willing


def _price(mind: Mind, members: frozenset[DelegationId]) -> float:
    """What it costs us (hundredths of a point, nought at least) that we sit in that room."""
    felt = (
        as_felt(access, members, mind.view.meetings)
        for access in mind.structure.accesses(members)
        if mind.delegation in access.between
    )
    return max(0, -mind.stakes.impact(*felt))


def invite(mind: Mind) -> c.PublicCommand | None:
    """Ask one delegation, later in the round two, to talk."""
    if mind.mute:
        return None
    if mind.phase is not PhaseName.CONSULTATIONS or _busy(mind) >= TALKS:
        return None
    # Everybody's own room counts as called by them, and is no talk with anybody.
    asked = [
        ch for ch in mind.view.channels if ch.invited_by == mind.delegation and len(ch.members) > 1
    ]
    fresh = [ch for ch in asked if ch.status != "closed"]
    here = mind.view.phase.step.tag
    for turn in range(MEETINGS):
        if len(fresh) <= turn and mind.elapsed >= mind.chance(f"invite {here} {turn}") * 0.6:
            members = _partners(mind, size=1 + turn)
            if members is not None:
                return c.InviteToChannel(members=tuple(sorted(members)))
    return None


def _busy(mind: Mind) -> int:
    """In how many private talks we are."""
    return sum(ch.status != "closed" and len(ch.members) > 1 for ch in mind.view.channels)


def _partners(mind: Mind, size: int) -> frozenset[DelegationId] | None:
    """Whom we ask to talk: those whom we heed, by turns, if we may and have not just met."""
    here = mind.view.phase.step.round
    order = sorted(
        mind.others,
        key=lambda d: -mind.regard[d] * (0.3 + mind.chance(f"partner {here} {size} {d}")),
    )
    for first in range(len(order) - size + 1):
        members = frozenset(order[first : first + size])
        everybody = members | {mind.delegation}
        earlier = next((ch for ch in mind.view.channels if ch.id == channel_id(everybody)), None)
        if earlier is not None and (earlier.status != "closed" or _talked(mind, earlier)):
            continue
        if len(everybody) == len(mind.view.setup.delegations):
            continue
        if _welcome(mind, everybody) and may_meet(mind.structure, mind.seen, everybody):
            return members
    return None


def _talked(mind: Mind, channel: Channel) -> bool:
    """Whether something was said there in this phase."""
    return any(m.at >= mind.view.phase.opened_at for m in channel.messages)


def converse(mind: Mind) -> c.PublicCommand | None:
    """Speak in a private talk when it is our turn; close one that has run dry."""
    if mind.mute:
        return None
    for channel in mind.view.channels:
        if channel.status != "open" or len(channel.members) == 1:
            continue
        here = [m for m in channel.messages if m.at >= mind.view.phase.opened_at]
        own = sum(m.delegation == mind.delegation for m in here)
        if here and mind.now - here[-1].at < message_gap(mind.view):
            continue
        ours = channel.invited_by == mind.delegation
        turn = here[-1].delegation != mind.delegation if here else ours
        if turn and (own < WORDS or _engaged(mind, channel, own)):
            text = mind.say(_word(mind, channel, own))
            return c.SendMessage(channel=channel.id, text=text)
        if ours and _idle(mind, channel):
            return c.LeaveChannel(channel=channel.id)
    return None


def _engaged(mind: Mind, channel: Channel, own: int) -> bool:
    """Whether the others go on: whoever writes more than machines do is answered longer."""
    theirs = sum(
        m.delegation != mind.delegation and m.at >= mind.view.phase.opened_at
        for m in channel.messages
    )
    return theirs > WORDS * (len(channel.members) - 1) and theirs > own


def _word(mind: Mind, channel: Channel, own: int) -> Speech:
    """A question first where we called, then wishes."""
    here = mind.view.phase.step.round
    clause = _asked_for(mind, channel) or wish(mind, own + 3 * here + len(channel.messages))
    if len(channel.members) > 2:
        return Speech("caucus", (clause,))
    if own == 0 and channel.invited_by == mind.delegation:
        (other,) = set(channel.members) - {mind.delegation}
        return Speech("ask", ((clause[0], None),), other)
    return Speech("private", (clause,))


def _asked_for(mind: Mind, channel: Channel) -> tuple[IssueId, OptionId] | None:
    """What we say on the issue that a person has just named; machines' turns need no such ear."""
    last = channel.messages[-1] if channel.messages else None
    if last is None or last.by is None or last.delegation == mind.delegation:
        return None
    ear = Ear(mind.scenario, mind.language, mind.view.setup.agenda)
    axis = next(iter(ear.topics(last.text)), None)
    return None if axis is None else wish(mind, mind.own.by_stake.index(axis))


def _idle(mind: Mind, channel: Channel) -> bool:
    deadline = mind.view.phase.deadline
    length = (deadline - mind.view.phase.opened_at) if deadline else 0.0
    return bool(channel.messages) and mind.now - channel.messages[-1].at > IDLE * length
