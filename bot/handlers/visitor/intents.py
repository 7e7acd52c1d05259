"""«Отменить», «опаздываем», «сколько стоит»: a text that answers no question opens what it asks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.booking.booking import next_awaited
from bot.domain.booking.codes import is_reference, names_reference
from bot.domain.booking.views import BookingView, MineView
from bot.domain.forms import BookingForm
from bot.domain.model import BookingId, DutyKind, ProgrammeKind
from bot.domain.refusal import Refusal
from bot.domain.search.entries import site_of
from bot.domain.typed.intents import Intent, Said
from bot.domain.typed.minutes import read_minutes
from bot.domain.typed.moments import read_clock_beside
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.visitor import classes, papers
from bot.handlers.visitor.booking import mine as own
from bot.handlers.visitor.finding import browse
from bot.services.booking.mine import read_mine
from bot.services.booking.moving import start_move
from bot.services.catalogue.browse import find_named_day, read_site
from bot.services.catalogue.search import find
from bot.services.forms.engine import Asking, has_unfinished_form, type_text
from bot.ui.formats.dates import local_date
from bot.ui.screen import Screen
from bot.ui.visitor import intents as screens
from bot.ui.visitor.booking.duties import duties_screen
from bot.ui.visitor.booking.mine import booking_card, cancel_reasons, mine_screen
from bot.ui.visitor.booking.offers import offer_screen
from bot.ui.visitor.booking.on_the_day import late_choice
from bot.ui.visitor.callback_data import (
    CancelBookingTap,
    DayTap,
    HandoverTap,
    MoveTap,
    ShowBooking,
    ShowCatalogue,
)
from bot.ui.visitor.catalogue import site_card
from bot.ui.visitor.papers.callback_data import ShowPapers

_WITH_A_DAY = frozenset({Intent.CANCEL, Intent.ILL, Intent.MOVE, Intent.HANDOVER})
"""What is said of a booking by its day, or of the day that it goes to."""


async def _placements(chat: Chat) -> None:
    await browse.show_catalogue(chat, ShowCatalogue(kind=ProgrammeKind.INTERNSHIP))


async def _for_a_class(chat: Chat) -> None:
    """As the button of the first screen that is called so."""
    await browse.show_catalogue(chat, ShowCatalogue(people="sch"))


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
    Intent.FOR_A_CLASS: _for_a_class,
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
    elif intent is not Intent.MOVE or not await _moved_to(chat, said):
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


def _on(day: date, views: Sequence[BookingView]) -> Sequence[BookingView]:
    """Those with a visit that stands on a day."""
    return [
        each
        for each in views
        if any(
            local_date(visit.starts_at, each.site_of(visit.site_id).timezone) == day
            for visit in each.booking.standing
        )
    ]


async def _about_bookings(chat: Chat, said: Said) -> Screen:
    view, t, intent = await chat.do(read_mine), chat.t, said.intent
    coming = await _named(chat, said, view.upcoming)
    named = await chat.do(find_named_day, chat.text) if intent in _WITH_A_DAY else None
    there = [] if named is None else _on(named.day, coming)
    coming = there or coming
    if intent is Intent.PRICE:
        return screens.prices(coming, t)
    if intent is Intent.WHERE:
        return screens.places(coming, t)
    if intent is Intent.TRANSPORT and any(each.awaited_today for each in coming):
        intent = Intent.ON_THE_DAY
    meant = _meant(intent, coming, view)
    if intent in {Intent.LATE, Intent.ON_THE_DAY} and coming and not meant:
        return screens.which("intent.not_today", coming, _card, t)
    if not meant:
        return await _of_none(chat, intent, view)
    another_day = intent is Intent.CANCEL and named is not None and not there
    if len(meant) > 1 or another_day or intent is Intent.HANDOVER:
        return _of_several(intent, meant, chat)
    if intent is Intent.PAPERS:
        return await papers.papers_of(chat, meant[0].booking.id)
    return await _what_to_bring(chat, meant[0]) if intent is Intent.BRING else _of_one(intent, meant[0], chat)


def _meant(intent: Intent, coming: Sequence[BookingView], view: MineView) -> list[BookingView]:
    """Those of which what is wanted can be had."""
    match intent:
        case Intent.PAPERS:
            return [each for each in (*coming, *view.past) if each.booking.standing]
        case Intent.CANCEL | Intent.ILL | Intent.MOVE | Intent.HANDOVER:
            return [each for each in coming if each.may_cancel]
        case Intent.LATE | Intent.ON_THE_DAY:
            return [each for each in coming if each.awaited_today]
        case Intent.TRANSPORT | Intent.HAND_LIST:
            kind = DutyKind.TRANSPORT if intent is Intent.TRANSPORT else DutyKind.HAND_LIST
            return [each for each in coming if any(duty.kind is kind for duty in each.duties)] or [*coming]
        case _:
            return [*coming]


async def _of_none(chat: Chat, intent: Intent, view: MineView) -> Screen:
    """Another day may be there already, and wait for an answer."""
    offered_days = view.offers if intent is Intent.MOVE else ()
    if len(offered_days) == 1:
        return offer_screen(offered_days[0], chat.t)
    if offered_days or view.applications:
        return mine_screen(view, 0, chat.t, past=False)
    return await offered(chat, "intent.nothing")


async def _what_to_bring(chat: Chat, view: BookingView) -> Screen:
    """What the button «Что взять» of its card opens."""
    site = await chat.do(read_site, view.site.id)
    if isinstance(site, Refusal):
        return booking_card(view, chat.t)
    return site_card(site, chat.t, chat.links, rules=True, booking=view.booking.id)


async def _moved_to(chat: Chat, said: Said) -> bool:
    """«Перенесите на 24 декабря»: the day that was said is answered at once. False: none was, or it is not
    plain which booking goes there, or another form is open."""
    to = await chat.do(find_named_day, chat.text)
    if to is None or await chat.do(has_unfinished_form):
        return False
    coming = await _named(chat, said, (await chat.do(read_mine)).upcoming)
    meant = [each for each in coming if each.may_cancel and each.route is None]
    if len(meant) != 1 or _on(to.day, coming):
        return False
    begun = await chat.do(start_move, meant[0].booking.id)
    if not isinstance(begun, Asking):
        return False
    outcome = await chat.do(type_text, BookingForm, begun.draft_id, to.said, chat.message_id or 0)
    await forms.show_outcome(chat, forms.PAGES[BookingForm], begun.draft_id, outcome)
    return True


def _of_one(intent: Intent, view: BookingView, chat: Chat) -> Screen:
    match intent:
        case Intent.CANCEL | Intent.ILL:
            return cancel_reasons(view, chat.t)
        case Intent.MOVE:
            return screens.move_choice(view, chat.t)
        case Intent.LATE:
            return late_choice(view, chat.t, _minutes(view, chat.text))
        case Intent.TRANSPORT | Intent.HAND_LIST if view.duties:
            return duties_screen(view, chat.t)
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
        case Intent.HANDOVER:
            return screens.which("intent.which_handover", views, _handover, chat.t)
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


def _handover(booking: BookingId) -> HandoverTap:
    return HandoverTap(op="booking", id=booking)


def _minutes(view: BookingView, text: str) -> int:
    """By how many minutes the text says that they are late, «на 15 минут» or «будем в 10:15»; once the visit
    has begun, in how many they come. 0: it says none."""
    visit = next_awaited(view.awaited_today, view.now)
    begun = visit.starts_at <= view.now
    minutes = read_minutes(text, from_now=begun)
    clock = read_clock_beside(text) if minutes is None else None
    if clock is not None:
        zone = ZoneInfo(view.site_of(visit.site_id).timezone)
        since = (view.now if begun else visit.starts_at).astimezone(zone)
        minutes = (clock.hour - since.hour) * 60 + clock.minute - since.minute
    return max(minutes or 0, 0)


def _card(booking: BookingId) -> ShowBooking:
    return ShowBooking(booking=booking)
