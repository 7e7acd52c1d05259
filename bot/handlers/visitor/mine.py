"""«Мои заявки», language, one's own data."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.domain.access import Actor
from bot.domain.draft import Draft
from bot.domain.forms import ProfileField, ProfileForm
from bot.domain.model import BookingId, CancelReason, ConsentKind
from bot.domain.refusal import Refusal
from bot.handlers.visitor.browse import show_home
from bot.handlers.visitor.words import means_back, means_cancel
from bot.services.visitor.use_cases import VisitorUseCases
from bot.ui.refusals import refusal_alert
from bot.ui.show import show, show_below
from bot.ui.toast import Toast
from bot.ui.translator import Translator, languages, translator_for
from bot.ui.visitor import mine as screens
from bot.ui.visitor import person
from bot.ui.visitor.booking_form import refused
from bot.ui.visitor.consent import Operator, news_answered, news_question, news_text
from bot.ui.visitor.taps import (
    CancelBookingTap,
    ChooseLanguage,
    DeleteMeTap,
    NewsTap,
    ShowBooking,
    ShowHelp,
    ShowMine,
    ShowProfile,
)

router = Router(name="mine")

Event = CallbackQuery | Message


@router.message(Command("my"))
async def open_mine(message: Message, actor: Actor, t: Translator, visitor: VisitorUseCases) -> None:
    await show(message, screens.mine_screen(await visitor.read_mine(actor), 0, t, past=False))


@router.callback_query(ShowMine.filter())
async def show_mine(
    callback: CallbackQuery, callback_data: ShowMine, actor: Actor, t: Translator, visitor: VisitorUseCases
) -> None:
    view = await visitor.read_mine(actor)
    screen = screens.mine_screen(view, callback_data.page, t, past=callback_data.past)
    await (show_below if callback_data.anew else show)(callback, screen)


@router.callback_query(ShowBooking.filter())
async def show_booking(
    callback: CallbackQuery,
    callback_data: ShowBooking,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
) -> None:
    view = await visitor.read_booking(actor, BookingId(callback_data.booking))
    screen = refused(view, t) if isinstance(view, Refusal) else screens.booking_card(view, t)
    await (show_below if callback_data.anew else show)(callback, screen)


@router.callback_query(CancelBookingTap.filter())
async def cancel_booking(
    callback: CallbackQuery,
    callback_data: CancelBookingTap,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    toast: Toast,
) -> None:
    """Without a reason asks for one; with one calls the booking off. Repeating it shows the present truth."""
    booking_id = BookingId(callback_data.booking)
    reasons = {each.value: each for each in CancelReason}
    reason = reasons.get(callback_data.reason)
    if reason is not None:
        outcome = await visitor.cancel_booking(actor, booking_id, reason)
        if isinstance(outcome, Refusal):
            toast.say(refusal_alert(outcome, t), alert=True)
    view = await visitor.read_booking(actor, booking_id)
    if isinstance(view, Refusal):
        await show(callback, refused(view, t))
    elif reason is None and view.may_cancel:
        await show(callback, screens.cancel_reasons(view, t))
    else:
        await show(callback, screens.booking_card(view, t))


@router.message(Command("language"))
async def open_languages(message: Message, t: Translator) -> None:
    await show(message, person.language_screen(t))


@router.callback_query(ChooseLanguage.filter())
async def choose_language(
    callback: CallbackQuery,
    callback_data: ChooseLanguage,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
) -> None:
    if callback_data.code not in {each.code for each in languages()}:
        await show(callback, person.language_screen(t))
        return
    changed = await visitor.choose_language(actor, callback_data.code)
    await show_home(callback, changed, translator_for(changed.language), visitor)


@router.message(Command("help"))
async def open_help(message: Message, t: Translator, operator: Operator) -> None:
    await show(message, person.help_screen(t, operator.email))


@router.callback_query(ShowHelp.filter())
async def show_help(callback: CallbackQuery, t: Translator, operator: Operator) -> None:
    await show(callback, person.help_screen(t, operator.email))


@router.message(Command("profile", "my_data"))
async def open_profile(message: Message, actor: Actor, t: Translator, visitor: VisitorUseCases) -> None:
    await _show_profile(message, actor, t, visitor)


async def _show_profile(event: Event, actor: Actor, t: Translator, visitor: VisitorUseCases) -> None:
    await show(event, person.profile_screen(actor, t, news=await visitor.wants_news(actor)))


@router.callback_query(ShowProfile.filter())
async def show_profile(
    callback: CallbackQuery,
    callback_data: ShowProfile,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
) -> None:
    if callback_data.op in set(ProfileField):
        field = ProfileField(callback_data.op)
        await visitor.ask_profile(actor, field)
        await show(callback, person.profile_question(field, t))
        return
    await visitor.close_profile(actor)
    await _show_profile(callback, actor, t, visitor)


@router.callback_query(NewsTap.filter())
async def answer_news(
    callback: CallbackQuery,
    callback_data: NewsTap,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    toast: Toast,
) -> None:
    """The consent to news, given or withdrawn (H1). Repeating either shows the present truth."""
    agreed = callback_data.op == "yes"
    question = news_question(t, operator, from_profile=callback_data.profile)
    if callback_data.op not in {"yes", "no"}:
        await show(callback, question)
        return
    if not agreed:
        await visitor.decline_news(actor)
    else:
        text = news_text(t, operator)
        given = await visitor.give_consent(actor, ConsentKind.NEWS, callback_data.version, text)
        if isinstance(given, Refusal):
            toast.say(t.label("consent.changed"), alert=True)
            await show(callback, question)
            return
    if callback_data.profile:
        await _show_profile(callback, actor, t, visitor)
    else:
        await show(callback, news_answered(t, agreed=agreed))


async def answer_profile(
    message: Message, actor: Actor, t: Translator, visitor: VisitorUseCases, draft: Draft[ProfileForm]
) -> None:
    """A new name or phone, typed or as one's own contact; «Назад» and «Отмена» in words leave it as it is."""
    contact = message.contact
    text = contact.phone_number if contact is not None else message.text or ""
    if means_back(text) or means_cancel(text):
        await visitor.close_profile(actor)
        await _show_profile(message, actor, t, visitor)
        return
    own = contact is None or (message.from_user is not None and contact.user_id == message.from_user.id)
    outcome = await visitor.answer_profile(actor, draft.id, text, message.message_id, own=own)
    if isinstance(outcome, Refusal):
        await show(message, person.profile_question(draft.form.field, t, refusal=outcome))
    else:
        await _show_profile(message, outcome, t, visitor)


@router.message(Command("delete_me"))
async def ask_deletion(message: Message, actor: Actor, t: Translator, visitor: VisitorUseCases) -> None:
    await show(message, person.delete_ask(await visitor.read_deletion(actor), t))


@router.callback_query(DeleteMeTap.filter())
async def delete_me(
    callback: CallbackQuery, callback_data: DeleteMeTap, actor: Actor, t: Translator, visitor: VisitorUseCases
) -> None:
    if not callback_data.sure:
        await show(callback, person.delete_ask(await visitor.read_deletion(actor), t))
        return
    outcome = await visitor.delete_me(actor)
    if isinstance(outcome, Refusal):
        view = await visitor.read_deletion(actor)
        await show(callback, person.delete_ask(view, t, refusal=outcome))
        return
    await show(callback, person.deleted(outcome, t))
