"""Who comes: answers to the questions of the party, tapped and typed (B1, B2, C1). What is typed at a later
question, or over what is shown back: ``corrections``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.db.people.organisations import read_card, read_organisation, read_unmet_of
from bot.domain.booking.adults import adults_needed
from bot.domain.booking.agreement import read_agreement
from bot.domain.booking.availability import CLASSES, INDIVIDUALS, needs_adults
from bot.domain.forms import BookingForm, Question
from bot.domain.limits import Limits
from bot.domain.model import Audience, ClassCardId, OrganisationId, OrganisationKind
from bot.domain.people.languages import WRITTEN_IN_CYRILLIC
from bot.domain.people.organisation import OLDEST, SCHOOLS, YOUNGEST
from bot.domain.people.organisation_names import (
    LONGEST_ORGANISATION_NAME,
    OrganisationNameProblem,
    kinds_said,
    read_organisation_name,
)
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.answers import says_nothing
from bot.domain.typed.free_text import FreeTextProblem, check_free_text
from bot.domain.typed.numbers import read_number
from bot.domain.typed.operator_in_text import take_operator_out
from bot.domain.typed.party import (
    PartyTextProblem,
    TypedParty,
    read_class,
    read_count,
    read_party,
    youngest_age_for_grade,
)
from bot.services.booking.form.fitting import with_fitting
from bot.services.booking.form.operators import describe_group, tap_group, type_operator
from bot.services.booking.form.party_parts import (
    MOST_PEOPLE,
    Booking,
    Taken,
    another_party,
    demands,
    of_individuals,
    of_seats,
    programme_of,
    refuse_seats,
    without_class,
    without_party,
)
from bot.services.booking.form.time_answers import refuse_too_many, tap_day
from bot.services.booking.form.view import form_of_card, least_seats, read_adults
from bot.services.booking.rules import asking_of, takes_classes
from bot.services.forms.engine import Answer, NotUnderstood, refused_text
from bot.services.people.schools import schools_like
from bot.services.transaction import Tx

OLDER_THAN_GUESSED = 1
"""Years by which the youngest of a class may be older than its grade says; below them it is too young."""

# --- who ------------------------------------------------------------------------------------------------


def use_card(at: Booking, card_id: int) -> Taken:
    """A saved class: the party and its school at once. Its button says how many adults are needed here, where
    that is more than were saved; the card keeps its own number."""
    card = read_card(at.tx.connection, ClassCardId(card_id), at.tx.actor.person_id)
    if card is None:
        return Refusal(Reason.NOT_FOUND)
    form = form_of_card(at.tx, at.form.programme_id, card, at.form.route_id)
    refusal = refuse_too_many(at.tx, form)
    refused = with_fitting(at.tx, form.programme_id, form.audience, refusal)
    return refused or replace(form, wanted=at.form.wanted, source=at.form.source)


def take_seats(at: Booking, seats: int, youngest_age: int | None = None) -> Taken:
    """Tourists or a family: so many seats (C1). ``youngest_age``: in years, if it was said."""
    most = at.tx.limits.max_seats_of_individuals
    individuals = demands(at).audience & INDIVIDUALS
    if not individuals:
        return refused_text("only_classes")
    if seats > most:
        return refuse_seats(seats, most)
    if seats < 1:
        return refused_text("seats_out_of_range", most)
    least = least_seats(at.tx, at.form)
    if seats < least:
        return Refusal(Reason.GROUP_TOO_SMALL, {"min_group": least, "seats": seats})
    return another_party(
        without_class(at.form),
        audience=of_individuals(individuals),
        adults=seats,
        youngest_age=youngest_age,
        party_agreed=True,
    )


def describe_party(at: Booking, text: str) -> Answer[BookingForm]:
    """Who comes as typed, «7 Б, 27», «нас трое», joined to what was said before: «7 Б», then «27»."""
    form = at.form
    name, rest, named = take_operator_out(text)
    if named or (form.operator and not _names_class(text)):
        return describe_group(at, rest, name)
    if form.other_letter is not None and (letter := text.strip(" «»\"'.").upper()) in letters_of(form):
        return choose_letter(at, letter)
    found = read_class(text) if _asks_grade(form) else read_party(text, MOST_PEOPLE)
    with_classes = takes_classes(at.tx, at.form)
    if isinstance(found, PartyTextProblem):
        return NotUnderstood(found.value if with_classes else of_seats(found), MOST_PEOPLE)
    if _comes_alone(at, found, with_classes=with_classes):
        seats = (found.children or 0) + (found.adults or 0)
        return NotUnderstood("how_many_seats") if found.unclear else take_seats(at, seats, found.youngest)
    if not demands(at).audience & CLASSES:
        return refused_text("no_classes")
    if found.unclear and not found.names_class:
        return NotUnderstood("unclear_numbers")
    if found.children is None and not found.names_class and not at.form.is_class:
        return NotUnderstood("no_number" if found.adults or found.youngest else "nothing_understood")
    if found.unclear:
        at.refusal = refused_text("unclear_numbers")
    return joined(at, found)


def _names_class(text: str) -> bool:
    found = read_party(text, MOST_PEOPLE)
    return isinstance(found, TypedParty) and found.names_class


def letters_of(form: BookingForm) -> tuple[str, ...]:
    """Those that a class may have, where a Latin letter was typed; the one by its shape first."""
    return tuple(each for each in (form.other_letter, form.letter) if each is not None)


def choose_letter(at: Booking, letter: str) -> Taken:
    """«7 В» or «7 Б»."""
    if at.form.other_letter is None or letter not in letters_of(at.form):
        return at.form
    return replace(at.form, letter=letter, other_letter=None)


def _asks_grade(form: BookingForm) -> bool:
    """«Кадетский класс, 24»: how many is known, and not which class."""
    return form.audience is None and form.children > 0


def any_grade(at: Booking, _value: str) -> Taken:
    """«Разные классы»: a group without a grade."""
    return joined(at, TypedParty(None, None, None, None)) if _asks_grade(at.form) else at.form


def _comes_alone(at: Booking, found: TypedParty, *, with_classes: bool) -> bool:
    """Whether seats are meant: a family, as few as there are buttons for, or any number where no class can
    come (C1). Whatever may be a class as well is asked for its school, where «Мы не школа» says that it is
    none."""
    if found.names_class or found.of_school or found.asks_grade or at.form.is_class or _asks_grade(at.form):
        return False
    if found.family:
        return True
    audience = demands(at).audience
    if not audience & INDIVIDUALS or (found.children is None and found.adults is None):
        return False
    few = (found.children or 0) + (found.adults or 0) <= at.tx.limits.max_seats_of_individuals
    one_kind = found.children is None or found.adults is None
    return (few and one_kind) or not with_classes


def joined(at: Booking, found: TypedParty) -> Taken:
    """The form's class with what a text says of it: one thing corrected leaves the others as they are."""
    form, programme, asked = at.form, programme_of(at), demands(at)
    if form.operator:
        form = without_class(form)
    if form.audience in INDIVIDUALS:
        # «9 человек» was another party: they are no adults of the class that is spoken of now.
        form = replace(form, adults=0, adults_guessed=False, youngest_age=None, age_guessed=False)
    named, other = found.names_class, form.is_class and found.names_class
    other = other and (found.grade, found.letter) != (form.grade, form.letter)
    if named:
        doubted = found.other_letter if at.tx.actor.language in WRITTEN_IN_CYRILLIC else None
        form = replace(form, grade=found.grade, letter=found.letter, other_letter=doubted)
    children = form.children if found.children is None else found.children
    adults, guessed = form.adults, form.adults_guessed or not form.adults
    if found.adults is not None:
        adults, guessed = found.adults, False
    if children and (guessed or (other and found.children is not None and found.adults is None)):
        adults, guessed = adults_needed(children, asked.children_per_adult), True
    if children + adults > MOST_PEOPLE:
        return refused_text("too_many", MOST_PEOPLE)
    age, age_guessed = form.youngest_age, form.age_guessed
    if found.youngest is not None:
        age, age_guessed = found.youngest, False
    elif named and (age is None or age_guessed or found.grade != at.form.grade):
        age = youngest_age_of(found.grade, found.course)
        age_guessed = age is not None
    if age is not None and not YOUNGEST <= age <= OLDEST:
        return refused_text("age_out_of_range")
    if age is not None and age_guessed and age + OLDER_THAN_GUESSED < asked.min_age:
        young = Refusal(Reason.CLASS_TOO_YOUNG, {"min_age": asked.min_age, "youngest_age": age})
        return with_fitting(at.tx, programme.id, _audience(at, found), young) or form
    corrected = another_party(
        form,
        audience=None if found.asks_grade and not form.is_class else _audience(at, found),
        children=children,
        adults=adults if children else found.adults or 0,
        adults_guessed=guessed and children > 0,
        youngest_age=age,
        age_guessed=age_guessed,
        wheelchairs=min(
            form.wheelchairs if found.wheelchairs is None else found.wheelchairs, children + adults
        ),
        foreign=min(form.foreign if found.foreign is None else found.foreign, children + adults),
    )
    if corrected.adults_guessed:
        corrected = replace(corrected, adults=read_adults(at.tx, corrected))
    return _with_known_school(at, _with_named_school(at, corrected, found))


