"""What the trials found, as tables of text."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Table:
    """A heading, its columns, and a row for each trial. ``facts`` count the same everywhere."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    note: str = ""

    def add(self, *cells: object) -> None:
        """One more row, which is printed at once."""
        row = tuple(str(cell).replace("|", "/").replace("\n", " ") for cell in cells)
        self.rows.append(row)
        print(f"  {' | '.join(row)}", flush=True)  # noqa: T201 - a program's output

    def markdown(self) -> str:
        """The table as Markdown."""
        lines = [f"## {self.title}", ""]
        if self.note:
            lines += [self.note, ""]
        lines += [_line(self.columns), _line(["---"] * len(self.columns))]
        lines += [_line(row) for row in self.rows]
        return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def begin(table: Table) -> Table:
    """Announce a table that is about to be filled."""
    print(f"\n{table.title}", flush=True)  # noqa: T201 - a program's output
    return table


@dataclass
class Verdict:
    """What must hold anywhere, and where it did not."""

    broken: list[str] = field(default_factory=list)

    def demand(self, holds: bool, what: str) -> None:
        """Note it down if it does not hold."""
        if not holds:
            self.broken.append(what)
            print(f"  BROKEN: {what}", flush=True)  # noqa: T201 - a program's output
