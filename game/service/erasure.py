"""Deleting a conference, or a person of one: all that is stored of them or was made of it."""

import secrets
from dataclasses import dataclass

from game.engine.acts import EVENTS
from game.engine.event import without_person
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
            event = EVENTS.validate_json(body)
            return without_person(event, participant_id, mark, removed).model_dump_json()

        table_ids = [table.id for table in self.conferences.tables(conference.id)]
        self.tables.rewrite(
            table_ids,
            participant_id,
            lambda: forget_person(self.database, participant_id, mark, rewrite),
        )
        self.reports.drop(conference.id)
        self.worker.forget(conference.id)
        self.conferences.forgotten(conference)
