"""Typing a card's class, school or numbers anew (B1): a form of one question, or of none where the card is on
screen and takes what is typed over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.db.booking.drafts import close_draft, read_open_draft
from bot.db.engine.locks import lock_person
from bot.db.people.organisations import (
    CardEntry,
    add_organisation,
    change_card,
    find_card,
    forget_unmet,
    read_card,
    read_organisation,
    read_region_of,
)
from bot.domain.booking.views import ClassQuestionView
from bot.domain.forms import ClassCardForm, ClassField, Question
from bot.domain.model import Audience, ClassCardId, DraftState, OrganisationId
from bot.domain.people.languages import WRITTEN_IN_CYRILLIC
from bot.domain.people.organisation import ClassCard
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.party import PartyTextProblem, TypedParty, read_class, read_count, read_party
from bot.services.booking.form.corrections import meant_by
from bot.services.booking.form.party_answers import (
    kind_of_school,
    read_school,
    refuse_new_school,
    youngest_age_of,
)
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
    refused_text,
)
from bot.services.people.class_cards import entry_of, refuse_numbers
from bot.services.people.schools import schools_like, schools_of_kind
from bot.services.permissions import SELF
from bot.services.transaction import Tx, writes

OfCard = At[ClassCardForm]


def _card(tx: Tx, card_id: ClassCardId) -> ClassCard | None:
    return read_card(tx.connection, card_id, tx.actor.person_id)


def _present(at: OfCard) -> ClassCard:
    """The card of an open form: ``_refuse`` has been asked before."""
    card = _card(at.tx, at.form.card_id)
    if card is None:
        raise LookupError("the form's card is gone")
    return card


def _store(tx: Tx, card: ClassCard, entry: CardEntry) -> ClassCard | Refusal:
    """Puts an answer into the card; a class that is another card already is refused."""
    if find_card(tx.connection, tx.actor.person_id, entry) not in {None, card.id}:
        return refused_text("card_exists")
    change_card(tx.connection, card.id, entry)
    return _card(tx, card.id) or card


def _type_class(at: OfCard, text: str) -> ClassCardForm | Refusal:
    """The card as another class."""
    found = read_class(text)
    if isinstance(found, PartyTextProblem):
        unclear = found is PartyTextProblem.NOTHING_UNDERSTOOD
        return refused_text("class_unclear" if unclear else found.value)
    return _change(at, found)


def _type_number(at: OfCard, text: str) -> Answer[ClassCardForm]:
    """The number that is asked for, or «28 + 3», «5 взрослых» in its place."""
    found = read_party(text)
    if isinstance(found, TypedParty) and not found.bare and not found.unclear:
        return _change(at, found)
    number = read_count(text)
    if number is None:
        return NotUnderstood("not_a_number")
    if isinstance(found, TypedParty) and found.adults is not None:
        return _change(at, found)
    of_children = at.form.field is ClassField.CHILDREN
    return _change(at, TypedParty(None, None, number, None) if of_children else _adults(number))


def _overhear(at: OfCard, text: str) -> Answer[ClassCardForm]:
    """What is typed while the card is on screen: «28 + 3», «5 взрослых», «младшему 11», «8 В», or a number
    near to one of its own."""
    card, found = _present(at), read_party(text)
    if isinstance(found, PartyTextProblem) or found.unclear:
        return NotUnderstood("class_unclear")
    if not found.bare or found.adults is not None or found.children is None:
        return _change(at, found)
    meant = meant_by(found.children, card.children, card.adults, card.youngest_age)
    return NotUnderstood("class_unclear") if meant is None else _change(at, meant)


def _adults(number: int) -> TypedParty:
    return TypedParty(None, None, None, number)


def _change(at: OfCard, found: TypedParty) -> ClassCardForm | Refusal:
    """The card with what was said; with another class the age follows the grade, and the rest stays."""
    card = _present(at)
    if found.other_letter is not None and at.tx.actor.language in WRITTEN_IN_CYRILLIC:
        one, other = (f"{found.grade} {each}" for each in (found.other_letter, found.letter))
        return Refusal(Reason.TEXT_REFUSED, {"problem": "which_letter", "one": one, "other": other})
    entry = replace(
        entry_of(card),
        children=card.children if found.children is None else found.children,
        adults=card.adults if found.adults is None else found.adults,
        youngest_age=found.youngest or card.youngest_age,
    )
    if found.names_class:
        entry = replace(
            entry,
            audience=Audience.COLLEGE if found.course is not None else Audience.SCHOOL,
            grade=found.grade,
            letter=found.letter,
            youngest_age=found.youngest or youngest_age_of(found.grade, found.course) or card.youngest_age,
        )
    refusal = refuse_numbers(entry)
    stored = refusal or _store(at.tx, card, entry)
    return stored if isinstance(stored, Refusal) else replace(at.form, answered=True)


def _type_school(at: OfCard, text: str) -> ClassCardForm | Refusal:
    school = read_school(text, _present(at).audience)
    if isinstance(school, Refusal):
        return school
    return replace(at.form, organisation_name=school)


def _refuse(tx: Tx, form: ClassCardForm) -> Refusal | None:
    """The card was removed meanwhile."""
    return None if _card(tx, form.card_id) is not None else Refusal(Reason.NOT_FOUND)


def _view(at: OfCard) -> ClassQuestionView:
    card = _present(at)
    typed = at.form.organisation_name
    view = ClassQuestionView(card, at.form.field, typed, refusal=at.refusal)
    region = read_region_of(at.tx.connection, card.organisation.id)
    if of_kind := schools_of_kind(at.tx, region, at.refusal):
        return replace(view, typed_school=None, organisations=of_kind)
    if typed is None:
        return view
    return replace(view, organisations=schools_like(at.tx, region, typed))


def _is_missing(*fields: ClassField) -> Callable[[OfCard], bool]:
    return lambda at: at.form.field in fields and not at.form.answered


def _finish(at: OfCard) -> ClassCard:
    """The card is on screen again, and takes what is typed."""
    begin(at.tx, ClassCardForm(at.form.card_id, ClassField.ANY))
    return _present(at)


KIND = form_kind(
    FormKind(
        form=ClassCardForm,
        questions=(
            FormQuestion(
                name=Question.PARTY,
                is_missing=_is_missing(ClassField.CLASS),
                text=_type_class,
                reads_names=True,
            ),
            FormQuestion(
                name=Question.SCHOOL,
                is_missing=_is_missing(ClassField.SCHOOL),
                text=_type_school,
                reads_names=True,
            ),
            FormQuestion(
                name=Question.COUNTS,
                is_missing=_is_missing(ClassField.CHILDREN, ClassField.ADULTS),
                text=_type_number,
            ),
            FormQuestion(
                name=Question.PARTY_CHECK,
                is_missing=_is_missing(ClassField.ANY),
                text=_overhear,
                overhears=True,
            ),
        ),
        view=_view,
        finish=_finish,
        sends_itself=True,
        refuse=_refuse,
    )
)


@writes(SELF)
def ask_class(tx: Tx, card_id: ClassCardId, field: ClassField) -> Asking | Refusal:
    """Waits for what is typed anew of one's own card."""
    if _card(tx, card_id) is None:
        return Refusal(Reason.NOT_FOUND)
    return begin(tx, ClassCardForm(card_id, field))


