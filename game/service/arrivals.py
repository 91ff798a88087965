"""Coming in: the class list and who may join, joining, coming back by resume code."""

import secrets
import threading
import unicodedata
from collections.abc import Collection
from dataclasses import replace

from game.service import roster
from game.service.names import NAME_LIMIT, clean_name, is_reserved
from game.service.problems import Problem
from game.service.seats import Seats
from game.service.tables import Tables
from game.store.directory import (
    AlreadyMade,
    Conference,
    Directory,
    DoorState,
    Expected,
    NameTaken,
    Participant,
    SentForm,
    name_key,
)

#: Letters and digits that are not mistaken for each other when read aloud or written down.
RESUME_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def _same_id(text: str) -> str:
    """An id as people type it: blanks, dashes, case and the width of its letters do not matter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if c.isalnum())


class Arrivals(Seats):
    """How people come into a conference, and to their seats in it. Problems change nothing."""

    def __init__(self, directory: Directory, tables: Tables) -> None:
        super().__init__(directory, tables)
        #: Two who come at once are not shown to the same seat.
        self._showing_in = threading.Lock()

    def by_code(self, code: str) -> Conference:
        """The conference with that join code; blanks within it do not matter."""
        digits = "".join(code.split())
        known = digits.isascii() and digits.isdigit()
        conference = self._directory.conference_by_code(digits) if known else None
        if conference is None:
            raise Problem("unknown_code")
        return conference

    def set_door(self, conference: Conference, door: DoorState) -> None:
        """Open or close the door to newcomers; whoever is in stays in."""
        self._directory.set_door(conference.id, door)
        self._changed(conference.id)

    def room(self, conference: Conference) -> roster.Room:
        """What a roster of the conference may plan."""
        return roster.Room(
            tables=len(self.tables(conference.id)),
            seats=conference.seats_per_delegation,
            delegations=roster.words_for(self.texts(conference)),
        )

    def set_roster(
        self,
        conference: Conference,
        text: str,
        choices: roster.Choices | None = None,
        form: SentForm | None = None,
    ) -> int:
        """Read the roster and put it in the place of the former; how many are expected.

        ``BadRoster`` changes nothing, and neither does the same ``form`` again. Who has joined
        under a name on it gets the planned seat, unless they sit already.
        """
        expected = roster.parse(text, self.room(conference), choices)
        if self._directory.made_by(form) is not None:
            return len(expected)
        try:
            self._directory.set_roster(conference.id, expected, form, self._tables.clock())
        except AlreadyMade:
            return len(expected)
        by_key = {line.key: line for line in expected}
        plans = {
            person.id: by_key[key]
            for person in self.people(conference.id)
            if person.table_id is None
            and not person.observer
            and (key := name_key(person.name)) in by_key
        }
        self._move(conference, self._seat_as_planned(conference, plans))
        return len(expected)

    def join(
        self,
        code: str,
        name: str,
        observer: bool = False,
        *,
        form: SentForm | None = None,
        mine: Collection[Participant] = (),
        student_id: str = "",
    ) -> Participant:
        """Join by code with a name that nobody else there has.

        The same ``form`` again leads to whoever joined by it, and so does the name of one of
        ``mine``, for whom the same browser may act already. Whoever is on the roster gets the
        seat planned for them. After the start, newcomers get a free seat at once where the house
        rules say so.
        """
        if (joined := self.participant(self._directory.made_by(form) or "")) is not None:
            return joined
        conference = self.by_code(code)
        name = clean_name(name, NAME_LIMIT + roster.MARK_ROOM)
        for person in mine:
            # Two who share a device may have names that look alike: these must be the same.
            same = person.name.casefold() == name.casefold()
            if same and (person.conference_id, person.observer) == (conference.id, observer):
                return person
        listed = self.roster(conference.id)
        line = next((e for e in listed if e.key == name_key(name)), None)
        if line is None and roster.namesakes(name, listed):
            raise Problem("which_namesake", name=name)
        self._pass_door(conference, line)
        self._check_id(conference, line, student_id)
        name = name if line else clean_name(name)
        if line is None and is_reserved(name, self.texts(conference)):
            raise Problem("reserved_name", name=name)
        if not observer and self._places_left(conference) < 1:
            raise Problem("conference_full")
        participant = Participant(
            id=secrets.token_hex(8),
            conference_id=conference.id,
            name=line.name if line else name,
            resume_code=self.new_resume_code(conference),
            observer=observer,
            table_id=None,
            delegation=None,
            head=False,
            joined_at=self._tables.clock(),
        )
        try:
            self._directory.add_participant(participant, form)
        except AlreadyMade as before:
            return self.participant(before.made) or participant
        except NameTaken:
            # The same form may have come twice at once.
            if (joined := self.participant(self._directory.made_by(form) or "")) is not None:
                return joined
            raise Problem("name_taken", name=name) from None
        with self._showing_in:
            self._show_in(conference, participant, line)
        return self.participant(participant.id) or participant

    @staticmethod
    def _pass_door(conference: Conference, line: Expected | None) -> None:
        if conference.door == "closed":
            raise Problem("conference_locked")
        if conference.door == "roster" and line is None:
            raise Problem("not_on_roster")

    def _check_id(self, conference: Conference, line: Expected | None, student_id: str) -> None:
        """Where the class list has ids and they are asked for, a name alone brings nobody in."""
        if line is None or not line.student_id or not self.asks_for_ids(conference.id):
            return
        if _same_id(line.student_id) != _same_id(student_id):
            raise Problem("wrong_id" if student_id.strip() else "id_wanted", name=line.name)

    def _show_in(
        self, conference: Conference, newcomer: Participant, line: Expected | None
    ) -> None:
        """Bring a newcomer to their seat, where one is meant for them."""
        moved: dict[str, Participant] = {}
        if not newcomer.observer:
            if line is not None:
                moved = self._seat_as_planned(conference, {newcomer.id: line})
            seats_late = conference.rules.late_comers == "seated"
            if not moved and seats_late and self.started(conference):
                moved = self._seat_late(conference, newcomer)
        if moved:
            self._store_newcomer(conference, moved[newcomer.id])
        self._joined(self.participant(newcomer.id) or newcomer)

    def _places_left(self, conference: Conference) -> int:
        delegations = len(self.structure(conference).delegations)
        places = len(self.tables(conference.id)) * delegations * conference.seats_per_delegation
        return places - sum(not p.observer for p in self.people(conference.id))

    def new_resume_code(self, conference: Conference) -> str:
        """A code that nobody of the conference has."""
        while True:
            letters = "".join(secrets.choice(RESUME_ALPHABET) for _ in range(8))
            code = f"{letters[:4]}-{letters[4:]}"
            if self._directory.participant_by_resume_code(conference.id, code) is None:
                return code

    def resume(self, code: str, resume_code: str) -> Participant:
        """Come back on another device; case, blanks and the dash do not matter."""
        conference = self.by_code(code)
        letters = "".join(c for c in resume_code.upper() if c.isalnum())
        found = self._directory.participant_by_resume_code(
            conference.id, f"{letters[:4]}-{letters[4:]}"
        )
        if found is None:
            raise Problem("unknown_resume_code")
        return found

    def renew_resume_code(self, conference: Conference, participant_id: str) -> Participant:
        """Give somebody another resume code; the former no longer brings anybody in.

        Devices on which they are in already stay in.
        """
        person = self._person(conference, participant_id)
        renewed = replace(person, resume_code=self.new_resume_code(conference))
        self._directory.set_resume_code(renewed.id, renewed.resume_code)
        self._changed(conference.id)
        return renewed
