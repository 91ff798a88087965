"""What the machine does at the table: votes, words, crises, moves, cables, accords, duties."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import permutations, product
from string import Formatter

import pytest

from game.bots.habits import diplomacy, drafting, endings, meetings, talk, world
from game.bots.hearing import Ear
from game.bots.mind import Mind
from game.bots.voice import Speaker, Speech, plain_voice, sentences
from game.bots.wishes import difficulty
from game.engine.acts.accords import AnswerAccord, OfferAccord
from game.engine.acts.cables import AskMandate
from game.engine.acts.channels import AnswerInvitation, SendMessage, may_meet
from game.engine.acts.duties import ChooseConduct
from game.engine.acts.injects import AnswerInject
from game.engine.acts.moves import MakeMove
from game.engine.acts.plenary import SpeakInPlenary, YieldFloor
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.draws import SeededDraws
from game.engine.entries import WeightsChange
from game.engine.phases import PhaseName
from game.engine.views import of
from game.scenario.loader import load_packaged
from game.scenario.machine import FirstStep
from game.scenario.model import DelegationId, Package, Personality
from game.scenario.texts import Scenario
from game.scenario.voices import FILLINGS, Leaning
from tests.builders import Game

EASY = Personality(delegation="us", top=0.4, floor=0.0, reciprocity=0.0)
#: A text that all six like better than none (the table's Nash text, by exact analysis).
GOOD = {
    "programme": "disable",
    "verification": "seals",
    "moratorium": "longrange",
    "security": "pledge",
    "aid": "million",
    "payers": "equal",
    "sanctions": "begun",
    "abductions": "reinvestigation",
    "inter_korean": "kaesong",
}
BAD_FOR_US = {**GOOD, "programme": "freeze", "sanctions": "lifted", "security": "peace"}


WAYS: tuple[Leaning, ...] = ("more", "less")


@cache
def talks() -> Scenario:
    return load_packaged("six_party_talks")


def mind_of(game: Game, delegation: DelegationId, seed: str = "mind") -> Mind:
    return Mind(
        scenario=talks(),
        language="en",
        view=game.view(of(delegation)),
        delegation=delegation,
        moment=game.now,
        draws=SeededDraws(seed),
    )


def at(phase: PhaseName, preset: str = "class50", round_: int | None = None) -> Game:
    return Game(talks().structure, preset).advance_to(phase, round_)


def by(game: Game, delegation: DelegationId, seed: str = "mind") -> Mind:
    """The mind of somebody who is easy to please."""
    easy = EASY.model_copy(update={"delegation": delegation})
    return replace(mind_of(game, delegation, seed), instead=easy)


# --- votes -------------------------------------------------------------------------------------


def test_it_votes_for_what_is_good_enough_and_against_what_is_not() -> None:
    game = at(PhaseName.DRAFTING)
    game.head("china").tables(GOOD)
    assert drafting.vote(by(game, "us")) == CastBallot(proposal="p1", ballot="accept")
    greedy = EASY.model_copy(update={"top": 1.0, "floor": 0.9})
    mind = replace(mind_of(game, "us"), instead=greedy)
    assert drafting.vote(mind) == CastBallot(proposal="p1", ballot="reject")


def test_a_deal_that_stands_is_only_given_up_for_a_better_one() -> None:
    game = at(PhaseName.DRAFTING)
    game.agree("china", **GOOD)
    assert drafting.deal_stands(by(game, "us"))
    game.head("dprk").tables(BAD_FOR_US)
    assert drafting.vote(by(game, "us")) == CastBallot(proposal="p2", ballot="reject")
    game.head("japan").tables({"verification": "visits", "sanctions": "keep"})
    assert drafting.acceptable(by(game, "us"), game.view(of("us")).proposals["p3"])


def test_a_small_package_is_judged_by_where_it_may_lead() -> None:
    game = at(PhaseName.DRAFTING)
    game.head("china").tables({"abductions": "talks"})
    mind = replace(mind_of(game, "us"), instead=EASY)
    assert mind.own.part(mind.after({"abductions": "talks"})) < 0.3
    assert drafting.vote(mind) == CastBallot(proposal="p1", ballot="accept")


def test_it_signs_what_is_no_worse_than_no_deal() -> None:
    game = Game(talks().structure, "demo").ratify(**GOOD)
    assert endings.sign(mind_of(game, "us")) == DecideRatification(decision="sign")
    bad = Game(talks().structure, "demo").ratify(**BAD_FOR_US)
    assert endings.sign(mind_of(bad, "us")) == DecideRatification(decision="refuse")


def test_nothing_is_tabled_while_a_proposal_is_open_or_somebody_essential_is_away() -> None:
    game = at(PhaseName.DRAFTING, "demo")
    game.wait(190)
    assert isinstance(drafting.propose(by(game, "rok")), TableProposal)
    voting = game.fork()
    voting.head("russia").tables(GOOD)
    assert drafting.propose(by(voting, "rok")) is None
    game.head("dprk").moves("walk_out")
    assert drafting.propose(by(game, "rok")) is None


# --- parts and answers -------------------------------------------------------------------------


def refused_by(game: Game, refusing: set[str], package: Package, author: DelegationId) -> None:
    """A text that those refuse and all others accept."""
    proposal = f"p{len(game.state.proposals) + 1}"
    game.head(author).tables(package)
    for seat in game.heads:
        if seat.actor.delegation != author:
            against = seat.actor.delegation in refusing
            seat.votes(proposal, "reject" if against else "accept")


@pytest.mark.parametrize(
    ("refusing", "seconds", "answers"),
    [
        ({"us"}, 160, True),
        ({"us", "japan"}, 160, False),
        ({"japan"}, 160, False),
        ({"us"}, 10, False),
    ],
    ids=["alone", "two of them", "another", "too early"],
)
def test_whoever_alone_refused_a_text_answers_it(
    refusing: set[str], seconds: float, answers: bool
) -> None:
    game = at(PhaseName.DRAFTING, "class50", 2)
    game.wait(seconds)
    refused_by(game, refusing, BAD_FOR_US, "china")
    # One whose own times to table a text never come.
    later = [mind for mind in (by(game, "us", str(seed)) for seed in range(30)) if waits(mind)]
    assert later
    for mind in later:
        answer = drafting.propose(mind)
        assert isinstance(answer, TableProposal) == answers
        if isinstance(answer, TableProposal):
            # All that the others have agreed to stays, but for one or two clauses.
            changed = {i for i, o in answer.options.items() if BAD_FOR_US[i] != o}
            assert 1 <= len(changed) <= 2
            assert answer.counters == "p1"


def waits(mind: Mind) -> bool:
    """Whether it is not yet time for the first of a delegation's own texts."""
    return bool(mind.chance("turn 2 0") / 2 > mind.elapsed ** (1 / drafting.LATE))


