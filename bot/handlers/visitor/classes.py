"""What is kept of oneself: «Мои классы» (B1), name and phone."""

from __future__ import annotations

from bot.domain.forms import ClassCardForm, ClassField, ProfileField, ProfileForm
from bot.domain.model import ClassCardId, DraftId, OrganisationId
from bot.domain.people.organisation import ClassCard
from bot.domain.refusal import Refusal
from bot.domain.typed.numbers import read_number
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes
from bot.handlers.visitor.booking.mine import own_city, profile_screen
from bot.handlers.visitor.finding.regions import led_to, profile_region
from bot.services.booking.form.class_places import read_class_places
from bot.services.forms import engine
from bot.services.papers import passport
from bot.services.people import class_card_form, class_cards, profile
from bot.ui.refusals import refusal_alert
from bot.ui.screen import Screen
from bot.ui.translator import languages
from bot.ui.visitor import classes as screens
from bot.ui.visitor import person
from bot.ui.visitor.booking.form import not_by_text
from bot.ui.visitor.callback_data import (
    CityTap,
    ClassPlaces,
    ClassTap,
    ProfileConsentTap,
    ShowClasses,
    ShowProfile,
)
from bot.ui.visitor.papers.callback_data import PassportTap
from bot.ui.visitor.papers.passport import passport_screen

routes = Routes("classes")


# --- classes --------------------------------------------------------------------------------------------


async def _list(chat: Chat) -> Screen:
    return screens.classes_screen(await chat.do(class_cards.read_class_cards), chat.t)


async def _card(chat: Chat, card: ClassCard | Refusal) -> Screen:
    """The card; the list where it is gone."""
    return await _list(chat) if isinstance(card, Refusal) else screens.class_screen(card, chat.t)


async def _card_left(chat: Chat, form: ClassCardForm) -> Screen:
    """From a question back to the card, from the card to the list."""
    if form.field is ClassField.ANY:
        return await _list(chat)
    return await _card(chat, await chat.do(class_cards.change_class_card, form.card_id))


CARD_PAGES = form_pages(
    FormPages(
        form=ClassCardForm,
        own=(ClassTap,),
        question=lambda chat, view: screens.class_question(view, chat.t),
        finished=lambda chat, card: screens.class_screen(card, chat.t),
        closed=lambda chat, _draft, _why: _list(chat),
        left=_card_left,
    )
)


@routes.command("classes")
async def open_classes(chat: Chat) -> None:
    await show_classes(chat, ShowClasses())


@routes.callback
async def show_classes(chat: Chat, data: ShowClasses) -> None:
    await chat.show(await _list(chat), anew=data.anew)


@routes.callback
async def change_class(chat: Chat, data: ClassTap) -> None:
    card_id, op, value = ClassCardId(data.card), data.op, data.value
    if op == "ask" and value in set(ClassField):
        asking = await chat.do(class_card_form.ask_class, card_id, ClassField(value))
        if isinstance(asking, Refusal):
            await chat.show(await _list(chat))
        else:
            await forms.show_outcome(chat, CARD_PAGES, asking.draft_id, asking)
        return
    if op in {"org", "neworg"}:
        known = read_number(value)
        school = None if known is None else OrganisationId(known)
        stored = await chat.do(class_card_form.pick_school, card_id, school)
        if not isinstance(stored, Refusal):
            await chat.show(screens.class_screen(stored, chat.t))
            return
        chat.say(refusal_alert(stored, chat.t), alert=True)
    if op == "show":
        await chat.do(class_card_form.ask_class, card_id, ClassField.ANY)
    if op == "del" and value == "yes":
        await chat.do(class_cards.archive_class_card, card_id)
    number = int(value) if value.isdecimal() and len(value) < 4 else None
    card = await chat.do(
        class_cards.change_class_card,
        card_id,
        children=number if op == "ch" else None,
        adults=number if op == "ad" else None,
        youngest_age=number if op == "age" else None,
    )
    if op == "del" and not isinstance(card, Refusal):
        await chat.show(screens.class_remove(card, chat.t))
    else:
        await chat.show(await _card(chat, card))


@routes.callback
async def show_places(chat: Chat, data: ClassPlaces) -> None:
    view = await chat.do(read_class_places, ClassCardId(data.card), data.page)
    await chat.show(await _list(chat) if isinstance(view, Refusal) else screens.class_places(view, chat.t))


@routes.callback
async def show_passport(chat: Chat, data: PassportTap) -> None:
    """What a class has seen; with a language the file is announced, and comes below."""
    card_id, known = ClassCardId(data.card), {each.code for each in languages()}
    if data.language in known:
        view = await chat.do(passport.ask_passport, card_id, data.language)
        if not isinstance(view, Refusal):
            chat.say(chat.t.label("passport.coming"))
    else:
        view = await chat.do(passport.read_passport, card_id)
    await chat.show(await _list(chat) if isinstance(view, Refusal) else passport_screen(view, chat.t))


# --- name and phone -------------------------------------------------------------------------------------


def _profile_question(chat: Chat, view: profile.ProfileQuestion) -> Screen:
    if not view.consents:
        return person.profile_consent(view.draft_id, chat.t, chat.operator)
    if view.field is ProfileField.CITY:
        return person.city_question(view.draft_id, view.cities, chat.t, refusal=view.refusal)
    return person.profile_question(view.field, chat.t, refusal=view.refusal)


def _profile_changed(chat: Chat, view: profile.ChangedProfile) -> Screen:
    region = profile_region(chat, view.actor)
    return person.profile_screen(
        view.actor, own_city(chat, view.actor), chat.t, news=view.news, region=region
    )


PROFILE_PAGES = form_pages(
    FormPages(
        form=ProfileForm,
        own=(ProfileConsentTap, CityTap),
        question=_profile_question,
        finished=_profile_changed,
        closed=lambda chat, _draft, _why: profile_screen(chat),
        left=lambda chat, _: profile_screen(chat),
        not_by_text=lambda refusal, chat: not_by_text(refusal, chat.t),
    )
)


async def ask_profile(chat: Chat, field: ProfileField) -> None:
    asking = await chat.do(profile.ask_profile, field)
    await forms.show_outcome(chat, PROFILE_PAGES, asking.draft_id, asking)


@routes.callback
async def choose_city(chat: Chat, data: CityTap) -> None:
    await forms.tap(chat, PROFILE_PAGES, DraftId(data.draft), "city", data.city)


@routes.callback
async def answer_consent(chat: Chat, data: ProfileConsentTap) -> None:
    draft_id = DraftId(data.draft)
    if data.agree or chat.actor.consent_version == data.version:
        await forms.answer_consent(chat, PROFILE_PAGES, draft_id, version=data.version, agree=data.agree)
        return
    await chat.do(engine.leave, ProfileForm)
    await chat.show(person.profile_consent_refused(chat.t))


@routes.callback
@led_to
async def show_profile(chat: Chat, data: ShowProfile) -> None:
    if data.op in set(ProfileField):
        await ask_profile(chat, ProfileField(data.op))
        return
    await chat.do(engine.leave, ProfileForm)
    await chat.show(await profile_screen(chat))
