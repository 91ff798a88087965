"""Private talks: whom we ask, what we say there, and what we offer and accept."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from game.bots.mind import Mind
from game.bots.tempo import message_gap
from game.bots.trades import agreeable, best_terms
from game.bots.voice import Speech
from game.bots.wishes import Clause, difficulty, spoken, wishes
from game.engine.acts.channels import (
    AnswerInvitation,
    InviteToChannel,
    LeaveChannel,
    SendMessage,
    as_felt,
    may_meet,
)
from game.engine.acts.trades import AnswerTrade, OfferTrade, open_trade
from game.engine.command import Command
from game.engine.entries import Channel
from game.engine.phases import PhaseName
from game.engine.state import channel_id
from game.scenario.model import DelegationId
from game.scenario.voices import Leaning

#: How many talks we keep up at once.
TALKS = 2
#: Meetings of two that we ask for in a phase, and how many of those may come to nothing.
PAIRS, TRIES = 1, 2
#: How often in a phase somebody who builds bridges calls a meeting of three, and how often others.
BRIDGES, CAUCUS = 0.7, 0.1
#: How often we see somebody alone whom we shun, or whom to see costs so much at home (hundredths of
#: a point); twice as dear, and it is the square of that.
DISCREET, DEAR = 0.45, 90.0
#: What we do in one talk of two at most, in words and offers.
ACTS = 3
#: How many of those are offers.
OFFERS = 2
#: On how many issues we go to others with our wishes: those on which most is at stake for us.
MATTERS = 6
#: An idle talk that we called is closed after this part of the phase.
IDLE = 0.12
#: Until this part of the phase we ask for talks.
EARLY = 0.6


# --- who meets ---------------------------------------------------------------------------------


def answer_invitation(mind: Mind) -> Command | None:
    """Accept talks, unless they cost more than they bring."""
    for channel in mind.view.channels.values():
        if channel.status == "invited" and mind.delegation not in channel.accepted:
            met = may_meet(mind.structure, mind.view, frozenset(channel.members))
            accept = met and _welcome(mind, frozenset(channel.members))
            return AnswerInvitation(channel=channel.id, accept=accept)
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


def invite(mind: Mind) -> Command | None:
    """Ask one delegation to talk, and now and then two."""
    if mind.mute or mind.phase is not PhaseName.CONSULTATIONS or _busy(mind) >= TALKS:
        return None
    asked = [ch for ch in mind.view.channels.values() if _asked_here(mind, ch)]
    pairs = [ch for ch in asked if len(ch.members) == 2]
    here = mind.view.phase.step.tag
    met = sum(_met_here(mind, ch) or ch.status != "closed" for ch in pairs)
    members: frozenset[DelegationId] | None = None
    if met < PAIRS and len(pairs) < TRIES and mind.past(mind.chance(f"pair {here}") * EARLY):
        members = _partner(mind)
    elif len(asked) == len(pairs) and _calls_a_caucus(mind):
        members = _caucus(mind)
    return None if members is None else InviteToChannel(members=tuple(sorted(members)))


def _asked_here(mind: Mind, channel: Channel) -> bool:
    """Whether we asked for that talk in this phase. One's own room was never asked for."""
    ours = len(channel.members) > 1 and channel.invited_by == mind.delegation
    return ours and (channel.invited_at or 0.0) >= mind.view.phase.opened_at


def _met_here(mind: Mind, channel: Channel) -> bool:
    """Whether those of that talk have sat together in this phase."""
    members, opened = set(channel.members), mind.view.phase.opened_at
    return any(met.at >= opened and set(met.members) == members for met in mind.view.talks)


def _busy(mind: Mind) -> int:
    """In how many private talks we are."""
    return sum(ch.status != "closed" and len(ch.members) > 1 for ch in mind.view.channels.values())


def _calls_a_caucus(mind: Mind) -> bool:
    """Whether we bring several together in this phase, and whether the hour has come."""
    here = mind.view.phase.step.tag
    if not mind.past(EARLY / 2 + mind.chance(f"caucus hour {here}") * EARLY / 2):
        return False
    often = CAUCUS if mind.character.bridges_at is None else BRIDGES
    return mind.chance(f"caucus {here}") < often


