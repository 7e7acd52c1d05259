"""Which function answers which method, and the request that it is given."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, TypeVar, Union, get_args, get_origin

from aiogram import methods
from aiogram.methods import TelegramMethod
from pydantic import BaseModel

from sandbox.files import UploadedFile
from sandbox.keyboards import InlineKeyboard, Markup, read_markup
from sandbox.markup import Formatted, read_formatted
from sandbox.model import Chat
from sandbox.rules import WrongRequest, refuse_unlisted

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

M = TypeVar("M", bound=TelegramMethod[Any])

CLASSES: Final[dict[str, type[TelegramMethod[Any]]]] = {
    known.__api_method__.lower(): known
    for name in methods.__all__
    if isinstance(known := getattr(methods, name), type)
    and issubclass(known, TelegramMethod)
    and known is not TelegramMethod
}
HANDLERS: Final[dict[str, Callable[[Telegram, Any], Any]]] = {}


@dataclass(slots=True)
class Request(Generic[M]):
    """One call: ``method`` holds the checked parameters, ``raw`` what was sent (JSON decoded)."""

    name: str
    kind: type[M]
    raw: dict[str, Any]
    uploads: dict[str, UploadedFile]
    _method: M | None = field(default=None)

    @property
    def method(self) -> M:
        if self._method is None:
            raise RuntimeError("the parameters were not checked yet")
        return self._method

    @method.setter
    def method(self, checked: M) -> None:
        self._method = checked

    @property
    def json_fields(self) -> tuple[str, ...]:
        """Parameters that travel as JSON texts: those that hold objects or lists."""
        return _json_fields(self.name)

    @property
    def silent(self) -> bool:
        return self.flag("disable_notification")

    def flag(self, name: str) -> bool:
        return self.raw.get(name) in (True, 1, "true", "True", "1")

    def markup(self, chat: Chat) -> Markup | None:
        return read_markup(self.raw.get("reply_markup"), private=chat.private)

    def inline_markup(self, chat: Chat) -> InlineKeyboard | None:
        markup = self.markup(chat)
        if markup is not None and not isinstance(markup, InlineKeyboard):
            raise WrongRequest("Inline keyboard expected")
        return markup

    def formatted(self, field_name: str, entities: str) -> Formatted:
        text = str(self.raw.get(field_name) or "")
        return read_formatted(text, self.raw.get("parse_mode"), self.raw.get(entities))

    def uploaded_fields(self) -> list[str]:
        return [name for name in self.uploads if name in self.kind.model_fields]

    def parts(self) -> list[BaseModel]:
        """The objects among the checked parameters."""
        given = (getattr(self.method, name) for name in self.raw if name in self.kind.model_fields)
        return [each for each in given if isinstance(each, BaseModel)]

    def refuse_unlisted(self) -> None:
        """WrongRequest for a parameter that this method does not have, or has no more.

        A keyboard where none can be is refused in Telegram's own words by the method.
        """
        refuse_unlisted(self.kind, {name: each for name, each in self.raw.items() if name != "reply_markup"})


def models(kind: type[M]) -> Callable[[Callable[[Telegram, Request[M]], Any]], Callable[..., Any]]:
    """Marks the function that answers a method."""

    def register(answer: Callable[[Telegram, Request[M]], Any]) -> Callable[..., Any]:
        HANDLERS[kind.__api_method__] = answer
        return answer

    return register


@cache
def _json_fields(name: str) -> tuple[str, ...]:
    fields = CLASSES[name.lower()].model_fields
    return tuple(name for name, about in fields.items() if _structured(about.annotation))


def _structured(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _structured(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return any(_structured(part) for part in get_args(annotation))
    if origin in (list, dict):
        return True
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
