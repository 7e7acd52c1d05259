"""On which days a route can be had: its stops in order, with the ways between (C3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.booking.availability import Asking, Rules, SessionFacts
from bot.domain.booking.routes.days import Leg, choose_route_days, keeps_its_order, way_key
from bot.domain.catalogue.catalogue import Site
from bot.domain.model import (
    Access,
    Audience,
    Party,
    PhotoRule,
    ProgrammeId,
    RegionId,
    SessionId,
    SessionStatus,
    SiteId,
)
from bot.domain.refusal import ChangeAdults, Reason
from bot.domain.texts import Texts
from tests.unit.test_availability import NOTHING, PROGRAMME, RULES, SESSION

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SESSION.starts_at.tzinfo)
CLASS = Asking(Party(14, 2, 13), Audience.SCHOOL, NOW)
DAY = date(2026, 12, 15)
"""Sessions are given by Moscow's clock, which is UTC + 3."""


def site_named(name: str, number: int) -> Site:
    texts = ("city", "municipality", "industry", "short", "meeting_point", "dress", "bring", "gear")
    more = ("photo_text", "access_text", "health", "contact_name")
    nothing: dict[str, Any] = dict.fromkeys((*texts, *more), NOTHING)
    return Site(
        id=SiteId(number),
        region_id=RegionId(1),
        slug=f"site-{number}",
        name=Texts({"ru": name}),
        city_slug="city",
        has_photo=False,
        industry_slug="industry",
        timezone="Europe/Moscow",
        latitude=61.0,
        longitude=50.0,
        photo=PhotoRule.ALLOWED,
        access=Access.FULL,
        languages=("ru",),
        contact_phone=None,
        pass_office_email=None,
        bus_plate=False,
        professions=(),
        programmes=(),
        **nothing,
    )


def leg(stop: int, *, day: int = 0, travel: int = 0, rules: Rules = RULES) -> Leg:
    own = replace(rules, programme=replace(rules.programme, id=ProgrammeId(stop), site_id=SiteId(stop)))
    return Leg(own, site_named(f"Завод {stop}", stop), stop, day, timedelta(minutes=travel))


def at(stop: int, clock: str, *, day: int = 0, minutes: int = 60, **facts: object) -> SessionFacts:
    hour, minute = map(int, clock.split(":"))
    starts = SESSION.starts_at.replace(hour=hour, minute=minute) - timedelta(hours=3) + timedelta(days=day)
    number = SessionId(stop * 10_000 + day * 1_440 + hour * 60 + minute)
    session = replace(
        SESSION,
        id=number,
        programme_id=ProgrammeId(stop),
        site_id=SiteId(stop),
        starts_at=starts,
        ends_at=starts + timedelta(minutes=minutes),
    )
    return replace(session, **facts)  # type: ignore[arg-type]  # whatever a case is about


def clocks(legs: list[Leg], *sessions: list[SessionFacts], asking: Asking = CLASS) -> list[str]:
    choice = choose_route_days(legs, asking, sessions)[DAY]
    return [" ".join(f"{start + timedelta(hours=3):%H:%M}" for start in way.starts) for way in choice.options]


@pytest.mark.shows("C3")
@pytest.mark.parametrize(
    ("travel", "expected"),
    [
        (30, ["09:00 10:30", "11:00 13:00"]),
        (31, ["11:00 13:00"]),
        (61, ["09:00 13:00"]),
        (181, []),
    ],
)
def test_the_way_between_is_left(travel: int, expected: list[str]) -> None:
    """Of two ways that reach the same session the one that begins later: nobody waits needlessly."""
    legs = [leg(1), leg(2, travel=travel)]
    first = [at(1, "09:00"), at(1, "11:00")]
    second = [at(2, "10:30"), at(2, "13:00")]
    assert clocks(legs, first, second) == expected


@pytest.mark.shows("C3")
def test_stops_of_other_days_follow_on_their_days() -> None:
    legs = [leg(1), leg(2, day=1, travel=600)]
    first = [at(1, "10:00"), at(1, "15:00"), at(1, "10:00", day=1)]
    second = [at(2, "00:30", day=1), at(2, "09:00", day=1)]
    days = choose_route_days(legs, CLASS, [first, second])
    assert list(days) == [DAY]  # nothing is there a day after the other day
    # From 15:00 it is 02:00 when they arrive: the night's session can be had by those who begin early.
    assert clocks(legs, first, second) == ["10:00 00:30", "15:00 09:00"]
    assert [part.stop for part in days[DAY].options[0].parts] == [1, 2]


@pytest.mark.shows("C3", "B13")
def test_a_class_in_subgroups_goes_on_together() -> None:
    """27 + 3 into places of twenty: the next stop waits for the second subgroup."""
    legs, asking = [leg(1), leg(2, travel=30)], Asking(Party(27, 3, 13), Audience.SCHOOL, NOW)
    first = [at(1, "09:00"), at(1, "10:00")]
    second = [at(2, "11:00"), at(2, "12:00"), at(2, "13:00")]
    assert clocks(legs, first, second, asking=asking) == ["09:00 10:00 12:00 13:00"]


@pytest.mark.shows("C3")
def test_the_stop_that_says_no_is_named() -> None:
    legs = [leg(1), leg(2, travel=30)]
    taken = at(2, "12:00", parties=1, taken=20)
    choice = choose_route_days(legs, CLASS, [[at(1, "09:00")], [taken]])[DAY]
    assert choice.refusal is not None
    assert (choice.refusal.reason, choice.refusal.site) == (Reason.DAY_TAKEN, legs[1].site.name)
    closed = at(2, "12:00", status=SessionStatus.CLOSED)
    choice = choose_route_days(legs, CLASS, [[at(1, "09:00")], [closed]])[DAY]
    assert choice.refusal is not None
    assert choice.refusal.reason is Reason.DAY_CLOSED
    tight = choose_route_days(legs, CLASS, [[at(1, "09:00")], [at(2, "10:15")]])[DAY]
    assert tight.refusal is not None
    assert tight.refusal.reason is Reason.ROUTE_TOO_TIGHT


@pytest.mark.shows("C3", "B3")
def test_adults_are_asked_for_once_as_many_as_the_strictest_stop_wants() -> None:
    strict = replace(RULES, programme=replace(PROGRAMME, children_per_adult=4))
    legs = [leg(1), leg(2, travel=30, rules=strict)]
    asking = Asking(Party(14, 1, 13), Audience.SCHOOL, NOW)
    choice = choose_route_days(legs, asking, [[at(1, "09:00")], [at(2, "12:00")]])[DAY]
    assert choice.refusal is not None
    assert choice.refusal.alternatives == (ChangeAdults(4),)


@pytest.mark.shows("C3")
def test_the_order_is_judged_once_more() -> None:
    legs = [leg(1), leg(2, travel=30)]
    first, second = at(1, "09:00"), at(2, "10:30")
    way = choose_route_days(legs, CLASS, [[first], [second]])[DAY].options[0]
    known = {first.id: first, second.id: second}
    assert keeps_its_order(legs, way.parts, known)
    later = replace(first, ends_at=first.ends_at + timedelta(minutes=1))
    assert not keeps_its_order(legs, way.parts, known | {first.id: later})
    assert way_key(way.session_ids) != way_key(reversed(way.session_ids))
