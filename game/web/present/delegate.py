"""What only a delegation's own page shows: brief, channels, composer, score."""

from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt

from game.engine.results import Result
from game.engine.scoring import TermLine
from game.engine.state import Channel
from game.scenario.model import EndingTerm, IndicatorTerm, IssueTerm, MeetingsTerm, PairTerm
from game.web.present.table import Shown, time_of

_markdown = MarkdownIt("commonmark", {"html": False})


def brief_html(table: Shown) -> str:
    """The confidential brief; its Markdown may hold no HTML."""
    return str(_markdown.render(table.texts.briefs[table.own]))


def objectives(table: Shown) -> list[Any]:
    """The delegation's objectives with their weights."""
    own = table.own
    return [
        SimpleNamespace(
            title=table.texts.objectives[own][o.id].title,
            why=table.texts.objectives[own][o.id].why,
            weight=o.weight,
        )
        for o in table.scenario.structure.delegation(own).objectives
    ]


def option_worths(table: Shown) -> list[Any]:
    """For each issue, what each option alone would add to an otherwise silent text, in points."""
    silent = table.appraise(table.own, {}).result.sheet.total
    current = table.text_package()
    rows = []
    for issue in table.view.setup.agenda:
        text = table.texts.issues[issue]
        entry = table.scenario.structure.issue(issue)
        rows.append(
            SimpleNamespace(
                id=issue,
                title=text.title,
                question=text.question,
                current=current.get(issue, entry.silent),
                options=[
                    SimpleNamespace(
                        id=option,
                        label=text.options[option].label,
                        summary=text.options[option].summary,
                        worth=signed(
                            table.appraise(table.own, {issue: option}).result.sheet.total - silent
                        ),
                    )
                    for option in entry.option_ids
                ],
            )
        )
    return rows


def signed(points: int) -> str:
    """Hundredths as points with a sign."""
    value = points / 100
    return "0" if points == 0 else f"{value:+.1f}".replace("-", "−")


def channels(table: Shown) -> list[Any]:
    """The delegation's channels: own talk first, then open ones, invitations, closed ones."""
    order = {"open": 0, "invited": 1, "closed": 2}
    own = sorted(table.view.channels, key=lambda c: (len(c.members) > 1, order[c.status], c.id))
    return [_channel(table, channel) for channel in own]


def _channel(table: Shown, channel: Channel) -> Any:
    others = [table.delegation(d) for d in channel.members if d != table.own]
    return SimpleNamespace(
        id=channel.id,
        others=others,
        own_talk=not others,
        status=channel.status,
        asked=channel.status == "invited" and table.own not in channel.accepted,
        inviter=table.delegation(channel.invited_by),
        messages=[message(table, m) for m in channel.messages],
    )


def message(table: Shown, said: Any) -> Any:
    """A line of a conversation."""
    return SimpleNamespace(
        delegation=table.delegation(said.delegation),
        author=table.names.get(said.by or "", ""),
        text=said.text,
        time=time_of(said.at),
        own=said.delegation == table.own,
    )


def plenary(table: Shown) -> list[Any]:
    """What was said to all."""
    return [message(table, s) for s in table.view.statements if s.delegation is not None]


def duty(table: Shown) -> str:
    """The id of the one thing asked of the delegation now; the template has the words."""
    view, own = table.view, table.own
    checks = (
        ("over", view.ending is not None),
        ("paused", table.paused),
        ("crisis", any(c.question and not c.answered for c in table.crises(is_open=True))),
        ("floor", view.floor is not None and view.floor.delegation == own),
        ("vote", any(p.status == "open" and own not in p.received for p in view.proposals)),
        ("sign", table.phase_name == "ratification" and own not in view.decided),
        ("invitation", any(c.asked for c in channels(table))),
        ("ready", own in view.ready),
    )
    return next((name for name, asked in checks if asked), table.phase_name)


def score_lines(table: Shown, result: Result) -> list[Any]:
    """Every objective with its terms, their evidence and points."""
    own = result.sheet.delegation
    return [
        SimpleNamespace(
            title=table.texts.objectives[own][line.objective].title,
            points=f"{line.points / 100:.1f}",
            possible=f"{line.possible / 100:.1f}",
            terms=[_term(table, term) for term in line.terms],
        )
        for line in result.sheet.objectives
    ]


def _term(table: Shown, line: TermLine) -> Any:
    return SimpleNamespace(
        kind=line.term.kind,
        evidence=_evidence(table, line),
        worth=line.worth,
        points=f"{line.points / 100:.1f}",
        possible=f"{line.possible / 100:.1f}",
    )


def _evidence(table: Shown, line: TermLine) -> list[str]:
    """The names that a template puts into the sentence for this kind of term."""
    term, view = line.term, table.view
    signed_text = table.text_package() if view.signatories else {}
    package = {**table.scenario.structure.silent_package(view.setup.agenda), **signed_text}

    def clause(issue: str) -> str:
        text = table.texts.issues[issue]
        return f"{text.title}: {text.options[package[issue]].label}"

    match term:
        case IssueTerm():
            return [clause(term.issue)]
        case PairTerm():
            return [clause(issue) for issue in term.issues]
        case IndicatorTerm():
            name = table.texts.indicators[term.indicator].name
            return [f"{name}: {view.indicators[term.indicator]}"]
        case MeetingsTerm():
            pair = frozenset((table.own, term.delegation))
            other = table.texts.delegations[term.delegation].name
            return [f"{other}: {view.meetings.get(pair, 0)}/{term.target}"]
        case EndingTerm():
            return [view.ending or "no_agreement"]
