"""Checks of ``delegations/<id>.toml``: objectives, their terms, and red lines."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from game.scenario.checks.check import (
    Check,
    cited,
    covers,
    matching,
    problem,
    repeated,
    unknown,
)
from game.scenario.model import (
    Ending,
    EndingTerm,
    IndicatorTerm,
    IssueTerm,
    MeetingsTerm,
    MoveFate,
    MoveTerm,
    Objective,
    PairTerm,
    StandingTerm,
    Term,
)
from game.scenario.problems import Problem, Steps
from game.scenario.reading import Pack


def _named_as_their_files(pack: Pack) -> Iterator[Problem]:
    for file, delegation in pack.delegations.items():
        if delegation.id != Path(file).stem:
            yield problem(file, ("id",), f"Must be '{Path(file).stem}', as the file is named.")


def _ids(pack: Pack) -> Iterator[Problem]:
    for file, delegation in pack.delegations.items():
        objectives = [objective.id for objective in delegation.objectives]
        lines = [line.id for line in delegation.red_lines]
        yield from repeated(file, ("objectives",), objectives, after=("id",))
        yield from repeated(file, ("red_lines",), lines, after=("id",))


def _objectives(pack: Pack) -> Iterator[tuple[str, int, Objective]]:
    for file, delegation in pack.delegations.items():
        for index, objective in enumerate(delegation.objectives):
            yield file, index, objective


def _sums(pack: Pack) -> Iterator[Problem]:
    for file, delegation in pack.delegations.items():
        weights = sum(objective.weight for objective in delegation.objectives)
        if weights != 100:
            reason = f"The objectives' weights sum to {weights}, not to 100."
            yield problem(file, ("objectives",), reason)
    for file, index, objective in _objectives(pack):
        shares = sum(term.share for term in objective.terms)
        if shares != 100:
            reason = f"The terms' shares sum to {shares}, not to 100."
            yield problem(file, ("objectives", index, "terms"), reason)


def _nothing_for_nothing(pack: Pack) -> Iterator[Problem]:
    # A share or weight of 0 would let a short agenda leave a delegation nothing to divide by.
    for file, index, objective in _objectives(pack):
        if objective.weight == 0:
            yield problem(file, ("objectives", index, "weight"), "Must be at least 1.")
        for number, term in enumerate(objective.terms):
            if term.share == 0:
                steps: Steps = ("objectives", index, "terms", number, "share")
                yield problem(file, steps, "Must be at least 1.")


def _terms(pack: Pack) -> Iterator[tuple[str, Steps, Term]]:
    for file, index, objective in _objectives(pack):
        for number, term in enumerate(objective.terms):
            yield file, ("objectives", index, "terms", number), term


def _issue_terms(pack: Pack) -> Iterator[Problem]:
    for file, base, term in _terms(pack):
        if not isinstance(term, IssueTerm):
            continue
        yield from unknown(file, base, [("issue", term.issue)], pack.option_ids, "an issue")
        if term.issue in pack.option_ids:
            what = f"an option of the issue '{term.issue}'"
            options = pack.option_ids[term.issue]
            yield from covers(file, (*base, "worth"), term.worth, options, what)


def _pair_terms(pack: Pack) -> Iterator[Problem]:
    for file, base, term in _terms(pack):
        if not isinstance(term, PairTerm):
            continue
        issues: Steps = (*base, "issues")
        yield from unknown(file, issues, enumerate(term.issues), pack.option_ids, "an issue")
        yield from repeated(file, issues, term.issues)
        for number, case in enumerate(term.cases):
            when: Steps = (*base, "cases", number, "when")
            yield from matching(file, when, case.when, pack.option_ids)
            for issue in case.when:
                if issue in pack.option_ids and issue not in term.issues:
                    reason = "Is not one of the two issues that the term is about."
                    yield problem(file, (*when, issue), reason)


def _indicator_terms(pack: Pack) -> Iterator[Problem]:
    for file, base, term in _terms(pack):
        if isinstance(term, IndicatorTerm):
            named = [("indicator", term.indicator)]
            yield from unknown(file, base, named, pack.indicator_ids, "an indicator")


def _straight_lines(pack: Pack) -> Iterator[Problem]:
    for file, base, term in _terms(pack):
        if isinstance(term, IndicatorTerm | StandingTerm) and term.worst == term.best:
            yield problem(file, (*base, "best"), "Must differ from the worst.")


def _meetings_terms(pack: Pack) -> Iterator[Problem]:
    for file, base, term in _terms(pack):
        if isinstance(term, MeetingsTerm):
            named = [("delegation", term.delegation)]
            yield from unknown(file, base, named, pack.delegation_ids, "a delegation")
            if term.delegation == Path(file).stem:
                yield problem(file, (*base, "delegation"), "A delegation cannot meet itself.")


def _ending_terms(pack: Pack) -> Iterator[Problem]:
    for file, base, term in _terms(pack):
        if isinstance(term, EndingTerm):
            yield from covers(file, (*base, "worth"), term.worth, get_args(Ending), "an ending")


def _move_terms(pack: Pack) -> Iterator[Problem]:
    for file, base, term in _terms(pack):
        if not isinstance(term, MoveTerm):
            continue
        seen = {
            move.id
            for move in pack.moves.values()
            if move.delegation == Path(file).stem or not move.secret
        }
        what = "a move of this delegation, or one that everybody sees"
        yield from unknown(file, base, [("move", term.move)], seen, what)
        yield from covers(file, (*base, "worth"), term.worth, get_args(MoveFate), "a fate")


def _red_lines(pack: Pack) -> Iterator[Problem]:
    for file, delegation in pack.delegations.items():
        for index, line in enumerate(delegation.red_lines):
            yield from matching(file, ("red_lines", index, "when"), line.when, pack.option_ids)


def _sources(pack: Pack) -> Iterator[Problem]:
    for file, delegation in pack.delegations.items():
        for index, objective in enumerate(delegation.objectives):
            yield from cited(file, ("objectives", index), objective.sources, pack)
        for index, line in enumerate(delegation.red_lines):
            yield from cited(file, ("red_lines", index), line.sources, pack)


CHECKS = (
    Check(_named_as_their_files),
    Check(_ids),
    Check(_sums),
    Check(_nothing_for_nothing),
    Check(_issue_terms, needs=("issues",)),
    Check(_pair_terms, needs=("issues",)),
    Check(_indicator_terms, needs=("indicators",)),
    Check(_straight_lines),
    Check(_meetings_terms, needs=("frame",)),
    Check(_ending_terms),
    Check(_move_terms, needs=("moves",)),
    Check(_red_lines, needs=("issues",)),
    Check(_sources, needs=("sources",)),
)
