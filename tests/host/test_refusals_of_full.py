"""What is full, or is no more: each is refused with its own reason, and nothing is stored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select, update

from bot.db.booking.duties import read_duties
from bot.db.booking.enquiries import EnquiryEntry, add_enquiry, give_answer
from bot.db.tables import audit, enquiry, session
from bot.domain.enquiries.enquiry import LEAST_ADDITION, LONGEST_ANSWER, MOST_KEPT
from bot.domain.model import DutyKind, EnquiryId, PersonId, VisitStatus
from bot.domain.placements import draw
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.duties import ask_duty, mark_duty, undo_duty
from bot.services.desk.passes import mark_passes
from bot.services.enquiries.answering import drop_answer, keep_answer, start_answer
from bot.services.forms.engine import Asking
from bot.services.placements import draws
from tests.host.site import Site, refused
from tests.host.test_choosing import score
from tests.host.test_placements import intakes


async def actions(site: Site, prefix: str) -> int:
    found = select(func.count()).select_from(audit).where(audit.c.action.startswith(prefix))
    return await site.db.read(lambda connection: connection.execute(found).scalar_one())


@pytest.mark.shows("B17", "E8")
async def test_a_duty_that_a_booking_has_not_is_not_marked(site: Site) -> None:
    """From an old button: a class that does not come by bus, or has no answer yet, has less to do."""
    tour = await site.tour(after=timedelta(days=21))
    asked = await site.book(tour)
    for kind in (DutyKind.POLICE, DutyKind.HAND_LIST):
        refused(await site.do(site.leader, mark_duty, asked.id, site.id, kind), Reason.NO_SUCH_DUTY)
        refused(await site.do(site.leader, undo_duty, asked.id, site.id, kind), Reason.NO_SUCH_DUTY)
    passes = await site.do(site.owner, mark_passes, asked.id, site.id, DutyKind.PASSES_READY, done=True)
    refused(passes, Reason.NO_SUCH_DUTY)
    other = (await site.sessions(tour.programme_id, after=timedelta(days=28)))[0]
    agreed = await site.book(other, status=VisitStatus.CONFIRMED)
    # What the site does is the site's to mark.
    by_leader = await site.do(site.leader, mark_duty, agreed.id, site.id, DutyKind.LIST_RECEIVED)
    refused(by_leader, Reason.NO_SUCH_DUTY)
    refused(await site.do(site.leader, ask_duty, agreed.id, site.id, DutyKind.TRANSPORT), Reason.NO_SUCH_DUTY)
    stored = await site.db.read(lambda connection: read_duties(connection, agreed.id))
    assert not any(each.is_done for each in stored)
    assert await actions(site, "duty.") == 0


async def answered(site: Site, text: str, number: int = 0) -> EnquiryId:
    """A question of a visitor about the tour, with its answer."""
    programme = site.programme("tour")

    def body(connection: Connection) -> EnquiryId:
        added = add_enquiry(
            connection,
            EnquiryEntry(
                site_id=site.id,
                booking_id=None,
                programme_id=programme.id,
                person_id=site.leader.person_id,
                text=f"Можно ли с коляской? {number}",
                asked_at=site.clock.now(),
                answer_due_at=site.clock.now() + timedelta(days=1),
            ),
        )
        assert added is not None
        assert give_answer(connection, added, text, by=PersonId(site.owner.person_id), now=site.clock.now())
        return added

    return await site.db.write(body)


@pytest.mark.shows("E3")
async def test_an_answer_is_added_to_while_there_is_room(site: Site) -> None:
    room = await answered(site, "x" * (LONGEST_ANSWER - LEAST_ADDITION - 1))
    assert isinstance(await site.do(site.owner, start_answer, room), Asking)
    full = await answered(site, "x" * (LONGEST_ANSWER - LEAST_ADDITION))
    refused(await site.do(site.owner, start_answer, full), Reason.ANSWER_FULL)


@pytest.mark.shows("E3")
async def test_a_card_keeps_so_many_questions_and_one_that_goes_makes_room(site: Site) -> None:
    found = [await answered(site, "Да", number) for number in range(MOST_KEPT + 1)]
    for each in found[:-1]:
        assert not isinstance(await site.do(site.owner, keep_answer, each), Refusal)
    refusal = refused(await site.do(site.owner, keep_answer, found[-1]), Reason.TOO_MANY_KEPT)
    assert refusal.params["most"] == MOST_KEPT
    # What is kept already may be asked to be kept once more.
    assert not isinstance(await site.do(site.owner, keep_answer, found[0]), Refusal)
    kept = select(func.count()).where(enquiry.c.kept_at.is_not(None))
    assert await site.db.read(lambda connection: connection.execute(kept).scalar_one()) == MOST_KEPT
    assert not isinstance(await site.do(site.owner, drop_answer, found[0]), Refusal)
    assert not isinstance(await site.do(site.owner, keep_answer, found[-1]), Refusal)


@pytest.mark.shows("D3")
async def test_a_list_that_is_too_long_is_not_drawn_from(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "MOST_ENTRANTS", 3)
    assert draw.MOST_ENTRANTS > 3
    intake = (await intakes(site))[0]
    one = update(session).where(session.c.id == intake.id).values(capacity=1)
    await site.db.write(lambda connection: connection.execute(one).rowcount)
    applications = [await site.apply(intake) for _ in range(4)]
    for each in applications:
        await score(site, site.owner, each, 4, 4, 4)
    for case in (draws.prepare_draw, draws.announce_draw):
        refusal = refused(await site.do(site.owner, case, intake.id), Reason.DRAW_TOO_LONG)
        assert refusal.params["most"] == 3
    assert await actions(site, "draw.") == 0
