"""Letters that a PDF would show as boxes, since no font of this machine has them.

Pango, which lays the pages of a PDF out, is asked directly: to load WeasyPrint takes seconds.
"""

import ctypes
import sys
from functools import lru_cache

#: A library by the names that systems give it; the functions that are taken from it.
_NAMES = {
    "pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "pangoft2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    "gobject": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
}


def letters_without_font(text: str) -> str:
    """The text's letters that no font here can show, each once; none where Pango is not there."""
    letters = frozenset(letter for letter in text if not letter.isascii() and letter.isprintable())
    return _without_font(letters) if letters else ""


@lru_cache(maxsize=64)
def _without_font(letters: frozenset[str]) -> str:
    try:
        return _Pango().unknown(sorted(letters))
    except (OSError, AttributeError):
        # A library that is not there, or that lacks a function: nothing can be said.
        return ""


class _Pango:
    """What of Pango is needed to ask for letters (https://docs.gtk.org/Pango/)."""

    def __init__(self) -> None:
        self._pango, fonts, self._gobject = (_load(name) for name in _NAMES)
        new_map = fonts.pango_ft2_font_map_new
        new_map.restype = ctypes.c_void_p
        self._new_context = self._pango.pango_font_map_create_context
        self._new_layout = self._pango.pango_layout_new
        for make in (self._new_context, self._new_layout):
            make.restype, make.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
        self._set_text = self._pango.pango_layout_set_text
        self._set_text.restype = None
        self._set_text.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
        self._count = self._pango.pango_layout_get_unknown_glyphs_count
        self._count.restype, self._count.argtypes = ctypes.c_int, [ctypes.c_void_p]
        self._free = self._gobject.g_object_unref
        self._free.restype, self._free.argtypes = None, [ctypes.c_void_p]
        self._map = new_map()

    def unknown(self, letters: list[str]) -> str:
        """Those of the letters that no font has."""
        context = self._new_context(self._map)
        layout = self._new_layout(context)

        def is_unknown(text: str) -> bool:
            content = text.encode()
            self._set_text(layout, content, len(content))
            return bool(self._count(layout))

        try:
            # Mostly all are there, and asked at once.
            if not is_unknown("".join(letters)):
                return ""
            return "".join(letter for letter in letters if is_unknown(letter))
        finally:
            for object_ in (layout, context, self._map):
                self._free(object_)


def _load(name: str) -> ctypes.CDLL:
    """That library. ``OSError`` if none of its names leads to one."""
    for file in _NAMES[name]:
        try:
            return ctypes.CDLL(file)
        except OSError:
            continue
    raise OSError(f"there is no {name} on {sys.platform}")