def test_what_a_lone_refusal_has_answered_is_not_answered_again() -> None:
    game = at(PhaseName.DRAFTING, "class50", 2)
    game.wait(140)
    refused_by(game, {"us"}, BAD_FOR_US, "china")
    refused_by(game, {"dprk", "china"}, {**GOOD, "programme": "dismantle"}, "us")
    for seed in range(30):
        mind = by(game, "us", str(seed))
        if waits(mind):
            assert drafting.propose(mind) is None


def test_once_positions_are_known_no_roll_call_is_called_without_hope() -> None:
    game = at(PhaseName.DRAFTING, "class50", 2)
    game.wait(140)
    authors = ("china", "russia", "rok", "japan", "us", "china")
    for number, author in enumerate(authors):
        package = {**GOOD, "aid": ("emergency", "million", "power")[number % 3]}
        refused_by(game, set(game.state.setup.delegations) - {author}, package, author)
    late = replace(by(game, "dprk"), moment=end(game) - 20)
    offer = drafting._offer(late)
    assert offer is not None
    assert offer.chance < drafting.HOPE
    assert drafting.propose(late) is None


STEP = FirstStep(share=1, options={"programme": ("freeze",), "sanctions": ("keep", "begun")})
DRAFTER = EASY.model_copy(update={"delegation": "china", "bridges_at": 0.5, "first_steps": (STEP,)})


def drafter(game: Game, seconds_left: float) -> Mind:
    """Beijing on a day for a first step, so long before the end of this phase."""
    return replace(mind_of(game, "china"), instead=DRAFTER, moment=end(game) - seconds_left)


def end(game: Game) -> float:
    """When the phase ends."""
    deadline = game.state.phase.deadline
    assert deadline is not None
    return deadline


