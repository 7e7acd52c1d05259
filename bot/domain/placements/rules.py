"""Who may apply for a placement and for which dates (D2): rules, each a yes or a Refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.domain import lengths
from bot.domain.booking.availability import Asking, Rules, SessionFacts, refuse_time
from bot.domain.booking.deadlines import NOON, OFFICE_CLOSES, SHORTEST_TIME_TO_ANSWER
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import ApplicationForm
from bot.domain.model import AgeBand, Applicant, ApplicationStatus, Audience, Party, SessionStatus
from bot.domain.placements.application import Application
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.working_days import WorkingCalendar
from bot.domain.typed.party import HIGHEST_GRADE

COURSE_LENGTH = lengths.COURSE
"""Characters of «2 курс, технология дерева» at most."""

SHORTEST_MOTIVATION = 10
"""Characters; fewer say nothing to whoever has to choose."""

BANDS = {18: AgeBand.ADULT, 16: AgeBand.FROM_16, 14: AgeBand.FROM_14}
"""The band of an age: the first whose least age it has reached."""

_OLDEST = {AgeBand.FROM_14: 15, AgeBand.FROM_16: 17}
_LAST_YEAR, _LAST_YEAR_OF_COLLEGE, _FIRST_GRADE_AT_14 = 6, 4, 7
_ONE_PERSON = Party(children=0, adults=1)


def refuse_age(programme: Programme, age_band: AgeBand) -> Refusal | None:
    """Nobody of a band that lies below the programme's least age; of one that spans it the host decides."""
    oldest = _OLDEST.get(age_band)
    if oldest is not None and oldest < programme.min_age:
        return Refusal(Reason.TOO_YOUNG, {"min_age": programme.min_age, "youngest_age": oldest})
    return None


def bands_of(programme: Programme) -> tuple[AgeBand, ...]:
    """Those that the programme takes, youngest first."""
    return tuple(each for each in AgeBand if refuse_age(programme, each) is None)


_BARE_COURSE = re.compile(r"(\d{1,2})\s*-?\s*(?:[йя]|ый|ой|ий|st|nd|rd|th)?\.?", re.IGNORECASE)


def read_bare_course(course: str) -> int | None:
    """«10», «2-й»: which grade or year of studies, without the word for it; None where there is one."""
    found = _BARE_COURSE.fullmatch(course.strip())
    return None if found is None else int(found[1])


def is_year_of_studies(number: int, age_band: AgeBand | None) -> bool:
    """Whether somebody of this age is in that year of a college rather than in that grade of a school."""
    return number <= (_LAST_YEAR if age_band is AgeBand.ADULT else _LAST_YEAR_OF_COLLEGE)


def is_grade_or_year(number: int, age_band: AgeBand | None) -> bool:
    """Whether there is such a grade or year for somebody of this age."""
    if is_year_of_studies(number, age_band):
        return number > 0
    return _FIRST_GRADE_AT_14 <= number <= HIGHEST_GRADE


def refuse_applicant(programme: Programme, form: ApplicationForm) -> Refusal | None:
    """Why age and account cannot go together, if so; answers not yet given say nothing."""
    if form.age_band is None:
        return None
    if refusal := refuse_age(programme, form.age_band):
        return refusal
    if form.applicant is Applicant.SELF and form.age_band is not AgeBand.ADULT:
        return Refusal(Reason.MINOR_ALONE)
    return None


def refuse_intake(rules: Rules, intake: SessionFacts, now: datetime) -> Refusal | None:
    """Why nobody can apply for this intake now, or None. Lead times are those of the programme's visits."""
    day = rules.local_day(intake.starts_at)
    if intake.status is not SessionStatus.OPEN:
        return Refusal(Reason.SESSION_CLOSED, {"day": day})
    if refusal := refuse_time(rules, Asking(_ONE_PERSON, Audience.STUDENT, now), intake):
        return Refusal(refusal.reason, {**refusal.params, "day": day})
    if intake.free < 1:
        return Refusal(Reason.INTAKE_FULL, {"day": day})
    return None


def is_free(intake: SessionFacts, now: datetime) -> bool:
    """Whether somebody can still be accepted into an intake."""
    return intake.status is SessionStatus.OPEN and intake.free > 0 and intake.starts_at > now


def is_open(application: Application, sessions: Sequence[SessionFacts], now: datetime) -> bool:
    """Whether it still stands in the way of another one for the same programme.

    ``sessions``: those that it asked for, or has a place in. Undecided it ends when the last of them begins
    without an answer; accepted, when its placement is over.
    """
    status = application.status
    if status is ApplicationStatus.ACCEPTED:
        return any(each.ends_at > now for each in sessions if each.id == application.accepted_session_id)
    undecided = status.in_selection or status is ApplicationStatus.OFFERED
    return undecided and any(each.starts_at > now for each in sessions)


OFFER_WORKING_DAYS = 2


def offered_until(
    now: datetime, starts_at: datetime, tz: tzinfo, calendar: WorkingCalendar
) -> datetime | None:
    """Until when other dates that begin at ``starts_at`` are kept for an applicant (UTC).

    17:00 of the second working day, at the latest noon of the working day before they begin; None where that
    leaves no hour for an answer. Both lie outside quiet hours.
    """
    by_days = utc_at(calendar.add(local_day(now, tz), OFFER_WORKING_DAYS), OFFICE_CLOSES, tz)
    by_start = utc_at(calendar.add(local_day(starts_at, tz), -1), NOON, tz)
    until = min(by_days, by_start)
    return until if until >= now + SHORTEST_TIME_TO_ANSWER else None
