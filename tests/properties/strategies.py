"""What Hypothesis draws: tables some way into their games, and what is tried there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Literal, get_args

from hypothesis import strategies as st

from game.engine.actors import CLOCK, INSTRUCTOR, OBSERVER, Actor, Role
from game.engine.acts.accords import AnswerAccord, OfferAccord, WithdrawAccord
from game.engine.acts.cables import AnswerCable, AskMandate
from game.engine.acts.chair import Announce
from game.engine.acts.channels import AnswerInvitation, InviteToChannel, LeaveChannel, SendMessage
from game.engine.acts.clock import MoveDeadline, PauseTable, ResumeTable, SetBell
from game.engine.acts.duties import ChooseConduct
from game.engine.acts.expiry import Expire
from game.engine.acts.injects import AnswerInject, SendInject
from game.engine.acts.moves import MakeMove
from game.engine.acts.plenary import SpeakInPlenary, YieldFloor
from game.engine.acts.priorities import SetPriorities
from game.engine.acts.progress import AdvancePhase, DeclareReady
from game.engine.acts.proposals import CastBallot, TableProposal, WithdrawProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.acts.table import StartTable
from game.engine.acts.trades import AnswerTrade, OfferTrade
from game.engine.choices import Ballot, Capitals, Due
from game.engine.command import Command
from game.engine.phases import ROUND, PhaseName
from game.engine.state import channel_id
from game.scenario.model import ConsensusRule, Structure
from tests.builders import Game, SeededDraws
from tests.properties.play import Stroke, Tick, Try, Wish, structure_of
from tests.properties.sensible import CONDUCTS, OWN_WORDS

NONSENSE = "nonsense"

SECONDS = st.sampled_from([0.0, 0.0, 0.0, 1.0, 30.0])
STEPS = st.sampled_from([None, None, None, "1.drafting", "0.lobby"])


@dataclass(frozen=True)
class Opening:
    """How a table is laid, and which phase of which round the instructor hurries to."""

    preset: str
    consensus: ConsensusRule
    seed: int
    capitals: Capitals
    phase: PhaseName
    last_round: bool


def openings(structure: Structure) -> st.SearchStrategy[Opening]:
    """Any preset and rule, anywhere between the lobby and the signing."""
    consensus: st.SearchStrategy[ConsensusRule] = st.sampled_from(["minus_one", "unanimity"])
    capitals: st.SearchStrategy[Capitals] = st.sampled_from(["rule", "instructor"])
    return st.builds(
        Opening,
        preset=st.sampled_from([preset.id for preset in structure.presets]),
        consensus=consensus,
        seed=st.integers(0, 20),
        capitals=capitals,
        phase=st.sampled_from([phase for phase in PhaseName if phase is not PhaseName.DEBRIEF]),
        last_round=st.booleans(),
    )


def laid(structure: Structure, opening: Opening) -> Game:
    """The table, some way into its game; for the signing it has agreed on a clause."""
    draws = SeededDraws(opening.seed)
    game = Game(structure, opening.preset, opening.consensus, draws, opening.capitals)
    if opening.phase in (PhaseName.RATIFICATION, PhaseName.IMPLEMENTATION):
        issue = structure.issue(game.state.setup.agenda[0])
        clause = next(option for option in issue.option_ids if option != issue.silent)
        game.ratify(**{issue.id: clause})
        return game.sign() if opening.phase is PhaseName.IMPLEMENTATION else game
    late = opening.last_round and opening.phase in ROUND
    return game.advance_to(opening.phase, game.state.setup.rounds if late else None)


@cache
def delegate_commands(scenario: str) -> st.SearchStrategy[Command]:
    """Anything that a delegation may send, with names that exist and a few that do not."""
    structure = structure_of(scenario)
    issues = [issue.id for issue in structure.issues]
    clauses = [(issue.id, option) for issue in structure.issues for option in issue.option_ids]
    pairs = [channel_id(frozenset(pair)) for pair in combinations(structure.delegation_ids, 2)]
    answers = [
        (inject.id, answer)
        for inject in structure.injects
        for decision in inject.decisions
        for answer in decision.answers
    ]
    channels = st.sampled_from([*structure.delegation_ids, *pairs, NONSENSE])
    proposals = st.sampled_from(["p1", "p2", "p3", NONSENSE])
    trades = st.sampled_from(["t1", "t2", NONSENSE])
    members = st.lists(st.sampled_from([*structure.delegation_ids, NONSENSE]), max_size=3)
    texts = st.sampled_from([OWN_WORDS, " ", "x" * 10_001])
    packages = st.lists(st.sampled_from([*clauses, (NONSENSE, NONSENSE)]), max_size=3).map(dict)
    lines = [line.id for found in structure.delegations for line in found.red_lines]
    terms = [
        (accord.id, issue, option)
        for accord in structure.accords
        for issue, options in accord.terms.items()
        for option in options
    ]
    offers = st.sampled_from([f"{a.id}.{n}" for a in structure.accords for n in (1, 2)])
    conducts = st.dictionaries(
        st.sampled_from([*(found.id for found in structure.obligations), NONSENSE]),
        st.sampled_from(CONDUCTS),
        max_size=2,
    )
    ballots: st.SearchStrategy[Ballot] = st.sampled_from(["accept", "reject", "abstain"])
    return st.one_of(
        st.builds(SetPriorities, issues=st.lists(st.sampled_from(issues), max_size=3).map(tuple)),
        st.builds(DeclareReady, ready=st.booleans()),
        st.builds(SpeakInPlenary, text=texts),
        st.just(YieldFloor()),
        st.builds(InviteToChannel, members=members.map(tuple)),
        st.builds(AnswerInvitation, channel=channels, accept=st.booleans()),
        st.builds(LeaveChannel, channel=channels),
        st.builds(SendMessage, channel=channels, text=texts),
        st.builds(OfferTrade, channel=channels, gives=packages, asks=packages, note=texts),
        st.builds(AnswerTrade, channel=channels, trade=trades, accept=st.booleans()),
        st.builds(TableProposal, options=packages, counters=st.none() | proposals),
        st.builds(WithdrawProposal, proposal=proposals),
        st.builds(CastBallot, proposal=proposals, ballot=ballots),
        st.builds(DecideRatification, decision=st.sampled_from(["sign", "refuse"])),
        st.sampled_from([*answers, (NONSENSE, NONSENSE)]).map(
            lambda pair: AnswerInject(inject=pair[0], answer=pair[1])
        ),
        st.builds(
            MakeMove, move=st.sampled_from([*(move.id for move in structure.moves), NONSENSE])
        ),
        st.builds(AskMandate, red_line=st.sampled_from([*lines, NONSENSE]), text=texts),
        st.builds(
            lambda term, confidential: OfferAccord(
                accord=term[0], options={term[1]: term[2]}, confidential=confidential
            ),
            st.sampled_from([*terms, (NONSENSE, NONSENSE, NONSENSE)]),
            st.booleans(),
        ),
        st.builds(AnswerAccord, offer=offers, accept=st.booleans()),
        st.builds(WithdrawAccord, offer=offers),
        st.builds(ChooseConduct, conduct=conducts),
    )


@cache
def other_commands(scenario: str) -> st.SearchStrategy[Command]:
    """Anything that the instructor or the clock may send."""
    structure = structure_of(scenario)
    injects = [*(inject.id for inject in structure.injects), NONSENSE]
    cables = [f"{delegation}.1" for delegation in structure.delegation_ids]
    refs = ["0.briefing", "1.drafting", "1.plenary.0", "p1", "1.drafting.1", *injects, *cables]
    return st.one_of(
        st.just(StartTable()),
        st.just(PauseTable()),
        st.just(ResumeTable()),
        st.just(AdvancePhase()),
        st.builds(MoveDeadline, seconds=st.integers(-600, 600)),
        st.builds(SetBell, at=st.none()),
        st.builds(SendInject, inject=st.sampled_from(injects)),
        st.builds(AnswerCable, cable=st.sampled_from(cables), granted=st.booleans()),
        st.builds(Announce, text=st.sampled_from(["Order!", ""])),
        st.builds(
            Expire,
            due=st.sampled_from(get_args(Due)),
            ref=st.sampled_from(refs),
        ),
    )


def strokes(scenario: str) -> st.SearchStrategy[Stroke]:
    """Mostly what makes sense, sometimes the clock, sometimes anything from anybody."""
    delegations = structure_of(scenario).delegation_ids
    heads = [Actor(Role.HEAD, delegation) for delegation in delegations]
    advisers = [Actor(Role.ADVISER, delegation) for delegation in delegations]

    def senseless(
        actors: Sequence[Actor], commands: st.SearchStrategy[Command]
    ) -> st.SearchStrategy[Stroke]:
        return st.builds(
            Try,
            number=st.just(0),
            actor=st.sampled_from(actors),
            command=commands,
            seconds=SECONDS,
            step=STEPS,
        )

    def sensible(by: Literal["one", "all", "chair"]) -> st.SearchStrategy[Stroke]:
        return st.builds(
            Wish,
            number=st.just(0),
            by=st.just(by),
            kind=st.integers(0, 30),
            which=st.integers(0, 60),
            seconds=SECONDS,
        )

    commands = delegate_commands(scenario)
    anything = st.one_of(commands, other_commands(scenario))
    kinds = {
        "one": sensible("one"),
        "all": sensible("all"),
        "chair": sensible("chair"),
        "clock": st.builds(Tick, seconds=SECONDS),
        "head": senseless(heads, commands),
        "anybody": senseless([*heads, *advisers, INSTRUCTOR, OBSERVER, CLOCK], anything),
    }
    likely = ("one",) * 5 + ("all",) * 3 + ("clock",) * 2 + ("chair", "head", "anybody")
    return st.sampled_from(likely).flatmap(kinds.__getitem__)


def courses(scenario: str, longest: int = 30) -> st.SearchStrategy[list[Stroke]]:
    """What is tried in a game, stroke after stroke, each with a number of its own."""

    def numbered(drawn: list[Stroke]) -> list[Stroke]:
        return [
            one if isinstance(one, Tick) else replace(one, number=number)
            for number, one in enumerate(drawn, start=1)
        ]

    return st.lists(strokes(scenario), min_size=longest // 3, max_size=longest).map(numbered)


def plays(scenario: str) -> st.SearchStrategy[tuple[Game, list[Stroke]]]:
    """A table some way into its game, and what is tried there."""
    structure = structure_of(scenario)
    opened = openings(structure).map(lambda opening: laid(structure, opening))
    return st.tuples(opened, courses(scenario))
