"""How much each person has written at a table in the present round, and how much they may."""

from collections.abc import Iterable
from dataclasses import dataclass

from game.engine.acts.phases import PhaseOpened
from game.engine.command import Command
from game.engine.event import Event
from game.service.problems import Problem

#: The most that one person may write in a round: messages, and characters in all of them. A fast
#: typist reaches neither in an hour; what is written costs everybody's phone.
MESSAGES, CHARACTERS = 300, 60_000
#: Fields of commands and events in which people write.
_TYPED = ("text", "note")


@dataclass
class _Amount:
    messages: int = 0
    characters: int = 0


class Written:
    """Counted from a table's events, so that it is the same after a restart."""

    def __init__(self) -> None:
        self._round = 0
        self._by: dict[str, _Amount] = {}

    def take_in(self, events: Iterable[Event]) -> None:
        """These events were stored."""
        for event in events:
            if isinstance(event, PhaseOpened):
                # Phases outside the rounds are each counted for themselves.
                if event.round != self._round or event.round == 0:
                    self._by.clear()
                self._round = event.round
                continue
            by, length = getattr(event, "by", None), _length(event)
            if isinstance(by, str) and length:
                amount = self._by.setdefault(by, _Amount())
                amount.messages += 1
                amount.characters += length

    def check(self, by: str | None, command: Command) -> None:
        """``Problem`` if with this command the person would have written too much."""
        length = _length(command)
        amount = self._by.get(by or "")
        if amount is None or not length:
            return
        if amount.messages >= MESSAGES:
            raise Problem("too_much_said", limit=f"{MESSAGES} messages")
        if amount.characters + length > CHARACTERS:
            raise Problem("too_much_said", limit=f"{CHARACTERS:,} characters")


def _length(typed: object) -> int:
    found = (getattr(typed, name, "") for name in _TYPED)
    return sum(len(text) for text in found if isinstance(text, str))
