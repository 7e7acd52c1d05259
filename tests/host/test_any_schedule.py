"""Rules, edits, closed days, a moved zone and skipped nights in any order (E5).

Whatever comes first: nothing overlaps what somebody has or what was changed by hand, nobody loses a place
but by a closing that tells them, the window is whole after a night, and a second night finds nothing to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, select, update

from bot.clock import MovableClock
from bot.db.booking.seats import find_discrepancies
from bot.db.catalogue.reading import note_change
from bot.db.catalogue.schedules import ScheduleEntry, note_zone, read_scheduled
from bot.db.tables import closure, day_off, session
from bot.db.tables import site as site_table
from bot.domain.booking.booking import Booking
from bot.domain.catalogue.schedule_rule import WEEKDAYS, WeeklyTimes
from bot.domain.forms import PeriodForm, SessionChangeForm, SessionField
from bot.domain.limits import Limits
from bot.domain.model import HostReason, ScheduleId, SessionStatus, VisitStatus
from bot.domain.refusal import Refusal
from bot.domain.time.local_time import local_day
from bot.services.catalogue.cache import CatalogueCache
from bot.services.catalogue.roll_schedules import Rolled, made_by, roll_of, roll_schedules
from bot.services.desk.schedule import one_session, period, rules
from bot.services.desk.sessions import close_session, reopen_session
from bot.services.forms import engine
from bot.services.forms.engine import Asking
from bot.services.transaction import Tx
from tests.effort import examples
from tests.engines import Template, TemplateOf, opened
from tests.host.conftest import two_months
from tests.host.site import START, Site, open_site
from tests.host.watched import Watched
from tests.runners import runner_over

LIMITS = Limits(horizon_days=60)
TIMES = ("09:00", "10:00", "10:40", "12:30", "15:00")
ZONES = ("Europe/Moscow", "Asia/Yekaterinburg")

days = st.integers(0, 70)
steps = st.one_of(
    st.tuples(st.just("book"), st.integers(0, 40)),
    st.tuples(st.just("seats"), st.integers(0, 40), st.sampled_from([10, 12, 25])),
    st.tuples(st.just("time"), st.integers(0, 40), st.sampled_from(TIMES)),
    st.tuples(st.just("close"), st.integers(0, 40)),
    st.tuples(st.just("reopen"), st.integers(0, 40)),
    st.tuples(st.just("closed days"), days, st.integers(0, 9)),
    st.tuples(st.just("open days")),
    st.tuples(
        st.just("rule"),
        st.integers(0, 3),
        st.sets(st.sampled_from(WEEKDAYS), min_size=1, max_size=3),
        st.sets(st.sampled_from(TIMES), min_size=1, max_size=2),
        st.one_of(st.none(), st.integers(1, 50)),
    ),
    st.tuples(st.just("end rule"), st.integers(0, 3), st.one_of(st.none(), st.integers(1, 50))),
    st.tuples(st.just("day off"), days),
    st.tuples(st.just("zone"), st.sampled_from(ZONES)),
    st.tuples(st.just("nights"), st.integers(1, 6)),
)


class Life:
    """A site whose programme «tour» is changed in every way."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.runner = runner_over(site.db, site.clock, site.content, limits=LIMITS)
        self.tour = site.programme("tour").id
        self.bookings: list[Booking] = []

    async def step(self, what: str, *how: Any) -> None:
        await getattr(self, what.replace(" ", "_"))(*how)

    async def _sessions(self, status: SessionStatus = SessionStatus.OPEN) -> list[Any]:
        found = await self.site.sessions(self.tour, after=timedelta(days=1))
        return [each for each in found if each.status is status]

    async def _one(self, number: int, status: SessionStatus = SessionStatus.OPEN) -> Any:
        found = await self._sessions(status)
        return found[number % len(found)] if found else None

    async def book(self, number: int) -> None:
        chosen = await self._one(number)
        if chosen is not None and not chosen.parties and chosen.capacity >= 10:
            self.bookings.append(await self.site.book(chosen, status=VisitStatus.CONFIRMED))

    async def _change(self, number: int, field: SessionField, typed: str) -> None:
        chosen, form = await self._one(number), SessionChangeForm
        if chosen is None:
            return
        do, owner = self.runner.do, self.site.owner
        asking = await do(owner, one_session.begin_change, chosen.id, field)
        assert isinstance(asking, Asking), asking
        shown = await do(owner, engine.type_text, form, asking.draft_id, typed, self.site.message_id())
        planned = shown.view.planned if isinstance(shown, Asking) else None
        if planned is not None:
            await do(owner, engine.tap, form, asking.draft_id, "agree", planned.key)

    async def seats(self, number: int, count: int) -> None:
        await self._change(number, SessionField.CAPACITY, str(count))

    async def time(self, number: int, clock: str) -> None:
        await self._change(number, SessionField.CLOCK, clock)

    async def close(self, number: int) -> None:
        chosen = await self._one(number)
        if chosen is not None:
            await self.runner.do(self.site.owner, close_session, chosen.id, HostReason.REPAIR)

    async def reopen(self, number: int) -> None:
        chosen = await self._one(number, SessionStatus.CLOSED)
        if chosen is not None:
            await self.runner.do(self.site.owner, reopen_session, chosen.id)

    async def closed_days(self, ahead: int, more: int) -> None:
        do, owner = self.runner.do, self.site.owner
        asking = await do(owner, period.begin_period, self.site.id)
        assert isinstance(asking, Asking), asking
        first = self._day(ahead)
        for op, value in (
            ("first", first.isoformat()),
            ("last", (first + timedelta(days=more)).isoformat()),
            ("reason", HostReason.REPAIR.value),
        ):
            shown = await do(owner, engine.tap, PeriodForm, asking.draft_id, op, value)
        assert isinstance(shown, Asking), shown
        await do(owner, engine.tap, PeriodForm, asking.draft_id, "agree", shown.view.hit.key)
        await period.finish_closures(self.runner)

    async def open_days(self) -> None:
        live = await self.site.db.read(
            lambda connection: connection.execute(
                select(closure.c.id).where(closure.c.ended_at.is_(None)).limit(1)
            ).scalar_one_or_none()
        )
        if live is not None:
            await self.runner.do(self.site.owner, period.open_period, live)
            await period.finish_closures(self.runner)

    async def rule(self, number: int, weekdays: set[str], times: set[str], since: int | None) -> None:
        """Added, or put in the place of another."""
        chosen = await self._rule(number)
        day = None if since is None else self._day(since)
        rule = WeeklyTimes(
            tuple(each for each in WEEKDAYS if each in weekdays), tuple(sorted(times)), since=day
        )
        entry = ScheduleEntry(rule, None, None, None, None)
        await self._apply(rules.RuleChange(self.tour, chosen, entry, day))

    async def end_rule(self, number: int, since: int | None) -> None:
        chosen = await self._rule(number)
        if chosen is not None:
            day = None if since is None else self._day(since)
            await self._apply(rules.RuleChange(self.tour, chosen, None, day))

    async def _rule(self, number: int) -> ScheduleId | None:
        stored = await self.site.db.read(lambda connection: read_scheduled(connection, self.tour))
        return stored.schedules[number].id if number < len(stored.schedules) else None

    async def _apply(self, change: rules.RuleChange) -> None:
        def body(tx: Tx) -> object:
            return rules.refuse_rule(tx, change) or rules.apply_rule(tx, change)

        done = await Watched(self.site, []).write(self.site.owner, body)
        if not isinstance(done, Refusal):
            while await self.runner.do(self.site.owner, rules.fill_window, self.tour) is True:
                pass

    async def day_off(self, ahead: int) -> None:
        day = self._day(ahead)

        def body(connection: Connection) -> None:
            known = select(day_off.c.id).where(
                day_off.c.region_id == self.site.region_id, day_off.c.day == day
            )
            if connection.execute(known).first() is None:
                connection.execute(
                    day_off.insert().values(
                        region_id=self.site.region_id, site_id=None, day=day, is_working=False
                    )
                )
            note_change(connection)

        await self.site.db.write(body)
        await self.site.content.refresh()

    async def zone(self, name: str) -> None:
        before = self.site.card.timezone

        def body(connection: Connection) -> None:
            connection.execute(
                update(site_table).where(site_table.c.id == self.site.id).values(timezone=name)
            )
            note_zone(connection, self.site.id, before)
            note_change(connection)

        if name != before:
            await self.site.db.write(body)
            await self.site.content.refresh()

    async def nights(self, count: int) -> None:
        """Skipped but for the last one."""
        self.site.clock.move(timedelta(days=count))
        await roll_schedules(self.runner)

    def _day(self, ahead: int) -> date:
        today = local_day(self.site.clock.now(), ZoneInfo(self.site.card.timezone))
        return today + timedelta(days=ahead)

    # --- what always holds ------------------------------------------------------------------------------

    async def check(self) -> None:
        await roll_schedules(self.runner)
        assert await roll_schedules(self.runner) == Rolled(), "a second night finds nothing to do"
        rows = await self.site.db.read(self._rows)
        open_ones = [row for row in rows if row["status"] is SessionStatus.OPEN]
        for one, other in pairwise(open_ones):
            assert one["ends_at"] <= other["starts_at"], (one, other)
        await self._check_claims()
        await self._check_window(rows)

    def _rows(self, connection: Connection) -> list[Mapping[str, Any]]:
        found = connection.execute(
            select(session)
            .where(session.c.programme_id == self.tour, session.c.ends_at > self.site.clock.now())
            .order_by(session.c.starts_at)
        )
        return [dict(row._mapping) for row in found]

    async def _check_claims(self) -> None:
        """Everybody has their place, or was told why not."""
        assert await self.site.db.read(find_discrepancies) == []
        for each in self.bookings:
            visit = (await self.site.read(each)).first
            if visit.status is VisitStatus.CONFIRMED:
                there = await self.site.session(visit.session_id)
                assert there.status is SessionStatus.OPEN or there.starts_at <= self.site.clock.now()
                assert there.taken >= visit.seats
            else:
                assert (visit.status, visit.reason) == (VisitStatus.CANCELLED_BY_HOST, "repair")

    async def _check_window(self, rows: list[Mapping[str, Any]]) -> None:
        """Each moment that the rules make has a session, or one stands in its way that is somebody's or a
        host's own."""

        def wanted(tx: Tx) -> list[tuple[datetime, datetime]]:
            roll = roll_of(tx, read_scheduled(tx.connection, self.tour))
            last = roll.today + timedelta(days=LIMITS.horizon_days)
            return [(span.starts_at, span.ends_at) for _, span in made_by(tx, roll, roll.today, last)]

        for starts_at, ends_at in await Watched(self.site, []).write(self.site.owner, wanted):
            assert any(row["starts_at"] < ends_at and starts_at < row["ends_at"] for row in rows), starts_at


async def _live(template: Template, folder: Path, plan: list[tuple[Any, ...]]) -> None:
    async with opened(template, folder) as db:
        clock = MovableClock(START)
        content = CatalogueCache(db, clock)
        await content.refresh()
        life = Life(await open_site(db, clock, content))
        for what, *how in plan:
            await life.step(what, *how)
            await life.check()


@pytest.mark.shows("E5")
@pytest.mark.chance
def test_whatever_comes_in_whatever_order(
    template_of: TemplateOf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    template = template_of(two_months)

    @settings(
        max_examples=examples(60),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.lists(steps, min_size=2, max_size=8))
    def live(plan: list[tuple[Any, ...]]) -> None:
        asyncio.run(_live(template, tmp_path_factory.mktemp("life"), plan))

    live()
