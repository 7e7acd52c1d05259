"""Who may apply for a placement, for which dates, and where an application is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.booking.availability import Rules, SessionFacts
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import ApplicationForm
from bot.domain.limits import Limits
from bot.domain.model import (
    AgeBand,
    Applicant,
    ApplicationId,
    ApplicationStatus,
    Audience,
    Confirmation,
    DraftId,
    ListKind,
    PersonId,
    ProgrammeId,
    ProgrammeKind,
    RegionId,
    SessionId,
    SessionStatus,
    Sharing,
    SiteId,
)
from bot.domain.placements.application import Application, ApplicationEntry
from bot.domain.placements.rules import is_open, refuse_applicant, refuse_intake
from bot.domain.placements.views import Stage, stage_of
from bot.domain.refusal import Reason
from bot.domain.texts import Texts
from bot.domain.time.working_days import WorkingCalendar

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # Monday
NOTHING = Texts({"ru": "—"})
PLACEMENT = Programme(
    id=ProgrammeId(1),
    site_id=SiteId(1),
    code="intern",
    kind=ProgrammeKind.INTERNSHIP,
    title=NOTHING,
    about=NOTHING,
    min_age=16,
    min_group=1,
    max_group=3,
    duration_min=None,
    days=5,
    hours_per_day=4,
    audience=frozenset({Audience.STUDENT}),
    confirmation=Confirmation.HOST,
    sharing=Sharing.SHARED,
    lead_working_days=10,
    foreign_lead_days=30,
    list_lead_working_days=7,
    list_kind=ListKind.NONE,
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
RULES = Rules(PLACEMENT, "Europe/Moscow", WorkingCalendar(), Limits())


def intake(
    starts_in_days: int, *, number: int = 1, taken: int = 0, status: SessionStatus = SessionStatus.OPEN
) -> SessionFacts:
    return SessionFacts(
        id=SessionId(number),
        programme_id=PLACEMENT.id,
        site_id=PLACEMENT.site_id,
        starts_at=NOW + timedelta(days=starts_in_days),
        ends_at=NOW + timedelta(days=starts_in_days + 4, hours=4),
        status=status,
        sharing=Sharing.SHARED,
        confirmation=Confirmation.HOST,
        audience=PLACEMENT.audience,
        capacity=3,
        max_parties=3,
        taken=taken,
        parties=taken,
    )


@pytest.mark.parametrize(
    ("min_age", "applicant", "band", "reason"),
    [
        (16, Applicant.SELF, AgeBand.ADULT, None),
        (16, Applicant.SELF, AgeBand.FROM_16, Reason.MINOR_ALONE),
        (16, Applicant.PARENT, AgeBand.FROM_16, None),
        (16, Applicant.TEACHER, AgeBand.FROM_16, None),
        (16, Applicant.PARENT, AgeBand.FROM_14, Reason.TOO_YOUNG),
        (16, Applicant.SELF, AgeBand.FROM_14, Reason.TOO_YOUNG),
        (18, Applicant.TEACHER, AgeBand.FROM_16, Reason.TOO_YOUNG),
        (17, Applicant.PARENT, AgeBand.FROM_16, None),
        (14, Applicant.TEACHER, AgeBand.FROM_14, None),
        (18, None, AgeBand.ADULT, None),
        (18, Applicant.SELF, None, None),
    ],
)
@pytest.mark.shows("D2")
def test_minors_apply_through_an_adult_and_nobody_below_the_least_age(
    min_age: int, applicant: Applicant | None, band: AgeBand | None, reason: Reason | None
) -> None:
    form = ApplicationForm(PLACEMENT.id, applicant=applicant, age_band=band)
    refusal = refuse_applicant(replace(PLACEMENT, min_age=min_age), form)
    assert (None if refusal is None else refusal.reason) is reason


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        (intake(30), None),
        (intake(30, taken=2), None),
        (intake(30, taken=3), Reason.INTAKE_FULL),
        (intake(30, status=SessionStatus.CLOSED), Reason.SESSION_CLOSED),
        (intake(7), Reason.TOO_LATE),
        (intake(-1), Reason.SESSION_PAST),
        (intake(121), Reason.BEYOND_HORIZON),
    ],
)
def test_dates_that_cannot_be_asked_for_say_why(dates: SessionFacts, reason: Reason | None) -> None:
    refusal = refuse_intake(RULES, dates, NOW)
    assert (None if refusal is None else refusal.reason) is reason
    if refusal is not None:
        day = refusal.params["day"]
        assert isinstance(day, date)
        assert day == RULES.local_day(dates.starts_at)


FIRST, SECOND, OTHER = intake(10, number=1), intake(40, number=2), intake(50, number=3)


def application(status: ApplicationStatus, *, accepted: SessionFacts | None = None) -> Application:
    entry = ApplicationEntry(
        region_id=RegionId(1),
        person_id=PersonId(1),
        draft_id=DraftId(1),
        programme_id=PLACEMENT.id,
        site_id=PLACEMENT.site_id,
        first_session_id=FIRST.id,
        second_session_id=SECOND.id,
        applicant=Applicant.SELF,
        age_band=AgeBand.ADULT,
        course="2 курс",
        motivation=None,
        name=None,
        phone=None,
        answer_due_at=NOW + timedelta(days=3),
        created_at=NOW,
    )
    return Application(
        id=ApplicationId(1),
        reference="КС-0001",
        entry=entry,
        status=status,
        accepted_session_id=None if accepted is None else accepted.id,
        decided_by=None,
        decided_at=None,
        reason=None,
        offered_until=NOW + timedelta(days=2) if status is ApplicationStatus.OFFERED else None,
    )


REVIEW = application(ApplicationStatus.REVIEW)
ACCEPTED = application(ApplicationStatus.ACCEPTED, accepted=FIRST)


@pytest.mark.parametrize(
    ("what", "days_later", "stage", "stands_in_the_way"),
    [
        (REVIEW, 0, Stage.WAITING, True),
        (REVIEW, 3, Stage.WAITING, True),
        (REVIEW, 4, Stage.OVERDUE, True),
        (REVIEW, 11, Stage.OVERDUE, True),
        (REVIEW, 40, Stage.UNANSWERED, False),
        (application(ApplicationStatus.CONSIDERED), 3, Stage.CONSIDERED, True),
        (application(ApplicationStatus.CONSIDERED), 4, Stage.OVERDUE, True),
        (application(ApplicationStatus.SHORTLISTED), 4, Stage.SHORTLISTED, True),
        (application(ApplicationStatus.INVITED), 11, Stage.INVITED, True),
        (application(ApplicationStatus.INVITED), 40, Stage.UNANSWERED, False),
        (application(ApplicationStatus.OFFERED, accepted=OTHER), 1, Stage.OFFERED, True),
        (application(ApplicationStatus.OFFERED, accepted=OTHER), 2, Stage.SHORTLISTED, True),
        (ACCEPTED, 9, Stage.ACCEPTED, True),
        (ACCEPTED, 10, Stage.UNDER_WAY, True),
        (ACCEPTED, 15, Stage.FINISHED, False),
        (application(ApplicationStatus.ACCEPTED, accepted=SECOND), 15, Stage.ACCEPTED, True),
        (application(ApplicationStatus.DECLINED), 0, Stage.DECLINED, False),
        (application(ApplicationStatus.WITHDRAWN), 0, Stage.WITHDRAWN, False),
        (application(ApplicationStatus.EXPIRED), 0, Stage.UNANSWERED, False),
    ],
)
@pytest.mark.shows("D2")
def test_time_says_where_an_application_is(
    what: Application, days_later: int, stage: Stage, stands_in_the_way: bool
) -> None:
    moment = NOW + timedelta(days=days_later)
    dates = (FIRST, SECOND, OTHER) if what.accepted_session_id == OTHER.id else (FIRST, SECOND)
    assert stage_of(what, dates, moment) is stage
    assert is_open(what, dates, moment) is stands_in_the_way
