"""Checks of ``issues.toml``, ``indicators.toml`` and ``sources.toml``."""

from collections.abc import Iterator
from itertools import pairwise

from game.scenario.checks.check import (
    Check,
    cited,
    matching,
    problem,
    repeated,
    unknown,
    unknown_keys,
)
from game.scenario.model import Indicator
from game.scenario.problems import Problem, Steps
from game.scenario.reading import Pack

ISSUES_FILE = "issues.toml"
INDICATORS_FILE = "indicators.toml"


def _issues(pack: Pack) -> Iterator[Problem]:
    yield from repeated(ISSUES_FILE, ("issues",), (i.id for i in pack.issues), after=("id",))
    for index, issue in enumerate(pack.issues):
        base: Steps = ("issues", index)
        yield from repeated(ISSUES_FILE, (*base, "options"), issue.option_ids, after=("id",))
        if len(issue.options) < 2:
            reason = "An issue needs at least two options."
            yield problem(ISSUES_FILE, (*base, "options"), reason)
        silent = [("silent", issue.silent)]
        what = f"an option of the issue '{issue.id}'"
        yield from unknown(ISSUES_FILE, base, silent, issue.option_ids, what)


def _beside(pack: Pack) -> Iterator[Problem]:
    for index, issue in enumerate(pack.issues):
        if issue.beside:
            base: Steps = ("issues", index, "beside")
            yield from matching(ISSUES_FILE, base, issue.beside, pack.option_ids)


def _option_sources(pack: Pack) -> Iterator[Problem]:
    for index, issue in enumerate(pack.issues):
        for number, option in enumerate(issue.options):
            base: Steps = ("issues", index, "options", number)
            yield from cited(ISSUES_FILE, base, option.sources, pack)


def _option_effects(pack: Pack) -> Iterator[Problem]:
    for index, issue in enumerate(pack.issues):
        for number, option in enumerate(issue.options):
            base: Steps = ("issues", index, "options", number, "effects")
            yield from unknown_keys(
                ISSUES_FILE, base, option.effects, pack.indicator_ids, "an indicator"
            )


def _conflicts(pack: Pack) -> Iterator[Problem]:
    ids = (conflict.id for conflict in pack.conflicts)
    yield from repeated(ISSUES_FILE, ("conflicts",), ids, after=("id",))
    for index, conflict in enumerate(pack.conflicts):
        base: Steps = ("conflicts", index, "when")
        yield from matching(ISSUES_FILE, base, conflict.when, pack.option_ids)
        if len(conflict.when) < 2:
            yield problem(ISSUES_FILE, base, "Must name at least two issues.")


def _indicator_ids(pack: Pack) -> Iterator[Problem]:
    ids = (indicator.id for indicator in pack.indicators)
    yield from repeated(INDICATORS_FILE, ("indicators",), ids, after=("id",))


def _bounds(pack: Pack) -> Iterator[Problem]:
    for index, indicator in enumerate(pack.indicators):
        low, high = indicator.minimum, indicator.maximum
        base: Steps = ("indicators", index)
        if low >= high:
            yield problem(INDICATORS_FILE, (*base, "maximum"), "Must be above the minimum.")
            continue
        values: dict[Steps, int | None] = {
            ("initial",): indicator.initial,
            ("breakdown_at",): indicator.breakdown_at,
            ("reference", "accord"): indicator.reference.accord,
            ("reference", "no_deal"): indicator.reference.no_deal,
        }
        for steps, value in values.items():
            if value is not None and not low <= value <= high:
                reason = f"{value} is outside the bounds {low} to {high}."
                yield problem(INDICATORS_FILE, (*base, *steps), reason)


def _bands(pack: Pack) -> Iterator[Problem]:
    for index, indicator in enumerate(pack.indicators):
        base: Steps = ("indicators", index, "bands")
        ids = (band.id for band in indicator.bands)
        yield from repeated(INDICATORS_FILE, base, ids, after=("id",))
        yield from _coverage(indicator, base)


def _coverage(indicator: Indicator, base: Steps) -> Iterator[Problem]:
    if not indicator.bands:
        yield problem(INDICATORS_FILE, base, "At least one band is needed.")
        return
    for number, (before, band) in enumerate(pairwise(indicator.bands), start=1):
        if band.up_to <= before.up_to:
            reason = f"Must be above the {before.up_to} of the band before it."
            yield problem(INDICATORS_FILE, (*base, number, "up_to"), reason)
    last = len(indicator.bands) - 1
    if indicator.bands[last].up_to < indicator.maximum:
        reason = f"The last band must reach the maximum, {indicator.maximum}."
        yield problem(INDICATORS_FILE, (*base, last, "up_to"), reason)


def _sources(pack: Pack) -> Iterator[Problem]:
    ids = (source.id for source in pack.sources)
    yield from repeated("sources.toml", ("sources",), ids, after=("id",))


CHECKS = (
    Check(_issues),
    Check(_beside),
    Check(_option_sources, needs=("sources",)),
    Check(_option_effects, needs=("indicators",)),
    Check(_conflicts),
    Check(_indicator_ids),
    Check(_bounds),
    Check(_bands),
    Check(_sources),
)
