"""What every message has. Its row holds ids and numbers, and what it says is read when it is sent (G1)."""

from __future__ import annotations

import types
from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, ClassVar, Generic, Self, TypeVar, Union, get_args, get_origin, get_type_hints

from bot.domain.booking.views import Payload
from bot.domain.model import PersonId, Priority
from bot.domain.time.quiet_hours import TellsAbout, Urgency
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx

V_co = TypeVar("V_co", bound=TellsAbout, covariant=True)

RECIPIENT = "recipient_id"
"""A field of this name is the row's own recipient, and so is no part of the payload."""


@dataclass(frozen=True, slots=True)
class Message(ABC, Generic[V_co]):
    """One kind of message: a frozen dataclass whose fields are ids, numbers, dates and moments.

    Fields are stored in the row under their names, and rows outlive releases: neither a kind nor a field
    changes its name, and a field that is added has a default. All of ``kind``, ``urgency``, ``priority``,
    ``readers``, ``load`` and a renderer is needed, or the bot does not start
    (:mod:`bot.services.messages.registry`).
    """

    kind: ClassVar[str]
    urgency: ClassVar[Urgency]
    priority: ClassVar[Priority]
    lasts: ClassVar[timedelta | None] = None
    """So long after it fell due it is still sent, where that is a rule; else the sender says until when."""
    only_edits: ClassVar[bool] = False
    """A change that is left out where the earlier message is there no more; else it is sent anew."""
    goes_once: ClassVar[bool] = False
    """Rather not at all than twice: what perhaps arrived is not sent again. Else it is, since nobody may miss
    what it says."""

    @abstractmethod
    def readers(self, who: Readers) -> Collection[PersonId]:
        """Whom it is for, asked when it is queued, and again when it is sent: a role may have ended."""

    @abstractmethod
    def load(self, tx: Tx) -> V_co | None:
        """The present truth; None when it is not true or not useful any more, and so is not sent."""

    def waits(self, tx: Tx) -> bool:  # noqa: ARG002 - for those that do
        """Whether what it says is still being made; then it is asked again soon."""
        return False

    def changes(self) -> Message[TellsAbout] | None:
        """The earlier message whose copies this one edits in place; None: it is a message of its own."""
        return None

    def identity(self) -> tuple[object, ...]:
        """What makes it the same message, which nobody gets twice."""
        return tuple(self.payload().values())

    def key(self, recipient_id: PersonId) -> str:
        """The key of a recipient's copy, unique among all rows."""
        return ":".join(map(str, (self.kind, *self.identity(), recipient_id)))

    def payload(self) -> Payload:
        values = {each.name: getattr(self, each.name) for each in fields(self) if each.name != RECIPIENT}
        return {name: _stored(value) for name, value in values.items() if value not in {None, ()}}

    @classmethod
    def of(cls, payload: Payload, recipient_id: PersonId) -> Self:
        """The message of a stored row. TypeError when its payload lacks a field."""
        hints = _fields_of(cls)
        known = {name: _restored(hints[name], value) for name, value in payload.items() if name in hints}
        return cls(**known, **({RECIPIENT: recipient_id} if RECIPIENT in hints else {}))


class ToOne(Message[V_co]):
    """For one person by its nature, so that its key needs nobody's id."""

    __slots__ = ()

    def key(self, _recipient_id: PersonId) -> str:
        return ":".join(map(str, (self.kind, *self.identity())))


class Change(Message[V_co]):
    """Edits the copies of an earlier message: for whoever has one."""

    __slots__ = ()

    @abstractmethod
    def changes(self) -> Message[TellsAbout]:
        """The earlier message."""

    def readers(self, who: Readers) -> Collection[PersonId]:
        return self.changes().readers(who)


AnyMessage = Message[TellsAbout]


@cache
def _fields_of(cls: type[AnyMessage]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {each.name: hints[each.name] for each in fields(cls)}


def _stored(value: Any) -> int | str | None:
    if isinstance(value, tuple):
        return "-".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else value


def _restored(hint: Any, value: int | str | None) -> Any:
    """The inverse for a field of this type."""
    if get_origin(hint) in {types.UnionType, Union}:
        hint = next(each for each in get_args(hint) if each is not types.NoneType)
    if not isinstance(value, str):
        return value
    if hint in {date, datetime}:
        return hint.fromisoformat(value)
    return tuple(map(int, value.split("-"))) if get_origin(hint) is tuple else value
