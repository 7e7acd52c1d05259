"""Intakes of a placement are opened, changed and ended by rules in the chat (E5, D2)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.db.catalogue.exporting import as_file, read_document
from bot.db.catalogue.schedules import read_scheduled
from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.sessions_ahead import IntakeRule
from bot.domain.desk.schedule_views import IntakeView, ScheduleView
from bot.domain.forms import IntakeForm
from bot.domain.limits import Limits
from bot.domain.model import ScheduleId, SessionStatus
from bot.domain.refusal import Reason, Refusal
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.desk.schedule import intake_form, rule_form, rules
from bot.services.forms import engine
from bot.services.forms.engine import Asking
from bot.services.placements import answers
from tests.host.forms import view_of
from tests.host.site import Site, refused
from tests.runners import runner_over
from tests.sites import demo_of

pytestmark = [pytest.mark.both_engines(long=True), pytest.mark.shows("E5", "D2")]

MOSCOW = ZoneInfo("Europe/Moscow")
TWO_MONTHS = Limits(horizon_days=60)


class Filling:
    """A rule of intakes, filled in by an owner whose window is as far as the site is rolled."""

    def __init__(self, site: Site, begun: Asking | Refusal) -> None:
        assert isinstance(begun, Asking), begun
        self.site, self.draft_id, self.view = site, begun.draft_id, begun.view
        self.runner = runner_over(site.db, site.clock, site.content, limits=TWO_MONTHS)

    @classmethod
    async def new(cls, site: Site) -> Filling:
        return cls(site, await site.do(site.owner, intake_form.begin_intake, site.id))

    @classmethod
    async def of(cls, site: Site, schedule_id: ScheduleId, *, ends: bool = False) -> Filling:
        runner = runner_over(site.db, site.clock, site.content, limits=TWO_MONTHS)
        case = intake_form.begin_change
        return cls(site, await runner.do(site.owner, case, site.id, schedule_id, ends=ends))

    async def tap(self, op: str, value: str = "") -> Any:
        case = engine.tap
        return self._seen(await self.runner.do(self.site.owner, case, IntakeForm, self.draft_id, op, value))

    async def type(self, text: str) -> Any:
        case, message_id = engine.type_text, self.site.message_id()
        return self._seen(
            await self.runner.do(self.site.owner, case, IntakeForm, self.draft_id, text, message_id)
        )

    def _seen(self, outcome: Any) -> Any:
        self.view = view_of(outcome)
        return self.view

    async def agree(self) -> ScheduleView:
        assert isinstance(self.view, IntakeView), self.view
        assert self.view.preview is not None
        programme_id = self.view.form.programme_id
        assert programme_id is not None
        done = await self.tap("agree", self.view.preview.key)
        assert isinstance(done, ScheduleView), done
        while await self.runner.do(self.site.owner, rules.fill_window, programme_id) is True:
            pass
        return done


async def intakes(site: Site) -> list[SessionFacts]:
    found = await site.sessions(site.programme("intern").id, after=timedelta(days=1))
    return [each for each in found if each.status is SessionStatus.OPEN]


async def rules_of(site: Site) -> dict[ScheduleId, IntakeRule]:
    found = await site.db.read(lambda connection: read_scheduled(connection, site.programme("intern").id))
    return {each.id: each.rule for each in found.schedules if isinstance(each.rule, IntakeRule)}


async def add(site: Site, *texts: str) -> ScheduleView:
    filling = await Filling.new(site)
    for text in texts:
        await filling.type(text)
    return await filling.agree()


async def test_a_rule_is_added_after_a_look_at_what_it_makes(site: Site) -> None:
    before = await intakes(site)
    filling = await Filling.new(site)
    for wrong in ("когда-нибудь", "понедельник", "5-й вторник", "второй"):
        why = refused(await filling.type(wrong), Reason.TEXT_REFUSED)
        assert why.params["problem"] == "not_an_intake_day"
    await filling.tap("week", "3")
    view = await filling.tap("weekday", "TU")
    assert (view.form.week, view.form.weekday) == (3, "TU")
    for wrong in ("летом", "13"):
        assert refused(await filling.type(wrong), Reason.TEXT_REFUSED).params["problem"] == "not_months"
    await filling.tap("month", "12")
    await filling.tap("month", "5")
    await filling.tap("month", "5")
    await filling.tap("months")
    for wrong in ("утром", "23:30"):
        refused(await filling.type(wrong), Reason.TEXT_REFUSED)
    view = await filling.type("11:00")
    assert view.preview.opened == 1
    (first, *_) = view.preview.next_dates
    assert f"{first.astimezone(MOSCOW):%a %d.%m %H:%M}" == "Tue 15.12 11:00"
    promised = view.preview.opened
    done = await filling.agree()
    assert done.done == "added"
    new = [each for each in await intakes(site) if each.id not in {one.id for one in before}]
    assert len(new) == promised
    assert {each.capacity for each in new} == {site.programme("intern").max_group}
    assert {each.starts_at for each in new} == {first}


@pytest.mark.parametrize(
    ("text", "week", "weekday"),
    [
        ("второй понедельник", 2, "MO"),
        ("2-й пн", 2, "MO"),
        ("четвёртый четверг месяца", 4, "TH"),
        ("вторая среда", 2, "WE"),
        ("первый вторник", 1, "TU"),
        ("the third Friday of the month", 3, "FR"),
        ("1st Mon", 1, "MO"),
    ],
)
async def test_days_as_people_write_them(site: Site, text: str, week: int, weekday: str) -> None:
    view = await (await Filling.new(site)).type(text)
    assert isinstance(view, IntakeView), view
    assert (view.form.week, view.form.weekday) == (week, weekday)


async def test_a_rule_changes_and_an_intake_with_somebody_in_it_stays(site: Site) -> None:
    await add(site, "третий вторник", "декабрь, январь", "11:00")
    (schedule_id,) = [number for number, rule in (await rules_of(site)).items() if rule.time == "11:00"]
    taken = next(each for each in await intakes(site) if each.starts_at.astimezone(MOSCOW).hour == 11)
    application_id = await site.apply(taken)
    accepted = await site.do(site.owner, answers.accept_application, application_id, taken.id)
    assert not isinstance(accepted, Refusal), accepted

    filling = await Filling.of(site, schedule_id)
    await filling.tap("change", "time")
    view = await filling.type("12:00")
    assert [each.id for each in view.preview.kept] == [taken.id]
    done = await filling.agree()
    assert done.done == "changed"
    assert (await site.session(taken.id)).status is SessionStatus.OPEN
    starts = {each.starts_at.astimezone(MOSCOW).hour for each in await intakes(site)}
    assert {11, 12} <= starts, "who has a place keeps it, and new intakes begin at the new time"
    gone = await site.do(site.owner, intake_form.begin_change, site.id, schedule_id)
    refused(gone, Reason.ALREADY_DECIDED)

    (now_id,) = [number for number, rule in (await rules_of(site)).items() if rule.time == "12:00"]
    ended = await (await Filling.of(site, now_id, ends=True)).agree()
    assert ended.done == "ended"
    assert now_id not in await rules_of(site)
    assert (await site.session(taken.id)).taken == 1
    await site.check_seats()


async def test_intakes_of_the_chat_stay_beside_a_file(site: Site) -> None:
    """A file that knows nothing of them leaves them; one that says something third is told so; the export
    says what the chat has made."""
    load = ImportCatalogue(site.db, site.clock)
    await add(site, "третий вторник", "декабрь", "11:00")
    there = set((await rules_of(site)).values())
    same = await load(demo_of())
    assert isinstance(same, ImportCounts), same
    assert (set((await rules_of(site)).values()), same.kept) == (there, ())

    document = json.loads(demo_of())
    own = next(each for each in document["sites"] if each["slug"] == "sloist")
    intern = next(each for each in own["programmes"] if each["code"] == "intern")
    intern["intakes"] = [{"weekday": "FR", "week": 1, "months": [2], "time": "09:00"}]
    third = await load(json.dumps(document))
    assert isinstance(third, ImportCounts), third
    assert third.kept == ("sloist.intern.intakes",)
    assert set((await rules_of(site)).values()) == there

    stands = await site.db.read(lambda connection: read_document(connection, "komi"))
    assert stands is not None
    again = await load(as_file(stands))
    assert isinstance(again, ImportCounts), again
    assert (again.changes, again.kept) == (0, ())
    taken = await load(json.dumps(document), overwrite=True)
    assert isinstance(taken, ImportCounts), taken
    assert set((await rules_of(site)).values()) == {IntakeRule("FR", 1, (2,), "09:00")}


async def test_only_owners_make_intakes_and_weekly_rules_are_no_intakes(site: Site) -> None:
    schedule_id = next(iter(await rules_of(site)))
    for nobody in (site.staff, site.guide, site.guard, site.stranger, site.leader):
        refused(await site.do(nobody, intake_form.begin_intake, site.id), Reason.NOT_ALLOWED)
        refused(await site.do(nobody, intake_form.begin_change, site.id, schedule_id), Reason.NOT_ALLOWED)
    tours = await site.db.read(lambda connection: read_scheduled(connection, site.programme("tour").id))
    weekly = tours.schedules[0].id
    refused(await site.do(site.owner, intake_form.begin_change, site.id, weekly), Reason.ALREADY_DECIDED)
    refused(await site.do(site.owner, rule_form.begin_change, site.id, schedule_id), Reason.ALREADY_DECIDED)
