"""What a delegation's page says of moves, cables, side accords and duties."""

import pytest

from game.engine.phases import PhaseName
from game.scenario.loader import load_pack
from game.web.present import accords, acts, cables, duties, news, own, rules, run, sheet, talk
from game.web.present.joint_text import changes
from tests.builders import HARBOUR, Game
from tests.stages import public_stage, stage


@pytest.fixture
def talks() -> Game:
    """A table of two rounds in its first consultations."""
    return Game(preset="full").advance_to(PhaseName.CONSULTATIONS)


def card(game: Game, delegation: str, move: str) -> acts.MoveCard:
    return next(c for c in acts.moves(stage(game, delegation)) if c.id == move)


# --- moves -------------------------------------------------------------------------------------


def test_a_move_says_what_it_does_as_things_stand(talks: Game) -> None:
    strike = card(talks, "port", "strike")
    assert strike.why_not is None
    assert [(e.by, e.worse) for e in strike.effects] == [(6, True), (-3, True)]
    talks.instructor.drops("storm")
    strike = card(talks, "port", "strike")
    assert [e.by for e in strike.effects] == [6, -5]
    assert strike.cases == ("After the storm, not a ship is left in the basin.",)


def test_a_move_that_needs_rest_says_how_long(talks: Game) -> None:
    talks.head("port").moves("strike")
    strike = card(talks, "port", "strike")
    assert strike.uses_left == 1
    assert "1 round" in (strike.why_not or "")


def test_no_move_is_open_while_the_clock_stands(talks: Game) -> None:
    talks.instructor.pauses()
    assert all(c.why_not for c in acts.moves(stage(talks, "port")))


def test_a_secret_move_shows_on_its_authors_page_alone(talks: Game) -> None:
    before = stage(talks, "village")
    talks.head("port").moves("dredging")
    (made,) = acts.made(stage(talks, "port"))
    assert not made.known
    after = stage(talks, "village")
    assert repr(after.possible) == repr(before.possible)
    assert news.news(after) == news.news(before)


def test_an_exposed_move_is_told_with_its_cause(talks: Game) -> None:
    talks.head("port").moves("dredging")
    talks.instructor.drops("leak")
    item = next(i for i in news.news(public_stage(talks)) if i.kind == "move_exposed")
    assert item.why == stage(talks, "port").texts.injects["leak"].headline
    assert acts.made(stage(talks, "port"))[0].exposed_by == item.why


def test_whoever_has_walked_out_is_away_and_reads_the_way_back(talks: Game) -> None:
    talks.head("village").moves("leave_hall")
    assert [p.id for p in run.away(public_stage(talks))] == ["village"]
    back = acts.way_back(stage(talks, "village"))
    assert back is not None
    assert back.id == "come_back"
    asked = own.duty(stage(talks, "village"))
    assert (asked.kind, asked.tab) == ("away", "act")
    walk = [i for i in news.news(public_stage(talks)) if i.kind in ("delegation_left", "move_made")]
    assert [(i.kind, i.text) for i in walk] == [
        ("delegation_left", "The village has left the hall.")
    ]
    talks.head("village").moves("come_back")
    assert acts.way_back(stage(talks, "village")) is None
    assert any(i.kind == "delegation_returned" for i in news.news(public_stage(talks)))


def test_causes_of_standing_are_words(talks: Game) -> None:
    talks.head("port").moves("strike")
    talks.meet("port", "ministry")
    assert [m.why for m in own.standing_moves(stage(talks, "port"))] == ["Call a strike"]
    assert "met alone" in own.standing_moves(stage(talks, "ministry"))[0].why


# --- talk --------------------------------------------------------------------------------------


def test_who_cannot_be_met_alone_is_marked_with_the_rule(talks: Game) -> None:
    guests = {g.party.id: g.terms for g in talk.invitable(stage(talks, "village"))}
    assert guests["ministry"].shut
    assert guests["ministry"].rule.startswith("The village speaks alone")
    assert guests["port"] == talk.Terms()
    talks.head("ministry").moves("subsidy")
    assert not talk.terms(stage(talks, "village"), frozenset({"village", "ministry"})).shut


def test_only_the_own_price_of_a_meeting_is_told(talks: Game) -> None:
    pair = frozenset({"port", "ministry"})
    assert talk.terms(stage(talks, "ministry"), pair).at_home == -3
    assert talk.terms(stage(talks, "port"), pair).at_home == 0
    assert talk.terms(stage(talks, "port"), pair).discreet


# --- cables and directives ---------------------------------------------------------------------


def test_a_red_line_goes_from_forbidden_to_its_answer(talks: Game) -> None:
    (line,) = cables.lines(stage(talks, "port"))
    assert (line.state, line.why_not) == ("forbidden", None)
    talks.head("port").asks_capital("ruin", "There is no other quay.")
    (line,) = cables.lines(stage(talks, "port"))
    assert line.state == "open"
    assert line.exchanges[0].clock.remaining_seconds == 30
    assert line.why_not is not None
    talks.run_out("cable")
    (line,) = cables.lines(stage(talks, "port"))
    assert line.state in ("granted", "refused")
    assert line.exchanges[0].reason
    if line.state == "granted":
        assert own.standing_moves(stage(talks, "port"))[0].why.startswith("The price of leave")


