"""Takes people out of a log, so that it can be shared."""

from collections.abc import Iterable, Mapping, Set

from game.engine.acts.chair import DispatchSent
from game.engine.event import Event
from game.scenario.model import DelegationId


def without_names(events: Iterable[Event], keep: Set[str] = frozenset()) -> tuple[Event, ...]:
    """The events with a pseudonym in place of each participant's id, but for those to ``keep``.

    A pseudonym is the delegation and a number in the order in which its people first acted:
    ``us-1``. Whoever changes delegations has one in each. For whom in a delegation a word from
    the chair was meant is left out. Doing it again changes nothing.
    """
    given: dict[tuple[DelegationId, str], str] = {}
    counts: dict[DelegationId, int] = {}
    return tuple(_renamed(event, given, counts, keep) for event in events)


def renamed(events: Iterable[Event], called: Mapping[str, str]) -> tuple[Event, ...]:
    """The events with what people are called in place of their ids, where that is known."""
    return tuple(
        event.model_copy(
            update={
                field: called[id_]
                for field in ("by", "person")
                if isinstance(id_ := getattr(event, field, None), str) and id_ in called
            }
        )
        for event in events
    )


def _renamed(
    event: Event,
    given: dict[tuple[DelegationId, str], str],
    counts: dict[DelegationId, int],
    keep: Set[str],
) -> Event:
    if isinstance(event, DispatchSent):
        if event.person in keep:
            return event
        return event.model_copy(update={"person": None})
    person: str | None = getattr(event, "by", None)
    delegation: DelegationId | None = getattr(event, "delegation", None)
    if person is None or delegation is None or person in keep:
        return event
    if (delegation, person) not in given:
        counts[delegation] = counts.get(delegation, 0) + 1
        given[delegation, person] = f"{delegation}-{counts[delegation]}"
    return event.model_copy(update={"by": given[delegation, person]})
