"""What people fill in, answer by answer: immutable forms kept in a draft row.

A form knows nothing of screens. ``step`` says what is still missing, so leaving and coming back after a
restart of the bot goes on where it was; there is no other state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.domain.model import (
    AgeBand,
    Applicant,
    Audience,
    BookingId,
    ClassCardId,
    OrganisationId,
    Party,
    ProgrammeId,
    SessionId,
    SiteId,
    VisitId,
)


class Step(StrEnum):
    """The questions of a booking, in order."""

    PARTY = "party"
    SCHOOL = "school"
    PARTY_CHECK = "party_check"
    DAY = "day"
    TIME = "time"
    CONSENT = "consent"
    NAME = "name"
    PHONE = "phone"
    SUMMARY = "summary"


class Question(StrEnum):
    """What a typed text answers at the moment; stored in ``draft.question``."""

    PARTY = "party"
    SCHOOL = "school"
    NAME = "name"
    PHONE = "phone"
    COUNTS = "counts"
    FOREIGN = "foreign"
    WHEELCHAIRS = "wheelchairs"
    COMMENT = "comment"
    YOUNGEST = "youngest"
    DAY = "day"
    TIME = "time"
    COURSE = "course"
    MOTIVATION = "motivation"
    HEAD_COUNT = "head_count"
    CODE = "code"
    SESSION_TIME = "session_time"


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a party that goes to one session."""

    session_id: SessionId
    children: int
    adults: int

    @property
    def seats(self) -> int:
        return self.children + self.adults


@dataclass(frozen=True, slots=True)
class BookingForm:
    programme_id: ProgrammeId
    audience: Audience | None = None
    class_card_id: ClassCardId | None = None
    grade: int | None = None
    letter: str | None = None
    organisation_id: OrganisationId | None = None
    organisation_name: str | None = None
    children: int = 0
    adults: int = 0
    youngest_age: int | None = None
    age_guessed: bool = False
    """The age of the youngest follows from the grade; nobody said it, so it refuses nothing."""
    party_agreed: bool = False
    foreign: int = 0
    wheelchairs: int = 0
    comment: str | None = None
    day: date | None = None
    parts: tuple[Part, ...] = ()
    wanted: SessionId | None = None
    """The session whose date led here; once the party is known the form goes to its day, and forgets it."""

    @property
    def party(self) -> Party:
        return Party(
            children=self.children,
            adults=self.adults,
            youngest_age=self.youngest_age,
            foreign=self.foreign,
            wheelchairs=self.wheelchairs,
        )

    @property
    def is_class(self) -> bool:
        """Speaks for a school or college: needs an organisation, and lead times always apply."""
        return self.audience in {Audience.SCHOOL, Audience.COLLEGE}

    def step(self, *, consented: bool, named: bool, phoned: bool) -> Step:
        """The first question that has no answer yet."""
        if self.audience is None or self.children + self.adults == 0:
            return Step.PARTY
        if self.is_class and self.organisation_id is None:
            return Step.SCHOOL
        if not self.party_agreed:
            return Step.PARTY_CHECK
        if self.parts:
            if not consented:
                return Step.CONSENT
            if not named:
                return Step.NAME
            return Step.SUMMARY if phoned else Step.PHONE
        return Step.DAY if self.day is None else Step.TIME

    def back_from(self, step: Step) -> BookingForm:
        """The form one question earlier: the answer before ``step`` is taken away, the rest is kept."""
        match step:
            case Step.SCHOOL:
                return BookingForm(programme_id=self.programme_id, wanted=self.wanted)
            case Step.PARTY_CHECK:
                if self.is_class:
                    return replace(self, organisation_id=None, organisation_name=None, class_card_id=None)
                return BookingForm(programme_id=self.programme_id, wanted=self.wanted)
            case Step.DAY:
                if self.is_class and self.class_card_id is None:
                    return replace(self, party_agreed=False)
                return BookingForm(programme_id=self.programme_id, wanted=self.wanted)
            case Step.TIME:
                return replace(self, day=None, parts=())
            case Step.CONSENT | Step.NAME | Step.PHONE | Step.SUMMARY:
                return replace(self, parts=())
            case Step.PARTY:
                return self


class ClassField(StrEnum):
    """What of a class card is typed anew; its numbers have buttons."""

    CLASS = "class"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class ClassCardForm:
    """A class card is being changed; ``organisation_name``: a school as it was typed, not yet chosen."""

    card_id: ClassCardId
    field: ClassField
    organisation_name: str | None = None


class ApplicationStep(StrEnum):
    APPLICANT = "applicant"
    AGE = "age"
    FIRST_DATE = "first_date"
    SECOND_DATE = "second_date"
    COURSE = "course"
    MOTIVATION = "motivation"
    CONSENT = "consent"
    NAME = "name"
    PHONE = "phone"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """A placement application (D2). CV, grades and documents stay outside the bot."""

    programme_id: ProgrammeId
    applicant: Applicant | None = None
    age_band: AgeBand | None = None
    first_session_id: SessionId | None = None
    second_session_id: SessionId | None = None
    second_skipped: bool = False
    course: str | None = None
    motivation: str | None = None

    def step(self, *, consented: bool, named: bool, phoned: bool) -> ApplicationStep:
        answers: tuple[tuple[ApplicationStep, bool], ...] = (
            (ApplicationStep.APPLICANT, self.applicant is not None),
            (ApplicationStep.AGE, self.age_band is not None),
            (ApplicationStep.FIRST_DATE, self.first_session_id is not None),
            (ApplicationStep.SECOND_DATE, self.second_session_id is not None or self.second_skipped),
            (ApplicationStep.COURSE, self.course is not None),
            (ApplicationStep.MOTIVATION, self.motivation is not None),
            (ApplicationStep.CONSENT, consented),
            (ApplicationStep.NAME, named),
            (ApplicationStep.PHONE, phoned),
        )
        return next((step for step, answered in answers if not answered), ApplicationStep.SUMMARY)

    def back_from(self, step: ApplicationStep) -> ApplicationForm:
        """The form one question earlier."""
        match step:
            case ApplicationStep.APPLICANT:
                return self
            case ApplicationStep.AGE:
                return replace(self, applicant=None)
            case ApplicationStep.FIRST_DATE:
                return replace(self, age_band=None)
            case ApplicationStep.SECOND_DATE:
                return replace(self, first_session_id=None)
            case ApplicationStep.COURSE:
                return replace(self, second_session_id=None, second_skipped=False)
            case ApplicationStep.MOTIVATION:
                return replace(self, course=None)
            case _:
                return replace(self, motivation=None)


@dataclass(frozen=True, slots=True)
class HeadCountForm:
    """A host types how many people of a visit really came."""

    visit_id: VisitId


@dataclass(frozen=True, slots=True)
class ArrivalCodeForm:
    """A guard types codes; stays open so that the next group needs no menu."""

    site_id: SiteId


@dataclass(frozen=True, slots=True)
class NewSessionForm:
    """A host adds one session: programme, day, time."""

    site_id: SiteId
    programme_id: ProgrammeId | None = None
    day: date | None = None


class ProfileField(StrEnum):
    NAME = "name"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """One's own name or phone is being changed; ``then_booking`` leads back to a booking's card."""

    field: ProfileField
    then_booking: BookingId | None = None


Form = (
    BookingForm
    | ClassCardForm
    | ApplicationForm
    | HeadCountForm
    | ArrivalCodeForm
    | NewSessionForm
    | ProfileForm
)
