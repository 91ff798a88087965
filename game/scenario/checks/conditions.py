"""What conditions and impacts may name, wherever they stand in a pack."""

from collections.abc import Collection, Iterable, Iterator

from game.scenario.checks.check import matching, problem, unknown, unknown_keys
from game.scenario.model import (
    AgendaCondition,
    AwayCondition,
    CardCondition,
    ClauseCondition,
    Condition,
    Impact,
    IndicatorCondition,
    MeetingsCondition,
    MoveCondition,
    StandingCondition,
)
from game.scenario.problems import Problem, Steps
from game.scenario.reading import Pack, Part

#: What must have been read in full before conditions and impacts can be judged.
NEEDS: tuple[Part, ...] = ("frame", "issues", "indicators", "injects", "moves", "diplomacy")


def conditions(
    file: str,
    base: Steps,
    found: Iterable[Condition],
    pack: Pack,
    *,
    learn: Collection[str] | None = None,
    exposes: Collection[str] = (),
) -> Iterator[Problem]:
    """Problems of conditions.

    ``learn`` are the delegations that find out whether they hold (None: everybody does); what one
    of them keeps secret may not be asked before others. ``exposes`` are the secret moves that come
    to light where the conditions hold.
    """
    for index, condition in enumerate(found):
        steps: Steps = (*base, index)
        yield from _bounds(file, steps, condition)
        keepers = None if _comes_to_light(condition, exposes) else _keepers(condition, pack)
        if keepers is not None and (learn is None or not keepers.issuperset(learn)):
            names = " and ".join(f"'{name}'" for name in sorted(keepers))
            yield problem(file, steps, f"Would tell others what only {names} may know.")
        yield from _names(file, steps, condition, pack)


def _names(file: str, steps: Steps, condition: Condition, pack: Pack) -> Iterator[Problem]:
    """Problems of what the condition names."""
    match condition:
        case IndicatorCondition(indicator=indicator):
            named = [("indicator", indicator)]
            yield from unknown(file, steps, named, pack.indicator_ids, "an indicator")
        case StandingCondition(delegation=delegation):
            named = [("delegation", delegation)]
            yield from unknown(file, steps, named, pack.delegation_ids, "a delegation")
        case MeetingsCondition(between=between):
            yield from unknown(
                file,
                (*steps, "between"),
                enumerate(between),
                pack.delegation_ids,
                "a delegation",
            )
        case MoveCondition(move=move):
            yield from unknown(file, steps, [("move", move)], pack.move_ids, "a move")
            public = move in pack.move_ids and move not in _secret_moves(pack)
            if condition.state == "hidden" and public:
                yield problem(file, (*steps, "state"), "Only a secret move can be hidden.")
        case CardCondition():
            yield from _card(file, steps, condition, pack)
        case AwayCondition(delegation=delegation):
            named = [("delegation", delegation)]
            yield from unknown(file, steps, named, pack.delegation_ids, "a delegation")
        case ClauseCondition(issue=issue, options=options):
            yield from matching(file, steps, {issue: options}, pack.option_ids)
        case AgendaCondition(issue=issue):
            yield from unknown(file, steps, [("issue", issue)], pack.option_ids, "an issue")


def _comes_to_light(condition: Condition, exposes: Collection[str]) -> bool:
    """Whether the secret that is asked for is out as soon as the answer is yes."""
    return (
        isinstance(condition, MoveCondition)
        and condition.state in ("made", "hidden")
        and condition.move in exposes
    )


def _keepers(condition: Condition, pack: Pack) -> frozenset[str] | None:
    """Who knows the answer, where it is a secret."""
    match condition:
        case StandingCondition(delegation=delegation):
            return frozenset({delegation})
        case MeetingsCondition(between=between):
            pair = frozenset(between)
            discreet = {frozenset(one.between) for one in pack.access if not one.public}
            return pair if pair in discreet else None
        case MoveCondition(move=move, state=state) if state != "known":
            author = _secret_moves(pack).get(move)
            return None if author is None else frozenset({author})
        case CardCondition(inject=inject):
            card = pack.card(inject)
            return frozenset(card.known_to) if card and card.private else None
        case _:
            return None


def _secret_moves(pack: Pack) -> dict[str, str]:
    """The secret moves and whose they are."""
    return {move.id: move.delegation for move in pack.moves.values() if move.secret}


def _bounds(file: str, steps: Steps, condition: Condition) -> Iterator[Problem]:
    if not isinstance(condition, IndicatorCondition | StandingCondition | MeetingsCondition):
        return
    low, high = condition.at_least, condition.at_most
    if low is None and high is None:
        yield problem(file, steps, "Needs at_least, at_most or both.")
    if low is not None and high is not None and low > high:
        yield problem(file, (*steps, "at_least"), "Is above at_most.")


def _card(file: str, steps: Steps, condition: CardCondition, pack: Pack) -> Iterator[Problem]:
    card = pack.card(condition.inject)
    if card is None:
        yield problem(file, (*steps, "inject"), f"'{condition.inject}' is not a card.")
        return
    if (condition.delegation is None) != (condition.answer is None):
        yield problem(file, steps, "Needs both delegation and answer, or neither.")
    elif condition.delegation is not None and not any(
        decision.delegation == condition.delegation and condition.answer in decision.answers
        for decision in card.decisions
    ):
        reason = f"'{condition.delegation}' cannot answer '{condition.answer}' on that card."
        yield problem(file, steps, reason)


def impact(file: str, base: Steps, found: Impact, pack: Pack) -> Iterator[Problem]:
    """Problems of what something does to the world."""
    yield from unknown_keys(
        file, (*base, "effects"), found.effects, pack.indicator_ids, "an indicator"
    )
    yield from unknown_keys(
        file, (*base, "standing"), found.standing, pack.delegation_ids, "a delegation"
    )
    secret, what = _secret_moves(pack), "a secret move"
    yield from unknown(file, (*base, "exposes"), enumerate(found.exposes), secret, what)
    if found.follow_up is not None and pack.card(found.follow_up) is None:
        yield problem(file, (*base, "follow_up"), f"'{found.follow_up}' is not a card.")


def discreet(
    file: str, base: Steps, found: Impact, known_to: Collection[str], pack: Pack
) -> Iterator[Problem]:
    """Problems of what something does of which only some know: it moves nothing of the others'."""
    for key in ("effects", "exposes"):
        if getattr(found, key):
            reason = "What is not public cannot move what everybody sees."
            yield problem(file, (*base, key), reason)
    what = "a delegation that knows of this"
    yield from unknown_keys(file, (*base, "standing"), found.standing, known_to, what)


def unseen(
    file: str, base: Steps, found: Impact, known_to: Collection[str], pack: Pack
) -> Iterator[Problem]:
    """A problem if others would see the card that follows what only some know of."""
    card = None if found.follow_up is None else pack.card(found.follow_up)
    if card is not None and not (card.private and set(card.known_to) <= set(known_to)):
        reason = "Others would see this card fall and learn what they must not."
        yield problem(file, (*base, "follow_up"), reason)
