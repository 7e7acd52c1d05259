"""At the gate: arrival by tap and by code, the real head-count, no-show (E4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.audit import record
from bot.db.connection import Connection
from bot.db.drafts import close_draft, read_own_draft, start_draft
from bot.db.engine import Database
from bot.db.hosting import find_visits_by_code, mark_visit
from bot.db.locks import lock_booking_of, lock_person
from bot.db.people import note_message
from bot.domain.access import Actor
from bot.domain.booking import Visit
from bot.domain.codes import normalise_code
from bot.domain.forms import ArrivalCodeForm, HeadCountForm, Question
from bot.domain.host_views import CodeView, Outcome, VisitView
from bot.domain.local_time import local_day
from bot.domain.model import DraftId, DraftState, SiteId, VisitId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.services.content import Content
from bot.services.host.reading import (
    AT_THE_GATE,
    day_span,
    find_visit,
    local_today,
    visit_view,
)

BOOK_AHEAD = timedelta(days=370)


def most_people(seats: int) -> int:
    """The largest head-count that is no slip of the finger."""
    return seats * 2 + 10


@dataclass(frozen=True, slots=True)
class ShowVisit:
    """A group with its needs, code and phone. Who may: everybody at the site, guards today only."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, visit_id: VisitId) -> VisitView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> VisitView | Refusal:
            return _look(connection, self.content, actor, visit_id, now)

        return await self.db.read(body)


def _look(
    connection: Connection,
    content: Content,
    actor: Actor,
    visit_id: VisitId,
    now: datetime,
    outcome: Outcome = Outcome.SHOWN,
) -> VisitView | Refusal:
    found = find_visit(connection, content, actor, visit_id)
    if isinstance(found, Refusal):
        return found
    booking, visit, site, _ = found
    on_its_day = local_day(visit.starts_at, ZoneInfo(site.timezone)) == local_today(site, now)
    if not on_its_day and not actor.may_answer(site.id):
        return Refusal(Reason.NOT_ALLOWED)
    return visit_view(content, actor, booking, visit, now, outcome=outcome)


def _refuse_mark(view: VisitView) -> Refusal | None:
    """Why the group cannot be marked now."""
    visit = view.visit
    day = local_day(visit.starts_at, ZoneInfo(view.site.timezone))
    if visit.status is VisitStatus.PENDING:
        return Refusal(Reason.TOO_EARLY, {"problem": "pending"})
    if visit.status not in AT_THE_GATE:
        return Refusal(Reason.ALREADY_OVER, {"status": visit.status.value})
    if day > view.today:
        return Refusal(Reason.TOO_EARLY, {"problem": "day", "day": day})
    if view.is_too_late:
        return Refusal(Reason.ALREADY_OVER, {"status": "past", "day": day})
    return None


@dataclass(frozen=True, slots=True)
class MarkArrival:
    """Marks a group as arrived, with the head-count if it is known; corrects and takes back marks.

    Who may: everybody at the site, on the local day of the visit; those who answer requests a week longer.
    No-show: those who answer requests, from half an hour after the start.
    """

    db: Database
    clock: Clock
    content: Content

    async def arrived(self, actor: Actor, visit_id: VisitId, count: int | None = None) -> VisitView | Refusal:
        """``count``: people who came, companions included; None keeps what was noted before."""
        now = self.clock.now()
        return await self.db.write(
            lambda connection: _arrive(connection, self.content, actor, visit_id, count, now)
        )

    async def missed(self, actor: Actor, visit_id: VisitId) -> VisitView | Refusal:
        """«Не приехали»."""
        now = self.clock.now()

        def body(connection: Connection) -> VisitView | Refusal:
            lock_booking_of(connection, visit_id)
            view = _look(connection, self.content, actor, visit_id, now)
            if isinstance(view, Refusal):
                return view
            if not actor.may_answer(view.site.id):
                return Refusal(Reason.NOT_ALLOWED)
            if view.visit.status is VisitStatus.NO_SHOW:
                return replace(view, outcome=Outcome.REPEATED)
            if refusal := _refuse_mark(view):
                return refusal
            if view.visit.status is VisitStatus.ARRIVED:
                return replace(view, outcome=Outcome.DECIDED_BEFORE)
            if not view.may_miss:
                return Refusal(Reason.TOO_EARLY, {"problem": "half_hour"})
            marked = _mark(
                connection, actor, view, {VisitStatus.CONFIRMED}, VisitStatus.NO_SHOW, None, None, now
            )
            if not marked:
                return Refusal(Reason.ALREADY_DECIDED)
            return _look(connection, self.content, actor, visit_id, now, Outcome.DONE)

        return await self.db.write(body)

    async def undo(self, actor: Actor, visit_id: VisitId) -> VisitView | Refusal:
        """A mark was wrong: the group is awaited again, as long as it can be marked."""
        now = self.clock.now()

        def body(connection: Connection) -> VisitView | Refusal:
            lock_booking_of(connection, visit_id)
            view = _look(connection, self.content, actor, visit_id, now)
            if isinstance(view, Refusal):
                return view
            if view.visit.status is VisitStatus.CONFIRMED:
                return replace(view, outcome=Outcome.REPEATED)
            if refusal := _refuse_mark(view):
                return refusal
            if not view.may_undo:
                return Refusal(Reason.NOT_ALLOWED)
            before = {VisitStatus.ARRIVED, VisitStatus.NO_SHOW}
            if not _mark(connection, actor, view, before, VisitStatus.CONFIRMED, None, None, now):
                return Refusal(Reason.ALREADY_DECIDED)
            return _look(connection, self.content, actor, visit_id, now, Outcome.DONE)

        return await self.db.write(body)


