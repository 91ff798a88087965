"""A bound that a balanced scenario keeps, and where it stands to it."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeAlias, TypeVar

Id = TypeVar("Id", bound=str)

#: ``open`` is what more games could still bring to either side of the bounds.
Verdict: TypeAlias = Literal["passed", "failed", "open"]


@dataclass(frozen=True)
class Gate(Generic[Id]):
    """One bound with the value beside it, so that a report shows how close it was.

    ``subject`` is the delegation, issue, card or move it is about; empty if it is about all.
    ``interval`` holds what is known of an estimate (95 %); what was counted out has none.
    """

    id: Id
    subject: str
    value: float
    low: float | None = None
    high: float | None = None
    interval: tuple[float, float] | None = None

    @property
    def passed(self) -> bool:
        """Whether the value keeps the bounds."""
        return self._reaches(self.value, self.value)

    @property
    def verdict(self) -> Verdict:
        """Whether it passed; if not, whether too little is known to call it failed."""
        if self.passed:
            return "passed"
        return "open" if self.interval is not None and self._reaches(*self.interval) else "failed"

    def _reaches(self, low: float, high: float) -> bool:
        """Whether anything between the two keeps the bounds."""
        above = self.low is None or high >= self.low
        return above and (self.high is None or low <= self.high)

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "id": self.id,
            "subject": self.subject,
            "value": round(self.value, 2),
            "low": self.low,
            "high": self.high,
            "passed": self.passed,
            "verdict": self.verdict,
        }
