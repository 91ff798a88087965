"""Checks of ``injects/<id>.toml``: when a card can fall, who decides, and what follows."""

from collections.abc import Iterator
from pathlib import Path

from game.scenario.checks.check import Check, cited, problem, repeated, unknown, unknown_keys
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


def _conditions(pack: Pack) -> Iterator[Problem]:
    for file, inject in pack.injects.items():
        for index, condition in enumerate(inject.conditions):
            base: Steps = ("conditions", index)
            low, high = condition.at_least, condition.at_most
            if low is None and high is None:
                yield problem(file, base, "Needs at_least, at_most or both.")
            if low is not None and high is not None and low > high:
                yield problem(file, (*base, "at_least"), "Is above at_most.")


def _indicators(pack: Pack) -> Iterator[Problem]:
    known = pack.indicator_ids
    for file, inject in pack.injects.items():
        for index, condition in enumerate(inject.conditions):
            named = [("indicator", condition.indicator)]
            yield from unknown(file, ("conditions", index), named, known, "an indicator")
        yield from unknown_keys(file, ("effects",), inject.effects, known, "an indicator")
        for index, consequence in enumerate(inject.consequences):
            base: Steps = ("consequences", index, "effects")
            yield from unknown_keys(file, base, consequence.effects, known, "an indicator")


def _delegations(pack: Pack) -> Iterator[Problem]:
    known, what = pack.delegation_ids, "a delegation"
    for file, inject in pack.injects.items():
        yield from unknown_keys(file, ("standing",), inject.standing, known, what)
        for index, decision in enumerate(inject.decisions):
            named = [("delegation", decision.delegation)]
            yield from unknown(file, ("decisions", index), named, known, what)
        for index, consequence in enumerate(inject.consequences):
            base: Steps = ("consequences", index, "standing")
            yield from unknown_keys(file, base, consequence.standing, known, what)


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
            for delegation, answer in consequence.when.items():
                if delegation not in answers:
                    reason = f"'{delegation}' decides nothing on this card."
                    yield problem(file, (*base, delegation), reason)
                elif answer not in answers[delegation]:
                    reason = f"'{answer}' is not an answer that '{delegation}' can give."
                    yield problem(file, (*base, delegation), reason)


def _sources(pack: Pack) -> Iterator[Problem]:
    for file, inject in pack.injects.items():
        yield from cited(file, (), inject.sources, pack)


CHECKS = (
    Check(_named_as_their_files),
    Check(_rounds, needs=("presets",)),
    Check(_conditions),
    Check(_indicators, needs=("indicators",)),
    Check(_delegations, needs=("frame",)),
    Check(_decisions),
    Check(_consequences),
    Check(_sources, needs=("sources",)),
)
