"""What a region adds to the consent of the installation (F9, H1).

The addition stands before the last line of the operator's text, which it cannot change. Each change is a new
version: whoever agreed to an older one is asked at their next request.
"""

from __future__ import annotations

from dataclasses import replace

from bot.db.engine.locks import lock_region
from bot.db.region.settings import add_consent_text, read_consent_text
from bot.domain.catalogue.cards.fields import LANGUAGES
from bot.domain.forms import Question, RegionConsentForm
from bot.domain.lengths import CONSENT
from bot.domain.model import RegionId
from bot.domain.people.consents import RegionConsent
from bot.domain.refusal import Refusal
from bot.domain.region.settings_views import ConsentFormView, SettingsView
from bot.domain.texts import Texts
from bot.domain.typed.free_text import FreeTextProblem, check_free_text
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    begin,
    form_kind,
    refused_text,
)
from bot.services.permissions import coordinates
from bot.services.region.settings import settings_view
from bot.services.transaction import Tx, record, writes

COORDINATES = coordinates("region_id")

OfConsent = At[RegionConsentForm]
Taken = RegionConsentForm | Refusal


@writes(COORDINATES)
def begin_consent(tx: Tx, region_id: RegionId) -> Asking | Refusal:
    return begin(tx, RegionConsentForm(region_id))


@writes(COORDINATES)
def begin_without(tx: Tx, region_id: RegionId) -> Asking | Refusal:
    """The installation's text alone, again: shown before it holds."""
    if _stored(tx, region_id) is None:
        return refused_text("setting_as_it_is")
    return begin(tx, RegionConsentForm(region_id, dict.fromkeys(LANGUAGES, ""), shown=tx.actor.language))


def _stored(tx: Tx, region_id: RegionId) -> RegionConsent | None:
    version, text = read_consent_text(tx.connection, region_id)
    return None if text is None else RegionConsent(tx.catalogue.region(region_id), version, text)


def _asked(form: RegionConsentForm) -> str | None:
    """The first language in which nothing was said."""
    return next((each for each in LANGUAGES if each not in form.texts), None)


def _type(at: OfConsent, text: str) -> Answer[RegionConsentForm]:
    """It is public: links and the phone of an office may stand in it, names of participants may not."""
    problem = check_free_text(text, CONSENT)
    if problem not in {None, FreeTextProblem.LINK}:
        return refused_text(str(problem), CONSENT)
    return _say(at, text)


def _skip(at: OfConsent, value: str) -> Taken:
    """No text in a language, whose readers then see the first one; that one has to be there."""
    asked = _asked(at.form)
    return _say(at, "") if value == asked and asked != LANGUAGES[0] else at.form


def _say(at: OfConsent, text: str) -> Taken:
    form, asked = at.form, _asked(at.form)
    if asked is None:
        return form
    said = replace(form, texts={**form.texts, asked: text}, shown=at.tx.actor.language, agreed=False)
    before = _stored(at.tx, form.region_id)
    same = _asked(said) is None and before is not None and before.text == Texts(said.texts)
    return refused_text("setting_as_it_is") if same else said


def _unsay(at: OfConsent) -> RegionConsentForm:
    """Without the text that was said last."""
    said = list(at.form.texts.items())[:-1]
    return replace(at.form, texts=dict(said if any(at.form.texts.values()) else ()))


def _look(at: OfConsent, value: str) -> Taken:
    return replace(at.form, shown=value) if value in LANGUAGES else at.form


def _agree(at: OfConsent, value: str) -> Taken:
    """``value``: which version held before. Where a colleague has changed it since, that is shown first."""
    before, _ = read_consent_text(at.tx.connection, at.form.region_id)
    return replace(at.form, agreed=True) if value == str(before) else refused_text("schedule_changed")


def _store(at: OfConsent) -> SettingsView | Refusal:
    tx, form = at.tx, at.form
    lock_region(tx.connection, form.region_id)
    last, before = read_consent_text(tx.connection, form.region_id)
    text = Texts(form.texts) or None
    if text == before:
        return refused_text("setting_as_it_is")
    if not add_consent_text(tx.connection, form.region_id, last + 1, text, tx.now):
        return refused_text("schedule_changed")
    tx.change_catalogue()
    record(
        tx,
        "region.consent",
        "region",
        form.region_id,
        {"version": last + 1, "own": text is not None},
        region_id=form.region_id,
    )
    return settings_view(tx, form.region_id, "consent")


def _view(at: OfConsent) -> ConsentFormView:
    tx, form = at.tx, at.form
    region = tx.catalogue.region(form.region_id)
    version, before = read_consent_text(tx.connection, form.region_id)
    texts, asked = Texts(form.texts), _asked(form)
    return ConsentFormView(
        at.draft.id,
        form,
        region,
        None if before is None else RegionConsent(region, version, before),
        asked,
        RegionConsent(region, version + 1, texts) if asked is None and texts else None,
        str(version),
    )


KIND = form_kind(
    FormKind(
        form=RegionConsentForm,
        questions=(
            FormQuestion(
                name=Question.CONSENT_TEXT,
                is_missing=lambda at: _asked(at.form) is not None,
                taps={"skip": _skip},
                text=_type,
                undo=_unsay,
                longest=CONSENT,
                keeps_lines=True,
            ),
            FormQuestion(
                name=Question.AGREEMENT,
                is_missing=lambda at: not at.form.agreed,
                taps={"agree": _agree, "look": _look},
                undo=_unsay,
            ),
        ),
        view=_view,
        finish=_store,
        sends_itself=True,
        refuse=lambda tx, form: COORDINATES.refuse(tx, form.region_id),
    )
)