def test_a_first_step_is_kept_for_the_last_hour_and_tabled_once() -> None:
    game = at(PhaseName.DRAFTING, "class50", 2)
    assert drafting.propose(drafter(game, 100)) is None
    command = drafting.propose(drafter(game, 40))
    assert isinstance(command, TableProposal)
    assert command.options["programme"] == "freeze"
    assert command.options.get("sanctions", "keep") in STEP.options["sanctions"]
    game.wait(end(game) - game.now - 40)
    game.head("china").tables(command.options)
    all_refuse(game, "p1", "china")
    assert not drafting._last_draft_due(drafter(game, 20))


def all_refuse(game: Game, proposal: str, author: DelegationId) -> None:
    for seat in game.heads:
        if seat.actor.delegation != author:
            seat.votes(proposal, "reject")


def test_a_part_that_goes_beyond_the_first_step_is_refused_and_ends_it_once_agreed() -> None:
    game = at(PhaseName.DRAFTING, "class50", 2)
    beyond, within = game.fork(), game.fork()
    beyond.head("rok").tables({"sanctions": "suspended"})
    within.head("rok").tables({"sanctions": "begun"})
    for table, kept in ((beyond, False), (within, True)):
        mind = drafter(table, 100)
        assert drafting.acceptable(mind, list(mind.view.proposals.values())[-1]) == kept
    agreed = game.fork()
    agreed.agree("rok", sanctions="suspended")
    assert drafter(agreed, 40).first_step == {}
    assert drafter(game, 40).first_step != {}


TEXTS = (
    ("china", {**GOOD, "programme": "shutdown"}),
    ("dprk", {**GOOD, "programme": "freeze", "verification": "visits"}),
    ("us", {**GOOD, "programme": "dismantle", "sanctions": "suspended"}),
)


def stalled(texts: int, first: Package | None = None) -> Game:
    """A game in which texts of so many failed by the votes of several, in half of a drafting."""
    game = at(PhaseName.DRAFTING, "class50", 1)
    game.wait(185)
    for author, package in TEXTS[:texts]:
        refused_by(game, {"japan", "rok", "russia"}, package, author)
    if first is not None:
        refused_by(game, {"japan"}, first, "china")
    return game


def test_clauses_on_which_several_texts_agree_are_tabled_as_a_part() -> None:
    tabled = [drafting.propose(by(stalled(3), "russia", str(seed))) for seed in range(20)]
    parts = [one.options for one in tabled if isinstance(one, TableProposal)]
    small = [part for part in parts if len(part) < drafting.WHOLE * len(GOOD)]
    assert small
    for part in small:
        assert all(package[i] == o for i, o in part.items() for _, package in TEXTS)


@pytest.mark.parametrize(
    "game",
    [lambda: stalled(2), lambda: stalled(3, {"payers": "equal"})],
    ids=["too few texts", "a part has failed"],
)
def test_no_part_is_tabled_without_need(game: Callable[[], Game]) -> None:
    here = game()
    for seed in range(20):
        command = drafting.propose(by(here, "russia", str(seed)))
        if isinstance(command, TableProposal):
            assert len(command.options) >= drafting.WHOLE * len(GOOD)


def test_a_part_is_voted_for_by_what_it_leaves_possible() -> None:
    """Whoever holds out for much votes for its own wish, and against what shuts that out."""
    game = at(PhaseName.DRAFTING)
    game.head("china").tables({"aid": "million"})
    game.head("rok").tables({"sanctions": "lifted", "verification": "none"})
    greedy = EASY.model_copy(update={"top": 0.9, "floor": 0.85})
    mind = replace(mind_of(game, "us"), instead=greedy)
    harmless, harmful = mind.view.proposals.values()
    assert drafting.acceptable(mind, harmless)
    assert not drafting.acceptable(mind, harmful)


# --- words -------------------------------------------------------------------------------------


def test_it_opens_with_two_wishes_and_gives_the_floor_on() -> None:
    game = at(PhaseName.PLENARY)
    speaker = game.state.floor
    assert speaker is not None
    mind = mind_of(game, speaker.delegation)
    command = talk.use_floor(mind)
    assert isinstance(command, SpeakInPlenary)
    ear = Ear(talks(), "en", game.state.setup.agenda)
    assert ear.hear(command.text)
    game.head(speaker.delegation).says(command.text)
    assert talk.use_floor(mind_of(game, speaker.delegation)) == YieldFloor()
    other = next(d for d in game.state.setup.delegations if d != speaker.delegation)
    assert talk.use_floor(mind_of(game, other)) is None


