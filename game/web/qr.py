"""The QR code that brings phones to the lobby."""

import io

import segno
from flask import Response

from game.web.hall import hall


def join_qr(code: str) -> Response:
    """An SVG of the conference's join address."""
    drawing = io.BytesIO()
    address = f"{hall().public_url}/join/{code}"
    segno.make(address, micro=False).save(drawing, kind="svg", scale=8, border=2, light="white")
    return Response(drawing.getvalue(), mimetype="image/svg+xml")
