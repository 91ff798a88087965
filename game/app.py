"""The composition root: the one place where the parts of the house are put together."""

import logging
import secrets
import uuid
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from flask import Flask, Response, abort, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from game.config import Config
from game.messages import sentence
from game.realtime.live import Live, Realtime, init_realtime
from game.realtime.lookout import LOOK
from game.report import work
from game.resources import folder
from game.service.accounts import Accounts
from game.service.clock import Clock
from game.service.conferences import Conferences
from game.service.copies import Copies
from game.service.erasure import Erasure
from game.service.handouts import Source
from game.service.health import Health
from game.service.lease import Tenancy, last_alive
from game.service.loops import Loop, Tasks
from game.service.lost_time import LostTime
from game.service.office import Office
from game.service.pace import Pace
from game.service.practice import Practices
from game.service.problems import Problem
from game.service.questionnaires import Questionnaires
from game.service.reports import Maker, Reports
from game.service.setups import Setups
from game.service.stand_ins import StandIns
from game.service.tables import Tables
from game.service.ticker import BEAT, Ticker
from game.service.upkeep import tasks
from game.service.worker import Worker
from game.store.answers import Answers
from game.store.database import Database
from game.store.directory import Directory
from game.store.log import EventLog
from game.store.problems import StoreProblem
from game.store.reports import ReportStore
from game.store.schema_version import migrate
from game.web.answers import RETRY_AFTER, waiting, wants_json
from game.web.clock_cookies import ClockCookies
from game.web.hall import Hall
from game.web.status import problem_status

#: The largest request: a long message with room to spare.
BODY_LIMIT = 64 * 1024
#: Seconds that pages have to hear what was stored before the house closed.
LAST_WORDS = 2.0
#: Seconds between two looks at what is to be done now and then.
UPKEEP = 1.0
LOGIN_SECONDS = 60 * 60 * 24 * 120
POLICY = "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'"

_log = logging.getLogger(__name__)


@dataclass
class House:
    """A server that is ready to open."""

    app: Flask
    realtime: Realtime
    hall: Hall
    ticker: Ticker
    database: Database
    reports: Reports
    worker: Worker
    tenancy: Tenancy
    lost_time: LostTime
    loops: tuple[Loop, ...]
    _closed: bool = False

    def start(self, alive_at: float) -> None:
        """Let everything run that runs by itself.

        ``alive_at`` is when a server of this database was last alive, 0 if none ever was: time
        since then is given back to the tables that were running.
        """
        self.reports.prepare_at_end()
        self.lost_time.begin(alive_at or self.hall.tables.clock())
        for loop in self.loops:
            self.hall.health.watch(loop.pulse)
            self.realtime.socketio.start_background_task(loop.run)

    def close(self) -> None:
        """End in good order: push what is under way, end the worker, leave one whole file.

        Whatever cannot be done of that does not keep the rest from being done.
        """
        if self._closed:
            return
        self._closed = True
        for loop in self.loops:
            loop.stop()
        for step in (
            lambda: self.realtime.outbox.wait_until_empty(LAST_WORDS),
            self.worker.close,
            self.tenancy.release,
            self.database.checkpoint,
            self.database.close,
        ):
            try:
                step()
            except StoreProblem as problem:
                _log.warning("while closing: %s", problem.code)
            except Exception:
                _log.exception("while closing")


