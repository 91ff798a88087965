"""What a part of the run tried, and what was not as it should be."""

from dataclasses import dataclass, field

#: The most faults of one part that are told one by one.
TOLD = 20


@dataclass
class Part:
    """A table of counts. ``faults`` is empty where everything was as it should be."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[object, ...]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def expect(self, holds: bool, fault: str) -> None:
        """Note the fault unless it holds."""
        if not holds:
            self.faults.append(fault)

    def markdown(self) -> str:
        """The part as it stands in a document."""
        lines = [f"## {self.title}", ""]
        lines.append("| " + " | ".join(self.columns) + " |")
        lines.append("|" + " --- |" * len(self.columns))
        lines += ["| " + " | ".join(map(str, row)) + " |" for row in self.rows]
        lines += [f"\n{note}" for note in self.notes]
        lines.append(f"\nNot as it should be: {len(self.faults)}.")
        lines += [f"- {fault}" for fault in self.faults[:TOLD]]
        return "\n".join(lines) + "\n"
