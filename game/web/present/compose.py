"""The composer: a form with every option of the agenda, empty or begun from something."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.engine.phases import ROUND, PhaseName
from game.scenario.model import IssueId, OptionId
from game.web.present.joint_text import ProposalCard, open_proposals
from game.web.present.stage import Stage
from game.web.present.worth import IssueWorth, option_worths

#: When a proposal can be prepared or tabled.
PREPARED = frozenset({PhaseName.BRIEFING, *ROUND})


@dataclass(frozen=True)
class Composer:
    """What the form holds at first: the option chosen on each issue, a note, what it counters."""

    issues: tuple[IssueWorth, ...]
    chosen: Mapping[IssueId, OptionId]
    note: str
    counters: str
    others: tuple[ProposalCard, ...]
    note_limit: int
    own_open: bool
    is_open: bool


def is_open(stage: Stage) -> bool:
    """Whether a proposal can be tabled, or prepared for a drafting that is still to come."""
    return stage.view.phase.step.phase in PREPARED


def composer(
    stage: Stage,
    chosen: Mapping[IssueId, OptionId] | None = None,
    note: str = "",
    counters: str = "",
) -> Composer:
    """A composer that begins with those choices; ``counters`` is a proposal's id, or empty."""
    open_ = open_proposals(stage)
    return Composer(
        issues=option_worths(stage),
        chosen=chosen or {},
        note=note,
        counters=counters if counters in stage.view.proposals else "",
        others=tuple(p for p in open_ if not p.mine),
        note_limit=stage.structure.rules.note_limit,
        own_open=any(p.mine for p in open_),
        is_open=is_open(stage),
    )


def counter_to(stage: Stage, proposal_id: str) -> Composer | None:
    """A composer that begins with another delegation's proposal; None if there is none such."""
    found = stage.view.proposals.get(proposal_id)
    if found is None:
        return None
    return composer(stage, chosen=found.package, counters=found.id)


def begun(stage: Stage, options: Mapping[str, str]) -> Composer | None:
    """A composer that begins with those options; None if the agenda knows none of them."""
    known = known_options(stage, options)
    return composer(stage, chosen=known) if known else None


def known_options(stage: Stage, options: Mapping[str, str]) -> dict[IssueId, OptionId]:
    """Those of the options that the agenda knows."""
    return {
        issue: option
        for issue, option in options.items()
        if issue in stage.view.setup.agenda and option in stage.structure.issue(issue).option_ids
    }
