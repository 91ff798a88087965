"""Side accords: offered between few, concluded by all of them, public or in confidence."""

import pytest

from game.engine.acts.accords import (
    NOT_YOUR_OFFER,
    OFFER_CLOSED,
    OFFER_OPEN,
    OWN_OFFER,
    UNKNOWN_ACCORD,
    UNKNOWN_OFFER,
    AccordConcluded,
    OfferAccord,
)
from game.engine.acts.channels import ACCESS_SHUT
from game.engine.entries import Offer
from game.engine.phases import PhaseName
from game.engine.refusals import EMPTY_PROPOSAL, LONG_TEXT, UNKNOWN_ISSUE, UNKNOWN_OPTION
from game.engine.results import appraise, outcome_of, position_of
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, of
from game.refusals import Reason
from game.scenario.model import Accord, IndicatorCondition, Structure
from tests.builders import Game, altered, changed, harbour

FULL = ("quay", "fishing", "payers")


@pytest.fixture
def game() -> Game:
    """A table in its consultations."""
    return Game(preset="full").advance_to(PhaseName.CONSULTATIONS)


def conclude(game: Game, confidential: bool = False, **options: str) -> Offer:
    """Have port and village conclude their accord."""
    terms = options or {"fishing": "lanes"}
    offer = game.head("port").offers("pilotage", confidential=confidential, **terms)
    game.head("village").agrees_to(offer)
    return game.state.offers[offer]


# --- offering ----------------------------------------------------------------------------------


def test_an_offer_is_known_to_its_parties_alone(game: Game) -> None:
    offer = game.head("port").offers("pilotage", note="  Quietly.  ", fishing="lanes")
    assert offer == "pilotage.1"
    assert game.state.offers[offer].note == "Quietly."
    for viewer in (of("port"), of("village"), INSTRUCTOR_VIEW):
        assert [one.status for one in game.view(viewer).offers.values()] == ["offered"]
    for viewer in (of("ministry"), PUBLIC_VIEW):
        assert game.view(viewer).offers == {}


def test_only_its_parties_offer_an_accord(game: Game) -> None:
    for seat, accord in (("ministry", "pilotage"), ("port", "nonsense")):
        with game.expect_refusal(UNKNOWN_ACCORD):
            game.head(seat).offers(accord, fishing="lanes")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, EMPTY_PROPOSAL),
        ({"payers": "state"}, UNKNOWN_ISSUE),
        ({"whales": "free"}, UNKNOWN_ISSUE),
        ({"fishing": "reserve"}, UNKNOWN_OPTION),
        ({"fishing": "lanes", "quay": "long"}, UNKNOWN_OPTION),
    ],
)
def test_an_accord_holds_what_the_scenario_opens_to_it(
    game: Game, options: dict[str, str], reason: Reason
) -> None:
    with game.expect_refusal(reason):
        game.head("port").sends(OfferAccord(accord="pilotage", options=options))


def test_an_accord_keeps_to_the_agenda() -> None:
    pays = Accord(id="levy", parties=("port", "village"), terms={"payers": ("shared",)}, sources=())
    structure = changed(harbour(), accords=(*harbour().accords, pays))
    for preset, refused in (("quick", True), ("full", False)):
        game = Game(structure, preset).advance_to(PhaseName.CONSULTATIONS)
        if refused:
            with game.expect_refusal(UNKNOWN_ISSUE):
                game.head("port").offers("levy", payers="shared")
        else:
            game.head("port").offers("levy", payers="shared")


def test_a_note_is_as_long_as_the_scenario_allows(game: Game) -> None:
    with game.expect_refusal(LONG_TEXT):
        game.head("port").offers("pilotage", note="x" * 201, fishing="lanes")


def test_parties_that_may_not_meet_alone_conclude_nothing() -> None:
    shut = (IndicatorCondition(indicator="anger", at_most=10),)
    structure = altered("access", "port_ministry", between=("port", "village"), opens_when=shut)
    game = Game(structure).advance_to(PhaseName.CONSULTATIONS)
    with game.expect_refusal(ACCESS_SHUT):
        game.head("port").offers("pilotage", fishing="lanes")


