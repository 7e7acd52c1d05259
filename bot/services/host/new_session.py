"""Adding one session: programme, day, typed time (E5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.audit import record
from bot.db.connection import Connection
from bot.db.drafts import close_draft, read_own_draft, save_draft, start_draft
from bot.db.engine import Database
from bot.db.hosting import add_session, find_session_at, read_site_sessions
from bot.db.locks import lock_person, lock_programme
from bot.db.people import note_message
from bot.db.schedules import length_of
from bot.domain.access import Actor
from bot.domain.availability import SessionFacts
from bot.domain.catalogue import Programme, Site
from bot.domain.draft import Draft
from bot.domain.forms import NewSessionForm, Question
from bot.domain.host_views import NewSessionView, SessionView
from bot.domain.limits import Limits
from bot.domain.local_time import utc_at
from bot.domain.model import DraftId, DraftState, ProgrammeId, SessionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.sessions_ahead import PlacementLength
from bot.domain.typed_moments import read_clock, read_day
from bot.domain.working_days import WorkingCalendar
from bot.services.content import Content
from bot.services.host.reading import day_span, local_today
from bot.services.host.sessions import ShowSession, refuse_overlap

EARLIEST, LATEST = time(6), time(22)
"""Sessions begin within these hours of the site's clock, both counted."""

_Change = Callable[[NewSessionForm], NewSessionForm | Refusal]


