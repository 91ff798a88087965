"""Deleting a conference: its people, seats, tables, logs, answers, and what was made of them."""

from dataclasses import dataclass

from game.service.conferences import Conference, Conferences, Instructor
from game.service.problems import Problem
from game.service.tables import Tables
from game.service.worker import Worker
from game.store.database import Database
from game.store.erasing import erase


@dataclass
class Erasure:
    """Deletes for good. Nothing of it can be brought back."""

    database: Database
    tables: Tables
    conferences: Conferences
    worker: Worker

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
        self.conferences.forget_wall(conference)
        self.tables.forget(table_ids)
        self.worker.forget(conference.id)
        # Pages that are still open look again, and find that there is nothing for them.
        self.conferences.tell_gone(conference.id)
