"""The secrets of a table: games that are the same but for one of them."""

from collections.abc import Callable
from dataclasses import dataclass

from game.engine.phases import PhaseName
from game.scenario.model import Conduct, DelegationId
from tests.builders import FixedDraws, Game


@dataclass(frozen=True)
class Secret:
    """Two things that delegations may do in secret, and when the secret is out."""

    arrange: Callable[[Game], object]
    one: Callable[[Game], object]
    other: Callable[[Game], object]
    owners: frozenset[DelegationId]
    out: Callable[[Game], bool] = lambda game: False


def drafting(game: Game) -> Game:
    """A table with the village's proposal on it."""
    game.advance_to(PhaseName.DRAFTING)
    game.head("village").tables({"fishing": "lanes"})
    return game


def signing(game: Game) -> Game:
    """A table at which a text waits to be signed."""
    return game.ratify(quay="short")


def talking(game: Game) -> Game:
    """A table at which port and village talk in private."""
    game.advance_to(PhaseName.CONSULTATIONS)
    game.meet("port", "village")
    return game


def offered(game: Game) -> None:
    """A table at which the port has offered the village a trade in private."""
    talking(game).head("port").offers_trade("port+village", {"fishing": "lanes"}, {"quay": "short"})


def storm(game: Game) -> None:
    """A table in a crisis that asks port and village."""
    game.advance_to(PhaseName.CONSULTATIONS).instructor.drops("storm")


def port_asks_first(game: Game) -> None:
    """The port's invitation is older than a talk that opens before it is accepted."""
    channel = game.head("port").invites("village")
    game.meet("village", "ministry")
    game.head("village").accepts(channel)


def port_asks_last(game: Game) -> None:
    """The port's invitation is younger than that talk."""
    game.meet("village", "ministry")
    game.meet("port", "village")


def roll_call_closed(game: Game) -> bool:
    """Whether the votes on the first proposal were opened."""
    return game.state.proposals["p1"].status in ("carried", "failed")


def nothing(game: Game) -> None:
    """Leave it at that."""


def signed(game: Game) -> Game:
    """A table that carries out what it has signed, where inspectors see little."""
    game.ratify(quay="short", fishing="lanes").sign()
    game.draws = FixedDraws(otherwise=0.99)
    return game


def consultations(game: Game) -> Game:
    """A table in its consultations."""
    return game.advance_to(PhaseName.CONSULTATIONS)


def accord(game: Game, by: str = "port", *, confidential: bool = False, note: str = "") -> None:
    """Port and village conclude their accord."""
    offer = game.head(by).offers("pilotage", confidential=confidential, note=note, fishing="lanes")
    game.head("village" if by == "port" else "port").agrees_to(offer)


def declined(game: Game) -> None:
    """An offer of an accord comes to nothing."""
    game.head("village").turns_down(game.head("port").offers("pilotage", quay="short"))


def second_attempt(game: Game) -> None:
    """They conclude their accord after an offer that came to nothing."""
    declined(game)
    accord(game)


def step_closed(game: Game, conduct: Conduct) -> None:
    """A step closes in which the port did that about the lanes."""
    game.head("port").conducts(keep_off=conduct)
    game.instructor.advances()


def mandate(game: Game, granted: bool) -> None:
    """The village asks its capital, and is answered."""
    cable = game.head("village").asks_capital("grounds")
    game.instructor.answers_cable(cable, granted, "We have thought about it.")


def letter(game: Game) -> Game:
    """A table at which the port has been given a directive."""
    consultations(game).instructor.drops("board_letter")
    return game


def exposed(game: Game) -> bool:
    """Whether the dredging has come to light."""
    return any(made.known for made in game.state.moves if made.move == "dredging")


PORT = frozenset({"port"})
VILLAGE = frozenset({"village"})
BOTH = frozenset({"port", "village"})
DISCREET = frozenset({"port", "ministry"})

