"""A bound that a balanced scenario keeps, and where it stands to it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Id = TypeVar("Id", bound=str)


@dataclass(frozen=True)
class Gate(Generic[Id]):
    """One bound with the value beside it, so that a report shows how close it was.

    ``subject`` is the delegation, issue, card or move it is about; empty if it is about all.
    """

    id: Id
    subject: str
    value: float
    low: float | None = None
    high: float | None = None

    @property
    def passed(self) -> bool:
        """Whether the value keeps the bounds."""
        above = self.low is None or self.value >= self.low
        return above and (self.high is None or self.value <= self.high)

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "id": self.id,
            "subject": self.subject,
            "value": round(self.value, 2),
            "low": self.low,
            "high": self.high,
            "passed": self.passed,
        }
