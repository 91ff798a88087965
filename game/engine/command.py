"""What every request has that a table may refuse, and who may send it when.

Who sends one is not in it: see ``actors.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from game.engine.actors import Role
from game.engine.kind import declare_kind
from game.engine.phases import PhaseName
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.engine.turn import Turn
from game.scenario.model import Structure

#: A generous bound on what is parsed at all; the scenario's own limits are tighter.
Text = Annotated[str, Field(max_length=20_000)]

HEADS = frozenset({Role.HEAD})
DELEGATES = frozenset({Role.HEAD, Role.ADVISER})
INSTRUCTORS = frozenset({Role.INSTRUCTOR})
CLOCKS = frozenset({Role.CLOCK})


@dataclass(frozen=True)
class Gate:
    """Who may send a command, and when.

    ``bound`` commands must name the step that they were meant for. ``seated`` ones need the sender
    in the room, and those that need a ``quorum`` every delegation without which nothing is agreed.
    """

    who: frozenset[Role]
    phases: frozenset[PhaseName]
    while_paused: bool = False
    bound: bool = False
    seated: bool = False
    quorum: bool = False

    @property
    def is_public(self) -> bool:
        """Whether people send it: it can come over the wire."""
        return not self.who <= CLOCKS


class Command(BaseModel):
    """A frozen request that refuses fields it does not know. ``kind`` follows from its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Who may send it and when; None: it is not sent to a table.
    gate: ClassVar[Gate | None] = None

    if TYPE_CHECKING:

        @property
        def kind(self) -> str:
            """The command's kind, as it is sent."""

    def __init_subclass__(cls, **config: Any) -> None:
        super().__init_subclass__(**config)
        declare_kind(cls)

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        """What stands against every command of this kind now; None where one may pass.

        ``known`` is the table as far as the sender knows it, ``own`` the sender's delegation (empty
        for the instructor). Its gate apart.
        """
        return None

    def decide(self, turn: Turn) -> None:
        """Carry it out: tell the events that it brings about, or refuse it."""
        raise NotImplementedError


C = TypeVar("C", bound=Command)


def act(
    by: frozenset[Role],
    phases: frozenset[PhaseName],
    *,
    while_paused: bool = False,
    bound: bool = False,
    seated: bool = False,
    quorum: bool = False,
) -> Callable[[type[C]], type[C]]:
    """Declare who may send the command and when, as ``Gate`` says."""

    def declare(command: type[C]) -> type[C]:
        command.gate = Gate(by, phases, while_paused, bound, seated, quorum)
        return command

    return declare
