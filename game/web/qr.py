"""The QR code that brings phones to the lobby."""

import io

import segno
from flask import Response, abort

from game.web.hall import hall


def join_qr(code: str) -> Response:
    """An SVG of the conference's join address; 404 where no phone could reach that."""
    addresses = hall().addresses
    if not addresses.reachable:
        abort(404)
    drawing = io.BytesIO()
    address = f"{addresses.url}/join/{code}"
    segno.make(address, micro=False).save(drawing, kind="svg", scale=8, border=2, light="white")
    return Response(drawing.getvalue(), mimetype="image/svg+xml")
