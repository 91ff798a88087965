"""What somebody could sensibly send at a table just now, kind by kind."""

from collections.abc import Callable, Iterator
from itertools import combinations, product

from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.accords import AnswerAccord, OfferAccord, WithdrawAccord
from game.engine.acts.cables import AnswerCable, AskMandate
from game.engine.acts.chair import Announce, HideMessage, SendDispatch
from game.engine.acts.channels import (
    AnswerInvitation,
    InviteToChannel,
    LeaveChannel,
    SendMessage,
    may_meet,
)
from game.engine.acts.clock import MoveDeadline, PauseTable, ResumeTable, SetBell
from game.engine.acts.debrief import OpenChapter
from game.engine.acts.duties import ChooseConduct, may_suspend
from game.engine.acts.hands import LowerHand, RaiseHand
from game.engine.acts.injects import AnswerInject, HoldInject, SendInject
from game.engine.acts.moves import MakeMove, why_not
from game.engine.acts.plenary import SpeakInPlenary, YieldFloor
from game.engine.acts.priorities import SetPriorities
from game.engine.acts.progress import DeclareReady
from game.engine.acts.proposals import CastBallot, TableProposal, WithdrawProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.acts.table import StartTable
from game.engine.acts.trades import AnswerTrade, OfferTrade, open_trade
from game.engine.command import Command
from game.engine.phases import HURRIED, PLAYED, TALKS, PhaseName
from game.engine.state import channel_id
from game.scenario.model import Accord, Conduct
from tests.builders import Game

#: Stands for words that nobody else says; every stroke puts its own in its place.
OWN_WORDS = "…"

NEGOTIATING = TALKS | {PhaseName.PLENARY, PhaseName.RATIFICATION}
TALKING = TALKS | {PhaseName.RATIFICATION, PhaseName.IMPLEMENTATION}
CONDUCTS: tuple[Conduct, ...] = ("honour", "delay", "break", "suspend")


def sensible(game: Game) -> Iterator[tuple[Actor, Command]]:
    """Everything that somebody could sensibly send just now, in a fixed order."""
    for role, kinds in ((Role.HEAD, DEEDS), (Role.ADVISER, TALK)):
        for delegation in game.state.setup.delegations:
            for kind in kinds:
                for command in kind(game, delegation):
                    yield Actor(role, delegation), command
    for command in chairs(game):
        yield INSTRUCTOR, command


def chairs(game: Game) -> Iterator[Command]:
    """What the instructor could do."""
    state = game.state
    if state.name in TALKS and not state.paused:
        for card in game.structure.injects:
            if card.id not in state.crises:
                yield SendInject(inject=card.id)
    if state.name is PhaseName.LOBBY:
        yield StartTable()
    elif not state.over:
        yield MoveDeadline(seconds=90)
        yield SetBell(at=game.now + 600 if state.bell is None else None)
        yield ResumeTable() if state.paused else PauseTable()
    for cable in state.open_cables():
        yield AnswerCable(cable=cable.id, granted=True, text="So be it.")
        yield AnswerCable(cable=cable.id, granted=False)
    for hand in state.hands:
        yield LowerHand(delegation=hand)
    yield from _deck_and_words(game)
    yield Announce(text="Order!")


def _deck_and_words(game: Game) -> Iterator[Command]:
    """Cards held back or let go, dispatches, words out of sight, chapters of the debrief."""
    state = game.state
    if not state.over:
        for card in game.structure.injects:
            if card.id not in state.crises:
                yield HoldInject(inject=card.id, held=card.id not in state.held)
    for indicator in state.indicators:
        yield SendDispatch(headline="A rumour", effects={indicator: 2})
    yield SendDispatch(headline="A word with you", to=state.setup.delegations[:1])
    for index, said in enumerate(state.statements[-2:]):
        place = max(0, len(state.statements) - 2) + index
        yield HideMessage(index=place, hidden=not said.hidden)
    if state.over:
        yield OpenChapter(chapter="moves")