def test_a_directive_changes_the_objectives_that_the_brief_lists(talks: Game) -> None:
    assert all(goal.before is None for goal in own.brief(stage(talks, "port")).goals)
    talks.instructor.drops("board_letter")
    view = stage(talks, "port")
    (order,) = cables.directives(view)
    shifted = {s.title: s.after - s.before for s in order.shifts}
    assert sorted(shifted.values()) == [-10, 10]
    assert {
        g.title: g.points - g.before for g in own.brief(view).goals if g.before is not None
    } == shifted
    assert own.duty(view).kind == "directive"
    assert cables.directives(stage(talks, "village")) == ()


# --- side accords ------------------------------------------------------------------------------


def test_an_offer_shows_its_worth_to_its_parties_and_nothing_to_others(talks: Game) -> None:
    talks.head("port").offers("pilotage", fishing="lanes", confidential=True)
    (offer,) = accords.offers_to_us(stage(talks, "village"))
    assert offer.with_it is not None
    assert offer.without is not None
    assert offer.gain == f"{offer.with_it.score - offer.without.score:+.1f}".replace("-", "−")
    assert own.duty(stage(talks, "village")).kind == "accord"
    assert own.tab_counts(stage(talks, "village")).act == 1
    assert accords.accords(stage(talks, "port"))[0].why_not is not None
    assert accords.accords(stage(talks, "ministry")) == ()
    talks.head("village").agrees_to(offer.id)
    assert len(accords.in_force(stage(talks, "port"))) == 1
    assert accords.in_force(stage(talks, "ministry")) == ()


def test_a_public_accord_is_news(talks: Game) -> None:
    talks.head("village").agrees_to(talks.head("port").offers("pilotage", quay="short"))
    item = next(i for i in news.news(public_stage(talks)) if i.kind == "accord_concluded")
    assert item.accord is not None
    assert item.accord.with_it is None
    assert len(accords.in_force(public_stage(talks))) == 1


# --- the text and what becomes of it ------------------------------------------------------------


def test_a_clause_that_changes_nothing_is_shown_as_unchanged(talks: Game) -> None:
    talks.advance_to(PhaseName.DRAFTING)
    talks.agree(quay="short")
    shown = changes(stage(talks, "port"), {"quay": "short", "fishing": "open"}, private=False)
    assert [(c.unchanged, c.strikes) for c in shown] == [(True, False), (True, False)]
    (dropped,) = changes(stage(talks, "port"), {"quay": "none"}, private=False)
    assert (dropped.unchanged, dropped.strikes) == (False, True)


def test_duties_are_chosen_seen_and_in_the_end_opened() -> None:
    game = Game().ratify(quay="short", fishing="lanes").sign()
    assert game.state.name is PhaseName.IMPLEMENTATION
    assert run.phase_strip(stage(game, "port")).unit == "Step"
    assert own.duty(stage(game, "port")).kind == "conduct"
    assert own.duty(stage(game, "ministry")).kind == "no_duties"
    mine = duties.own_duties(stage(game, "port"))
    assert all([c.id for c in d.choices] == ["honour", "delay", "break"] for d in mine)
    game.head("port").conducts(build="break")
    assert own.duty(stage(game, "port")).kind == "conduct_chosen"
    assert not any(d.choices for d in duties.all_duties(stage(game, "village")) if not d.mine)
    game.instructor.advances()
    seen = next(d for d in duties.all_duties(stage(game, "village")) if d.id == "build")
    assert [(s.seen, s.done) for s in seen.steps] == [("break", "")]
    (let_pass,) = duties.own_duties(stage(game, "village"))
    assert "suspend" in [c.id for c in let_pass.choices]
    report = next(i for i in news.news(public_stage(game)) if i.kind == "conduct_reported")
    assert [r.text for r in report.reports] == ["The pile-driver has fallen silent."]
    game.instructor.advances()
    seen = next(d for d in duties.all_duties(stage(game, "village")) if d.id == "build")
    assert seen.steps[0].done == "break"
    kept = {k.title: k for k in sheet.carried_out(stage(game, "port"), game.state)}
    assert any(k.deeds for k in kept.values())


# --- rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(45, "45 seconds"), (60, "one minute"), (90, "one minute and 30 seconds"), (86400, "one day")],
)
def test_lengths_of_time_in_words(seconds: int, words: str) -> None:
    assert rules.duration(seconds) == words


def test_the_rules_take_their_numbers_from_the_table(talks: Game) -> None:
    scenario = load_pack(HARBOUR)
    page = rules.rules_of(scenario, "en", talks.state.setup, "port")
    assert page.rounds == 2
    assert page.settled is not None
    assert page.settled.consensus == "unanimity"
    assert page.roll_call == "45 seconds"
    assert "Dredge by night" in page.own_moves
    of_preset = rules.rules_of(scenario, "en", scenario.structure.preset("quick"))
    assert of_preset.settled is None
    assert of_preset.own_moves == ()
