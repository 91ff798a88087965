"""What people call the things that events name by ids.

A game may have been played with another version of its scenario: what today's texts lack goes by
its id.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from game.messages import words
from game.records.phrases import phrase
from game.scenario.model import DelegationId, IssueId, OptionId
from game.scenario.texts import Texts

T = TypeVar("T")


class Names:
    """Names and short phrases in one language."""

    def __init__(self, texts: Texts, language: str) -> None:
        self.texts = texts
        self.language = language

    def frame(self, key: str, **details: str | int) -> str:
        """A phrase of the chronicle's frame."""
        return phrase("frame", key, self.language, **details)

    def word(self, group: str, id_: str) -> str:
        """A word of the message catalogue."""
        return words(group, self.language).get(id_, id_)

    def delegation(self, id_: DelegationId) -> str:
        """The delegation's name."""
        found = self.texts.delegations.get(id_)
        return found.name if found else id_

    def capital(self, id_: DelegationId) -> str:
        """Where its government sits."""
        found = self.texts.delegations.get(id_)
        return found.capital if found else id_

    def delegations(self, ids: Iterable[DelegationId]) -> str:
        """All their names, the last after an "and"."""
        *others, last = [self.delegation(id_) for id_ in ids] or [""]
        if not others:
            return last
        return self.frame("comma").join(others) + self.frame("and") + last

    def issue(self, id_: IssueId) -> str:
        """The issue's title."""
        found = self.texts.issues.get(id_)
        return found.title if found else id_

    def option(self, issue: IssueId, id_: OptionId) -> str:
        """The option's label."""
        options = self.texts.issues[issue].options if issue in self.texts.issues else {}
        return options[id_].label if id_ in options else id_

    def package(self, package: Mapping[IssueId, OptionId]) -> str:
        """Every clause, by issue and option."""
        return self.listed(
            self.frame("clause", issue=self.issue(issue), option=self.option(issue, option))
            for issue, option in package.items()
        )

    def listed(self, parts: Iterable[str]) -> str:
        """The parts in one line."""
        return self.frame("semicolon").join(parts)

    def issues(self, ids: Sequence[IssueId]) -> str:
        """The issues' titles."""
        return self.listed(self.issue(id_) for id_ in ids)

    def quoted(self, text: str) -> str:
        """Somebody's words; nothing where there are none."""
        return self.frame("quoted", text=text) if text else ""

    def red_line(self, delegation: DelegationId, id_: str) -> str:
        """What the capital says of the red line."""
        return self.texts.red_lines.get(delegation, {}).get(id_, id_)

    def headline(self, inject: str) -> str:
        """The card's headline."""
        found = self.texts.injects.get(inject)
        return found.headline if found else inject

    def answer(self, inject: str, delegation: DelegationId, answer: str) -> str:
        """What the delegation answered to the card."""
        card = self.texts.injects.get(inject)
        asked = card.decisions.get(delegation) if card else None
        return asked.answers.get(answer, answer) if asked else answer

    def consequences(self, inject: str, ids: Sequence[str]) -> list[str]:
        """What followed from the answers, a sentence each."""
        card = self.texts.injects.get(inject)
        return [card.consequences.get(id_, id_) if card else id_ for id_ in ids]

    def objective(self, delegation: DelegationId, id_: str) -> str:
        """The objective's title."""
        found = self.texts.objectives.get(delegation, {}).get(id_)
        return found.title if found else id_

    def indicator(self, id_: str) -> str:
        """The indicator's name."""
        found = self.texts.indicators.get(id_)
        return found.name if found else id_

    def move(self, id_: str) -> str:
        """The move's name."""
        found = self.texts.moves.get(id_)
        return found.name if found else id_

    def news(self, move: str, cases: Sequence[str] = ()) -> str:
        """What the others read of a move and of what came with it."""
        found = self.texts.moves.get(move)
        if found is None:
            return move
        return " ".join([found.news, *(found.cases.get(case, case) for case in cases)])

    def accord(self, id_: str) -> str:
        """The side accord's name."""
        found = self.texts.accords.get(id_)
        return found.name if found else id_

    def duty(self, obligation: str) -> str:
        """What must be done."""
        found = self.texts.obligations.get(obligation)
        return found.duty if found else obligation

    def breach(self, obligation: str) -> str:
        """The news that it was not done."""
        found = self.texts.obligations.get(obligation)
        return found.detected if found else obligation

    def cause(self, id_: str) -> str:
        """What brought a secret to light: a card, a duty that was not done, inspectors."""
        if id_ in self.texts.injects:
            return self.headline(id_)
        if id_ in self.texts.obligations:
            return self.breach(id_)
        return self.word("causes", id_)
