"""What is typed over the party: at the check that shows it back, and at every later question (B2).

An answer that is corrected leaves the others as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.domain.forms import BookingForm, Question
from bot.domain.people.organisation_names import has_organisation_word
from bot.domain.refusal import Refusal
from bot.domain.typed.answers import is_yes
from bot.domain.typed.party import PartyTextProblem, TypedParty, read_party
from bot.services.booking.form.party_answers import (
    agree,
    describe_party,
    joined,
    set_foreign,
    set_wheelchairs,
    type_school,
)
from bot.services.booking.form.party_parts import MOST_PEOPLE, Booking, Taken
from bot.services.forms.engine import Answer, NotUnderstood, refused_text

LATER = frozenset({Question.SCHOOL, Question.DAY, Question.TIME, Question.SUMMARY})
"""Questions over which the party can be corrected."""


def another_class(at: Booking, text: str) -> Taken | None:
    """«8 А, 25», «27 + 4», «5 взрослых», «нас будет 26» at a later question correct the party. A number alone
    does not: it may be a day or a school as well."""
    if at.draft.question not in LATER:
        return None
    if at.form.operator and at.draft.question is not Question.SCHOOL:
        return _another_group(at, text)
    found = read_party(text, MOST_PEOPLE)
    if found is PartyTextProblem.LOOKS_LIKE_NAMES:
        return refused_text(found.value)
    at_school = at.draft.question is Question.SCHOOL
    if isinstance(found, PartyTextProblem):
        said = at_school and found is not PartyTextProblem.NOTHING_UNDERSTOOD
        return refused_text(found.value, MOST_PEOPLE) if said else None
    several = at_school and (found.names_class or found.adults is not None)
    if found.unclear or (found.bare and not several):
        return None
    over_summary = at.draft.question is Question.SUMMARY
    if over_summary and found == TypedParty(
        None, None, None, None, wheelchairs=found.wheelchairs, foreign=found.foreign
    ):
        return _special_guests(at, found)
    described = joined(at, found) if at.form.is_class else describe_party(at, text)
    if isinstance(described, NotUnderstood):
        return refused_text(described.problem, described.most)
    if isinstance(described, BookingForm) and described.agreement == at.form.agreement:
        return None
    return (
        _at_same_moment(at, described) if over_summary and isinstance(described, BookingForm) else described
    )


def _another_group(at: Booking, text: str) -> Taken | None:
    """«Нас будет 28» over the days or the summary of an operator's group; a number alone may be a day."""
    found = read_party(text, MOST_PEOPLE)
    if isinstance(found, PartyTextProblem):
        return refused_text(found.value) if found is PartyTextProblem.LOOKS_LIKE_NAMES else None
    over_summary = at.draft.question is Question.SUMMARY
    special = TypedParty(None, None, None, None, wheelchairs=found.wheelchairs, foreign=found.foreign)
    if over_summary and found == special:
        return _special_guests(at, found)
    if found.unclear or found.bare or found.names_class:
        return None
    described = describe_party(at, text)
    if not isinstance(described, BookingForm) or described.agreement == at.form.agreement:
        return None if isinstance(described, NotUnderstood) else described
    return _at_same_moment(at, described) if over_summary else described


def _special_guests(at: Booking, found: TypedParty) -> Taken:
    """«2 коляски» over the summary."""
    form: Taken = at.form
    for number, change in ((found.wheelchairs, set_wheelchairs), (found.foreign, set_foreign)):
        if number is not None and isinstance(form, BookingForm):
            form = change(replace(at, draft=replace(at.draft, form=form)), number)
    return form


def _at_same_moment(at: Booking, form: BookingForm) -> BookingForm:
    """A party that was corrected over the summary comes when it was to come, if it can; it is asked about
    only where something of it is guessed, or a rule is against it."""
    form = replace(form, wanted=at.form.parts[0].session_id if at.form.parts else None)
    if form.party_agreed or form.age_guessed or form.adults_guessed:
        return form
    agreed = agree(replace(at, draft=replace(at.draft, form=form)), form.agreement)
    return form if isinstance(agreed, Refusal) else agreed


def another_named_school(at: Booking, text: str) -> Taken | None:
    """«Школа 5» after its question; the rest stays."""
    if at.draft.question not in LATER - {Question.SCHOOL} or not at.form.is_class:
        return None
    named = type_school(at, text) if has_organisation_word(text) else None
    return None if isinstance(named, NotUnderstood) else named


def correct_party(at: Booking, text: str) -> Answer[BookingForm]:
    """At the check: «да», or what is otherwise, «27 + 4», «5 взрослых», «младшему 11», «8 А», «школа 5»."""
    if is_yes(text):
        return agree(at, at.form.agreement)
    found = read_party(text, MOST_PEOPLE)
    if found is PartyTextProblem.NOTHING_UNDERSTOOD:
        names_school = has_organisation_word(text)
        return type_school(at, text) if names_school else NotUnderstood("check_unclear")
    if isinstance(found, PartyTextProblem):
        return NotUnderstood(found.value, MOST_PEOPLE)
    if found.unclear:
        return NotUnderstood("unclear_numbers")
    if found.bare and found.adults is None and found.children is not None:
        return _meant_number(at, found.children)
    return joined(at, found)


def _meant_number(at: Booking, number: int) -> Answer[BookingForm]:
    meant = meant_by(number, at.form.children, at.form.adults, at.form.youngest_age)
    return NotUnderstood("which_number", number) if meant is None else joined(at, meant)


def meant_by(number: int, children: int, adults: int, youngest_age: int | None) -> TypedParty | None:
    """What a number alone corrects: whichever of children, adults and age it is near to; near two, nobody
    knows."""
    meant: list[TypedParty] = []
    if 2 * number > children:
        meant.append(TypedParty(None, None, number, None))
    if number <= adults + 2:
        meant.append(TypedParty(None, None, None, number))
    if youngest_age is not None and abs(number - youngest_age) <= 2:
        meant.append(TypedParty(None, None, None, None, youngest=number))
    return meant[0] if len(meant) == 1 else None


def or_correction(
    read: Callable[[str], int | None], take: Callable[[Booking, int], Taken]
) -> Callable[[Booking, str], Answer[BookingForm]]:
    """What a text means where a number of the party is asked for: the number, or «27 + 4» in its place."""

    def typed(at: Booking, text: str) -> Answer[BookingForm]:
        found = read_party(text, MOST_PEOPLE)
        if isinstance(found, TypedParty) and not found.bare and not found.unclear and at.form.is_class:
            return joined(at, found)
        number = read(text)
        return NotUnderstood("not_a_number") if number is None else take(at, number)

    return typed