def _partner(mind: Mind) -> frozenset[DelegationId] | None:
    """Whom we see alone: those whom we heed, by turns, if we may and have not met in this phase."""
    return next((m for m in _by_turns(mind, 1) if _free(mind, m)), None)


def _caucus(mind: Mind) -> frozenset[DelegationId] | None:
    """With which two we seem to agree on something."""
    for members in _by_turns(mind, 2):
        if _free(mind, members) and _common(mind, members) is not None:
            return members
    return None


def _by_turns(mind: Mind, size: int) -> Iterator[frozenset[DelegationId]]:
    here = mind.view.phase.step.round
    order = sorted(
        mind.others,
        key=lambda d: -mind.regard[d] * (0.3 + mind.chance(f"partner {here} {size} {d}")),
    )
    for first in range(len(order) - size + 1):
        yield frozenset(order[first : first + size])


def _free(mind: Mind, members: frozenset[DelegationId]) -> bool:
    """Whether we may and would sit down with them now, and have not done so in this phase."""
    everybody = members | {mind.delegation}
    if len(everybody) == len(mind.view.setup.delegations):
        return False
    earlier = mind.view.channels.get(channel_id(everybody))
    if earlier is not None:
        asked = (earlier.invited_at or 0.0) >= mind.view.phase.opened_at
        if asked or earlier.status != "closed" or _met_here(mind, earlier):
            return False
    return _welcome(mind, everybody) and may_meet(mind.structure, mind.view, everybody)


# --- what is said there ------------------------------------------------------------------------


class _Deed(NamedTuple):
    """Something said, offered or answered in a talk since those in it sat down."""

    at: float
    delegation: DelegationId
    kind: str
    text: str
    person: bool


def _deeds(mind: Mind, channel: Channel) -> list[_Deed]:
    opened = max(
        (met.at for met in mind.view.talks if met.until is None and met.members == channel.members),
        default=mind.view.phase.opened_at,
    )
    found = [
        _Deed(m.at, m.delegation, "word", m.text, m.by is not None)
        for m in channel.messages
        if m.at >= opened
    ]
    for trade in channel.trades:
        found.append(_Deed(trade.at, trade.delegation, "offer", "", trade.by is not None))
        if trade.answered_at is not None and trade.answered_by is not None:
            found.append(_Deed(trade.answered_at, trade.answered_by, trade.status, "", False))
    return sorted((deed for deed in found if deed.at >= opened), key=lambda deed: deed.at)


def answer_trade(mind: Mind) -> Command | None:
    """Accept or decline what somebody offers us in a talk, with a word of why."""
    if mind.phase not in (PhaseName.CONSULTATIONS, PhaseName.DRAFTING):
        return None
    for channel in mind.view.channels.values():
        trade = open_trade(channel) if channel.status == "open" else None
        if trade is None or mind.delegation in trade.accepted:
            continue
        # What they ask of us is what we would give.
        gives, asks = tuple(trade.asks.items()), tuple(trade.gives.items())
        accept = agreeable(mind, trade.package)
        if accept:
            speech = Speech("agree", (gives[0], asks[0]), trade.delegation)
        else:
            issue, way = difficulty(mind, trade.package)
            speech = Speech("decline", ((issue, None),), trade.delegation, way)
        return AnswerTrade(
            channel=channel.id, trade=trade.id, accept=accept, note=_note(mind, speech)
        )
    return None


def _note(mind: Mind, speech: Speech) -> str:
    return "" if mind.mute else mind.say(speech, mind.structure.rules.note_limit)


def converse(mind: Mind) -> Command | None:
    """Do our part in a private talk when it is our turn; close one that has run its course."""
    if mind.mute:
        return None
    for channel in mind.view.channels.values():
        if channel.status != "open" or len(channel.members) == 1:
            continue
        deeds = _deeds(mind, channel)
        if deeds and not mind.waited(deeds[-1].at, message_gap(mind.view)):
            continue
        part = _in_a_pair if len(channel.members) == 2 else _in_a_caucus
        command = part(mind, channel, deeds)
        if command is not None:
            return command
        if channel.invited_by == mind.delegation and _over(mind, channel, deeds):
            return LeaveChannel(channel=channel.id)
    return None


