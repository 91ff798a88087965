"""Which clauses a sentence speaks of: how delegations learn from talk, a person's or a machine's.

A clause is spoken of where its label or its spoken form stands in the sentence. That is crude (it
does not hear a "not"), so what is heard counts for less than what is tabled, and refusals in the
computer's own voice name an issue but never an option.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from game.scenario.hashes import Hashes
from game.scenario.model import IssueId
from game.scenario.texts import Scenario

#: Shorter labels ("Shared") are common words: they are heard only in quotation marks.
PLAIN_LENGTH = 8

#: Clauses as axis and position.
Clauses = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Subject:
    """What is talked about: equal subjects are heard alike."""

    scenario: Scenario = field(compare=False)
    hashes: Hashes
    language: str
    agenda: tuple[IssueId, ...]

    def labels(self) -> list[tuple[str, int, int]]:
        """What to listen for, the longest first so that no label hides in another."""
        texts = self.scenario.text(self.language)
        heard = [
            (label.lower() if len(label) >= PLAIN_LENGTH else f"“{label.lower()}”", axis, place)
            for axis, issue in enumerate(self.agenda)
            for place, option in enumerate(self.scenario.structure.issue(issue).option_ids)
            for label in (
                texts.issues[issue].options[option].label,
                *texts.spoken_forms(issue, option),
            )
        ]
        return sorted(heard, key=lambda entry: -len(entry[0]))


@lru_cache(maxsize=8)
def _hearing(subject: Subject) -> Callable[[str], Clauses]:
    """A hearing of that subject, which remembers sentences that it has heard."""
    labels = subject.labels()

    @lru_cache(maxsize=4096)
    def hear(text: str) -> Clauses:
        rest = text.lower()
        found = []
        for label, axis, place in labels:
            if label in rest:
                found.append((axis, place))
                rest = rest.replace(label, " ")
        return tuple(dict.fromkeys(found))

    return hear


@lru_cache(maxsize=8)
def _titles(subject: Subject) -> tuple[frozenset[str], ...]:
    """What names each of the subject's issues."""
    texts = subject.scenario.text(subject.language)
    return tuple(_names(texts.issues[i].title, texts.topics(i)) for i in subject.agenda)


#: Words of an issue's title that are shorter ("the", "food") do not name it.
TELLING_LENGTH = 6


class Ear:
    """Hears clauses of an agenda in sentences of a language."""

    def __init__(self, scenario: Scenario, language: str, agenda: tuple[IssueId, ...]) -> None:
        subject = Subject(scenario, scenario.hashes, language, agenda)
        #: The clauses that a text speaks of, as axis and position.
        self.hear = _hearing(subject)
        self._titles = _titles(subject)

    def topics(self, text: str) -> tuple[int, ...]:
        """The issues (as axes) that the text names: by their titles, or by a clause."""
        said = text.lower()
        named = [axis for axis, _ in self.hear(text)]
        named += [
            axis for axis, words in enumerate(self._titles) if any(word in said for word in words)
        ]
        return tuple(dict.fromkeys(named))


def _names(title: str, topics: Iterable[str]) -> frozenset[str]:
    """What names an issue in a sentence: its title, its spoken forms, the title's longer words."""
    words = (word for word in title.lower().split() if len(word) >= TELLING_LENGTH)
    return frozenset({title.lower(), *(topic.lower() for topic in topics), *words})