# --- what heads do -----------------------------------------------------------------------------


def signing(game: Game, delegation: str) -> Iterator[Command]:
    """Sign or refuse."""
    if game.state.name is PhaseName.RATIFICATION and delegation not in game.state.away:
        yield DecideRatification(decision="sign")
        yield DecideRatification(decision="refuse")


def voting(game: Game, delegation: str) -> Iterator[Command]:
    """Vote on what others have tabled."""
    state = game.state
    if state.name is PhaseName.DRAFTING and delegation not in state.away:
        for proposal in state.open_proposals():
            if proposal.delegation != delegation:
                yield CastBallot(proposal=proposal.id, ballot="accept")
                yield CastBallot(proposal=proposal.id, ballot="reject")


def drafting(game: Game, delegation: str) -> Iterator[Command]:
    """Table a proposal, or take the own one back."""
    state = game.state
    if state.name is not PhaseName.DRAFTING:
        return
    own = next((p for p in state.open_proposals() if p.delegation == delegation), None)
    if own is not None:
        yield WithdrawProposal(proposal=own.id)
        return
    gone = state.away & frozenset(game.structure.rules.essential)
    if gone or delegation in state.away:
        return
    issues = [game.structure.issue(issue) for issue in state.setup.agenda]
    first, second = issues[:2]
    for one, two in product(first.option_ids, second.option_ids):
        yield TableProposal(options={first.id: one, second.id: two})
    for issue in issues:
        for option in issue.option_ids:
            yield TableProposal(options={issue.id: option}, note="In good faith.")


def answering(game: Game, delegation: str) -> Iterator[Command]:
    """Answer a crisis."""
    for crisis in game.state.open_crises():
        for decision in game.structure.inject(crisis.inject).decisions:
            if decision.delegation == delegation:
                for answer in decision.answers:
                    yield AnswerInject(inject=crisis.inject, answer=answer)


def moving(game: Game, delegation: str) -> Iterator[Command]:
    """Act alone."""
    for move in game.structure.moves_of(delegation):
        if why_not(game.structure, game.state, move) is None:
            yield MakeMove(move=move.id)


def asking(game: Game, delegation: str) -> Iterator[Command]:
    """Ask the capital."""
    state = game.state
    if state.name not in NEGOTIATING:
        return
    own = [cable for cable in state.cables.values() if cable.delegation == delegation]
    for line in game.structure.delegation(delegation).red_lines:
        asked = any(
            cable.red_line == line.id and (cable.status == "open" or cable.round == state.stage)
            for cable in own
        )
        held = line.id in state.mandates.get(delegation, ())
        if not (asked or held) and set(line.when) <= set(state.setup.agenda):
            yield AskMandate(red_line=line.id, text="There is no other way.")


def bargaining(game: Game, delegation: str) -> Iterator[Command]:
    """Offer a side accord, answer one, or take the own one back."""
    state = game.state
    if state.name not in NEGOTIATING - {PhaseName.PLENARY}:
        return
    on_offer = {offer.accord: offer for offer in state.offers.values() if offer.status == "offered"}
    for accord in game.structure.accords:
        if delegation not in accord.parties:
            continue
        offer = on_offer.get(accord.id)
        if offer is None:
            yield from _offers(game, accord)
        elif delegation == offer.delegation:
            yield WithdrawAccord(offer=offer.id)
        elif delegation not in offer.accepted:
            yield AnswerAccord(offer=offer.id, accept=True)
            yield AnswerAccord(offer=offer.id, accept=False)


def _offers(game: Game, accord: Accord) -> Iterator[Command]:
    if not may_meet(game.structure, game.state, frozenset(accord.parties)):
        return
    for issue in game.state.setup.agenda:
        for option in accord.terms.get(issue, ()):
            for confidential in (False, True):
                yield OfferAccord(
                    accord=accord.id, options={issue: option}, confidential=confidential
                )


