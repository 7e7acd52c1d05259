"""«Мои заявки», language, one's own data."""

from __future__ import annotations

from bot.documents.qr import qr_png
from bot.domain.model import BookingId, CancelReason, ConsentKind, OwnHours
from bot.domain.people.access import Actor
from bot.domain.refusal import Refusal
from bot.domain.texts import Texts
from bot.handlers.chat import Chat
from bot.handlers.routes import Routes
from bot.handlers.visitor.finding.browse import show_home
from bot.handlers.visitor.finding.regions import profile_region
from bot.services.booking import mine
from bot.services.people import consents, deletion, own_data, quiet
from bot.ui.refusals import refusal_alert
from bot.ui.screen import Screen
from bot.ui.translator import languages, translator_for
from bot.ui.visitor import person
from bot.ui.visitor.booking import arrival
from bot.ui.visitor.booking import mine as screens
from bot.ui.visitor.booking.form import refused
from bot.ui.visitor.callback_data import (
    ArrivalTap,
    CancelBookingTap,
    ChooseLanguage,
    DeleteMeTap,
    NewsTap,
    OwnDataTap,
    QuietTap,
    ShowBooking,
    ShowHelp,
    ShowMine,
)
from bot.ui.visitor.consent import news_answered, news_question, news_text

routes = Routes("mine")


@routes.command("my")
async def open_mine(chat: Chat) -> None:
    await show_mine(chat, ShowMine())


@routes.callback
async def show_mine(chat: Chat, data: ShowMine) -> None:
    view = await chat.do(mine.read_mine)
    await chat.show(screens.mine_screen(view, data.page, chat.t, past=data.past), anew=data.anew)


@routes.callback
async def show_booking(chat: Chat, data: ShowBooking) -> None:
    view = await chat.do(mine.read_own_booking, BookingId(data.booking))
    screen = refused(view, chat.t) if isinstance(view, Refusal) else screens.booking_card(view, chat.t)
    await chat.show(screen, anew=data.anew)


@routes.callback
async def show_arrival(chat: Chat, data: ArrivalTap) -> None:
    """The picture comes below the card, which stays; where nobody is awaited any more the card says why."""
    view = await chat.do(mine.read_own_booking, BookingId(data.booking))
    if isinstance(view, Refusal):
        await chat.show(refused(view, chat.t))
        return
    visit = arrival.awaited_visit(view, data.visit)
    if visit is None:
        await chat.show(screens.booking_card(view, chat.t))
    else:
        picture = qr_png(arrival.arrival_link(visit, chat.links))
        await chat.photo(arrival.arrival_screen(view, visit, picture, chat.t))


@routes.callback
async def cancel_booking(chat: Chat, data: CancelBookingTap) -> None:
    """Without a reason asks for one; with one calls the booking off. Repeating it shows the present truth."""
    booking_id = BookingId(data.booking)
    reason = next((each for each in CancelReason if each.value == data.reason), None)
    if reason is not None:
        outcome = await chat.do(mine.cancel_booking, booking_id, reason)
        if isinstance(outcome, Refusal):
            chat.say(refusal_alert(outcome, chat.t), alert=True)
    view = await chat.do(mine.read_own_booking, booking_id)
    if isinstance(view, Refusal):
        await chat.show(refused(view, chat.t))
    elif reason is None and view.may_cancel:
        await chat.show(screens.cancel_reasons(view, chat.t))
    else:
        await chat.show(screens.booking_card(view, chat.t))


@routes.command("language")
async def open_languages(chat: Chat) -> None:
    await chat.show(person.language_screen(chat.t))


@routes.callback
async def choose_language(chat: Chat, data: ChooseLanguage) -> None:
    if data.code not in {each.code for each in languages()}:
        await chat.show(person.language_screen(chat.t))
        return
    chat.actor = await chat.do(consents.choose_language, data.code)
    chat.t = translator_for(chat.actor.language).for_reader(chat.t.reader_zone)
    await show_home(chat)


@routes.command("help")
async def open_help(chat: Chat) -> None:
    await chat.show(person.help_screen(chat.t, chat.operator.email))


@routes.callback
async def show_help(chat: Chat, data: ShowHelp) -> None:
    await open_help(chat)


@routes.command("profile")
async def show_profile(chat: Chat) -> None:
    await chat.show(await profile_screen(chat))


async def profile_screen(chat: Chat) -> Screen:
    news = await chat.do(consents.wants_news)
    region = profile_region(chat, chat.actor)
    return person.profile_screen(chat.actor, own_city(chat, chat.actor), chat.t, news=news, region=region)


def own_city(chat: Chat, actor: Actor) -> Texts | None:
    """The name of the city that somebody has said is theirs."""
    return None if actor.city_slug is None else chat.published.cities(None).get(actor.city_slug)


@routes.callback
async def answer_news(chat: Chat, data: NewsTap) -> None:
    """The consent to news, given or withdrawn (H1). Repeating either shows the present truth."""
    agreed = data.op == "yes"
    question = news_question(chat.t, chat.operator, from_profile=data.profile)
    if data.op not in {"yes", "no"}:
        await chat.show(question)
        return
    if not agreed:
        await chat.do(consents.decline_news)
    else:
        text = news_text(chat.t, chat.operator)
        given = await chat.do(consents.give_consent, ConsentKind.NEWS, data.version, text)
        if isinstance(given, Refusal):
            chat.say(chat.t.label("consent.changed"), alert=True)
            await chat.show(question)
            return
    if data.profile:
        await show_profile(chat)
    else:
        await chat.show(news_answered(chat.t, agreed=agreed))


@routes.command("my_data")
async def ask_my_data(chat: Chat) -> None:
    await chat.show(person.data_asked(await chat.do(own_data.ask_my_data), chat.t))


@routes.callback
async def use_own_data(chat: Chat, data: OwnDataTap) -> None:
    """A file is announced and comes below. «Оставить» under the word that all goes soon: the year begins
    anew."""
    if data.op == "keep":
        await chat.do(own_data.keep_me)
        await chat.show(person.data_kept(chat.t))
    else:
        await ask_my_data(chat)


@routes.callback
async def choose_quiet(chat: Chat, data: QuietTap) -> None:
    hours = next((each for each in OwnHours if each.value == data.hours), None)
    if hours is not None or data.hours == "site":
        chat.actor = await chat.do(quiet.choose_hours, hours)
    elif data.weekends in {"yes", "no"}:
        chat.actor = await chat.do(quiet.choose_weekends, quiet=data.weekends == "yes")
    await chat.show(person.quiet_screen(chat.actor, chat.t))


@routes.command("delete_me")
async def ask_deletion(chat: Chat) -> None:
    await chat.show(person.delete_ask(await chat.do(deletion.read_deletion), chat.t))


@routes.callback
async def delete_me(chat: Chat, data: DeleteMeTap) -> None:
    if not data.sure:
        await ask_deletion(chat)
        return
    outcome = await chat.do(deletion.delete_me)
    if isinstance(outcome, Refusal):
        view = await chat.do(deletion.read_deletion)
        await chat.show(person.delete_ask(view, chat.t, refusal=outcome))
    else:
        await chat.show(person.deleted(outcome, chat.t))
