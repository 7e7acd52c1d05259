"""«Отменить», «опаздываем», «сколько стоит»: a text that answers no question opens what it asks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.domain.booking.booking import next_awaited
from bot.domain.booking.codes import is_reference, names_reference
from bot.domain.booking.views import BookingView
from bot.domain.model import BookingId, ProgrammeKind
from bot.domain.search.entries import site_of
from bot.domain.typed.intents import Intent, Said
from bot.domain.typed.minutes import read_minutes
from bot.handlers.chat import Chat
from bot.handlers.visitor import classes, papers
from bot.handlers.visitor.booking import mine as own
from bot.handlers.visitor.finding import browse
from bot.services.booking.mine import read_mine
from bot.services.catalogue.search import find
from bot.services.forms.engine import has_unfinished_form
from bot.ui.screen import Screen
from bot.ui.visitor import intents as screens
from bot.ui.visitor.booking.mine import booking_card, cancel_reasons, mine_screen
from bot.ui.visitor.booking.on_the_day import late_choice
from bot.ui.visitor.callback_data import (
    CancelBookingTap,
    DayTap,
    MoveTap,
    ShowBooking,
    ShowCatalogue,
)
from bot.ui.visitor.papers.callback_data import ShowPapers


async def _placements(chat: Chat) -> None:
    await browse.show_catalogue(chat, ShowCatalogue(kind=ProgrammeKind.INTERNSHIP))


SCREENS: Mapping[Intent, Callable[[Chat], Awaitable[None]]] = {
    Intent.HELP: own.open_help,
    Intent.CHECK: papers.open_check,
    Intent.MINE: own.open_mine,
    Intent.PROFILE: own.show_profile,
    Intent.LANGUAGE: own.open_languages,
    Intent.DELETE_ME: own.ask_deletion,
    Intent.CLASSES: classes.open_classes,
    Intent.PLACEMENT: _placements,
    Intent.ROUTES: browse.open_routes,
    Intent.DATES: browse.open_dates,
    Intent.CATALOGUE: browse.open_catalogue,
    Intent.HOME: browse.show_home,
    Intent.GREETING: browse.show_home,
}
"""Those that are about nobody's booking."""


async def open_intent(chat: Chat, said: Said) -> None:
    intent = said.intent
    screen = SCREENS.get(intent)
    if screen is not None:
        await screen(chat)
    elif intent is Intent.THANKS:
        await chat.show(await offered(chat, "intent.thanks"))
    else:
        await chat.show(await _about_bookings(chat, said))


async def offered(chat: Chat, key: str) -> Screen:
    """A text over what everybody has; a form that was begun is offered, never opened by itself (B2)."""
    unfinished = await chat.do(has_unfinished_form)
    return screens.offered(key, chat.t, open_draft=unfinished, roles=chat.actor)


async def open_reference(chat: Chat) -> bool:
    """«К-0012» opens the card of one's own booking; False: the text is something else."""
    regions = chat.runner.catalogue.everything.regions.values()
    if not is_reference(chat.text, {each.prefix for each in regions}):
        return False
    view = await chat.do(read_mine)
    named = [
        each for each in (*view.upcoming, *view.past) if names_reference(chat.text, each.booking.reference)
    ]
    await chat.show(booking_card(named[0], chat.t) if named else await offered(chat, "intent.no_booking"))
    return True


async def _named(chat: Chat, said: Said, views: Sequence[BookingView]) -> Sequence[BookingView]:
    """Those of the bookings that the text names by number or by site; all where it names none of them."""
    by_number = [each for each in views if names_reference(chat.text, each.booking.reference)]
    if by_number or said.is_all or not said.rest or len(views) < 2:
        return by_number or views
    results = await chat.do(find, " ".join(said.rest))
    sites = {site for each in results.found if (site := site_of(each, chat.published)) is not None}
    return [each for each in views if each.site.id in sites] or views


async def _about_bookings(chat: Chat, said: Said) -> Screen:
    view, t, intent = await chat.do(read_mine), chat.t, said.intent
    coming = await _named(chat, said, view.upcoming)
    match intent:
        case Intent.PRICE:
            return screens.prices(coming, t)
        case Intent.WHERE:
            return screens.places(coming, t)
        case Intent.PAPERS:
            meant = [each for each in (*coming, *view.past) if each.booking.standing]
        case Intent.CANCEL | Intent.ILL | Intent.MOVE:
            meant = [each for each in coming if each.may_cancel]
        case Intent.LATE | Intent.ON_THE_DAY:
            meant = [each for each in coming if each.awaited_today]
            if coming and not meant:
                return screens.which("intent.not_today", coming, _card, t)
        case _:
            meant = list(coming)
    if not meant and view.applications:
        return mine_screen(view, 0, t, past=False)
    if not meant:
        return await offered(chat, "intent.nothing")
    if intent is Intent.PAPERS and len(meant) == 1:
        return await papers.papers_of(chat, meant[0].booking.id)
    return _of_one(intent, meant[0], chat) if len(meant) == 1 else _of_several(intent, meant, chat)


def _of_one(intent: Intent, view: BookingView, chat: Chat) -> Screen:
    match intent:
        case Intent.CANCEL | Intent.ILL:
            return cancel_reasons(view, chat.t)
        case Intent.MOVE:
            return screens.move_choice(view, chat.t)
        case Intent.LATE:
            return late_choice(view, chat.t, _minutes(view, chat.text))
        case _:
            return booking_card(view, chat.t)


def _of_several(intent: Intent, views: Sequence[BookingView], chat: Chat) -> Screen:
    match intent:
        case Intent.CANCEL | Intent.ILL:
            return screens.which(
                "intent.which_cancel", views, lambda booking: CancelBookingTap(booking=booking), chat.t
            )
        case Intent.MOVE:
            return screens.which("intent.which_move", views, lambda booking: MoveTap(booking=booking), chat.t)
        case Intent.PAPERS:
            return screens.which("intent.which", views, lambda booking: ShowPapers(booking=booking), chat.t)
        case Intent.LATE:
            said = {each.booking.id: _minutes(each, chat.text) for each in views}
            return screens.which(
                "intent.which",
                views,
                lambda booking: DayTap(booking=booking, op="late", minutes=said[booking]),
                chat.t,
            )
        case _:
            return screens.which("intent.which", views, _card, chat.t)


def _minutes(view: BookingView, text: str) -> int:
    """By how many minutes the text says that they are late; once the visit has begun, in how many they come.
    0: it says none."""
    begun = next_awaited(view.awaited_today, view.now).starts_at <= view.now
    return read_minutes(text, from_now=begun) or 0


def _card(booking: BookingId) -> ShowBooking:
    return ShowBooking(booking=booking)
