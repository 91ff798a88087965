"""The other figures of a table on small games, with numbers worked out by hand."""

from itertools import pairwise

import pytest

from game.engine.acts.chair import HideMessage
from game.engine.phases import PhaseName
from game.engine.results import appraise, result_of
from game.report.figures.capital import accords, cables, moves
from game.report.figures.card import cards
from game.report.figures.crises import crises, rating
from game.report.figures.history import precedents
from game.report.figures.played import Played
from game.report.figures.promises import commitments, promises
from game.report.figures.scores import scores
from game.report.figures.story import course, moments, story
from game.report.figures.table import TABLE_FIGURES, figures_of
from game.report.figures.talks import keywords, talks
from game.report.figures.turns import turns
from game.report.figures.value import value
from game.scenario.model import Conduct
from tests.builders import FixedDraws, Game, changed, harbour

TITLES = {"quay": "The quay", "fishing": "The fishing grounds", "payers": "The bill"}


def played(game: Game) -> Played:
    return Played.of(game.structure, game.log)


def conduct(game: Game, delegation: str, **chosen: Conduct) -> None:
    """Say what is done about duties, by their obligations."""
    duties = {d.obligation: d.id for d in game.state.duties.values()}
    game.head(delegation).conducts(**{duties[key]: done for key, done in chosen.items()})


def signed(**options: str) -> Game:
    """A game whose text all have signed."""
    return Game().ratify(**(options or {"quay": "short", "fishing": "lanes"})).sign()


# --- time and story ----------------------------------------------------------------------------


def test_time_of_play_begins_with_the_briefing_and_stands_still_in_a_pause() -> None:
    game = Game()
    game.wait(86_400)
    game.instructor.starts()
    game.wait(20)
    game.instructor.pauses()
    game.wait(3_600)
    game.instructor.resumes()
    game.wait(5)
    found = played(game)
    assert found.seconds(game.now) == 25
    assert found.seconds(game.log[0].at) == 0


def test_the_story_tells_public_and_private_happenings_apart() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.head("port").moves("dredging")
    game.meet("port", "ministry")
    game.meet("port", "village")
    told = {h.kind: h for h in story(played(game)) if h.theme in ("move", "talk")}
    assert told["move_made"].known_to == ("port",)
    assert told["move_made"].chapter == "moves"
    meetings = [h.known_to for h in story(played(game)) if h.kind == "meeting_opened"]
    assert meetings == [("port", "ministry"), None]


def test_words_that_the_instructor_hid_are_not_told() -> None:
    game = Game().advance_to(PhaseName.PLENARY)
    game.head("ministry").says("Welcome.")
    assert [h.kind for h in story(played(game)) if h.theme == "talk"] == ["plenary_spoken"]
    game.instructor.sends(HideMessage(channel=None, index=0))
    assert [h.kind for h in story(played(game)) if h.theme == "talk"] == []


def test_a_moment_shows_text_and_world_after_all_that_came_with_it() -> None:
    game = Game().advance_to(PhaseName.DRAFTING)
    game.wait(10)
    game.agree("port", quay="short", fishing="lanes")
    last = moments(played(game))[-1]
    assert last.kind == "clauses_initialled"
    assert last.text == {"quay": "short", "fishing": "lanes"}
    assert last.indicators == dict(game.state.indicators) == {"anger": 30, "trade": 20}
    assert last.worth == {"port": 6330, "village": 6140, "ministry": 7697}
    assert last.seconds == 10


def test_what_only_some_know_is_no_moment() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    before = len(moments(played(game)))
    game.wait(5)
    game.head("port").moves("dredging")
    assert len(moments(played(game))) == before


def test_the_course_holds_every_step_of_an_indicator() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("storm")
    (step,) = course(played(game))
    assert (step.indicator, step.before, step.after, step.cause) == ("trade", 20, 15, "storm")


def test_a_turn_is_told_by_what_brought_it() -> None:
    """Clauses, an order from the capital and a side accord: nothing else changes a text's worth."""
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.wait(5)
    game.head("village").agrees_to(game.head("port").offers("pilotage", fishing="lanes"))
    game.wait(5)
    game.instructor.drops("storm")
    game.wait(5)
    game.instructor.drops("board_letter")
    game.advance_to(PhaseName.DRAFTING)
    game.agree("port", quay="short")
    found = [turn for turn in turns(played(game)) if turn.delegation == "port"]
    assert [(t.kind, t.seconds - found[0].seconds) for t in found[:2]] == [
        ("accord_concluded", 0),
        ("weights_shifted", 10),
    ]
    assert found[-1].kind == "clauses_initialled"
    assert [turn.proposal for turn in found[:2]] == [None, None]
    assert found[-1].proposal == tuple(game.state.proposals)[-1]
    for turn, then in pairwise(found):
        assert turn.after == then.before
    assert found[-1].after == played(game).worth(game.state, "port", {"quay": "short"}).sheet.total
    others = {turn.kind for turn in turns(played(game)) if turn.delegation == "ministry"}
    assert others == {"clauses_initialled"}


