"""Checks of ``injects/<id>.toml``: when a card can fall, who decides, and what follows."""

from collections.abc import Iterator
from pathlib import Path

from game.scenario.checks import conditions
from game.scenario.checks.check import Check, cited, problem, repeated, unknown, unknown_keys
from game.scenario.model import Impact, Inject
from game.scenario.problems import Problem, Steps
from game.scenario.reading import Pack


def _named_as_their_files(pack: Pack) -> Iterator[Problem]:
    for file, inject in pack.injects.items():
        if inject.id != Path(file).stem:
            yield problem(file, ("id",), f"Must be '{Path(file).stem}', as the file is named.")


def _rounds(pack: Pack) -> Iterator[Problem]:
    longest = max((preset.rounds for preset in pack.presets), default=0)
    for file, inject in pack.injects.items():
        if inject.first_round < 1:
            yield problem(file, ("first_round",), "Must be at least 1.")
        elif inject.first_round > longest:
            reason = f"No preset has more than {longest} round(s), so the card never falls."
            yield problem(file, ("first_round",), reason)
        if inject.last_round < inject.first_round:
            yield problem(file, ("last_round",), "Comes before the first round.")


def _conditions_and_impacts(pack: Pack) -> Iterator[Problem]:
    for file, inject in pack.injects.items():
        yield from conditions.conditions(
            file,
            ("conditions",),
            inject.conditions,
            pack,
            learn=inject.known_to or None,
            exposes=inject.exposes,
        )
        yield from conditions.impact(file, (), inject, pack)
        for index, consequence in enumerate(inject.consequences):
            yield from conditions.impact(file, ("consequences", index), consequence, pack)


def _delegations(pack: Pack) -> Iterator[Problem]:
    known, what = pack.delegation_ids, "a delegation"
    for file, inject in pack.injects.items():
        yield from unknown(file, ("known_to",), enumerate(inject.known_to), known, what)
        yield from unknown(file, ("told",), enumerate(inject.told), known, what)
        for index, decision in enumerate(inject.decisions):
            named = [("delegation", decision.delegation)]
            yield from unknown(file, ("decisions", index), named, known, what)


def _decisions(pack: Pack) -> Iterator[Problem]:
    for file, inject in pack.injects.items():
        deciders = (decision.delegation for decision in inject.decisions)
        yield from repeated(file, ("decisions",), deciders, after=("delegation",))
        for index, decision in enumerate(inject.decisions):
            base: Steps = ("decisions", index)
            yield from repeated(file, (*base, "answers"), decision.answers)
            if len(decision.answers) < 2:
                yield problem(file, (*base, "answers"), "A decision needs at least two answers.")
            named = [("default", decision.default)]
            yield from unknown(file, base, named, decision.answers, "one of the answers")


def _consequences(pack: Pack) -> Iterator[Problem]:
    for file, inject in pack.injects.items():
        ids = (consequence.id for consequence in inject.consequences)
        yield from repeated(file, ("consequences",), ids, after=("id",))
        answers = {decision.delegation: decision.answers for decision in inject.decisions}
        for index, consequence in enumerate(inject.consequences):
            base: Steps = ("consequences", index, "when")
            for delegation, named in consequence.when.items():
                if delegation not in answers:
                    reason = f"'{delegation}' decides nothing on this card."
                    yield problem(file, (*base, delegation), reason)
                    continue
                for answer in named:
                    if answer not in answers[delegation]:
                        reason = f"'{answer}' is not an answer that '{delegation}' can give."
                        yield problem(file, (*base, delegation), reason)


def _private_cards(pack: Pack) -> Iterator[Problem]:
    """What only some know of must not show in what everybody sees."""
    for file, inject in pack.injects.items():
        if inject.private:
            yield from _private_card(file, inject, pack)


def _private_card(file: str, inject: Inject, pack: Pack) -> Iterator[Problem]:
    parts: list[tuple[Steps, Impact]] = [((), inject)]
    parts += [(("consequences", i), found) for i, found in enumerate(inject.consequences)]
    for base, part in parts:
        yield from conditions.discreet(file, base, part, inject.known_to, pack)
    # What follows from an answer may be public: that is the answer's doing. The card itself is not.
    yield from conditions.unseen(file, (), inject, inject.known_to, pack)
    deciders = (decision.delegation for decision in inject.decisions)
    what = "a delegation that knows of this card"
    yield from unknown_keys(file, ("decisions",), deciders, inject.known_to, what)
    if inject.told:
        yield problem(file, ("told",), "Those who know of the card read its story.")


def _weights(pack: Pack) -> Iterator[Problem]:
    for file, inject in pack.injects.items():
        if inject.weights:
            yield from _shift(file, inject, pack)


def _shift(file: str, inject: Inject, pack: Pack) -> Iterator[Problem]:
    if len(inject.known_to) != 1:
        yield problem(file, ("weights",), "Needs a card that is known to one delegation.")
        return
    found = pack.delegations.get(f"delegations/{inject.known_to[0]}.toml")
    if found is None:
        return
    weights = {objective.id: objective.weight for objective in found.objectives}
    what = f"an objective of '{inject.known_to[0]}'"
    yield from unknown_keys(file, ("weights",), inject.weights, weights, what)
    total = sum(inject.weights.values())
    if total:
        yield problem(file, ("weights",), f"The shifts sum to {total}, not to 0.")
    for objective, by in inject.weights.items():
        if objective in weights and weights[objective] + by < 1:
            reason = f"Leaves the objective a weight of {weights[objective] + by}."
            yield problem(file, ("weights", objective), reason)


def _reachable(pack: Pack) -> Iterator[Problem]:
    """A card that fate never draws must be called by something."""
    called = {move.calls for move in pack.moves.values()}
    for inject in pack.injects.values():
        called |= {inject.follow_up, *(c.follow_up for c in inject.consequences)}
    for move in pack.moves.values():
        called |= {move.follow_up, *(case.follow_up for case in move.cases)}
    called |= {access.follow_up for access in pack.access}
    for file, inject in pack.injects.items():
        if inject.weight == 0 and inject.id not in called:
            reason = "Is never drawn, and nothing calls the card or is followed by it."
            yield problem(file, ("weight",), reason)


def _sources(pack: Pack) -> Iterator[Problem]:
    for file, inject in pack.injects.items():
        yield from cited(file, (), inject.sources, pack)


CHECKS = (
    Check(_named_as_their_files),
    Check(_rounds, needs=("presets",)),
    Check(_conditions_and_impacts, needs=conditions.NEEDS),
    Check(_delegations, needs=("frame",)),
    Check(_decisions),
    Check(_consequences),
    Check(_private_cards),
    Check(_weights, needs=("delegations",)),
    Check(_reachable, needs=("injects", "moves", "diplomacy")),
    Check(_sources, needs=("sources",)),
)
