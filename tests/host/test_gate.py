"""At the gate: codes in either alphabet, marks on the day only, head-counts, no-show."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.booking.booking import Booking
from bot.domain.booking.codes import latin_form
from bot.domain.desk.views import CodeView, DayView, DeskView, Outcome, VisitView
from bot.domain.model import VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.services.desk import gate
from bot.services.desk.day import show_day
from bot.services.desk.desk import show_desk
from tests.host.forms import ask_codes, ask_head_count, type_code, type_head_count
from tests.host.site import Site, refused


def seen(result: VisitView | Refusal) -> VisitView:
    assert isinstance(result, VisitView), result
    return result


async def expected_today(site: Site, minutes_before: int = 10) -> Booking:
    """A confirmed group on whose day the clock stands, so many minutes before its start."""
    tour = await site.tour()
    booking = await site.book(tour, status=VisitStatus.CONFIRMED)
    site.clock.move_to(tour.starts_at - timedelta(minutes=minutes_before))
    return booking


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("E4")
async def test_a_guard_marks_by_code_in_either_alphabet(site: Site) -> None:
    booking = await expected_today(site)
    code = booking.visits[0].code
    question = await ask_codes(site, site.guard, site.id)
    assert isinstance(question, CodeView)
    typed = f" {latin_form(code)[:2].lower()}-{latin_form(code)[2:].lower()} "
    answer = await type_code(site, site.guard, question.draft_id, typed, site.message_id())
    assert isinstance(answer, CodeView)
    assert answer.seen is not None
    assert answer.seen.visit.status is VisitStatus.ARRIVED
    assert answer.seen.visit.arrived_at == site.clock.now()
    assert answer.seen.visit.arrived_count is None
    site.clock.move(timedelta(minutes=5))
    again = await type_code(site, site.guard, question.draft_id, code, site.message_id())
    assert isinstance(again, CodeView)
    assert again.seen is not None
    assert again.seen.outcome is Outcome.REPEATED
    assert again.seen.visit.arrived_at == answer.seen.visit.arrived_at
    assert await site.audited() == ["visit.marked"]


@pytest.mark.shows("E4")
@pytest.mark.parametrize("typed", ["", "привет", "12345", "Ж", "K7M4!"])
async def test_what_is_no_code_is_refused_and_the_question_stays(site: Site, typed: str) -> None:
    booking = await expected_today(site)
    question = await ask_codes(site, site.guard, site.id)
    assert isinstance(question, CodeView)
    answer = await type_code(site, site.guard, question.draft_id, typed, site.message_id())
    assert refused(answer, Reason.CODE_UNKNOWN).params == {"problem": "shape"}
    code = booking.visits[0].code
    later = await type_code(site, site.guard, question.draft_id, code, site.message_id())
    assert isinstance(later, CodeView)


async def test_codes_of_others_say_what_is_wrong(site: Site) -> None:
    sessions = await site.sessions(site.programme("tour").id, after=timedelta(days=14))
    today, later = sessions[0], sessions[4]
    pending = await site.book(today)
    other_day = await site.book(later, status=VisitStatus.CONFIRMED)
    site.clock.move_to(today.starts_at)
    question = await ask_codes(site, site.guard, site.id)
    assert isinstance(question, CodeView)

    async def problem(code: str) -> object:
        answer = await type_code(site, site.guard, question.draft_id, code, site.message_id())
        return refused(answer, Reason.CODE_UNKNOWN).params["problem"]

    assert await problem(pending.visits[0].code) == "pending"
    assert await problem(other_day.visits[0].code) == "other_day"
    assert await problem("Ш999") == "nobody"
    stranger = await ask_codes(site, site.stranger, site.other_id)
    assert isinstance(stranger, CodeView)
    foreign = await type_code(
        site, site.stranger, stranger.draft_id, pending.visits[0].code, site.message_id()
    )
    assert refused(foreign, Reason.CODE_UNKNOWN).params["problem"] == "nobody"


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("E4")
async def test_a_resent_code_changes_nothing(site: Site) -> None:
    booking = await expected_today(site)
    question = await ask_codes(site, site.guard, site.id)
    assert isinstance(question, CodeView)
    message_id = site.message_id()
    code = booking.visits[0].code
    await type_code(site, site.guard, question.draft_id, code, message_id)
    await site.do(site.guard, gate.undo_mark, booking.visits[0].id)
    repeat = await type_code(site, site.guard, question.draft_id, code, message_id)
    assert isinstance(repeat, CodeView)
    assert repeat.seen is not None
    assert repeat.seen.visit.status is VisitStatus.CONFIRMED


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("E4")
async def test_head_count_by_tap_and_typed(site: Site) -> None:
    booking = await expected_today(site)
    visit_id = booking.visits[0].id
    all_came = seen(await site.do(site.guard, gate.mark_arrived, visit_id, 10))
    assert (all_came.visit.status, all_came.visit.arrived_count) == (VisitStatus.ARRIVED, 10)
    asked = await ask_head_count(site, site.guide, visit_id)
    bad = await type_head_count(site, site.guide, asked, "много", site.message_id())
    assert refused(bad, Reason.TEXT_REFUSED).params["problem"] == "head_count_unclear"
    slip = await type_head_count(site, site.guide, asked, "800", site.message_id())
    assert refused(slip, Reason.TEXT_REFUSED).params["problem"] == "count_range"
    nobody = await type_head_count(site, site.guide, asked, "0", site.message_id())
    assert refused(nobody, Reason.TEXT_REFUSED).params["problem"] == "count_zero"
    eight = seen(await type_head_count(site, site.guide, asked, "нас восемь", site.message_id()))
    assert eight.visit.arrived_count == 8
    assert eight.visit.arrived_at == all_came.visit.arrived_at
    closed = await type_head_count(site, site.guide, asked, "9", site.message_id())
    refused(closed, Reason.DRAFT_CLOSED)
    assert seen(await site.do(site.guide, gate.show_visit, visit_id)).visit.arrived_count == 8


@pytest.mark.shows("E4")
async def test_arrival_is_marked_on_the_day_and_by_hosts_a_week_longer(site: Site) -> None:
    tour = await site.tour()
    booking = await site.book(tour, status=VisitStatus.CONFIRMED)
    visit_id = booking.visits[0].id
    early = await site.do(site.owner, gate.mark_arrived, visit_id)
    assert refused(early, Reason.TOO_EARLY).params["problem"] == "day"
    site.clock.move_to(tour.starts_at + timedelta(days=1))
    refused(await site.do(site.guard, gate.mark_arrived, visit_id), Reason.NOT_ALLOWED)
    next_day = seen(await site.do(site.owner, gate.mark_arrived, visit_id))
    assert next_day.visit.arrived_at == tour.ends_at, "whoever is marked later was there in time"
    assert seen(await site.do(site.owner, gate.undo_mark, visit_id)).visit.arrived_at is None
    site.clock.move_to(tour.starts_at + timedelta(days=8))
    late = await site.do(site.owner, gate.mark_arrived, visit_id)
    assert refused(late, Reason.ALREADY_OVER).params["status"] == "past"
    assert (await site.read(booking)).first.status is VisitStatus.CONFIRMED


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("E4")
async def test_no_show_half_an_hour_after_the_start_by_those_who_answer(site: Site) -> None:
    booking = await expected_today(site, minutes_before=-29)
    visit_id = booking.visits[0].id
    soon = await site.do(site.owner, gate.mark_missed, visit_id)
    assert refused(soon, Reason.TOO_EARLY).params["problem"] == "half_hour"
    site.clock.move(timedelta(minutes=1))
    refused(await site.do(site.guard, gate.mark_missed, visit_id), Reason.NOT_ALLOWED)
    missed = seen(await site.do(site.owner, gate.mark_missed, visit_id))
    assert missed.visit.status is VisitStatus.NO_SHOW
    again = seen(await site.do(site.staff, gate.mark_missed, visit_id))
    assert again.outcome is Outcome.REPEATED
    came = seen(await site.do(site.guard, gate.mark_arrived, visit_id))
    assert came.visit.status is VisitStatus.ARRIVED, "a group that comes late is welcome"
    kept = seen(await site.do(site.owner, gate.mark_missed, visit_id))
    assert kept.outcome is Outcome.DECIDED_BEFORE
    undone = seen(await site.do(site.guard, gate.undo_mark, visit_id))
    assert (undone.visit.status, undone.visit.arrived_at) == (VisitStatus.CONFIRMED, None)
    assert (await site.session(booking.visits[0].session_id)).taken == 10


@pytest.mark.shows("E4", "F1")
async def test_who_sees_which_day(site: Site) -> None:
    booking = await expected_today(site)
    waiting = await site.book((await site.sessions(site.programme("tour").id, after=timedelta(hours=1)))[0])
    for actor in (site.owner, site.staff, site.guide, site.guard):
        today = await site.do(actor, show_day, site.id)
        assert isinstance(today, DayView)
        shown = [entry.booking.id for entry in today.entries]
        expected = [booking.id]
        if actor.may_answer(site.id):
            expected.append(waiting.id)
        assert shown == expected
    for actor, ahead in ((site.guard, 0), (site.guide, 1)):
        tomorrow = await site.do(actor, show_day, site.id, ahead=1)
        assert isinstance(tomorrow, DayView)
        assert (tomorrow.day - tomorrow.today).days == ahead
    refused(await site.do(site.stranger, show_day, site.id), Reason.NOT_ALLOWED)
    refused(await site.do(site.leader, show_day, site.id), Reason.NOT_ALLOWED)
    visit_id = booking.visits[0].id
    refused(await site.do(site.stranger, gate.show_visit, visit_id), Reason.NOT_ALLOWED)
    refused(await site.do(site.leader, gate.mark_arrived, visit_id), Reason.NOT_ALLOWED)
    refused(await ask_codes(site, site.stranger, site.id), Reason.NOT_ALLOWED)


@pytest.mark.shows("F1")
async def test_a_guard_sees_groups_of_today_only(site: Site) -> None:
    booking = await site.book(await site.tour(), status=VisitStatus.CONFIRMED)
    visit_id = booking.visits[0].id
    refused(await site.do(site.guard, gate.show_visit, visit_id), Reason.NOT_ALLOWED)
    seen(await site.do(site.owner, gate.show_visit, visit_id))


@pytest.mark.shows("E1")
async def test_the_desk_counts_what_waits(site: Site) -> None:
    await expected_today(site)
    await site.book((await site.sessions(site.programme("tour").id, after=timedelta(days=10)))[0])
    desk = await site.do(site.owner, show_desk)
    assert isinstance(desk, DeskView)
    assert desk.chosen is not None
    assert (desk.chosen.waiting, desk.chosen.today) == (1, 1)
    guard = await site.do(site.guard, show_desk)
    assert isinstance(guard, DeskView)
    assert guard.chosen is not None
    assert (guard.chosen.waiting, guard.chosen.today) == (0, 1)
    refused(await site.do(site.leader, show_desk), Reason.NOT_ALLOWED)
    refused(await site.do(site.owner, show_desk, site.other_id), Reason.NOT_ALLOWED)
