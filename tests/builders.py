"""Plays tables for tests: people who send commands, a clock that moves only when it is told to."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

from game.engine.actors import CLOCK, INSTRUCTOR, OBSERVER, Actor, Role
from game.engine.acts.accords import AnswerAccord, OfferAccord, WithdrawAccord
from game.engine.acts.cables import AnswerCable, AskMandate
from game.engine.acts.chair import Announce
from game.engine.acts.channels import AnswerInvitation, InviteToChannel, LeaveChannel, SendMessage
from game.engine.acts.clock import MoveDeadline, PauseTable, ResumeTable
from game.engine.acts.duties import ChooseConduct
from game.engine.acts.expiry import Expire
from game.engine.acts.hands import RaiseHand
from game.engine.acts.injects import AnswerInject, SendInject
from game.engine.acts.moves import MakeMove
from game.engine.acts.plenary import SpeakInPlenary, YieldFloor
from game.engine.acts.priorities import SetPriorities
from game.engine.acts.progress import AdvancePhase, DeclareReady
from game.engine.acts.proposals import CastBallot, TableProposal, WithdrawProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.acts.table import OpenTable, StartTable, lay_table, replay
from game.engine.acts.trades import AnswerTrade, OfferTrade
from game.engine.apply import apply
from game.engine.choices import Ballot, Due
from game.engine.command import Command
from game.engine.decide import decide
from game.engine.draws import Draws
from game.engine.due import next_due
from game.engine.event import Event
from game.engine.phases import PhaseName
from game.engine.refusals import Refused
from game.engine.state import TableState, channel_id
from game.engine.views import Viewer, seen_by
from game.refusals import Reason
from game.scenario.loader import load_pack
from game.scenario.model import (
    Conduct,
    ConsensusRule,
    DelegationId,
    IssueId,
    OptionId,
    Package,
    Structure,
)

HARBOUR = Path(__file__).parent / "scenarios" / "harbour"

#: When every test's table is laid, in seconds since the epoch.
NOON = 1_000_000.0

E = TypeVar("E", bound=Event)


@cache
def harbour() -> Structure:
    """The tiny scenario: three delegations (port, village, ministry), three issues, three cards."""
    return load_pack(HARBOUR).structure


def altered(kind: str, id_: str, **changes: Any) -> Structure:
    """The tiny scenario with one of its entries altered (``kind`` as in ``moves``)."""
    entries = getattr(harbour(), kind)
    assert any(entry.id == id_ for entry in entries)
    return changed(
        harbour(),
        **{
            kind: tuple(
                entry.model_copy(update=changes) if entry.id == id_ else entry for entry in entries
            )
        },
    )


def changed(structure: Structure, **changes: Any) -> Structure:
    """The scenario with other entries. A plain copy would keep what it has looked up before."""
    fields = {name: getattr(structure, name) for name in Structure.model_fields}
    return Structure(**{**fields, **changes})


@dataclass(frozen=True)
class FixedDraws:
    """Chance that has been told what to answer: by label, and otherwise always the same."""

    fractions: Mapping[str, float] = field(default_factory=dict)
    otherwise: float = 0.0

    def fraction(self, label: str) -> float:
        return self.fractions.get(label, self.otherwise)


@dataclass(frozen=True)
class SeededDraws:
    """Chance from a seed: the same for the same label, whatever was asked before."""

    seed: int

    def fraction(self, label: str) -> float:
        digest = hashlib.sha256(f"{self.seed} {label}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48


class Game:
    """One table: its state, its log, and the time, which stands still between commands."""

    def __init__(
        self,
        structure: Structure | None = None,
        preset: str = "quick",
        consensus: ConsensusRule = "unanimity",
        draws: Draws | None = None,
        scenario_hash: str = "0" * 64,
        **house: Any,
    ) -> None:
        self.structure = structure or harbour()
        self.draws: Draws = draws or FixedDraws()
        self.now = NOON
        command = OpenTable(preset=preset, consensus=consensus, **house)
        opened = lay_table(self.structure, scenario_hash, command, self.now)
        self.log: list[Event] = [opened]
        self.state: TableState = replay(self.log)

    def fork(self) -> "Game":
        """A game with the same past and a future of its own."""
        twin = Game.__new__(Game)
        twin.__dict__ = {**self.__dict__, "log": list(self.log)}
        return twin

    # --- who sends ---------------------------------------------------------------------------

    def head(self, delegation: DelegationId) -> "Seat":
        """The head of a delegation."""
        return Seat(self, Actor(Role.HEAD, delegation, f"head of {delegation}"))

    def adviser(self, delegation: DelegationId) -> "Seat":
        """One of a delegation's advisers."""
        return Seat(self, Actor(Role.ADVISER, delegation, f"adviser of {delegation}"))

    @property
    def heads(self) -> tuple["Seat", ...]:
        """The heads of all delegations, in seating order."""
        return tuple(self.head(delegation) for delegation in self.state.setup.delegations)

    @property
    def observer(self) -> "Seat":
        """Somebody of the press corps."""
        return Seat(self, OBSERVER)

    @property
    def instructor(self) -> "Chair":
        """The instructor."""
        return Chair(self, INSTRUCTOR)

    @property
    def clock(self) -> "Seat":
        """The server's clock."""
        return Seat(self, CLOCK)

    # --- what is asked -----------------------------------------------------------------------

    @property
    def step(self) -> str:
        """The step that somebody who looks now would name."""
        return self.state.phase.step.tag

    def send(self, actor: Actor, command: Command, step: str | None = None) -> tuple[Event, ...]:
        """Let the table decide, and record what follows. ``step`` is the present one unless said.

        Raises Refused, after which state and log are as they were.
        """
        events = decide(
            self.structure,
            self.state,
            actor,
            command,
            now=self.now,
            draws=self.draws,
            step=step or self.step,
        )
        for event in events:
            self.state = apply(self.state, event)
        self.log.extend(events)
        return events

    @contextmanager
    def expect_refusal(self, reason: Reason) -> Iterator[None]:
        """What is tried inside must be refused for that reason and change nothing."""
        state, length = self.state, len(self.log)
        with pytest.raises(Refused) as refusal:
            yield
        assert refusal.value.reason is reason
        assert self.state is state
        assert len(self.log) == length

    def view(self, viewer: Viewer) -> TableState:
        """What that viewer may know now."""
        return seen_by(self.state, viewer)

    def told(self, kind: type[E]) -> tuple[E, ...]:
        """All events of that kind so far."""
        return tuple(event for event in self.log if isinstance(event, kind))

    # --- time --------------------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Let time pass without the clock saying a word."""
        self.now += seconds

    def expire_next(self) -> Expire:
        """Go to the next deadline and let the clock say so."""
        due = next_due(self.state)
        assert due is not None, "nothing is running"
        self.now = max(self.now, due[0])
        self.send(CLOCK, due[1])
        return due[1]

    def run_out(self, due: Due) -> None:
        """Go from deadline to deadline until one of that kind has passed."""
        while self.expire_next().due != due:
            pass

    def advance_to(self, phase: PhaseName, round_: int | None = None) -> "Game":
        """Have the instructor end one phase after the other until that one is reached."""
        while self.state.name is not phase or (round_ is not None and self.state.round != round_):
            assert self.state.name is not PhaseName.DEBRIEF, "the talks ended before that"
            if self.state.name is PhaseName.LOBBY:
                self.instructor.starts()
            else:
                self.instructor.advances()
        return self

    # --- whole stories -----------------------------------------------------------------------

    def agree(self, by: DelegationId | None = None, **options: OptionId) -> str:
        """Table a package (the first delegation does, unless said) that all the others accept."""
        author = by or self.state.setup.delegations[0]
        proposal = self.head(author).tables(options)
        for seat in self.heads:
            if seat.actor.delegation != author:
                seat.votes(proposal, "accept")
        return proposal

    def ratify(self, **options: OptionId) -> "Game":
        """Agree on that package in the last round and go on to the signing."""
        self.advance_to(PhaseName.DRAFTING, self.state.setup.rounds)
        self.agree(**options)
        return self.advance_to(PhaseName.RATIFICATION)

    def sign(self) -> "Game":
        """Have all sign the text."""
        for seat in self.heads:
            seat.signs()
        return self

    def honour_everything(self) -> "Game":
        """Let the steps of implementation pass without a word, which honours all duties."""
        return self.advance_to(PhaseName.DEBRIEF)

    def meet(self, *members: DelegationId) -> str:
        """Have the first invite the others and all accept; the channel's id."""
        channel = self.head(members[0]).invites(*members[1:])
        for member in members[1:]:
            self.head(member).accepts(channel)
        return channel