def test_it_answers_whoever_writes_and_does_not_talk_to_itself() -> None:
    game = at(PhaseName.CONSULTATIONS)
    channel = game.meet("us", "rok")
    game.head("us").writes(channel, "What do you need?")
    game.wait(30)
    answer = meetings.converse(mind_of(game, "rok"))
    assert isinstance(answer, SendMessage)
    game.head("rok").writes(channel, answer.text)
    game.wait(10)
    assert meetings.converse(mind_of(game, "rok")) is None


def test_whoever_is_shunned_is_seen_now_and_then() -> None:
    game = at(PhaseName.CONSULTATIONS)
    game.head("dprk").invites("us")
    answers = [meetings.answer_invitation(mind_of(game, "us", str(seed))) for seed in range(40)]
    accepted = sum(isinstance(a, AnswerInvitation) and a.accept for a in answers)
    assert 5 < accepted < 35


VARIED = (
    Speech("opening", (("programme", "freeze"), ("aid", "million")), None, "more"),
    Speech("reopening", (("programme", "freeze"), ("aid", "million")), None, "more"),
    Speech("remark", (("aid", "million"),), "rok", "more"),
    Speech("ask", (("aid", None),), "rok"),
    Speech("reply", (("aid", "million"),), "rok", "less"),
    Speech("want", (("aid", "million"),), "rok", "more"),
    Speech("limit", (("aid", None),), "rok", "less"),
    Speech("common", (("aid", "million"),)),
    Speech("join", (("aid", "million"),)),
    Speech("differ", (("aid", None),), None, "less"),
    Speech("offer", (("aid", "million"), ("programme", "freeze")), "rok"),
    Speech("agree", (("aid", "million"), ("programme", "freeze")), "rok"),
    Speech("decline", (("aid", None),), "rok", "more"),
    Speech("refuse", (("aid", None),), "rok", "more"),
    Speech("thank"),
    Speech("warn"),
    Speech("deadline"),
    Speech("note", (("aid", None),)),
    Speech("counter", (("aid", None),), "rok", "less"),
    Speech("mandate", (("aid", None),)),
    Speech("accord", (("security", "pledge"),)),
)


@pytest.mark.parametrize("speech", VARIED, ids=lambda speech: speech.occasion)
def test_words_hold_no_number_and_no_brace(speech: Speech) -> None:
    for delegation in talks().structure.delegation_ids:
        for turn in range(6):
            speaker = Speaker(talks(), "en", delegation, SeededDraws("s"))
            text = speaker.say(speech, turn, 600)
            assert text
            assert not re.search(r"[{}]", text)
            # Years of history are no secret.
            assert not re.search(r"\d", re.sub(r"\b(19|20)\d\d\b", "", text))
    assert {speech.occasion for speech in VARIED} == set(FILLINGS)


@pytest.mark.parametrize("speech", VARIED, ids=lambda speech: speech.occasion)
def test_what_was_said_is_not_said_again_until_nothing_is_left(speech: Speech) -> None:
    for delegation in talks().structure.delegation_ids:
        speaker = Speaker(talks(), "en", delegation, SeededDraws("s"))
        said: set[str] = set()
        while text := speaker.say(speech, len(said), 600, said):
            assert said.isdisjoint(sentences(text))
            said.update(sentences(text))
        assert said


def test_who_has_no_voice_speaks_plainly() -> None:
    for occasion, allowed in FILLINGS.items():
        for sentence in getattr(plain_voice("xx"), occasion):
            named = {field for _, field, _, _ in Formatter().parse(sentence) if field}
            assert named <= allowed


REFUSING = ("refuse", "decline", "differ", "limit", "counter", "note")


def test_refusals_name_no_option_that_could_be_taken_for_a_wish() -> None:
    for voice in (*talks().text("en").voices.values(), plain_voice("en")):
        for occasion in REFUSING:
            assert not any("option" in sentence for sentence in getattr(voice, occasion))


def test_neither_do_reasons_and_every_issue_has_some_both_ways() -> None:
    issues = tuple(issue.id for issue in talks().structure.issues)
    ear = Ear(talks(), "en", issues)
    for delegation, voice in talks().text("en").voices.items():
        for issue in issues:
            for way in WAYS:
                assert voice.why(issue, way), (delegation, issue, way)
                assert not any(ear.hear(reason) for reason in voice.why(issue, way))