def _with_named_school(at: Booking, form: BookingForm, found: TypedParty) -> BookingForm:
    """The school that was typed with the class: taken where the directory has one such, else its question
    shows what is like it."""
    if found.school is None or not form.is_class:
        return form
    name = read_school(found.school, form.audience)
    if isinstance(name, Refusal):
        return form
    region_id = at.tx.catalogue.site(programme_of(at).site_id).region_id
    matches = schools_like(at.tx, region_id, name)
    only = matches[0] if len(matches) == 1 else None
    return replace(
        form,
        organisation_id=None if only is None else only.id,
        organisation_name=name if only is None else only.title,
        new_school=False,
        class_card_id=None,
    )


def _audience(at: Booking, found: TypedParty) -> Audience:
    """School or college, as far as the programme is for both."""
    audiences = demands(at).audience
    college = at.form.audience is Audience.COLLEGE and not found.names_class
    audience = Audience.COLLEGE if college or found.of_college else Audience.SCHOOL
    if audience in audiences:
        return audience
    return Audience.SCHOOL if audience is Audience.COLLEGE else Audience.COLLEGE


def _with_known_school(at: Booking, form: BookingForm) -> BookingForm:
    """Whose school is known is not asked for it again; the check has the way to another (B1)."""
    known = at.tx.actor.organisation_id
    if known is None or not form.is_class or form.organisation_id is not None or form.organisation_name:
        return form
    if at.draft.question is not Question.PARTY:
        return form
    school = read_organisation(at.tx.connection, known)
    colleges = {OrganisationKind.COLLEGE, OrganisationKind.UNIVERSITY}
    if school is None or (school.kind in colleges) != (form.audience is Audience.COLLEGE):
        return form
    if school.kind not in SCHOOLS:
        return form
    return replace(form, organisation_id=school.id, organisation_name=school.title)


