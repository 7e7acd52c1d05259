"""Days of a site were closed, and a session of them opened again before everybody in it had been told: its
group, which was complete and had been told that it takes place, gathered anew (C2, E5)."""

from __future__ import annotations

import pytest

from bot.domain.booking.availability import SessionFacts
from bot.domain.desk.views import PeriodView, SessionView
from bot.domain.forms import PeriodForm
from bot.domain.model import GroupState, HostReason, SessionStatus
from bot.domain.people.access import Actor
from bot.services.desk.schedule import period
from bot.services.desk.sessions import reopen_session
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished
from bot.services.upkeep.deadlines import decide_groups
from tests.host.forms import view_of
from tests.host.test_groups import again, book, decided, kinds, session_that_gathers, state, town
from tests.town import Town

__all__ = ["town"]
pytestmark = pytest.mark.shows("C2", "E5")


async def close_its_day(town: Town, session: SessionFacts, owner: Actor) -> None:
    """Without telling anybody yet, as where the bot stops there."""
    do = town.runner.do
    asking = await do(owner, period.begin_period, session.site_id)
    assert isinstance(asking, Asking)
    day = f"{session.starts_at.date()}"
    for op, value in (("first", day), ("last", ""), ("reason", HostReason.REPAIR.value)):
        shown = await do(owner, engine.tap, PeriodForm, asking.draft_id, op, value)
    view = view_of(shown)
    assert isinstance(view, PeriodView)
    assert view.hit is not None
    done = await do(owner, engine.tap, PeriodForm, asking.draft_id, "agree", view.hit.key)
    assert isinstance(done, Finished)
    assert (await again(town, session)).status is SessionStatus.CLOSED


async def test_what_a_group_was_told_stands(town: Town) -> None:
    session = await session_that_gathers(town)
    assert session.group is not None
    owner = await town.owner(2000, session.site_id)
    minimum = session.group.terms.minimum
    await book(town, session, 1001, minimum)
    assert await state(town, session) == (GroupState.RUNS, minimum)
    await close_its_day(town, session, owner)
    opened = await town.runner.do(owner, reopen_session, session.id)
    assert isinstance(opened, SessionView), opened
    assert await state(town, session) == (GroupState.RUNS, minimum)
    # Nobody was told anything: not that it is closed, and not once more that it takes place.
    assert not await kinds(town, "booking.closed")
    town.clock.move_to(decided(session))
    await decide_groups(town.runner)
    assert await state(town, session) == (GroupState.RUNS, minimum)
    assert (await again(town, session)).status is SessionStatus.OPEN


async def test_a_small_group_gathers_on(town: Town) -> None:
    """And is decided at its time, as it was told beforehand."""
    session = await session_that_gathers(town)
    owner = await town.owner(2000, session.site_id)
    await book(town, session, 1001, 2)
    await close_its_day(town, session, owner)
    opened = await town.runner.do(owner, reopen_session, session.id)
    assert isinstance(opened, SessionView), opened
    assert await state(town, session) == (GroupState.GATHERING, 2)
    town.clock.move_to(decided(session))
    await decide_groups(town.runner)
    assert (await again(town, session)).status is SessionStatus.CLOSED
    assert (await kinds(town, "booking.closed"))["booking.closed"] == 1
