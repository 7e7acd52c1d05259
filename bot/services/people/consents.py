"""Language and consents of one person (H1, I1)."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bot.db.booking.drafts import owns_draft, read_own_draft
from bot.db.engine.locks import lock_person
from bot.db.people.people import give_consent as store_consent
from bot.db.people.people import read_consent, update_person, withdraw_consent
from bot.db.region.settings import read_consent_text
from bot.domain.forms import Form
from bot.domain.model import ConsentKind, DraftId
from bot.domain.people.access import Actor
from bot.domain.people.consents import NEWS_CONSENT_VERSION, VERSIONS, RegionConsent, WantedConsent
from bot.domain.refusal import Reason, Refusal
from bot.services.forms.person import wanted_consent
from bot.services.permissions import SELF
from bot.services.transaction import Tx, reads, writes


@writes(SELF)
def choose_language(tx: Tx, language: str) -> Actor:
    """Remembers the language that a person chose; it no longer follows Telegram's."""
    if language != tx.actor.language:
        update_person(tx.connection, tx.actor.person_id, language=language, language_chosen=True)
    return replace(tx.actor, language=language)


@writes(SELF)
def give_consent(
    tx: Tx,
    kind: ConsentKind,
    version: int,
    text: str,
    asked_by: DraftId | None = None,
    own: RegionConsent | None = None,
) -> Actor | Refusal:
    """Records a consent: version, SHA-256 of the text as it was shown, moment (H1). Safe to repeat.

    A version that is no longer the present one has to be read anew: a Refusal. ``asked_by``: the form under
    which the text was shown, if it was one. Somebody else's is a Refusal: its button cannot have been on this
    person's screen. ``own``: what a region adds, as it stood in the text.
    """
    if version != VERSIONS[kind]:
        return Refusal(Reason.NO_CONSENT, {"version": VERSIONS[kind]})
    lock_person(tx.connection, tx.actor.person_id)
    if asked_by is not None and not owns_draft(tx.connection, tx.actor.person_id, asked_by):
        return Refusal(Reason.DRAFT_CLOSED)
    added = None
    if own is not None:
        # Asked of the database: the catalogue in memory may know a version less.
        if read_consent_text(tx.connection, own.region.id) != (own.version, own.text):
            return Refusal(Reason.NO_CONSENT, {"version": version})
        added = own.region.id, own.version
    text_hash = hashlib.sha256(text.encode()).hexdigest()
    of_person = tx.actor.person_id, kind, version, tx.actor.language
    store_consent(tx.connection, *of_person, text_hash, tx.now, added)
    return replace(tx.actor, consent_version=version) if kind is ConsentKind.PROCESSING else tx.actor


@reads(SELF)
def find_wanted(tx: Tx, form: type[Form], draft_id: DraftId) -> WantedConsent | Refusal:
    """What one's own form asks one to agree to, in whatever state the form is."""
    draft = read_own_draft(tx.connection, draft_id, tx.actor.person_id, form)
    return Refusal(Reason.DRAFT_CLOSED) if draft is None else wanted_consent(tx, draft.form)


@writes(SELF)
def decline_news(tx: Tx) -> None:
    """No to news: withdraws the consent if there is one, which says so in its record. Safe to repeat."""
    withdraw_consent(tx.connection, tx.actor.person_id, ConsentKind.NEWS, tx.now)


@reads(SELF)
def wants_news(tx: Tx) -> bool:
    """Whether the person has agreed to news, in the present version of the question."""
    return read_consent(tx.connection, tx.actor.person_id, ConsentKind.NEWS) == NEWS_CONSENT_VERSION
