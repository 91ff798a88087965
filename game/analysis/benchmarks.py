"""What exact analysis finds for each agenda of a pack, and the file that freezes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from game.analysis.agreement import Agreements
from game.analysis.points import ledger, score_table
from game.engine.results import Directed, Position
from game.engine.scoring import Weights, reference_no_deal, score
from game.scenario.model import (
    Benchmark,
    DelegationId,
    DirectedBenchmark,
    Inject,
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
    return _benchmark(structure, Agreements.of(score_table(structure, agenda)))


def analyse(structure: Structure) -> list[AgendaReport]:
    """Examine each agenda that a preset uses, in the order of the presets, each once."""
    presets: dict[frozenset[IssueId], list[PresetId]] = {}
    for preset in structure.presets:
        presets.setdefault(frozenset(preset.agenda), []).append(preset.id)
    return [_report(structure, tuple(ids)) for ids in presets.values()]


def _report(structure: Structure, presets: tuple[PresetId, ...]) -> AgendaReport:
    agenda = structure.preset(presets[0]).agenda
    found = Agreements.of(score_table(structure, agenda))
    return AgendaReport(
        presets=presets,
        benchmark=_benchmark(structure, found),
        without={d: found.without(d) for d in found.delegations},
        minus_one=found.minus_one(structure.rules.essential),
        forsaken=found.forsaken(),
        indifferent={issue: found.indifferent(issue) for issue in agenda},
    )


def _benchmark(structure: Structure, found: Agreements) -> Benchmark:
    return Benchmark(
        agenda=found.space.agenda,
        packages=found.space.size,
        acceptable=int(found.acceptable.size),
        reservation=found.reservation,
        best={d: found.best(d) for d in found.delegations},
        directed=tuple(
            _directed(structure, found, card) for card in structure.injects if card.weights
        ),
    )


def _directed(structure: Structure, found: Agreements, card: Inject) -> DirectedBenchmark:
    (delegation,) = card.known_to
    weights = structure.delegation(delegation).weights_after(card.weights)
    reservation, best = best_under(structure, found, delegation, weights)
    return DirectedBenchmark(
        inject=card.id, delegation=delegation, reservation=reservation, best=best
    )


def best_under(
    structure: Structure, found: Agreements, delegation: DelegationId, weights: Weights
) -> tuple[int, int | None]:
    """A delegation's reservation value and best points by other weights than its own (hundredths).

    The others keep theirs: the best is taken among the packages that they and the delegation, as
    it now sees things, accept; None where there is none.
    """
    no_deal = replace(
        reference_no_deal(structure, found.space.agenda), weights={delegation: weights}
    )
    reservation = score(structure, delegation, no_deal).total
    # The directive's name does not matter for the points.
    position = Position(directed=Directed(weights, ""))
    points = ledger(structure, found.space, delegation, position).all_points(found.space.shape)
    bit = 1 << found.delegations.index(delegation)
    others = (found.acceptors | found.acceptors.dtype.type(bit)) == found.everybody
    acceptable = points[others & (points >= reservation)]
    return reservation, int(acceptable.max()) if acceptable.size else None


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
            *_directives(found),
            "",
        )
    )


def _directives(found: Benchmark) -> Iterator[str]:
    """Under each directive, what changes for its delegation."""
    if not found.directed:
        return
    yield "directed = ["
    for one in found.directed:
        best = "" if one.best is None else f", best = {one.best}"
        who = f'inject = "{one.inject}", delegation = "{one.delegation}"'
        yield f"    {{ {who}, reservation = {one.reservation}{best} }},"
    yield "]"


def _inline(table: Mapping[str, int]) -> str:
    return "{ " + ", ".join(f"{key} = {value}" for key, value in table.items()) + " }"
