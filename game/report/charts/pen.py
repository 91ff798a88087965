"""The chart of who held the pen."""

from functools import partial

from game.report.charts.axes import across, names_width
from game.report.charts.drawing import Box, Canvas, Cells, Drawing, Format, Word
from game.report.charts.labels import Labels
from game.report.charts.registry import Sketch, of_table
from game.report.charts.scales import Scale, fitted, text_width
from game.report.figures.table import TableFigures
from game.scenario.model import DelegationId


@of_table("pen")
def pen(figures: TableFigures, labels: Labels, _seat: DelegationId) -> Sketch | None:
    """A bar for the clauses that each delegation tabled, filled as far as they stand."""
    wrote = any(one.tabled for one in figures.pens)
    return partial(_pen, figures, labels) if wrote else None


def _pen(figures: TableFigures, labels: Labels, format_: Format) -> Drawing:
    canvas = Canvas()
    names = [labels.short(one.delegation) for one in figures.pens]
    most = len(figures.clauses)
    texts = [f"{one.standing}/{one.tabled}" for one in figures.pens]
    left = names_width(format_, names) + 10
    beside = max(text_width(text, format_.size, bold=True) for text in texts) + 10
    clauses = Scale(0, most, left, format_.width - beside)
    row = format_.line + 10
    foot = across(canvas, format_, clauses, 0, 4 + row * len(names), grid=True)
    for index, (name, text, one) in enumerate(zip(names, texts, figures.pens, strict=True)):
        top = 4 + index * row + row * 0.2
        middle, high = top + row * 0.3, row * 0.6
        canvas.write(Word(left - 10, middle, fitted(name, left - 10, format_.size),
                          format_.size, "end"))  # fmt: skip
        end = clauses.at(one.tabled)
        if one.tabled:
            canvas.add(Box(left, top, end - left, high, 0, "ink"))
        if one.standing:
            filled = (left, top, clauses.at(one.standing) - left, high)
            canvas.add(Cells((filled,), "ink", 0.6))
        canvas.write(Word(end + 8, middle, text, format_.size, bold=True))
    return canvas.drawing(format_.width, foot + 2)
