"""What the service says when people's business (joining, seats, links) cannot be done."""

from game.store.problems import StoreProblem

__all__ = ["Problem", "StoreProblem"]


class Problem(Exception):
    """A request that changes nothing; the sentence for ``code`` is in the message catalogue."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
