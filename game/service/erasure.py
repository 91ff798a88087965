"""Deleting a conference, or a person of one: all that is stored of them or was made of it."""

import json
import secrets
from dataclasses import dataclass

from game.engine.event import without_person
from game.engine.stored import Unreadable, read_event, write_event
from game.messages import sentence
from game.service.conferences import Conference, Conferences, Instructor
from game.service.problems import Problem
from game.service.reports import Reports
from game.service.tables import Tables
from game.service.worker import Worker
from game.store.database import Database
from game.store.erasing import erase, forget_person


@dataclass
class Erasure:
    """Deletes for good. Nothing of it can be brought back."""

    database: Database
    tables: Tables
    conferences: Conferences
    worker: Worker
    reports: Reports

    def erase(self, owner: Instructor, conference: Conference, confirmation: str) -> None:
        """Delete the owner's conference, if the confirmation is its join code; blanks aside.

        Those with whom it is shared run it too, but its end is the owner's to decide.
        """
        if conference.instructor_id != owner.id:
            raise Problem("owner_only")
        if "".join(confirmation.split()) != conference.code:
            raise Problem("wrong_confirmation")
        self.remove(conference)

    def remove(self, conference: Conference) -> None:
        """Delete a conference; whether that may be done has been settled."""
        table_ids = [table.id for table in self.conferences.tables(conference.id)]
        erase(self.database, conference.id)
        self.tables.forget(table_ids)
        self.worker.forget(conference.id)
        # Pages that are still open look again, and find that there is nothing for them.
        self.conferences.tell_gone(conference.id)

    def forget(self, conference: Conference, participant_id: str) -> None:
        """Delete a person of the conference with everything that is stored of them.

        Or one who was removed from it before.

        In the logs an opaque mark takes the place of their id, and fixed words that of what they
        wrote. What their delegation did stays: votes, clauses, scores. ``Problem`` if they are not
        of this conference.
        """
        here = {person.id for person in self.conferences.people(conference.id)}
        if participant_id not in here | self.conferences.removed(conference.id).keys():
            raise Problem("unknown_participant")
        mark = f"removed-{secrets.token_hex(4)}"
        removed = sentence("words_removed")

        def rewrite(body: str) -> str:
            try:
                event = read_event(body)
            except Unreadable:
                return _without_words(body, participant_id, mark, removed)
            return write_event(without_person(event, participant_id, mark, removed))

        table_ids = [table.id for table in self.conferences.tables(conference.id)]
        self.tables.rewrite(
            table_ids,
            participant_id,
            lambda: forget_person(self.database, participant_id, mark, rewrite),
        )
        self.reports.drop(conference.id)
        self.worker.forget(conference.id)
        self.conferences.forgotten(conference)


def _without_words(body: str, person: str, mark: str, removed: str) -> str:
    """A stored event of which this version can make nothing, without what may be the person's.

    Which of its fields are words is not known: every text with a blank is taken for some. What is
    not even JSON is removed whole.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return json.dumps(removed)

    def without(value: object) -> object:
        match value:
            case str():
                return removed if " " in value else value.replace(person, mark)
            case list():
                return [without(one) for one in value]
            case dict():
                return {without(key): without(one) for key, one in value.items()}
        return value

    return json.dumps(without(found), ensure_ascii=False)
