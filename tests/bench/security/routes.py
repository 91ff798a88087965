"""Every rule of the url map by every method, tried by every kind of viewer."""

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from game.messages import sentence
from tests.bench.security.report import Part
from tests.bench.security.world import SECRETS, Viewer, World
from tests.integration.test_fences import ENTRANCES, HARMLESS, OPEN, OWN, addresses

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
INSTRUCTORS = frozenset({"owner", "co-teacher", "unshared co-teacher", "other teacher"})
RUNNING = frozenset({"owner", "co-teacher"})
#: What only the owner may do, not those with whom the class is shared.
OWNERS = frozenset({"instructor.erase_now"})
#: After these a login is to be made anew.
ENDING = frozenset({"instructor.log_out", "instructor.log_out_everywhere", "lobby.leave"})
#: The one who deletes the most comes last.
LAST = ("co-teacher", "owner")


def may(rule: Rule, viewer: str) -> bool:
    """Whether the rule's page is open to that viewer."""
    if rule.endpoint in OPEN | ENTRANCES | HARMLESS:
        return True
    if "pid" in rule.arguments:
        return viewer == "own delegation"
    if rule.endpoint in OWN:
        return viewer in INSTRUCTORS
    return viewer == "owner" if rule.endpoint in OWNERS else viewer in RUNNING


def _to_login(answer: TestResponse) -> bool:
    return answer.status_code == 302 and "/instructor/login" in answer.headers["Location"]


class Walk:
    """Goes everywhere as everybody, and counts."""

    def __init__(
        self,
        folder: Path,
        methods: tuple[str, ...] = METHODS,
        programs: tuple[str, ...] = ("GET", "POST"),
    ) -> None:
        self.tried = [(method, "text/html") for method in methods]
        self.tried += [(method, "application/json") for method in programs]
        self.world = World(folder)
        self.place = self.world.place()
        #: By address, what any rule answers there.
        self.methods: dict[str, set[str]] = {}
        self.part = Part("Routes by viewer", ("viewer", "requests", "open", "shut", "5xx"))

    def run(self, viewers: Collection[str] = ()) -> Part:
        """The whole walk, or that of some viewers alone."""
        rules = sorted(self.world.house.app.url_map.iter_rules(), key=lambda rule: rule.rule)
        for rule in rules:
            self.methods.setdefault(rule.rule, set()).update(rule.methods or ())
        names = [name for name in self.world.viewers if name not in LAST]
        for name in (*names, *LAST):
            if viewers and name not in viewers:
                continue
            before = self.place.stored()
            self._everywhere(self.world.viewers[name], rules)
            if name not in (*LAST, "own delegation"):
                self.part.expect(self.place.stored() == before, f"{name} has changed something")
        self.part.notes.append(
            f"{len(rules)} rules, {len(self.world.viewers)} kinds of viewer, all methods of HTTP,"
            " GET and POST as a program too."
        )
        self.world.close()
        return self.part

    def _everywhere(self, viewer: Viewer, rules: list[Rule]) -> None:
        browser = self.world.browser(viewer.cookie)
        counts: Counter[str] = Counter()
        for rule in rules:
            for address in addresses(self.place, rule):
                elsewhere = self.methods[rule.rule] - (rule.methods or set())
                for method, accept in self.tried:
                    if method in elsewhere:
                        continue
                    counts[self._one(viewer, browser, rule, address, method, accept)] += 1
                    if rule.endpoint in ENDING and method == "POST":
                        browser = self.world.browser(viewer.cookie)
        total = sum(counts.values())
        self.part.rows.append((viewer.name, total, counts["open"], counts["shut"], counts["5xx"]))

    def _one(
        self,
        viewer: Viewer,
        browser: FlaskClient,
        rule: Rule,
        address: str,
        method: str,
        accept: str,
    ) -> str:
        """What came of one request: ``open``, ``shut`` or ``5xx``."""
        answer = browser.open(
            address,
            method=method,
            headers={"Accept": accept},
            data={
                "kind": "pause_table",
                "command_id": "x",
                "name": "Other",
                "participant": "none",
            }
            if method not in ("GET", "HEAD", "OPTIONS", "TRACE")
            else None,
            buffered=True,
        )
        where = f"{viewer.name}: {method} {address} answers {answer.status_code}"
        status = answer.status_code
        if status >= 500:
            self.part.faults.append(where)
            return "5xx"
        said = answer.get_data(as_text=True)
        for owner, secret in SECRETS.items():
            self.part.expect(
                secret not in said or owner in viewer.knows, f"{where} and tells {owner}"
            )
        # What no method of the rule answers is refused to everybody.
        if method == "OPTIONS" or method not in (rule.methods or ()):
            self.part.expect(status in (200, 404, 405), where)
            return "shut"
        refused = status == 403 or _to_login(answer)
        if may(rule, viewer.name):
            # These refuse what the walk sends: no link, a wrong name.
            entrance = rule.endpoint in ENTRANCES
            self.part.expect(entrance or not refused or _by_rule(answer), where)
            return "shut" if refused else "open"
        self.part.expect(refused or status in (404, 405), where)
        return "shut"


def _by_rule(answer: TestResponse) -> bool:
    """Whether a rule of the game refused a command, as opposed to the fence before it."""
    said = answer.get_data(as_text=True)
    return answer.status_code == 403 and sentence("http_403") not in said
