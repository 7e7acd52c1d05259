"""Kinds of messages: complete or not started, and readable as long as a row of theirs may wait."""

from __future__ import annotations

import pkgutil
from collections.abc import Collection
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints

import pytest

import bot.services.messages as package
from bot.documents.messages import all_renderers
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.transitions import Reminders, Told, kinds_of
from bot.domain.messages.views import AuditView, RegionView
from bot.domain.model import (
    Audience,
    BookingId,
    Confirmation,
    DraftId,
    Party,
    PersonId,
    Priority,
    ProgrammeId,
    RegionId,
    SessionId,
    SiteId,
    VisitId,
    VisitStatus,
)
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.booking import requests
from bot.services.messages.message import AnyMessage, Message
from bot.services.messages.readers import Readers
from bot.services.messages.registry import ALL, KINDS, TOPICS, IncompleteMessageError, check
from bot.services.transaction import Tx
from tests.screens.showroom import LINKS, OPERATOR
from tests.unit.stored_rows import READER, Row, example_of, released, row_of, version

START = datetime(2026, 12, 8, 7, 0, tzinfo=UTC)


def _readers(_self: AnyMessage, _who: Readers) -> Collection[PersonId]:
    return ()


def _load(_self: AnyMessage, _tx: Tx) -> RegionView | None:
    return None


def _show(view: RegionView) -> str:
    return str(view)


def _show_another(view: AuditView) -> str:
    return str(view)


PARTS: dict[str, object] = {
    "kind": "test",
    "urgency": Urgency.NEWS,
    "priority": Priority.CHANGE,
    "readers": _readers,
    "load": _load,
}


def _kind(**parts: object) -> type[AnyMessage]:
    made: type[AnyMessage] = type("Made", (Message,), parts)
    return made


def test_every_kind_is_complete() -> None:
    check(ALL, all_renderers(OPERATOR, LINKS))
    check([_kind(**PARTS)], {"test": _show})


@pytest.mark.parametrize("part", PARTS)
def test_a_kind_that_lacks_a_part_does_not_start(part: str) -> None:
    lacking = _kind(**{name: value for name, value in PARTS.items() if name != part})
    with pytest.raises(IncompleteMessageError, match=f"no {part}"):
        check([lacking], {"test": _show})


def test_neither_does_one_without_a_renderer_or_with_one_of_something_else() -> None:
    whole = _kind(**PARTS)
    with pytest.raises(IncompleteMessageError, match="test has no a renderer"):
        check([whole], {})
    with pytest.raises(IncompleteMessageError, match="a renderer of what"):
        check([whole], {"test": _show_another})
    with pytest.raises(IncompleteMessageError, match="other is rendered, but no message"):
        check([whole], {"test": _show, "other": _show})
    with pytest.raises(IncompleteMessageError, match="a name of its own"):
        check([whole, _kind(**PARTS)], {"test": _show})


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(IncompleteMessageError, match=r"one has no urgency.*; two has no priority"):
        check([_without("urgency", "one"), _without("priority", "two")], {"one": _show, "two": _show})


def _without(part: str, kind: str) -> type[AnyMessage]:
    return _kind(**{name: value for name, value in {**PARTS, "kind": kind}.items() if name != part})


def test_every_topic_is_registered() -> None:
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    names = {each.name for each in found if not each.ispkg}
    machinery = {f"{package.__name__}.{name}" for name in ("message", "readers", "tell", "due", "registry")}
    assert {each.__name__ for each in TOPICS} == names - machinery


# --- rows that wait -------------------------------------------------------------------------------------

VERSION, ROWS = released()

NOT_READ = {"notice", "site_id"}
"""Beside what a message says: the key of the notice that it changes, and the site that rows of applications
had, which is that of the application."""


@pytest.mark.parametrize("message", ALL, ids=lambda each: each.kind)
def test_a_row_is_read_as_it_was_written(message: type[AnyMessage]) -> None:
    written = example_of(message)
    assert KINDS[written.kind].of(row_of(written).payload, READER) == written


@pytest.mark.parametrize("row", ROWS, ids=lambda each: f"{each.kind}, {len(each.payload)} fields")
def test_a_row_of_any_release_is_read(row: Row) -> None:
    """Neither kinds nor what stands in their rows is renamed, and the keys stay, by which nobody is told
    twice."""
    message = KINDS[row.kind].of(row.payload, READER)
    says = {**row.payload, **message.payload()}
    assert {name: says[name] for name in row.payload} == row.payload
    assert row.payload.keys() - message.payload().keys() <= NOT_READ
    assert row.key is None or row.key == message.key(READER)