def test_there_is_one_offer_of_a_kind_at_a_time(game: Game) -> None:
    first = game.head("port").offers("pilotage", fishing="lanes")
    with game.expect_refusal(OFFER_OPEN):
        game.head("village").offers("pilotage", quay="short")
    game.head("village").turns_down(first)
    assert game.head("village").offers("pilotage", quay="short") == "pilotage.2"


# --- answering ---------------------------------------------------------------------------------


def test_an_accord_is_in_force_when_every_party_has_accepted(game: Game) -> None:
    offer = game.head("port").offers("pilotage", fishing="lanes")
    assert game.state.accords() == ()
    game.wait(40)
    game.head("village").agrees_to(offer)
    [accord] = game.state.accords()
    assert accord.accepted == {"port", "village"}
    assert accord.at == game.now
    assert game.state.notes[-1].ref == "pilotage"


def test_an_accord_among_three_waits_for_the_third() -> None:
    trio = Accord(
        id="basin",
        parties=("port", "village", "ministry"),
        terms={"quay": ("short",)},
        sources=(),
    )
    game = Game(changed(harbour(), accords=(trio,))).advance_to(PhaseName.CONSULTATIONS)
    game.head("ministry").moves("subsidy")  # Which opens the door between two of the three.
    offer = game.head("ministry").offers("basin", quay="short")
    game.head("port").agrees_to(offer)
    with game.expect_refusal(OWN_OFFER):
        game.head("port").agrees_to(offer)
    assert game.state.accords() == ()
    game.head("village").agrees_to(offer)
    assert [accord.id for accord in game.state.accords()] == [offer]


def test_one_refusal_ends_an_offer(game: Game) -> None:
    offer = game.head("port").offers("pilotage", fishing="lanes")
    game.head("village").turns_down(offer)
    assert game.state.offers[offer].status == "declined"
    with game.expect_refusal(OFFER_CLOSED):
        game.head("village").agrees_to(offer)
    with game.expect_refusal(OFFER_CLOSED):
        game.head("port").takes_back(offer)


def test_nobody_answers_its_own_offer_and_nobody_takes_back_anothers(game: Game) -> None:
    offer = game.head("port").offers("pilotage", fishing="lanes")
    with game.expect_refusal(OWN_OFFER):
        game.head("port").agrees_to(offer)
    with game.expect_refusal(NOT_YOUR_OFFER):
        game.head("village").takes_back(offer)
    game.head("port").takes_back(offer)
    assert game.state.offers[offer].status == "withdrawn"


def test_a_stranger_cannot_tell_an_offer_that_it_lacks_from_none_at_all(game: Game) -> None:
    offer = game.head("port").offers("pilotage", fishing="lanes")
    for id_ in (offer, "pilotage.7"):
        with game.expect_refusal(UNKNOWN_OFFER):
            game.head("ministry").agrees_to(id_)
        with game.expect_refusal(UNKNOWN_OFFER):
            game.head("ministry").takes_back(id_)
    game.head("village").agrees_to(offer)
    with game.expect_refusal(UNKNOWN_OFFER):
        game.head("ministry").agrees_to(offer)


def test_an_offer_that_not_all_have_accepted_lapses_with_the_talks() -> None:
    game = Game().ratify(quay="short", fishing="lanes")
    offer = game.head("port").offers("pilotage", fishing="lanes")
    game.sign()
    assert game.state.name is PhaseName.IMPLEMENTATION
    assert game.state.offers[offer].status == "withdrawn"


# --- public and confidential -------------------------------------------------------------------


def test_a_public_accord_is_known_to_all_but_not_how_it_came_about(game: Game) -> None:
    game.head("village").turns_down(game.head("port").offers("pilotage", quay="short"))
    offer = game.head("village").offers("pilotage", note="As you wished.", fishing="lanes")
    game.head("port").agrees_to(offer)
    [seen] = game.view(PUBLIC_VIEW).offers.values()
    assert (seen.id, seen.package, seen.status) == ("pilotage", {"fishing": "lanes"}, "concluded")
    assert (seen.note, seen.by) == ("", None)
    mine = game.view(of("port")).offers["pilotage.2"]
    assert (mine.id, mine.note, mine.delegation) == ("pilotage.2", "As you wished.", "village")


