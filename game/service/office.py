"""What the pages ask for: files that are made beside the server."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from game.engine.state import TableState
from game.report.export.material import ClassMaterial, Naming
from game.report.export.pdf import NoPdf, installed
from game.service.conferences import Conference
from game.service.handouts import Order, Source, contents, make, printed
from game.service.papers import Printout
from game.service.problems import Problem
from game.service.worker import Beside, Job, Worker


@dataclass
class Office:
    """Hands out what was asked for: what is quick ``beside``, what takes long by the worker."""

    worker: Worker
    beside: Beside
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

    def printed(self, conference: Conference, printout: Printout) -> str:
        """A report as a browser prints it."""
        return self.beside(printed, self.database_url, conference, printout)

    def at_once(self, conference: Conference, order: Order) -> bytes | None:
        """What is made quickly enough to be waited for; None for what is to be called for."""
        match order:
            case Order(kind="events", format="jsonl", table=int()):
                pass
            case Order(kind="participation" | "answers", format="csv"):
                pass
            case _:
                return None
        return self.beside(contents, self.database_url, conference.id, order)