@writes(SELF)
def pick_school(tx: Tx, card_id: ClassCardId, organisation_id: OrganisationId | None) -> ClassCard | Refusal:
    """A school of the directory for one's own card; None: as it was typed, it joins the directory, unverified
    (B1). The value is absolute, so it may be repeated."""
    lock_person(tx.connection, tx.actor.person_id)
    card = _card(tx, card_id)
    if card is None:
        return Refusal(Reason.NOT_FOUND)
    open_form = read_open_draft(tx.connection, tx.actor.person_id, ClassCardForm)
    waiting = open_form if open_form is not None and open_form.form.card_id == card_id else None
    if organisation_id is None:
        if waiting is None or waiting.form.organisation_name is None:
            return card
        if refusal := refuse_new_school(tx):
            return refusal
        organisation_id = add_organisation(
            tx.connection,
            read_region_of(tx.connection, card.organisation.id),
            kind_of_school(card.audience),
            waiting.form.organisation_name,
            None,
            tx.now,
        )
    elif read_organisation(tx.connection, organisation_id) is None:
        return Refusal(Reason.NOT_FOUND)
    stored = _store(tx, card, replace(entry_of(card), organisation_id=organisation_id))
    forget_unmet(tx.connection, [card.organisation.id, organisation_id])
    if not isinstance(stored, Refusal) and waiting is not None:
        close_draft(tx.connection, waiting.id, DraftState.SENT, tx.now)
    return stored
