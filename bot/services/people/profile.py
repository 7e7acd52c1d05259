"""Changing one's own name, phone or city outside a booking: a consent, if there is none, and one question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.db.people.people import update_person
from bot.domain.forms import ProfileField, ProfileForm, Question
from bot.domain.model import DraftId
from bot.domain.people.access import Actor
from bot.domain.people.consents import CONSENT_VERSION
from bot.domain.refusal import Refusal
from bot.domain.texts import Texts
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    Contact,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
    refused_text,
)
from bot.services.forms.person import consent_question, take_contact_phone, take_name, take_phone
from bot.services.people.consents import wants_news
from bot.services.permissions import SELF
from bot.services.transaction import Tx, writes

Profile = At[ProfileForm]


def _take_text(at: Profile, text: str) -> Answer[ProfileForm]:
    answered = (take_name if at.form.field is ProfileField.NAME else take_phone)(at, text)
    return replace(answered, answered=True) if isinstance(answered, ProfileForm) else answered


def _take_contact(at: Profile, contact: Contact) -> ProfileForm | Refusal:
    if at.form.field is ProfileField.NAME:
        return refused_text("not_a_name")
    if not contact.own:
        return refused_text("not_own_number")  # there is no «Отправить номер» here
    return take_contact_phone(at, contact) or replace(at.form, answered=True)


def _type_city(at: Profile, text: str) -> Answer[ProfileForm]:
    published = at.tx.catalogue.published
    slug = published.within(at.tx.actor.region_id).find_city(text) or published.find_city(text)
    return NotUnderstood("no_such_city") if slug is None else _keep_city(at, slug)


def _tap_city(at: Profile, slug: str) -> ProfileForm | Refusal:
    """Empty: none is one's own any more."""
    known = any(each.city_slug == slug for each in at.tx.catalogue.published.sites.values())
    if slug and not known:
        return refused_text("no_such_city")
    return _keep_city(at, slug or None)


def _keep_city(at: Profile, slug: str | None) -> ProfileForm:
    """A city of another region says in which region one is."""
    tx = at.tx
    region_id = tx.actor.region_id
    if slug is not None and len(tx.catalogue.published.open_regions) > 1:
        region_id = tx.catalogue.published.region_of_city(slug, region_id)
    update_person(tx.connection, tx.actor.person_id, city_slug=slug, region_id=region_id)
    tx.actor = replace(tx.actor, city_slug=slug, region_id=region_id)
    return replace(at.form, answered=True)


@dataclass(frozen=True, slots=True)
class ProfileQuestion:
    """What is asked, and why what was typed last is no answer. ``consents``: the person has agreed that
    anything is kept; ``cities``: what can be chosen, by slug."""

    draft_id: DraftId
    field: ProfileField
    consents: bool
    refusal: Refusal | None
    cities: Mapping[str, Texts]


@dataclass(frozen=True, slots=True)
class ChangedProfile:
    """``news``: whether the person has agreed to news."""

    actor: Actor
    news: bool


def _view(at: Profile) -> ProfileQuestion:
    consents = at.tx.actor.consent_version == CONSENT_VERSION
    of_city = consents and at.form.field is ProfileField.CITY
    cities = at.tx.catalogue.published.cities(at.tx.actor.region_id) if of_city else {}
    return ProfileQuestion(at.draft.id, at.form.field, consents, at.refusal, cities)


KIND = form_kind(
    FormKind(
        form=ProfileForm,
        questions=(
            consent_question(None),
            FormQuestion(
                name=Question.NAME,
                is_missing=lambda at: at.form.field is ProfileField.NAME and not at.form.answered,
                text=_take_text,
                contact=_take_contact,
                reads_names=True,
            ),
            FormQuestion(
                name=Question.PHONE,
                is_missing=lambda at: at.form.field is ProfileField.PHONE and not at.form.answered,
                text=_take_text,
                contact=_take_contact,
            ),
            FormQuestion(
                name=Question.CITY,
                is_missing=lambda at: at.form.field is ProfileField.CITY and not at.form.answered,
                text=_type_city,
                taps={"city": _tap_city},
            ),
        ),
        view=_view,
        finish=lambda at: ChangedProfile(at.tx.actor, wants_news(at.tx)),
        sends_itself=True,
    )
)


@writes(SELF)
def ask_profile(tx: Tx, field: ProfileField) -> Asking:
    """Waits for a typed name, phone or city."""
    return begin(tx, ProfileForm(field))
