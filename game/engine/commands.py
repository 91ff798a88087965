"""Requests that a table may refuse. Who sends one is not in it: see ``actors.py``."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from game.engine.house_rules import TableRules
from game.scenario.model import (
    AccordId,
    Conduct,
    DelegationId,
    IndicatorId,
    InjectId,
    IssueId,
    MoveId,
    OptionId,
    PresetId,
    RedLineId,
)

#: A generous bound on what is parsed at all; the scenario's own limits are tighter.
Text = Annotated[str, Field(max_length=20_000)]
Ballot: TypeAlias = Literal["accept", "reject", "abstain"]
Signature: TypeAlias = Literal["sign", "refuse"]
Due: TypeAlias = Literal["bell", "phase", "floor", "roll_call", "inject_slot", "inject", "cable"]
#: What the debrief opens, chapter by chapter.
Chapter: TypeAlias = Literal["scores", "objectives", "moves", "accords", "cables", "talks"]
#: Why a capital answered as it did. *never*: it gives way to nobody; *overtaken*: the talks ended.
CableReason: TypeAlias = Literal[
    "granted", "never", "standing", "world", "offer", "instructor", "overtaken"
]


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


class OfferTrade(Base):
    """Say in a private talk that we would accept some clauses if the others there accept others.

    ``gives`` are those that we would accept, ``asks`` those that they are to accept. It stands in
    place of what was on offer in that talk before.
    """

    kind: Literal["offer_trade"] = "offer_trade"
    channel: str
    gives: dict[IssueId, OptionId]
    asks: dict[IssueId, OptionId]
    note: Text = ""


class AnswerTrade(Base):
    """Accept or decline what was offered in a private talk; who wants to counter offers anew."""

    kind: Literal["answer_trade"] = "answer_trade"
    channel: str
    trade: str
    accept: bool
    note: Text = ""


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


class RaiseHand(Base):
    """Ask the instructor to come, or take that back."""

    kind: Literal["raise_hand"] = "raise_hand"
    raised: bool


class MakeMove(Base):
    """Act on our own."""

    kind: Literal["make_move"] = "make_move"
    move: MoveId


class AskMandate(Base):
    """Ask our capital for leave to sign what it forbids, with our argument."""

    kind: Literal["ask_mandate"] = "ask_mandate"
    red_line: RedLineId
    text: Text


class OfferAccord(Base):
    """Offer a side accord to the others whom the scenario lets conclude it with us."""

    kind: Literal["offer_accord"] = "offer_accord"
    accord: AccordId
    options: dict[IssueId, OptionId]
    confidential: bool = False
    note: Text = ""


class AnswerAccord(Base):
    """Accept or decline a side accord that was offered to us."""

    kind: Literal["answer_accord"] = "answer_accord"
    offer: str
    accept: bool


class WithdrawAccord(Base):
    """Take back our own offer of a side accord."""

    kind: Literal["withdraw_accord"] = "withdraw_accord"
    offer: str


class ChooseConduct(Base):
    """Say what we do about our duties in this step, by duty; those left out are honoured."""

    kind: Literal["choose_conduct"] = "choose_conduct"
    conduct: dict[str, Conduct]


# --- from the instructor -----------------------------------------------------------------------


class OpenTable(Base, TableRules):
    """Lay a table of that preset, by the house's rules: the first command of every table."""

    kind: Literal["open_table"] = "open_table"
    preset: PresetId


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


class SetBell(Base):
    """Stop the clock when the class's bell rings, ``at`` seconds since the epoch; None: do not."""

    kind: Literal["set_bell"] = "set_bell"
    at: float | None = None


class AdvancePhase(Base):
    """End the phase now."""

    kind: Literal["advance_phase"] = "advance_phase"


class SendInject(Base):
    """Let a card of the deck fall now."""

    kind: Literal["send_inject"] = "send_inject"
    inject: InjectId


class HoldInject(Base):
    """Keep a card back from fate, or let it take the card again."""

    kind: Literal["hold_inject"] = "hold_inject"
    inject: InjectId
    held: bool


class SendDispatch(Base):
    """News of the instructor's own making, with what it does; or a word from the chair.

    ``to`` names the delegations that it is for, all of them if it is empty; ``person`` whom of a
    delegation it is meant for. Only news for all can move indicators.
    """

    kind: Literal["send_dispatch"] = "send_dispatch"
    headline: Annotated[str, Field(max_length=200)]
    text: Text = ""
    to: tuple[DelegationId, ...] = ()
    person: str | None = None
    effects: dict[IndicatorId, Annotated[int, Field(ge=-50, le=50)]] = Field(default_factory=dict)


class HideMessage(Base):
    """Take words out of everybody's sight: the ``index``-th of a channel, or of the plenary."""

    kind: Literal["hide_message"] = "hide_message"
    channel: str | None = None
    index: Annotated[int, Field(ge=0)]
    hidden: bool = True


class LowerHand(Base):
    """Say that a delegation's raised hand has been seen to."""

    kind: Literal["lower_hand"] = "lower_hand"
    delegation: DelegationId


class EndTalks(Base):
    """End the game here and now."""

    kind: Literal["end_talks"] = "end_talks"


class OpenChapter(Base):
    """Open a chapter of the debrief to the table."""

    kind: Literal["open_chapter"] = "open_chapter"
    chapter: Chapter


class AnswerCable(Base):
    """Answer a delegation's cable in its capital's name."""

    kind: Literal["answer_cable"] = "answer_cable"
    cable: str
    granted: bool
    text: Text = ""


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


class GiveTimeBack(Base):
    """The server was not there from ``since`` (seconds since the epoch) until now.

    Every deadline moves by ``shift`` seconds; with None the clock stays stopped until the
    instructor lets it run on, with the time that was left at ``since``.
    """

    kind: Literal["give_time_back"] = "give_time_back"
    since: float
    shift: float | None = None


PublicCommand: TypeAlias = (
    SetPriorities
    | DeclareReady
    | SpeakInPlenary
    | YieldFloor
    | InviteToChannel
    | AnswerInvitation
    | LeaveChannel
    | SendMessage
    | OfferTrade
    | AnswerTrade
    | TableProposal
    | WithdrawProposal
    | CastBallot
    | DecideRatification
    | AnswerInject
    | RaiseHand
    | MakeMove
    | AskMandate
    | OfferAccord
    | AnswerAccord
    | WithdrawAccord
    | ChooseConduct
    | StartTable
    | PauseTable
    | ResumeTable
    | MoveDeadline
    | SetBell
    | AdvancePhase
    | SendInject
    | HoldInject
    | SendDispatch
    | HideMessage
    | LowerHand
    | EndTalks
    | OpenChapter
    | AnswerCable
    | Announce
)
Command: TypeAlias = PublicCommand | OpenTable | Expire | GiveTimeBack

#: Reads a command that came over the wire. What the clock and the service alone may say is not
#: in it, so no payload can pretend to be them.
PUBLIC_COMMANDS: TypeAdapter[PublicCommand] = TypeAdapter(
    Annotated[PublicCommand, Field(discriminator="kind")]
)
