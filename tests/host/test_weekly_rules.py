"""Weekly rules are added, changed and ended in the chat (E5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.db.catalogue.exporting import as_file, read_document
from bot.db.catalogue.schedules import read_scheduled
from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.schedule_rule import WeeklyTimes
from bot.domain.desk.schedule_views import OffView, RuleView, ScheduleView
from bot.domain.desk.views import Hit
from bot.domain.forms import RuleForm, SessionField
from bot.domain.limits import Limits
from bot.domain.model import HostReason, ScheduleId, SessionStatus, VisitStatus
from bot.domain.people.access import Actor
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import Rolled, roll_schedules
from bot.services.desk.schedule import period, rule_form, rules
from bot.services.forms import engine
from bot.services.forms.engine import Asking
from tests.host.forms import view_of
from tests.host.site import Site, refused
from tests.host.test_session_changes import change as change_session
from tests.host.test_session_changes import clock, seen
from tests.runners import runner_over

pytestmark = [pytest.mark.both_engines(long=True), pytest.mark.shows("E5")]

MOSCOW = ZoneInfo("Europe/Moscow")
TWO_MONTHS = Limits(horizon_days=60)


class Filling:
    """One rule, filled in by an owner whose window is as far as the site of these tests is rolled."""

    def __init__(self, site: Site, begun: Asking | Refusal) -> None:
        assert isinstance(begun, Asking), begun
        self.site, self.draft_id, self.view = site, begun.draft_id, begun.view
        self.runner = runner_over(site.db, site.clock, site.content, limits=TWO_MONTHS)

    async def tap(self, op: str, value: str = "") -> Any:
        return self._seen(
            await self.runner.do(self.site.owner, engine.tap, RuleForm, self.draft_id, op, value)
        )

    async def type(self, text: str) -> Any:
        case = engine.type_text
        message_id = self.site.message_id()
        return self._seen(
            await self.runner.do(self.site.owner, case, RuleForm, self.draft_id, text, message_id)
        )

    def _seen(self, outcome: Any) -> Any:
        self.view = view_of(outcome)
        return self.view

    async def agree(self) -> ScheduleView:
        assert isinstance(self.view, RuleView), self.view
        assert self.view.preview is not None
        programme_id = self.view.form.programme_id
        done = await self.tap("agree", self.view.preview.key)
        assert isinstance(done, ScheduleView), done
        assert programme_id is not None
        while await self.runner.do(self.site.owner, rules.fill_window, programme_id) is True:
            pass
        return done


async def tours(site: Site) -> list[SessionFacts]:
    found = await site.sessions(site.programme("tour").id, after=timedelta(days=1))
    return [each for each in found if each.status is SessionStatus.OPEN]


def days_of(sessions: list[SessionFacts]) -> set[date]:
    return {local_day(each.starts_at, MOSCOW) for each in sessions}


async def rule_of_tour(site: Site) -> tuple[ScheduleId, WeeklyTimes]:
    """The first."""
    found = await site.db.read(lambda connection: read_scheduled(connection, site.programme("tour").id))
    rule = found.schedules[0].rule
    assert isinstance(rule, WeeklyTimes)
    return found.schedules[0].id, rule


async def start_change(site: Site, *, ends: bool = False) -> Filling:
    schedule_id, _ = await rule_of_tour(site)
    runner = runner_over(site.db, site.clock, site.content, limits=TWO_MONTHS)
    case = rule_form.begin_change
    return Filling(site, await runner.do(site.owner, case, site.id, schedule_id, ends=ends))


async def roll(site: Site) -> Rolled:
    return await roll_schedules(runner_over(site.db, site.clock, site.content, limits=TWO_MONTHS))


async def test_a_rule_is_added_after_a_look_at_what_it_makes(site: Site) -> None:
    before = await tours(site)
    filling = Filling(site, await site.do(site.owner, rule_form.begin_rule, site.id))
    await filling.tap("programme", str(site.programme("tour").id))
    await filling.tap("weekday", "SA")
    refused(await filling.type("каждый день после обеда"), Reason.TEXT_REFUSED)
    await filling.tap("days")
    for wrong in ("утром", "10:00, 10:00", "23:30"):
        refused(await filling.type(wrong), Reason.TEXT_REFUSED)
    own = refused(await filling.type("10:00, 10:30"), Reason.TIMES_CLASH)
    assert (own.params["status"], own.params["minutes"]) == ("own", 75)
    view = await filling.type("10:00 и 12:00")
    assert view.form.times == ("10:00", "12:00")
    assert view.preview.gone == 0
    assert not view.preview.kept
    assert all(each.astimezone(MOSCOW).isoweekday() == 6 for each in view.preview.next_dates)
    opened = view.preview.opened
    for op in ("capacity", "season", "since"):
        await filling.tap("change", op)
        if op == "capacity":
            refused(await filling.type("400"), Reason.SEATS_OF_RULE)
            await filling.type("10")
        elif op == "season":
            refused(await filling.type("зимой"), Reason.TEXT_REFUSED)
            await filling.type("1 ноября – 31 марта")
        else:
            await filling.type("1 января")
    assert filling.view.form.season == ("11-01", "03-31")
    assert 0 < filling.view.preview.opened < opened
    promised = filling.view.preview.opened
    done = await filling.agree()
    assert done.done == "added"
    after = await tours(site)
    new = [each for each in after if each.id not in {one.id for one in before}]
    assert len(new) == promised
    assert {each.capacity for each in new} == {10}
    assert min(days_of(new)) >= date(2027, 1, 1)
    assert {day.isoweekday() for day in days_of(new)} == {6}
    assert await roll(site) == Rolled(), "the night finds nothing left to do"


async def test_a_change_reaches_untouched_sessions_from_a_day_on(site: Site) -> None:
    """Those before it, what somebody has, and what was changed by hand stay; what stays though no rule makes
    it is listed, and closed in one step."""
    _, rule = await rule_of_tour(site)
    every = await tours(site)
    found = [each for each in every if rule.runs_on(local_day(each.starts_at, MOSCOW))]
    booked = found[-1]
    booking = await site.book(booked, status=VisitStatus.CONFIRMED)
    by_hand = seen(
        await change_session(site, found[-3].id, SessionField.CLOCK, clock(found[-3], timedelta(minutes=15)))
    ).session
    filling = await start_change(site)
    await filling.tap("change", "since")
    since = local_day(found[len(found) // 2].starts_at, MOSCOW)
    await filling.type(f"{since:%d.%m.%Y}")
    await filling.tap("change", "times")
    view = await filling.type("17:00")
    assert [each.id for each in view.preview.kept] == [booked.id]
    assert view.preview.by_hand == 1
    assert view.preview.gone > 0

    # Somebody else books meanwhile: what would stay is shown anew.
    other = await site.book(found[-2], status=VisitStatus.CONFIRMED)
    late = refused(await filling.tap("agree", view.preview.key), Reason.TEXT_REFUSED)
    assert late.params["problem"] == "schedule_changed"
    shown = await filling.runner.do(site.owner, engine.show, RuleForm, filling.draft_id)
    filling.view = view_of(shown)
    assert len(filling.view.preview.kept) == 2
    await filling.agree()

    after = [each for each in await tours(site) if rule.runs_on(local_day(each.starts_at, MOSCOW))]
    early = [each for each in after if local_day(each.starts_at, MOSCOW) < since]
    assert [each.id for each in early] == [
        each.id for each in found if local_day(each.starts_at, MOSCOW) < since
    ]
    kept = {booked.id, found[-2].id, by_hand.id}
    late_ones = [each for each in after if local_day(each.starts_at, MOSCOW) >= since]
    assert kept <= {each.id for each in late_ones}
    clocks = {f"{each.starts_at.astimezone(MOSCOW):%H:%M}" for each in late_ones if each.id not in kept}
    assert clocks == {"17:00"}
    stored = await site.db.read(lambda connection: read_scheduled(connection, site.programme("tour").id))
    of_tour = [each.rule for each in stored.schedules if isinstance(each.rule, WeeklyTimes)]
    assert (since - timedelta(days=1)) in {each.until for each in of_tour}
    assert since in {each.since for each in of_tour}
    assert rule.times not in {each.times for each in of_tour if each.until is None}
    assert await site.told("booking.off_schedule") == [], "the site has seen them, and nothing has changed"
    assert await roll(site) == Rolled()

    off = await site.do(site.staff, rules.show_off_schedule, site.programme("tour").id)
    assert isinstance(off, OffView)
    assert ({each.id for each in off.sessions}, off.groups) == ({booked.id, found[-2].id}, 2)
    close = rules.close_off_schedule
    unseen = await site.do(site.staff, close, off.programme.id, HostReason.INSPECTION, "1.1.10")
    assert isinstance(unseen, OffView)
    closed = await site.do(site.staff, close, off.programme.id, HostReason.INSPECTION, off.key)
    assert isinstance(closed, Hit)
    await period.finish_closures(site.runner)
    for each in (booking, other):
        assert (await site.read(each)).first.reason == "inspection"
    assert len(await site.told("booking.closed", to=site.leader)) == 2
    again = await site.do(site.staff, rules.show_off_schedule, off.programme.id)
    assert isinstance(again, OffView)
    assert again.sessions == ()

    # What the chat has made can be written to a file, and read again: it says what is stored.
    document = await site.db.read(lambda connection: read_document(connection, "komi"))
    assert document is not None
    counts = await ImportCatalogue(site.db, site.clock)(as_file(document))
    assert isinstance(counts, ImportCounts), counts
    assert counts.schedules == 0


async def test_a_rule_ends(site: Site) -> None:
    found = await tours(site)
    filling = await start_change(site, ends=True)
    schedule_id, rule = await rule_of_tour(site)
    of_rule = [each for each in found if rule.runs_on(local_day(each.starts_at, MOSCOW))]
    assert (filling.view.preview.gone, filling.view.preview.opened) == (len(of_rule), 0)
    await filling.agree()
    left = {each.id for each in await tours(site)}
    assert left == {each.id for each in found} - {each.id for each in of_rule}
    again = await site.do(site.owner, rule_form.begin_change, site.id, schedule_id)
    refused(again, Reason.ALREADY_DECIDED)
    assert await roll(site) == Rolled()


async def test_a_rule_meets_no_other_of_the_site(site: Site) -> None:
    _, rule = await rule_of_tour(site)
    trial = site.programme("trial")
    filling = Filling(site, await site.do(site.owner, rule_form.begin_rule, site.id))
    await filling.tap("programme", str(trial.id))
    await filling.tap("weekday", rule.days[0])
    await filling.tap("days")
    other = refused(await filling.type(rule.times[0]), Reason.TIMES_CLASH)
    assert (other.params["status"], other.params["other_time"]) == ("other", rule.times[0])


async def test_from_a_session_on(site: Site) -> None:
    found = await tours(site)
    session = found[len(found) // 2]
    filling = Filling(site, await site.do(site.owner, rule_form.begin_from_session, session.id))
    assert filling.view.form.since == local_day(session.starts_at, MOSCOW)


async def test_only_owners_change_rules(site: Site) -> None:
    schedule_id, _ = await rule_of_tour(site)

    async def tried(actor: Actor) -> None:
        refused(await site.do(actor, rule_form.begin_rule, site.id), Reason.NOT_ALLOWED)
        refused(await site.do(actor, rule_form.begin_change, site.id, schedule_id), Reason.NOT_ALLOWED)

    for actor in (site.staff, site.guide, site.guard, site.stranger, site.coordinator):
        await tried(actor)
    view = await site.do(site.staff, rules.show_schedule, site.id)
    assert isinstance(view, ScheduleView)
    assert not view.may_change
