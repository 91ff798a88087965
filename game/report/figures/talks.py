"""Who talked to whom, how long, and which issues they named."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from game.engine import events as e
from game.report.figures.played import Played
from game.scenario.model import DelegationId, IssueId

#: Words of a title that are shorter say too little to look for.
SHORTEST = 5


@dataclass(frozen=True)
class Circle:
    """Delegations that met in private, always in this company.

    ``seconds`` of play they sat together, in these ``rounds`` (nought outside the rounds);
    ``messages`` by delegation; ``issues`` in how many messages a word of the issue's title stood.
    ``public`` is whether everybody could know that they met.
    """

    members: tuple[DelegationId, ...]
    meetings: int
    seconds: int
    rounds: tuple[int, ...]
    messages: dict[DelegationId, int]
    issues: dict[IssueId, int]
    public: bool


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
    spoken = [s.event for s in played.steps if isinstance(s.event, e.PlenarySpoken)]
    plenary = Counter(event.delegation for event in spoken)
    return Talks(
        circles=circles,
        ties=tuple(_ties(played.delegations, circles)),
        plenary={d: plenary[d] for d in played.delegations},
        plenary_issues=_named(wanted, [event.text for event in spoken]),
    )


def _named(wanted: Mapping[IssueId, re.Pattern[str]], texts: list[str]) -> dict[IssueId, int]:
    """In how many of the texts each issue is named; only those that are."""
    counts = {
        issue: sum(pattern.search(text.casefold()) is not None for text in texts)
        for issue, pattern in wanted.items()
    }
    return {issue: count for issue, count in counts.items() if count}


def _circles(played: Played, wanted: Mapping[IssueId, re.Pattern[str]]) -> Iterator[Circle]:
    opened: dict[str, float] = {}
    meetings: dict[str, list[tuple[int, int]]] = {}
    messages: dict[str, list[e.MessageSent]] = {}
    for step in played.steps:
        match step.event:
            case e.MeetingOpened() as event:
                opened[event.channel] = event.at
                meetings.setdefault(event.channel, [])
                meetings[event.channel].append((step.after.round, 0))
            case e.MeetingClosed() as event if event.channel in opened:
                since = opened.pop(event.channel)
                length = played.seconds(event.at) - played.seconds(since)
                meetings[event.channel][-1] = (meetings[event.channel][-1][0], length)
            case e.MessageSent() as event if len(event.members) > 1:
                messages.setdefault(event.channel, []).append(event)
    end = played.steps[-1].event.at
    for channel, since in opened.items():
        length = played.seconds(end) - played.seconds(since)
        meetings[channel][-1] = (meetings[channel][-1][0], length)
    for channel, held in meetings.items():
        talk = played.final.channels[channel]
        said = messages.get(channel, [])
        counts = Counter(message.delegation for message in said)
        members = tuple(d for d in played.delegations if d in talk.members)
        yield Circle(
            members=members,
            meetings=len(held),
            seconds=sum(length for _, length in held),
            rounds=tuple(sorted({round_ for round_, _ in held})),
            messages={d: counts[d] for d in members},
            issues=_named(wanted, [message.text for message in said]),
            public=talk.public,
        )


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
