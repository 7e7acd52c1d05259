"""When a message may be sent that nobody has just asked for (G2).

All moments are aware; what comes out is UTC. Hours are of the site's wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final, Protocol

from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.model import OwnHours
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.working_days import WorkingCalendar

SATURDAY: Final = 5
SUNDAY: Final = 6

VISIT_NEAR: Final = timedelta(hours=24)
"""So long before the start of a visit messages about it are not bound to the hours below."""

VISIT_LASTS: Final = timedelta(hours=6)
"""So long after its start a visit may be going on."""

NEAR_VISIT_FROM: Final = time(7, 0)
NEAR_VISIT_TO: Final = time(22, 0)
FROST_FROM: Final = time(6, 45)
FROST_TO: Final = time(8, 0)

_DAYS_LOOKED_AHEAD: Final = 400


class Urgency(StrEnum):
    """What a message is, as far as quiet hours ask.

    ``answer``: to what the person just did. ``frost``: the question on a frosty morning. ``status``: a
    change that somebody waits for: a decision, a new request, a cancellation. ``visit``: a reminder or
    question about a visit. ``digest``: a daily or weekly overview, always without sound. ``news``: all else.
    """

    ANSWER = "answer"
    FROST = "frost"
    STATUS = "status"
    VISIT = "visit"
    DIGEST = "digest"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about, as far as quiet hours ask: whose clock and days off count, and when the visit
    begins (UTC) that it is about. None: the installation's own clock; no visit."""

    place: Site | Region | None
    visit_start: datetime | None = None


class TellsAbout(Protocol):
    """What any message shows says what it is about."""

    @property
    def about(self) -> About: ...


