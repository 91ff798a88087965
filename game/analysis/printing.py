"""The analysis of an agenda as lines for people."""

from collections.abc import Iterator, Mapping, Sequence

from game.analysis.coalitions import Coalition
from game.analysis.solutions import SolutionId
from game.analysis.survey import Survey, in_points

_TITLES: Mapping[SolutionId, str] = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
}


def lines(surveyed: Survey) -> Iterator[str]:
    """Counts, each delegation's points, the solutions' clauses, and coalitions."""
    found, solutions = surveyed.found, surveyed.solutions
    yield f"Packages: {found.space.size:,} (issues: {len(found.space.agenda)})"
    yield f"  preferred by all to no deal {found.acceptable.size:,}"
    yield f"  of them efficient {solutions.frontier.size:,} (of all {surveyed.overall.size:,})"
    yield ""
    yield from _points(surveyed)
    yield ""
    yield from _clauses(surveyed)
    for name, packages in solutions.packages.items():
        if len(packages) > 1:
            yield f"  {_TITLES[name]}: the first of {len(packages)} that are equally good"
    yield ""
    yield from _coalitions(surveyed.coalitions)


def _points(surveyed: Survey) -> Iterator[str]:
    found = surveyed.found
    rows: list[tuple[str, list[int | None]]] = [
        ("no deal", [found.reservation[d] for d in found.delegations]),
        ("best", [found.best(d) for d in found.delegations]),
    ]
    for name, number in _firsts(surveyed):
        rows.append((_TITLES[name], list(found.score_of(number).values())))
    yield from _table(
        ["points", *found.delegations],
        [
            [title, *("-" if p is None else f"{in_points(p):.2f}" for p in row)]
            for title, row in rows
        ],
    )


def _clauses(surveyed: Survey) -> Iterator[str]:
    space = surveyed.found.space
    firsts = [(name, space.package(number)) for name, number in _firsts(surveyed)]
    if firsts:
        yield from _table(
            ["clauses", *(_TITLES[name] for name, _ in firsts)],
            [[issue, *(package[issue] for _, package in firsts)] for issue in space.agenda],
        )


def _firsts(surveyed: Survey) -> Iterator[tuple[SolutionId, int]]:
    for name, packages in surveyed.solutions.packages.items():
        if packages:
            yield name, packages[0]


def _coalitions(every: Sequence[Coalition]) -> Iterator[str]:
    most = len(every[0].members)
    for coalition in every:
        if len(coalition.members) == most - 1:
            left_out = ", ".join(d for d in every[0].members if d not in coalition.members)
            yield f"  all but {left_out}: {coalition.packages:,} packages"
    hopeless = [c for c in every if not c.could_have_agreed]
    for coalition in hopeless:
        yield f"  no package for {', '.join(coalition.members)}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The first column to the left, the others to the right, each as wide as it needs."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield "  " + "  ".join((row[0].ljust(widths[0]), *cells))