def trading(game: Game, delegation: str) -> Iterator[Command]:
    """Offer an exchange in a private talk, or answer one."""
    if game.state.name not in TALKS:
        return
    one, two = (game.structure.issue(issue) for issue in game.state.setup.agenda[:2])
    for channel in game.state.channels.values():
        if channel.status != "open" or delegation not in channel.members[1:] + channel.members[:-1]:
            continue
        for first, second in product(one.option_ids, two.option_ids):
            yield OfferTrade(
                channel=channel.id, gives={one.id: first}, asks={two.id: second}, note=OWN_WORDS
            )
        trade = open_trade(channel)
        if trade is not None and delegation not in trade.accepted:
            for accept in (True, False):
                yield AnswerTrade(channel=channel.id, trade=trade.id, accept=accept, note=OWN_WORDS)


def conducting(game: Game, delegation: str) -> Iterator[Command]:
    """Choose what to do about the own duties: about one of them, or about all alike."""
    if game.state.name is not PhaseName.IMPLEMENTATION:
        return
    own = [duty.id for duty in game.state.duties.values() if duty.delegation == delegation]
    if own:
        for conduct in CONDUCTS if may_suspend(game.state, delegation) else CONDUCTS[:3]:
            yield ChooseConduct(conduct=dict.fromkeys(own, conduct))
            for duty in own:
                yield ChooseConduct(conduct={duty: conduct})


def yielding(game: Game, delegation: str) -> Iterator[Command]:
    """Give up the floor."""
    if game.state.floor is not None and game.state.floor.delegation == delegation:
        yield YieldFloor()


def hurrying(game: Game, delegation: str) -> Iterator[Command]:
    """Be ready, or no longer."""
    if game.state.name in HURRIED and delegation not in game.state.away:
        yield DeclareReady(ready=delegation not in game.state.ready)


# --- what everybody says -----------------------------------------------------------------------


def meeting(game: Game, delegation: str) -> Iterator[Command]:
    """Meet others, speak with them, leave them."""
    if game.state.name in TALKING:
        for pair in combinations(game.state.setup.delegations, 2):
            if delegation in pair:
                yield from _talk_between(game, delegation, pair)


def _talk_between(game: Game, delegation: str, pair: tuple[str, str]) -> Iterator[Command]:
    channel = game.state.channels.get(channel_id(frozenset(pair)))
    open_door = may_meet(game.structure, game.state, frozenset(pair))
    if channel is None or channel.status == "closed":
        if open_door:
            yield InviteToChannel(members=pair)
    elif channel.status == "open":
        yield SendMessage(channel=channel.id, text=OWN_WORDS)
        yield LeaveChannel(channel=channel.id)
    elif delegation not in channel.accepted:
        if open_door:
            yield AnswerInvitation(channel=channel.id, accept=True)
        yield AnswerInvitation(channel=channel.id, accept=False)


def speaking(game: Game, delegation: str) -> Iterator[Command]:
    """Speak to all."""
    state = game.state
    heard = state.floor is None or state.floor.delegation == delegation
    if state.name in TALKING | {PhaseName.PLENARY} and heard and delegation not in state.away:
        yield SpeakInPlenary(text="We have always said so.")


def musing(game: Game, delegation: str) -> Iterator[Command]:
    """Talk among themselves and rank the issues."""
    if game.state.name in PLAYED:
        for order in (game.state.setup.agenda, game.state.setup.agenda[::-1]):
            yield SetPriorities(issues=order)
    yield RaiseHand(raised=delegation not in game.state.hands)
    yield SendMessage(channel=delegation, text=OWN_WORDS)


Kind = Callable[[Game, str], Iterator[Command]]

DEEDS: tuple[Kind, ...] = (
    signing,
    voting,
    drafting,
    answering,
    moving,
    asking,
    bargaining,
    trading,
    conducting,
    yielding,
    hurrying,
)
TALK: tuple[Kind, ...] = (meeting, speaking, musing)
