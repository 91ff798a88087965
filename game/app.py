"""The composition root: the one place where the parts of the house are put together."""

import logging
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, TypeVar

from flask import Flask, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from game.config import AsyncMode, Config
from game.messages import sentence
from game.messages.stops import full_stop
from game.realtime.live import Realtime, init_realtime
from game.realtime.lookout import LOOK
from game.realtime.pages import Live
from game.refusals import Refusal
from game.report import work
from game.resources import folder
from game.service.accounts import Accounts
from game.service.addresses import JoinAddresses
from game.service.clock import Clock
from game.service.conferences import Conferences
from game.service.copies import Copies
from game.service.erasure import Erasure
from game.service.handouts import Source
from game.service.health import Health
from game.service.lease import Tenancy, last_alive
from game.service.limits import Buckets
from game.service.loops import Loop, Tasks
from game.service.lost_time import LostTime
from game.service.office import Office
from game.service.own_data import OwnDataReader
from game.service.pace import Pace
from game.service.passwords import Offload, directly
from game.service.practice import Practices
from game.service.questionnaires import Questionnaires
from game.service.reports import Maker, Reports
from game.service.retention import Retention
from game.service.setups import Setups
from game.service.stand_ins import StandIns
from game.service.tables import Tables
from game.service.thinking import prepare, thinker
from game.service.throttle import LoginThrottle
from game.service.ticker import BEAT, Ticker
from game.service.upkeep import tasks
from game.service.worker import QUICK_PATIENCE, Beside, Worker, here
from game.store.answers import Answers
from game.store.database import Database
from game.store.directory import Directory
from game.store.log import EventLog
from game.store.problems import StoreProblem
from game.store.reports import ReportStore
from game.store.schema_version import migrate
from game.web.answers import retry_headers, wants_json
from game.web.codes import GUESSES, GUESSES_A_SECOND
from game.web.cookies import LoginCookies, cookie_name
from game.web.gateway import HANDSHAKES, HANDSHAKES_A_SECOND, Gateway
from game.web.guard import guard
from game.web.hall import Hall
from game.web.language import speak
from game.web.lobby import JOINS, JOINS_A_SECOND
from game.web.logins import acting_participant
from game.web.numbers import BoundedId
from game.web.present.moments import moment_element
from game.web.seat_mark import seat_mark
from game.web.site import Site
from game.web.typed import TypedRequest, clean_address

#: The largest request: a long message with room to spare.
BODY_LIMIT = 64 * 1024
#: Seconds that pages have to hear what was stored before the house closed.
LAST_WORDS = 2.0
#: Seconds between two looks at what is to be done now and then.
UPKEEP = 1.0
#: A browser's cookie, and so a student's login, that nobody has used for so long runs out: a class
#: that meets once a week comes back to it, and a school's device forgets last month's pupils.
COOKIE_SECONDS = 60 * 60 * 24 * 14

#: The statuses that have a sentence of their own.
_TOLD = frozenset({400, 403, 404, 405, 413, 415, 422, 429, 500})

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


@dataclass
class House:
    """A server that is ready to open. ``own_address`` is where its own machine finds it."""

    app: Flask
    realtime: Realtime
    hall: Hall
    ticker: Ticker
    database: Database
    reports: Reports
    workers: tuple[Worker, ...]
    tenancy: Tenancy
    lost_time: LostTime
    loops: tuple[Loop, ...]
    own_address: str = ""
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
            *(worker.close for worker in self.workers),
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
    quick = Worker(QUICK_PATIENCE)
    apart = config.async_mode == "gevent"
    beside: Beside = quick.call if apart else here
    clock = Clock(begin=max(log.newest(), last_alive(database)))
    tables = Tables(log, directory, clock=clock)

    def now() -> float:
        return tables.clock()

    conferences = Conferences(directory, tables, public=config.public)
    maker = Maker(partial(worker.convert, work.make), work.VERSION)
    reports = Reports(ReportStore(database), log, tables, conferences, maker, directory.is_practice)
    live = Live()
    erasure = Erasure(database, tables, conferences, worker, reports)
    secret_key = directory.setting("secret_key", secrets.token_hex(32))
    practices = Practices(
        directory,
        tables,
        conferences,
        erasure,
        most=config.practices,
        key=secret_key,
        present=live.presence.present,
    )
    stand_ins = StandIns(
        tables,
        conferences,
        directory.is_practice,
        thinker(beside),
        partial(quick.ready, prepare) if apart else lambda: True,
    )
    lost_time = LostTime(tables, conferences)
    lost_time.subscribe(stand_ins.put_off)

    def look(table_id: int) -> float | None:
        practices.look(table_id)
        return stand_ins(table_id)

    ticker = Ticker(tables, conferences, look, before=lost_time.beat)
    tenancy = Tenancy(database, config.own_address, now)
    health = Health(database, server=tenancy.lease.id, stuck=lambda: ticker.stuck)
    retention = Retention(database, conferences, erasure, now, config.keep)
    addresses = _addresses(config)
    hall = Hall(
        tables,
        conferences,
        reports,
        live.presence,
        addresses,
        accounts=_accounts(directory, now, config.async_mode, secret_key),
        setups=Setups(directory, now),
        questionnaires=Questionnaires(answers, tables, now),
        office=Office(worker, beside, Source.of(database), config.database, tables.state),
        erasure=erasure,
        practices=practices,
        pace=Pace(),
        health=health,
        copies=Copies(database),
        guesses=Buckets(GUESSES, GUESSES_A_SECOND),
        joins=Buckets(JOINS, JOINS_A_SECOND),
        retention=retention,
        own_data=OwnDataReader(conferences, answers, log),
        beside=beside,
    )
    site = Site(config.public_url, config.trusted_hosts)
    app = _pages(config, site, hall, secret_key)
    realtime = init_realtime(app, live, hall, config.async_mode, site)
    _admit(app, site, config, addresses)
    health.pushes = realtime.outbox
    upkeep = Tasks(
        tasks(database, directory, practices, hall.accounts, retention, health, tenancy, now)
    )
    loops = (
        Loop("clock", ticker.beat_clock, BEAT),
        Loop("bots", ticker.beat_bots, BEAT),
        Loop("presence", realtime.lookout.look, LOOK),
        Loop("upkeep", upkeep.step, UPKEEP),
    )
    return House(
        app,
        realtime,
        hall,
        ticker,
        database,
        reports,
        (worker, quick),
        tenancy,
        lost_time,
        loops,
        config.own_address,
    )


