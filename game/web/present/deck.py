"""The deck as the instructor sees it: each card's conditions and weight, and what fate would do."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.engine.conditions import holds
from game.engine.state import TableState
from game.engine.views import ViewerKind
from game.scenario.conditions import Bounds
from game.scenario.model import (
    AgendaCondition,
    AwayCondition,
    CardCondition,
    ClauseCondition,
    Condition,
    IndicatorCondition,
    Inject,
    InjectId,
    MeetingsCondition,
    MoveCondition,
    StandingCondition,
)
from game.web.present.stage import Clock, Party, Stage


@dataclass(frozen=True)
class Need:
    """A condition in words, and whether it holds now."""

    text: str
    met: bool


@dataclass(frozen=True)
class DeckCard:
    """A card that has not fallen.

    ``open`` says whether fate may draw it now, ``share`` how likely (per cent) among those that it
    may; ``whom`` names who alone would know of it, ``asks`` who would have to decide.
    """

    id: InjectId
    headline: str
    body: str
    held: bool
    called: bool
    weight: int
    rounds: tuple[int, int]
    needs: tuple[Need, ...]
    open: bool
    share: int
    whom: tuple[Party, ...]
    asks: tuple[Party, ...]


@dataclass(frozen=True)
class Due:
    """When fate sends its next card, and which it would be as things stand; empty: none fits."""

    time: str
    clock: Clock
    headline: str


def _refuse_others(stage: Stage) -> None:
    if stage.viewer.kind is not ViewerKind.INSTRUCTOR:
        raise ValueError("this is for the instructor alone")


def fate(stage: Stage, forecast: Mapping[str, InjectId | None]) -> tuple[Due, ...]:
    """The cards that are due in this phase, the next one first."""
    _refuse_others(stage)
    opened = stage.view.phase.opened_at
    slots = sorted(stage.view.schedule.items(), key=lambda slot: slot[1].due)
    return tuple(
        Due(
            time=stage.time(slot.due),
            clock=stage.clock(slot.due, slot.due - opened, stage.word("clocks", "fate")),
            headline=stage.texts.injects[card].headline if (card := forecast.get(key)) else "",
        )
        for key, slot in slots
    )


def deck(stage: Stage, state: TableState) -> tuple[DeckCard, ...]:
    """The cards of the deck that have not fallen: those that fate may draw now first."""
    _refuse_others(stage)
    gone = {*state.crises, *state.setup.rules.left_out}
    left = [card for card in stage.structure.injects if card.id not in gone]
    free = {card.id for card in left if _may_fall(stage, state, card)}
    totals = {
        private: sum(c.weight for c in left if c.id in free and c.private is private)
        for private in (True, False)
    }
    cards = [
        DeckCard(
            id=card.id,
            headline=stage.texts.injects[card.id].headline,
            body=stage.texts.injects[card.id].body,
            held=card.id in stage.view.held,
            called=card.weight == 0,
            weight=card.weight,
            rounds=(card.first_round, card.last_round),
            needs=tuple(
                Need(condition_words(stage, c), holds(stage.structure, state, c))
                for c in card.conditions
            ),
            open=card.id in free,
            share=round(100 * card.weight / totals[card.private]) if card.id in free else 0,
            whom=tuple(p for p in stage.parties if p.id in card.known_to),
            asks=tuple(stage.party(decision.delegation) for decision in card.decisions),
        )
        for card in left
    ]
    return tuple(sorted(cards, key=lambda card: (not card.open, card.called, card.headline)))


def _may_fall(stage: Stage, state: TableState, card: Inject) -> bool:
    return (
        card.weight > 0
        and card.id not in stage.view.held
        and card.first_round <= max(1, stage.view.phase.step.round) <= card.last_round
        and all(holds(stage.structure, state, condition) for condition in card.conditions)
    )


def condition_words(stage: Stage, condition: Condition) -> str:
    """What a condition asks for, as the instructor reads it."""

    def say(kind: str, **details: str) -> str:
        return stage.word("conditions", kind).format(**details)

    match condition:
        case IndicatorCondition():
            name = stage.texts.indicators[condition.indicator].name
            return say("indicator", name=name, bounds=_bounds(stage, condition))
        case StandingCondition():
            name = stage.party(condition.delegation).short
            return say("standing", name=name, bounds=_bounds(stage, condition))
        case MeetingsCondition():
            names = " + ".join(stage.party(one).short for one in condition.between)
            return say("meetings", names=names, bounds=_bounds(stage, condition))
        case MoveCondition():
            return say(f"move_{condition.state}", name=stage.texts.moves[condition.move].name)
        case CardCondition():
            return _card_words(stage, condition)
        case AwayCondition():
            name = stage.party(condition.delegation).short
            return say("away" if condition.away else "seated", name=name)
        case ClauseCondition():
            options = " / ".join(stage.option(condition.issue, o) for o in condition.options)
            return say("clause", name=stage.issue(condition.issue), options=options)
        case AgendaCondition():
            return say("agenda", name=stage.issue(condition.issue))


def _card_words(stage: Stage, condition: CardCondition) -> str:
    text = stage.texts.injects[condition.inject]
    if condition.delegation is None:
        fallen = stage.word("conditions", "fallen" if condition.fallen else "not_fallen")
        return fallen.format(name=text.headline)
    answer = text.decisions[condition.delegation].answers[condition.answer or ""]
    who = stage.party(condition.delegation).short
    said = stage.word("conditions", "answered")
    return said.format(name=text.headline, who=who, answer=answer)


def _bounds(stage: Stage, bounds: Bounds) -> str:
    if bounds.at_least is not None and bounds.at_most is not None:
        words = stage.word("conditions", "between")
    else:
        words = stage.word("conditions", "at_most" if bounds.at_least is None else "at_least")
    return words.format(low=bounds.at_least, high=bounds.at_most)
