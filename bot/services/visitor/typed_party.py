"""Who comes, as it was typed: at the question of the party, and over those after it (B2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.connection import Connection
from bot.db.sessions import has_shared_sessions
from bot.domain.access import Actor
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm
from bot.domain.model import Audience
from bot.domain.party_text import PartyTextProblem, TypedParty, read_party, youngest_age_for_grade
from bot.domain.refusal import Reason, Refusal
from bot.domain.views import BookingFormView
from bot.services.visitor.answers import MOST_PEOPLE, Answer, DescribeClass, TakeSeats
from bot.services.visitor.form_progress import advance, go_on, refused_text
from bot.services.visitor.form_view import FormContext


@dataclass(frozen=True, slots=True)
class Typed:
    """A text at the question that it answers."""

    connection: Connection
    context: FormContext
    actor: Actor
    draft: Draft[BookingForm]
    text: str
    now: datetime

    def advance(self, answer: Answer) -> BookingFormView | Refusal:
        return advance(self.connection, self.context, self.actor, self.draft, answer, self.now)

    def go_on(self, form: BookingForm, actor: Actor) -> BookingFormView | Refusal:
        return go_on(self.connection, self.context, actor, self.draft, form, self.now)


def _means_seats(typed: Typed, found: TypedParty) -> bool:
    """«2» where seats are sold one by one is two people; with a grade, or too many, it is a class."""
    bare = found.grade is None and found.course is None and found.adults is None
    if not bare or found.children > typed.context.limits.max_seats_of_individuals:
        return False
    return has_shared_sessions(typed.connection, typed.draft.form.programme_id, typed.now)


def describe_party(typed: Typed) -> BookingFormView | Refusal:
    """A class, or seats where they are sold one by one; the form begins anew with it, its school is kept."""
    found = read_party(typed.text, MOST_PEOPLE)
    if isinstance(found, PartyTextProblem):
        return refused_text(found.value, MOST_PEOPLE)
    programme = typed.context.content.programme(typed.draft.form.programme_id)
    if _means_seats(typed, found):
        return typed.advance(TakeSeats(found.children))
    if not programme.audience & {Audience.SCHOOL, Audience.COLLEGE}:
        return Refusal(Reason.WRONG_AUDIENCE)
    audience = Audience.COLLEGE if found.course is not None else Audience.SCHOOL
    if audience not in programme.audience:
        audience = Audience.SCHOOL if audience is Audience.COLLEGE else Audience.COLLEGE
    youngest = youngest_age_of(found.grade, found.course)
    return typed.advance(
        DescribeClass(found.grade, found.letter, found.children, found.adults, youngest, audience)
    )


def youngest_age_of(grade: int | None, course: int | None) -> int | None:
    """Age of the youngest as it is likely for a grade or a course; it can be changed on the next screen."""
    if course is not None:
        return 14 + course
    return None if grade is None else youngest_age_for_grade(grade)