def _addresses(config: Config) -> JoinAddresses:
    host, port = config.listens_on or ("", 0)
    return JoinAddresses(config.public_url, own=config.own_address, host=host, port=port)


def _accounts(
    directory: Directory, clock: Callable[[], float], async_mode: AsyncMode, secret_key: str
) -> Accounts:
    throttle = LoginThrottle(directory, clock, time.sleep, secret_key)
    return Accounts(directory, clock, throttle, offload_for(async_mode))


def _to_the_threadpool(work: Callable[[], _Result], /) -> _Result:
    """Do it in a thread of gevent's pool, so that the event loop goes on meanwhile."""
    from gevent import get_hub

    done: _Result = get_hub().threadpool.apply(work)
    return done


def offload_for(async_mode: AsyncMode) -> Offload:
    """Where a server that waits in that manner does work that keeps a processor busy."""
    return _to_the_threadpool if async_mode == "gevent" else directly


def create_app(config: Config) -> Flask:
    """The Flask application of a house built on those settings."""
    return build(config).app


def _pages(config: Config, site: Site, hall: Hall, secret_key: str) -> Flask:
    from game.web import (
        asking,
        debrief,
        health,
        hints,
        instructor,
        language,
        lobby,
        play,
        practice,
        privacy,
        rules,
        teaching,
        watch,
    )

    app = Flask(
        "game", template_folder=str(folder("templates")), static_folder=str(folder("static"))
    )
    app.request_class = TypedRequest
    app.config.update(
        SECRET_KEY=secret_key,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        SESSION_COOKIE_NAME=cookie_name(secret_key),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=COOKIE_SECONDS,
        # Logins renew it when it grows old. With every answer a slow one would bring back a login
        # that was ended meanwhile, or take away one that was begun.
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.session_interface = LoginCookies(site, lambda: hall.tables.clock())
    app.url_map.converters["int"] = BoundedId
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    speak(app, pseudo=config.pseudo_locale)
    app.jinja_env.filters["full_stop"] = full_stop
    app.jinja_env.globals["new_command_id"] = lambda: uuid.uuid4().hex
    app.jinja_env.globals["acting_participant"] = acting_participant
    app.jinja_env.globals["seat_mark"] = seat_mark
    app.jinja_env.globals["moment"] = moment_element
    app.jinja_env.globals["flag_address"] = lambda code: _flag_address(request.script_root, code)
    app.extensions["sixparty"] = hall
    for blueprint in (
        lobby.bp,
        practice.bp,
        play.bp,
        hints.bp,
        rules.bp,
        teaching.bp,
        asking.bp,
        instructor.bp,
        watch.bp,
        debrief.bp,
        health.blueprint(hall.health, config),
        privacy.bp,
        language.bp,
    ):
        app.register_blueprint(blueprint)
    guard(app, site)
    app.url_value_preprocessor(clean_address)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Refusal, _refusal)
    return app


def _admit(app: Flask, site: Site, config: Config, addresses: JoinAddresses) -> None:
    """Put in front of pages and live connections what every request has to pass."""
    handshakes = Buckets(HANDSHAKES, HANDSHAKES_A_SECOND)
    app.wsgi_app = Gateway(  # type: ignore[method-assign]
        app.wsgi_app, site, BODY_LIMIT, handshakes, addresses.saw
    )
    if config.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1, x_host=1)  # type: ignore[method-assign]


@lru_cache(maxsize=256)
def _flag_address(_script_root: str, code: str) -> str:
    """Where a flag's picture is. Kept: a page has hundreds of them, and to build one takes long."""
    return url_for("static", filename=f"vendor/flag-icons/{code}.svg")


def _answer(status: int, code: str, text: str) -> tuple[Any, int]:
    if wants_json(request):
        return {"error": {"code": code, "message": text}}, status
    return render_template("error.html", status=status, message=text), status


def _http_error(error: HTTPException) -> tuple[Any, int] | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    return _answer(status, f"http_{status}", sentence(f"http_{_told(status)}"))


def _told(status: int) -> int:
    """The status whose sentence is told: for one that has none of its own, that of its kind."""
    if status in _TOLD:
        return status
    return 400 if status < 500 else 500


def _refusal(refused: Refusal) -> tuple[Any, int, dict[str, str]]:
    text = sentence(refused.code, refused.details)
    return (*_answer(refused.status, refused.code, text), retry_headers(refused))
