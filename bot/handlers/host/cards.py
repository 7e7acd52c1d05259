"""The cards of a site and its programmes, edited field by field (E6)."""

from __future__ import annotations

import json

from bot.domain.catalogue.cards.fields import LANGUAGES, CardField, Input
from bot.domain.catalogue.cards.views import CardsView, CardView, FieldView
from bot.domain.forms import CardForm
from bot.domain.model import DraftId, ProgrammeId, Publication, SiteId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.host.common import to_desk
from bot.handlers.host.filling import desk_pages
from bot.handlers.routes import Routes
from bot.services.catalogue.cards import form as card_form
from bot.services.catalogue.cards import reading, revisions
from bot.services.forms import engine
from bot.services.forms.engine import Finished
from bot.ui.host.cards.callback_data import AskPublication, CardTap, EditField, ShowCard, ShowCards
from bot.ui.host.cards.cards import card_screen, cards_screen, field_screen, usual_key
from bot.ui.host.refusals import host_refusal_alert, refused_screen
from bot.ui.screen import Screen
from bot.ui.translator import translator_for

routes = Routes("cards")

PARTS = 20
"""Of a window that are filled before the tap is answered; the night fills what is left."""


async def cards_of(chat: Chat, site_id: SiteId) -> Screen:
    view = await chat.do(reading.show_cards, site_id)
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=to_desk(chat.t))
    return cards_screen(view, chat.t)


@routes.callback
async def show_cards(chat: Chat, data: ShowCards) -> None:
    await chat.show(await cards_of(chat, SiteId(data.site)))


@routes.callback
async def show_card(chat: Chat, data: ShowCard) -> None:
    view = await chat.do(reading.show_card, SiteId(data.site), _programme(data.programme), data.group)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t)))
    else:
        await chat.show(card_screen(view, chat.t))


def _programme(number: int) -> ProgrammeId | None:
    return ProgrammeId(number) if number else None


# --- a field --------------------------------------------------------------------------------------------


async def _left(chat: Chat, form: CardForm) -> Screen:
    """Back to where the field's button was."""
    cards = await chat.do(reading.show_cards, form.site_id)
    if isinstance(cards, Refusal) or cards.status is Publication.DRAFT:
        return await cards_of(chat, form.site_id)
    group = card_form.group_of(form)
    view = await chat.do(reading.show_card, form.site_id, form.programme_id, group)
    return cards_screen(cards, chat.t) if isinstance(view, Refusal) else card_screen(view, chat.t)


def _done(chat: Chat, view: CardView | CardsView) -> Screen:
    return cards_screen(view, chat.t) if isinstance(view, CardsView) else card_screen(view, chat.t)


PAGES = desk_pages(
    CardForm,
    CardTap,
    field_screen,
    finished=_done,
    left=_left,
)


@routes.callback
async def edit_field(chat: Chat, data: EditField) -> None:
    asking = await chat.do(card_form.ask_field, SiteId(data.site), _programme(data.programme), data.field)
    if isinstance(asking, Refusal):
        await chat.show(refused_screen(asking, chat.t, back=to_desk(chat.t)))
    else:
        await forms.show_outcome(chat, PAGES, asking.draft_id, asking)


@routes.callback
async def fill_field(chat: Chat, data: CardTap) -> None:
    """A step of it; with the last one sessions follow where the card shapes them."""
    draft_id = DraftId(data.draft)
    if data.op in {"usual", "pick"}:
        op, value = await _said_by(chat, draft_id, data)
        await forms.tap(chat, PAGES, draft_id, op, value)
        return
    if data.op != "agree":
        await forms.tap(chat, PAGES, draft_id, data.op, data.value)
        return
    outcome = await chat.do(engine.tap, CardForm, draft_id, "agree", data.value, tapped_in=chat.tapped_in)
    if isinstance(outcome, Finished) and isinstance(outcome.form, CardForm):
        await _fill(chat, outcome.form, outcome.result)
    await forms.show_outcome(chat, PAGES, draft_id, outcome)


async def _said_by(chat: Chat, draft_id: DraftId, data: CardTap) -> tuple[str, str]:
    """What a button says on the card: a usual text in all languages, or a choice with its own."""
    asking = await chat.do(engine.show, CardForm, draft_id)
    view = None if isinstance(asking, Refusal) else asking.view
    if not isinstance(view, FieldView):
        return data.op, data.value
    field = view.field
    if data.op == "usual":
        number = int(data.value) if data.value.isdecimal() else 0
        known = field.input is Input.TEXT and 1 <= number <= field.usual
        return ("use", usual_text(field, number)) if known else ("pick", "")
    if field.says and data.value in field.choices:
        number = field.choices.index(data.value) + 1
        said = card_form.words_of(field)
        return "say", data.value if said is None else f"{data.value}\n{usual_text(said, number)}"
    return data.op, data.value


def usual_text(field: CardField, number: int) -> str:
    """In every language in which cards are typed, as JSON."""
    key = usual_key(field, number)
    return json.dumps({code: translator_for(code).label(key) for code in LANGUAGES}, ensure_ascii=False)


async def _fill(chat: Chat, form: CardForm, view: object) -> None:
    left = PARTS
    for programme_id in card_form.to_fill(form, view):
        while left and await chat.do(card_form.fill_window, form.site_id, programme_id) is True:
            left -= 1


# --- the first publication ------------------------------------------------------------------------------


@routes.callback
async def ask_publication(chat: Chat, data: AskPublication) -> None:
    site_id = SiteId(data.site)
    view = await chat.do(revisions.ask_for_publication, site_id)
    if isinstance(view, Refusal):
        chat.say(host_refusal_alert(view, chat.t), alert=True)
        await chat.show(await cards_of(chat, site_id))
    else:
        await chat.show(cards_screen(view, chat.t))