@dataclass(frozen=True, slots=True)
class AddSession:
    """Goes through programme, day and time, and opens one session with the programme's rules.

    Who may: owners and staff of the site. What must hold: a time to come, within the horizon, between
    06:00 and 22:00 of the site, and no session of the same programme at that very time.
    """

    db: Database
    clock: Clock
    content: Content
    limits: Limits

    async def start(self, actor: Actor, site_id: SiteId) -> NewSessionView | Refusal:
        """Opens the form; the programme is chosen already if the site has only one."""
        site = self.content.everything.sites.get(site_id)
        if site is None or not actor.may_answer(site_id):
            return Refusal(Reason.NOT_ALLOWED)
        if not site.programmes:
            return Refusal(Reason.INCOMPLETE)
        now = self.clock.now()
        only = site.programmes[0].id if len(site.programmes) == 1 else None
        form = NewSessionForm(site_id, only)

        def body(connection: Connection) -> NewSessionView | Refusal:
            draft_id = start_draft(connection, actor.person_id, form, _question(form), now)
            return self._view(connection, _own(connection, draft_id, actor), now)

        return await self.db.write(body)

    async def show(
        self, actor: Actor, draft_id: DraftId, first: date | None = None
    ) -> NewSessionView | Refusal:
        """The present question again; ``first`` turns the calendar's pages."""
        now = self.clock.now()

        def body(connection: Connection) -> NewSessionView | Refusal:
            draft = self._open(connection, actor, draft_id)
            if isinstance(draft, Refusal):
                return draft
            return self._view(connection, draft, now, first)

        return await self.db.read(body)

    async def choose_programme(
        self, actor: Actor, draft_id: DraftId, programme_id: ProgrammeId
    ) -> NewSessionView | Refusal:
        def change(form: NewSessionForm) -> NewSessionForm | Refusal:
            site = self.content.site(form.site_id)
            if all(each.id != programme_id for each in site.programmes):
                return Refusal(Reason.NOT_FOUND)
            return replace(form, programme_id=programme_id, day=None)

        return await self._change(actor, draft_id, change)

    async def choose_day(self, actor: Actor, draft_id: DraftId, day: date) -> NewSessionView | Refusal:
        return await self._change(actor, draft_id, lambda form: self._with_day(form, day))

    async def back(self, actor: Actor, draft_id: DraftId) -> NewSessionView | Refusal:
        """One question back."""

        def change(form: NewSessionForm) -> NewSessionForm | Refusal:
            if form.day is not None:
                return replace(form, day=None)
            several = len(self.content.site(form.site_id).programmes) > 1
            return replace(form, programme_id=None) if several else form

        return await self._change(actor, draft_id, change)

    async def cancel(self, actor: Actor, draft_id: DraftId) -> SiteId | Refusal:
        """Safe to repeat."""
        now = self.clock.now()

        def body(connection: Connection) -> SiteId | Refusal:
            draft = read_own_draft(connection, draft_id, actor.person_id, NewSessionForm)
            if draft is None:
                return Refusal(Reason.NOT_FOUND)
            close_draft(connection, draft_id, DraftState.CANCELLED, now)
            return draft.form.site_id

        return await self.db.write(body)

    async def type(
        self, actor: Actor, draft_id: DraftId, text: str, message_id: int
    ) -> NewSessionView | SessionView | Refusal:
        """A typed day or, once the day is known, a typed time, which opens the session."""
        now = self.clock.now()

        def body(connection: Connection) -> NewSessionView | SessionId | Refusal:
            lock_person(connection, actor.person_id)
            draft = self._open(connection, actor, draft_id)
            if isinstance(draft, Refusal):
                return draft
            if not note_message(connection, actor.person_id, message_id):
                return self._view(connection, draft, now)
            form = draft.form
            if form.programme_id is None:
                return self._view(connection, draft, now)
            if form.day is None:
                day = read_day(text, local_today(self.content.site(form.site_id), now))
                if day is None:
                    return Refusal(Reason.TEXT_REFUSED, {"problem": "not_a_day"})
                return self._save(connection, actor, draft, self._with_day(form, day), now)
            clock = read_clock(text)
            if clock is None:
                return Refusal(Reason.TEXT_REFUSED, {"problem": "not_a_time"})
            made = self._make(connection, actor, form.programme_id, form.day, clock, now)
            if not isinstance(made, Refusal):
                close_draft(connection, draft.id, DraftState.SENT, now)
            return made

        result = await self.db.write(body)
        if isinstance(result, (NewSessionView, Refusal)):
            return result
        return await ShowSession(self.db, self.clock, self.content)(actor, result)

    # --- bodies ------------------------------------------------------------------------------------

    async def _change(self, actor: Actor, draft_id: DraftId, change: _Change) -> NewSessionView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> NewSessionView | Refusal:
            draft = self._open(connection, actor, draft_id)
            if isinstance(draft, Refusal):
                return draft
            return self._save(connection, actor, draft, change(draft.form), now)

        return await self.db.write(body)

    def _open(
        self, connection: Connection, actor: Actor, draft_id: DraftId
    ) -> Draft[NewSessionForm] | Refusal:
        draft = read_own_draft(connection, draft_id, actor.person_id, NewSessionForm)
        if draft is None:
            return Refusal(Reason.NOT_FOUND)
        if not actor.may_answer(draft.form.site_id):
            return Refusal(Reason.NOT_ALLOWED)
        if draft.state is not DraftState.OPEN:
            return Refusal(Reason.DRAFT_CLOSED, {"state": draft.state.value, "site_id": draft.form.site_id})
        return draft

    def _save(
        self,
        connection: Connection,
        actor: Actor,
        draft: Draft[NewSessionForm],
        form: NewSessionForm | Refusal,
        now: datetime,
    ) -> NewSessionView | Refusal:
        if isinstance(form, Refusal):
            return form
        if not save_draft(connection, draft, form, _question(form), now):
            return Refusal(Reason.DRAFT_CHANGED, {"draft_id": draft.id})
        return self._view(connection, _own(connection, draft.id, actor), now)

    def _with_day(self, form: NewSessionForm, day: date) -> NewSessionForm | Refusal:
        site = self.content.site(form.site_id)
        today = local_today(site, self.clock.now())
        last = self._last_day(today)
        if day < today:
            return Refusal(Reason.SESSION_PAST)
        if day > last:
            return Refusal(
                Reason.BEYOND_HORIZON, {"horizon_days": self.limits.horizon_days, "last_day": last}
            )
        return replace(form, day=day)

    def _last_day(self, today: date) -> date:
        return today + timedelta(days=self.limits.horizon_days)

    def _make(
        self,
        connection: Connection,
        actor: Actor,
        programme_id: ProgrammeId,
        day: date,
        clock: time,
        now: datetime,
    ) -> SessionId | Refusal:
        programme = self.content.programme(programme_id)
        site = self.content.site(programme.site_id)
        if not EARLIEST <= clock <= LATEST:
            return Refusal(Reason.TEXT_REFUSED, {"problem": "hours"})
        starts_at = utc_at(day, clock, ZoneInfo(site.timezone))
        if starts_at <= now:
            return Refusal(Reason.SESSION_PAST)
        ends_at = _end(programme, site, day, clock, self.content.calendar(site.id))
        lock_programme(connection, programme.id)
        there = find_session_at(connection, programme.id, starts_at)
        if there is not None:
            return Refusal(Reason.SESSION_EXISTS, {"session_id": there, "time": f"{clock:%H:%M}"})
        if overlaps := refuse_overlap(connection, programme.id, site, starts_at, ends_at):
            return overlaps
        session_id = add_session(
            connection,
            programme_id=programme.id,
            site_id=site.id,
            starts_at=starts_at,
            ends_at=ends_at,
            sharing=programme.sharing,
            confirmation=programme.confirmation,
            audience=programme.audience,
            capacity=programme.max_group,
            now=now,
        )
        if session_id is None:
            raise LookupError(f"programme {programme.id} has a session at {starts_at} after all")
        record(
            connection,
            actor.person_id,
            "session.opened",
            "session",
            session_id,
            {"programme": programme.id},
            region_id=site.region_id,
            site_id=site.id,
            now=now,
        )
        return session_id

    def _view(
        self,
        connection: Connection,
        draft: Draft[NewSessionForm],
        now: datetime,
        first: date | None = None,
    ) -> NewSessionView:
        form = draft.form
        site = self.content.site(form.site_id)
        today = local_today(site, now)
        around = first or form.day or today
        monday = around - timedelta(days=around.weekday())
        this_week = today - timedelta(days=today.weekday())
        on_day: tuple[SessionFacts, ...] = ()
        if form.day is not None and form.programme_id is not None:
            start, end = day_span(site, form.day)
            on_day = tuple(
                each
                for each in read_site_sessions(connection, site.id, start, end)
                if each.programme_id == form.programme_id
            )
        return NewSessionView(
            draft_id=draft.id,
            form=form,
            site=site,
            programmes=site.programmes,
            today=today,
            first=max(monday, this_week),
            last_day=self._last_day(today),
            on_day=on_day,
        )


def _end(programme: Programme, site: Site, day: date, clock: time, calendar: WorkingCalendar) -> datetime:
    """When a session of the programme that begins then is over (UTC); a placement on its last day."""
    zone = ZoneInfo(site.timezone)
    length = length_of(programme.duration_min, programme.days, programme.hours_per_day)
    if isinstance(length, PlacementLength):
        last_day = calendar.add(day, length.days - 1)
        return utc_at(last_day, clock, zone) + timedelta(hours=length.hours_per_day)
    return utc_at(day, clock, zone) + timedelta(minutes=length.minutes)


def _question(form: NewSessionForm) -> Question | None:
    """Days and times may be typed; a programme is tapped."""
    return None if form.programme_id is None else Question.SESSION_TIME


def _own(connection: Connection, draft_id: DraftId, actor: Actor) -> Draft[NewSessionForm]:
    draft = read_own_draft(connection, draft_id, actor.person_id, NewSessionForm)
    if draft is None:
        raise LookupError(f"draft {draft_id} vanished inside its own transaction")
    return draft
