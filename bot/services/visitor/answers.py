"""Answers to the questions of a booking, and what each does to the form. Pure: no database, no clock.

An answer that cannot be right is a Refusal with the reason; the form then stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.domain.adults import adults_needed
from bot.domain.catalogue import Programme
from bot.domain.forms import BookingForm, Question, Step
from bot.domain.limits import Limits
from bot.domain.model import Audience, ClassCardId, OrganisationId, SessionId
from bot.domain.refusal import Reason, Refusal


@dataclass(frozen=True, slots=True)
class UseCard:
    """A saved class: the party and its school at once."""

    card_id: ClassCardId


@dataclass(frozen=True, slots=True)
class TakeSeats:
    """Tourists or a family: so many seats (C1)."""

    seats: int


@dataclass(frozen=True, slots=True)
class DescribeClass:
    """A class as typed and understood, «7 Б, 27»."""

    grade: int | None
    letter: str | None
    children: int
    adults: int | None
    youngest_age: int | None
    """As it is likely for the grade: a guess until it is agreed or changed."""
    audience: Audience = Audience.SCHOOL


@dataclass(frozen=True, slots=True)
class UseOrganisation:
    organisation_id: OrganisationId


@dataclass(frozen=True, slots=True)
class AgreeParty:
    """«Верно: 27 + 3, младшему 12»."""


@dataclass(frozen=True, slots=True)
class SetAdults:
    adults: int


@dataclass(frozen=True, slots=True)
class SetYoungestAge:
    years: int


@dataclass(frozen=True, slots=True)
class PickDay:
    day: date


@dataclass(frozen=True, slots=True)
class PickSessions:
    """One session, or the neighbouring sessions of subgroups, in order of start."""

    session_ids: tuple[SessionId, ...]


@dataclass(frozen=True, slots=True)
class SetForeign:
    guests: int


@dataclass(frozen=True, slots=True)
class SetWheelchairs:
    wheelchairs: int


@dataclass(frozen=True, slots=True)
class SetComment:
    text: str | None


@dataclass(frozen=True, slots=True)
class GoBack:
    """One question back, from the step that the button stood on."""

    step: Step


@dataclass(frozen=True, slots=True)
class Ask:
    """Opens a question that is not asked by itself, such as the comment; None closes it."""

    question: Question | None


@dataclass(frozen=True, slots=True)
class RenewHold:
    """«Занять места снова», after the quarter of an hour is over."""


Answer = (
    UseCard
    | TakeSeats
    | DescribeClass
    | UseOrganisation
    | AgreeParty
    | SetAdults
    | SetYoungestAge
    | PickDay
    | PickSessions
    | SetForeign
    | SetWheelchairs
    | SetComment
    | GoBack
    | Ask
    | RenewHold
)

MOST_PEOPLE = 150
"""People in one request at most; more is a festival, agreed by phone."""


def describe_class(form: BookingForm, answer: DescribeClass, programme: Programme) -> BookingForm | Refusal:
    adults = answer.adults
    if adults is None:
        adults = adults_needed(answer.children, programme.children_per_adult)
    if answer.children + adults > MOST_PEOPLE:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "too_many", "most": MOST_PEOPLE})
    return replace(
        form,
        audience=answer.audience,
        class_card_id=None,
        grade=answer.grade,
        letter=answer.letter,
        children=answer.children,
        adults=adults,
        youngest_age=answer.youngest_age,
        age_guessed=answer.youngest_age is not None,
        party_agreed=False,
        day=None,
        parts=(),
    )


def take_seats(
    form: BookingForm, answer: TakeSeats, programme: Programme, limits: Limits
) -> BookingForm | Refusal:
    if not 1 <= answer.seats <= limits.max_seats_of_individuals:
        return Refusal(
            Reason.TEXT_REFUSED, {"problem": "seats_out_of_range", "most": limits.max_seats_of_individuals}
        )
    individuals = programme.audience & {Audience.TOURIST, Audience.FAMILY, Audience.ADULT, Audience.STUDENT}
    audience = Audience.TOURIST if Audience.TOURIST in individuals or not individuals else min(individuals)
    return replace(
        form,
        audience=audience,
        class_card_id=None,
        grade=None,
        letter=None,
        organisation_id=None,
        organisation_name=None,
        children=0,
        adults=answer.seats,
        youngest_age=None,
        age_guessed=False,
        party_agreed=True,
        day=None,
        parts=(),
    )


def set_foreign(form: BookingForm, answer: SetForeign) -> BookingForm | Refusal:
    if not 0 <= answer.guests <= form.party.seats:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "more_than_party", "most": form.party.seats})
    return replace(form, foreign=answer.guests)


def set_wheelchairs(form: BookingForm, answer: SetWheelchairs) -> BookingForm | Refusal:
    if not 0 <= answer.wheelchairs <= form.party.seats:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "more_than_party", "most": form.party.seats})
    return replace(form, wheelchairs=answer.wheelchairs)


def set_adults(form: BookingForm, answer: SetAdults) -> BookingForm | Refusal:
    """More or fewer adults: another number of seats, so the time is chosen anew."""
    if not 0 <= answer.adults <= MOST_PEOPLE - form.children or answer.adults + form.children == 0:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "too_many", "most": MOST_PEOPLE})
    return replace(form, adults=answer.adults, parts=())


def set_youngest_age(form: BookingForm, answer: SetYoungestAge) -> BookingForm | Refusal:
    if not 3 <= answer.years <= 99:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "age_out_of_range"})
    return replace(form, youngest_age=answer.years, age_guessed=False, parts=())


def question_at(step: Step) -> Question | None:
    """What a typed text answers when the form stands at a step."""
    match step:
        case Step.PARTY:
            return Question.PARTY
        case Step.SCHOOL:
            return Question.SCHOOL
        case Step.PARTY_CHECK:
            return Question.PARTY
        case Step.NAME:
            return Question.NAME
        case Step.PHONE:
            return Question.PHONE
        case Step.DAY:
            return Question.DAY
        case Step.TIME:
            return Question.TIME
        case Step.CONSENT | Step.SUMMARY:
            return None
