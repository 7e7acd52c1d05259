"""When a request must be answered, when it expires, and when people are reminded of it (B6, B8, E3).

Days are working days of the site's calendar, hours are of its wall clock, moments go in and out in UTC.

The deadline for the list of the group is 17:00, when the pass office closes, that many working days before
the visit. The host's answer is due early enough to leave the group time for it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from bot.domain.time.local_time import local_day, to_local, utc_at
from bot.domain.time.working_days import WorkingCalendar

OFFICE_OPENS: Final = time(9, 0)
OFFICE_CLOSES: Final = time(17, 0)
NOON: Final = time(12, 0)
ANSWER_WORKING_DAYS: Final = 3
"""Default of the setting: working days that a host has for an answer."""

SHORTEST_TIME_TO_ANSWER: Final = timedelta(hours=1)
SHORT_NOTICE_OFFICE_TIME: Final = timedelta(hours=4)


def list_deadline(
    first_start: datetime, tz: tzinfo, calendar: WorkingCalendar, list_lead_working_days: int
) -> datetime:
    """Until when the pass office takes the list: 17:00 of that many working days before the visit.

    Without a lead it is the start of the visit itself. ``first_start`` is that of the booking's first visit.
    """
    if list_lead_working_days == 0:
        return first_start.astimezone(UTC)
    day = calendar.latest_request_day(local_day(first_start, tz), list_lead_working_days)
    return utc_at(day, OFFICE_CLOSES, tz)


def head_count_deadline(first_start: datetime, tz: tzinfo, calendar: WorkingCalendar) -> datetime:
    """Until when numbers may change without a new approval: 17:00 of the working day before (B8)."""
    return utc_at(calendar.add(local_day(first_start, tz), -1), OFFICE_CLOSES, tz)


def answer_due(
    created: datetime,
    first_start: datetime,
    tz: tzinfo,
    calendar: WorkingCalendar,
    answer_working_days: int = ANSWER_WORKING_DAYS,
    *,
    list_lead_working_days: int,
) -> datetime:
    """When the host's answer is due, always after ``created``.

    The earlier of 17:00 of the n-th working day after the request and noon of the working day before the
    day of the list deadline. Should that be past or less than an hour away (a request at the last moment),
    the host has four office hours (9:00–17:00 of working days) from the request, but not beyond the list
    deadline, nor, if that is past too, beyond the start of the visit. A visit that has begun when the
    request is made is a ValueError.
    """
    if created >= first_start:
        raise ValueError("a request is made before the visit begins")
    by_days = question_due(created, tz, calendar, answer_working_days)
    by_list = utc_at(calendar.add(_list_day(first_start, tz, calendar, list_lead_working_days), -1), NOON, tz)
    due = min(by_days, by_list)
    if due >= created + SHORTEST_TIME_TO_ANSWER:
        return due
    short = add_office_time(created, SHORT_NOTICE_OFFICE_TIME, tz, calendar)
    last = list_deadline(first_start, tz, calendar, list_lead_working_days)
    return min(short, last if last > created else first_start.astimezone(UTC))


def question_due(
    created: datetime, tz: tzinfo, calendar: WorkingCalendar, answer_working_days: int = ANSWER_WORKING_DAYS
) -> datetime:
    """When the answer to something that has no visit is due: 17:00 of the n-th working day after it."""
    return utc_at(calendar.add(local_day(created, tz), answer_working_days), OFFICE_CLOSES, tz)


def expires_at(
    due: datetime,
    first_start: datetime,
    tz: tzinfo,
    calendar: WorkingCalendar,
    *,
    list_lead_working_days: int,
) -> datetime:
    """When an unanswered request ends and its seats are free again: never before ``due``.

    One working day after it was due, at the same hour, but never later than the list deadline; a request so
    late that it was due after that deadline ends when it is due.
    """
    local = to_local(due, tz)
    one_day_later = utc_at(calendar.add(local.date(), 1), local.time(), tz)
    last = list_deadline(first_start, tz, calendar, list_lead_working_days)
    return max(due.astimezone(UTC), min(one_day_later, last))


def escalations(created: datetime, tz: tzinfo, calendar: WorkingCalendar) -> tuple[datetime, datetime]:
    """When all hosts and then the owner are reminded of a request nobody answered (E3).

    One and two working days after it was made, at the hour at which it was made, but within office hours
    (9:00–17:00). Whoever plans them leaves out what would come when the answer is due, or later.
    """
    local = to_local(created, tz)
    clock = min(max(local.time(), OFFICE_OPENS), OFFICE_CLOSES)
    first, second = (utc_at(calendar.add(local.date(), days), clock, tz) for days in (1, 2))
    return first, second


def add_office_time(moment: datetime, length: timedelta, tz: tzinfo, calendar: WorkingCalendar) -> datetime:
    """The moment (UTC) when so much office time (9:00–17:00 of working days) has gone by.

    A negative length is a ValueError; of no length at all it is the next moment within office hours.
    """
    if length < timedelta(0):
        raise ValueError("office time only goes on")
    now = moment.astimezone(UTC)
    day = local_day(moment, tz)
    while True:
        if calendar.is_working(day):
            opens, closes = utc_at(day, OFFICE_OPENS, tz), utc_at(day, OFFICE_CLOSES, tz)
            begins = max(now, opens)
            if begins < closes and length <= closes - begins:
                return begins + length
            length -= max(closes - begins, timedelta(0))
        day = day + timedelta(days=1)


def _list_day(
    first_start: datetime, tz: tzinfo, calendar: WorkingCalendar, list_lead_working_days: int
) -> date:
    return calendar.latest_request_day(local_day(first_start, tz), list_lead_working_days)
