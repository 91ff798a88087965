"""Checks of ``presets.toml``, ``history.toml`` and ``benchmarks.toml``."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from math import prod

from game.scenario.checks.check import (
    Check,
    cited,
    covers,
    problem,
    repeated,
    unknown,
    unknown_keys,
)
from game.scenario.model import Delegation, IssueId, IssueTerm, PairTerm, Timings
from game.scenario.problems import Problem, Steps
from game.scenario.reading import BENCHMARKS_FILE, Pack

PRESETS_FILE = "presets.toml"
HISTORY_FILE = "history.toml"

#: Steps that happen within another, and so must not outlast it.
WITHIN = (
    ("roll_call", "drafting"),
    ("decision", "consultations"),
    ("decision", "drafting"),
    ("cable", "drafting"),
)


def _some_preset(pack: Pack) -> Iterator[Problem]:
    if not pack.presets:
        yield problem(PRESETS_FILE, ("presets",), "At least one preset is needed.")


def _presets(pack: Pack) -> Iterator[Problem]:
    yield from repeated(PRESETS_FILE, ("presets",), (p.id for p in pack.presets), after=("id",))
    for index, preset in enumerate(pack.presets):
        base: Steps = ("presets", index)
        pause = preset.pause_after_round
        if pause is not None and not 1 <= pause < preset.rounds:
            reason = f"Must lie between two of the preset's {preset.rounds} round(s)."
            yield problem(PRESETS_FILE, (*base, "pause_after_round"), reason)
        yield from _timings(preset.timings, (*base, "timings"))


def _timings(timings: Timings, base: Steps) -> Iterator[Problem]:
    seconds: Mapping[str, int] = timings.model_dump()
    for inner, outer in WITHIN:
        if seconds[inner] > seconds[outer]:
            reason = f"{seconds[inner]} seconds do not fit into the {seconds[outer]} of {outer}."
            yield problem(PRESETS_FILE, (*base, inner), reason)


def _everybody_speaks(pack: Pack) -> Iterator[Problem]:
    count = len(pack.delegation_ids)
    for index, preset in enumerate(pack.presets):
        times = preset.timings
        if not times.opening_fits(count):
            reason = (
                f"{count} speakers of {times.speaker} seconds leave less than a fifth of a plenary "
                f"of {times.plenary} to an open floor."
            )
            yield problem(PRESETS_FILE, ("presets", index, "timings", "speaker"), reason)


def _fits_its_lesson(pack: Pack) -> Iterator[Problem]:
    for index, preset in enumerate(pack.presets):
        lesson, longest = preset.lesson, max(preset.sittings)
        if lesson is not None:
            free = lesson.minutes - lesson.joining - lesson.debrief
            if longest > 60 * free:
                reason = (
                    f"{longest} seconds of play do not fit into the {free} minutes left for it."
                )
                yield problem(PRESETS_FILE, ("presets", index, "lesson"), reason)


def _agendas(pack: Pack) -> Iterator[Problem]:
    for index, preset in enumerate(pack.presets):
        base: Steps = ("presets", index, "agenda")
        if not preset.agenda:
            yield problem(PRESETS_FILE, base, "At least one issue is needed.")
        yield from unknown(
            PRESETS_FILE, base, enumerate(preset.agenda), pack.option_ids, "an issue"
        )
        yield from repeated(PRESETS_FILE, base, preset.agenda)
        for delegation in pack.delegations.values():
            if not _serves(delegation, preset.agenda):
                reason = f"Serves none of the objectives of '{delegation.id}'."
                yield problem(PRESETS_FILE, base, reason)


def _serves(delegation: Delegation, agenda: tuple[IssueId, ...]) -> bool:
    for term in chain.from_iterable(objective.terms for objective in delegation.objectives):
        match term:
            case IssueTerm():
                served = term.issue in agenda
            case PairTerm():
                served = all(issue in agenda for issue in term.issues)
            case _:
                served = True
        if served:
            return True
    return False


def _history(pack: Pack) -> Iterator[Problem]:
    ids = (outcome.id for outcome in pack.history)
    yield from repeated(HISTORY_FILE, ("history",), ids, after=("id",))
    for index, outcome in enumerate(pack.history):
        base: Steps = ("history", index, "package")
        yield from unknown_keys(HISTORY_FILE, base, outcome.package, pack.option_ids, "an issue")
        for issue, option in outcome.package.items():
            options = pack.option_ids.get(issue, (option,))
            what = f"an option of the issue '{issue}'"
            yield from unknown(HISTORY_FILE, base, [(issue, option)], options, what)


def _history_sources(pack: Pack) -> Iterator[Problem]:
    for index, outcome in enumerate(pack.history):
        yield from cited(HISTORY_FILE, ("history", index), outcome.sources, pack)


def _benchmarks(pack: Pack) -> Iterator[Problem]:
    seen: set[frozenset[IssueId]] = set()
    for index, benchmark in enumerate(pack.benchmarks):
        base: Steps = ("benchmarks", index)
        agenda: Steps = (*base, "agenda")
        issues = frozenset(benchmark.agenda)
        if issues in seen:
            yield problem(BENCHMARKS_FILE, agenda, "Another benchmark has the same agenda.")
        seen.add(issues)
        yield from repeated(BENCHMARKS_FILE, agenda, benchmark.agenda)
        named = enumerate(benchmark.agenda)
        yield from unknown(BENCHMARKS_FILE, agenda, named, pack.option_ids, "an issue")
        count = prod(len(pack.option_ids.get(issue, ())) for issue in benchmark.agenda)
        if benchmark.packages != count and issues <= pack.option_ids.keys():
            reason = f"The agenda has {count} packages; analyse the scenario afresh."
            yield problem(BENCHMARKS_FILE, (*base, "packages"), reason)
        if not 0 <= benchmark.acceptable <= benchmark.packages:
            reason = "Must lie between none and all of the packages."
            yield problem(BENCHMARKS_FILE, (*base, "acceptable"), reason)


def _benchmarks_of_delegations(pack: Pack) -> Iterator[Problem]:
    what = "a delegation"
    for index, benchmark in enumerate(pack.benchmarks):
        tables: Mapping[str, Collection[str]] = {
            "reservation": benchmark.reservation,
            "best": benchmark.best,
        }
        for key, table in tables.items():
            base: Steps = ("benchmarks", index, key)
            yield from covers(BENCHMARKS_FILE, base, table, pack.delegation_ids, what)


def _benchmarks_of_directives(pack: Pack) -> Iterator[Problem]:
    directives = {card.id for card in pack.injects.values() if card.weights}
    for index, benchmark in enumerate(pack.benchmarks):
        if {found.inject for found in benchmark.directed} != directives:
            base: Steps = ("benchmarks", index, "directed")
            reason = "Does not name the pack's directives; analyse the scenario afresh."
            yield problem(BENCHMARKS_FILE, base, reason)


def _benchmarks_of_presets(pack: Pack) -> Iterator[Problem]:
    analysed = {frozenset(benchmark.agenda) for benchmark in pack.benchmarks}
    played = {frozenset(preset.agenda) for preset in pack.presets}
    for index, preset in enumerate(pack.presets):
        if frozenset(preset.agenda) not in analysed:
            reason = f"{BENCHMARKS_FILE} has no entry for this agenda; analyse the scenario."
            yield problem(PRESETS_FILE, ("presets", index, "agenda"), reason)
    for index, benchmark in enumerate(pack.benchmarks):
        if frozenset(benchmark.agenda) not in played:
            steps: Steps = ("benchmarks", index, "agenda")
            yield problem(BENCHMARKS_FILE, steps, "No preset has this agenda.")


CHECKS = (
    Check(_some_preset, needs=("presets",)),
    Check(_presets),
    Check(_everybody_speaks, needs=("frame",)),
    Check(_fits_its_lesson, needs=("presets",)),
    Check(_agendas, needs=("issues",)),
    Check(_history, needs=("issues",)),
    Check(_history_sources, needs=("sources",)),
    Check(_benchmarks, needs=("issues",)),
    Check(_benchmarks_of_delegations, needs=("frame",)),
    Check(_benchmarks_of_directives, needs=("injects",)),
    Check(_benchmarks_of_presets, needs=("presets", "benchmarks")),
)
