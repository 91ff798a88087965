"""Reports and the joint text as pages to print: one HTML for browser and PDF.

A report on paper is made by the templates of the debrief's pages, in another frame
(``templates/print/``) and with ``paper`` set, by which they leave out what only a screen can do.
They are also rendered where no web server is. ``asset`` says where a file of ``static/`` is;
without it the page stands alone, with all that it needs inside.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from game.report.export.material import ClassMaterial, TableMaterial
from game.report.phrases import catalogue
from game.report.reading import CHAPTERS, ClassDebrief, Debrief, Wording
from game.resources import folder
from game.scenario.model import DelegationId
from game.wording.templates import equip

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


def environment(asset: Asset | None, language: str) -> Environment:
    """Where the print templates are rendered, for readers of that language."""
    found = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    equip(found, lambda: language)
    address = asset or _data

    def url_for(_endpoint: str, filename: str) -> str:
        """What pages ask of Flask: on paper nothing but files of ``static/``."""
        return address(filename)

    def flag_address(code: str) -> str:
        return address(f"vendor/flag-icons/{code}.svg")

    found.globals |= {
        # Nobody practises again from a sheet of paper.
        "again": None,
        "asset": asset,
        "flag_address": flag_address,
        "inside": _inside,
        "paper": True,
        "url_for": url_for,
    }
    return found


def _inside(path: str) -> Markup:
    """A file of ``static/`` as it stands in a page: our own style sheets and flags alone."""
    return Markup((folder("static") / path).read_text(encoding="utf-8"))  # noqa: S704 - our file


def _data(path: str) -> str:
    """A picture of ``static/`` as an address that holds it."""
    return f"data:image/svg+xml;base64,{b64encode((folder('static') / path).read_bytes()).decode()}"


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


def held_by(material: ClassMaterial, table: TableMaterial) -> Mapping[DelegationId, str]:
    """Who sat for each delegation; nothing for one that nobody held."""
    return {
        delegation: ", ".join(
            material.called[person.id] for person in material.at(table.number, delegation)
        )
        for delegation in table.state.setup.delegations
    }


def print_text(
    material: ClassMaterial, table: TableMaterial, asset: Asset | None, back: str | None = None
) -> str:
    """The joint text with its signatures as a page of its own; ``back`` links to where one was."""
    text = joint_text_of(material, table)
    return _render("print/joint_text", material, asset, text=text, table=table, back=back)


def print_table(
    material: ClassMaterial,
    table: TableMaterial,
    debrief: Debrief,
    asset: Asset | None,
    back: str | None = None,
) -> str:
    """A table's report as its reader may see it, with the joint text at its end."""
    return _render(
        "debrief/table",
        material,
        asset,
        d=debrief,
        w=debrief.wording,
        chapters=CHAPTERS,
        held={} if debrief.reader else held_by(material, table),
        text=joint_text_of(material, table),
        running=_running(material, table),
        back=back,
    )


def print_delegation(
    material: ClassMaterial,
    table: TableMaterial,
    delegation: DelegationId,
    debrief: Debrief,
    asset: Asset | None,
    back: str | None = None,
) -> str:
    """What a delegation takes home."""
    return _render(
        "debrief/delegation",
        material,
        asset,
        d=debrief,
        w=debrief.wording,
        own=delegation,
        me=debrief.wording.party(delegation),
        held=held_by(material, table),
        running=_running(material, table),
        back=back,
    )


def print_class(
    material: ClassMaterial, debrief: ClassDebrief, asset: Asset | None, back: str | None = None
) -> str:
    """The report of the class."""
    return _render(
        "debrief/class",
        material,
        asset,
        d=debrief,
        w=debrief.wording,
        conference=material,
        running=_running(material, *material.tables),
        back=back,
    )


def wording(material: ClassMaterial) -> Wording:
    """The names and words in which the class played."""
    return Wording(material.scenario.structure, material.texts, material.language)


def _running(material: ClassMaterial, *tables: TableMaterial) -> tuple[str, ...]:
    """What heads every page: the class, the table if it is one, the day on which it was played."""
    began = min((at for table in tables if (at := table.began_at) is not None), default=None)
    named = (str(catalogue(material.language)["paper"]["table"]), str(tables[0].number))
    return (
        material.title,
        *((" ".join(named),) if len(tables) == 1 else ()),
        *(() if began is None else (f"{datetime.fromtimestamp(began, tz=UTC).astimezone():%F}",)),
    )


def _render(name: str, material: ClassMaterial, asset: Asset | None, **more: object) -> str:
    page = environment(asset, material.language).get_template(f"{name}.html")
    words = catalogue(material.language)["paper"]
    return page.render(material=material, words=words, **more)
