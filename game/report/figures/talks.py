"""Who talked to whom, when, how long, which issues they named, and what they wrote.

Messages that the instructor hid are nowhere in it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from game.engine.acts.channels import MeetingClosed, MeetingOpened
from game.report.figures.played import Played
from game.scenario.model import DelegationId, IssueId

#: Words of a title that are shorter say too little to look for.
SHORTEST = 5


@dataclass(frozen=True)
class Said:
    """A private message, at that second of play."""

    seconds: int
    delegation: DelegationId
    text: str


@dataclass(frozen=True)
class Meeting:
    """One private talk: when it began, how long it lasted (seconds of play), in which round.

    ``said`` is all that was written in it; nothing where delegations met in person.
    """

    seconds: int
    length: int
    round: int
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Circle:
    """Delegations that met in private, always in this company, and each time that they did.

    ``messages`` by delegation; ``issues`` in how many messages a word of the issue's title stood.
    ``public`` is whether everybody could know that they met.
    """

    members: tuple[DelegationId, ...]
    held: tuple[Meeting, ...]
    messages: dict[DelegationId, int]
    issues: dict[IssueId, int]
    public: bool

    @property
    def meetings(self) -> int:
        """How often they met."""
        return len(self.held)

    @property
    def seconds(self) -> int:
        """How long they sat together in all."""
        return sum(meeting.length for meeting in self.held)

    @property
    def rounds(self) -> tuple[int, ...]:
        """The rounds in which they met; nought stands for the time outside the rounds."""
        return tuple(sorted({meeting.round for meeting in self.held}))


@dataclass(frozen=True)
class Tie:
    """Two delegations, over all circles that both belong to."""

    pair: tuple[DelegationId, DelegationId]
    alone: int
    meetings: int
    seconds: int
    messages: int


@dataclass(frozen=True)
class Talks:
    """All private talk among delegations, and who spoke in the plenary how often."""

    circles: tuple[Circle, ...]
    ties: tuple[Tie, ...]
    plenary: dict[DelegationId, int]
    plenary_issues: dict[IssueId, int]


def keywords(titles: Mapping[IssueId, str]) -> dict[IssueId, re.Pattern[str]]:
    """What to look for: the title, or a longer word of it that no other title has.

    It is found as a whole word, or with an s at its end, in any case of letters. Words with a
    hyphen are one: "Korean" alone names no inter-Korean project. That a word stands there says that
    the issue was named, not what was said of it.
    """
    words = {issue: _words(title) for issue, title in titles.items()}
    counts = Counter(word for found in words.values() for word in found)
    return {
        issue: re.compile(
            "|".join(
                rf"(?<![\w-]){re.escape(part)}s?(?![\w-])"
                for part in sorted({title.casefold(), *(w for w in words[issue] if counts[w] == 1)})
            )
        )
        for issue, title in titles.items()
    }


def _words(title: str) -> set[str]:
    return {word for word in re.findall(r"[\w-]+", title.casefold()) if len(word) >= SHORTEST}


def talks(played: Played, titles: Mapping[IssueId, str]) -> Talks:
    """What was said in private is read for the issues' titles alone."""
    wanted = keywords({issue: titles[issue] for issue in played.agenda})
    circles = tuple(_circles(played, wanted))
    spoken = [s for s in played.final.statements if s.delegation is not None and not s.hidden]
    plenary = Counter(statement.delegation for statement in spoken)
    return Talks(
        circles=circles,
        ties=tuple(_ties(played.delegations, circles)),
        plenary={d: plenary[d] for d in played.delegations},
        plenary_issues=_named(wanted, [statement.text for statement in spoken]),
    )


def _named(wanted: Mapping[IssueId, re.Pattern[str]], texts: list[str]) -> dict[IssueId, int]:
    """In how many of the texts each issue is named; only those that are."""
    counts = {
        issue: sum(pattern.search(text.casefold()) is not None for text in texts)
        for issue, pattern in wanted.items()
    }
    return {issue: count for issue, count in counts.items() if count}


def _circles(played: Played, wanted: Mapping[IssueId, re.Pattern[str]]) -> Iterator[Circle]:
    for channel, held in _meetings(played).items():
        talk = played.final.channels[channel]
        said = [message for message in talk.messages if not message.hidden]
        counts = Counter(message.delegation for message in said)
        members = tuple(d for d in played.delegations if d in talk.members)
        starts = [start for start, _, _ in held]
        yield Circle(
            members=members,
            held=tuple(
                Meeting(
                    seconds=played.seconds(start),
                    length=played.seconds(end) - played.seconds(start),
                    round=round_,
                    said=tuple(
                        Said(played.seconds(m.at), m.delegation, m.text)
                        for m in said
                        if _sitting(starts, m.at) == number
                    ),
                )
                for number, (start, end, round_) in enumerate(held)
            ),
            messages={d: counts[d] for d in members},
            issues=_named(wanted, [message.text for message in said]),
            public=talk.public,
        )


def _meetings(played: Played) -> dict[str, list[tuple[float, float, int]]]:
    """By channel when each meeting began and ended, and its round; open ones end with the log."""
    found: dict[str, list[tuple[float, float, int]]] = {}
    last = played.steps[-1].event.at
    for step in played.steps:
        match step.event:
            case MeetingOpened() as event:
                found.setdefault(event.channel, []).append((event.at, last, step.after.round))
            case MeetingClosed() as event if event.channel in found:
                start, _, round_ = found[event.channel][-1]
                found[event.channel][-1] = (start, event.at, round_)
    return found


def _sitting(starts: list[float], at: float) -> int:
    """In which of the meetings something was written: the last that had begun by then."""
    return max((number for number, start in enumerate(starts) if start <= at), default=0)


def _ties(delegations: tuple[DelegationId, ...], circles: tuple[Circle, ...]) -> Iterator[Tie]:
    for one, other in combinations(delegations, 2):
        shared = [c for c in circles if one in c.members and other in c.members]
        yield Tie(
            pair=(one, other),
            alone=sum(c.meetings for c in shared if len(c.members) == 2),
            meetings=sum(c.meetings for c in shared),
            seconds=sum(c.seconds for c in shared),
            messages=sum(sum(c.messages.values()) for c in shared),
        )
