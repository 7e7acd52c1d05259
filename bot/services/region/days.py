"""Days off, worked days and school holidays of a region (F9).

What a change does to sessions that schedules make is shown before it holds. Then the days are stored, and
the schedules of every site look again at what they have made, by the function of every night: free sessions
go, those with somebody in them stay and are named to site and coordinators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.sessions import read_sessions
from bot.db.catalogue.schedules import find_scheduled, read_ahead, read_scheduled
from bot.db.engine.locks import lock_region
from bot.db.region.settings import (
    add_school_holidays,
    drop_school_holidays,
    read_days,
    read_days_of_sites,
    read_school_holidays,
    store_days,
)
from bot.domain.catalogue.catalogue import Region
from bot.domain.catalogue.sessions_ahead import Span
from bot.domain.forms import DaysKind, Question, RegionDaysForm
from bot.domain.model import ProgrammeId, RegionId, SessionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.settings_views import DaysEffect, KeptSession, RegionDaysView
from bot.domain.time.local_time import local_day
from bot.domain.time.working_days import WorkingCalendar
from bot.services.catalogue.roll_schedules import in_the_way, made_by, meets, next_part, roll_of
from bot.services.forms.engine import (
    Asking,
    At,
    FormKind,
    FormQuestion,
    begin,
    form_kind,
    refused_text,
)
from bot.services.forms.span import span_questions
from bot.services.permissions import coordinates
from bot.services.transaction import Tx, reads, record, writes

COORDINATES = coordinates("region_id")

AROUND = timedelta(days=1)
"""Of a session, in which others are in its way by what visits need before and after."""
MOST_DAYS = 62
"""Of one change of days off."""
MOST_SCHOOL_DAYS = 120
"""Of one time of school holidays: a summer."""
MOVES_BY = timedelta(days=14)
"""A placement that would begin on a day off begins on the next working day, not later than this."""
FARTHEST = timedelta(days=550)
"""So far ahead: to the end of the next school year."""

OfDays = At[RegionDaysForm]
Taken = RegionDaysForm | Refusal

OF_SCHOOL = frozenset({DaysKind.SCHOOL, DaysKind.NO_SCHOOL})
TAKEN_BACK = frozenset({DaysKind.USUAL, DaysKind.NO_SCHOOL})
"""What is begun by a button that names the days."""


@writes(COORDINATES)
def begin_days(
    tx: Tx, region_id: RegionId, what: DaysKind, first: date | None = None, last: date | None = None
) -> Asking | Refusal:
    """Days are to be settled. ``first`` and ``last``: those that a button names."""
    form = RegionDaysForm(region_id, what, first, last or first)
    if first is None:
        return Refusal(Reason.ALREADY_DECIDED) if what in TAKEN_BACK else begin(tx, replace(form, last=None))
    span = ((last or first) - first).days
    refusal = _refuse_days(tx, form) if 0 <= span <= FARTHEST.days else Refusal(Reason.NOT_FOUND)
    if refusal is not None:
        return Refusal(Reason.ALREADY_DECIDED) if what in TAKEN_BACK else refusal
    return begin(tx, form)


# --- which days -----------------------------------------------------------------------------------------


def region_today(tx: Tx, region: Region) -> date:
    return local_day(tx.now, ZoneInfo(region.timezone))


def _today(at: OfDays) -> date:
    return region_today(at.tx, at.tx.catalogue.region(at.form.region_id))


def _take(at: OfDays, first: date, last: date | None) -> Taken:
    today, end = _today(at), last or first
    if end < today or (at.form.what not in OF_SCHOOL and first < today):
        return Refusal(Reason.SESSION_PAST)
    if end > today + FARTHEST:
        return Refusal(Reason.BEYOND_HORIZON, {"horizon_days": FARTHEST.days, "last_day": today + FARTHEST})
    most = MOST_SCHOOL_DAYS if at.form.what in OF_SCHOOL else MOST_DAYS
    if (end - first).days >= most:
        return refused_text("too_many_days", most)
    form = replace(at.form, first=first, last=last, agreed=False)
    return form if last is None else _refuse_days(at.tx, form) or form


def _refuse_days(tx: Tx, form: RegionDaysForm) -> Refusal | None:
    """Days that are so already, and school holidays that meet others."""
    if form.first is None or form.last is None:
        return None
    if form.what is DaysKind.SCHOOL:
        known = read_school_holidays(tx.connection, form.region_id)
        meets = any(first <= form.last and form.first <= last for first, last in known)
        return refused_text("school_holidays_meet") if meets else None
    if form.what is DaysKind.NO_SCHOOL:
        known = read_school_holidays(tx.connection, form.region_id)
        return None if (form.first, form.last) in known else Refusal(Reason.ALREADY_DECIDED)
    return None if _changed(tx, form) else refused_text("days_as_they_are")


# --- what it changes ------------------------------------------------------------------------------------


def _changed(tx: Tx, form: RegionDaysForm) -> dict[date, bool | None]:
    """The days that would be other than they are: of a day off those that are none yet, and the other way
    round; of the usual those that the region has settled."""
    if form.first is None or form.last is None or form.what in OF_SCHOOL:
        return {}
    own, calendar = read_days(tx.connection, form.region_id), tx.catalogue.regional_calendar(form.region_id)
    days = [form.first + timedelta(days=n) for n in range((form.last - form.first).days + 1)]
    match form.what:
        case DaysKind.OFF:
            return {each: False for each in days if not calendar.is_holiday(each)}
        case DaysKind.WORKING:
            return {each: True for each in days if not calendar.is_working(each)}
        case _:
            return {each: None for each in days if each in own}


def _calendar_after(
    tx: Tx, form: RegionDaysForm, changed: dict[date, bool | None], site_id: SiteId, own: set[date]
) -> WorkingCalendar:
    """What the calendar of a site would be. ``own``: days that the site has settled by itself."""
    calendar = tx.catalogue.calendar(site_id)
    if form.what in OF_SCHOOL and form.first is not None and form.last is not None:
        period, known = (form.first, form.last), calendar.school_holidays
        wanted = [each for each in known if each != period]
        return calendar.with_school_holidays([*wanted, period] if form.what is DaysKind.SCHOOL else wanted)
    return calendar.with_overrides({day: working for day, working in changed.items() if day not in own})


def effect_of(tx: Tx, form: RegionDaysForm) -> DaysEffect | None:
    """What the sessions of all sites would make of it; None: the days are not known yet.

    A region has hundreds of programmes, and bookings wait meanwhile: of each no more is read than its
    sessions of these days, and that where the days matter to it.
    """
    if form.first is None or form.last is None:
        return None
    changed = _changed(tx, form)
    settled = read_days_of_sites(tx.connection, form.region_id)
    gone, opened, kept = 0, 0, list[tuple[SessionId, KeptSession]]()
    for programme_id in find_of_region(tx, form.region_id):
        programme = read_scheduled(tx.connection, programme_id)
        roll, own = roll_of(tx, programme), settled.get(programme.site_id, set())
        site = tx.catalogue.site(programme.site_id)
        first, last = max(form.first, roll.today), min(form.last + MOVES_BY, roll.last)
        if first > last:
            continue
        after = _calendar_after(tx, form, changed, site.id, own)
        was, becomes = (
            {span.starts_at: span for _, span in made_by(tx, roll, first, last, calendar)}
            for calendar in (roll.calendar, after)
        )
        if was.keys() == becomes.keys():
            continue
        within = _within(tx, [*was.values(), *becomes.values()])
        ahead = read_ahead(tx.connection, programme.id, within.starts_at, within.ends_at)
        staying = [(each.span, each.is_open) for each in ahead if not each.is_free or not each.is_made]
        there = in_the_way(tx, programme, staying, within)
        comes, goes = becomes.keys() - was.keys(), was.keys() - becomes.keys()
        opened += sum(not meets(programme, becomes[each], there) for each in comes)
        ending = [each for each in ahead if each.is_made and each.is_open and each.span.starts_at in goes]
        gone += sum(each.is_free for each in ending)
        kept += [(each.id, KeptSession(site, each.span.starts_at, 0)) for each in ending if not each.is_free]
    seats = {each.id: each.taken for each in read_sessions(tx.connection, [one for one, _ in kept]).values()}
    in_them = [replace(session, taken=seats.get(one, 0)) for one, session in kept]
    in_them.sort(key=lambda each: (each.starts_at, each.site.id))
    days = len(changed) or (form.last - form.first).days + 1
    return DaysEffect(days, gone, opened, tuple(in_them))


def _within(tx: Tx, spans: Sequence[Span]) -> Span:
    """From when until when something is to be known of what is beside these sessions."""
    first, last = min(each.starts_at for each in spans), max(each.ends_at for each in spans)
    return Span(max(first - AROUND, tx.now), last + AROUND)


def find_of_region(tx: Tx, region_id: RegionId) -> Sequence[ProgrammeId]:
    """Programmes of a region whose sessions are made by schedules."""
    return find_scheduled(tx.connection, region_id)


def _agree(at: OfDays, value: str) -> Taken:
    """``value``: what was shown to happen. Where it is something else by now, that is shown first."""
    effect = effect_of(at.tx, at.form)
    if effect is None:
        return at.form
    return replace(at.form, agreed=True) if value == effect.key else refused_text("schedule_changed")


# --- settling -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settled:
    """Days are stored; schedules are still to follow (:func:`follow_days`)."""

    region_id: RegionId
    what: DaysKind
    effect: DaysEffect


def _settle(at: OfDays) -> Settled | Refusal:
    tx, form = at.tx, at.form
    if form.first is None or form.last is None:
        raise ValueError("settled days have a first and a last")
    lock_region(tx.connection, form.region_id)
    refusal, effect = _refuse_days(tx, form), effect_of(tx, form)
    if refusal is not None or effect is None:
        return refusal or Refusal(Reason.INCOMPLETE)
    match form.what:
        case DaysKind.SCHOOL:
            done = add_school_holidays(tx.connection, form.region_id, form.first, form.last)
        case DaysKind.NO_SCHOOL:
            done = drop_school_holidays(tx.connection, form.region_id, form.first, form.last)
        case _:
            store_days(tx.connection, form.region_id, _changed(tx, form))
            done = True
    if not done:
        return Refusal(Reason.ALREADY_DECIDED)
    tx.change_catalogue()
    record(
        tx,
        f"region.days.{form.what}",
        "region",
        form.region_id,
        {
            "first": form.first.isoformat(),
            "last": form.last.isoformat(),
            "withdrawn": effect.gone,
            "kept": len(effect.kept),
        },
        region_id=form.region_id,
    )
    return Settled(form.region_id, form.what, effect)


@reads(COORDINATES)
def find_to_follow(tx: Tx, region_id: RegionId) -> Sequence[ProgrammeId] | Refusal:
    """The programmes whose sessions follow the days of a region."""
    return find_of_region(tx, region_id)


@writes(COORDINATES)
def follow_days(tx: Tx, region_id: RegionId, programme_id: ProgrammeId) -> bool | Refusal:
    """The next part of what the days of a region make of a programme's sessions; False: nothing is left. The
    night goes on where whoever changed them could not."""
    programme = tx.catalogue.everything.programmes.get(programme_id)
    if programme is None or tx.catalogue.site(programme.site_id).region_id != region_id:
        return Refusal(Reason.NOT_FOUND)
    return next_part(tx, programme_id) is not None


def _view(at: OfDays) -> RegionDaysView:
    form, region = at.form, at.tx.catalogue.region(at.form.region_id)
    today = region_today(at.tx, region)
    around = at.month or form.first or today
    monday, this_week = (each - timedelta(days=each.weekday()) for each in (around, today))
    last_day = today + FARTHEST
    return RegionDaysView(
        at.draft.id, form, region, max(monday, this_week), today, last_day, effect_of(at.tx, form)
    )


KIND = form_kind(
    FormKind(
        form=RegionDaysForm,
        questions=(
            *span_questions(_today, _take),
            FormQuestion(
                name=Question.AGREEMENT,
                is_missing=lambda at: not at.form.agreed,
                taps={"agree": _agree},
                undo=lambda at: replace(at.form, first=None, last=None),
            ),
        ),
        view=_view,
        finish=_settle,
        sends_itself=True,
        refuse=lambda tx, form: COORDINATES.refuse(tx, form.region_id),
    )
)
