"""Everything that a report says of one table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from game.bots.par import ParState, par_state
from game.engine.acts.table import TableOpened
from game.engine.event import Event
from game.engine.house_rules import Votes as VotesRule
from game.report import disclosure
from game.report.disclosure import known
from game.report.figures.bargaining import Bargaining, bargaining
from game.report.figures.capital import (
    AccordFigure,
    CableFigure,
    MoveFigure,
    accords,
    cables,
    moves,
)
from game.report.figures.card import Card, cards
from game.report.figures.crises import CrisisFigure, crises
from game.report.figures.history import Precedent, precedents
from game.report.figures.lineage import Clause, lineage
from game.report.figures.pen import Pen, pens
from game.report.figures.played import Played
from game.report.figures.promises import Commitment, Promise, commitments, promises
from game.report.figures.scores import Score, Yardsticks, scores, yardsticks
from game.report.figures.story import Happening, IndicatorStep, Moment, course, moments, story
from game.report.figures.talks import Talks, talks
from game.report.figures.turns import Turn, turns
from game.report.figures.value import Value, value
from game.report.figures.votes import Votes, votes
from game.scenario.hashes import numbers_hash
from game.scenario.model import (
    ConsensusRule,
    DelegationId,
    Ending,
    IndicatorId,
    IssueId,
    PresetId,
    Structure,
)


@dataclass(frozen=True)
class Facts:
    """What the game was and how it ended; ``seconds`` of play, ``events`` in the log.

    ``numbers_changed``: it was laid with others than it is scored with here, which are today's.
    ``par`` tells whether the pack has a par for the preset, and whether it holds.
    """

    scenario: str
    numbers_changed: bool
    rules_version: int
    preset: PresetId
    par: ParState
    consensus: ConsensusRule
    votes: VotesRule
    agenda: tuple[IssueId, ...]
    delegations: tuple[DelegationId, ...]
    rounds: int
    events: int
    seconds: int
    ending: Ending | None
    signatories: tuple[DelegationId, ...]
    indicators: dict[IndicatorId, int]


@dataclass(frozen=True)
class TableFigures:
    """All figures of one table, each with what of it a student may know.

    What a viewer may not know is empty or None (``disclosure``).
    """

    facts: Facts = field(metadata=known(disclosure.facts))
    story: tuple[Happening, ...] = field(metadata=known(disclosure.story))
    moments: tuple[Moment, ...] = field(metadata=known(disclosure.moments))
    course: tuple[IndicatorStep, ...] = field(metadata=known(disclosure.public))
    turns: tuple[Turn, ...] = field(metadata=known(disclosure.turns))
    clauses: tuple[Clause, ...] = field(metadata=known(disclosure.clauses))
    pens: tuple[Pen, ...] = field(metadata=known(disclosure.public))
    scores: tuple[Score, ...] = field(metadata=known(disclosure.scores))
    yardsticks: dict[DelegationId, Yardsticks] = field(metadata=known(disclosure.yardsticks))
    bargaining: Bargaining = field(metadata=known(disclosure.bargaining))
    votes: Votes | None = field(metadata=known(disclosure.votes))
    talks: Talks = field(metadata=known(disclosure.talks))
    promises: tuple[Promise, ...] = field(metadata=known(disclosure.promises))
    commitments: tuple[Commitment, ...] = field(metadata=known(disclosure.commitments))
    crises: tuple[CrisisFigure, ...] = field(metadata=known(disclosure.crises))
    cables: tuple[CableFigure, ...] = field(metadata=known(disclosure.cables))
    moves: tuple[MoveFigure, ...] = field(metadata=known(disclosure.moves))
    accords: tuple[AccordFigure, ...] = field(metadata=known(disclosure.accords))
    precedents: tuple[Precedent, ...] = field(metadata=known(disclosure.precedents))
    value: Value | None = field(metadata=known(disclosure.value))
    cards: tuple[Card, ...] = field(metadata=known(disclosure.cards))


TABLE_FIGURES: TypeAdapter[TableFigures] = TypeAdapter(TableFigures)


def table_figures(
    structure: Structure, events: Iterable[Event], titles: Mapping[IssueId, str]
) -> TableFigures:
    """The figures of the table's log. ``titles`` are the issues', for who named them.

    ``BadRecord`` if the log is no game's.
    """
    return figures_of(Played.of(structure, events), titles)


def figures_of(played: Played, titles: Mapping[IssueId, str]) -> TableFigures:
    """The figures of a game that has been played back."""
    bargained, scored, answered = bargaining(played), scores(played), crises(played)
    clauses, examined = lineage(played), value(played)
    return TableFigures(
        facts=_facts(played),
        story=story(played),
        moments=moments(played),
        course=course(played),
        turns=turns(played),
        clauses=clauses,
        pens=pens(played, clauses),
        scores=scored,
        yardsticks=yardsticks(scored),
        bargaining=bargained,
        votes=votes(played, bargained),
        talks=talks(played, titles),
        promises=promises(played),
        commitments=commitments(played),
        crises=answered,
        cables=cables(played),
        moves=moves(played),
        accords=accords(played),
        precedents=precedents(played),
        value=examined,
        cards=cards(played, scored, answered, _most(examined)),
    )


def _most(examined: Value | None) -> int | None:
    """The greatest joint gain that there was, if it was looked for."""
    return None if examined is None else examined.most


def _facts(played: Played) -> Facts:
    opened, state = played.steps[0].event, played.final
    if not isinstance(opened, TableOpened):
        raise TypeError("a table's log begins with its opening")
    return Facts(
        scenario=opened.scenario,
        numbers_changed=opened.numbers_hash != numbers_hash(played.structure),
        rules_version=opened.rules_version,
        preset=opened.preset,
        par=par_state(played.structure, opened.preset, opened.agenda),
        consensus=opened.consensus,
        votes=opened.votes,
        agenda=opened.agenda,
        delegations=opened.delegations,
        rounds=opened.rounds,
        events=len(played.steps),
        seconds=played.seconds(played.steps[-1].event.at),
        ending=state.ending,
        signatories=tuple(d for d in played.delegations if d in state.signatories),
        indicators=dict(state.indicators),
    )