def _over(mind: Mind, channel: Channel, deeds: list[_Deed]) -> bool:
    """Whether nothing more is to be expected of a talk: all is agreed, or nobody goes on."""
    if not deeds:
        return False
    if deeds[-1].kind == "accepted":
        return True
    deadline = mind.view.phase.deadline
    length = (deadline - mind.view.phase.opened_at) if deadline else 0.0
    return mind.waited(deeds[-1].at, IDLE * length)


def _in_a_pair(mind: Mind, channel: Channel, deeds: list[_Deed]) -> Command | None:
    """Ask, answer what was asked, and offer; whoever writes more than we do is answered longer."""
    (other,) = set(channel.members) - {mind.delegation}
    if not deeds:
        begins = channel.invited_by == mind.delegation and mind.phase is PhaseName.CONSULTATIONS
        return _begin(mind, channel, other) if begins else None
    last = deeds[-1]
    if last.delegation == mind.delegation or open_trade(channel) is not None:
        return None
    own = sum(deed.delegation == mind.delegation for deed in deeds)
    if last.kind == "accepted" or (own >= ACTS and not last.person):
        return None
    if mind.phase is not PhaseName.CONSULTATIONS and not last.person:
        return None
    if last.kind == "word":
        return _answer(mind, channel, last, deeds, other)
    return _next(mind, channel, deeds, other)


def _answer(
    mind: Mind, channel: Channel, last: _Deed, deeds: list[_Deed], other: DelegationId
) -> Command | None:
    """What we say to what they have just said: to a wish whether we share it, to a question."""
    named = _named(mind, last.text)
    ours = {
        clause for d in deeds if d.delegation == mind.delegation for clause in _named(mind, d.text)
    }
    fresh = [clause for clause in named if clause not in ours]
    if not named and not last.person and not last.text.endswith("?"):
        return _next(mind, channel, deeds, other)
    if not named:
        speeches = [spoken(mind, axis, "reply", other) for axis in mind.ear.topics(last.text)]
        return _first(mind, channel, speeches) or _next(mind, channel, deeds, other)
    if not fresh:
        return _next(mind, channel, deeds, other)
    if _likes(mind, fresh[0]):
        return _first(mind, channel, [_joining(mind, fresh[0])])
    offer = None if _offers(mind, deeds) else _offer(mind, channel, other)
    if offer is not None or any(
        fresh[0][0] in mind.ear.topics(d.text) for d in deeds if d.delegation == mind.delegation
    ):
        return offer
    return _first(mind, channel, [_differing(mind, fresh[0])])


def _next(mind: Mind, channel: Channel, deeds: list[_Deed], other: DelegationId) -> Command | None:
    """An offer that we have not made, or a wish that we have not told."""
    if _offers(mind, deeds) < OFFERS and (command := _offer(mind, channel, other)) is not None:
        return command
    return _first(mind, channel, _untold(mind, channel, other))


def _offers(mind: Mind, deeds: list[_Deed]) -> int:
    return sum(deed.kind == "offer" and deed.delegation == mind.delegation for deed in deeds)


def _likes(mind: Mind, clause: tuple[int, int]) -> bool:
    """Whether a clause is better for us than the average on its issue, and no worse than now."""
    axis, place = clause
    values = mind.own.stakes[axis]
    return values[place] >= max(sum(values) / len(values), values[mind.standing_choice[axis]])


def _joining(mind: Mind, clause: tuple[int, int]) -> Speech:
    axis, place = clause
    space = mind.own.pool.space
    return Speech("join", ((space.agenda[axis], space.options[axis][place]),))


def _differing(mind: Mind, clause: tuple[int, int]) -> Speech:
    """That we want something else there, and whether it is more or less."""
    axis, place = clause
    values = mind.own.stakes[axis]
    better = values.index(max(values))
    way: Leaning | None = None if better == place else "more" if better > place else "less"
    return Speech("differ", ((mind.own.pool.space.agenda[axis], None),), leaning=way)


def _begin(mind: Mind, channel: Channel, other: DelegationId) -> Command | None:
    """Where we called the talk: a question on what they have not spoken of, or an offer."""
    if mind.chance(f"ask {mind.view.phase.step.tag} {other}") < 0.5:
        agenda, named = mind.view.setup.agenda, _named_by(mind, other)
        issue = next((i for i, _ in wishes(mind) if agenda.index(i) not in named), None)
        speeches = () if issue is None else (Speech("ask", ((issue, None),), other),)
        command = _first(mind, channel, speeches)
        if command is not None:
            return command
    return _offer(mind, channel, other) or _first(mind, channel, _untold(mind, channel, other))


