"""Questions about whoever fills a form in: consent, name, phone. Asked once, kept with the person (H1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bot.db.people.people import update_person
from bot.domain.forms import Form, Question
from bot.domain.people.consents import CONSENT_VERSION
from bot.domain.people.phones import read_phone
from bot.domain.refusal import Refusal
from bot.domain.typed.free_text import is_person_name, tidy_person_name
from bot.services.forms.engine import At, Contact, FormQuestion, NotUnderstood, refused_text

F = TypeVar("F", bound=Form)


def person_questions(
    undo: Callable[[At[F]], F], *, needs_name: Callable[[F], bool] = lambda _: True
) -> tuple[FormQuestion[F], ...]:
    """``undo``: the form one question before the first of these."""
    return (
        FormQuestion(
            name=Question.CONSENT,
            is_missing=lambda at: at.tx.actor.consent_version != CONSENT_VERSION,
            undo=undo,
        ),
        FormQuestion(
            name=Question.NAME,
            is_missing=lambda at: at.tx.actor.name is None and needs_name(at.form),
            text=take_name,
            undo=undo,
        ),
        FormQuestion(
            name=Question.PHONE,
            is_missing=lambda at: at.tx.actor.phone is None,
            text=take_phone,
            contact=take_contact,
            undo=undo,
            reply_keyboard=True,
        ),
    )


def take_name(at: At[F], text: str) -> F | NotUnderstood:
    if not is_person_name(text):
        return NotUnderstood("not_a_name")
    _keep(at, name=tidy_person_name(text))
    return at.form


def take_phone(at: At[F], text: str) -> F | NotUnderstood:
    phone = read_phone(text)
    if phone is None:
        return NotUnderstood("not_a_phone")
    _keep(at, phone=phone)
    return at.form


def take_contact(at: At[F], contact: Contact) -> F | Refusal:
    """A tourist is not asked for a name: the contact's own will do, if it is one."""
    if not contact.own:
        return refused_text("not_own_contact")
    phone = read_phone(contact.phone if contact.phone.startswith("+") else f"+{contact.phone}")
    if phone is None:
        return refused_text("not_a_phone")
    first_name = tidy_person_name(contact.first_name) if is_person_name(contact.first_name) else None
    _keep(at, phone=phone, name=at.tx.actor.name or first_name)
    return at.form


def _keep(at: At[F], *, name: str | None = None, phone: str | None = None) -> None:
    actor = at.tx.actor
    at.tx.actor = replace(actor, name=name or actor.name, phone=phone or actor.phone)
    update_person(at.tx.connection, actor.person_id, name=at.tx.actor.name, phone=at.tx.actor.phone)
