"""A printed page as PDF, by WeasyPrint where that is installed (the extra ``pdf``)."""

import importlib
import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

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


def path_of(url: str, to_path: Callable[[str], str] = url2pathname) -> str | None:
    """The path of a file on this machine that the address names; None for any other address.

    ``to_path`` turns an address's path into a system's own: on Windows ``/C:/a`` into ``C:\\a``.
    """
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    return to_path(parts.path)


def is_ours(url: str, folder_: Path) -> bool:
    """Whether the address is of a file in that folder, wherever its dots and links lead."""
    path = path_of(url)
    if path is None or "\0" in path:
        return False
    return Path(path).resolve().is_relative_to(folder_.resolve())


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
            if not is_ours(url, static):
                raise ValueError(url)
            return super().fetch(url, headers)

    HTML(string=html, url_fetcher=OurFiles()).write_pdf(path, pdf_tags=True)
