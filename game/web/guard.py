"""What keeps other sites' pages away: who may send a form, and what browsers are told to refuse."""

from pathlib import PurePosixPath

from flask import Flask, Response, abort, request

from game.web.site import Site

#: Methods that change nothing.
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
#: What a browser says of requests that another site's page makes.
FOREIGN = frozenset({"cross-site", "same-site"})
HSTS_SECONDS = 60 * 60 * 24 * 365
#: The pages have no inline script, style or address of data, and stand in no other page.
_POLICY = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-src": "'none'",
    "frame-ancestors": "'none'",
    "worker-src": "'none'",
}
#: Devices and abilities that no page needs.
_UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
}

#: What the files of the pages are, by the end of their names. A machine's own table of types can be
#: wrong (some Windows programs call scripts text/plain), and browsers then refuse to run them.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


def guard(app: Flask, site: Site) -> None:
    """Let the app refuse other sites' forms, and answer with headers that fence its pages in."""

    def same_origin() -> None:
        if request.method not in SAFE and not _own_page_sent_it(site):
            abort(403)

    def headers(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code < 400:
            kind = _TYPES.get(PurePosixPath(request.path).suffix.lower())
            if kind is not None:
                response.headers["Content-Type"] = kind
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _policy(site))
        if site.secure or request.is_secure:
            # Browsers ignore these, or complain of them, where a page came by plain http.
            response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
            response.headers.setdefault("Strict-Transport-Security", f"max-age={HSTS_SECONDS}")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.before_request(same_origin)
    app.after_request(headers)


def _own_page_sent_it(site: Site) -> bool:
    """Whether one of the server's own pages sent the request, or a program.

    Browsers name the page's origin with every request that changes something; a program that sends
    neither Origin nor Referer has no cookie but those that it was given.
    """
    if request.headers.get("Sec-Fetch-Site") in FOREIGN:
        return False
    sender = request.headers.get("Origin", request.headers.get("Referer"))
    return sender is None or site.is_own(sender, request.environ)


def _policy(site: Site) -> str:
    # Older browsers do not count WebSockets among 'self'. A source cannot name an IPv6 address.
    hosts = {host for host in (request.host, site.netloc) if host and not host.startswith("[")}
    sockets = [f"{scheme}://{host}" for host in sorted(hosts) for scheme in ("ws", "wss")]
    policy = {**_POLICY, "connect-src": " ".join(["'self'", *sockets])}
    return "; ".join(f"{name} {value}" for name, value in policy.items())
