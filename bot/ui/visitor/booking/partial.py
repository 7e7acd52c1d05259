"""A route that has lost a stop: what stands, what fell and why, and one tap for each way on (C3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.booking.offers.views import OfferChoice, OfferView
from bot.domain.booking.routes.progress import progress_of
from bot.domain.booking.routes.views import RouteLossView, loss_of
from bot.domain.model import OfferState
from bot.ui.formats.dates import begins_label, choice_label, moment_label
from bot.ui.formats.html import Html, lines
from bot.ui.formats.labels import ONE_IN_A_ROW
from bot.ui.kit import Row, button, home_button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.booking.routes import as_short_as_need_be, stop_lines
from bot.ui.visitor.callback_data import BookAgainTap, CancelBookingTap, OfferTap, ShowBooking


def loss_screen(view: RouteLossView, t: Translator) -> Screen:
    """While it can be decided, what is kept until when and what comes of silence; afterwards how it ended."""
    booking, offer = view.booking, view.offer
    stands = bool(booking.standing)
    state = _state(offer, view)
    title = "route.loss" if stands or state is OfferState.TAKEN else "route.loss_all"
    is_open = offer is not None and state is OfferState.LIVE

    def compose(brief: bool) -> Html:
        return lines(
            t.html(title, reference=booking.reference, title=view.route.title),
            *stop_lines(booking, view.places, t, codes=False, brief=brief),
            _why_line(view, t) if brief else _written_line(view, t),
            Html(""),
            *(_open_lines(offer, stands, t) if offer is not None and is_open else ()),
            None if is_open else _end_line(view, state, t),
        )

    text = as_short_as_need_be(compose)
    rows: list[Row] = []
    if offer is not None and state is OfferState.LIVE:
        rows += [_take(offer, each, t) for each in offer.choices]
        if stands:
            rows.append(button(t.label("route.without"), OfferTap(offer=offer.offer.id, op="rest")))
    elif not stands:
        rows.append(button(t.label("route.another_day"), BookAgainTap(booking=booking.id)))
    if stands and any(each.starts_at > view.now for each in booking.standing):
        rows.append(button(t.label("route.call_off"), CancelBookingTap(booking=booking.id)))
    rows.append(button(t.label("sent.card"), ShowBooking(booking=booking.id, anew=True)))
    return Screen(text, keyboard(*rows))


def _written_line(view: RouteLossView, t: Translator) -> Html | None:
    """What the site of the stop that fell wrote, by its name: the others stand above it, too."""
    fell = view.fell[0]
    if not fell.line:
        return None
    site, _ = view.places[fell.programme_id]
    return t.html("route.site_line", site=site.name, text=fell.line)


def _why_line(view: RouteLossView, t: Translator) -> Html | None:
    fell = view.fell[0]
    if not fell.reason:
        return None
    return lines(t.html("mine.reason", reason=t.label(f"reason.{fell.reason}")), _written_line(view, t))


def _state(offer: OfferView | None, view: RouteLossView) -> OfferState | None:
    """None: there was nothing to decide."""
    if offer is None:
        return None
    lapsed = offer.offer.state is OfferState.LIVE and offer.offer.expires_at <= view.now
    return OfferState.LAPSED if lapsed else offer.offer.state


def _open_lines(offer: OfferView, stands: bool, t: Translator) -> list[Html | None]:
    until = moment_label(offer.offer.expires_at, offer.timezone, t)
    head = t.html("route.kept" if offer.choices else "route.nothing_kept", until=until)
    silence = t.html("route.silence" if stands else "offer.then")
    return [head, *[_choice_line(each, t) for each in offer.choices], silence]


def _choice_line(choice: OfferChoice, t: Translator) -> Html:
    zone = choice.site.timezone
    moment = moment_label(choice.starts[0], zone, t)
    if choice.is_whole_route:
        return t.html("route.kept_day", moment=moment)
    return t.html("route.kept_time", moment=moment, title=choice.programme.title, site=choice.site.name)


def _take(offer: OfferView, choice: OfferChoice, t: Translator) -> Button:
    key = "route.take_day" if choice.is_whole_route else "offer.take"
    room = ONE_IN_A_ROW - len(t.label(key, when=""))
    when = (
        begins_label(choice.starts[0], choice.site.timezone, None, t, room)
        if choice.is_whole_route
        else choice_label(choice.starts, choice.site.timezone, None, t, room)
    )
    tap = OfferTap(offer=offer.offer.id, op="take", option=choice.number)
    return button(t.label(key, when=when), tap)


def _end_line(view: RouteLossView, state: OfferState | None, t: Translator) -> Html:
    """What became of it, as it is true now."""
    progress = progress_of(view.booking)
    if state is OfferState.TAKEN:
        return t.html("route.ended.taken", n=progress.confirmed, of=progress.stops)
    if not view.booking.standing:
        return t.html("route.ended.off")
    if state is OfferState.DECLINED:
        return t.html("route.ended.without")
    return t.html("route.ended.stands")


def settled(view: OfferView, t: Translator) -> Screen:
    """Nobody decided: the route goes on without what was lost, and can still be called off."""
    loss = loss_of(view)
    if loss is None:
        return Screen(t.html("route.ended.off"), keyboard(home_button(t)))
    booking = loss.booking
    return Screen(
        as_short_as_need_be(
            lambda brief: lines(
                t.html("route.settled", reference=booking.reference, title=loss.route.title),
                *stop_lines(booking, loss.places, t, codes=False, brief=brief),
            )
        ),
        keyboard(
            button(t.label("sent.card"), ShowBooking(booking=booking.id, anew=True)),
            button(t.label("route.call_off"), CancelBookingTap(booking=booking.id)),
        ),
    )


def decision(view: OfferView, t: Translator) -> Screen | None:
    """The same, where a route's offer is opened from a list; None: the offer is about no route's loss."""
    loss = loss_of(view)
    return None if loss is None else loss_screen(loss, t)


RENDERERS: Mapping[str, Callable[..., Screen]] = {
    "route.partial": loss_screen,
    "route.partial.update": loss_screen,
    "route.settled": settled,
}