# --- scores ------------------------------------------------------------------------------------


def test_scores_are_those_of_the_game_and_name_their_evidence() -> None:
    game = signed()
    game.honour_everything()
    for score in scores(played(game)):
        result = result_of(game.structure, game.state, score.delegation)
        assert score.total == result.sheet.total
        assert score.total == sum(o.points for o in score.objectives) - sum(score.charges.values())
        assert score.signed
    port = scores(played(game))[0]
    quay = port.objectives[0].terms[0]
    assert quay.evidence.clauses == {"quay": "short"}
    assert (quay.worth, quay.points, quay.possible) == (60, 3000, 5000)


def test_an_order_from_the_capital_shows_as_new_weights() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.wait(7)
    game.instructor.drops("board_letter")
    port = scores(played(game))[0]
    (shift,) = port.weights
    assert (shift.seconds, shift.inject) == (7, "board_letter")
    assert [(o.weight, o.last_weight) for o in port.objectives] == [(50, 40), (30, 40), (20, 20)]


def test_a_red_line_is_charged_and_costs_the_mandate() -> None:
    game = signed(quay="short")
    game.honour_everything()
    village = scores(played(game))[1]
    assert village.charges == {"grounds": 2000}
    found = {card.delegation: card for card in figures_of(played(game), TITLES).cards}
    assert (found["village"].mandate, found["village"].crossed) == (75, ("grounds",))
    assert found["port"].mandate == 100


# --- talk --------------------------------------------------------------------------------------


def test_who_talked_to_whom_is_counted_and_timed() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    channel = game.meet("port", "village")
    game.head("port").writes(channel, "What would you say to making THE QUAY longer?")
    game.wait(40)
    game.head("village").writes(channel, "Nothing. Fishing is what we live on, not the quayside.")
    game.head("village").leaves(channel)
    game.wait(10)
    game.meet("port", "village")
    game.wait(20)
    game.head("port").leaves(channel)
    (circle,) = talks(played(game), TITLES).circles
    assert circle.members == ("port", "village")
    assert (circle.meetings, circle.seconds, circle.rounds) == (2, 60, (1,))
    assert circle.messages == {"port": 1, "village": 1}
    assert circle.issues == {"quay": 1, "fishing": 1}
    first, second = circle.held
    assert (second.seconds - first.seconds, first.length, second.length) == (50, 40, 20)
    assert [(m.delegation, m.seconds - first.seconds) for m in first.said] == [
        ("port", 0),
        ("village", 40),
    ]
    assert first.said[1].text.startswith("Nothing. Fishing")
    assert second.said == ()
    ties = {tie.pair: tie for tie in talks(played(game), TITLES).ties}
    assert ties["port", "village"].meetings == ties["port", "village"].alone == 2
    assert ties["port", "ministry"].meetings == 0


def test_a_talk_that_is_still_going_on_lasts_until_the_last_event() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    channel = game.meet("port", "village")
    game.wait(15)
    game.head("port").writes(channel, "Are you there?")
    assert talks(played(game), TITLES).circles[0].seconds == 15


def test_a_message_that_the_instructor_hid_is_in_no_report() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    channel = game.meet("port", "village")
    game.head("port").writes(channel, "Something about the quay that nobody should read.")
    game.head("village").writes(channel, "Please.")
    game.instructor.sends(HideMessage(channel=channel, index=0))
    (circle,) = talks(played(game), TITLES).circles
    assert [m.text for meeting in circle.held for m in meeting.said] == ["Please."]
    assert circle.messages == {"port": 0, "village": 1}
    assert circle.issues == {}


def test_delegations_that_meet_in_person_leave_no_text() -> None:
    game = Game(talk="in_person").advance_to(PhaseName.CONSULTATIONS)
    channel = game.meet("port", "village")
    game.wait(30)
    game.head("port").leaves(channel)
    (circle,) = talks(played(game), TITLES).circles
    assert [(m.length, m.said) for m in circle.held] == [(30, ())]


def test_discreet_meetings_are_marked() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.meet("port", "ministry")
    assert not talks(played(game), TITLES).circles[0].public