SECRETS = {
    "a ballot before the roll-call closes": Secret(
        drafting,
        lambda game: game.head("port").votes("p1", "accept"),
        lambda game: game.head("port").votes("p1", "reject"),
        PORT,
        roll_call_closed,
    ),
    "a change of mind in a roll-call": Secret(
        lambda game: drafting(game).head("port").votes("p1", "accept"),
        lambda game: game.head("port").votes("p1", "abstain"),
        nothing,
        PORT,
        roll_call_closed,
    ),
    "words in a private talk": Secret(
        talking,
        lambda game: game.head("port").writes("port+village", "Yes."),
        lambda game: game.head("port").writes("port+village", "Never, while I live!"),
        BOTH,
    ),
    "an offer in a private talk": Secret(
        talking,
        lambda game: game.head("port").offers_trade(
            "port+village", {"fishing": "lanes"}, {"quay": "short"}
        ),
        nothing,
        BOTH,
    ),
    "what was offered in a private talk": Secret(
        talking,
        lambda game: game.head("port").offers_trade(
            "port+village", {"fishing": "lanes"}, {"quay": "short"}
        ),
        lambda game: game.head("port").offers_trade(
            "port+village", {"quay": "long"}, {"fishing": "lanes"}, "Tell nobody."
        ),
        BOTH,
    ),
    "how an offer in a private talk was answered": Secret(
        offered,
        lambda game: game.head("village").answers_trade("port+village", "t1", accept=True),
        lambda game: game.head("village").answers_trade("port+village", "t1", accept=False),
        BOTH,
    ),
    "whether anything was said in a private talk": Secret(
        talking,
        lambda game: game.adviser("village").writes("port+village", "Hm."),
        nothing,
        BOTH,
    ),
    "an invitation": Secret(
        lambda game: game.advance_to(PhaseName.CONSULTATIONS),
        lambda game: game.head("port").invites("village"),
        nothing,
        BOTH,
    ),
    "an invitation that was declined": Secret(
        lambda game: game.advance_to(PhaseName.CONSULTATIONS),
        lambda game: game.head("village").declines(game.head("port").invites("village")),
        nothing,
        BOTH,
    ),
    "which of two accepted invitations was sent first": Secret(
        lambda game: game.advance_to(PhaseName.CONSULTATIONS).head("ministry").moves("subsidy"),
        port_asks_first,
        port_asks_last,
        BOTH,
    ),
    "an order of priorities": Secret(
        lambda game: game.advance_to(PhaseName.BRIEFING),
        lambda game: game.adviser("port").ranks("quay", "fishing"),
        lambda game: game.adviser("port").ranks("fishing", "quay"),
        PORT,
    ),
    "a decision before all are opened": Secret(
        signing,
        lambda game: game.head("port").signs(),
        lambda game: game.head("port").refuses_to_sign(),
        PORT,
        lambda game: game.state.decisions_opened,
    ),
    "a change of mind about signing": Secret(
        lambda game: signing(game).head("port").signs(),
        lambda game: game.head("port").refuses_to_sign(),
        nothing,
        PORT,
        lambda game: game.state.decisions_opened,
    ),
    "an answer before the crisis is settled": Secret(
        storm,
        lambda game: game.head("port").answers("storm", "shelter"),
        lambda game: game.head("port").answers("storm", "turn_away"),
        PORT,
        lambda game: game.state.crises["storm"].settled,
    ),
    "whether a crisis was answered at all": Secret(
        storm,
        lambda game: game.head("port").answers("storm", "turn_away"),
        nothing,
        PORT,
        lambda game: game.state.crises["storm"].settled,
    ),
    "a secret move": Secret(
        consultations,
        lambda game: game.head("port").moves("dredging"),
        nothing,
        PORT,
        exposed,
    ),
    "a cable that waits for its answer": Secret(
        consultations,
        lambda game: game.head("village").asks_capital("grounds", "Only this once."),
        nothing,
        VILLAGE,
    ),
    "a cable and its answer": Secret(
        consultations,
        lambda game: mandate(game, granted=False),
        nothing,
        VILLAGE,
    ),
    "whether a mandate is held": Secret(
        lambda game: game.ratify(quay="short"),
        lambda game: mandate(game, granted=True),
        lambda game: mandate(game, granted=False),
        VILLAGE,
    ),
    "an offer of an accord": Secret(
        consultations,
        lambda game: game.head("port").offers("pilotage", note="Quietly.", fishing="lanes"),
        nothing,
        BOTH,
    ),
    "an offer of an accord that was declined": Secret(consultations, declined, nothing, BOTH),
    "a confidential accord": Secret(
        consultations, lambda game: accord(game, confidential=True), nothing, BOTH
    ),
    "a confidential accord beside a text that is signed": Secret(
        signing, lambda game: accord(game, confidential=True), nothing, BOTH
    ),
    "a confidential accord in place of a public one": Secret(
        lambda game: accord(consultations(game)),
        lambda game: accord(game, confidential=True),
        nothing,
        BOTH,
    ),
    "what came to nothing before a public accord": Secret(
        consultations,
        second_attempt,
        accord,
        BOTH,
    ),
    "who offered a public accord, and how": Secret(
        consultations,
        lambda game: accord(game, "port", note="As you asked."),
        lambda game: accord(game, "village"),
        BOTH,
    ),
    "a directive": Secret(
        consultations,
        lambda game: game.instructor.drops("board_letter"),
        nothing,
        PORT,
    ),
    "the answer to a directive, and what it costs in standing": Secret(
        letter,
        lambda game: game.head("port").answers("board_letter", "temporise"),
        lambda game: game.head("port").answers("board_letter", "obey"),
        PORT,
    ),
    "a discreet meeting": Secret(
        consultations,
        lambda game: game.head("port").leaves(game.meet("port", "ministry")),
        nothing,
        DISCREET,
    ),
    "a discreet meeting that goes on": Secret(
        consultations, lambda game: game.meet("port", "ministry"), nothing, DISCREET
    ),
    "conduct that was chosen and is not yet reported": Secret(
        signed,
        lambda game: game.head("port").conducts(build="break", keep_off="delay"),
        nothing,
        PORT,
        lambda game: any(duty.reports for duty in game.state.duties.values()),
    ),
    "a breach that nobody has detected": Secret(
        signed,
        lambda game: step_closed(game, "break"),
        lambda game: step_closed(game, "honour"),
        PORT,
        lambda game: game.state.over,
    ),
}
