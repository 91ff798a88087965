"""What the pages ask for: files that are made beside the server."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from game.engine.state import TableState
from game.report.export import spreadsheets
from game.report.export.material import ClassMaterial, Naming
from game.report.export.pdf import NoPdf, installed
from game.service.conferences import Conference
from game.service.handouts import Order, Source, event_lines, make, sheet_of
from game.service.problems import Problem
from game.service.worker import Job, Worker


@dataclass
class Office:
    """Hands out what was asked for; what takes long goes to the worker."""

    worker: Worker
    source: Source
    database_url: str
    states: Callable[[int], TableState]

    def start(self, conference: Conference, order: Order) -> Job:
        """Have the file made. The same file of the same state is not made twice."""
        if order.format == "pdf" and not installed():
            raise Problem("no_pdf")
        key = f"{order!r} {self._state_of(conference)}"
        return self.worker.start(conference.id, key, make, self.database_url, conference.id, order)

    def _state_of(self, conference: Conference) -> str:
        """A mark that changes whenever anything does that an export tells of."""
        tables = self.source.directory.tables_of(conference.id)
        parts = [
            repr([self.source.log.last(table.id) for table in tables]),
            repr(self.source.directory.participants_of(conference.id)),
            repr(self.source.answers.of_conference(conference.id)),
            repr(self.source.directory.roster_of(conference.id)),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def makes_pdf(self) -> bool:
        """Whether the extra for PDFs is installed."""
        return installed()

    @staticmethod
    def why_failed(job: Job) -> Problem:
        """Why there is nothing of a job that failed."""
        error = None if job.future.cancelled() else job.future.exception()
        if isinstance(error, Problem):
            return error
        return Problem("no_pdf" if isinstance(error, NoPdf) else "made_nothing")

    def job(self, conference: Conference, id_: str) -> Job | None:
        """The conference's job with that id."""
        return self.worker.job(conference.id, id_)

    def material(
        self, conference: Conference, naming: Naming, number: int | None = None
    ) -> ClassMaterial:
        """The conference as exports see it, for a page: no game is replayed for it."""
        return self.source.material(conference, naming, number, self.states)

    def lines(self, conference: Conference, order: Order) -> Iterator[str] | None:
        """What is quick enough to be sent line by line; None for what the worker must make."""
        match order:
            case Order(kind="events", format="jsonl", table=int(number)):
                return event_lines(self.material(conference, order.naming, number), number)
            case Order(kind="participation" | "answers", format="csv"):
                papers = self.source.papers(conference, order.naming)
                sheet = sheet_of(order.kind, papers, order.book.weights)
                return spreadsheets.sheet_csv(sheet, bom=order.bom)
            case _:
                return None