def test_only_words_that_no_other_title_has_name_an_issue() -> None:
    found = keywords({"one": "Nuclear weapons", "other": "Nuclear waste"})
    assert not found["one"].search("nuclear things")
    assert found["one"].search("no weapons here")
    assert not found["one"].search("bioweapons")
    assert found["one"].search("their weapons, then")
    assert found["other"].search("the nuclear waste, then")


def test_a_word_with_a_hyphen_is_one_word() -> None:
    found = keywords({"one": "Inter-Korean projects"})
    assert found["one"].search("every inter-korean road")
    assert not found["one"].search("the korean side")


def test_plenary_words_are_counted() -> None:
    game = Game().advance_to(PhaseName.PLENARY)
    game.head("ministry").says("The bill must come first, and then the grounds.")
    found = talks(played(game), TITLES)
    assert found.plenary == {"port": 0, "village": 0, "ministry": 1}
    assert found.plenary_issues == {"fishing": 1}
    assert found.circles == ()


# --- promises ----------------------------------------------------------------------------------


def test_promises_kept_late_and_broken_are_told_and_counted() -> None:
    game = signed()
    conduct(game, "port", build="delay", keep_off="break")
    game.honour_everything()
    found = {promise.obligation: promise for promise in promises(played(game))}
    assert found["build"].conduct[0] == "delay"
    assert found["keep_off"].conduct[0] == "break"
    assert found["let_pass"].kept
    assert not found["keep_off"].kept
    assert (found["keep_off"].agreed, found["keep_off"].offer) == ("lanes", None)


def test_a_hidden_breach_is_one_that_looked_better_than_it_was() -> None:
    game = signed()
    game.draws = FixedDraws(otherwise=0.99)
    conduct(game, "port", keep_off="break")
    game.honour_everything()
    found = {promise.obligation: promise for promise in promises(played(game))}
    assert found["keep_off"].undetected == 1


def test_steps_done_late_count_half_and_suspended_ones_are_not_due() -> None:
    game = signed()
    conduct(game, "port", build="delay", keep_off="break")
    game.instructor.advances()
    conduct(game, "village", let_pass="suspend")
    game.instructor.advances()
    shares = {one.delegation: one for one in commitments(played(game))}
    assert (shares["port"].done, shares["port"].due, shares["port"].share) == (5, 8, 63)
    assert (shares["village"].done, shares["village"].due, shares["village"].share) == (2, 2, 100)
    assert shares["ministry"].share is None


# --- crises ------------------------------------------------------------------------------------


def test_an_answer_stands_beside_the_worst_and_the_best_with_the_others_held() -> None:
    """With the village rowing out, shelter lowers anger by 10, which is 1.4 of the port's points;
    turning away raises it by 8, which costs 1.12. To the village both answers are the same then:
    anger from 40 to 48 costs it 11 per cent of 10 points."""
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("storm")
    game.head("village").answers("storm", "row_out")
    game.head("port").answers("storm", "turn_away")
    (crisis,) = crises(played(game))
    port, village = crisis.answers
    assert port.worth == {"shelter": 140, "turn_away": -112}
    assert (port.answer, port.rating, port.displeased) == ("turn_away", 0, True)
    assert village.worth == {"row_out": -110, "stay": -110}
    assert village.rating is None
    assert crisis.moved == {"trade": (20, 15), "anger": (40, 48)}


def test_silence_in_a_crisis_is_told_as_such() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("storm")
    game.run_out("inject")
    crisis = crises(played(game))[0]
    assert all(answer.defaulted for answer in crisis.answers)


@pytest.mark.parametrize(("chosen", "found"), [(-100, 0), (100, 100), (0, 50), (50, 75)])
def test_a_rating_runs_from_the_worst_answer_to_the_best(chosen: int, found: int) -> None:
    assert rating(chosen, -100, 100) == found


@pytest.mark.parametrize("span", [0, 1, 6, 99])
def test_where_less_than_a_point_is_at_stake_nobody_is_rated(span: int) -> None:
    assert rating(0, 0, span) is None
    assert rating(span, 0, span) is None
    assert rating(0, 0, 100) == 0


def test_an_order_that_is_put_off_costs_the_mandate() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("board_letter")
    game.head("port").answers("board_letter", "temporise")
    found = played(game)
    (card, *_) = cards(found, scores(found), crises(found), None)
    assert (card.ignored, card.mandate) == (("board_letter",), 90)


# --- capital, moves, accords -------------------------------------------------------------------


