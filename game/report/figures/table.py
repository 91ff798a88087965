"""Everything that a report says of one table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from game.bots.par import ParState, par_state
from game.engine import events as e
from game.engine.commands import Votes as VotesRule
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
from game.report.figures.played import Played
from game.report.figures.promises import Commitment, Promise, commitments, promises
from game.report.figures.scores import Score, scores
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
    """All figures of one table. What a viewer may not know is empty or None (``disclosure``)."""

    facts: Facts
    story: tuple[Happening, ...]
    moments: tuple[Moment, ...]
    course: tuple[IndicatorStep, ...]
    turns: tuple[Turn, ...]
    clauses: tuple[Clause, ...]
    scores: tuple[Score, ...]
    bargaining: Bargaining
    votes: Votes | None
    talks: Talks
    promises: tuple[Promise, ...]
    commitments: tuple[Commitment, ...]
    crises: tuple[CrisisFigure, ...]
    cables: tuple[CableFigure, ...]
    moves: tuple[MoveFigure, ...]
    accords: tuple[AccordFigure, ...]
    precedents: tuple[Precedent, ...]
    value: Value | None
    cards: tuple[Card, ...]


TABLE_FIGURES: TypeAdapter[TableFigures] = TypeAdapter(TableFigures)


def table_figures(
    structure: Structure, events: Iterable[e.Event], titles: Mapping[IssueId, str]
) -> TableFigures:
    """The figures of the table's log. ``titles`` are the issues', for who named them.

    ``BadRecord`` if the log is no game's.
    """
    return figures_of(Played.of(structure, events), titles)


def figures_of(played: Played, titles: Mapping[IssueId, str]) -> TableFigures:
    """The figures of a game that has been played back."""
    bargained, scored, answered = bargaining(played), scores(played), crises(played)
    examined = value(played)
    return TableFigures(
        facts=_facts(played),
        story=story(played),
        moments=moments(played),
        course=course(played),
        turns=turns(played),
        clauses=lineage(played),
        scores=scored,
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
    if not isinstance(opened, e.TableOpened):
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
