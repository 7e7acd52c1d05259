"""A field of a card is answered: typed or tapped, shown back, agreed to (E6)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.db.catalogue.cards import StoredCard
from bot.db.catalogue.revisions import read_open_of_site
from bot.db.catalogue.schedules import read_ahead
from bot.db.engine.locks import lock_site
from bot.domain.catalogue.cards.fields import (
    LANGUAGES,
    CardField,
    Input,
    field_named,
    fields_of_card,
    is_said,
    value_in,
)
from bot.domain.catalogue.cards.typed import NotRead, read_field
from bot.domain.catalogue.cards.views import CardsView, CardView, FieldView
from bot.domain.forms import CardForm, Question
from bot.domain.lengths import PARAGRAPH
from bot.domain.model import ProgrammeId, Publication, RegionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.catalogue.cards.change import asks_coordinator, overtake, propose_change, store_change
from bot.services.catalogue.cards.listed import judge_listed, known_in, read_listed
from bot.services.catalogue.cards.reading import (
    EDITS,
    Judged,
    card_view,
    cards_view,
    find_card,
    judge_column,
    key_of,
)
from bot.services.catalogue.roll_schedules import next_part
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
from bot.services.transaction import Tx, writes

OfCard = At[CardForm]
Taken = CardForm | Refusal


@writes(EDITS)
def ask_field(tx: Tx, site_id: SiteId, programme_id: ProgrammeId | None, field: str) -> Asking | Refusal:
    """A field's button: what is typed next is its value."""
    form = CardForm(site_id, field, programme_id)
    return begin(tx, form) if _found(tx, form) is not None else Refusal(Reason.NOT_FOUND)


def _found(tx: Tx, form: CardForm) -> tuple[StoredCard, CardField] | None:
    """The card as it is stored, and the field; None: the card has no such field (any more)."""
    card = find_card(tx, form.site_id, form.programme_id)
    field = field_named(form.field, of_programme=form.programme_id is not None)
    if card is None or field is None:
        return None
    there = fields_of_card(card.document, of_programme=form.programme_id is not None)
    return (card, field) if field in there else None


def _at(at: OfCard) -> tuple[StoredCard, CardField]:
    found = _found(at.tx, at.form)
    if found is None:
        raise LookupError(f"the card has no field {at.form.field}")
    return found


def _take(at: OfCard, value: Any) -> Taken:
    """A value that may be, to be shown; one that may not says why, and the one before stays."""
    card, field = _at(at)
    judged = _judge(at.tx, card, field, value)
    if isinstance(judged, Refusal):
        return judged
    of_column = {**card.document, field.column: judged.plain}
    read = judged.plain if field.own_way else value_in(of_column, field)
    return replace(at.form, value=json.dumps(read, ensure_ascii=False), agreed=False)


def _judge(tx: Tx, card: StoredCard, field: CardField, value: Any) -> Judged | Refusal:
    if field.name == "professions" and card.programme_id is not None and not value:
        own = find_card(tx, card.site_id, None)
        value = None if own is None else own.document.get("professions")
    if field.own_way:
        return judge_listed(tx, tx.catalogue.site(card.site_id).region_id, field, value)
    return judge_column(tx, card, field, value)


def _base(at: OfCard, field: CardField, card: StoredCard) -> Any:
    """What a typed text changes a language of: what was typed before, else what is stored."""
    return value_in(card.document, field) if at.form.value is None else json.loads(at.form.value)


def _type(at: OfCard, text: str) -> Answer[CardForm]:
    card, field = _at(at)
    audience = card.document.get("audience", ())
    if field.own_way:
        value = read_listed(at.tx, _region(at), field, text)
    else:
        value = read_field(field, text, _base(at, field, card), at.form.language, audience)
    return NotUnderstood(value.problem) if isinstance(value, NotRead) else _take(at, value)


def _region(at: OfCard) -> RegionId:
    return at.tx.catalogue.site(at.form.site_id).region_id


def _pick(at: OfCard, value: str) -> Taken:
    """A choice: one of the field's own or of the region's, a number, yes or no; of names, one that goes."""
    card, field = _at(at)
    match field.input:
        case Input.CHOICE | Input.ZONE if value in field.choices:
            return _take(at, value)
        case Input.SWITCH if value in {"0", "1"}:
            return _take(at, value == "1")
        case Input.NUMBER | Input.MINUTES if value.isascii() and value.isdecimal():
            return _take(at, int(value))
        case Input.SEVERAL if value in field.choices:
            chosen = list(_base(at, field, card) or ())
            chosen = [each for each in chosen if each != value] if value in chosen else [*chosen, value]
            return _take(at, chosen) if chosen else refused_text("card.empty")
        case Input.KNOWN:
            known = next((each for each in known_in(at.tx, _region(at), field) if each.slug == value), None)
            return at.form if known is None else _take(at, dict(known.name.as_mapping()))
        case Input.NAMES if value.isascii() and value.isdecimal():
            names = list(_base(at, field, card) or ())
            return _take(at, [each for number, each in enumerate(names) if number != int(value)])
        case _:
            return at.form


def _say(at: OfCard, value: str) -> Taken:
    """A choice with the text that usually says it."""
    choice, _, words = value.partition("\n")
    _, field = _at(at)
    taken = _pick(at, choice)
    return taken if isinstance(taken, Refusal) or not field.says else replace(taken, words=words)


def _use(at: OfCard, value: str) -> Taken:
    """One of the usual texts, in all languages: a button says it whole."""
    _, field = _at(at)
    try:
        texts = json.loads(value)
    except ValueError:
        return at.form
    return _take(at, texts) if field.input is Input.TEXT and isinstance(texts, dict) else at.form


def _switch_language(at: OfCard, value: str) -> Taken:
    return replace(at.form, language=value, agreed=False) if value in LANGUAGES else at.form


