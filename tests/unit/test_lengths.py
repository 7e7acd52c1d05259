"""What passes a door fits its column: SQLite stores anything, PostgreSQL refuses what is too long."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from importlib.resources import files
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from aiogram.types import Update
from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy import String, Table

from bot.db import tables
from bot.db.booking.session_admin import RETIMED
from bot.db.catalogue.schedules import OFF_SCHEDULE
from bot.db.metadata import metadata
from bot.domain import lengths
from bot.domain.audit import ACTIONS
from bot.domain.booking.codes import CHECK_CODE_LENGTH, CODE_LENGTH, reference
from bot.domain.catalogue import fields, file
from bot.domain.catalogue.cards.fields import PROGRAMME_FIELDS, PUBLICATION, SITE_FIELDS
from bot.domain.forms import Question
from bot.domain.limits import Limits
from bot.domain.model import CancelReason, Criterion, HostReason, PersonId, RegionSetting, TrialLevel
from bot.domain.people.leader_names import LONGEST_LEADER_NAME
from bot.domain.people.organisation_names import LONGEST_ORGANISATION_NAME
from bot.domain.people.phones import LONGEST_PHONE, read_phone
from bot.domain.placements.rules import COURSE_LENGTH
from bot.domain.region.settings import value_in
from bot.domain.retention import Basis, DataClass
from bot.domain.time.zones import is_zone
from bot.services.messages.registry import KINDS
from bot.ui.translator import languages

pytestmark = pytest.mark.shows("F2")

STORED: dict[type[BaseModel], Table] = {
    file.Region: tables.region,
    file.Site: tables.site,
    file.Programme: tables.programme,
    file.Route: tables.route,
}
LONGEST: dict[Any, int] = {
    fields.Name: lengths.SLUG,
    fields.Email: lengths.EMAIL,
    fields.Phone: lengths.PHONE,
    fields.Timezone: lengths.ZONE,
    fields.Prefix: lengths.PREFIX,
}


def columns() -> Iterator[tuple[str, int, Any]]:
    """Each field of the file that is stored in a column of limited length, with that length."""
    for model, table in STORED.items():
        for name in model.model_fields:
            column = table.c.get(name)
            if column is not None and type(column.type) is String and column.type.length is not None:
                yield f"{table.name}.{name}", column.type.length, _hint(model, name)


def _hint(model: type[BaseModel], name: str) -> Any:
    hint = next(vars(each)["__annotations__"][name] for each in model.__mro__ if name in _annotations(each))
    found = eval(hint, vars(file))  # noqa: S307 - our own annotation
    parts = [each for each in get_args(found) if each is not type(None)]
    return parts[0] if get_origin(found) is not Annotated and len(parts) == 1 else found


def _longest(hint: Any) -> int:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return max(len(each.value) for each in hint)
    return LONGEST[hint]


def _annotations(kind: type) -> dict[str, Any]:
    found: dict[str, Any] = vars(kind).get("__annotations__", {})
    return found


def test_what_the_file_lets_in_fits_its_column() -> None:
    found = list(columns())
    assert len(found) >= 8
    for place, room, hint in found:
        assert _longest(hint) <= room, place


def test_what_a_form_lets_in_fits_its_column() -> None:
    room = {
        f"{table.name}.{column.name}": column.type.length
        for table in metadata.sorted_tables
        for column in table.columns
        if type(column.type) is String
    }
    assert {room[f"{each}.name"] for each in ("person", "application")} == {LONGEST_LEADER_NAME}
    assert room["booking.leader_name"] == LONGEST_LEADER_NAME
    assert room["organisation.name"] == LONGEST_ORGANISATION_NAME
    assert room["organisation.city"] == lengths.LINE
    assert room["application.course"] == COURSE_LENGTH
    assert {room[f"{each}.letter"] for each in ("booking", "class_card")} == {lengths.LETTER}


def _room() -> Mapping[str, int | None]:
    """Every column of short text, and how much it holds."""
    return {
        f"{table.name}.{column.name}": column.type.length
        for table in metadata.sorted_tables
        for column in table.columns
        if type(column.type) is String
    }


def _values(*kinds: type[StrEnum], also: tuple[str, ...] = ()) -> int:
    return max(map(len, (*(each.value for kind in kinds for each in kind), *also)))


def _file(hint: Any, text: Callable[[int], str] = lambda n: "a" * n) -> int:
    """How much a field of the file lets in."""
    door = TypeAdapter(hint)

    def passes(length: int) -> bool:
        try:
            door.validate_python(text(length))
        except ValidationError:
            return False
        return True

    return next(length for length in range(400, 0, -1) if passes(length))


MANY = 99_999_999
"""More than any of our numbers will be."""
HASH = 64
UPDATE_KINDS = max(len(each) for each in Update.model_fields if each != "update_id")
WHY = _values(HostReason, CancelReason, also=(OFF_SCHEDULE, RETIMED))
LANGUAGE = max(len(each.code) for each in languages())
ZONE = max(len(each) for each in (files("tzdata") / "zones").read_text("ascii").split() if is_zone(each))

DOORS: Mapping[str, int] = {
    # What is let in by the file or typed in the chat.
    **dict.fromkeys(
        (
            *("region.slug", "site.slug", "route.slug", "programme.code", "site.city_slug"),
            *("site.industry_slug", "person.city_slug", "announcement.city_slug"),
        ),
        _file(fields.Name),
    ),
    **dict.fromkeys(("region.timezone", "site.timezone"), ZONE),
    "region.prefix": _file(fields.Prefix, lambda n: "К" * n),
    "site.pass_office_email": _file(fields.Email, lambda n: f"{'a' * (n - 5)}@b.ru"),
    **dict.fromkeys(
        ("site.contact_phone", "person.phone", "booking.leader_phone", "application.phone"), LONGEST_PHONE
    ),
    **dict.fromkeys(("person.name", "booking.leader_name", "application.name"), LONGEST_LEADER_NAME),
    "organisation.name": LONGEST_ORGANISATION_NAME,
    "organisation.folded": 2 * LONGEST_ORGANISATION_NAME,
    "organisation.city": lengths.LINE,
    "application.course": COURSE_LENGTH,
    "application.talk": lengths.TALK,
    "booking.group_title": lengths.GROUP_TITLE,
    **dict.fromkeys(("booking.letter", "class_card.letter"), lengths.LETTER),
    **dict.fromkeys(
        ("booking.source", "application.source", "link_count.label", "link_label.label"), lengths.LABEL
    ),
    "visit.line": lengths.SITE_LINE,
    "duty.detail": lengths.PLATE,
    "revision.reason": lengths.WHY,
    "draw.seed": lengths.SEED,
    "region_setting.value": max(len(value_in(Limits(), each)) for each in RegionSetting),
    "site_photo_file.file_id": lengths.FILE_ID,
    # Words of our own.
    **dict.fromkeys(("visit.reason", "application.reason", "booking.cancel_reason", "closure.reason"), WHY),
    "session.closed_reason": WHY,
    "programme.level": _values(TrialLevel),
    "application_criteria.criteria": len(",".join(each.value for each in Criterion)),
    "draft.question": _values(Question),
    "revision.field": max(len(each.name) for each in (*SITE_FIELDS, *PROGRAMME_FIELDS)) + len(PUBLICATION),
    "audit.action": max(map(len, ACTIONS)),
    "audit.subject": max(len(each) for each in ("application_criteria", *metadata.tables)),
    "deletion_log.data_class": _values(DataClass),
    "deletion_log.basis": _values(Basis),
    "incident.update_kind": UPDATE_KINDS,
    "outbox.kind": max(map(len, KINDS)),
    **dict.fromkeys(("person.language", "consent.language", "printed_paper.language"), LANGUAGE),
    # What is made of numbers, or hashed.
    **dict.fromkeys(
        ("booking.reference", "application.reference", "handover.reference"),
        len(reference(MANY, "К" * lengths.PREFIX + "С")),
    ),
    "certificate.number": len(f"{reference(MANY, 'К' * lengths.PREFIX)}-9"),
    "incident.number": len(f"{1231}-{'A' * CODE_LENGTH * 2}"),
    "waiting.party": len(f"{MANY}:11:{'А' * lengths.LETTER}"),
    "watch_done.key": len(f"h{MANY}.{MANY}.261201"),
    "visit.code": CODE_LENGTH,
    **dict.fromkeys(("certificate.code", "draw.code", "placement_end.code"), CHECK_CODE_LENGTH),
    "invitation.operation_key": 16,
    **dict.fromkeys(
        (
            *("link_seen.digest", "signing_key.secret", "consent.text_hash", "invitation.token_hash"),
            *("certificate.digest", "draw.digest", "printed_paper.facts", "programme.rolled_with"),
        ),
        HASH,
    ),
    "outbox.dedupe_key": 120,  # see test_every_message_has_a_key_that_fits
    # Cut to their column where they are stored.
    "incident.error": 120,
    "outbox.last_error": 200,
}
"""The longest that each column may get. A new one says here where its limit is."""


def test_every_column_of_short_text_has_a_door_that_fits() -> None:
    room = _room()
    assert not [name for name, length in room.items() if length is None]
    assert set(room) == set(DOORS), "a new column says in DOORS what lets text into it"
    too_small = {name: (DOORS[name], length) for name, length in room.items() if DOORS[name] > (length or 0)}
    assert not too_small


def test_the_longest_phone_of_an_office_is_the_longest_phone() -> None:
    found = [read_phone(f"+7 8212 24-12-34 доб. {'1' * n}", office=True) for n in range(1, 10)]
    assert max(len(each) for each in found if str(each).startswith("+")) <= LONGEST_PHONE


def test_every_message_has_a_key_that_fits() -> None:
    """Of numbers larger than ours will be: a change that comes with the change of the same message, too."""
    room = _room()["outbox.dedupe_key"] or 0
    too_long = []
    for message in KINDS.values():
        made = message(**{name: _largest(name, hint) for name, hint in _own_fields(message).items()})
        if len(key := made.key(PersonId(MANY))) > room:
            too_long.append(key)
    assert too_long == []


def _own_fields(message: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(message)
    return {each.name: hints[each.name] for each in dataclasses.fields(message)}


def _largest(name: str, hint: Any) -> Any:
    parts = [each for each in get_args(hint) if each is not type(None)]
    if get_origin(hint) is tuple:
        return (MANY,) * 3
    if type(None) in get_args(hint):
        return _largest(name, parts[0])
    if hint is datetime:
        return datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    if hint is date:
        return date(2026, 12, 31)
    if hint is str:
        return LONGEST_WORDS.get(name, "x" * 16)
    if hint is bool:
        return False
    return 9 if name in {"number", "nth", "done", "by_host", "working_days", "days", "granted"} else MANY


LONGEST_WORDS = {
    "change": "retime_request-99999999-1231235959999999",
    "earlier": "visit.unmarked.host",
    "row": "",
    "copy": "",
}
