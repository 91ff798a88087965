"""All charts by name: each registers itself where it is laid out.

A chart is None where its figures do not hold what it shows, so that whoever may not see a figure
sees no chart of it.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

from game.report import charts
from game.report.charts.drawing import Chart, Drawing, Format
from game.report.charts.labels import Labels
from game.report.figures.conference import ClassFigures
from game.report.figures.table import TableFigures
from game.scenario.model import DelegationId

#: Lays a chart out for a screen, a telephone or paper.
Sketch: TypeAlias = Callable[[Format], Drawing]
#: Of a table, and of a delegation of it ("" where the chart is of no single one).
OfTable: TypeAlias = Callable[[TableFigures, Labels, DelegationId], Sketch | None]
OfClass: TypeAlias = Callable[[ClassFigures, Labels], Sketch]

_OF_TABLE: dict[str, OfTable] = {}
_OF_CLASS: dict[str, OfClass] = {}


def of_table(name: str) -> Callable[[OfTable], OfTable]:
    """Register a chart of a table under that name."""

    def register(chart: OfTable) -> OfTable:
        _OF_TABLE[name] = chart
        return chart

    return register


def of_class(name: str) -> Callable[[OfClass], OfClass]:
    """Register a chart of a class under that name."""

    def register(chart: OfClass) -> OfClass:
        _OF_CLASS[name] = chart
        return chart

    return register


@cache
def _load() -> None:
    """Import every module of this package, so that its charts are registered."""
    for module in iter_modules(charts.__path__):
        import_module(f"{charts.__name__}.{module.name}")


def table_charts() -> frozenset[str]:
    """The names of all charts of a table."""
    _load()
    return frozenset(_OF_TABLE)


def table_chart(
    name: str, figures: TableFigures, labels: Labels, seat: DelegationId = ""
) -> Chart | None:
    """The chart of that name, of a ``seat`` where it is one delegation's; None as above.

    KeyError if there is no chart of that name.
    """
    _load()
    sketch = _OF_TABLE[name](figures, labels, seat)
    return None if sketch is None else Chart(name, sketch)


def class_chart(name: str, figures: ClassFigures, labels: Labels) -> Chart:
    """The chart of the class of that name. KeyError if there is none."""
    _load()
    return Chart(name, _OF_CLASS[name](figures, labels))
