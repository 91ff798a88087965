"""The viewing delegation's moves: what each does, whether it can be made now, what was made."""

from collections import Counter
from dataclasses import dataclass

from game.engine.entries import MadeMove
from game.scenario.model import Impact, Move
from game.web.present.causes import cause
from game.web.present.stage import Stage


@dataclass(frozen=True)
class Effect:
    """How far an indicator would move."""

    name: str
    by: int
    worse: bool


@dataclass(frozen=True)
class Made:
    """A move that was made. ``exposed_by`` says what brought a secret one to light."""

    name: str
    time: str
    known: bool
    exposed_by: str
    told: tuple[str, ...]


@dataclass(frozen=True)
class MoveCard:
    """One of the own moves.

    ``effects`` and ``at_home`` are what it would do as things stand, its cost apart; ``cases`` what
    would be said of it beside. ``why_not`` is None where it can be made now. ``calls`` is the card
    that lets others decide what follows.
    """

    id: str
    name: str
    describes: str
    secret: bool
    walks: str | None
    cost: int
    effects: tuple[Effect, ...]
    at_home: int
    cases: tuple[str, ...]
    calls: str | None
    uses_left: int
    limit: int
    rest: int
    phases: tuple[str, ...]
    why_not: str | None


def moves(stage: Stage) -> tuple[MoveCard, ...]:
    """The own moves, those that can be made now first."""
    cards = [_card(stage, move) for move in stage.structure.moves_of(stage.own)]
    return tuple(sorted(cards, key=lambda card: (card.why_not is not None, card.uses_left == 0)))


def way_back(stage: Stage) -> MoveCard | None:
    """The move that brings the viewing delegation back, if it has walked out."""
    if not stage.is_away(stage.own):
        return None
    return next((card for card in moves(stage) if card.walks == "back"), None)


def made(stage: Stage) -> tuple[Made, ...]:
    """The own moves that were made, newest first."""
    own = [one for one in stage.view.moves if one.delegation == stage.own]
    return tuple(_made(stage, one) for one in reversed(own))


def effects(stage: Stage, *impacts: Impact) -> tuple[Effect, ...]:
    """What those impacts come to together, by indicator in the scenario's order."""
    total: Counter[str] = Counter()
    for impact in impacts:
        total.update(impact.effects)
    return tuple(
        Effect(
            name=stage.texts.indicators[indicator.id].name,
            by=by,
            worse=(by > 0) == indicator.high_is_bad,
        )
        for indicator in stage.structure.indicators
        if (by := total[indicator.id])
    )


def _card(stage: Stage, move: Move) -> MoveCard:
    chance = stage.possible.moves[move.id]
    text = stage.texts.moves[move.id]
    impacts = (move, *chance.cases)
    uses = sum(one.move == move.id for one in stage.view.moves)
    return MoveCard(
        id=move.id,
        name=text.name,
        describes=text.describes,
        secret=move.secret,
        walks=move.walks,
        cost=move.cost,
        effects=effects(stage, *impacts),
        at_home=sum(impact.standing.get(stage.own, 0) for impact in impacts),
        cases=tuple(text.cases[case.id] for case in chance.cases if case.id in text.cases),
        calls=stage.texts.injects[move.calls].headline if move.calls else None,
        uses_left=max(0, move.limit - uses),
        limit=move.limit,
        rest=move.cooldown,
        phases=tuple(stage.word("phases", phase) for phase in move.phases),
        why_not=stage.refusal(chance.hindrance),
    )


def _made(stage: Stage, one: MadeMove) -> Made:
    text = stage.texts.moves[one.move]
    return Made(
        name=text.name,
        time=stage.time(one.at),
        known=one.known,
        exposed_by=cause(stage, one.cause) if one.cause else "",
        told=tuple(text.cases[case] for case in one.cases if case in text.cases),
    )