def test_a_confidential_accord_is_known_to_its_parties_alone(game: Game) -> None:
    conclude(game, confidential=True)
    for viewer in (of("port"), of("village"), INSTRUCTOR_VIEW):
        assert [one.status for one in game.view(viewer).offers.values()] == ["concluded"]
    for viewer in (of("ministry"), PUBLIC_VIEW):
        assert game.view(viewer).offers == {}
    assert not any(note.kind == "accord_concluded" for note in game.state.notes)
    [told] = game.told(AccordConcluded)
    assert not told.audience.includes("ministry")


@pytest.mark.parametrize("confidential", [False, True])
def test_a_later_accord_stands_in_place_of_an_earlier_one(game: Game, confidential: bool) -> None:
    first = conclude(game, confidential, fishing="lanes")
    second = conclude(game, confidential, quay="short")
    assert game.state.offers[first.id].status == "replaced"
    assert [accord.id for accord in game.state.accords()] == [second.id]


def test_what_is_public_is_not_undone_in_confidence(game: Game) -> None:
    conclude(game, fishing="lanes")
    before = game.view(of("ministry"))
    conclude(game, confidential=True, quay="short")
    assert game.view(of("ministry")) == before
    assert [accord.confidential for accord in game.state.accords()] == [False, True]


def test_an_accord_that_was_replaced_stays_as_public_as_it_was(game: Game) -> None:
    conclude(game, fishing="lanes")
    conclude(game, quay="short")
    seen = game.view(PUBLIC_VIEW).offers.values()
    assert [one.status for one in seen] == ["replaced", "concluded"]


def two_accords() -> Structure:
    """The harbour with a second accord between port and ministry."""
    levy = Accord(
        id="levy", parties=("port", "ministry"), terms={"payers": ("shared",)}, sources=()
    )
    return changed(harbour(), accords=(*harbour().accords, levy))


def test_the_order_of_accords_does_not_tell_which_was_offered_first() -> None:
    tables = []
    for first in ("pilotage", "levy"):
        game = Game(two_accords(), preset="full").advance_to(PhaseName.CONSULTATIONS)
        if first == "pilotage":
            game.head("port").offers("pilotage", fishing="lanes")
        game.head("port").offers("levy", payers="shared")
        if first != "pilotage":
            game.head("port").offers("pilotage", fishing="lanes")
        game.head("ministry").agrees_to("levy.1")
        game.head("village").agrees_to("pilotage.1")
        tables.append(game)
    one, other = (repr(game.view(PUBLIC_VIEW).offers) for game in tables)
    assert one == other


# --- what an accord is worth -------------------------------------------------------------------


def test_an_accord_holds_for_its_parties_and_for_nobody_else(game: Game) -> None:
    conclude(game, fishing="lanes")
    found = outcome_of(game.structure, game.state)
    held = {d: found.package_for(game.structure, d)["fishing"] for d in harbour().delegation_ids}
    assert held == {"port": "lanes", "village": "lanes", "ministry": "open"}


@pytest.mark.parametrize(("text", "held"), [("open", "lanes"), ("reserve", "reserve")])
def test_of_text_and_accord_the_more_holds(text: str, held: str) -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    conclude(game, fishing="lanes")
    game.ratify(quay="short", **({} if text == "open" else {"fishing": text}))
    game.sign().honour_everything()
    found = outcome_of(game.structure, game.state)
    assert found.package["fishing"] == text
    assert found.package_for(game.structure, "village")["fishing"] == held


def test_an_accord_counts_while_a_package_is_weighed(game: Game) -> None:
    plain = appraise(harbour(), FULL, "village", {"quay": "short"})
    conclude(game, confidential=True)
    position = position_of(game.view(of("village")), "village")
    beside = appraise(harbour(), FULL, "village", {"quay": "short"}, position)
    gained = beside.result.sheet.total - plain.result.sheet.total
    assert gained == 5_500 * (60 - 10) // 100
    # It adds nothing to the text, so it takes no red line out of it.
    assert beside.crossed == ("grounds",)


def test_a_red_line_is_crossed_by_the_text_alone(game: Game) -> None:
    conclude(game, quay="short")
    game.advance_to(PhaseName.DRAFTING)
    game.instructor.advances()
    assert game.state.crossed == {}
