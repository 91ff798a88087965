"""Games played at random: what is tried, and what comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from game.engine import commands as c
from game.engine import events as e
from game.engine.actors import CLOCK, INSTRUCTOR, Actor, Role
from game.engine.due import next_due
from game.engine.errors import Reason, Refused
from game.engine.phases import HURRIED, TALKS, PhaseName
from game.engine.state import channel_id
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, Viewer, of
from game.scenario.loader import load_packaged
from game.scenario.model import Structure
from tests.builders import Game, harbour

#: Stands for words that nobody else says; every stroke puts its own in its place.
OWN_WORDS = "…"


@dataclass(frozen=True)
class Try:
    """Somebody sends something, sensible or not, after a while."""

    number: int
    actor: Actor
    command: c.Command
    seconds: float = 0.0
    step: str | None = None


@dataclass(frozen=True)
class Wish:
    """Somebody does something that makes sense just now; the numbers choose who and what.

    ``by`` says who: a delegation, all of them one after the other, or the instructor.
    """

    number: int
    by: Literal["one", "all", "chair"]
    kind: int
    which: int
    seconds: float = 0.0


@dataclass(frozen=True)
class Tick:
    """The clock says what is due next, perhaps late; where it stands still, it is let run on."""

    seconds: float = 0.0


Stroke = Try | Wish | Tick


def structure_of(scenario: str) -> Structure:
    """The scenario of that name."""
    return harbour() if scenario == "harbour" else load_packaged(scenario).structure


def viewers(game: Game) -> tuple[Viewer, ...]:
    """Every pair of eyes at the table."""
    return (*map(of, game.state.setup.delegations), INSTRUCTOR_VIEW, PUBLIC_VIEW)


def play(game: Game, stroke: Stroke) -> list[tuple[e.Event, ...] | Reason]:
    """What comes of a stroke, try by try: events, or why it was refused."""
    return [attempt(game, one) for one in tries(game, stroke)]


def attempt(game: Game, one: Try) -> tuple[e.Event, ...] | Reason:
    """What comes of one try: events, or why it was refused."""
    game.wait(one.seconds)
    command = one.command
    if isinstance(command, c.SendMessage) and command.text == OWN_WORDS:
        command = c.SendMessage(channel=command.channel, text=f"«{one.number}»")
    try:
        return game.send(one.actor, command, one.step)
    except Refused as refusal:
        return refusal.reason


def tries(game: Game, stroke: Stroke) -> tuple[Try, ...]:
    """What a stroke comes to at this table now."""
    match stroke:
        case Try():
            return (stroke,)
        case Tick(seconds):
            if game.state.paused:
                return (Try(0, INSTRUCTOR, c.ResumeTable(), seconds),)
            due = next_due(game.state)
            if due is None:
                return ()
            until = max(0.0, due[0] - game.now)
            return (Try(0, CLOCK, due[1], until + seconds),)
        case Wish():
            return tuple(_wished(game, stroke))


def _wished(game: Game, wish: Wish) -> Iterator[Try]:
    by_kind: dict[str, list[tuple[Actor, c.Command]]] = {}
    for actor, command in sensible(game):
        if (actor.role is Role.INSTRUCTOR) is (wish.by == "chair"):
            by_kind.setdefault(command.kind, []).append((actor, command))
    choices = tuple(by_kind.values())[wish.kind % len(by_kind)]
    actor, command = choices[wish.which % len(choices)]
    yield Try(wish.number, actor, command, wish.seconds)
    if wish.by == "all" and actor.role is Role.HEAD:
        for delegation in game.state.setup.delegations:
            if delegation != actor.delegation:
                yield Try(wish.number, Actor(Role.HEAD, delegation), command)


# --- what makes sense --------------------------------------------------------------------------


def sensible(game: Game) -> Iterator[tuple[Actor, c.Command]]:
    """Everything that somebody could sensibly send just now, in a fixed order."""
    for delegation in game.state.setup.delegations:
        for command in _deeds(game, delegation):
            yield Actor(Role.HEAD, delegation), command
    for delegation in game.state.setup.delegations:
        for command in _talk(game, delegation):
            yield Actor(Role.ADVISER, delegation), command
    for command in _chairs(game):
        yield INSTRUCTOR, command


def _chairs(game: Game) -> Iterator[c.Command]:
    state = game.state
    if state.name in TALKS:
        for card in game.structure.injects:
            if card.id not in state.crises:
                yield c.SendInject(inject=card.id)
    if state.name is PhaseName.LOBBY:
        yield c.StartTable()
    elif not state.over:
        yield c.MoveDeadline(seconds=90)
        yield c.ResumeTable() if state.paused else c.PauseTable()
    yield c.Announce(text="Order!")


def _talk(game: Game, delegation: str) -> Iterator[c.Command]:
    state = game.state
    if state.name in TALKS | {PhaseName.RATIFICATION}:
        for pair in combinations(state.setup.delegations, 2):
            if delegation in pair:
                yield from _talk_between(game, delegation, pair)
    if not state.over and state.name is not PhaseName.LOBBY:
        for order in (state.setup.agenda, state.setup.agenda[::-1]):
            yield c.SetPriorities(issues=order)
        if state.floor is None or state.floor.delegation == delegation:
            yield c.SpeakInPlenary(text="We have always said so.")
    yield c.SendMessage(channel=delegation, text=OWN_WORDS)


def _talk_between(game: Game, delegation: str, pair: tuple[str, str]) -> Iterator[c.Command]:
    channel = game.state.channels.get(channel_id(frozenset(pair)))
    if channel is None or channel.status == "closed":
        yield c.InviteToChannel(members=pair)
    elif channel.status == "open":
        yield c.SendMessage(channel=channel.id, text=OWN_WORDS)
        yield c.LeaveChannel(channel=channel.id)
    elif delegation not in channel.accepted:
        yield c.AnswerInvitation(channel=channel.id, accept=True)
        yield c.AnswerInvitation(channel=channel.id, accept=False)


def _deeds(game: Game, delegation: str) -> Iterator[c.Command]:
    state = game.state
    if state.over:
        return
    if state.name is PhaseName.RATIFICATION:
        yield c.DecideRatification(decision="sign")
        yield c.DecideRatification(decision="refuse")
    if state.name is PhaseName.DRAFTING:
        yield from _drafts(game, delegation)
    for crisis in state.open_crises():
        for decision in game.structure.inject(crisis.inject).decisions:
            if decision.delegation == delegation:
                for answer in decision.answers:
                    yield c.AnswerInject(inject=crisis.inject, answer=answer)
    if state.floor is not None and state.floor.delegation == delegation:
        yield c.YieldFloor()
    if state.name in HURRIED:
        yield c.DeclareReady(ready=delegation not in state.ready)


def _drafts(game: Game, delegation: str) -> Iterator[c.Command]:
    proposals = game.state.open_proposals()
    for proposal in proposals:
        if proposal.delegation != delegation:
            yield c.CastBallot(proposal=proposal.id, ballot="accept")
            yield c.CastBallot(proposal=proposal.id, ballot="reject")
    own = next((p for p in proposals if p.delegation == delegation), None)
    if own is not None:
        yield c.WithdrawProposal(proposal=own.id)
        return
    issues = [game.structure.issue(issue) for issue in game.state.setup.agenda]
    first, second = issues[:2]
    for one, two in product(first.option_ids, second.option_ids):
        yield c.TableProposal(options={first.id: one, second.id: two})
    for issue in issues:
        for option in issue.option_ids:
            yield c.TableProposal(options={issue.id: option}, note="In good faith.")