def test_secret_moves_are_marked_and_say_what_exposed_them() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.head("port").moves("dredging")
    assert [(m.secret, m.exposed_by) for m in moves(played(game))] == [(True, None)]
    game.instructor.drops("leak")
    assert [(m.secret, m.exposed_by) for m in moves(played(game))] == [(True, "leak")]


def test_cables_and_their_answers_are_told() -> None:
    game = Game(preset="full", capitals="instructor").advance_to(PhaseName.DRAFTING)
    cable = game.head("port").asks_capital("ruin")
    game.instructor.answers_cable(cable, granted=False)
    (found,) = cables(played(game))
    assert (found.delegation, found.red_line, found.status) == ("port", "ruin", "refused")


def test_side_accords_are_public_once_concluded_unless_confidential() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    offer = game.head("port").offers("pilotage", fishing="lanes")
    assert not accords(played(game))[0].public
    game.head("village").agrees_to(offer)
    assert accords(played(game))[0].public


# --- history and value -------------------------------------------------------------------------


def test_a_text_of_history_is_put_on_the_tables_agenda() -> None:
    game = signed(quay="long", fishing="lanes")
    game.honour_everything()
    (old,) = precedents(played(game))
    assert old.package == {"quay": "short", "fishing": "lanes"}
    assert old.worth == {"port": 6330, "village": 6140, "ministry": 7697}
    assert old.willing == ("port", "village", "ministry")
    assert (old.further, old.short) == (("quay",), ())


def test_what_history_left_without_a_text_is_worth_nothing_as_a_deal() -> None:
    (old,) = harbour().history
    collapsed = changed(harbour(), history=(old.model_copy(update={"signed": False}),))
    game = Game(collapsed).ratify(quay="long", fishing="lanes").sign().honour_everything()
    (found,) = precedents(played(game))
    assert (found.signed, found.worth, found.willing) == (False, {}, ())
    assert found.further == ("quay",)


def test_where_nothing_was_signed_history_is_not_compared() -> None:
    (old,) = precedents(played(Game().advance_to(PhaseName.DRAFTING)))
    assert (old.further, old.short) == ((), ())


def test_value_is_found_among_all_packages() -> None:
    """Nine packages, checked one by one: whoever is better for all must be found."""
    game = signed()
    game.honour_everything()
    found = value(played(game))
    assert (found.packages, found.acceptable) == (9, 6)
    assert found.reservation == {"port": 3010, "village": 2560, "ministry": 1380}
    everything = [
        {
            d: appraise(
                harbour(), ("quay", "fishing"), d, {"quay": quay, "fishing": fishing}
            ).result.sheet.total
            for d in found.reservation
        }
        for quay in ("none", "short", "long")
        for fishing in ("open", "lanes", "reserve")
    ]
    gains = [
        sum(points.values()) - sum(found.reservation.values())
        for points in everything
        if all(points[d] >= found.reservation[d] for d in points)
    ]
    placed = found.placed
    assert placed is not None
    assert placed.worth == {"port": 6330, "village": 6140, "ministry": 7697}
    assert placed.surplus == 6330 + 6140 + 7697 - 3010 - 2560 - 1380
    assert placed.joint_share == round(placed.surplus / max(gains), 4)
    assert placed.exceeds == round(sum(g < placed.surplus for g in gains) / len(gains), 4)
    better = [
        points
        for points in everything
        if all(points[d] >= placed.worth[d] for d in points) and points != placed.worth
    ]
    assert placed.better == len(better)
    assert sum(cell.packages for cell in found.cells) == 6
    efficient = [
        points
        for points in everything
        if all(points[d] >= found.reservation[d] for d in points)
        and not any(
            other != points and all(other[d] >= points[d] for d in points) for other in everything
        )
    ]
    assert found.efficient == len(efficient)
    assert set(found.frontier) == {
        (cell.surplus, cell.smallest)
        for cell in found.cells
        for points in efficient
        if abs(sum(points[d] - found.reservation[d] for d in points) / 100 - cell.surplus)
        <= found.across / 2
        and abs(min(points[d] - found.reservation[d] for d in points) / 100 - cell.smallest)
        <= found.up / 2
    }
    assert [s.id for s in found.solutions] == [
        "nash",
        "kalai_smorodinsky",
        "egalitarian",
        "utilitarian",
    ]


def test_where_nothing_was_signed_nothing_is_placed() -> None:
    assert value(played(Game().advance_to(PhaseName.DRAFTING))).placed is None


def test_all_figures_come_back_from_json_as_they_went() -> None:
    game = signed()
    game.honour_everything()
    figures = figures_of(played(game), TITLES)
    assert TABLE_FIGURES.validate_json(TABLE_FIGURES.dump_json(figures)) == figures
