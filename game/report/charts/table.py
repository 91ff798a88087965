"""All charts of a table by name, each with the chapters that must be open before a student sees it.

The names are those by which pages ask for them; ``who_sees`` is the only place that says who may.
"""

from collections.abc import Callable

from game.report.charts import bargain, course, people, results
from game.report.charts.drawing import Labels
from game.report.disclosure import Reader
from game.report.figures.conference import ClassFigures
from game.report.figures.table import TableFigures


def table_charts(figures: TableFigures, labels: Labels) -> dict[str, str]:
    """Every chart of the table as SVG."""
    seats, found = figures.facts.delegations, figures.talks.circles
    public = tuple(circle for circle in found if circle.public)
    drawn = {
        "world": course.world(figures, labels),
        "scores": results.scores(figures, labels),
        "curves": bargain.curves(figures, labels, seats, "curves"),
        "network": people.network(seats, found, labels, "network"),
        "network_public": people.network(seats, public, labels, "network-public"),
    }
    if figures.value is not None and figures.value.cells:
        drawn["value"] = bargain.value(figures.value, labels)
    if figures.votes is not None:
        drawn["votes"] = people.votes(seats, figures.votes, labels, could=True)
        drawn["votes_public"] = people.votes(seats, figures.votes, labels, could=False)
    for seat in seats:
        drawn[f"curve_{seat}"] = bargain.curves(figures, labels, (seat,), f"curve-{seat}")
        drawn[f"worth_{seat}"] = course.worth(figures, labels, seat)
    return drawn


def class_charts(figures: ClassFigures, labels: Labels) -> dict[str, str]:
    """Every chart of the class as SVG."""
    return {
        "seats": results.seats(figures, labels),
        "created": results.created(figures, labels),
    }


#: Charts that not everybody may see; a chart that is not named here is public.
_SECRET: dict[str, Callable[[TableFigures, Reader], bool]] = {
    "scores": lambda figures, reader: "scores" in reader.opened,
    "curves": lambda figures, reader: "objectives" in reader.opened,
    "value": lambda figures, reader: {"scores", "objectives"} <= reader.opened,
    "network": lambda figures, reader: "talks" in reader.opened,
    "votes": lambda figures, reader: _named(figures) and "objectives" in reader.opened,
    "votes_public": lambda figures, reader: _named(figures),
}
_PUBLIC = ("world", "network_public")


def _named(figures: TableFigures) -> bool:
    return figures.facts.votes == "open"


def charts_for(
    drawn: dict[str, str], figures: TableFigures, reader: Reader | None
) -> dict[str, str]:
    """Those of the charts that the reader may see; all for the instructor (None)."""
    if reader is None:
        return drawn
    return {name: svg for name, svg in drawn.items() if _sees(name, figures, reader)}


def _sees(name: str, figures: TableFigures, reader: Reader) -> bool:
    """By allow-list: what is neither public, nor opened, nor the reader's own stays shut."""
    if name in _PUBLIC:
        return True
    if name in _SECRET:
        return _SECRET[name](figures, reader)
    kind, _, seat = name.partition("_")
    return kind in ("curve", "worth") and reader.sees(seat, "objectives")
