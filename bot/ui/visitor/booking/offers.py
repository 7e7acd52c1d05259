"""Offers and waiting lists: one screen for each, whatever led there (K, B12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.booking.offers.views import (
    OfferChoice,
    OfferView,
    OpeningView,
    WaitingView,
    WaitOverView,
    Whose,
)
from bot.domain.forms import ANY_DAY, Wish
from bot.domain.model import OfferPurpose, OfferState, VisitStatus, WaitState
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import (
    bare_day_label,
    choice_label,
    day_label,
    local_date,
    moment_label,
    short_day_label,
    short_moment_label,
)
from bot.ui.formats.group import group_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW
from bot.ui.formats.manual import manual_line
from bot.ui.kit import Row, button, home_button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.booking.partial import decision
from bot.ui.visitor.callback_data import (
    Book,
    BookAgainTap,
    OfferTap,
    OpeningTap,
    ShowBooking,
    ShowCatalogue,
    ShowMine,
    WaitTap,
)
from bot.ui.visitor.papers.screens import anew_button, outdated_line
from bot.ui.visitor.party import counts_label, on_days, party_label, subgroups_label


def whose_label(whose: Whose, t: Translator) -> str:
    return party_label(whose.audience, whose.grade, whose.letter, whose.children, whose.adults, t)


def wish_label(wish: Wish, t: Translator) -> str:
    """«чт, 3 декабря», «любой четверг с 3 по 31 декабря», «любой день с …»."""
    if wish.is_one_day:
        return day_label(wish.first, t)
    first, last = day_label(wish.first, t), day_label(wish.last, t)
    named = next((n for n in range(7) if wish.weekdays == 1 << n), None)
    what = t.label("wish.any_day" if named is None else f"wish.weekday.{named + 1}")
    return t.label("wish.range", what=what, first=first, last=last)


# --- an offer -------------------------------------------------------------------------------------------


def offer_screen(view: OfferView, t: Translator) -> Screen:
    """What is kept, for whom, until when, and one tap for each option; or how it ended."""
    decided = decision(view, t) if view.offer.purpose is OfferPurpose.ROUTE else None
    if decided is not None:
        return decided
    if view.offer.state is not OfferState.LIVE or view.offer.expires_at <= view.now:
        return _ended(view, t)
    if view.offer.purpose is OfferPurpose.MOVE:
        return _asked(view, t)
    text = lines(
        bold(t.label(f"offer.why.{view.offer.purpose}", site=view.first.site.name)),
        _what(view, t),
        *[_choice_line(each, view, t) for each in view.choices],
        Html(""),
        t.html("offer.until", until=moment_label(view.offer.expires_at, view.first.site.timezone, t)),
        t.html("offer.then.waiting") if view.waiting is not None else t.html("offer.then"),
        t.html("offer.asks_host") if view.asks_host else None,
    )
    return Screen(
        text,
        keyboard(
            *[_take(view, each, t) for each in view.choices],
            button(t.label("offer.decline"), OfferTap(offer=view.offer.id, op="no")),
            button(t.label("sent.mine"), ShowMine(anew=True)),
        ),
    )


def _asked(view: OfferView, t: Translator) -> Screen:
    """Another time was asked for; the booking stands until the site agrees (B9)."""
    zone = view.first.site.timezone
    text = lines(
        t.html("move.asked", reference=_reference(view, t)),
        _what(view, t),
        t.html("move.before", moments=before_moments(view, t)),
        t.html("move.after", moments="; ".join(moment_label(each, zone, t) for each in view.first.starts)),
        Html(""),
        t.html("move.asked.what_next", until=moment_label(view.offer.expires_at, zone, t)),
        manual_line(view.before.audience, view.before.organisation_id, t)
        if view.manual and view.before is not None
        else None,
    )
    booking = view.offer.booking_id
    return Screen(
        text,
        keyboard(
            None
            if booking is None
            else button(t.label("sent.card"), ShowBooking(booking=booking, anew=True)),
            button(t.label("move.take_back"), OfferTap(offer=view.offer.id, op="no")),
            button(t.label("sent.mine"), ShowMine(anew=True)),
        ),
    )


def _reference(view: OfferView, t: Translator) -> str:
    return "" if view.before is None else t.reference(view.before.reference)


def before_moments(view: OfferView, t: Translator) -> str:
    """When the visits are that another time was asked for."""
    visits = () if view.before is None else view.before.ahead(view.now) or view.before.standing
    return "; ".join(moment_label(each.starts_at, view.first.site.timezone, t) for each in visits)


def _what(view: OfferView, t: Translator) -> Html:
    return t.html(
        "offer.what",
        programme=view.first.programme.title,
        city=view.first.site.city,
        party=whose_label(view.whose, t),
    )


def _choice_line(choice: OfferChoice, view: OfferView, t: Translator) -> Html:
    zone = choice.site.timezone
    moment = moment_label(choice.starts[0], zone, t)
    if choice.is_whole_route:
        return t.html("offer.choice_route", moment=moment)
    if len(choice.parts) > 1:
        parts = subgroups_label(choice.parts, choice.starts, zone, t)
        if on_days(choice.starts, zone):
            return t.html("offer.choice_days", parts=parts)
        day = day_label(local_date(choice.starts[0], zone), t)
        return t.html("offer.choice_parts", day=day, parts=parts)
    if choice.site.id != view.first.site.id:
        return t.html("offer.choice_elsewhere", moment=moment, site=choice.site.name, city=choice.site.city)
    if choice.group is not None and choice.group.gathers and view.offer.is_live(view.now):
        return t.html("form.group", moment=moment, group=group_label(choice.group, zone, t))
    return t.html("offer.choice", moment=moment)


def kept_lines(view: OfferView, t: Translator) -> list[Html]:
    """The choices, in a message that has said the rest."""
    return [_choice_line(each, view, t) for each in view.choices]


def kept_buttons(view: OfferView, t: Translator) -> list[Button]:
    return [_take(view, each, t) for each in view.choices]


def _take(view: OfferView, choice: OfferChoice, t: Translator) -> Button:
    room = ONE_IN_A_ROW - len(t.label("offer.take", when=""))
    starts = choice.starts[:1] if choice.is_whole_route else choice.starts
    when = choice_label(starts, choice.site.timezone, None, t, room)
    tap = OfferTap(offer=view.offer.id, op="take", option=choice.number)
    return button(t.label("offer.take", when=when), tap)


def _ended(view: OfferView, t: Translator) -> Screen:
    state = view.offer.state
    if state is OfferState.LIVE:
        state = OfferState.LAPSED
    own = f"offer.ended.{state}.{view.offer.purpose}"
    key = own if t.has(own) else f"offer.ended.{state}{_where_seats_are(view)}"
    text = lines(
        t.html(key, site=view.first.site.name, reference=_reference(view, t)),
        _what(view, t),
        *[_choice_line(each, view, t) for each in view.choices],
        *_moved_lines(view, t),
        _waits_on(view, t),
        outdated_line(view.outdated, t),
    )
    booked = view.booked if state is OfferState.TAKEN else None
    if view.offer.purpose is OfferPurpose.MOVE:
        booked = view.before
    waiting = view.waiting if view.waiting is not None and view.waiting.is_live else None
    return Screen(
        text,
        keyboard(
            None
            if booked is None
            else button(t.label("sent.card"), ShowBooking(booking=booked.id, anew=True)),
            None if booked is None else anew_button(booked.id, view.outdated, t),
            None
            if waiting is None
            else button(t.label("waiting.show"), WaitTap(waiting=waiting.id, op="show")),
            *[_book(view, each, t) for each in view.still_free],
            _another_time(view, t) if booked is None and waiting is None else None,
            button(t.label("sent.mine"), ShowMine(anew=True)),
        ),
    )


def _moved_lines(view: OfferView, t: Translator) -> list[Html]:
    """What is not as it was once a booking has gone to another time: codes, and by when the list is due."""
    if view.before is None or view.offer.purpose is not OfferPurpose.MOVE:
        return []
    if view.offer.state is not OfferState.TAKEN:
        return []
    zone = view.first.site.timezone
    codes = [
        t.html("move.code", moment=moment_label(each.starts_at, zone, t), code=code_label(each.code, t))
        for each in view.before.ahead(view.now)
        if each.status is VisitStatus.CONFIRMED
    ]
    if view.list_due_at is None:
        return codes
    return [*codes, t.html("move.list_due", moment=moment_label(view.list_due_at, zone, t))]


def _waits_on(view: OfferView, t: Translator) -> Html | None:
    waits = view.waiting is not None and view.waiting.is_live and view.offer.state is not OfferState.TAKEN
    if not waits:
        return None
    return t.html("offer.waits_on.free" if view.still_free else "offer.waits_on")


def _where_seats_are(view: OfferView) -> str:
    """What is said of those that were let go by: kept for the next, free for everybody, or neither is so."""
    if view.passed_on:
        return ".passed"
    return ".free" if view.still_free else ""


def _book(view: OfferView, choice: OfferChoice, t: Translator) -> Button:
    """Books what nobody keeps any more: with the party that it was kept for, where that is known."""
    room = ONE_IN_A_ROW - len(t.label("offer.book", when=""))
    label = t.label("offer.book", when=choice_label(choice.starts, choice.site.timezone, None, t, room))
    ids = [part.session_id for part in choice.parts]
    if view.before is not None:
        return button(label, BookAgainTap(booking=view.before.id, sessions=".".join(map(str, ids))))
    if view.waiting is not None and len(ids) == 1:
        return button(label, OpeningTap(waiting=view.waiting.id, session=ids[0]))
    return button(label, Book(programme=choice.programme.id, session=ids[0]))


def _another_time(view: OfferView, t: Translator) -> Button:
    return button(t.label("message.other_day"), Book(programme=view.first.programme.id))


# --- a waiting list -------------------------------------------------------------------------------------


def waiting_screen(view: WaitingView, t: Translator) -> Screen:
    """Where the party stands, what it waits for, what happens next; more days in one tap, and the way out."""
    waiting = view.waiting
    if not waiting.is_live:
        return _wait_ended(view, t)
    title = "waiting.already" if view.repeated else "waiting.title"
    text = lines(
        bold(t.label(title)),
        _wait_what(view, t),
        t.html("waiting.days", days=wish_label(waiting.wish, t)),
        t.html("waiting.place", n=view.place),
        Html(""),
        t.html("waiting.offered") if view.offer is not None else t.html("waiting.what_next"),
    )
    rows: list[Row] = []
    if view.offer is not None:
        rows.append(button(t.label("waiting.see_offer"), OfferTap(offer=view.offer.id, op="show")))
    rows += [_wider(view, each, t) for each in view.wider]
    rows.append(button(t.label("waiting.leave"), WaitTap(waiting=waiting.id, op="leave")))
    rows.append((button(t.label("sent.mine"), ShowMine()), home_button(t)))
    return Screen(text, keyboard(*rows))


def _wider(view: WaitingView, wish: Wish, t: Translator) -> Button:
    named = next((n for n in range(7) if wish.weekdays == 1 << n), None)
    what = t.label("wish.any_day" if named is None else f"wish.weekday.{named + 1}")
    label = t.label("waiting.wider", what=what, day=bare_day_label(wish.last, t))
    return button(
        label,
        WaitTap(
            waiting=view.waiting.id,
            op="more",
            first=f"{wish.first:%Y%m%d}",
            last=f"{wish.last:%Y%m%d}",
            days=wish.weekdays if wish.weekdays != ANY_DAY else 0,
        ),
    )


def _wait_what(view: WaitingView, t: Translator) -> Html:
    return t.html(
        "waiting.what",
        programme=view.programme.title,
        site=view.site.name,
        city=view.site.city,
        party=whose_label(view.whose, t),
    )


def _wait_ended(view: WaitingView, t: Translator) -> Screen:
    booked = view.waiting.state is WaitState.BOOKED
    text = lines(
        t.html(f"waiting.ended.{view.waiting.state}"),
        _wait_what(view, t),
        t.html("waiting.days", days=wish_label(view.waiting.wish, t)),
    )
    return Screen(
        text,
        keyboard(
            None if booked else button(t.label("form.again"), Book(programme=view.programme.id)),
            (button(t.label("sent.mine"), ShowMine()), home_button(t)),
        ),
    )


def waiting_button(view: WaitingView, t: Translator) -> Button:
    """«⏳ Ждём место · чт 3.12», in a list."""
    label = t.label("waiting.button", day=short_day_label(view.waiting.wish.first, t))
    return button(label, WaitTap(waiting=view.waiting.id, op="show"))


def offer_button(view: OfferView, t: Translator) -> Button:
    """In a list: what has to be decided first."""
    moment = view.first.starts[0] if view.choices else view.offer.expires_at
    when = short_moment_label(moment, view.timezone, t)
    return button(t.label("offer.button", when=when), OfferTap(offer=view.offer.id, op="show"))


def offer_line(view: OfferView, t: Translator) -> Html:
    until = moment_label(view.offer.expires_at, view.timezone, t)
    if view.offer.purpose is OfferPurpose.ROUTE and view.route is not None:
        return t.html("route.decide_item", title=view.route.title, until=until)
    return t.html("offer.item", site=view.first.site.name, until=until)


def waiting_line(view: WaitingView, t: Translator) -> Html:
    return t.html("waiting.item", site=view.site.name, days=wish_label(view.waiting.wish, t), n=view.place)


# --- what comes of a wait -------------------------------------------------------------------------------


def opening(view: OpeningView, t: Translator) -> Screen:
    """Seats that nobody keeps: fewer than wanted, or too late to keep them."""
    waiting, zone = view.waiting, view.waiting.site.timezone
    text = lines(
        bold(
            t.label(
                "waiting.smaller" if view.too_few else "waiting.first_come",
                free=t.count("count.seats", view.free),
                site=waiting.site.name,
            )
        ),
        t.html("waiting.opening", moment=moment_label(view.session.starts_at, zone, t)),
        _wait_what(waiting, t),
        Html(""),
        t.html("waiting.smaller.what_next" if view.too_few else "waiting.first_come.what_next"),
    )
    tap = OpeningTap(waiting=waiting.waiting.id, session=view.session.id)
    children, adults = view.party
    take = t.label("waiting.take", counts=counts_label(children, adults, t))
    return Screen(
        text,
        keyboard(
            button(take, tap) if children + adults else None,
            button(t.label("message.other_day"), Book(programme=waiting.programme.id)),
            button(t.label("waiting.show"), WaitTap(waiting=waiting.waiting.id, op="show")),
        ),
    )


def wait_over(view: WaitOverView, t: Translator) -> Screen:
    waiting = view.waiting
    text = lines(
        t.html("waiting.over.offered" if view.offered else "waiting.over", site=waiting.site.name),
        _wait_what(waiting, t),
        t.html("waiting.days", days=wish_label(waiting.waiting.wish, t)),
        Html(""),
        t.html("waiting.over.others" if view.others else "waiting.over.none"),
    )
    rows: list[Row] = [
        button(
            choice_label((each.starts_at, *each.also_at), each.timezone, each.few, t, ONE_IN_A_ROW),
            OpeningTap(waiting=waiting.waiting.id, session=each.session_id),
        )
        for each in view.others
    ]
    return Screen(text, keyboard(*rows, button(t.label("home.catalogue"), ShowCatalogue(anew=True))))


RENDERERS: Mapping[str, Callable[..., Screen]] = {
    "offer.made": offer_screen,
    "offer.update": offer_screen,
    "offer.granted": offer_screen,
    "offer.refused": offer_screen,
    "offer.lapsed": offer_screen,
    "offer.withdrawn": offer_screen,
    "waiting.smaller": opening,
    "waiting.first_come": opening,
    "waiting.over": wait_over,
}
