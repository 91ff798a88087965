"""Requests that a table may refuse. Who sends one is not in it: see ``actors.py``."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from game.scenario.model import (
    ConsensusRule,
    DelegationId,
    InjectId,
    IssueId,
    OptionId,
    PresetId,
)

#: A generous bound on what is parsed at all; the scenario's own limits are tighter.
Text = Annotated[str, Field(max_length=20_000)]
Ballot: TypeAlias = Literal["accept", "reject", "abstain"]
Signature: TypeAlias = Literal["sign", "refuse"]
Due: TypeAlias = Literal["phase", "floor", "roll_call", "inject_slot", "inject"]


class Base(BaseModel):
    """A frozen request that refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- from delegations --------------------------------------------------------------------------


class SetPriorities(Base):
    """Keep a private order of the issues that matter most to us."""

    kind: Literal["set_priorities"] = "set_priorities"
    issues: tuple[IssueId, ...]


class DeclareReady(Base):
    """Say that we need no more time in this phase, or take that back."""

    kind: Literal["declare_ready"] = "declare_ready"
    ready: bool


class SpeakInPlenary(Base):
    """Say something that everybody hears."""

    kind: Literal["speak_in_plenary"] = "speak_in_plenary"
    text: Text


class YieldFloor(Base):
    """Give the floor to the next delegation before our time is up."""

    kind: Literal["yield_floor"] = "yield_floor"


class InviteToChannel(Base):
    """Ask other delegations to talk in private (one other: bilateral; more: caucus)."""

    kind: Literal["invite_to_channel"] = "invite_to_channel"
    members: tuple[DelegationId, ...]


class AnswerInvitation(Base):
    """Accept or decline an invitation to a channel."""

    kind: Literal["answer_invitation"] = "answer_invitation"
    channel: str
    accept: bool


class LeaveChannel(Base):
    """Leave a private talk, or take back our invitation to it; that closes it."""

    kind: Literal["leave_channel"] = "leave_channel"
    channel: str


class SendMessage(Base):
    """Say something to the members of a private channel."""

    kind: Literal["send_message"] = "send_message"
    channel: str
    text: Text


class TableProposal(Base):
    """Put a package to a roll-call vote: all of it or nothing."""

    kind: Literal["table_proposal"] = "table_proposal"
    options: dict[IssueId, OptionId]
    note: Text = ""
    counters: str | None = None


class WithdrawProposal(Base):
    """Take our own proposal off the table before its roll-call closes."""

    kind: Literal["withdraw_proposal"] = "withdraw_proposal"
    proposal: str


class CastBallot(Base):
    """Vote on a proposal; it may be changed until the roll-call closes."""

    kind: Literal["cast_ballot"] = "cast_ballot"
    proposal: str
    ballot: Ballot


class DecideRatification(Base):
    """Sign the whole joint text or refuse it; may be changed until all have decided."""

    kind: Literal["decide_ratification"] = "decide_ratification"
    decision: Signature


class AnswerInject(Base):
    """Choose what our government does about a crisis."""

    kind: Literal["answer_inject"] = "answer_inject"
    inject: InjectId
    answer: str


# --- from the instructor -----------------------------------------------------------------------


class OpenTable(Base):
    """Lay the table: the first command of every table."""

    kind: Literal["open_table"] = "open_table"
    preset: PresetId
    consensus: ConsensusRule


class StartTable(Base):
    """End the lobby and open the briefing."""

    kind: Literal["start_table"] = "start_table"


class PauseTable(Base):
    """Stop the clock."""

    kind: Literal["pause_table"] = "pause_table"


class ResumeTable(Base):
    """Let the clock run on; every deadline moves by the length of the pause."""

    kind: Literal["resume_table"] = "resume_table"


class MoveDeadline(Base):
    """Make the phase longer (positive) or shorter (negative) by that many seconds."""

    kind: Literal["move_deadline"] = "move_deadline"
    seconds: Annotated[int, Field(ge=-86_400, le=604_800)]


class AdvancePhase(Base):
    """End the phase now."""

    kind: Literal["advance_phase"] = "advance_phase"


class SendInject(Base):
    """Let a card of the deck fall now."""

    kind: Literal["send_inject"] = "send_inject"
    inject: InjectId


class Announce(Base):
    """Tell the whole table something, from the chair."""

    kind: Literal["announce"] = "announce"
    text: Text


# --- from the clock ----------------------------------------------------------------------------


class Expire(Base):
    """Something's time is up. ``ref`` says which one, so that a late message is harmless."""

    kind: Literal["expire"] = "expire"
    due: Due
    ref: str


PublicCommand: TypeAlias = (
    SetPriorities
    | DeclareReady
    | SpeakInPlenary
    | YieldFloor
    | InviteToChannel
    | AnswerInvitation
    | LeaveChannel
    | SendMessage
    | TableProposal
    | WithdrawProposal
    | CastBallot
    | DecideRatification
    | AnswerInject
    | StartTable
    | PauseTable
    | ResumeTable
    | MoveDeadline
    | AdvancePhase
    | SendInject
    | Announce
)
Command: TypeAlias = PublicCommand | OpenTable | Expire

#: Reads a command that came over the wire. What the clock and the service alone may say is not
#: in it, so no payload can pretend to be them.
PUBLIC_COMMANDS: TypeAdapter[PublicCommand] = TypeAdapter(
    Annotated[PublicCommand, Field(discriminator="kind")]
)
