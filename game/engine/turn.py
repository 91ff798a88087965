"""One command at work: what it may look at, and the events that it has told so far."""

from game.engine.actors import Actor
from game.engine.apply import apply
from game.engine.draws import Draws
from game.engine.event import Event
from game.engine.refusals import EMPTY_TEXT, LONG_TEXT, NOT_ALLOWED, Refused
from game.engine.state import TableState
from game.scenario.model import DelegationId, Structure


class Turn:
    """Collects events; ``state`` is always the state after those told, so that rules can chain."""

    def __init__(
        self, structure: Structure, state: TableState, actor: Actor, now: float, draws: Draws
    ) -> None:
        self.structure = structure
        self.state = state
        self.actor = actor
        self.now = now
        self.draws = draws
        self.events: list[Event] = []

    def tell(self, event: Event) -> None:
        """Record the event and move to the state after it."""
        self.state = apply(self.state, event)
        self.events.append(event)

    def refuse(self, hindrance: Refused | None) -> None:
        """Refuse the command where something stands against it."""
        if hindrance is not None:
            raise hindrance

    @property
    def delegation(self) -> DelegationId:
        """The delegation that acts; refused where the actor is of none."""
        if self.actor.delegation is None:
            raise Refused(NOT_ALLOWED)
        return self.actor.delegation

    def text(self, text: str, limit: int, *, optional: bool = False) -> str:
        """The text without blanks around it; refused if it is too long, or has nothing in it."""
        trimmed = text.strip()
        if not trimmed and not optional:
            raise Refused(EMPTY_TEXT)
        if len(trimmed) > limit:
            raise Refused(LONG_TEXT, limit=limit, length=len(trimmed))
        return trimmed

    def note(self, text: str) -> str:
        """A covering note without blanks around it, which may be empty; refused if too long."""
        return self.text(text, self.structure.rules.note_limit, optional=True)