def _arrive(
    connection: Connection,
    content: Content,
    actor: Actor,
    visit_id: VisitId,
    count: int | None,
    now: datetime,
) -> VisitView | Refusal:
    lock_booking_of(connection, visit_id)
    view = _look(connection, content, actor, visit_id, now)
    if isinstance(view, Refusal):
        return view
    if refusal := _refuse_mark(view):
        return refusal
    visit = view.visit
    if count is not None and not 1 <= count <= most_people(visit.seats):
        problem = "count_range" if count else "count_zero"
        return Refusal(Reason.TEXT_REFUSED, {"problem": problem, "most": most_people(visit.seats)})
    if visit.status is VisitStatus.ARRIVED and count in {None, visit.arrived_count}:
        return replace(view, outcome=Outcome.REPEATED)
    known = visit.arrived_count if count is None else count
    at = visit.arrived_at or min(now, visit.ends_at)  # whoever is marked later was there in time
    if not _mark(connection, actor, view, AT_THE_GATE, VisitStatus.ARRIVED, at, known, now):
        return Refusal(Reason.ALREADY_DECIDED)
    return _look(connection, content, actor, visit_id, now, Outcome.DONE)


def _mark(
    connection: Connection,
    actor: Actor,
    view: VisitView,
    before: set[VisitStatus] | tuple[VisitStatus, ...],
    after: VisitStatus,
    arrived_at: datetime | None,
    count: int | None,
    now: datetime,
) -> bool:
    marked = mark_visit(
        connection,
        view.visit.id,
        before,
        after,
        by=actor.person_id,
        arrived_at=arrived_at,
        arrived_count=count,
    )
    if marked:
        record(
            connection,
            actor.person_id,
            "visit.marked",
            "visit",
            view.visit.id,
            {"before": view.visit.status.value, "after": after.value, "count": count},
            region_id=view.site.region_id,
            site_id=view.site.id,
            now=now,
        )
    return marked