def build(config: Config, database: Database | None = None) -> House:
    """Build service, pages and live updates on the database, which has this version's schema.

    Without one, the database of the settings is opened and brought up to it.
    """
    if database is None:
        database = Database(config.database)
        migrate(database)
    directory = Directory(database)
    log, answers, worker = EventLog(database), Answers(database), Worker()
    clock = Clock(begin=max(log.newest(), last_alive(database)))
    tables = Tables(log, directory, clock=clock)

    def now() -> float:
        return tables.clock()

    conferences = Conferences(directory, tables)
    maker = Maker(partial(worker.convert, work.make), work.VERSION)
    reports = Reports(ReportStore(database), log, tables, conferences, maker)
    live = Live()
    erasure = Erasure(database, tables, conferences, worker)
    secret_key = directory.setting("secret_key", secrets.token_hex(32))
    practices = Practices(
        directory, tables, conferences, erasure, most=config.practices, key=secret_key
    )
    stand_ins = StandIns(tables, conferences)
    lost_time = LostTime(tables, conferences)
    lost_time.subscribe(stand_ins.put_off)

    def beside_the_clock(table_id: int) -> None:
        practices.look(table_id)
        stand_ins(table_id)

    ticker = Ticker(tables, conferences, beside_the_clock, before=lost_time.beat)
    tenancy = Tenancy(database, config.own_address, now)
    health = Health(database, server=tenancy.lease.id, stuck=lambda: ticker.stuck)
    hall = Hall(
        tables,
        conferences,
        reports,
        live.presence,
        config.public_url.rstrip("/"),
        accounts=Accounts(directory, now),
        setups=Setups(directory, now),
        questionnaires=Questionnaires(answers, tables, now),
        office=Office(worker, Source.of(database), config.database),
        erasure=erasure,
        practices=practices,
        pace=Pace(),
        health=health,
        copies=Copies(database),
    )
    app = _pages(config, hall, secret_key)
    realtime = init_realtime(app, live, hall, config.async_mode)
    health.pushes = realtime.outbox
    upkeep = Tasks(tasks(database, directory, practices, health, tenancy, now))
    loops = (
        Loop("clock", ticker.beat_clock, BEAT),
        Loop("bots", ticker.beat_bots, BEAT),
        Loop("presence", realtime.lookout.look, LOOK),
        Loop("upkeep", upkeep.step, UPKEEP),
    )
    return House(app, realtime, hall, ticker, database, reports, worker, tenancy, lost_time, loops)


def create_app(config: Config) -> Flask:
    """The Flask application of a house built on those settings."""
    return build(config).app


def _pages(config: Config, hall: Hall, secret_key: str) -> Flask:
    from game.web import (
        asking,
        debrief,
        health,
        hints,
        instructor,
        lobby,
        play,
        practice,
        rules,
        watch,
    )

    app = Flask(
        "game", template_folder=str(folder("templates")), static_folder=str(folder("static"))
    )
    app.session_interface = ClockCookies(lambda: hall.tables.clock())
    app.config.update(
        SECRET_KEY=secret_key,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        SESSION_COOKIE_NAME="sixparty_login",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=LOGIN_SECONDS,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["new_command_id"] = lambda: uuid.uuid4().hex
    app.jinja_env.globals["flag_address"] = lambda code: _flag_address(request.script_root, code)
    app.extensions["sixparty"] = hall
    for blueprint in (
        lobby.bp,
        practice.bp,
        play.bp,
        hints.bp,
        rules.bp,
        asking.bp,
        instructor.bp,
        watch.bp,
        debrief.bp,
        health.blueprint(hall.health, config),
    ):
        app.register_blueprint(blueprint)
    app.before_request(_same_origin)
    app.after_request(_guard)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(StoreProblem, _store_problem)
    return app


@lru_cache(maxsize=256)
def _flag_address(_script_root: str, code: str) -> str:
    """Where a flag's picture is. Kept: a page has hundreds of them, and to build one takes long."""
    return url_for("static", filename=f"vendor/flag-icons/{code}.svg")


def _same_origin() -> None:
    """Refuse forms that another site's page sends with our cookie."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") in (
        "cross-site",
        "same-site",
    ):
        abort(403)


def _guard(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _answer(status: int, code: str, text: str) -> tuple[Any, int]:
    if wants_json(request):
        return {"error": {"code": code, "message": text}}, status
    return render_template("error.html", status=status, message=text), status


def _http_error(error: HTTPException) -> tuple[Any, int] | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    return _answer(status, f"http_{status}", sentence(f"http_{status}"))


def _problem(problem: Problem) -> tuple[Any, int, dict[str, str]]:
    text = sentence(problem.code, problem.details)
    return (*_answer(problem_status(problem.code), problem.code, text), waiting(problem))


def _store_problem(problem: StoreProblem) -> tuple[Any, int, dict[str, str]]:
    text = sentence(problem.code, problem.details)
    answer = _answer(problem_status(problem.code), problem.code, text)
    return (*answer, {"Retry-After": str(RETRY_AFTER)})