@dataclass(frozen=True, slots=True)
class Send:
    """Send it now; ``silent`` without sound."""

    silent: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Keep it until this moment (UTC), then ask again."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """Local hours of one day in which messages may be sent; the closing time is not part of it."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"hours from {self.opens} to {self.closes} are none; they end on the same day")

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    @classmethod
    def of(cls, text: str) -> Window:
        """The inverse of ``str``; ValueError for anything else."""
        opens, _, closes = text.partition("-")
        return cls(time.fromisoformat(opens), time.fromisoformat(closes))


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours that are not quiet; None for a kind of day on which nothing is sent.

    The default is the region's good manners: working days 8–20, Saturdays 10–18, Sundays and public
    holidays none. A weekend that is worked in exchange has the hours of a working day. Without any hours at
    all it is a ValueError.
    """

    working_day: Window | None = Window(time(8, 0), time(20, 0))
    saturday: Window | None = Window(time(10, 0), time(18, 0))
    sunday: Window | None = None
    holiday: Window | None = None
    near_visit_from: time = NEAR_VISIT_FROM
    """From when on any day messages about a visit that is near may be sent."""

    def __post_init__(self) -> None:
        if self.working_day is None and self.saturday is None and self.sunday is None:
            raise ValueError("without any hours no message would ever be sent")

    def window(self, day: date, calendar: WorkingCalendar) -> Window | None:
        """The hours of one day."""
        if calendar.is_holiday(day):
            return self.holiday
        if calendar.is_working(day):
            return self.working_day
        return self.saturday if day.weekday() == SATURDAY else self.sunday

    def is_quiet(self, moment: datetime, tz: tzinfo, calendar: WorkingCalendar) -> bool:
        """Whether nobody is to be disturbed at this moment."""
        return self.next_allowed(moment, tz, calendar) != moment

    def next_allowed(self, moment: datetime, tz: tzinfo, calendar: WorkingCalendar) -> datetime:
        """The moment itself, or the next one that is not quiet (UTC).

        A calendar that has nothing but holidays for over a year is a ValueError.
        """
        return self._next_span(moment, tz, calendar)[0]

    def add_waking_time(
        self, moment: datetime, length: timedelta, tz: tzinfo, calendar: WorkingCalendar
    ) -> datetime:
        """The moment (UTC) when so much time outside quiet hours has gone by, for offers with a deadline.

        A negative length is a ValueError; of no length it is :meth:`next_allowed`.
        """
        if length < timedelta(0):
            raise ValueError("waking time only goes on")
        begins, ends = self._next_span(moment, tz, calendar)
        while length > ends - begins:
            length -= ends - begins
            begins, ends = self._next_span(ends, tz, calendar)
        return begins + length

    def last_waking(self, moment: datetime, tz: tzinfo, calendar: WorkingCalendar) -> datetime:
        """The moment itself, or the end of the hours before it (UTC): by then somebody who is written to in
        these hours has decided."""
        now, last = moment.astimezone(UTC), local_day(moment, tz)
        for n in range(_DAYS_LOOKED_AHEAD):
            day = last - timedelta(days=n)
            window = self.window(day, calendar)
            if window is not None and utc_at(day, window.opens, tz) < now:
                return min(now, utc_at(day, window.closes, tz))
        raise ValueError(f"no day in {_DAYS_LOOKED_AHEAD} days on which messages might have been sent")

    def _next_span(
        self, moment: datetime, tz: tzinfo, calendar: WorkingCalendar
    ) -> tuple[datetime, datetime]:
        """From the moment or the next opening until the closing of that day."""
        now = moment.astimezone(UTC)
        first = local_day(moment, tz)
        for n in range(_DAYS_LOOKED_AHEAD):
            day = first + timedelta(days=n)
            window = self.window(day, calendar)
            if window is not None:
                opens, closes = utc_at(day, window.opens, tz), utc_at(day, window.closes, tz)
                if now < closes:
                    return max(now, opens), closes
        raise ValueError(f"no day in {_DAYS_LOOKED_AHEAD} days on which messages may be sent")


DEFAULT_HOURS: Final = QuietHours()

_DAYS_TO_MEET: Final = 14


@dataclass(frozen=True, slots=True)
class OwnQuiet:
    """When a person wants to hear nothing, beside the hours of a site: outside of ``hours`` of any day, on
    the days that are not worked. By their own clock."""

    hours: OwnHours | None = None
    weekends: bool = False

    def next_allowed(self, moment: datetime, tz: tzinfo, calendar: WorkingCalendar) -> datetime:
        """The moment itself, or the next one at which they want to be written to (UTC)."""
        day = local_day(moment, tz)
        for n in range(_DAYS_LOOKED_AHEAD):
            opens, closes = self._span(day + timedelta(days=n), tz, calendar)
            if moment < closes:
                return max(moment, opens).astimezone(UTC)
        raise ValueError(f"no day in {_DAYS_LOOKED_AHEAD} days on which somebody may be written to")

    def _span(self, day: date, tz: tzinfo, calendar: WorkingCalendar) -> tuple[datetime, datetime]:
        if self.weekends and not calendar.is_working(day):
            at = utc_at(day, time(0), tz)
            return at, at
        if self.hours is None:
            return utc_at(day, time(0), tz), utc_at(day + timedelta(days=1), time(0), tz)
        return utc_at(day, time(self.hours.opens), tz), utc_at(day, time(self.hours.closes), tz)


NO_WISH: Final = OwnQuiet()


@dataclass(frozen=True, slots=True)
class Reader:
    """What counts of whoever reads a message: ``quiet``, by the clock ``tz``; None: by the site's.
    ``useful_until``: the message is dropped from then on (UTC)."""

    quiet: OwnQuiet = NO_WISH
    tz: tzinfo | None = None
    useful_until: datetime | None = None


ANYBODY: Final = Reader()


def decide(
    moment: datetime,
    urgency: Urgency,
    visit_start: datetime | None,
    tz: tzinfo,
    calendar: WorkingCalendar,
    hours: QuietHours = DEFAULT_HOURS,
    reader: Reader = ANYBODY,
) -> Send | Wait:
    """What to do with a message that is ready at ``moment``; ``visit_start`` is of the visit it is about.

    Answers go at once. The frost question goes from 6:45 to 8:00 local time and earlier waits for it. What
    concerns a visit that begins within 24 hours or is going on goes from 7:00 to 22:00 on any day. A status
    change at another time goes without sound. Everything else waits for the next of these moments; when the
    visit would begin before that, it goes without sound, since later it would be of no use.

    What the reader wishes for is silence like that of a site. It makes nothing useless: what would be of no
    use after it goes without sound, as soon as the site's hours let it."""
    if urgency is Urgency.ANSWER:
        return Send(silent=False)
    if urgency is Urgency.FROST:
        opens, closes = (utc_at(local_day(moment, tz), clock, tz) for clock in (FROST_FROM, FROST_TO))
        if moment < opens:
            return Wait(opens)
        if moment < closes:
            return Send(silent=False)
    silent = urgency is Urgency.DIGEST
    by_site = hours.next_allowed(moment, tz, calendar)
    until = _next_for_both(by_site, tz, calendar, hours, reader)
    if visit_start is not None and urgency not in {Urgency.DIGEST, Urgency.NEWS}:
        near = _next_near_visit(moment, visit_start, tz, hours.near_visit_from)
        by_site, until = min(by_site, near or by_site), min(until, near or until)
    if until <= moment:
        return Send(silent=silent)
    if until > by_site and _is_useless_at(until, urgency, visit_start, reader):
        return Send(silent=True) if by_site <= moment else Wait(by_site)
    useless_later = visit_start is not None and moment < visit_start <= until
    if urgency is Urgency.STATUS or (useless_later and urgency in {Urgency.VISIT, Urgency.FROST}):
        return Send(silent=True)
    return Wait(until)


def _next_for_both(
    by_site: datetime, tz: tzinfo, calendar: WorkingCalendar, hours: QuietHours, reader: Reader
) -> datetime:
    """From a moment of the site's hours on, the first that suits the reader as well. Where the two never
    meet, since they live far apart, the site's hours count alone."""
    if reader.quiet == NO_WISH:
        return by_site
    found = by_site
    while found < by_site + timedelta(days=_DAYS_TO_MEET):
        wanted = reader.quiet.next_allowed(found, reader.tz or tz, calendar)
        found = hours.next_allowed(wanted, tz, calendar)
        if found == wanted:
            return found
    return by_site


def _is_useless_at(moment: datetime, urgency: Urgency, visit_start: datetime | None, reader: Reader) -> bool:
    too_late = reader.useful_until is not None and reader.useful_until <= moment
    begun = urgency is Urgency.VISIT and visit_start is not None and visit_start <= moment
    return too_late or begun


def _next_near_visit(moment: datetime, visit_start: datetime, tz: tzinfo, opening: time) -> datetime | None:
    """The next moment that is near the visit and between ``opening`` and 22:00; None after the visit."""
    near = max(moment, visit_start - VISIT_NEAR)
    day = local_day(near, tz)
    while True:
        opens, closes = utc_at(day, opening, tz), utc_at(day, NEAR_VISIT_TO, tz)
        if near < closes:
            found = max(near, opens).astimezone(UTC)
            return found if found <= visit_start + VISIT_LASTS else None
        day += timedelta(days=1)
