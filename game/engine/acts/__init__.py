"""What can be done at a table and what comes of it, a file a kind of deed.

Each file holds commands, with who may send them and when, the rules that carry them out, and the
events with what they mean for everybody else and how they change the state. Whatever is known of
all commands and all events is gathered here from what they declare: a file put beside these is
found.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from importlib import import_module
from operator import or_
from pkgutil import iter_modules
from types import ModuleType
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, TypeAdapter

from game.engine import refusals
from game.engine.command import Command, Gate
from game.engine.event import Event, Panel
from game.refusals import Reason

Declared = TypeVar("Declared", bound=BaseModel)


def _modules() -> Iterator[ModuleType]:
    for module in iter_modules(__path__, f"{__name__}."):
        yield import_module(module.name)


def _declared(base: type[Declared]) -> Iterator[type[Declared]]:
    """Every kind of command, or of event, of every file."""
    for module in _modules():
        for found in vars(module).values():
            own = isinstance(found, type) and found.__module__ == module.__name__
            if own and issubclass(found, base) and "kind" in found.model_fields:
                yield found


def _adapter(kinds: Iterable[type[BaseModel]]) -> TypeAdapter[Any]:
    one: Any = reduce(or_, kinds)
    return TypeAdapter(Annotated[one, Field(discriminator="kind")])


def kind_of(declared: type[Command] | type[Event]) -> str:
    """How that kind of command or event is named where it is stored or sent."""
    return str(declared.model_fields["kind"].default)


#: Every kind of event.
EVENT_KINDS: tuple[type[Event], ...] = tuple(_declared(Event))
#: Reads a stored event.
EVENTS: TypeAdapter[Event] = _adapter(EVENT_KINDS)

#: Every kind of command, and the gate of those that can be sent to a table.
COMMAND_KINDS: tuple[type[Command], ...] = tuple(_declared(Command))
GATES: Mapping[type[Command], Gate] = {
    kind: kind.gate for kind in COMMAND_KINDS if kind.gate is not None
}
COMMANDS: Mapping[str, type[Command]] = {kind_of(kind): kind for kind in COMMAND_KINDS}
#: Those that people send.
PUBLIC_KINDS = tuple(kind for kind, gate in GATES.items() if gate.is_public)
#: Reads a command that came over the wire. What the clock and the service alone may say is not
#: in it, so no payload can pretend to be them.
PUBLIC_COMMANDS: TypeAdapter[Command] = _adapter(PUBLIC_KINDS)


#: Every reason for which a command may be refused.
REASONS: tuple[Reason, ...] = tuple(
    dict.fromkeys(
        found
        for module in (refusals, *_modules())
        for found in vars(module).values()
        if isinstance(found, Reason)
    )
)


def panels_of(events: Iterable[Event]) -> frozenset[Panel]:
    """The panels of a delegation's page that those events may change."""
    return frozenset[Panel]().union(*(event.panels for event in events))
