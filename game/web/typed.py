"""The door for what people type: every form, query and JSON body comes in through here."""

import json
from collections.abc import Iterable
from functools import cached_property
from http import HTTPStatus
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException, NotFound

from game.characters import has_surrogates, kept


class HalfCharacter(HTTPException):
    """There is half a character (a lone surrogate) in the request: it can be stored nowhere."""

    code = HTTPStatus.UNPROCESSABLE_ENTITY


class TypedRequest(Request):
    """A request whose words hold nothing that a database, XML or a page could not."""

    @cached_property
    def form(self) -> ImmutableMultiDict[str, str]:
        """The form's fields without forbidden characters. ``HalfCharacter`` if one is in them."""
        return _clean(super().form)

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The query's, likewise."""
        return _clean(super().args)


def _clean(fields: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    """The fields that have a name: a part of a multipart body may come without one (None)."""
    sent: Iterable[tuple[str | None, str]] = fields.items(multi=True)
    return ImmutableMultiDict([(_text(k), _text(v)) for k, v in sent if k is not None])


def _text(text: str) -> str:
    if has_surrogates(text):
        raise HalfCharacter
    return kept(text)


def typed_json(request: Request) -> Any:
    """The JSON body, likewise. ValueError or RecursionError if it is none."""
    return _json(json.loads(request.get_data()))


def _json(value: Any) -> Any:
    """The value with every text in it, keys too, without forbidden characters."""
    match value:
        case str():
            return _text(value)
        case list():
            return [_json(one) for one in value]
        case dict():
            return {_text(key): _json(one) for key, one in value.items()}
        case _:
            return value


def clean_address(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """404 for an address with a forbidden character in it: there is no such page."""
    for value in (values or {}).values():
        if isinstance(value, str) and (has_surrogates(value) or kept(value) != value):
            raise NotFound