@dataclass(frozen=True)
class Seat:
    """Somebody at the table, with a word for everything that a delegation can do."""

    game: Game
    actor: Actor

    def sends(self, command: Command, step: str | None = None) -> tuple[Event, ...]:
        """Send any command at all."""
        return self.game.send(self.actor, command, step)

    def ranks(self, *issues: IssueId) -> None:
        self.sends(SetPriorities(issues=issues))

    def is_ready(self, ready: bool = True) -> None:
        self.sends(DeclareReady(ready=ready))

    def says(self, text: str) -> None:
        self.sends(SpeakInPlenary(text=text))

    def yields_the_floor(self) -> None:
        self.sends(YieldFloor())

    def invites(self, *members: DelegationId) -> str:
        """Invite them to talk; the channel's id."""
        self.sends(InviteToChannel(members=members))
        own = () if self.actor.delegation is None else (self.actor.delegation,)
        return channel_id(frozenset((*members, *own)))

    def accepts(self, channel: str) -> None:
        self.sends(AnswerInvitation(channel=channel, accept=True))

    def declines(self, channel: str) -> None:
        self.sends(AnswerInvitation(channel=channel, accept=False))

    def leaves(self, channel: str) -> None:
        self.sends(LeaveChannel(channel=channel))

    def writes(self, channel: str, text: str) -> None:
        self.sends(SendMessage(channel=channel, text=text))

    def tables(
        self, options: Mapping[IssueId, OptionId], note: str = "", counters: str | None = None
    ) -> str:
        """Table a proposal; its id."""
        self.sends(TableProposal(options=dict(options), note=note, counters=counters))
        return tuple(self.game.state.proposals)[-1]

    def withdraws(self, proposal: str) -> None:
        self.sends(WithdrawProposal(proposal=proposal))

    def votes(self, proposal: str, ballot: Ballot) -> None:
        self.sends(CastBallot(proposal=proposal, ballot=ballot))

    def signs(self) -> None:
        self.sends(DecideRatification(decision="sign"))

    def refuses_to_sign(self) -> None:
        self.sends(DecideRatification(decision="refuse"))

    def answers(self, inject: str, answer: str) -> None:
        self.sends(AnswerInject(inject=inject, answer=answer))

    def raises_hand(self, raised: bool = True) -> None:
        """Ask for the instructor, or take that back."""
        self.sends(RaiseHand(raised=raised))

    def moves(self, move: str) -> None:
        """Make one of the own moves."""
        self.sends(MakeMove(move=move))

    def asks_capital(self, red_line: str, text: str = "There is no other way.") -> str:
        """Ask for leave to cross a red line; the cable's id."""
        self.sends(AskMandate(red_line=red_line, text=text))
        return tuple(self.game.state.cables)[-1]

    def offers(
        self, accord: str, *, confidential: bool = False, note: str = "", **options: OptionId
    ) -> str:
        """Offer a side accord; the offer's id."""
        self.sends(
            OfferAccord(accord=accord, options=options, confidential=confidential, note=note)
        )
        return tuple(self.game.state.offers)[-1]

    def offers_trade(self, channel: str, gives: Package, asks: Package, note: str = "") -> str:
        """Offer an exchange in a private talk; its id."""
        self.sends(OfferTrade(channel=channel, gives=dict(gives), asks=dict(asks), note=note))
        return self.game.state.channels[channel].trades[-1].id

    def answers_trade(self, channel: str, trade: str, accept: bool, note: str = "") -> None:
        """Accept or decline what was offered in a private talk."""
        self.sends(AnswerTrade(channel=channel, trade=trade, accept=accept, note=note))

    def agrees_to(self, offer: str) -> None:
        """Accept a side accord."""
        self.sends(AnswerAccord(offer=offer, accept=True))

    def turns_down(self, offer: str) -> None:
        """Decline a side accord."""
        self.sends(AnswerAccord(offer=offer, accept=False))

    def takes_back(self, offer: str) -> None:
        """Take the own offer back."""
        self.sends(WithdrawAccord(offer=offer))

    def conducts(self, **conduct: Conduct) -> None:
        """Say what is done about own duties of the joint text."""
        self.conducts_by_id(conduct)

    def conducts_by_id(self, conduct: Mapping[str, Conduct]) -> None:
        """Say what is done about own duties, those of side accords too."""
        self.sends(ChooseConduct(conduct=dict(conduct)))

    def expires(self, due: Due, ref: str) -> None:
        self.sends(Expire(due=due, ref=ref))


@dataclass(frozen=True)
class Chair(Seat):
    """The instructor, with a word for everything on the control bar."""

    def starts(self) -> None:
        self.sends(StartTable())

    def pauses(self) -> None:
        self.sends(PauseTable())

    def resumes(self) -> None:
        self.sends(ResumeTable())

    def moves_deadline(self, seconds: int) -> None:
        self.sends(MoveDeadline(seconds=seconds))

    def advances(self) -> None:
        self.sends(AdvancePhase())

    def answers_cable(self, cable: str, granted: bool, text: str = "") -> None:
        """Answer in a capital's name."""
        self.sends(AnswerCable(cable=cable, granted=granted, text=text))

    def drops(self, inject: str) -> None:
        """Let a card fall now."""
        self.sends(SendInject(inject=inject))

    def announces(self, text: str) -> None:
        self.sends(Announce(text=text))