def test_no_two_delegations_share_a_sentence() -> None:
    written = [
        sentence
        for voice in talks().text("en").voices.values()
        for occasion in FILLINGS
        for template in getattr(voice, occasion)
        for sentence in sentences(template)
    ]
    assert len(written) == len(set(written))


def test_every_option_has_spoken_forms_that_are_heard_as_that_option_alone() -> None:
    texts, issues = talks().text("en"), talks().structure.issues
    agenda = tuple(issue.id for issue in issues)
    ear = Ear(talks(), "en", agenda)
    for axis, issue in enumerate(issues):
        assert issue.id in texts.spoken
        for place, option in enumerate(issue.option_ids):
            assert len(texts.spoken_forms(issue.id, option)) > 1
            for form in texts.spoken_forms(issue.id, option):
                assert "“" not in form
                assert ear.hear(f"We ask for {form}.") == ((axis, place),)
        for topic in texts.topics(issue.id):
            assert axis in ear.topics(f"Let us speak of {topic}.")


@pytest.mark.parametrize("delegation", ["us", "dprk", "rok", "china", "russia", "japan"])
def test_a_reason_is_true_by_the_own_valuation(delegation: DelegationId) -> None:
    """What it says of a text's clause, more or less, would make that text better for it."""
    game = at(PhaseName.DRAFTING)
    mind = mind_of(game, delegation)
    packages = product(*(issue.option_ids for issue in talks().structure.issues[:2]))
    for programme, verification in packages:
        package = {**GOOD, "programme": programme, "verification": verification}
        issue, way = difficulty(mind, package)
        options = talks().structure.issue(issue).option_ids
        here = mind.own.points(mind.own.choice(package))
        place = options.index(package[issue])
        others = options[place + 1 :] if way == "more" else options[:place]
        if way is not None:
            assert (
                max(mind.own.points(mind.own.choice({**package, issue: o})) for o in others) > here
            )


def test_two_with_other_secrets_who_do_the_same_say_the_same() -> None:
    """Words follow from the speech alone: no weight reaches them."""
    structure = talks().structure
    weights = structure.delegation("us").weights_after({"proof": 8, "dismantle": -8})
    plain = at(PhaseName.CONSULTATIONS, "class50", 2)
    plain.head("china").says("Let us begin.")
    secret = plain.fork()
    change = WeightsChange(at=secret.now, delegation="us", weights=weights, inject="us_congress")
    secret.state = replace(secret.state, weights_course=(change,))
    one, other = mind_of(plain, "us"), mind_of(secret, "us")
    assert one.own.stakes != other.own.stakes
    for speech in VARIED:
        assert one.say(speech) == other.say(speech)


def test_thanks_and_reasons_are_for_the_latest_text_alone() -> None:
    """Once another is tabled, nobody speaks of the one before."""
    game = at(PhaseName.DRAFTING, "class50", 2)
    carried, refused = game.fork(), game.fork()
    carried.agree("china", sanctions="begun")
    refused_by(refused, {"us"}, BAD_FOR_US, "china")
    for table, said in ((carried, "thank"), (refused, "refuse")):
        occasions = {spoken_of(table, seed) for seed in range(40)}
        assert occasions == {said, None}
        table.head("rok").tables({"abductions": "talks"})
        assert {spoken_of(table, seed) for seed in range(40)} == {None}


def spoken_of(game: Game, seed: int) -> str | None:
    """On what occasion Washington would speak to all of a roll-call."""
    speech = talk._of_a_roll_call(by(game, "us", str(seed)), 0.0)
    return None if speech is None else speech.occasion


def test_an_accord_is_not_offered_again_on_terms_that_were_declined() -> None:
    game = at(PhaseName.CONSULTATIONS, "class50", 2)
    offers = [
        (accord, offering, answering, terms)
        for accord in talks().structure.accords
        for offering, answering in permutations(accord.parties, 2)
        if may_meet(talks().structure, game.state, frozenset(accord.parties))
        and (terms := diplomacy._best_terms(by(game, offering), accord))
    ]
    assert offers
    for accord, offering, answering, terms in offers:
        table = game.fork()
        table.head(offering).sends(OfferAccord(accord=accord.id, options=terms))
        (offer,) = table.state.offers
        table.head(answering).turns_down(offer)
        assert diplomacy._best_terms(by(table, offering), accord) != terms


# --- the world ---------------------------------------------------------------------------------