def _untold(mind: Mind, channel: Channel, other: DelegationId) -> Iterator[Speech]:
    """Wishes that the other has not heard from us: the same words twice move nobody."""
    said = [s.text for s in mind.view.statements if s.delegation == mind.delegation]
    said += [m.text for m in channel.messages if m.delegation == mind.delegation]
    told = {clause for text in said for clause in _named(mind, text)}
    space = mind.own.pool.space
    for clause in wishes(mind):
        axis = space.agenda.index(clause[0])
        if axis not in mind.own.by_stake[:MATTERS]:
            continue
        if (axis, space.options[axis].index(clause[1])) not in told:
            yield spoken(mind, axis, "want", other)


def _offer(mind: Mind, channel: Channel, other: DelegationId) -> Command | None:
    """The trade that seems to serve both of us best."""
    terms = best_terms(mind, other)
    if terms is None:
        return None
    clauses = (*terms.gives.items(), *terms.asks.items())
    return OfferTrade(
        channel=channel.id,
        gives=terms.gives,
        asks=terms.asks,
        note=_note(mind, Speech("offer", clauses, other)),
    )


def _in_a_caucus(mind: Mind, channel: Channel, deeds: list[_Deed]) -> Command | None:
    """Name what all there could agree on; the others join or say why they do not."""
    others = frozenset(channel.members) - {mind.delegation}
    last = deeds[-1] if deeds else None
    if last is not None and last.person and last.delegation != mind.delegation:
        topics = mind.ear.topics(last.text)
        return _first(
            mind, channel, [spoken(mind, axis, "reply", last.delegation) for axis in topics]
        )
    if any(deed.delegation == mind.delegation for deed in deeds):
        return None
    if mind.phase is not PhaseName.CONSULTATIONS:
        return None
    if last is None:
        ours = channel.invited_by == mind.delegation
        clause = _common(mind, others) if ours else None
        return None if clause is None else _first(mind, channel, [Speech("common", (clause,))])
    named = _named(mind, deeds[0].text)
    if not named:
        return None
    speech = _joining if _likes(mind, named[0]) else _differing
    return _first(mind, channel, [speech(mind, named[0])])


def _common(mind: Mind, others: frozenset[DelegationId]) -> Clause | None:
    """The clause that serves us and, as we guess, all those others, best for whoever gains least.

    Silence is nothing to agree on, nor what has been initialled.
    """
    pool = mind.own.pool
    best: tuple[float, Clause] | None = None
    for axis, (issue, options) in enumerate(
        zip(pool.space.agenda, pool.space.options, strict=True)
    ):
        values, here = mind.own.stakes[axis], mind.standing_choice[axis]
        rows = [mind.guesses.of(d)[pool.starts[axis] :][: len(options)] for d in others]
        for place, option in enumerate(options):
            if place == here or option == mind.structure.issue(issue).silent:
                continue
            gains = [(values[place] - values[here]) / mind.own.span]
            gains += [float(row[place] - row[here]) for row in rows]
            least = min(gains)
            if least > 0 and (best is None or least > best[0]):
                best = least, (issue, option)
    return None if best is None else best[1]


# --- words -------------------------------------------------------------------------------------


def _first(mind: Mind, channel: Channel, speeches: Iterable[Speech]) -> Command | None:
    """The first of those speeches for which we have words that were not said before."""
    for speech in speeches:
        text = mind.say(speech)
        if text:
            return SendMessage(channel=channel.id, text=text)
    return None


def _named(mind: Mind, text: str) -> tuple[tuple[int, int], ...]:
    return mind.ear.hear(text)


def _named_by(mind: Mind, other: DelegationId) -> frozenset[int]:
    """The issues (as axes) on which that delegation has named a clause within our hearing."""
    said = [s.text for s in mind.view.statements if s.delegation == other]
    for channel in mind.view.channels.values():
        said += [m.text for m in channel.messages if m.delegation == other]
    return frozenset(axis for text in said for axis, _ in _named(mind, text))
