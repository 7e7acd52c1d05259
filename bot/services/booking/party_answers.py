"""Who comes: answers to the questions of the party, tapped and typed (B1, B2, C1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.db.booking.sessions import has_shared_sessions
from bot.db.people.organisations import add_organisation, read_card, read_organisation
from bot.domain.booking.adults import adults_needed
from bot.domain.booking.availability import INDIVIDUALS, needs_adults
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import BookingForm, Question
from bot.domain.limits import Limits
from bot.domain.model import Audience, ClassCardId, OrganisationId, OrganisationKind
from bot.domain.people.organisation_names import (
    LONGEST_ORGANISATION_NAME,
    OrganisationNameProblem,
    read_organisation_name,
)
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.free_text import check_free_text
from bot.domain.typed.numbers import read_number
from bot.domain.typed.party import PartyTextProblem, TypedParty, read_party, youngest_age_for_grade
from bot.services.booking.form_view import read_adults
from bot.services.booking.rules import asking_of
from bot.services.booking.time_answers import refuse_too_many, tap_day
from bot.services.forms.engine import Answer, At, NotUnderstood, refused_text

MOST_PEOPLE = 150
"""People in one request at most; more is a festival, agreed by phone."""

_CLASS_AGAIN = re.compile(r"\d{1,2}\s*\W?\s*[^\W\d_]?\W?\s*[,;]\s*\d{1,3}(\s*\+\s*\d{1,2})?")
"""«7 Б, 27 + 3» where a school was asked for: the class is corrected."""
_CLASS_WORD = re.compile(r"\b(?:класс|кл\b|курс|grade|class|form\b)", re.IGNORECASE)

Booking = At[BookingForm]
Taken = BookingForm | Refusal


def number(take: Callable[[Booking, int], Taken]) -> Callable[[Booking, str], Taken]:
    """An answer that is a number in the callback data; damaged, it changes nothing."""

    def tapped(at: Booking, value: str) -> Taken:
        known = read_number(value)
        return at.form if known is None else take(at, known)

    return tapped


def programme_of(at: Booking) -> Programme:
    return at.tx.catalogue.programme(at.form.programme_id)


def without_party(at: Booking) -> BookingForm:
    return BookingForm(at.form.programme_id, wanted=at.form.wanted)


# --- who ------------------------------------------------------------------------------------------------


def use_card(at: Booking, card_id: int) -> Taken:
    """A saved class: the party and its school at once, with as many adults as its button said."""
    card = read_card(at.tx.connection, ClassCardId(card_id), at.tx.actor.person_id)
    if card is None:
        return Refusal(Reason.NOT_FOUND)
    form = replace(
        without_party(at),
        audience=card.audience,
        class_card_id=card.id,
        grade=card.grade,
        letter=card.letter,
        organisation_id=card.organisation.id,
        organisation_name=card.organisation.title,
        children=card.children,
        adults=card.adults,
        youngest_age=card.youngest_age,
        party_agreed=True,
    )
    form = replace(form, adults=read_adults(at.tx, form))
    return refuse_too_many(at.tx, form) or form


def take_seats(at: Booking, seats: int) -> Taken:
    """Tourists or a family: so many seats (C1)."""
    most = at.tx.limits.max_seats_of_individuals
    if not 1 <= seats <= most:
        return refused_text("seats_out_of_range", most)
    individuals = programme_of(at).audience & INDIVIDUALS
    audience = Audience.TOURIST if Audience.TOURIST in individuals or not individuals else min(individuals)
    form = replace(at.form, organisation_id=None, organisation_name=None, grade=None, letter=None)
    return _party(form, audience=audience, children=0, adults=seats, youngest_age=None, agreed=True)


def _party(
    form: BookingForm,
    *,
    audience: Audience,
    children: int,
    adults: int,
    youngest_age: int | None,
    agreed: bool,
) -> BookingForm:
    """Another party: the time is chosen anew."""
    return replace(
        form,
        audience=audience,
        class_card_id=None,
        children=children,
        adults=adults,
        youngest_age=youngest_age,
        age_guessed=youngest_age is not None and not agreed,
        party_agreed=agreed,
        day=None,
        parts=(),
    )


def describe_party(at: Booking, text: str) -> Answer[BookingForm]:
    """A class as typed, «7 Б, 27», or seats where they are sold one by one; the school is kept."""
    found = read_party(text, MOST_PEOPLE)
    if isinstance(found, PartyTextProblem):
        return NotUnderstood(found.value, MOST_PEOPLE)
    programme = programme_of(at)
    if _means_seats(at, found):
        return take_seats(at, found.children)
    if not programme.audience & {Audience.SCHOOL, Audience.COLLEGE}:
        return Refusal(Reason.WRONG_AUDIENCE)
    audience = Audience.COLLEGE if found.course is not None else Audience.SCHOOL
    if audience not in programme.audience:
        audience = Audience.SCHOOL if audience is Audience.COLLEGE else Audience.COLLEGE
    adults = found.adults
    if adults is None:
        adults = adults_needed(found.children, programme.children_per_adult)
    if found.children + adults > MOST_PEOPLE:
        return refused_text("too_many", MOST_PEOPLE)
    form = _party(
        replace(at.form, grade=found.grade, letter=found.letter),
        audience=audience,
        children=found.children,
        adults=adults,
        youngest_age=youngest_age_of(found.grade, found.course),
        agreed=False,
    )
    return form if found.adults is not None else replace(form, adults=read_adults(at.tx, form))


def _means_seats(at: Booking, found: TypedParty) -> bool:
    """«2» where seats are sold one by one is two people; with a grade, or too many, it is a class."""
    bare = found.grade is None and found.course is None and found.adults is None
    if not bare or found.children > at.tx.limits.max_seats_of_individuals:
        return False
    return has_shared_sessions(at.tx.connection, at.form.programme_id, at.tx.now)


def youngest_age_of(grade: int | None, course: int | None) -> int | None:
    """Age of the youngest as it is likely for a grade or a course; it can be changed on the next screen."""
    if course is not None:
        return 14 + course
    return None if grade is None else youngest_age_for_grade(grade)


def another_class(at: Booking, text: str) -> Taken | None:
    """«8 А, 25» at a later question corrects the class. A number alone does not: it may be a day as well."""
    if at.draft.question is Question.SCHOOL:
        written = bool(_CLASS_AGAIN.fullmatch(text))
    else:
        found = read_party(text)
        if found is PartyTextProblem.LOOKS_LIKE_NAMES:
            return refused_text(found.value)
        written = not isinstance(found, PartyTextProblem) and bool(found.letter or _CLASS_WORD.search(text))
    if not written or at.draft.question not in {Question.SCHOOL, Question.DAY, Question.TIME}:
        return None
    described = describe_party(at, text)
    return (
        refused_text(described.problem, described.most) if isinstance(described, NotUnderstood) else described
    )


# --- which school -------------------------------------------------------------------------------------------


def read_school(text: str, audience: Audience | None) -> str | OrganisationNameProblem:
    """The name of a class's school; a bare number is a school's or a college's."""
    return read_organisation_name(text, "Колледж" if audience is Audience.COLLEGE else "Школа")