def test_crises_are_answered_by_what_the_answer_does_to_the_own_score() -> None:
    game = at(PhaseName.CONSULTATIONS)
    game.instructor.drops("flood")
    card = talks().structure.inject("flood")
    for delegation in ("dprk", "rok", "china"):
        mind = mind_of(game, delegation)
        command = world.answer_crisis(mind)
        assert isinstance(command, AnswerInject)
        decision = next(d for d in card.decisions if d.delegation == delegation)
        worth = {answer: world.expected(mind, card, answer) for answer in decision.answers}
        assert worth[command.answer] >= max(worth.values()) - 2 * world.NOISE
    assert world.answer_crisis(mind_of(game, "us")) is None


def test_near_a_breakdown_calm_is_worth_more() -> None:
    game = at(PhaseName.CONSULTATIONS)
    envoy = talks().structure.move("envoy")
    calm = mind_of(game, "china").stakes.impact(envoy, cost=envoy.cost)
    game.state = replace(game.state, indicators={**game.state.indicators, "tension": 95})
    assert mind_of(game, "china").stakes.impact(envoy, cost=envoy.cost) > calm + 100


def test_whoever_has_walked_out_comes_back_for_the_last_words() -> None:
    game = at(PhaseName.DRAFTING, "class50", 2)
    game.head("dprk").moves("walk_out")
    game.wait(200)
    assert world.move(mind_of(game, "dprk")) == MakeMove(move="return")


def test_nobody_walks_out_of_the_last_round() -> None:
    game = at(PhaseName.DRAFTING, "demo")
    game.wait(200)
    hot = Personality(delegation="dprk", temper=1.0, provocations=("walk_out",), initiative=0.0)
    for seed in range(30):
        assert world.move(replace(mind_of(game, "dprk", str(seed)), instead=hot)) is None


def test_the_hot_tempered_are_provoked_the_sooner_the_less_is_on_offer() -> None:
    game = at(PhaseName.DRAFTING, "class50", 1)
    game.wait(400)
    hot = Personality(delegation="dprk", temper=1.0, provocations=("missile_test",), initiative=0)

    def provoked() -> int:
        minds = (replace(mind_of(game, "dprk", str(seed)), instead=hot) for seed in range(60))
        return sum(isinstance(world.move(mind), MakeMove) for mind in minds)

    before = provoked()
    game.head("china").tables({**GOOD, "programme": "shutdown", "security": "peace"})
    assert 0 <= provoked() < before < 60


# --- capitals and accords ----------------------------------------------------------------------


def test_the_capital_is_asked_where_its_price_is_on_the_table() -> None:
    game = at(PhaseName.DRAFTING)
    good = {**GOOD, "verification": "seals", "sanctions": "suspended", "programme": "disable"}
    game.head("dprk").tables(good)
    command = diplomacy.ask_capital(by(game, "us"))
    assert isinstance(command, AskMandate)
    assert command.red_line == "unverified"
    game.head("us").asks_capital("unverified")
    assert diplomacy.ask_capital(by(game, "us")) is None


def test_side_accords_are_accepted_for_what_they_add() -> None:
    game = at(PhaseName.CONSULTATIONS)
    game.head("japan").offers("tokyo_pyongyang_accord", abductions="settlement")
    assert diplomacy.answer_offer(mind_of(game, "dprk")) == AnswerAccord(
        offer="tokyo_pyongyang_accord.1", accept=False
    )
    game = at(PhaseName.CONSULTATIONS)
    game.head("us").offers("washington_pyongyang_accord", security="pledge")
    assert diplomacy.answer_offer(mind_of(game, "dprk")) == AnswerAccord(
        offer="washington_pyongyang_accord.1", accept=True
    )


def test_the_faithful_honour_everything_and_a_breach_is_answered() -> None:
    game = Game(talks().structure, "demo").ratify(**GOOD).sign()
    saint = Personality(delegation="us", faith=1.0)
    assert endings.choose_conduct(replace(mind_of(game, "us"), instead=saint)) is None
    assert game.state.name is PhaseName.IMPLEMENTATION
    game.head("dprk").conducts(inspectors_admitted="break")
    game.advance_to(PhaseName.IMPLEMENTATION, 2)
    answers = [
        endings.choose_conduct(replace(mind_of(game, "us", str(seed)), instead=saint))
        for seed in range(20)
    ]
    suspended = [a for a in answers if isinstance(a, ChooseConduct)]
    assert suspended
    assert all(set(a.conduct.values()) <= {"honour", "suspend"} for a in suspended)
