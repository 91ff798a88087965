"""People of a conference: who they are, who is expected, what they would like."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from game.engine.actors import Actor, Role
from game.scenario.model import DelegationId, Structure
from game.scenario.texts import Texts
from game.service import scenarios
from game.service.kept import Kept
from game.service.problems import Problem
from game.service.seating import WISHES
from game.service.tables import Tables
from game.store.directory import (
    Conference,
    Directory,
    Expected,
    Participant,
    SentForm,
    Stored,
    TableRecord,
    ids_key,
    name_key,
)

_log = logging.getLogger(__name__)


_Told = TypeVar("_Told")


def _tell(listeners: Iterable[Callable[[_Told], None]], what: _Told) -> None:
    for listener in listeners:
        try:
            listener(what)
        except Exception:
            # It is stored and stays so: whoever changed it must not hear that it failed.
            _log.exception("a listener failed at %s", what)


class People:
    """Looks people up and keeps their wishes. Listeners hear of every change."""

    def __init__(self, directory: Directory, tables: Tables) -> None:
        self._directory = directory
        self._tables = tables
        self._listeners: list[Callable[[int], None]] = []
        self._rewritten: list[Callable[[int], None]] = []
        self._wish_listeners: list[Callable[[int], None]] = []
        self._conference = Kept(directory.conference)
        self._table = Kept(directory.table)
        self._names = Kept(self._read_names)
        self._held = Kept(directory.stand_ins_of)
        self._join_listeners: list[Callable[[Participant], None]] = []
        self._leave_listeners: list[Callable[[str], None]] = []

    def subscribe(self, listener: Callable[[int], None]) -> None:
        """Call the listener with the conference's id when its people or seats changed."""
        self._listeners.append(listener)

    def subscribe_rewritten(self, listener: Callable[[int], None]) -> None:
        """Call the listener with the conference's id when words of its logs were removed."""
        self._rewritten.append(listener)

    def subscribe_to_wishes(self, listener: Callable[[int], None]) -> None:
        """Call the listener with the conference's id when a wish changed: few pages show one."""
        self._wish_listeners.append(listener)

    def subscribe_to_joining(self, listener: Callable[[Participant], None]) -> None:
        """Call the listener with whoever has joined, where nobody else's place has changed."""
        self._join_listeners.append(listener)

    def subscribe_to_leaving(self, listener: Callable[[str], None]) -> None:
        """Call the listener with the id of whoever has left on some device of theirs."""
        self._leave_listeners.append(listener)

    def tell_left(self, participant_id: str) -> None:
        """Somebody has left on a device: its pages may hear no more."""
        _tell(self._leave_listeners, participant_id)

    def _changed(self, conference_id: int) -> None:
        self._forget_kept()
        _tell(self._listeners, conference_id)

    def _joined(self, newcomer: Participant) -> None:
        """Somebody has joined: no page of anybody else has to be made anew for that."""
        self._forget_kept()
        _tell(self._join_listeners, newcomer)

    def _forget_kept(self) -> None:
        for kept in (self._conference, self._table, self._names, self._held):
            kept.forget()

    # --- forms that only change something ---

    def was_done(self, form: SentForm | None) -> bool:
        """Whether that very form has been carried out before: a second tap changes nothing."""
        return self._directory.made_by(form) is not None

    def mark_done(self, form: SentForm | None) -> None:
        """The form has been carried out."""
        if form is not None:
            self._directory.mark_done(form, self._tables.clock())

    # --- looking up ---

    def stored(self) -> Stored:
        """How much is in the database, and when it was last used."""
        return self._directory.stored()

    def structure(self, conference: Conference) -> Structure:
        """The structure of the scenario that the conference plays."""
        return scenarios.scenario(conference.scenario).structure

    def texts(self, conference: Conference) -> Texts:
        """Its scenario's words in its language."""
        return scenarios.scenario(conference.scenario).text(conference.language)

    def tables(self, conference_id: int) -> tuple[TableRecord, ...]:
        """The conference's tables by number."""
        return self._directory.tables_of(conference_id)

    def table(self, table_id: int) -> TableRecord | None:
        """The table with that id."""
        return self._table[table_id]

    def running_tables(self) -> Mapping[int, float | None]:
        """All tables of the house at which the clock runs, and when something is due there next."""
        return self._directory.running_tables()

    def participant(self, id_: str) -> Participant | None:
        """The participant with that id."""
        return self._directory.participant(id_)

    def people(self, conference_id: int) -> tuple[Participant, ...]:
        """Everybody of the conference in the order of joining."""
        return self._directory.participants_of(conference_id)

    def names(self, conference_id: int) -> Mapping[str, str]:
        """Everybody's name by participant id, with what those are called who were removed."""
        return self._names[conference_id]

    def _read_names(self, conference_id: int) -> Mapping[str, str]:
        here = {person.id: person.name for person in self.people(conference_id)}
        return {**self.removed(conference_id), **here}

    def removed(self, conference_id: int) -> Mapping[str, str]:
        """What those who were removed from the conference are called, by their former id."""
        return self._directory.removed_from(conference_id)

    def actor(self, participant: Participant) -> Actor:
        """Who the participant is at their table."""
        if participant.observer or participant.delegation is None:
            return Actor(Role.OBSERVER, None, participant.id)
        role = Role.HEAD if participant.head else Role.ADVISER
        return Actor(role, participant.delegation, participant.id)

    def _person(self, conference: Conference, participant_id: str) -> Participant:
        person = self.participant(participant_id)
        if person is None or person.conference_id != conference.id:
            raise Problem("unknown_participant")
        return person

    # --- the roster ---

    def roster(self, conference_id: int) -> tuple[Expected, ...]:
        """Everybody who is expected, in the order of the list."""
        return self._directory.roster_of(conference_id)

    def missing(self, conference_id: int) -> tuple[Expected, ...]:
        """Those on the roster who have not joined."""
        joined = {name_key(person.name) for person in self.people(conference_id)}
        return tuple(line for line in self.roster(conference_id) if line.key not in joined)

    def asks_for_ids(self, conference_id: int) -> bool:
        """Whether who joins under a name of the roster has to know the id that stands beside it."""
        return self._directory.stored_setting(ids_key(conference_id)) == "yes"

    def ask_for_ids(self, conference: Conference, asked: bool) -> None:
        """Ask for the roster's ids from now on, or no longer; whoever is in stays in."""
        self._directory.store_setting(ids_key(conference.id), "yes" if asked else "no")
        self._changed(conference.id)

    # --- wishes ---

    def wishes(self, conference_id: int) -> Mapping[str, tuple[DelegationId, ...]]:
        """The delegations that people would like to sit for, best first, by participant id."""
        return self._directory.wishes_of(conference_id)

    def wish(self, participant: Participant, delegations: Sequence[DelegationId]) -> None:
        """Somebody says for whom they would like to sit, best first; nothing takes it back.

        The same wish again changes nothing, and nobody hears of it.
        """
        if participant.observer:
            raise Problem("observer_seat")
        conference = self._directory.conference(participant.conference_id)
        known = () if conference is None else self.structure(conference).delegation_ids
        if len(delegations) > WISHES or not set(delegations) <= set(known):
            raise Problem("unknown_wish")
        if len(set(delegations)) < len(delegations):
            raise Problem("repeated_wish")
        if self.wishes(participant.conference_id).get(participant.id, ()) == tuple(delegations):
            return
        self._directory.set_wishes(participant.id, delegations)
        for listener in self._wish_listeners:
            listener(participant.conference_id)