def _drop(at: OfCard, _value: str) -> Taken:
    """Nothing is said of an optional field; of a text in another language than Russian, that one alone."""
    card, field = _at(at)
    if field.input is Input.TEXT and at.form.language != "ru":
        rest = {
            code: each for code, each in (_base(at, field, card) or {}).items() if code != at.form.language
        }
        return _take(at, rest or None)
    return _take(at, None) if field.optional else at.form


def _agree(at: OfCard, value: str) -> Taken:
    """``value``: what was, and what would be, as they were shown. Where the card says something else by now,
    that is shown first."""
    if at.form.value is None:
        return at.form
    lock_site(at.tx.connection, at.form.site_id)
    card, field = _at(at)
    shown = key_of(value_in(card.document, field), json.loads(at.form.value))
    return replace(at.form, agreed=True) if shown == value else refused_text("card.changed")


def _finish(at: OfCard) -> CardView | CardsView | Refusal:
    tx, form = at.tx, at.form
    if form.value is None:
        raise ValueError("a form without its answer is not finished")
    card, field = _at(at)
    value = json.loads(form.value)
    judged = _judge(tx, card, field, value)
    if isinstance(judged, Refusal):
        return judged
    done = _apply(tx, card, field, value, judged)
    _put_in_words(tx, form, card, field)
    if card.of_site is Publication.DRAFT:
        return cards_view(tx, form.site_id, done)
    return card_view(tx, form.site_id, form.programme_id, field.group.value, done)


def _apply(tx: Tx, card: StoredCard, field: CardField, value: Any, judged: Judged) -> str:
    """What became of it, for the screen that follows."""
    if value == value_in(card.document, field):
        withdrawn = overtake(tx, card.site_id, card.programme_id, field.name)
        return "withdrawn" if withdrawn else "same"
    if asks_coordinator(tx, card.of_site, card.site_id, field):
        propose_change(tx, card, field, value)
        return "sent"
    store_change(tx, card, field, judged)
    return "saved"


def group_of(form: CardForm) -> str:
    """Where a field stands on its card."""
    field = field_named(form.field, of_programme=form.programme_id is not None)
    return "" if field is None else field.group.value


def words_of(field: CardField) -> CardField | None:
    """The text that says a choice in words."""
    return field_named(field.says, of_programme=False) if field.says else None


def _put_in_words(tx: Tx, form: CardForm, card: StoredCard, field: CardField) -> None:
    """The text of a choice, where it is still to come."""
    words = words_of(field)
    if words is None or form.words is None or is_said(value_in(card.document, words)):
        return
    judged = judge_column(tx, card, words, json.loads(form.words))
    if isinstance(judged, Judged):
        store_change(tx, card, words, judged)


def to_fill(form: CardForm, view: object) -> tuple[ProgrammeId, ...]:
    """The programmes whose sessions follow a field that was changed. ``view``: what came of it."""
    if form.programme_id is not None:
        return (form.programme_id,)
    field = field_named(form.field, of_programme=False)
    if field is None or field.input is not Input.ZONE or not isinstance(view, CardView | CardsView):
        return ()
    return tuple(each.id for each in view.site.programmes)


@writes(EDITS)
def fill_window(tx: Tx, site_id: SiteId, programme_id: ProgrammeId) -> bool | Refusal:
    """The next part of what a changed card opens in its schedules; False: nothing is left."""
    programme = tx.catalogue.everything.programmes.get(programme_id)
    if programme is None or programme.site_id != site_id:
        return Refusal(Reason.NOT_FOUND)
    return next_part(tx, programme_id) is not None


def _view(at: OfCard) -> FieldView:
    card, field = _at(at)
    form, tx = at.form, at.tx
    value = value_in(card.document, field)
    new = None if form.value is None else json.loads(form.value)
    waiting = [
        each
        for each in read_open_of_site(tx.connection, form.site_id)
        if (each.programme_id, each.field) == (form.programme_id, field.name)
    ]
    return FieldView(
        at.draft.id,
        form,
        tx.catalogue.site(form.site_id),
        None if form.programme_id is None else tx.catalogue.programme(form.programme_id),
        field,
        value,
        new,
        is_answered=form.value is not None,
        key=key_of(value, new),
        asks_coordinator=asks_coordinator(tx, card.of_site, form.site_id, field),
        waits=waiting[0] if waiting else None,
        known=known_in(tx, _region(at), field),
        booked=_booked(tx, form.site_id) if field.input is Input.ZONE and new is not None else (),
    )


def _booked(tx: Tx, site_id: SiteId) -> tuple[datetime, ...]:
    """When sessions ahead begin that keep their moment: somebody is in them. Soonest first."""
    found: list[datetime] = []
    for programme in tx.catalogue.site(site_id).programmes:
        ahead = read_ahead(tx.connection, programme.id, tx.now)
        found += [each.span.starts_at for each in ahead if not each.is_free]
    return tuple(sorted(found))


def _refuse(tx: Tx, form: CardForm) -> Refusal | None:
    refusal = EDITS.refuse(tx, form.site_id)
    if refusal is None and _found(tx, form) is None:
        return Refusal(Reason.ALREADY_DECIDED)
    return refusal


KIND = form_kind(
    FormKind(
        form=CardForm,
        questions=(
            FormQuestion(
                name=Question.FIELD,
                is_missing=lambda at: not at.form.agreed,
                taps={
                    "pick": _pick,
                    "say": _say,
                    "use": _use,
                    "language": _switch_language,
                    "drop": _drop,
                    "agree": _agree,
                },
                text=_type,
                longest=PARAGRAPH,
            ),
        ),
        view=_view,
        finish=_finish,
        sends_itself=True,
        refuse=_refuse,
    )
)