@dataclass(frozen=True, slots=True)
class AskHeadCount:
    """«Пришло другое число»: the next typed number is the head-count of this group."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, visit_id: VisitId) -> VisitView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> VisitView | Refusal:
            view = _look(connection, self.content, actor, visit_id, now)
            if isinstance(view, Refusal):
                return view
            if refusal := _refuse_mark(view):
                return refusal
            draft_id = start_draft(
                connection, actor.person_id, HeadCountForm(visit_id), Question.HEAD_COUNT, now
            )
            return replace(view, asked_count=draft_id)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class TypeHeadCount:
    """A typed number: so many came. What cannot be one is refused, and the question stays open."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self, actor: Actor, draft_id: DraftId, text: str, message_id: int
    ) -> VisitView | Refusal:
        now = self.clock.now()
        typed = text.strip()
        count = int(typed) if typed.isdecimal() and len(typed) <= 4 else None

        def body(connection: Connection) -> VisitView | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_own_draft(connection, draft_id, actor.person_id, HeadCountForm)
            if draft is None:
                return Refusal(Reason.NOT_FOUND)
            visit_id = draft.form.visit_id
            if draft.state is not DraftState.OPEN:
                return _look(connection, self.content, actor, visit_id, now, Outcome.REPEATED)
            if not note_message(connection, actor.person_id, message_id):
                return _look(connection, self.content, actor, visit_id, now, Outcome.REPEATED)
            if count is None:
                return Refusal(Reason.TEXT_REFUSED, {"problem": "not_a_number"})
            marked = _arrive(connection, self.content, actor, visit_id, count, now)
            if not isinstance(marked, Refusal):
                close_draft(connection, draft_id, DraftState.SENT, now)
            return marked

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class AskCode:
    """«Ввести код»: typed texts are arrival codes of this site until it is ended.

    Who may: everybody at the site.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, site_id: SiteId) -> CodeView | Refusal:
        site = self.content.everything.sites.get(site_id)
        if site is None or not actor.may_mark_arrival(site_id):
            return Refusal(Reason.NOT_ALLOWED)
        now = self.clock.now()
        draft_id = await self.db.write(
            lambda connection: start_draft(
                connection, actor.person_id, ArrivalCodeForm(site_id), Question.CODE, now
            )
        )
        return CodeView(site, draft_id)

    async def end(self, actor: Actor, draft_id: DraftId) -> SiteId | Refusal:
        """Typed texts are no codes any more. Safe to repeat."""
        now = self.clock.now()

        def body(connection: Connection) -> SiteId | Refusal:
            draft = read_own_draft(connection, draft_id, actor.person_id, ArrivalCodeForm)
            if draft is None:
                return Refusal(Reason.NOT_FOUND)
            close_draft(connection, draft_id, DraftState.CANCELLED, now)
            return draft.form.site_id

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class TypeCode:
    """A typed arrival code marks its group of today as arrived; the question stays for the next group.

    Cyrillic or Latin letters, any case. A code of another day, of a cancelled visit or of nobody is a
    Refusal that says which.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self, actor: Actor, draft_id: DraftId, text: str, message_id: int
    ) -> CodeView | Refusal:
        now = self.clock.now()
        code = normalise_code(text)

        def body(connection: Connection) -> CodeView | Refusal:
            draft = read_own_draft(connection, draft_id, actor.person_id, ArrivalCodeForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft_id})
            site = self.content.site(draft.form.site_id)
            fresh = note_message(connection, actor.person_id, message_id)
            if not actor.may_mark_arrival(site.id):
                return Refusal(Reason.NOT_ALLOWED)
            if code is None:
                return Refusal(Reason.CODE_UNKNOWN, {"problem": "shape"})
            visit_id = _visit_of_code(connection, self.content, actor, site.id, code, now)
            if isinstance(visit_id, Refusal):
                return visit_id
            if fresh:
                seen = _arrive(connection, self.content, actor, visit_id, None, now)
            else:
                seen = _look(connection, self.content, actor, visit_id, now)
            return seen if isinstance(seen, Refusal) else CodeView(site, draft.id, seen)

        return await self.db.write(body)


def _visit_of_code(
    connection: Connection,
    content: Content,
    actor: Actor,
    site_id: SiteId,
    code: str,
    now: datetime,
) -> VisitId | Refusal:
    site = content.site(site_id)
    today = local_today(site, now)
    start, end = day_span(site, today)
    found: list[Visit] = []
    for visit_id in find_visits_by_code(connection, site_id, code, start, start + BOOK_AHEAD):
        known = find_visit(connection, content, actor, visit_id)
        if not isinstance(known, Refusal):
            found.append(known[1])
    on_day = [each for each in found if each.starts_at < end]
    awaited = [each for each in on_day if each.status in AT_THE_GATE]
    if awaited:
        return awaited[0].id
    if on_day:
        problem = "pending" if on_day[0].status is VisitStatus.PENDING else "cancelled"
        return Refusal(Reason.CODE_UNKNOWN, {"problem": problem})
    later = next((each for each in found if each.status in AT_THE_GATE), None)
    if later is not None:
        day = local_day(later.starts_at, ZoneInfo(site.timezone))
        return Refusal(Reason.CODE_UNKNOWN, {"problem": "other_day", "day": day})
    return Refusal(Reason.CODE_UNKNOWN, {"problem": "nobody"})