def test_a_release_keeps_the_rows_of_its_kinds() -> None:
    assert version() == VERSION, "a new release: python -m tests.unit.stored_rows, and look at the diff"


def test_whatever_an_event_tells_or_withdraws_is_a_kind() -> None:
    """The table of events is of the domain, which knows messages by the names of their kinds only."""
    withdrawn = {kind for reminders in Reminders for kind in kinds_of(reminders)}
    assert withdrawn | {each.value for each in Told} <= KINDS.keys()


@pytest.mark.parametrize("reminders", Reminders)
def test_reminders_are_found_by_what_their_keys_begin_with(reminders: Reminders) -> None:
    """A withdrawn reminder is looked for by its kind and the ids of what it is about."""
    for kind in kinds_of(reminders):
        message = example_of(KINDS[kind])
        about = {
            Reminders.TO_ANSWER: ("booking_id", "site_id"),
            Reminders.OF_VISIT: ("visit_id",),
            Reminders.AFTER_VISIT: ("booking_id", "site_id"),
            Reminders.AFTER_PLACEMENT: ("application_id",),
            Reminders.TO_TAKE_UP_APPLICANT: ("application_id",),
            Reminders.TO_ANSWER_APPLICANT: ("application_id",),
        }[reminders]
        ids = [str(getattr(message, name)) for name in about]
        assert message.key(READER).startswith(":".join([kind, *ids, ""]))


# --- when a request is escalated ------------------------------------------------------------------------

DUE = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def _booking(answer_due_at: datetime | None) -> Booking:
    fields: dict[str, Any] = dict.fromkeys(("decided_by", "decided_at", "reason", "arrived_at"))
    visit = Visit(
        id=VisitId(3),
        booking_id=BookingId(1),
        site_id=SiteId(2),
        session_id=SessionId(4),
        programme_id=ProgrammeId(5),
        starts_at=START,
        ends_at=START + timedelta(hours=1),
        confirmation=Confirmation.HOST,
        position=1,
        status=VisitStatus.PENDING,
        children=20,
        adults=2,
        code="Д7Ш4",
        answer_due_at=answer_due_at,
        expires_at=DUE + timedelta(days=1),
        list_due_at=None,
        arrived_count=None,
        **fields,
    )
    return Booking(
        id=BookingId(1),
        region_id=RegionId(1),
        person_id=PersonId(1),
        draft_id=DraftId(1),
        reference="К-0001",
        audience=Audience.SCHOOL,
        organisation_id=None,
        organisation_title=None,
        class_card_id=None,
        grade=7,
        letter="Б",
        party=Party(20, 2),
        comment=None,
        leader_name=None,
        leader_phone=None,
        cancel_reason=None,
        created_at=DUE - timedelta(days=3),
        visits=(visit,),
    )


@pytest.mark.shows("E3")
@pytest.mark.parametrize(("second", "reminded"), [(DUE - SECOND, [1, 2]), (DUE, [1]), (DUE + SECOND, [1])])
def test_when_the_answer_is_due_only_the_coordinator_is_told(second: datetime, reminded: list[int]) -> None:
    """A reminder at that very moment would come beside the alarm and say the same."""
    planned = requests.plan_escalations(_booking(DUE), SiteId(2), (DUE - timedelta(days=1), second))
    messages = [each.message for each in planned]
    days = [each.working_days for each in messages if isinstance(each, requests.RequestUnanswered)]
    assert days == reminded
    assert messages[-1] == requests.RequestOverdue(BookingId(1), SiteId(2))
    assert (planned[-1].due_at, planned[-1].until) == (DUE, DUE + timedelta(days=1))


def test_what_needs_no_answer_is_not_escalated() -> None:
    assert requests.plan_escalations(_booking(None), SiteId(2), (DUE, DUE)) == []


def test_whom_a_message_tells_of_is_found_when_they_are_deleted() -> None:
    """``bot.db.outbox.copies`` finds the copies about somebody by the names of fields."""
    told_to = {"recipient_id", "known_by", "written_by", "deleted_id"}  # who reads, or is gone already
    named = {
        f"{kind.__name__}.{each.name}"
        for kind in ALL
        for each in fields(kind)
        if "PersonId" in str(get_type_hints(kind)[each.name])
        and each.name not in {"person_id", "by", "guide_id", *told_to}
    }
    assert not named, f"call them person_id, by or guide_id: {sorted(named)}"
