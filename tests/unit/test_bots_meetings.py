"""Private talks of the computer: who meets, what is said and offered there, and what is kept."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from game.bots.habits import drafting, meetings
from game.bots.hearing import Ear
from game.bots.mind import Mind
from game.bots.trades import agreeable, best_terms
from game.bots.voice import sentences
from game.bots.wishes import wishes
from game.engine.acts.accords import AccordOffered
from game.engine.acts.channels import InviteToChannel, MeetingOpened, MessageSent, SendMessage
from game.engine.acts.plenary import PlenarySpoken
from game.engine.acts.proposals import ProposalTabled
from game.engine.acts.trades import AnswerTrade, OfferTrade, TradeAnswered, TradeOffered
from game.engine.draws import SeededDraws
from game.engine.phases import PhaseName
from game.engine.views import of
from game.scenario.model import DelegationId, Personality
from game.simulation.table import Game as Simulated
from game.simulation.table import Setting, play
from tests.builders import Game
from tests.machines import talks

SEEDS = ("talk-1", "talk-2", "talk-3")
#: What a game of one 50-minute class held before: words and offers of all six, and its words.
MOST_SAID, MOST_WORDS = 120, 2_000
#: Different sentences in so many games: 2,000 in 20 are wanted, and the first games hold most.
FEWEST_SENTENCES = 330


@cache
def games() -> tuple[Simulated, ...]:
    return tuple(play(talks(), Setting("class50"), seed) for seed in SEEDS)


def said(game: Simulated) -> list[str]:
    """What was said to others in a game: to all, in talks, and with offers and proposals."""
    found = []
    for event in game.log:
        match event:
            case PlenarySpoken() | MessageSent():
                found.append(event.text)
            case TradeOffered() | TradeAnswered() | ProposalTabled() | AccordOffered():
                found.append(event.note)
    return [text for text in found if text]


def met(game: Simulated) -> Counter[int]:
    return Counter(len(ev.members) for ev in game.log if isinstance(ev, MeetingOpened))


# --- whole games -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_pairs_meet_and_more_often_than_larger_groups(seed: int) -> None:
    sizes = met(games()[seed])
    assert sizes[2] > sizes[3] > 0


def pairs_in(game: Simulated) -> set[frozenset[DelegationId]]:
    return {
        frozenset(ev.members)
        for ev in game.log
        if isinstance(ev, MeetingOpened) and len(ev.members) == 2
    }


def test_everybody_meets_somebody_alone() -> None:
    pairs = set().union(*(pairs_in(game) for game in games()))
    assert frozenset().union(*pairs) == set(talks().structure.delegation_ids)


def test_washington_sees_pyongyang_alone_now_and_then() -> None:
    demos = (play(talks(), Setting("demo"), f"pair-{seed}") for seed in range(16))
    assert any(frozenset({"us", "dprk"}) in pairs_in(game) for game in demos)


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_no_sentence_is_said_twice_in_a_game(seed: int) -> None:
    spoken = Counter(part for text in said(games()[seed]) for part in sentences(text))
    assert [part for part, count in spoken.items() if count > 1] == []


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_a_game_holds_half_as_much_talk_as_it_did(seed: int) -> None:
    kinds = (PlenarySpoken, MessageSent, TradeOffered, TradeAnswered)
    assert sum(isinstance(event, kinds) for event in games()[seed].log) <= MOST_SAID
    words = sum(
        len(event.text.split())
        for event in games()[seed].log
        if isinstance(event, PlenarySpoken | MessageSent)
    )
    assert words <= MOST_WORDS


def test_games_differ_in_what_is_said() -> None:
    found = {part for game in games() for text in said(game) for part in sentences(text)}
    assert len(found) >= FEWEST_SENTENCES


def test_offers_are_answered_both_ways() -> None:
    answers = Counter(
        ev.accepted for game in games() for ev in game.log if isinstance(ev, TradeAnswered)
    )
    assert answers[True] >= 3
    assert answers[False] >= 3


# --- one talk ----------------------------------------------------------------------------------


def mind_of(game: Game, delegation: DelegationId, seed: str = "mind") -> Mind:
    return Mind(
        scenario=talks(),
        language="en",
        view=game.view(of(delegation)),
        delegation=delegation,
        now=game.now,
        draws=SeededDraws(seed),
    )


def easy(mind: Mind) -> Mind:
    """Somebody who takes nearly anything that is no worse than no deal."""
    return replace(mind, instead=Personality(delegation=mind.delegation, top=0.1, floor=0.0))


def greedy(mind: Mind) -> Mind:
    """Somebody who holds out for everything."""
    return replace(mind, instead=Personality(delegation=mind.delegation, top=1.0, floor=0.99))


@pytest.fixture
def game() -> Game:
    return Game(talks().structure, "class50").advance_to(PhaseName.CONSULTATIONS)


def test_the_own_room_is_no_invitation(game: Game) -> None:
    """Everybody has a room of its own from the start; it once kept them from asking anybody."""
    game.wait(0.7 * 420)
    for delegation in game.state.setup.delegations:
        command = meetings.invite(mind_of(game, delegation))
        assert isinstance(command, InviteToChannel)
        assert len(command.members) == 1


def test_nobody_asks_again_whoever_has_declined_or_has_just_been_met(game: Game) -> None:
    game.wait(200)
    first = meetings.invite(mind_of(game, "china"))
    assert isinstance(first, InviteToChannel)
    channel = game.head("china").invites(*first.members)
    game.head(first.members[0]).declines(channel)
    second = meetings.invite(mind_of(game, "china"))
    assert isinstance(second, InviteToChannel)
    assert second.members != first.members
    channel = game.head("china").invites(*second.members)
    game.head(second.members[0]).accepts(channel)
    game.head("china").leaves(channel)
    third = meetings.invite(mind_of(game, "china"))
    assert third is None or (isinstance(third, InviteToChannel) and len(third.members) > 1)


@pytest.mark.parametrize("asked", ["sanctions", "programme", "aid", "abductions", "security"])
def test_a_question_is_answered_on_its_subject(game: Game, asked: str) -> None:
    channel = game.meet("us", "rok")
    topic = talks().text("en").topics(asked)[0]
    game.head("us").writes(channel, f"What would Seoul need on {topic}?")
    game.wait(30)
    answer = meetings.converse(mind_of(game, "rok"))
    assert isinstance(answer, SendMessage)
    agenda = game.state.setup.agenda
    assert agenda.index(asked) in Ear(talks(), "en", agenda).topics(answer.text)


def test_a_wish_is_joined_or_met_with_something_else_about_it(game: Game) -> None:
    form = talks().text("en").spoken_forms("abductions", "settlement")[0]
    channel = game.meet("japan", "dprk")
    game.head("japan").writes(channel, f"Japan needs {form}.")
    game.wait(30)
    answer = meetings.converse(mind_of(game, "dprk"))
    agenda = game.state.setup.agenda
    ear = Ear(talks(), "en", agenda)
    clause = agenda.index("abductions"), 3
    match answer:
        case SendMessage():
            assert clause not in ear.hear(answer.text)
        case OfferTrade():
            assert answer.gives or answer.asks
        case _:
            pytest.fail("nothing was said")


def test_what_all_have_heard_is_not_said_again_in_private(game: Game) -> None:
    mind = mind_of(game, "us")
    issue, option = wishes(mind)[0]
    form = talks().text("en").spoken_forms(issue, option)[0]
    game.head("us").says(f"We ask for {form}.")
    channel = game.meet("us", "rok")
    agenda = game.state.setup.agenda
    axis = agenda.index(issue)
    ear = Ear(talks(), "en", agenda)
    for _ in range(3):
        game.wait(30)
        command = meetings.converse(mind_of(game, "us"))
        if not isinstance(command, SendMessage):
            break
        assert axis not in {at for at, _ in ear.hear(command.text)}
        game.head("us").writes(channel, command.text)
        game.head("rok").writes(channel, "I see.")


# --- trades ------------------------------------------------------------------------------------

#: From somebody who is content with little to somebody who holds out for everything.
CHARACTERS = [Personality(delegation="us", top=n / 50, floor=0.0) for n in range(1, 51)]
FAIR = ({"sanctions": "begun"}, {"programme": "shutdown"})


def test_a_trade_that_can_lead_to_a_good_text_is_accepted_and_any_other_declined(
    game: Game,
) -> None:
    channel = game.meet("us", "dprk")
    game.head("dprk").offers_trade(channel, FAIR[1], FAIR[0])
    yes = meetings.answer_trade(easy(mind_of(game, "us")))
    assert isinstance(yes, AnswerTrade)
    assert yes.accept
    assert yes.note
    no = meetings.answer_trade(greedy(mind_of(game, "us")))
    assert isinstance(no, AnswerTrade)
    assert not no.accept
    assert no.note


def test_an_offer_of_ours_is_one_that_we_would_keep_and_asks_and_gives_something(
    game: Game,
) -> None:
    found = 0
    for delegation in game.state.setup.delegations:
        mind = easy(mind_of(game, delegation))
        for other in mind.others:
            terms = best_terms(mind, other)
            if terms is None:
                continue
            found += 1
            assert agreeable(mind, terms.package)
            assert terms.gives.keys().isdisjoint(terms.asks)
            give, ask = next(iter(terms.gives.items())), next(iter(terms.asks.items()))
            assert worth(mind, dict([ask])) > worth(mind, {})
            assert worth(mind, dict([give])) <= worth(mind, {})
    assert found > 5


def worth(mind: Mind, package: dict[str, str]) -> float:
    """What those clauses are worth on average over the rest of the text."""
    stakes, agenda = mind.own.stakes, mind.view.setup.agenda
    standing = mind.standing_choice
    total = 0.0
    for issue, option in package.items():
        axis = agenda.index(issue)
        place = talks().structure.issue(issue).option_ids.index(option)
        total += stakes[axis][place] - stakes[axis][standing[axis]]
    return total


def agreed(game: Game) -> None:
    channel = game.meet("us", "dprk")
    game.head("dprk").offers_trade(channel, FAIR[1], FAIR[0])
    game.head("us").answers_trade(channel, "t1", accept=True)


def test_what_was_agreed_is_kept_for_the_round_in_proposals(game: Game) -> None:
    agreed(game)
    game.advance_to(PhaseName.DRAFTING)
    for delegation in ("us", "dprk"):
        mind = easy(mind_of(game, delegation))
        assert mind.promised == {"sanctions": "begun", "programme": "shutdown"}
        assert mind.offer is not None
        package = mind.own.package(mind.offer.choice)
        assert (package["sanctions"], package["programme"]) == ("begun", "shutdown")
    assert mind_of(game, "china").promised == {}


def test_what_was_agreed_is_kept_for_the_round_in_votes(game: Game) -> None:
    """A text with the whole trade is voted for where the same text without it would not be."""
    free = game.fork()
    agreed(game)
    votes = {}
    for name, one in (("bound", game), ("free", free)):
        one.advance_to(PhaseName.DRAFTING)
        one.head("china").tables({**FAIR[0], **FAIR[1], "aid": "emergency"})
        (proposal,) = one.view(of("us")).proposals.values()
        votes[name] = [
            drafting.acceptable(replace(mind_of(one, "us"), instead=character), proposal)
            for character in CHARACTERS
        ]
    assert all(bound or not free for bound, free in zip(votes["bound"], votes["free"], strict=True))
    assert votes["bound"] != votes["free"]


def test_a_promise_ends_with_its_round(game: Game) -> None:
    agreed(game)
    game.advance_to(PhaseName.CONSULTATIONS, 2)
    assert mind_of(game, "us").promised == {}


def test_nobody_promises_the_opposite_of_what_it_has_promised(game: Game) -> None:
    agreed(game)
    mind = easy(mind_of(game, "us"))
    assert not agreeable(mind, {"programme": "keep", "sanctions": "begun"})
    assert agreeable(mind, dict(FAIR[1]))


def test_in_person_an_offer_is_answered_without_words() -> None:
    game = Game(talks().structure, "class50", talk="in_person")
    game.advance_to(PhaseName.CONSULTATIONS)
    channel = game.meet("us", "dprk")
    game.head("dprk").offers_trade(channel, FAIR[1], FAIR[0])
    answer = meetings.answer_trade(easy(mind_of(game, "us")))
    assert isinstance(answer, AnswerTrade)
    assert answer.note == ""
