"""What exact analysis finds for each agenda of a pack, and the file that freezes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from game.analysis.agreement import Agreements, agreements
from game.scenario.model import (
    Benchmark,
    DelegationId,
    IssueId,
    OptionId,
    PresetId,
    Structure,
)


@dataclass(frozen=True)
class AgendaReport:
    """The figures of one agenda: its benchmark, and what the balance gates look at."""

    presets: tuple[PresetId, ...]
    benchmark: Benchmark
    without: dict[DelegationId, int]
    minus_one: int
    forsaken: tuple[tuple[IssueId, OptionId], ...]
    indifferent: dict[IssueId, int]

    @property
    def share(self) -> float:
        """The part of all packages that all delegations accept."""
        return self.benchmark.acceptable / self.benchmark.packages

    @property
    def minus_one_share(self) -> float:
        """The part of all packages that pass by consensus minus one."""
        return self.minus_one / self.benchmark.packages

    def pinch(self, delegation: DelegationId) -> float:
        """By how much the acceptable packages multiply if this delegation is left out."""
        return self.without[delegation] / max(1, self.benchmark.acceptable)


def benchmark(structure: Structure, agenda: tuple[IssueId, ...]) -> Benchmark:
    """Examine every package of the agenda; about a second for six million of them."""
    return _benchmark(agreements(structure, agenda))


def analyse(structure: Structure) -> list[AgendaReport]:
    """Examine each agenda that a preset uses, in the order of the presets, each once."""
    presets: dict[frozenset[IssueId], list[PresetId]] = {}
    for preset in structure.presets:
        presets.setdefault(frozenset(preset.agenda), []).append(preset.id)
    return [_report(structure, tuple(ids)) for ids in presets.values()]


def _report(structure: Structure, presets: tuple[PresetId, ...]) -> AgendaReport:
    agenda = structure.preset(presets[0]).agenda
    found = agreements(structure, agenda)
    return AgendaReport(
        presets=presets,
        benchmark=_benchmark(found),
        without={d: found.without(d) for d in found.delegations},
        minus_one=found.minus_one(structure.rules.essential),
        forsaken=found.forsaken(),
        indifferent={issue: found.indifferent(issue) for issue in agenda},
    )


def _benchmark(found: Agreements) -> Benchmark:
    return Benchmark(
        agenda=found.space.agenda,
        packages=found.space.size,
        acceptable=int(found.acceptable.size),
        reservation=found.reservation,
        best={d: found.best(d) for d in found.delegations},
    )


def format_benchmarks(reports: Sequence[AgendaReport]) -> str:
    """The text of ``benchmarks.toml``: the same bytes for the same reports."""
    entries = (_format(report.benchmark, ", ".join(report.presets)) for report in reports)
    return "\n".join((_HEAD, *entries))


_HEAD = """\
# Written by `sixparty scenario analyse --write`. Do not edit: run it again after changing numbers.
# Points are in hundredths.
"""


def _format(found: Benchmark, presets: str) -> str:
    # Where nothing is acceptable there is no best; TOML has no null, so the table is left empty.
    best = {d: points for d, points in found.best.items() if points is not None}
    agenda = ", ".join(f'"{issue}"' for issue in found.agenda)
    return "\n".join(
        (
            f"# {presets}",
            "[[benchmarks]]",
            f"agenda = [{agenda}]",
            f"packages = {found.packages}",
            f"acceptable = {found.acceptable}",
            f"reservation = {_inline(found.reservation)}",
            f"best = {_inline(best)}",
            "",
        )
    )


def _inline(table: Mapping[str, int]) -> str:
    return "{ " + ", ".join(f"{key} = {value}" for key, value in table.items()) + " }"
