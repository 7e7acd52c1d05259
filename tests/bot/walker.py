"""Pressing every button: what one is, who presses, and what the database says before and after."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from bot.db.tables import incident
from bot.ui.formats.html import Html
from bot.ui.translator import languages, translator_for
from sandbox.model import Event, EventKind, QueryState
from sandbox.people import Person
from tests.bot.test_handlers_fit import CLASSES
from tests.bot.world import World

A_MOMENT = timedelta(seconds=2)
"""Between two taps: the second is a tap of its own, and may be answered below like the first."""
OF_ONE_SHAPE = 2
"""Buttons of one shape that are enough: the catalogue alone has thousands of the same kind."""
IN_ONE_FORM = 1
"""The same of one form; people have several forms, open and sent."""
MOST_PRESSES = 600
"""On one person's walk: more is a walk in circles."""
FORMS: Final = frozenset({"f", "af", "hf"})
FOR_EVERYBODY: Final = frozenset(
    {"cat", "near", "find", "jobs", "job", "more", "site", "place", "prog", "routes", "route", "book", "0"}
)
"""Alike for all: whoever meets them first walks on for the others."""

_CLASSES: Final = {each.__prefix__: each for each in CLASSES}
_NUMBERS: Final = re.compile(r"[\d.]*|\d{8}\.[0-9a-f]{8}|k[0-9a-f]{16}")
_NO_OPERATION: Final = {
    "cat": {"city", "industry", "kind", "people", "days"},
    "near": {"city", "industry", "kind", "people", "days"},
    "find": {"query"},
    "jobs": {"letter"},
    "hi": {"key"},
    "ci": {"key"},
    **{each: {"code"} for each in ("crp", "crf", "hfg", "hff")},
    "hlp": {"label", "what"},
    "hlk": {"label"},
    "city": {"city"},
}
"""Words that say which, not what: filters, and the key of an operation."""


def shape_of(data: str) -> str:
    """The class with the operation: every word and every yes or no that a button carries, no numbers."""
    prefix = data.partition(":")[0]
    tap = _CLASSES[prefix].unpack(data)
    said = [prefix]
    for name in type(tap).model_fields:
        value: object = getattr(tap, name)
        if isinstance(value, bool):
            said.append(f"{name}={value}")
        elif (
            isinstance(value, str)
            and not _NUMBERS.fullmatch(value)
            and name not in _NO_OPERATION.get(prefix, ())
        ):
            said.append(value)
    return ":".join(said)


@dataclass(frozen=True, slots=True)
class Found:
    """A button as it was met: what it carries, on which message, and what stood on it."""

    data: str
    message_id: int
    label: str

    @property
    def prefix(self) -> str:
        return self.data.partition(":")[0]

    @property
    def shape(self) -> str:
        return shape_of(self.data)

    @property
    def ends_something(self) -> bool:
        """What is agreed to for the second time: not pressed on the walk, so that there is more to see."""
        prefix, _, rest = self.data.partition(":")
        parts = rest.split(":")
        match prefix:
            case "del" | "ho" | "cx" | "aw":
                return parts[-1] == "1"
            case "bkx":
                return bool(parts[-1])
            case "hx":
                return parts[-1] == "remove"
            case "hc":
                return parts[1] in {"close", "reopen"}
            case "hr" | "hno" | "ha":
                return parts[1 if prefix == "ha" else 2] in {"confirm", "decline", "accept"}
            case "lang":
                return bool(rest)
            case "cls":
                return rest.endswith(":del:yes")
            case "f" | "af" | "hf":
                return parts[1] == "cancel"
            case "send" | "as":
                return True
            case _:
                return False


Rows = Mapping[str, Sequence[tuple[object, ...]]]


_DRAFTS: Final = """
    SELECT person_id, kind, state, question, form FROM draft WHERE state = 'open'
    UNION ALL SELECT person_id, kind, state, NULL, id FROM draft WHERE state = 'sent'
    ORDER BY 1, 2, 3, 5
"""
"""The same question asked once more may be a new draft with the same answers; the old one is put aside."""


