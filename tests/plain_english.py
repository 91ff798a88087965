"""How long the sentences of a text are: the measure of plain English that the project keeps to."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser

#: The longest sentence in words, and how long sentences may be on average.
LONGEST, AVERAGE = 20, 12
#: What ends a sentence, what may stand behind it, and how the next one can begin. A colon and a
#: semicolon end none: a list behind a colon is part of its sentence.
_END = re.compile(r"(?<=[.!?。])[\"”’)\]*_]*\s+(?=[\"“‘(\[*_]*[^\W_a-z])")
_ABBREVIATIONS = re.compile(r"\b(?:Mr|Ms|Dr|St|No|vs|e\.g|i\.e|cf|pp?|vol|eds?|[A-Z])\.\s*$")
_HEADINGS = ("h1", "h2", "h3", "h4", "caption", "summary", "figcaption", "label")
_BLOCKS = frozenset((*_HEADINGS, "p", "li", "td", "th", "dt", "dd", "br", "tr", "div", "section"))
_SKIPPED = frozenset({"style", "script", "svg", "title"})


def sentences(text: str) -> Iterator[str]:
    """The sentences of one paragraph."""
    begun = ""
    for part in _END.split(re.sub(r"\s+", " ", text).strip()):
        begun = f"{begun} {part}".strip()
        if not _ABBREVIATIONS.search(begun):
            yield begun
            begun = ""
    if begun:
        yield begun


def words(sentence: str) -> int:
    """How many words it has; marks that stand alone are none."""
    return sum(any(c.isalnum() for c in word) for word in sentence.split())


def too_long(paragraphs: Iterable[str]) -> list[str]:
    """The sentences that are longer than any may be."""
    found = (one for paragraph in paragraphs for one in sentences(paragraph))
    return [f"{words(one)}: {one}" for one in found if words(one) > LONGEST]


def average(paragraphs: Iterable[str], *, answers: bool = False) -> float:
    """The mean length of sentences in words.

    Labels and headings, which end in no stop, do not count, unless they are ``answers``: sentences
    that have none because they stand on buttons.
    """
    lengths = [
        words(one)
        for paragraph in paragraphs
        for one in sentences(paragraph)
        if answers or one.rstrip("”\"')*_").endswith((".", "!", "?", ":"))
    ]
    return sum(lengths) / len(lengths) if lengths else 0.0


def leaves(node: object) -> Iterator[str]:
    """Every text in a table of texts."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from leaves(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from leaves(value)


class _Paragraphs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = [""]
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag in _BLOCKS:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping -= 1
        elif tag in _BLOCKS:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.found[-1] += data


def paragraphs_of(html: str) -> list[str]:
    """The paragraphs, cells and headings of a page's main part."""
    _, _, main = html.partition("<main")
    main, _, _ = main.partition("</main>")
    reader = _Paragraphs()
    reader.feed("<main" + main if main else html)
    return [found.strip() for found in reader.found if found.strip()]
