"""What at a table asks for the instructor now, worked out from their view and the clock alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from game.engine.phases import PhaseName
from game.scenario.model import DelegationId
from game.web.present.stage import Party, Stage

AlarmKind: TypeAlias = Literal[
    "server_away", "hand", "tension", "walk_out", "cable", "no_proposal", "silent"
]

#: From the most urgent to the least.
ORDER: Final[tuple[AlarmKind, ...]] = (
    "server_away",
    "hand",
    "tension",
    "walk_out",
    "cable",
    "no_proposal",
    "silent",
)
GRAVE: Final = frozenset[AlarmKind]({"server_away", "hand", "tension", "walk_out"})
#: A delegation is silent after this many seconds, or half of a longer phase, without any act.
QUIET = 180.0
QUIET_SHARE = 0.5
#: From this part of the drafting on, a round without a proposal is late.
LATE = 0.5
#: An indicator is near its breakdown within this part of its range.
NEAR = 0.15


@dataclass(frozen=True)
class Alarm:
    """Something that asks for the instructor; ``text`` says what."""

    kind: AlarmKind
    text: str
    parties: tuple[Party, ...] = ()

    @property
    def grave(self) -> bool:
        """Whether it cannot wait."""
        return self.kind in GRAVE

    @property
    def rank(self) -> int:
        """Its place among the others, the most urgent first."""
        return ORDER.index(self.kind)


def alarms(stage: Stage, machine: frozenset[DelegationId] = frozenset()) -> tuple[Alarm, ...]:
    """The table's alarms, the most urgent first. What the machine holds is never silent."""
    if stage.over or stage.view.phase.step.phase is PhaseName.LOBBY:
        return tuple(_hands(stage))
    found = (
        *_server_away(stage),
        *_hands(stage),
        *_near_breakdown(stage),
        *_walked_out(stage),
        *_cables(stage),
        *_nothing_proposed(stage),
        *_silent(stage, machine),
    )
    return tuple(sorted(found, key=lambda alarm: alarm.rank))


def _alarm(
    stage: Stage, kind: AlarmKind, parties: tuple[Party, ...] = (), **details: str | int
) -> Alarm:
    everybody = len(parties) == len(stage.parties)
    who = (
        stage.word("alarms", "everybody")
        if everybody
        else ", ".join(party.short for party in parties)
    )
    text = stage.word("alarms", kind).format(who=who, **details)
    return Alarm(kind, text, parties)


def _hands(stage: Stage) -> Iterator[Alarm]:
    raised = tuple(party for party in stage.parties if party.id in stage.view.hands)
    if raised:
        yield _alarm(stage, "hand", raised)


def _server_away(stage: Stage) -> Iterator[Alarm]:
    since, until = stage.view.paused_at, stage.view.server_away_until
    if since is not None and until is not None:
        minutes, seconds = divmod(max(1, round(until - since)), 60)
        span = stage.word("alarms", "span" if minutes else "short_span")
        yield _alarm(stage, "server_away", time=span.format(minutes=minutes, seconds=seconds))


def _near_breakdown(stage: Stage) -> Iterator[Alarm]:
    for indicator in stage.structure.indicators:
        if indicator.breakdown_at is None:
            continue
        value = stage.view.indicators[indicator.id]
        reach = NEAR * (indicator.maximum - indicator.minimum)
        if abs(indicator.breakdown_at - value) <= reach:
            name = stage.texts.indicators[indicator.id].name
            yield _alarm(
                stage, "tension", indicator=name, value=value, limit=indicator.breakdown_at
            )


def _walked_out(stage: Stage) -> Iterator[Alarm]:
    gone = tuple(party for party in stage.parties if party.id in stage.view.away)
    if gone:
        yield _alarm(stage, "walk_out", gone)


def _cables(stage: Stage) -> Iterator[Alarm]:
    senders = {cable.delegation for cable in stage.view.cables.values() if cable.status == "open"}
    if senders:
        yield _alarm(stage, "cable", tuple(p for p in stage.parties if p.id in senders))


def _nothing_proposed(stage: Stage) -> Iterator[Alarm]:
    phase = stage.view.phase
    if phase.step.phase is not PhaseName.DRAFTING or phase.deadline is None:
        return
    passed = _clock(stage) - phase.opened_at
    if passed < LATE * (phase.deadline - phase.opened_at):
        return
    if not any(p.round == phase.step.round for p in stage.view.proposals.values()):
        yield _alarm(stage, "no_proposal")


def _silent(stage: Stage, machine: frozenset[DelegationId]) -> Iterator[Alarm]:
    """Nobody need do anything while briefs are read, others speak, or all talk aloud."""
    view = stage.view
    if view.floor is not None or view.setup.rules.talk == "in_person":
        return
    if view.phase.step.phase is PhaseName.BRIEFING:
        return
    length = (view.phase.deadline or view.phase.opened_at) - view.phase.opened_at
    patience = max(QUIET, QUIET_SHARE * length)
    silent = tuple(
        party
        for party in stage.parties
        if party.id not in machine | view.away
        and _clock(stage) - view.acted.get(party.id, view.phase.opened_at) >= patience
    )
    if silent:
        since = min(view.acted.get(party.id, view.phase.opened_at) for party in silent)
        yield _alarm(stage, "silent", silent, time=stage.time(since))


def _clock(stage: Stage) -> float:
    """Now, or when the clock was stopped."""
    return stage.now if stage.view.paused_at is None else stage.view.paused_at
