"""The last moment at which a party is in time for a session: the rules themselves say the same (B3, K)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.domain.booking.availability import Asking, Rules, bookable_until, refuse_time
from bot.domain.limits import Limits
from bot.domain.model import Audience, Confirmation, Party
from bot.domain.refusal import Reason
from bot.domain.time.local_time import utc_at
from bot.domain.time.working_days import WorkingCalendar
from tests.effort import examples
from tests.unit.test_availability import PROGRAMME, SESSION

ZONES = (
    "Europe/Moscow",
    "Asia/Kamchatka",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Asia/Beirut",
)
LATE = {Reason.SESSION_PAST, Reason.CUT_OFF, Reason.TOO_LATE, Reason.TOO_LATE_FOREIGN}
SECOND = timedelta(seconds=1)
EXAMPLES = 300


@pytest.mark.chance
@pytest.mark.shows("B3", "K")
@settings(max_examples=examples(EXAMPLES), deadline=None, derandomize=True, database=None)
@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2026, 1, 10), date(2027, 12, 20)),
    at=st.times(),
    lead=st.integers(0, 15),
    foreign=st.one_of(st.none(), st.integers(0, 45)),
    cutoff=st.integers(0, 600),
    audience=st.sampled_from((Audience.SCHOOL, Audience.TOURIST)),
    confirmation=st.sampled_from(Confirmation),
    off=st.sets(st.integers(1, 30), max_size=8),
)
def test_it_is_the_last_second_in_time(
    zone: str,
    day: date,
    at: time,
    lead: int,
    foreign: int | None,
    cutoff: int,
    audience: Audience,
    confirmation: Confirmation,
    off: set[int],
) -> None:
    programme = replace(PROGRAMME, lead_working_days=lead, foreign_lead_days=foreign or 0)
    calendar = WorkingCalendar({day - timedelta(days=each): False for each in off})
    rules = Rules(programme, zone, calendar, Limits(horizon_days=400, instant_cutoff_minutes=cutoff))
    starts_at = utc_at(day, at.replace(microsecond=0), ZoneInfo(zone))
    session = replace(
        SESSION, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), confirmation=confirmation
    )
    party = Party(0, 5, None, 0 if foreign is None else 2)

    def refused_at(now: datetime) -> Reason | None:
        refusal = refuse_time(rules, Asking(party, audience, now), session)
        return None if refusal is None else refusal.reason

    last = bookable_until(rules, Asking(party, audience, starts_at.astimezone(UTC)), session)
    assert refused_at(last) is None
    assert refused_at(last + SECOND) in LATE
