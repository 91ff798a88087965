"""How the server is, for programs: ``/healthz`` (JSON) and ``/metrics`` (Prometheus).

Answered to the server's own machine, and to whoever brings the token; to others there is no such
page.
"""

import hmac
import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from game import __version__
from game.config import Config
from game.service.health import Health

#: Headers by which a proxy tells that it asks for somebody else.
_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def blueprint(health: Health, config: Config) -> Blueprint:
    """The pages for that server."""
    bp = Blueprint("health", __name__)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Measures(health))

    @bp.before_request
    def _for_the_keeper_alone() -> None:
        if not (_from_here(config.own_address) or _has_token(config.health_token)):
            abort(404)

    @bp.get("/healthz")
    def healthz() -> ResponseReturnValue:
        signs = [sign.code for sign in health.signs()]
        said = {
            "status": "ill" if signs else "well",
            "signs": signs,
            "server": health.server,
            "version": __version__,
            "uptime_seconds": round(health.uptime, 1),
            "last_beat_seconds": {p.name: round(p.age(), 2) for p in health.pulses},
            "stuck_tables": list(health.stuck_tables),
            "pushes_waiting": health.pushes_waiting,
            "push_delay_seconds": round(health.push_delay, 3),
            "database_writable": health.writable,
            "disk_free_bytes": health.disk_free,
        }
        return jsonify(said), 503 if signs else 200

    @bp.get("/metrics")
    def metrics() -> ResponseReturnValue:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return bp


class _Measures(Collector):
    """The same as numbers over time."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Every measure as it is now."""
        health = self._health
        beats = GaugeMetricFamily(
            "sixparty_last_beat_seconds", "Seconds since a loop last went round", labels=["loop"]
        )
        faults = CounterMetricFamily(
            "sixparty_loop_faults", "Faults in a loop since the start", labels=["loop"]
        )
        for pulse in health.pulses:
            beats.add_metric([pulse.name], pulse.age())
            faults.add_metric([pulse.name], pulse.faults)
        yield beats
        yield faults
        for name, help_, value in (
            ("uptime_seconds", "Seconds since the start", health.uptime),
            ("stuck_tables", "Tables whose clock is stuck", len(health.stuck_tables)),
            ("pushes_waiting", "Pushes still to be made", health.pushes_waiting),
            ("push_delay_seconds", "Wait of the oldest push that is due", health.push_delay),
            ("database_writable", "1 if the database can be written", health.writable),
            ("disk_free_bytes", "Free bytes beside the database", health.disk_free or 0),
            ("signs", "How many things are wrong", len(health.signs())),
        ):
            yield GaugeMetricFamily(f"sixparty_{name}", help_, value=float(value))


def _from_here(own_address: str) -> bool:
    """Whether the request comes from the server's own machine, and from no proxy on it."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return address.is_loopback or str(address) == (urlsplit(own_address).hostname or "")


def _has_token(token: str) -> bool:
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(sent.encode(), token.encode())
