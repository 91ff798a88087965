"""Two classes and everybody who may come by: each viewer with a browser and what they may know."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from game.app import House, build
from game.config import Config
from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.channels import SendMessage
from game.engine.acts.progress import AdvancePhase
from game.engine.command import Command
from game.engine.house_rules import HouseRules
from game.engine.phases import PhaseName
from game.service.conferences import Conference, Instructor, Participant
from game.service.setup import Setup
from tests.integration.test_fences import Place
from tests.practising import CHOSEN
from tests.unhurried import Unhurried

#: A secret by who may know it: it stands in a message that only they can read.
SECRETS = {
    "delegation": "Wordsof-thesecret-delegation",
    "table": "Wordsof-the-other-table",
    "class": "Titleof-the-other-class",
}
PASSWORD = "kelp-harbour-ninety-owl"


@dataclass
class Viewer:
    """Somebody with a browser. ``knows``: which of ``SECRETS`` they may read."""

    name: str
    cookie: Callable[[], dict[str, Any]]
    knows: frozenset[str] = frozenset()
    person: Participant | None = None


class World:
    """A house with a class that plays at two tables, another class, and every kind of viewer."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "game.db"
        self.house: House = build(Config(f"sqlite:///{self.path}", "http://127.0.0.1"))
        self.hall = self.house.hall
        self.hall.pace = Unhurried()
        # Wrong passwords make their senders wait: how long is counted elsewhere.
        self.hall.accounts.throttle.sleep = lambda _seconds: None
        self.people = self.hall.conferences
        self.owner = self.people.enter(self.people.invite("Owner"))
        self.conference = self._class(self.owner, "Class", tables=2)
        self.tables = [table.id for table in self.people.tables(self.conference.id)]
        self._usual_setup()
        self.others: dict[str, Instructor] = {}
        for name in ("Colleague", "Former colleague", "Stranger"):
            self.hall.accounts.add(name, PASSWORD)
            self.others[name] = self.hall.accounts.named(name)
        self.viewers = {viewer.name: viewer for viewer in self._viewers()}

    def close(self) -> None:
        """Wait for what is being made, and close the house."""
        self.house.reports.finish()
        self.house.close()

    def _class(self, instructor: Instructor, title: str, tables: int) -> Conference:
        setup = Setup(
            preset="demo", tables=tables, seats_per_delegation=2, rules=HouseRules(hints=True)
        )
        return self.people.set_up(instructor, title, setup)

    def _usual_setup(self) -> None:
        browser = self.browser(lambda: self.instructors_cookie(self.owner))
        usual = {"preset": "demo", "tables": "1", "seats_per_delegation": "2"}
        kept = browser.post("/instructor/setups", data={**usual, "setup_name": "Kept"})
        assert kept.status_code == 200

    # --- who looks ---

    def _viewers(self) -> list[Viewer]:
        conference, (first, second) = self.conference, self.tables
        seats = {
            "own delegation": (first, "us"),
            "adviser": (first, "us"),
            "other delegation": (first, "dprk"),
            "other table": (second, "us"),
            "waiting": (None, None),
            "removed": (first, "us"),
            "forgotten": (first, "us"),
        }
        found: dict[str, Participant] = {}
        for name, (table, delegation) in seats.items():
            joined = self.people.join(conference.code, name.title())
            if name in ("removed", "forgotten"):
                found[name] = joined
                continue
            self.people.seat(conference, joined.id, table, delegation)
            found[name] = joined
        found["observer"] = self.people.join(conference.code, "Observer", observer=True)
        self.people.start(conference)
        self.people.remove(conference, found["removed"].id)
        self.hall.erasure.forget(conference, found["forgotten"].id)
        self.people.seat(conference, found["waiting"].id, None, None)
        strangers = self.others["Stranger"]
        other_class = self._class(strangers, SECRETS["class"], tables=1)
        found["student of another class"] = self.people.join(other_class.code, "Elsewhere")
        for name in ("Colleague", "Former colleague"):
            self.people.share(self.owner, conference, name)
        former = self.others["Former colleague"]
        self.people.unshare(self.owner, conference, former.id)
        logged_out = self.hall.accounts.begin_login(self.owner)
        self.hall.accounts.log_out(logged_out)
        self._words()
        knowing = {
            "own delegation": {"delegation"},
            "adviser": {"delegation"},
            "other table": {"table"},
            "student of another class": {"class"},
        }
        self.head = found["own delegation"]
        viewers = [Viewer("stranger", dict)]
        viewers += [
            Viewer(
                name,
                lambda id_=person.id: {"participants": [id_]},  # type: ignore[misc]
                frozenset(knowing.get(name, ())),
                self.people.participant(person.id) or person,
            )
            for name, person in found.items()
        ]
        here = frozenset({"delegation", "table"})
        viewers += [
            Viewer("owner", lambda: self.instructors_cookie(self.owner), here),
            Viewer("co-teacher", lambda: self._other_cookie("Colleague"), here),
            Viewer("unshared co-teacher", lambda: self._other_cookie("Former colleague")),
            Viewer(
                "other teacher",
                lambda: self.instructors_cookie(strangers),
                frozenset({"class"}),
            ),
            Viewer("logged-out cookie", lambda: {"instructor": logged_out.stored()}),
            self._practice_player(),
        ]
        return viewers

    def _practice_player(self) -> Viewer:
        browser = self.house.app.test_client()
        id_ = browser.post("/practice", data=CHOSEN).location.rsplit("/", 1)[1]
        person = self.people.participant(id_)
        return Viewer("practice player", lambda: {"participants": [id_]}, person=person)

    def _other_cookie(self, name: str) -> dict[str, Any]:
        return self.instructors_cookie(self.others[name])

    def instructors_cookie(self, instructor: Instructor) -> dict[str, Any]:
        """What the browser of that instructor holds after a login."""
        # Asked anew: another login may have ended all before.
        found = self.people.instructor(instructor.id)
        assert found is not None
        return {"instructor": self.hall.accounts.begin_login(found).stored()}

    def _words(self) -> None:
        """Let it be said what only some may read."""
        for table, word in zip(self.tables, ("delegation", "table"), strict=True):
            while self.hall.tables.state(table).name is not PhaseName.CONSULTATIONS:
                self.submit(table, INSTRUCTOR, AdvancePhase())
            message = SendMessage(channel="us", text=SECRETS[word])
            self.submit(table, Actor(Role.HEAD, "us"), message)

    def submit(self, table: int, actor: Actor, command: Command) -> None:
        """Let something happen at a table, under an id that is used once."""
        state = self.hall.tables.state(table)
        id_ = f"{type(command).__name__}-{state.seq}"
        self.hall.tables.submit(table, actor, command, command_id=id_, step=state.phase.step.tag)

    # --- browsers ---

    def browser(self, cookie: Callable[[], dict[str, Any]]) -> FlaskClient:
        """A browser with that cookie."""
        client = self.house.app.test_client()
        client.set_cookie(self.house.app.config["SESSION_COOKIE_NAME"], self.signed(cookie()))
        return client

    def signed(self, held: dict[str, Any]) -> str:
        """A cookie's value, as the server signs it."""
        app = self.house.app
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return str(signer.dumps(held))

    def place(self) -> Place:
        """The same for the fences' own functions: what is stored, and addresses by rule."""
        stranger = self.house.app.test_client()
        ids: dict[str, object] = {
            "id_": self.conference.id,
            "number": 1,
            "pid": self.head.id,
            "code": self.conference.code,
            "resume_code": self.head.resume_code,
            "token": "none",
            "what": "",
            "other": self.owner.id,
            "setup_id": 1,
            "filename": "css/base.css",
            "file": "css/base.css",
            "delegation": "us",
            "preset": "demo",
            "name": "timeline",
            "job": "none",
            "form": "before",
            "place": 1,
        }
        return Place(self.house, self.path, ids, stranger, stranger, stranger, stranger)
