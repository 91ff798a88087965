"""Hints in words: what somebody seems to want, what all might accept, what to answer a crisis."""

from collections.abc import Iterable
from dataclasses import dataclass

from game.bots.hints import Advice, Bridge, Evidence, Reply, Sureness, Wants
from game.scenario.model import IssueId, OptionId
from game.web.present.crises import crises
from game.web.present.stage import Party, Stage
from game.web.present.worth import WorthBar, worth_bar

#: Answers to a crisis within so many hundredths of a point of the best are as good as it.
EQUAL = 25


@dataclass(frozen=True)
class WishTold:
    """An option that somebody seems to want, how sure one can be, and by what."""

    issue: str
    option: str
    sureness: Sureness
    evidence: Evidence


@dataclass(frozen=True)
class WantsTold:
    """What a delegation seems to care for, in order, and its moves that all know of."""

    party: Party
    wishes: tuple[WishTold, ...]
    moves: tuple[str, ...]


@dataclass(frozen=True)
class ClauseTold:
    """A clause of a package; ``kept`` where the joint text says the same already.

    ``untold`` where none of the others has shown anything on the issue.
    """

    issue_id: IssueId
    option_id: OptionId
    issue: str
    option: str
    kept: bool
    untold: bool


@dataclass(frozen=True)
class ReplyTold:
    """What a delegation may say to a package; ``blind`` where it has shown nothing yet."""

    party: Party
    reply: Reply
    blind: bool


@dataclass(frozen=True)
class BridgeTold:
    """A package that all might accept."""

    clauses: tuple[ClauseTold, ...]
    bar: WorthBar
    replies: tuple[ReplyTold, ...]
    likely: bool


@dataclass(frozen=True)
class AnswerTold:
    """An answer to a crisis; ``behind`` is how many points the best brings more."""

    text: str
    best: bool
    behind: str


@dataclass(frozen=True)
class AdviceTold:
    """A crisis that waits for us, and its answers, best first; ``even`` if all are alike."""

    headline: str
    answers: tuple[AnswerTold, ...]
    even: bool


def crises_asked(stage: Stage) -> tuple[str, ...]:
    """The headlines of the crises that wait for our answer."""
    return tuple(c.headline for c in crises(stage) if c.question and not c.settled)


def wants(stage: Stage, found: Wants | None) -> WantsTold | None:
    """What a delegation seems to want; None if nothing was asked about any."""
    if found is None:
        return None
    return WantsTold(
        stage.party(found.delegation),
        tuple(
            WishTold(
                stage.issue(wish.issue),
                stage.option(wish.issue, wish.option),
                wish.evidence.sureness,
                wish.evidence,
            )
            for wish in found.wishes
        ),
        tuple(stage.texts.moves[move].name for move in found.moves),
    )


def bridge(stage: Stage, found: Bridge | None) -> BridgeTold | None:
    """The package that all might accept; None where none is better for us than no deal."""
    if found is None:
        return None
    held = stage.standing_text()
    return BridgeTold(
        clauses=tuple(
            ClauseTold(
                issue,
                option,
                stage.issue(issue),
                stage.option(issue, option),
                kept=held.get(issue) == option,
                untold=issue in found.untold,
            )
            for issue, option in found.package.items()
        ),
        bar=worth_bar(stage, found.package),
        likely=found.likely,
        replies=tuple(
            ReplyTold(stage.party(d), reply, d in found.blind) for d, reply in found.replies.items()
        ),
    )


def advice(stage: Stage, found: Iterable[Advice]) -> tuple[AdviceTold, ...]:
    """The answers to every crisis that waits for us, best first."""
    return tuple(
        AdviceTold(
            stage.texts.injects[one.inject].headline,
            tuple(
                AnswerTold(
                    stage.texts.injects[one.inject].decisions[stage.own].answers[answer],
                    best=top - worth <= EQUAL,
                    behind=f"{(top - worth) / 100:.1f}",
                )
                for answer, worth in one.answers
            ),
            even=all(top - worth <= EQUAL for _, worth in one.answers),
        )
        for one in found
        for top in (one.answers[0][1],)
    )
