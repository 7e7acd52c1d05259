"""Which sessions a party can have, and each refusal with its own reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.booking.availability import (
    Asking,
    Rules,
    SessionFacts,
    choose_on_day,
    refuse_session,
    refuse_together,
)
from bot.domain.catalogue.catalogue import Programme
from bot.domain.limits import Limits
from bot.domain.model import (
    Audience,
    Confirmation,
    ListKind,
    Party,
    ProgrammeId,
    ProgrammeKind,
    SessionId,
    SessionStatus,
    Sharing,
    SiteId,
)
from bot.domain.refusal import Reason
from bot.domain.texts import Texts
from bot.domain.time.working_days import WorkingCalendar

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOTHING = Texts({})

PROGRAMME = Programme(
    id=ProgrammeId(1),
    site_id=SiteId(1),
    code="tour",
    kind=ProgrammeKind.EXCURSION,
    title=Texts({"ru": "Экскурсия"}),
    about=NOTHING,
    min_age=12,
    min_group=8,
    max_group=20,
    duration_min=90,
    days=None,
    hours_per_day=None,
    audience=frozenset({Audience.SCHOOL, Audience.TOURIST}),
    confirmation=Confirmation.HOST,
    sharing=Sharing.PRIVATE,
    lead_working_days=10,
    foreign_lead_days=30,
    list_lead_working_days=7,
    list_kind=ListKind.NAMES,
    children_per_adult=10,
    price=None,
    tariff=None,
    minimum=None,
    professions=(),
    subjects=None,
    direction=None,
    task=None,
    product=None,
    level=None,
)
RULES = Rules(PROGRAMME, "Europe/Moscow", WorkingCalendar(), Limits())
SESSION = SessionFacts(
    id=SessionId(1),
    programme_id=ProgrammeId(1),
    site_id=SiteId(1),
    starts_at=datetime(2026, 12, 15, 7, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 15, 8, 30, tzinfo=UTC),
    status=SessionStatus.OPEN,
    sharing=Sharing.PRIVATE,
    confirmation=Confirmation.HOST,
    audience=frozenset({Audience.SCHOOL, Audience.TOURIST}),
    capacity=20,
    max_parties=1,
    taken=0,
    parties=0,
)
SHARED = replace(
    SESSION,
    sharing=Sharing.SHARED,
    confirmation=Confirmation.INSTANT,
    max_parties=20,
    audience=frozenset({Audience.FAMILY}),
)
CLASS = Asking(Party(18, 2, 12), Audience.SCHOOL, NOW)


def _at(session: SessionFacts, start: datetime) -> SessionFacts:
    return replace(session, starts_at=start, ends_at=start + timedelta(minutes=90))


@pytest.mark.shows("B3")
@pytest.mark.parametrize(
    ("asking", "session", "reason"),
    [
        (CLASS, SESSION, None),
        (replace(CLASS, party=Party(18, 2, 11)), SESSION, Reason.TOO_YOUNG),
        (replace(CLASS, party=Party(5, 1, 12)), SESSION, Reason.GROUP_TOO_SMALL),
        (replace(CLASS, party=Party(18, 1, 12)), SESSION, Reason.NOT_ENOUGH_ADULTS),
        (replace(CLASS, party=Party(27, 3, 12)), SESSION, Reason.GROUP_TOO_LARGE),
        (CLASS, replace(SESSION, capacity=19), Reason.GROUP_TOO_LARGE),
        (CLASS, replace(SESSION, taken=20, parties=1), Reason.PRIVATE_TAKEN),
        (CLASS, replace(SESSION, status=SessionStatus.CLOSED), Reason.SESSION_CLOSED),
        (CLASS, _at(SESSION, NOW - timedelta(hours=1)), Reason.SESSION_PAST),
        # Ten working days from Monday, 23 November, the day itself counted, leave Monday, 7 December.
        (CLASS, _at(SESSION, datetime(2026, 12, 4, 7, tzinfo=UTC)), Reason.TOO_LATE),
        (CLASS, _at(SESSION, datetime(2026, 12, 7, 7, tzinfo=UTC)), None),
        (CLASS, _at(SESSION, NOW + timedelta(days=121)), Reason.BEYOND_HORIZON),
        (CLASS, _at(SESSION, NOW + timedelta(days=119)), None),
        (replace(CLASS, party=Party(18, 2, 12, foreign=1)), SESSION, Reason.TOO_LATE_FOREIGN),
        (
            replace(CLASS, party=Party(18, 2, 12, foreign=1)),
            _at(SESSION, datetime(2026, 12, 23, 7, tzinfo=UTC)),
            None,
        ),
        (CLASS, SHARED, Reason.WRONG_AUDIENCE),
        # A tourist joins a shared session up to two hours before, however long the host's lead time is.
        (Asking(Party(0, 2), Audience.TOURIST, NOW), _at(SHARED, NOW + timedelta(hours=3)), None),
        (Asking(Party(0, 2), Audience.TOURIST, NOW), _at(SHARED, NOW + timedelta(hours=1)), Reason.CUT_OFF),
        (Asking(Party(0, 2), Audience.TOURIST, NOW), replace(SHARED, taken=19), Reason.SESSION_FULL),
        (Asking(Party(0, 2), Audience.TOURIST, NOW), SESSION, Reason.GROUP_TOO_SMALL),
        (Asking(Party(0, 8), Audience.TOURIST, NOW), SESSION, None),
    ],
)
def test_each_rule_has_its_own_refusal(asking: Asking, session: SessionFacts, reason: Reason | None) -> None:
    refusal = refuse_session(RULES, asking, session, asking.party.seats)
    assert (refusal.reason if refusal else None) == reason


@pytest.mark.shows("B13")
def test_a_class_too_large_gets_neighbouring_sessions() -> None:
    second = replace(_at(SESSION, SESSION.starts_at + timedelta(hours=3)), id=SessionId(2))
    asking = replace(CLASS, party=Party(27, 3, 12))
    choice = choose_on_day(RULES, asking, date(2026, 12, 15), [SESSION, second])
    assert [part.session_id for part in choice.options[0].parts] == [1, 2]
    assert sum(part.children for part in choice.options[0].parts) == 27
    assert sum(part.adults for part in choice.options[0].parts) == 3
    assert all(part.seats <= 20 and part.children <= part.adults * 10 for part in choice.options[0].parts)


@pytest.mark.shows("B13")
def test_sessions_that_overlap_are_no_neighbours() -> None:
    overlapping = replace(_at(SESSION, SESSION.starts_at + timedelta(minutes=30)), id=SessionId(2))
    asking = replace(CLASS, party=Party(27, 3, 12))
    choice = choose_on_day(RULES, asking, date(2026, 12, 15), [SESSION, overlapping])
    assert not choice.options
    assert choice.refusal is not None
    assert choice.refusal.reason is Reason.NO_SEATS_ON_DAY


@pytest.mark.shows("B13")
def test_a_split_that_lacks_adults_says_how_many() -> None:
    second = replace(_at(SESSION, SESSION.starts_at + timedelta(hours=3)), id=SessionId(2))
    asking = replace(CLASS, party=Party(30, 3, 12))
    choice = choose_on_day(RULES, asking, date(2026, 12, 15), [SESSION, second])
    assert not choice.options
    assert choice.refusal is not None
    assert choice.refusal.reason is Reason.NOT_ENOUGH_ADULTS
    assert choice.refusal.params["needed"] == 4


@pytest.mark.shows("A4")
def test_a_day_with_one_session_taken_and_one_free_can_be_booked() -> None:
    taken = replace(SESSION, taken=20, parties=1)
    free = replace(_at(SESSION, SESSION.starts_at + timedelta(hours=3)), id=SessionId(2))
    choice = choose_on_day(RULES, CLASS, date(2026, 12, 15), [taken, free])
    assert [part.session_id for option in choice.options for part in option.parts] == [2]
    assert choice.refusal is None


@pytest.mark.shows("B3")
@pytest.mark.parametrize(
    ("sessions", "reason", "free"),
    [
        ((replace(SHARED, taken=18),), Reason.SESSION_FULL, 2),
        ((replace(SHARED, taken=18), replace(SHARED, taken=19)), Reason.SESSION_FULL, 3),
        ((SHARED, replace(SHARED, status=SessionStatus.CLOSED)), Reason.SESSION_CLOSED, None),
        # There is room in both, and so no reason to go to both.
        ((SHARED, SHARED), Reason.CANNOT_SPLIT, None),
    ],
)
def test_sessions_that_were_not_possible_say_how_many_seats_are_free(
    sessions: tuple[SessionFacts, ...], reason: Reason, free: int | None
) -> None:
    refusal = refuse_together(RULES, Asking(Party(0, 5), Audience.FAMILY, NOW), sessions)
    assert (refusal.reason, refusal.params.get("free")) == (reason, free)
