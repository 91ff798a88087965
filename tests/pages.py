"""Reads the forms of a page and sends them as a browser without scripts would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from werkzeug.test import TestResponse

from tests.house import Answer, Visitor


@dataclass
class Form:
    """A form: where it goes, what it sends if nothing is touched, and which choices it has.

    One that ``sends`` has a button that is not out of use.
    """

    action: str
    sends: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag == "form":
            self._open = Form(found.get("action", ""))
            self.forms.append(self._open)
        form, name = self._open, found.get("name")
        if form is None:
            return
        form.sends |= tag == "button" and not {"disabled", "formaction"} & found.keys()
        if tag == "option" and self._select:
            self._option(form, found)
        if name:
            self._field(form, tag, name, found)

    def _field(self, form: Form, tag: str, name: str, found: Mapping[str, str]) -> None:
        """A field with a name, or a button."""
        if tag == "input":
            ticked = found.get("type") in ("radio", "checkbox")
            if ticked:
                form.choices.setdefault(name, []).append(found.get("value", "on"))
            if not ticked or "checked" in found:
                form.fields[name] = found.get("value", "")
        elif tag == "button":
            form.choices.setdefault(name, []).append(found.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            form.fields[name] = ""

    def _option(self, form: Form, found: Mapping[str, str]) -> None:
        """A choice of the select that is open; the first is sent unless another is marked."""
        value = found.get("value", "")
        form.choices.setdefault(self._select, []).append(value)
        if "selected" in found or self._select not in form.fields:
            form.fields[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""


def forms_in(html: str) -> list[Form]:
    """The forms in a piece of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def forms(page: Answer, kind: str) -> list[Form]:
    """The page's forms for that command."""
    return [form for form in forms_in(page.body) if form.fields.get("kind") == kind]


def submit(
    visitor: Visitor, path: str, kind: str, own: Mapping[str, str], **typed: str | Sequence[str]
) -> Answer:
    """Fill in and send the page's form of that kind whose untouched fields include ``own``."""
    page = visitor.get(path)
    fitting = [form for form in forms(page, kind) if own.items() <= form.fields.items()]
    assert fitting, f"{path} has no form for {kind} with {dict(own)}"
    form = fitting[0]
    for name, value in typed.items():
        assert name in form.fields or value in form.choices.get(name, ()), f"no {name}={value}"
    target = urljoin(page.url, form.action)
    return visitor.post(target.removeprefix(visitor.url), {**form.fields, **typed})


def kept_out(answer: TestResponse) -> bool:
    """Whether the answer is a refusal, or the way to the instructors' login."""
    to_login = answer.status_code == 302 and "/instructor/login" in answer.headers["Location"]
    return answer.status_code == 403 or to_login
