"""The group of a tour operator or another organisation that is no school (C4): reached by what is typed, by a
number that is too large for a family, or by one button where «Мы не школа» stands."""

from __future__ import annotations

from dataclasses import replace

from bot.db.people.organisations import read_organisation
from bot.domain.booking.availability import INDIVIDUALS
from bot.domain.forms import BookingForm
from bot.domain.model import OrganisationKind
from bot.domain.people.organisation import NO_SCHOOLS
from bot.domain.people.organisation_names import (
    LONGEST_ORGANISATION_NAME,
    OrganisationNameProblem,
    read_organisation_name,
)
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.free_text import FreeTextProblem
from bot.domain.typed.party import PartyTextProblem, TypedParty, read_count, read_party
from bot.services.booking.form.fitting import with_fitting
from bot.services.booking.form.party_parts import (
    MOST_PEOPLE,
    Booking,
    Taken,
    another_party,
    demands,
    of_individuals,
    of_seats,
    programme_of,
    without_class,
    without_party,
)
from bot.services.booking.form.time_answers import refuse_too_many
from bot.services.booking.form.view import least_seats
from bot.services.forms.engine import Answer, NotUnderstood, refused_text
from bot.services.people.schools import schools_like


def take_group(at: Booking, people: int, youngest_age: int | None = None, name: str | None = None) -> Taken:
    """A tour operator or another organisation that is no school: one group, as large as a day takes (C4).
    ``people``: 0 where nobody has said how many; ``name``: of the organisation, if it was said."""
    individuals = demands(at).audience & INDIVIDUALS
    if not individuals:
        return refused_text("only_classes")
    if not 0 <= people <= MOST_PEOPLE:
        return refused_text("too_many", MOST_PEOPLE)
    least = least_seats(at.tx, at.form)
    if 0 < people < least:
        return Refusal(Reason.GROUP_TOO_SMALL, {"min_group": least, "seats": people})
    form = at.form if at.form.operator else replace(without_class(at.form), operator=True)
    form = another_party(
        form,
        audience=of_individuals(individuals),
        adults=people,
        youngest_age=youngest_age,
        party_agreed=people > 0,
    )
    if people and (refusal := refuse_too_many(at.tx, form)):
        return with_fitting(at.tx, form.programme_id, form.audience, refusal) or form
    if name is not None:
        return _with_named_operator(at, form, name)
    return _with_known_operator(at, form)


def tap_group(at: Booking, people: int) -> Taken:
    """«Мы турфирма, организация»: the same people come as a group. 0: whoever was spoken of; adults that
    nobody spoke of do not come."""
    form = at.form
    if form.operator:
        return form
    if form.is_class and not people:
        people = form.children + (0 if form.adults_guessed else form.adults)
    return take_group(at, people, None if form.age_guessed else form.youngest_age)


def no_group(at: Booking, _value: str) -> Taken:
    """«Мы не организация»: who comes is asked anew."""
    return without_party(at) if at.form.operator else at.form


def _with_named_operator(at: Booking, form: BookingForm, name: str) -> Taken:
    """The organisation that was typed: taken where the directory has one such, else its question shows what
    is like it."""
    named = read_operator(name)
    if isinstance(named, Refusal):
        return named
    region_id = at.tx.catalogue.site(programme_of(at).site_id).region_id
    found = schools_like(at.tx, region_id, named, NO_SCHOOLS)
    only = found[0] if len(found) == 1 else None
    return replace(
        form,
        organisation_id=None if only is None else only.id,
        organisation_name=named if only is None else only.title,
        new_school=False,
    )


def _with_known_operator(at: Booking, form: BookingForm) -> BookingForm:
    """Whose organisation is known is not asked for it again."""
    known = at.tx.actor.organisation_id
    if known is None or form.organisation_id is not None or form.organisation_name is not None:
        return form
    own = read_organisation(at.tx.connection, known)
    if own is None or own.kind is not OrganisationKind.AGENCY:
        return form
    return replace(form, organisation_id=own.id, organisation_name=own.title)


def read_operator(text: str) -> str | Refusal:
    """The name of an operator, by the same rules as a school's, or why it is none, with an example."""
    name = read_organisation_name(text)
    if isinstance(name, OrganisationNameProblem | FreeTextProblem):
        problem = f"{name.value}.operator" if name in _SAID_OF_SCHOOLS else name.value
        return refused_text(problem, LONGEST_ORGANISATION_NAME)
    return name


_SAID_OF_SCHOOLS = frozenset(OrganisationNameProblem) - {
    OrganisationNameProblem.TOO_LONG,
    OrganisationNameProblem.CONTACTS,
}
"""Their texts have a school for an example."""


def describe_group(at: Booking, text: str, name: str | None) -> Answer[BookingForm]:
    """How many come, and from whom, as it was typed; what is not said stays as it was."""
    found = read_party(text, MOST_PEOPLE)
    if isinstance(found, PartyTextProblem):
        if found is not PartyTextProblem.NOTHING_UNDERSTOOD:
            return NotUnderstood(of_seats(found), MOST_PEOPLE)
        if name is None and at.form.operator:
            return NotUnderstood("how_many_in_group")
        return take_group(at, at.form.adults if at.form.operator else 0, at.form.youngest_age, name)
    if found.unclear:
        return NotUnderstood("how_many_in_group")
    people = (found.children or 0) + (found.adults or 0)
    return take_group(at, people or at.form.adults, found.youngest or at.form.youngest_age, name)


def type_operator(at: Booking, text: str) -> Answer[BookingForm]:
    """The organisation as typed; a number alone, «28 человек», is that of the group."""
    found = read_party(text, MOST_PEOPLE)
    if isinstance(found, TypedParty) and found.names_class:
        return NotUnderstood(f"{OrganisationNameProblem.CLASS}.operator")
    people = read_count(text)
    if people is not None:
        return take_group(at, people, at.form.youngest_age)
    name = read_operator(text)
    if isinstance(name, Refusal):
        return name
    return replace(at.form, organisation_id=None, organisation_name=name, new_school=False)