def youngest_age_of(grade: int | None, course: int | None) -> int | None:
    """Age of the youngest as it is likely for a grade or a course; it can be changed on the next screen."""
    if course is not None:
        return 14 + course
    return None if grade is None else youngest_age_for_grade(grade)


# --- which school -------------------------------------------------------------------------------------------


def read_school(text: str, audience: Audience | None) -> str | Refusal:
    """The name of a class's school, or why it is none, with an example; a bare number is a school's or a
    college's."""
    name = read_organisation_name(text, "Колледж" if audience is Audience.COLLEGE else "Школа")
    if isinstance(name, OrganisationNameProblem | FreeTextProblem):
        refusal = refused_text(name.value, LONGEST_ORGANISATION_NAME)
        if name is OrganisationNameProblem.KIND_ONLY:
            return replace(refusal, params={**refusal.params, "kinds": kinds_said(text)})
        return refusal
    return name


def kind_of_school(audience: Audience | None) -> OrganisationKind:
    return OrganisationKind.COLLEGE if audience is Audience.COLLEGE else OrganisationKind.SCHOOL


def type_school(at: Booking, text: str) -> Answer[BookingForm]:
    """A school as typed; what tells of the class instead corrects that (``another_class``)."""
    if at.form.operator:
        return type_operator(at, text)
    school = read_school(text, at.form.audience)
    if isinstance(school, Refusal):
        is_class = school.params.get("problem") == OrganisationNameProblem.CLASS
        return NotUnderstood(OrganisationNameProblem.CLASS.value) if is_class else school
    return replace(at.form, organisation_id=None, organisation_name=school, new_school=False)


def use_organisation(at: Booking, organisation_id: int) -> Taken:
    found = read_organisation(at.tx.connection, OrganisationId(organisation_id))
    if found is None:
        return Refusal(Reason.NOT_FOUND)
    return replace(at.form, organisation_id=found.id, organisation_name=found.title, new_school=False)


