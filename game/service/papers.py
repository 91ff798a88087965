"""Reports on paper: of a table, of a delegation, of the class. Made in the worker's process.

Reports that are kept are taken as they are; one that is missing is made here, and not kept: only
the server writes to the database.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from game.engine.stored import stored
from game.report import work
from game.report.disclosure import Reader
from game.report.export import paper, pdf
from game.report.export.material import ClassMaterial, TableMaterial
from game.report.export.paper import Asset
from game.report.export.sheets import Created
from game.report.figures.conference import CLASS_FIGURES
from game.report.guide.analysed import better_of
from game.report.reading import ClassDebrief, Debrief, debrief_of, reader_for
from game.scenario.model import DelegationId
from game.service.problems import Problem
from game.service.reports import PASSING, job_of, mark_of, subject_of
from game.store.directory import Conference
from game.store.reports import ReportStore


@dataclass(frozen=True)
class Papers:
    """A conference's papers. ``kept`` are the reports that there are already."""

    conference: Conference
    material: ClassMaterial
    kept: ReportStore

    @cached_property
    def _bodies(self) -> dict[int, str]:
        return {}

    def _body(self, table: TableMaterial) -> str:
        """The table's report as it is kept, or made now."""
        if table.number not in self._bodies:
            lasting = (n for n, e in enumerate(table.events, start=1) if e.kind not in PASSING)
            last = max(lasting, default=0)
            mark = mark_of(work.VERSION, self.material.scenario, last)
            kept = self.kept.find(self.conference.id, subject_of(table.number))
            if kept is not None and kept.mark == mark:
                body = kept.body
            else:
                events = [stored(event) for event in table.events[:last]]
                body = work.make(job_of("table", self.conference, events=events)).decode()
            self._bodies[table.number] = body
        return self._bodies[table.number]

    def created(self) -> Created:
        """What each finished table made of what could be made together."""
        return {
            table.number: None if better is None else better.created
            for table in self.material.tables
            if table.state.over
            for better in (better_of(table.structure, self._report(table).figures),)
        }

    def _report(self, table: TableMaterial) -> work.TableReport:
        return work.TABLE_REPORT.validate_json(self._body(table))

    def _debrief(self, table: TableMaterial, delegation: DelegationId | None) -> Debrief:
        return debrief_of(
            self._report(table),
            self.material.scenario,
            self.material.language,
            None if delegation is None else reader_for(table.state, delegation),
            table.number,
        )

    def page(self, number: int | None, delegation: DelegationId | None, asset: Asset | None) -> str:
        """The report of the table, of that delegation at it, or (no number) of the class.

        ``Problem`` where nothing has been played of which it could tell.
        """
        if number is None:
            if delegation is not None:
                raise Problem(
                    "which_table",
                    tables=len(self.material.tables),
                    conference=self.material.code,
                )
            return paper.print_class(self.material, self._class(), asset)
        table = self.material.table(number)
        if not table.begun:
            raise Problem("nothing_played")
        debrief = self._debrief(table, delegation)
        if delegation is None:
            return paper.print_table(self.material, table, debrief, asset)
        return paper.print_delegation(self.material, table, delegation, debrief, asset)

    def _class(self) -> ClassDebrief:
        ended = {t.number: self._body(t) for t in self.material.tables if t.state.over}
        if not ended:
            raise Problem("nothing_played")
        made = work.make(job_of("class", self.conference, tables=ended))
        return ClassDebrief(CLASS_FIGURES.validate_json(made), paper.wording(self.material))

    def write(
        self, path: Path, number: int | None = None, delegation: DelegationId | None = None
    ) -> None:
        """Write the page to that path, as a PDF if its name says so. ``NoPdf`` if it cannot be."""
        if path.suffix == ".pdf":
            pdf.write_pdf(self.page(number, delegation, pdf.file_asset), path)
        else:
            path.write_text(self.page(number, delegation, None), encoding="utf-8")

    def add_to(self, archive: zipfile.ZipFile, folder: Path) -> int:
        """Put every paper into the archive; how many there were.

        As PDF where that can be made, else as pages that stand alone.
        """
        ending = "pdf" if pdf.available() else "html"
        count = 0
        for name, number, delegation in self._all():
            made = folder / f"page.{ending}"
            self.write(made, number, delegation)
            archive.write(made, f"{name}.{ending}")
            made.unlink()
            count += 1
        return count

    def _all(self) -> Iterator[tuple[str, int | None, DelegationId | None]]:
        """The name, the table and the delegation of every paper that there can be."""
        if any(table.state.over for table in self.material.tables):
            yield "class", None, None
        for table in self.material.tables:
            if table.begun:
                yield f"table-{table.number}/table", table.number, None
                for delegation in table.state.setup.delegations:
                    yield f"table-{table.number}/{delegation}", table.number, delegation


@dataclass(frozen=True)
class Printout:
    """A report as a browser prints it: of the class where ``number`` is None, or of a table.

    ``report`` is it as it is kept, ``fresh`` if of the present state, and ``at`` the moment that is
    looked at. ``reader`` is for whose eyes a table's is made, None for the instructor, who alone
    sees names; ``delegation`` of whose part it is, None of the whole. Files of ``static/`` are
    found at ``assets``; ``back`` leads to where one was.
    """

    report: str
    assets: str
    back: str
    number: int | None = None
    reader: Reader | None = None
    delegation: DelegationId | None = None
    at: int | None = None
    fresh: bool = True


@dataclass(frozen=True)
class _Served:
    """Where a browser finds a file of ``static/``."""

    address: str

    def __call__(self, path: str) -> str:
        return self.address + path


def page_of(conference: Conference, material: ClassMaterial, printout: Printout) -> str:
    """The page."""
    asset = _Served(printout.assets)
    if printout.number is None:
        whole = ClassDebrief(CLASS_FIGURES.validate_json(printout.report), paper.wording(material))
        return paper.print_class(material, whole, asset, printout.back)
    table = material.table(printout.number)
    debrief = debrief_of(
        work.TABLE_REPORT.validate_json(printout.report),
        material.scenario,
        conference.language,
        printout.reader,
        printout.number,
        at=printout.at,
        fresh=printout.fresh,
    )
    if printout.delegation is None:
        return paper.print_table(material, table, debrief, asset, printout.back)
    return paper.print_delegation(
        material, table, printout.delegation, debrief, asset, printout.back
    )
