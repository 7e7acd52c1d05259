"""«Мои классы»: saved parties of a leader (B1)."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.domain.access import Actor
from bot.domain.draft import Draft
from bot.domain.forms import ClassCardForm, ClassField
from bot.domain.model import ClassCardId, OrganisationId
from bot.domain.organisation import ClassCard
from bot.domain.refusal import Refusal
from bot.domain.views import ClassQuestionView
from bot.handlers.visitor.words import means_back, means_cancel
from bot.services.visitor.use_cases import VisitorUseCases
from bot.ui.refusals import refusal_alert
from bot.ui.show import show, show_below
from bot.ui.toast import Toast
from bot.ui.translator import Translator
from bot.ui.visitor import person as screens
from bot.ui.visitor.taps import ClassTap, ShowClasses

router = Router(name="classes")

Event = CallbackQuery | Message
Outcome = ClassCard | ClassQuestionView | Refusal
LONGEST_NUMBER = 9


@router.message(Command("classes"))
async def open_classes(message: Message, actor: Actor, t: Translator, visitor: VisitorUseCases) -> None:
    await show(message, screens.classes_screen(await visitor.read_classes(actor), t))


@router.callback_query(ShowClasses.filter())
async def show_classes(
    callback: CallbackQuery,
    callback_data: ShowClasses,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
) -> None:
    screen = screens.classes_screen(await visitor.read_classes(actor), t)
    await (show_below if callback_data.anew else show)(callback, screen)


async def _show(event: Event, actor: Actor, t: Translator, visitor: VisitorUseCases, found: Outcome) -> None:
    """The card or its question; the list where the card is gone."""
    match found:
        case ClassCard():
            await show(event, screens.class_screen(found, t))
        case ClassQuestionView():
            await show(event, screens.class_question(found, t))
        case Refusal():
            await show(event, screens.classes_screen(await visitor.read_classes(actor), t))


@router.callback_query(ClassTap.filter())
async def change_class(
    callback: CallbackQuery,
    callback_data: ClassTap,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    toast: Toast,
) -> None:
    card_id = ClassCardId(callback_data.card)
    op, value = callback_data.op, callback_data.value
    if op == "ask" and value in set(ClassField):
        await _show(callback, actor, t, visitor, await visitor.ask_class(actor, card_id, ClassField(value)))
        return
    if op in {"org", "neworg"}:
        stored = await _pick_school(actor, visitor, card_id, value)
        if not isinstance(stored, Refusal):
            await _show(callback, actor, t, visitor, stored)
            return
        toast.say(refusal_alert(stored, t), alert=True)
    if op == "show":
        await visitor.close_class_question(actor)
    if op == "del" and value == "yes":
        await visitor.archive_class(actor, card_id)
    number = int(value) if value.isdecimal() and len(value) < 4 else None
    card = await visitor.change_class(
        actor,
        card_id,
        children=number if op == "ch" else None,
        adults=number if op == "ad" else None,
        youngest_age=number if op == "age" else None,
    )
    if op == "del" and not isinstance(card, Refusal):
        await show(callback, screens.class_remove(card, t))
    else:
        await _show(callback, actor, t, visitor, card)


async def _pick_school(
    actor: Actor, visitor: VisitorUseCases, card_id: ClassCardId, value: str
) -> ClassCard | Refusal:
    if value.isdecimal() and len(value) <= LONGEST_NUMBER:
        return await visitor.pick_school(actor, card_id, OrganisationId(int(value)))
    return await visitor.add_card_school(actor, card_id)


async def answer_text(
    message: Message, actor: Actor, t: Translator, visitor: VisitorUseCases, draft: Draft[ClassCardForm]
) -> None:
    """The class or the school as typed; «Назад» and «Отмена» in words leave the card as it is."""
    text = message.text or ""
    if means_back(text) or means_cancel(text):
        await visitor.close_class_question(actor)
        await _show(message, actor, t, visitor, await visitor.change_class(actor, draft.form.card_id))
        return
    outcome = await visitor.answer_class(actor, draft.id, text, message.message_id)
    await _show(message, actor, t, visitor, outcome)
