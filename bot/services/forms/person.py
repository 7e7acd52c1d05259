"""Questions about whoever fills a form in: consent, name, phone. Asked once, kept with the person (H1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bot.db.people.people import name_person, read_region_agreed, update_person
from bot.domain.forms import Form, Question
from bot.domain.people.consents import CONSENT_VERSION, WantedConsent
from bot.domain.people.leader_names import LeaderNameProblem, read_leader_name
from bot.domain.people.phones import PhoneProblem, read_contact, read_phone
from bot.domain.refusal import Refusal
from bot.services.forms.engine import KINDS, At, Contact, FormQuestion, NotUnderstood, refused_text
from bot.services.transaction import Tx

F = TypeVar("F", bound=Form)


def wanted_consent(tx: Tx, form: Form) -> WantedConsent:
    """To what the actor agrees under a form: the installation's text, with what the region adds that the form
    is about. Who has agreed to that has agreed to the former."""
    region_id = KINDS[type(form)].region(tx, form)
    own = None if region_id is None else tx.catalogue.consent(region_id)
    if tx.actor.consent_version != CONSENT_VERSION:
        return WantedConsent(own, is_missing=True)
    if own is None:
        return WantedConsent(None, is_missing=False)
    agreed = read_region_agreed(tx.connection, tx.actor.person_id, own.region.id)
    return WantedConsent(own, is_missing=agreed != (CONSENT_VERSION, own.version))


def consent_question(undo: Callable[[At[F]], F] | None) -> FormQuestion[F]:
    """Before anything is asked that is about the person (H1)."""
    return FormQuestion(
        name=Question.CONSENT,
        is_missing=lambda at: wanted_consent(at.tx, at.form).is_missing,
        undo=undo,
    )


def person_questions(
    undo: Callable[[At[F]], F], *, needs_name: Callable[[F], bool] = lambda _: True
) -> tuple[FormQuestion[F], ...]:
    """``undo``: the form one question before the first of these. ``needs_name``: whether the name is asked
    before the phone; else only if no shared contact has said it, so that the site knows whom it expects."""
    return (
        consent_question(undo),
        FormQuestion(
            name=Question.NAME,
            is_missing=lambda at: (
                at.tx.actor.name is None and (needs_name(at.form) or at.tx.actor.phone is not None)
            ),
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
    name, tx = read_leader_name(text), at.tx
    if isinstance(name, LeaderNameProblem):
        return NotUnderstood(name.value)
    update_person(tx.connection, tx.actor.person_id, name=name)
    tx.actor = replace(tx.actor, name=name)
    return at.form


def take_phone(at: At[F], text: str) -> F | NotUnderstood:
    phone = read_phone(text)
    if isinstance(phone, PhoneProblem):
        return NotUnderstood(phone.value)
    _keep_phone(at, phone)
    return at.form


def take_contact(at: At[F], contact: Contact) -> F | Refusal:
    """A tourist who shares a contact is not asked for a name: the contact's own will do, if it is one and
    there is none yet."""
    refusal = take_contact_phone(at, contact)
    if refusal is not None:
        return refusal
    actor, name = at.tx.actor, read_leader_name(contact.first_name)
    if actor.name is None and not isinstance(name, LeaderNameProblem):
        name_person(at.tx.connection, actor.person_id, name)
        at.tx.actor = replace(actor, name=name)
    return at.form


def take_contact_phone(at: At[F], contact: Contact) -> Refusal | None:
    if not contact.own:
        return refused_text("not_own_contact")
    phone = read_contact(contact.phone)
    if phone is None:
        return refused_text("not_a_phone")
    _keep_phone(at, phone)
    return None


def _keep_phone(at: At[F], phone: str) -> None:
    """Nothing else: the name may have been changed on another device since the actor was read."""
    update_person(at.tx.connection, at.tx.actor.person_id, phone=phone)
    at.tx.actor = replace(at.tx.actor, phone=phone)
