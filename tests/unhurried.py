"""A pace for trials of something else: nobody has to wait."""

from game.service.pace import Pace


class Unhurried(Pace):
    """Lets everybody act as fast as they can."""

    def check(self, deed: str, who: str) -> None:
        """Nobody has to wait."""