def refused_school(problem: OrganisationNameProblem) -> Refusal:
    """Why a text is no school's name, with an example of one."""
    return refused_text(problem.value, LONGEST_ORGANISATION_NAME)


def kind_of_school(audience: Audience | None) -> OrganisationKind:
    return OrganisationKind.COLLEGE if audience is Audience.COLLEGE else OrganisationKind.SCHOOL


def type_school(at: Booking, text: str) -> Answer[BookingForm]:
    if _CLASS_AGAIN.fullmatch(text):
        return NotUnderstood("nothing_understood")
    school = read_school(text, at.form.audience)
    if isinstance(school, OrganisationNameProblem):
        return refused_school(school)
    return replace(at.form, organisation_id=None, organisation_name=school)


def use_organisation(at: Booking, organisation_id: int) -> Taken:
    found = read_organisation(at.tx.connection, OrganisationId(organisation_id))
    if found is None:
        return Refusal(Reason.NOT_FOUND)
    return replace(at.form, organisation_id=found.id, organisation_name=found.title)


def add_school(at: Booking, _value: str) -> Taken:
    """Free entry: the school as it was typed joins the directory, unverified (B1)."""
    name = at.form.organisation_name
    if name is None or at.form.organisation_id is not None:
        return at.form
    region_id = at.tx.catalogue.site(programme_of(at).site_id).region_id
    kind = kind_of_school(at.form.audience)
    return use_organisation(at, add_organisation(at.tx.connection, region_id, kind, name, None, at.tx.now))


