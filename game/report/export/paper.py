"""The conference file and the joint text as pages to print: one HTML for browser and PDF.

Templates are ``templates/print/``; they are also rendered where no web server is. ``asset`` says
where a file of ``static/`` is; without it the page stands alone, with all that it needs inside.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from game.engine.events import Audience
from game.records.chronicle import Entry, story
from game.report.export.material import ClassMaterial, TableMaterial
from game.report.phrases import catalogue
from game.resources import folder
from game.scenario.model import DelegationId

#: Where a file of ``static/`` is: an address for a browser, a path for the PDF.
Asset: TypeAlias = Callable[[str], str]


@dataclass(frozen=True)
class Clause:
    """An article of the joint text."""

    number: int
    title: str
    prose: str


@dataclass(frozen=True)
class Signature:
    """A delegation under the text. ``flag`` is a country code, None where it has none."""

    name: str
    formal: str
    flag: str | None
    signed: bool


@dataclass(frozen=True)
class JointText:
    """The text as a document. ``binding`` if anybody signed it."""

    title: str
    preamble: str
    closing: str
    clauses: tuple[Clause, ...]
    signatures: tuple[Signature, ...]
    binding: bool


@dataclass(frozen=True)
class Row:
    """A delegation's line of the score table."""

    name: str
    flag: str | None
    people: str
    points: float
    no_deal: float
    best: float | None
    attainment: int | None


@dataclass(frozen=True)
class Goal:
    """A line of a delegation's own score sheet."""

    title: str
    points: float
    possible: float


@dataclass(frozen=True)
class TableFile:
    """What is printed of a table; ``goals`` and ``charges`` for a delegation's own file alone."""

    number: int
    ending: str
    told: str
    text: JointText
    rows: tuple[Row, ...]
    goals: tuple[Goal, ...]
    charges: tuple[Goal, ...]
    story: tuple[Entry, ...]
    whose: str | None


def environment(asset: Asset | None) -> Environment:
    """Where the print templates are rendered."""
    found = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"asset": asset, "inside": _inside}
    return found


def _inside(path: str) -> Markup:
    """A file of ``static/`` as it stands in a page: our own style sheets and flags alone."""
    return Markup((folder("static") / path).read_text(encoding="utf-8"))  # noqa: S704 - our file


def joint_text_of(material: ClassMaterial, table: TableMaterial) -> JointText:
    """The joint text as it stands at the end of the log."""
    state, texts = table.state, material.texts
    agreed = [issue for issue in state.setup.agenda if issue in state.text]
    return JointText(
        title=texts.joint_text.title,
        preamble=texts.joint_text.preamble,
        closing=texts.joint_text.closing,
        clauses=tuple(
            Clause(
                number,
                texts.issues[issue].title,
                texts.issues[issue].options[state.text[issue].option].clause,
            )
            for number, issue in enumerate(agreed, start=1)
        ),
        signatures=tuple(
            Signature(
                name=texts.delegations[d].name,
                formal=texts.delegations[d].formal.removeprefix("the "),
                flag=table.structure.delegation(d).flag,
                signed=d in state.signatories,
            )
            for d in state.setup.delegations
        ),
        binding=bool(state.signatories),
    )


def file_of(
    material: ClassMaterial, table: TableMaterial, delegation: DelegationId | None = None
) -> TableFile:
    """A table's file for the teacher, or for a delegation what that delegation knew.

    A delegation's file has the scores of the others alone where they are open to it.
    """
    state, words = table.state, material.words

    def may_know(audience: Audience) -> bool:
        return delegation is None or audience.includes(delegation)

    shown = state.setup.delegations
    sealed = state.setup.scores == "when_opened" and "scores" not in state.opened
    if delegation is not None and sealed:
        shown = (delegation,)
    own = None if delegation is None else table.results[delegation].sheet
    ending = state.ending or ""
    return TableFile(
        number=table.number,
        ending=words.word("endings", ending),
        told=words.word("endings_told", ending),
        text=joint_text_of(material, table),
        rows=tuple(_row(material, table, d) for d in shown),
        goals=()
        if own is None or delegation is None
        else tuple(
            Goal(words.objective(delegation, g.objective), g.points / 100, g.possible / 100)
            for g in own.objectives
        ),
        charges=()
        if own is None or delegation is None
        else tuple(
            Goal(words.red_line(delegation, c.red_line), -c.points / 100, 0) for c in own.charges
        ),
        story=tuple(story(material.record(table), material.texts, may_know)),
        whose=None if delegation is None else words.delegation(delegation),
    )


def _row(material: ClassMaterial, table: TableMaterial, delegation: DelegationId) -> Row:
    result = table.results[delegation]
    return Row(
        name=material.words.delegation(delegation),
        flag=table.structure.delegation(delegation).flag,
        people=", ".join(material.called[p.id] for p in material.at(table.number, delegation)),
        points=result.sheet.total / 100,
        no_deal=result.reservation / 100,
        best=None if result.best is None else result.best / 100,
        attainment=result.attainment,
    )


def print_text(
    material: ClassMaterial, table: TableMaterial, asset: Asset | None, back: str | None = None
) -> str:
    """The joint text with its signatures as a page of its own; ``back`` links to where one was."""
    text = joint_text_of(material, table)
    return _render("joint_text", material, asset, text=text, table=table, back=back)


def print_file(
    material: ClassMaterial,
    asset: Asset | None,
    number: int | None = None,
    delegation: DelegationId | None = None,
) -> str:
    """The conference file of a delegation, a table, or (``number`` None) the class."""
    tables = [t for t in material.tables if t.begun and number in (None, t.number)]
    files = [file_of(material, table, delegation) for table in tables]
    return _render("file", material, asset, files=files)


def _render(name: str, material: ClassMaterial, asset: Asset | None, **more: object) -> str:
    page = environment(asset).get_template(f"print/{name}.html")
    words = catalogue(material.language)["paper"]
    return page.render(material=material, language=material.language, words=words, **more)
