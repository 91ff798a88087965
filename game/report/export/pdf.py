"""A printed page as PDF, by WeasyPrint where that is installed (the extra ``pdf``)."""

import importlib
import importlib.util
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from game.resources import folder


class NoPdf(Exception):
    """WeasyPrint, or the system's Pango that it needs, is not there."""


@cache
def available() -> bool:
    """Whether PDFs can be made here. Slow the first time: it loads WeasyPrint."""
    try:
        importlib.import_module("weasyprint")
    except (ImportError, OSError):
        # OSError: the Python package is there, the system's libraries are not.
        return False
    return True


def installed() -> bool:
    """Whether the extra is installed; quick, and says nothing of the system's libraries."""
    return importlib.util.find_spec("weasyprint") is not None


def file_asset(path: str) -> str:
    """The address of a file of ``static/`` on this machine."""
    return (folder("static") / path).resolve().as_uri()


def write_pdf(html: str, path: Path) -> None:
    """Write the page as a tagged PDF. Nothing but files of ``static/`` is fetched for it."""
    if not available():
        raise NoPdf
    from weasyprint import HTML  # loaded late: an extra, and slow
    from weasyprint.urls import URLFetcher

    static = folder("static").resolve()

    class OurFiles(URLFetcher):  # type: ignore[misc,unused-ignore]
        """Fetches from our own folder alone."""

        def fetch(self, url: str, headers: object = None) -> object:
            parts = urlsplit(url)
            if parts.scheme != "file" or not Path(unquote(parts.path)).is_relative_to(static):
                raise ValueError(url)
            return super().fetch(url, headers)

    HTML(string=html, url_fetcher=OurFiles()).write_pdf(path, pdf_tags=True)
