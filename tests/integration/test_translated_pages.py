"""A browser that translates pages changes their words: forms still send the right things.

What must stay as it is (names, codes, clocks) says so; everything that a form sends is in a value,
never in words that are read.
"""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.everyone import TABS, Everyone, Viewer, rendered
from tests.lesson import recorded

TALES = ("full_accord", "walk_out")
VOID = frozenset({"input", "meta", "link", "img", "br", "hr", "source", "wbr", "area", "col"})
#: Classes of what is a code or runs by the clock.
FIXED = frozenset({"join-code", "who"})
#: Where a page's words are not shown among others: its title, and what scripts copy.
APART = frozenset({"title", "template", "style", "script", "textarea"})


class Reading(HTMLParser):
    """What a translator would make of the page: which words are its to change."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self.names = names
        self.faults: list[str] = []
        self._open: list[tuple[str, bool]] = []

    @property
    def _kept(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        kept = self._kept if "translate" not in found else found["translate"] == "no"
        fixed = FIXED & set(found.get("class", "").split()) or "data-remaining" in found
        if fixed and not kept:
            self.faults.append(f"<{tag} {found}> may be translated")
        self._sends(tag, found)
        if tag not in VOID:
            self._open.append((tag, kept))

    def _sends(self, tag: str, found: dict[str, str]) -> None:
        """What a form sends of this is written down, not read off the page."""
        ticked = tag == "input" and found.get("type") in ("radio", "checkbox")
        named = tag in ("button", "input") and "name" in found
        if (tag == "option" or (ticked and named) or (tag == "button" and named)) and (
            "value" not in found
        ):
            self.faults.append(f"<{tag} {found}> sends its words")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _ in self._open}
        if self._kept or inside & APART:
            return
        self.faults += [f"{name!r} in {data.strip()!r}" for name in self.names if name in data]


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    found = Everyone(tmp_path_factory.mktemp("translated"), len(TALES))
    people = found.hall.conferences
    people.set_roster(found.conference, "Expected One,17\nExpected Two,18")
    people.ask_for_ids(found.conference, asked=True)
    for person in found.people:
        # Names that stand in no other word of any page.
        people.rename(found.conference, person.id, f"Zq{person.name.replace(' ', 'q')}")
    yield found
    found.close()


def faults(everyone: Everyone, viewer: Viewer, path: str) -> list[str]:
    answer = rendered(viewer, path)
    if answer.mimetype != "text/html" or answer.status_code != 200:
        return []
    names = {person.name for person in everyone.people} | {"Expected One", "Expected Two"}
    reading = Reading(frozenset(names))
    reading.feed(answer.get_data(as_text=True))
    return [f"{path}: {fault}" for fault in reading.faults]


def every_page(everyone: Everyone) -> Iterator[tuple[Viewer, str]]:
    student = next(p for p in everyone.people if p.delegation == "us")
    for person in (student, next(p for p in everyone.people if p.observer)):
        viewer = everyone.student(person)
        for tab in TABS:
            yield from ((viewer, path) for path in everyone.pages_of_student(person, tab))
        yield from ((viewer, path) for path in everyone.quiet_public_pages())
        yield viewer, f"/me/{person.id}"
    teacher = everyone.instructor()
    for number in range(1, len(TALES) + 1):
        yield from ((teacher, path) for path in everyone.pages_of_instructor(number))
        yield from ((teacher, path) for path in everyone.quiet_pages_of_instructor(number))
        yield from ((everyone.stranger(), path) for path in everyone.public_pages(number))


def test_no_page_before_the_start_loses_anything_when_it_is_translated(everyone: Everyone) -> None:
    found = [
        fault for viewer, path in every_page(everyone) for fault in faults(everyone, viewer, path)
    ]
    assert not found, "\n".join(sorted(set(found))[:40])


@pytest.mark.parametrize("share", [0.15, 0.4, 0.7, 1.0])
def test_no_page_of_a_game_loses_anything_when_it_is_translated(
    everyone: Everyone, share: float
) -> None:
    for number, tale in enumerate(TALES, start=1):
        events = recorded(tale).events
        everyone.clear(number)
        everyone.tell(number, events[: round(share * len(events))])
    found = [
        fault for viewer, path in every_page(everyone) for fault in faults(everyone, viewer, path)
    ]
    assert not found, "\n".join(sorted(set(found))[:40])


@pytest.mark.parametrize(
    "page",
    [
        "<select><option>Rose Park</option></select>",
        '<input type="checkbox" name="x">',
        '<button name="do">Pause</button>',
        "<p>Ann</p>",
        '<p class="join-code">123</p>',
        '<p translate="no"><b translate="yes">Ann</b></p>',
    ],
)
def test_the_reading_finds_each_kind_of_fault(page: str) -> None:
    reading = Reading(frozenset({"Ann"}))
    reading.feed(page)
    assert len(reading.faults) == 1
