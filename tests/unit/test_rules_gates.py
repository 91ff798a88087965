"""Who may send what, and when: the table of gates lets through what it says and nothing else."""

from itertools import product

import pytest
from pydantic import ValidationError

from game.engine.actors import CLOCK, INSTRUCTOR, OBSERVER, Actor, Role
from game.engine.acts import COMMAND_KINDS, GATES, PUBLIC_COMMANDS
from game.engine.acts.accords import AnswerAccord, OfferAccord, WithdrawAccord
from game.engine.acts.cables import AnswerCable, AskMandate
from game.engine.acts.chair import Announce, HideMessage, SendDispatch
from game.engine.acts.channels import AnswerInvitation, InviteToChannel, LeaveChannel, SendMessage
from game.engine.acts.clock import GiveTimeBack, MoveDeadline, PauseTable, ResumeTable, SetBell
from game.engine.acts.debrief import OpenChapter
from game.engine.acts.duties import ChooseConduct
from game.engine.acts.endings import EndTalks
from game.engine.acts.expiry import Expire
from game.engine.acts.hands import LowerHand, RaiseHand
from game.engine.acts.injects import AnswerInject, HoldInject, SendInject
from game.engine.acts.moves import MakeMove
from game.engine.acts.plenary import SpeakInPlenary, YieldFloor
from game.engine.acts.priorities import SetPriorities
from game.engine.acts.progress import AdvancePhase, DeclareReady
from game.engine.acts.proposals import CastBallot, TableProposal, WithdrawProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.acts.table import UNKNOWN_PRESET, OpenTable, StartTable, lay_table
from game.engine.acts.trades import AnswerTrade, OfferTrade
from game.engine.command import Command
from game.engine.phases import PhaseName, Step, next_step
from game.engine.refusals import (
    GAME_OVER,
    HEAD_ONLY,
    IS_OBSERVER,
    NOT_ALLOWED,
    PAUSED,
    STALE_PHASE,
    WRONG_PHASE,
    Refused,
)
from game.refusals import Reason
from tests.builders import NOON, Game, harbour

HEAD = Actor(Role.HEAD, "port", "a head")
ADVISER = Actor(Role.ADVISER, "port", "an adviser")
ACTORS = (HEAD, ADVISER, INSTRUCTOR, OBSERVER, CLOCK)

#: One of every command that a table can be sent, as likely as not to pass once the gate is open.
SAMPLES: tuple[Command, ...] = (
    SetPriorities(issues=("quay",)),
    DeclareReady(ready=True),
    SpeakInPlenary(text="Good morning."),
    YieldFloor(),
    InviteToChannel(members=("village",)),
    AnswerInvitation(channel="port+village", accept=True),
    OfferTrade(channel="port+village", gives={"fishing": "lanes"}, asks={"quay": "short"}),
    AnswerTrade(channel="port+village", trade="t1", accept=True),
    LeaveChannel(channel="port+village"),
    SendMessage(channel="port", text="Hold out for the long quay."),
    TableProposal(options={"quay": "short"}),
    WithdrawProposal(proposal="p1"),
    CastBallot(proposal="p1", ballot="accept"),
    DecideRatification(decision="sign"),
    AnswerInject(inject="storm", answer="shelter"),
    RaiseHand(raised=True),
    MakeMove(move="strike"),
    AskMandate(red_line="ruin", text="Only this once."),
    OfferAccord(accord="pilotage", options={"fishing": "lanes"}),
    AnswerAccord(offer="pilotage.1", accept=True),
    WithdrawAccord(offer="pilotage.1"),
    ChooseConduct(conduct={"build": "delay"}),
    StartTable(),
    PauseTable(),
    ResumeTable(),
    MoveDeadline(seconds=60),
    SetBell(at=None),
    AdvancePhase(),
    SendInject(inject="storm"),
    HoldInject(inject="storm", held=True),
    SendDispatch(headline="A ship is sighted"),
    HideMessage(index=0),
    LowerHand(delegation="port"),
    EndTalks(),
    OpenChapter(chapter="moves"),
    AnswerCable(cable="port.1", granted=True),
    Announce(text="Tea is served."),
    Expire(due="phase", ref="1.drafting"),
    GiveTimeBack(since=1_000_000.0),
)
IDS = [sample.kind for sample in SAMPLES]

#: What the gate itself may answer; other reasons come from the rules behind it.
AT_THE_GATE = {
    NOT_ALLOWED,
    HEAD_ONLY,
    IS_OBSERVER,
    WRONG_PHASE,
    STALE_PHASE,
    PAUSED,
    GAME_OVER,
}


def answer(game: Game, actor: Actor, command: Command, step: str | None = None) -> Reason | None:
    """Why the command was refused, or None where it was not."""
    try:
        game.send(actor, command, step)
    except Refused as refusal:
        return refusal.reason
    return None


def at(phase: PhaseName) -> Game:
    """A table in that phase, with a text worth signing so that ratification can be reached."""
    game = Game()
    if phase in (PhaseName.RATIFICATION, PhaseName.IMPLEMENTATION, PhaseName.DEBRIEF):
        game.ratify(quay="short")
    if phase is PhaseName.IMPLEMENTATION:
        game.sign()
    if phase is PhaseName.DEBRIEF:
        game.instructor.advances()
    return game.advance_to(phase)


def test_every_command_has_a_gate_except_the_one_that_lays_the_table() -> None:
    assert set(GATES) == set(COMMAND_KINDS) - {OpenTable}


