"""Side accords: what the viewing delegation could offer, what waits for answers, what is agreed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from game.engine.entries import Offer
from game.engine.results import Appraisal, appraise, position_of
from game.engine.scoring import SideAccord
from game.scenario.model import Accord, IssueId, OptionId
from game.web.present.run import Mark
from game.web.present.stage import Party, Stage
from game.web.present.worth import WorthBar, gain, result_bar


@dataclass(frozen=True)
class Choice:
    """An option that the accord may hold, and what it would add for the viewing delegation."""

    id: OptionId
    label: str
    summary: str
    points: str


@dataclass(frozen=True)
class Term:
    """An issue of the agenda on which the accord may say something."""

    issue: IssueId
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Article:
    """What an accord says on one issue."""

    title: str
    label: str
    prose: str


@dataclass(frozen=True)
class OfferCard:
    """An offered or concluded accord.

    ``without`` and ``with_it`` are what the text as it stands is worth to the viewing delegation
    without and with the accord; None where it is no party, or nothing is open any more.
    """

    id: str
    name: str
    author: Party
    by: str
    mine: bool
    parties: tuple[Party, ...]
    answers: tuple[Mark, ...]
    articles: tuple[Article, ...]
    confidential: bool
    note: str
    time: str
    status: str
    awaits_us: bool
    without: WorthBar | None
    with_it: WorthBar | None
    gain: str


@dataclass(frozen=True)
class AccordCard:
    """An accord that the viewing delegation may conclude on this agenda."""

    id: str
    name: str
    summary: str
    others: tuple[Party, ...]
    terms: tuple[Term, ...]
    why_not: str | None
    open: OfferCard | None
    in_force: OfferCard | None


def accords(stage: Stage) -> tuple[AccordCard, ...]:
    """The side accords open to the viewing delegation that this agenda has issues for."""
    return tuple(
        _accord(stage, accord)
        for accord in stage.structure.accords
        if stage.own in accord.parties and set(accord.terms) & set(stage.view.setup.agenda)
    )


def _accord(stage: Stage, accord: Accord) -> AccordCard:
    text = stage.texts.accords[accord.id]
    offers = [offer for offer in stage.view.offers.values() if offer.accord == accord.id]
    open_ = next((offer for offer in offers if offer.status == "offered"), None)
    held = next((offer for offer in offers if offer.status == "concluded"), None)
    return AccordCard(
        id=accord.id,
        name=text.name,
        summary=text.summary,
        others=tuple(stage.party(d) for d in accord.parties if d != stage.own),
        terms=_terms(stage, accord),
        why_not=stage.refusal(stage.possible.accords[accord.id]),
        open=None if open_ is None else offer_card(stage, open_),
        in_force=None if held is None else offer_card(stage, held),
    )


def _terms(stage: Stage, accord: Accord) -> tuple[Term, ...]:
    return tuple(
        Term(
            issue=issue,
            title=stage.issue(issue),
            choices=tuple(_choice(stage, accord, issue, option) for option in options),
        )
        for issue, options in accord.terms.items()
        if issue in stage.view.setup.agenda
    )


def _choice(stage: Stage, accord: Accord, issue: IssueId, option: OptionId) -> Choice:
    text = stage.texts.issues[issue].options[option]
    added = _gain(stage, accord, {issue: option})
    return Choice(option, text.label, text.summary, added)


def offers_to_us(stage: Stage) -> tuple[OfferCard, ...]:
    """The offers that wait for the viewing delegation's answer."""
    cards = (offer_card(stage, o) for o in stage.view.offers.values() if o.status == "offered")
    return tuple(card for card in cards if card.awaits_us)


def in_force(stage: Stage) -> tuple[OfferCard, ...]:
    """The concluded accords that the viewer may know of."""
    return tuple(offer_card(stage, o) for o in stage.view.accords())


def offer_card(stage: Stage, offer: Offer) -> OfferCard:
    """One offer, with its worth to the viewing delegation while it waits for an answer."""
    own = stage.viewer.delegation
    weighed = offer.status == "offered" and own in offer.parties
    accord = stage.structure.accord(offer.accord)
    return OfferCard(
        id=offer.id,
        name=stage.texts.accords[offer.accord].name,
        author=stage.party(offer.delegation),
        by=stage.name(offer.by),
        mine=offer.delegation == own,
        parties=tuple(stage.party(d) for d in offer.parties),
        answers=tuple(Mark(stage.party(d), d in offer.accepted) for d in offer.parties),
        articles=tuple(
            Article(
                stage.issue(issue),
                stage.option(issue, option),
                stage.texts.issues[issue].options[option].clause,
            )
            for issue, option in offer.package.items()
        ),
        confidential=offer.confidential,
        note=offer.note,
        time=stage.time(offer.at),
        status=offer.status,
        awaits_us=weighed and own not in offer.accepted,
        without=_bar(stage, accord, {}) if weighed else None,
        with_it=_bar(stage, accord, offer.package) if weighed else None,
        gain=_gain(stage, accord, offer.package) if weighed else "",
    )


def _bar(stage: Stage, accord: Accord, package: Mapping[IssueId, OptionId]) -> WorthBar:
    """The worth of the text as it stands with that accord beside those in force."""
    appraisal = _appraised(stage, accord, package)
    lines = stage.texts.red_lines.get(stage.own, {})
    return result_bar(stage, appraisal.result, tuple(lines[line] for line in appraisal.crossed))


def _gain(stage: Stage, accord: Accord, package: Mapping[IssueId, OptionId]) -> str:
    """What the accord so concluded would add to the text as it stands."""
    after = _appraised(stage, accord, package).result.sheet.total
    return gain(after - _appraised(stage, accord, {}).result.sheet.total)


def _appraised(stage: Stage, accord: Accord, package: Mapping[IssueId, OptionId]) -> Appraisal:
    """What the text is worth with the accord so concluded; as it is now, if the package is empty.

    A new accord of a kind replaces the one in force.
    """
    position = position_of(stage.view, stage.own)
    if package:
        kept = tuple(
            SideAccord(offer.parties, offer.package)
            for offer in stage.view.offers.values()
            if offer.status == "concluded"
            and offer.accord != accord.id
            and stage.own in offer.parties
        )
        position = replace(position, accords=(*kept, SideAccord(accord.parties, package)))
    agenda = stage.view.setup.agenda
    return appraise(stage.structure, agenda, stage.own, stage.standing_text(), position)