def add_school(at: Booking, _value: str) -> Taken:
    """Free entry: the school as it was typed joins the directory with the request (B1)."""
    if at.form.organisation_name is None or at.form.organisation_id is not None:
        return at.form
    key = "too_many_schools.operator" if at.form.operator else "too_many_schools"
    return refuse_new_school(at.tx, key) or replace(at.form, new_school=True)


def refuse_new_school(tx: Tx, key: str = "too_many_schools") -> Refusal | None:
    """Nobody fills the directory: only so many schools of one person wait for a host to meet them."""
    most = tx.limits.max_own_schools
    too_many = len(read_unmet_of(tx.connection, tx.actor.person_id)) >= most
    return refused_text(key, most) if too_many else None


def not_a_school(at: Booking, _value: str) -> Taken:
    """«Мы не школа»: the same people come by themselves; more than a family has are an operator's group,
    whose organisation is asked for (C4). Adults that nobody spoke of do not come."""
    form = at.form
    if not form.is_class:
        return form
    seats = form.children + (0 if form.adults_guessed else form.adults)
    most = at.tx.limits.max_seats_of_individuals
    if seats > most:
        return tap_group(at, 0)
    return take_seats(at, seats, None if form.age_guessed else form.youngest_age)


def another_school(at: Booking, _value: str) -> Taken:
    """«Другая школа»: everything else stays."""
    return without_school(at) if at.form.is_class else at.form


def without_school(at: Booking) -> BookingForm:
    if at.form.is_organised:
        return replace(
            at.form, organisation_id=None, organisation_name=None, new_school=False, class_card_id=None
        )
    return without_party(at)


# --- is it right ------------------------------------------------------------------------------------------


def agree(at: Booking, value: str) -> Taken:
    """«Верно: 27 + 3»: too few adults are said here, where there is a button for them, as many as it takes
    with subgroups; adults and age are now stated. ``value``: the party under whose check the button stood;
    another one is not confirmed by it."""
    form = at.form
    if value != form.agreement:
        was, now = read_agreement(value), read_agreement(form.agreement)
        if was is None or now is None or was == now:
            return refused_text("old_button")
        return Refusal(Reason.PARTY_CHANGED, {**was.named("was"), **now.named("now")})
    if refusal := with_fitting(at.tx, form.programme_id, form.audience, refuse_too_many(at.tx, form)):
        return refusal
    needed = read_adults(at.tx, form)
    if needed > form.adults:
        return needs_adults(asking_of(form, at.tx.now), needed)
    return replace(form, party_agreed=True, age_guessed=False, adults_guessed=False)


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
        return agree(replace(at, draft=draft), form.agreement)
    return tap_day(replace(at, draft=draft), day) if day else form


def set_adults(at: Booking, adults: int) -> Taken:
    """More or fewer adults: another number of seats, so the time is chosen anew."""
    if not 0 <= adults <= MOST_PEOPLE - at.form.children or adults + at.form.children == 0:
        return refused_text("too_many", MOST_PEOPLE)
    parts = at.form.parts if adults == at.form.adults else ()  # tapped again, it takes no time back
    return replace(at.form, adults=adults, adults_guessed=False, parts=parts)


def confirm_age(at: Booking, years: int) -> Taken:
    """«Младшему уже 12»: the rule is satisfied, and the form goes on."""
    form = set_youngest_age(at, years)
    if isinstance(form, Refusal) or form.party_agreed:
        return form
    return agree(replace(at, draft=replace(at.draft, form=form)), form.agreement)


def set_youngest_age(at: Booking, years: int) -> Taken:
    if not YOUNGEST <= years <= OLDEST:
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


def read_some(text: str) -> int | None:
    """How many of the party; «нет» is none of them."""
    return 0 if says_nothing(text) else read_count(text)


def remark(name: str, longest: Callable[[Limits], int]) -> Callable[[Booking, str], Taken]:
    """What a text means that is kept as it was written: the remark of this name, of at most so many
    characters; names and numbers of people are refused (H4). «Нет» and «—» are no remark."""

    def type_remark(at: Booking, text: str) -> Taken:
        if says_nothing(text):
            nothing: dict[str, Any] = {name: None}
            return replace(at.form, **nothing)
        most = longest(at.tx.limits)
        problem = check_free_text(text, most)
        written: dict[str, Any] = {name: text}
        return replace(at.form, **written) if problem is None else refused_text(problem.value, most)

    return type_remark