def without_school(at: Booking) -> BookingForm:
    if at.form.is_class:
        return replace(at.form, organisation_id=None, organisation_name=None, class_card_id=None)
    return without_party(at)


# --- is it right ------------------------------------------------------------------------------------------


def agree(at: Booking, _value: str) -> Taken:
    """«Верно: 27 + 3»: too few adults are said here, where there is a button for them, as many as it takes
    with subgroups; the age is now stated."""
    form = at.form
    if (refusal := refuse_too_many(at.tx, form)) is not None:
        return refusal
    needed = read_adults(at.tx, form)
    if needed > form.adults:
        return needs_adults(asking_of(form, at.tx.now), needed)
    return replace(form, party_agreed=True, age_guessed=False)


def bring_adults(at: Booking, value: str) -> Taken:
    """«Поедут 6 взрослых»: the rule is satisfied, and the form goes on, to the day that it was said of.

    ``value``: how many, then a dot and the day if there was one; damaged, it changes nothing.
    """
    typed, _, day = value.partition(".")
    adults = read_number(typed)
    form = at.form if adults is None else set_adults(at, adults)
    if adults is None or isinstance(form, Refusal):
        return form
    draft = replace(at.draft, form=form)
    if not form.party_agreed:
        return agree(replace(at, draft=draft), "")
    return tap_day(replace(at, draft=draft), day) if day else form


def set_adults(at: Booking, adults: int) -> Taken:
    """More or fewer adults: another number of seats, so the time is chosen anew."""
    if not 0 <= adults <= MOST_PEOPLE - at.form.children or adults + at.form.children == 0:
        return refused_text("too_many", MOST_PEOPLE)
    return replace(at.form, adults=adults, parts=())


def set_youngest_age(at: Booking, years: int) -> Taken:
    if not 3 <= years <= 99:
        return refused_text("age_out_of_range")
    return replace(at.form, youngest_age=years, age_guessed=False, parts=())


# --- what else ----------------------------------------------------------------------------------------------


def set_foreign(at: Booking, guests: int) -> Taken:
    return _part_of_party(at, guests) or replace(at.form, foreign=guests)


def set_wheelchairs(at: Booking, wheelchairs: int) -> Taken:
    return _part_of_party(at, wheelchairs) or replace(at.form, wheelchairs=wheelchairs)


def _part_of_party(at: Booking, people: int) -> Refusal | None:
    seats = at.form.party.seats
    return refused_text("more_than_party", seats) if people > seats else None


def remark(name: str, longest: Callable[[Limits], int]) -> Callable[[Booking, str], Taken]:
    """What a text means that is kept as it was written: the remark of this name, of at most so many
    characters; names and numbers of people are refused (H4)."""

    def type_remark(at: Booking, text: str) -> Taken:
        most = longest(at.tx.limits)
        problem = check_free_text(text, most)
        written: dict[str, Any] = {name: text}
        return replace(at.form, **written) if problem is None else refused_text(problem.value, most)

    return type_remark
