"""Who sees what of a table: declared with every field, and the one filter that goes by it.

A field says in its type who sees it: ``Public[int]``, ``Own[Mapping[DelegationId, int]]``. One
that says nothing is seen by nobody: every viewer finds there what the field holds before it is
used. What is seen of a state is a state, so that whatever can be asked of a table can be asked of
what a viewer knows of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from functools import cache
from operator import is_
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, TypeVar, get_type_hints

from game.engine.copies import replace
from game.engine.viewers import INSTRUCTOR_VIEW as INSTRUCTOR_VIEW
from game.engine.viewers import PUBLIC_VIEW as PUBLIC_VIEW
from game.engine.viewers import Viewer as Viewer
from game.engine.viewers import ViewerKind as ViewerKind
from game.engine.viewers import of as of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
Record = TypeVar("Record", bound="DataclassInstance")

#: What a rule answers where the viewer sees nothing of a field.
NOTHING: Final = object()

#: What a viewer sees of a value. The last two are the record that holds it, and the whole state.
Rule: TypeAlias = Callable[[Any, Viewer, Any, Any], Any]


@dataclass(frozen=True)
class Sight:
    """Who sees a field: everybody, or each viewer what the ``rule`` makes of its value.

    ``reads`` are the other fields of the state on which the answer depends.
    """

    rule: Rule | None = None
    reads: tuple[str, ...] = ()


def _own(secrets: Mapping[Any, Any], viewer: Viewer, _record: object, _state: object) -> Any:
    return viewer.own(secrets)


def _behind_the_scenes(value: Any, viewer: Viewer, _record: object, _state: object) -> Any:
    return value if viewer.kind is ViewerKind.INSTRUCTOR else NOTHING


#: Seen by everybody who knows of the record; of a table by everybody.
Public = Annotated[T, Sight()]
#: Kept by delegation: each sees what is its own, the instructor all of it.
Own = Annotated[T, Sight(_own)]
#: Seen by the instructor alone.
Instructor = Annotated[T, Sight(_behind_the_scenes)]


def each(knows: Callable[[Any, Viewer], bool], *reads: str) -> Sight:
    """The entries of a row or of a mapping that the viewer knows of.

    Of each is seen what its own fields declare; one whose fields declare nothing is seen whole.
    """

    def entries(held: Any, viewer: Viewer, _record: object, state: object) -> Any:
        if isinstance(held, Mapping):
            return {
                key: part_of(entry, viewer, state)
                for key, entry in held.items()
                if knows(entry, viewer)
            }
        return tuple([part_of(entry, viewer, state) for entry in held if knows(entry, viewer)])

    return Sight(entries, reads)


def part_of(entry: Record, viewer: Viewer, state: object) -> Record:
    """What a viewer who knows of the entry sees of it: the very same if that is all of it."""
    changes = {}
    for name, rule in _plan(type(entry)).rules.items():
        held = getattr(entry, name)
        seen = rule(held, viewer, entry, state)
        if seen is not held:
            changes[name] = seen
    return replace(entry, **changes) if changes else entry


def seen_by(state: Record, viewer: Viewer) -> Record:
    """What the viewer may know of the table: the state without what others keep to themselves."""
    rules = _plan(type(state)).rules
    seen = {name: rule(getattr(state, name), viewer, state, state) for name, rule in rules.items()}
    return replace(state, **seen)


def seen_after(seen: Record, before: Record, after: Record, viewer: Viewer) -> Record:
    """What the viewer may know of a later state, given what it has ``seen`` of an earlier one.

    That is what ``seen_by`` makes; only what depends on fields that have changed is made again.
    """
    plan, earlier = _plan(type(after)), vars(before)
    again: set[str] = set()
    for name, value in vars(after).items():
        if value is not earlier[name]:
            again.update(plan.shown_in[name])
    changes = {}
    for name in again:
        value, rule = getattr(after, name), plan.rules.get(name)
        if rule is not None:
            value = rule(value, viewer, after, after)
            # What has changed in secret leaves what the viewer sees the very same.
            if _holds_the_same(getattr(seen, name), value):
                continue
        changes[name] = value
    return replace(seen, **changes)


def _holds_the_same(one: object, other: object) -> bool:
    """Whether both hold the same things, one for one."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(is_, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        values = len(one) == len(other) and all(map(is_, one.values(), other.values()))
        return values and list(one) == list(other)
    return one is other


def sights(record: "type[DataclassInstance]") -> dict[str, Sight | None]:
    """By field of a record who sees it; None where the field's type does not say."""
    hints = get_type_hints(record, include_extras=True)
    return {field.name: _declared(hints[field.name]) for field in fields(record)}


def _declared(hint: object) -> Sight | None:
    said: tuple[object, ...] = getattr(hint, "__metadata__", ())
    return next((one for one in said if isinstance(one, Sight)), None)


@dataclass(frozen=True)
class _Plan:
    """How records of one class are filtered.

    ``rules`` are by field, without those that are seen by everybody; ``shown_in`` tells by field
    what of a record is seen otherwise when the field has changed.
    """

    rules: Mapping[str, Rule]
    shown_in: Mapping[str, frozenset[str]]


@cache
def _plan(record: "type[DataclassInstance]") -> _Plan:
    """TypeError where a field that somebody does not see has nothing to stand in its place."""
    declared = sights(record)
    if not any(declared.values()):
        # A record that is seen whole by those who know of it.
        return _Plan({}, {})
    shown = {name: sight for name, sight in declared.items() if sight is not None}
    return _Plan(
        rules={
            field.name: _complete(field, sight)
            for field in fields(record)
            if (sight := declared[field.name]) is None or sight.rule is not None
        },
        shown_in={
            read: frozenset(n for n, sight in shown.items() if read == n or read in sight.reads)
            for read in declared
        },
    )


def _complete(field: Field[Any], sight: Sight | None) -> Rule:
    """The field's rule, which answers with the field's default where nothing is seen."""
    nothing = field.default if field.default_factory is MISSING else field.default_factory()
    rule = sight.rule if sight is not None else None
    if rule is None:
        if nothing is MISSING:
            raise TypeError(f"{field.name} has no default to be seen instead")
        return lambda _value, _viewer, _record, _state: nothing

    def complete(value: Any, viewer: Viewer, record: object, state: object) -> Any:
        seen = rule(value, viewer, record, state)
        if seen is not NOTHING:
            return seen
        if nothing is MISSING:
            raise TypeError(f"{field.name} has no default to be seen instead")
        return nothing

    return complete
