"""Laying the table, and leaving its lobby."""

from collections.abc import Iterable
from functools import reduce

from game.engine.acts import progress
from game.engine.acts.injects import UNKNOWN_INJECT
from game.engine.apply import apply, heard_after
from game.engine.changes import replace
from game.engine.command import INSTRUCTORS, Command, act
from game.engine.entries import Channel, Phase, Setup
from game.engine.event import EVERYWHERE, Event
from game.engine.house_rules import SettledRules, TableRules
from game.engine.phases import LOBBY, PhaseName, Step
from game.engine.refusals import Refused
from game.engine.state import RULES_VERSION, TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.hashes import Hashes
from game.scenario.model import (
    DelegationId,
    IndicatorId,
    IssueId,
    PresetId,
    Structure,
)

UNKNOWN_PRESET = Reason("unknown_preset", 404)


class OpenTable(Command, TableRules):
    """Lay a table of that preset, by the house's rules: the first command of every table."""

    preset: PresetId


@act(by=INSTRUCTORS, phases=LOBBY)
class StartTable(Command):
    """End the lobby and open the briefing."""

    def decide(self, turn: Turn) -> None:
        """Open the briefing."""
        progress.advance(turn)


def lay_table(
    structure: Structure, hashes: Hashes, command: OpenTable, now: float
) -> "TableOpened":
    """The event that lays a table; refused where the scenario lacks the preset or a card."""
    preset = next((p for p in structure.presets if p.id == command.preset), None)
    if preset is None:
        raise Refused(UNKNOWN_PRESET)
    if not set(command.left_out) <= {card.id for card in structure.optional_cards}:
        raise Refused(UNKNOWN_INJECT)
    preset = preset.lasting(command.rounds)
    settled = {
        **command.of_the_table(),
        "rounds": preset.rounds,
        "timings": command.timings or preset.timings,
        "left_out": tuple(sorted(set(command.left_out))),
    }
    return TableOpened(
        at=now,
        scenario=structure.id,
        numbers_hash=hashes.numbers,
        texts_hash=hashes.texts,
        sources_hash=hashes.sources,
        rules_version=RULES_VERSION,
        preset=preset.id,
        delegations=structure.delegation_ids,
        agenda=preset.agenda,
        injects_per_round=preset.injects_per_round,
        directives=preset.directives,
        pause_after_round=preset.pause_after_round,
        indicators={i.id: i.initial for i in structure.indicators},
        standing={d.id: d.standing for d in structure.delegations},
        **settled,
    )


class TableOpened(SettledRules, Event):
    """The table was laid: with which scenario, under which rules, from which numbers."""

    group = "run"
    panels = EVERYWHERE

    scenario: str
    numbers_hash: str
    texts_hash: str
    sources_hash: str
    rules_version: int
    preset: PresetId
    delegations: tuple[DelegationId, ...]
    agenda: tuple[IssueId, ...]
    injects_per_round: int
    directives: int
    pause_after_round: int | None
    indicators: dict[IndicatorId, int]
    standing: dict[DelegationId, int]

    def apply(self, state: TableState) -> TableState:
        raise TypeError("a table is laid once")


def replay(events: Iterable[Event]) -> TableState:
    """The state after those events, the first of which lays the table (else ValueError)."""
    stream = iter(events)
    first = next(stream, None)
    if not isinstance(first, TableOpened):
        raise ValueError("a table's log begins with its opening")
    return reduce(apply, stream, open_table(first))


def open_table(event: TableOpened) -> TableState:
    """The state of a table that has just been laid."""
    setup = Setup(
        scenario=event.scenario,
        preset=event.preset,
        rules=SettledRules(**event.of_the_table()),
        delegations=event.delegations,
        agenda=event.agenda,
        injects_per_round=event.injects_per_round,
        directives=event.directives,
        pause_after_round=event.pause_after_round,
    )
    own_talk = {
        delegation: Channel(
            id=delegation,
            members=(delegation,),
            status="open",
            invited_by=delegation,
            accepted=frozenset({delegation}),
        )
        for delegation in event.delegations
    }
    state = TableState(
        setup=setup,
        phase=Phase(Step(PhaseName.LOBBY, 0), event.at, None),
        indicators=event.indicators,
        standing=event.standing,
        channels=own_talk,
    )
    return replace(state, heard=heard_after(state, event))