class Witness:
    """Sees every row of every table, and reads anew only when somebody else has committed something."""

    def __init__(self, database: Path) -> None:
        self._connection = sqlite3.connect(database)
        self._version = -1
        self._rows: Rows = {}

    def look(self) -> Rows:
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._rows = {table: self._read(table) for table in self._tables()}
            self._version = version
        return self._rows

    def close(self) -> None:
        self._connection.close()

    def _tables(self) -> list[str]:
        found = self._connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return [name for (name,) in found if not name.startswith("sqlite_")]

    def _read(self, table: str) -> list[tuple[object, ...]]:
        query = _DRAFTS if table == "draft" else f'SELECT * FROM "{table}"'
        return self._connection.execute(query).fetchall()


def differences(before: Rows, after: Rows) -> list[str]:
    """Tables whose rows are not the same, with the rows."""
    found = []
    for name, rows in before.items():
        if rows != after[name]:
            gone = [row for row in rows if row not in after[name]]
            new = [row for row in after[name] if row not in rows]
            found.append(f"{name}: {gone} became {new}")
    return found


class Walker:
    """Presses and notes on behalf of one person."""

    def __init__(self, world: World, name: str, person: Person, common: Counter[str]) -> None:
        self.world = world
        self.name = name
        self.person = person
        self.found: dict[str, Found] = {}
        self.problems: list[str] = []
        self._common = common
        self._shapes: Counter[str] = Counter()
        self._queue: deque[Found] = deque()
        self._sorry = tuple(
            plain(translator_for(each.code).html("error.incident", number="")).splitlines()[0]
            for each in languages()
        )
        self._apologised = False

    def notes(self, event: Event) -> None:
        """Called at every change of the chat."""
        message = event.message
        if event.user_id != self.person.user_id or message is None or not message.from_bot:
            return
        if event.kind is EventKind.DELETED:
            return
        self._apologised = self._apologised or message.text.startswith(self._sorry)
        for row in message.rows:
            for button in row:
                if button.callback_data is not None:
                    self._note(Found(button.callback_data, message.message_id, button.label))

    def _note(self, found: Found) -> None:
        if found.data in self.found:
            return
        shapes = self._common if found.prefix in FOR_EVERYBODY else self._shapes
        in_form = found.prefix in FORMS
        shape = f"{found.data.split(':')[1]}:{found.shape}" if in_form else found.shape
        if shapes[shape] >= (IN_ONE_FORM if in_form else OF_ONE_SHAPE):
            return
        shapes[shape] += 1
        self.found[found.data] = found
        if found.ends_something:
            return
        if found.prefix in {"f", "af", "hf", "consent", "ac"}:
            self._queue.appendleft(found)
        else:
            self._queue.append(found)

    async def walk(self, commands: Sequence[str]) -> None:
        """Breadth first from the chat as it stands and from every command; forms are followed at once."""
        for command in commands:
            await self.person.writes(f"/{command}")
        presses = 0
        while self._queue:
            presses += 1
            assert presses < MOST_PRESSES, f"{self.name} walks in circles: {self._queue}"
            await self.press(self._queue.popleft(), "on the walk")

    async def press(self, found: Found, when: str, owner: str = "") -> None:
        """One tap, which must be answered visibly and without an incident."""
        telegram = self.world.telegram
        self.world.clock.move(A_MOMENT)
        message_id = found.message_id if not owner else self._own_message()
        telegram.press(self.person.user_id, self.person.user_id, message_id, found.data)
        await self.world.settle()
        query = next(reversed(telegram.queries.values()))
        whose = f" of {owner}" if owner else ""
        what = f"{self.name} {when}: {found.data!r} [{found.label}]{whose}"
        if query.state is not QueryState.ANSWERED:
            self.problems.append(f"{what}: never answered")
        if not query.seen:
            self.problems.append(f"{what}: nothing visible happened")
        if self._apologised:
            self._apologised = False
            told = await self.world.db.read(incidents)
            self.problems.append(f"{what}: incident\n{told[-1]}")

    def _own_message(self) -> int:
        """Somebody else's data can only come on a message of one's own chat."""
        chat = self.person.user_id
        return max(number for at, number in self.world.telegram.messages if at == chat)


def incidents(connection: Connection) -> list[str]:
    rows = connection.execute(select(incident.c.error, incident.c.traceback).order_by(incident.c.id))
    return [f"{row.error}\n{row.traceback}" for row in rows]


def plain(text: Html) -> str:
    return text.replace("<b>", "").replace("</b>", "")
