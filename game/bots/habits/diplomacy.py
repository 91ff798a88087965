"""Capital cables and side accords."""

from itertools import product

from game.bots.mind import Mind
from game.bots.valuation import Case, Choice, valuation
from game.bots.voice import Speech
from game.engine.acts.accords import AnswerAccord, OfferAccord
from game.engine.acts.cables import AskMandate
from game.engine.acts.channels import may_meet
from game.engine.command import Command
from game.engine.conditions import all_hold
from game.engine.phases import TALKS, PhaseName
from game.engine.results import position_of
from game.engine.scoring import SideAccord
from game.finding import first
from game.scenario.model import Accord, IssueId, OptionId, Package, RedLine

#: What a side accord must bring (hundredths of a point) before we accept or offer it.
GAIN = 25
#: How often, when something has happened, we think of side accords at all.
SIDEWAYS = 0.2


def ask_capital(mind: Mind) -> Command | None:
    """Ask for leave where a text that we would take crosses a red line and the price is met."""
    if mind.phase not in TALKS | {PhaseName.RATIFICATION} or mind.away:
        return None
    packages = [mind.text, *({**mind.text, **p.package} for p in mind.open_proposals())]
    for package in packages:
        choice = mind.own.choice(package)
        for line in mind.own.crossed(choice):
            if _askable(mind, line, choice) and _worth_asking(mind, line, choice):
                issue = first(line.when, line.id)
                text = mind.write_home(Speech("mandate", ((issue, None),)))
                return AskMandate(red_line=line.id, text=text)
    return None


def _askable(mind: Mind, line: RedLine, choice: Choice) -> bool:
    """Whether the capital may give way, as far as we can see, and was not asked in this round."""
    mandate = line.mandate
    if mandate is None or mind.view.standing[mind.delegation] < mandate.standing:
        return False
    here = mind.stage
    asked = (cable for cable in mind.view.cables.values() if cable.red_line == line.id)
    if any(cable.status == "open" or cable.round == here for cable in asked):
        return False
    held = mind.own.package(choice)
    offered = all(held.get(issue) in options for issue, options in mandate.offered.items())
    return offered and all_hold(mind.structure, mind.view, mandate.conditions)


def _worth_asking(mind: Mind, line: RedLine, choice: Choice) -> bool:
    """Whether leave to cross the line makes a text that we could sign, at its price at home."""
    if line.mandate is None:
        return False
    saved = 100 * line.points + line.standing * mind.own.standing_point
    points = mind.own.points(choice) + saved
    cost = line.mandate.cost * mind.own.standing_point
    return saved > cost and points - cost >= mind.own.fallback


# --- side accords ------------------------------------------------------------------------------


def answer_offer(mind: Mind) -> Command | None:
    """Accept a side accord that adds to what we have, decline any other."""
    if mind.phase not in TALKS | {PhaseName.RATIFICATION}:
        return None
    for offer in mind.view.offers.values():
        if offer.status == "offered" and mind.delegation not in offer.accepted:
            accept = _gain(mind, mind.structure.accord(offer.accord), offer.package) >= GAIN
            return AnswerAccord(offer=offer.id, accept=accept)
    return None


def offer_accord(mind: Mind) -> Command | None:
    """Offer the side accord that serves us best, if its other parties may like it."""
    if mind.phase not in TALKS or mind.elapsed < mind.chance(f"accord {mind.view.phase.step.tag}"):
        return None
    if mind.chance(f"accord {mind.view.seq}") >= SIDEWAYS:
        return None
    for accord in mind.structure.accords:
        if mind.delegation not in accord.parties or _tried(mind, accord):
            continue
        if not may_meet(mind.structure, mind.view, frozenset(accord.parties)):
            continue
        package = _best_terms(mind, accord)
        if package is not None:
            clause = first(package.items(), accord.id)
            note = mind.say(Speech("accord", (clause,)), mind.structure.rules.note_limit)
            return OfferAccord(accord=accord.id, options=package, note=note)
    return None


def _tried(mind: Mind, accord: Accord) -> bool:
    """Whether it was concluded, is being answered, or was offered in this round."""
    here = mind.stage
    earlier = [offer for offer in mind.view.offers.values() if offer.accord == accord.id]
    return any(o.status in ("offered", "concluded") or o.round == here for o in earlier)


def _best_terms(mind: Mind, accord: Accord) -> dict[IssueId, OptionId] | None:
    """The terms that bring us most among those that the other parties may like."""
    agenda = mind.view.setup.agenda
    terms = {issue: options for issue, options in accord.terms.items() if issue in agenda}
    best: tuple[int, dict[IssueId, OptionId]] | None = None
    for row in product(*((None, *options) for options in terms.values())):
        package = {i: o for i, o in zip(terms, row, strict=True) if o is not None}
        if not package:
            continue
        gain = _gain(mind, accord, package)
        bar = GAIN if best is None else best[0] + 1
        if gain >= bar and _liked(mind, accord, package):
            best = gain, package
    return best[1] if best else None


def _liked(mind: Mind, accord: Accord, package: Package) -> bool:
    """Whether the other parties seem to like those terms better than silence, on balance."""
    pool = mind.own.pool
    for party in accord.parties:
        if party == mind.delegation:
            continue
        worth = mind.guesses.of(party)
        balance = 0.0
        for issue, option in package.items():
            axis = pool.space.agenda.index(issue)
            start, length = pool.starts[axis], pool.space.shape[axis]
            row = worth[start : start + length]
            silent = mind.standing_choice[axis]
            balance += float(row[pool.space.options[axis].index(option)] - row[silent])
        if balance < 0:
            return False
    return True


def _gain(mind: Mind, accord: Accord, package: Package) -> int:
    """What the accord adds for us, to the text as it stands and to no deal, whichever is less."""
    position = position_of(mind.view, mind.delegation)
    beside = (*position.accords, SideAccord(accord.parties, package))
    case = mind.own.case
    wider = valuation(
        Case.of(
            case.scenario,
            case.agenda,
            case.delegation,
            type(position)(position.directed, position.mandates, beside),
        )
    )
    with_text = wider.points(mind.standing_choice) - mind.own.points(mind.standing_choice)
    return min(with_text, wider.fallback - mind.own.fallback)