def test_the_samples_of_this_module_are_one_of_every_command() -> None:
    assert {type(sample) for sample in SAMPLES} == set(GATES)


def test_a_table_is_not_laid_twice() -> None:
    game = Game()
    with game.expect_refusal(NOT_ALLOWED):
        game.send(INSTRUCTOR, OpenTable(preset="quick", consensus="unanimity"))


def test_a_table_is_not_laid_by_an_unknown_preset() -> None:
    command = OpenTable(preset="endless", consensus="unanimity")
    with pytest.raises(Refused) as refusal:
        lay_table(harbour(), "0" * 64, command, NOON)
    assert refusal.value.reason is UNKNOWN_PRESET


def test_no_payload_can_pretend_to_be_the_clock_or_lay_a_table() -> None:
    for payload in (
        {"kind": "expire", "due": "phase", "ref": "1.drafting"},
        {"kind": "open_table", "preset": "quick", "consensus": "unanimity"},
    ):
        with pytest.raises(ValidationError):
            PUBLIC_COMMANDS.validate_python(payload)


def test_no_payload_can_name_its_sender() -> None:
    payload = {"kind": "declare_ready", "ready": True, "delegation": "village"}
    with pytest.raises(ValidationError):
        PUBLIC_COMMANDS.validate_python(payload)


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_a_command_survives_the_wire(sample: Command) -> None:
    if not isinstance(sample, Expire | GiveTimeBack):
        assert PUBLIC_COMMANDS.validate_json(sample.model_dump_json()) == sample


@pytest.mark.parametrize("phase", PhaseName)
def test_a_command_passes_its_gate_exactly_where_the_table_of_gates_says(phase: PhaseName) -> None:
    game = at(phase)
    for sample, actor in product(SAMPLES, ACTORS):
        gate = GATES[type(sample)]
        said = answer(game.fork(), actor, sample)
        open_ = actor.role in gate.who and phase in gate.phases
        assert (said not in AT_THE_GATE) is open_, f"{sample.kind} by {actor.role}: {said}"


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_observers_send_nothing(sample: Command) -> None:
    game = at(PhaseName.DRAFTING)
    with game.expect_refusal(IS_OBSERVER):
        game.observer.sends(sample)


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_an_adviser_is_told_what_only_heads_may_do(sample: Command) -> None:
    who = GATES[type(sample)].who
    if Role.ADVISER in who:
        return
    reason = HEAD_ONLY if Role.HEAD in who else NOT_ALLOWED
    game = at(PhaseName.DRAFTING)
    with game.expect_refusal(reason):
        game.adviser("port").sends(sample)


def test_a_role_without_a_delegation_speaks_for_none() -> None:
    game = at(PhaseName.DRAFTING)
    with game.expect_refusal(NOT_ALLOWED):
        game.send(Actor(Role.HEAD), SpeakInPlenary(text="Who am I?"))


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_while_the_clock_stands_still_only_what_needs_no_clock_passes(sample: Command) -> None:
    gate = GATES[type(sample)]
    for phase in gate.phases - {PhaseName.LOBBY, PhaseName.DEBRIEF}:
        game = at(phase)
        game.instructor.pauses()
        actor = next(actor for actor in ACTORS if actor.role in gate.who)
        said = answer(game.fork(), actor, sample)
        refused_for_the_pause = said is PAUSED and not isinstance(sample, PauseTable)
        assert refused_for_the_pause is not gate.while_paused


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_a_command_that_means_one_step_is_refused_in_another(sample: Command) -> None:
    gate = GATES[type(sample)]
    phase = next(iter(sorted(gate.phases)))
    game = at(phase)
    actor = next(actor for actor in ACTORS if actor.role in gate.who)
    stale = answer(game, actor, sample, step="7.drafting") is STALE_PHASE
    assert stale is gate.bound


def test_a_vote_from_the_round_before_is_stale() -> None:
    game = Game(preset="full").advance_to(PhaseName.DRAFTING, 2)
    proposal = game.head("port").tables({"quay": "short"})
    with game.expect_refusal(STALE_PHASE):
        game.head("village").sends(CastBallot(proposal=proposal, ballot="accept"), "1.drafting")


def test_when_the_talks_are_over_that_is_what_a_late_command_hears() -> None:
    game = at(PhaseName.DEBRIEF)
    for command in (TableProposal(options={"quay": "long"}), SpeakInPlenary(text="Wait!")):
        with game.expect_refusal(GAME_OVER):
            game.head("port").sends(command)


def test_a_delegation_can_talk_among_itself_from_the_lobby_to_the_debrief() -> None:
    for phase in PhaseName:
        game = at(phase)
        game.adviser("village").writes("village", "Has anybody seen our brief?")
        assert game.state.channels["village"].messages[-1].by == "adviser of village"


def test_the_run_of_play_goes_through_every_round_and_ends_in_the_debrief() -> None:
    steps = [Step(PhaseName.LOBBY, 0)]
    while steps[-1].phase is not PhaseName.DEBRIEF:
        steps.append(next_step(steps[-1], 2))
    assert [step.tag for step in steps] == [
        "0.lobby",
        "0.briefing",
        "1.plenary",
        "1.consultations",
        "1.drafting",
        "2.plenary",
        "2.consultations",
        "2.drafting",
        "0.ratification",
        "0.debrief",
    ]
    assert next_step(steps[-1], 2) == steps[-1]
