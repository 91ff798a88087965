"""What is said where something cannot be done: by the rules, by the service, by the store."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why something is refused: the key of its sentence in the catalogue, and its HTTP status."""

    code: str
    status: int = 409


class Refusal(Exception):
    """Nothing was changed, for that reason; ``details`` are what its sentence needs."""

    def __init__(self, reason: Reason, **details: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details

    def __str__(self) -> str:
        return self.reason.code

    @property
    def code(self) -> str:
        """The key of its sentence."""
        return self.reason.code

    @property
    def status(self) -> int:
        """The HTTP status that tells it."""
        return self.reason.status

    @property
    def retry_after(self) -> int | None:
        """In how many seconds it is worth another try; None where waiting changes nothing."""
        return None
