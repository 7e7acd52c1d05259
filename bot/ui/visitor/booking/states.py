"""The state of a booking and its visits, in marks and words."""

from __future__ import annotations

from bot.domain.booking.booking import Visit
from bot.domain.booking.routes.progress import progress_of
from bot.domain.booking.views import BookingView
from bot.domain.model import VisitStatus
from bot.ui.formats.html import Html
from bot.ui.translator import Translator

MARKS = {
    VisitStatus.PENDING: "⏳",
    VisitStatus.CONFIRMED: "✅",
    VisitStatus.ARRIVED: "✅",
    VisitStatus.NO_SHOW: "❌",
    VisitStatus.DECLINED: "❌",
    VisitStatus.EXPIRED: "❌",
    VisitStatus.CANCELLED: "❌",
    VisitStatus.CANCELLED_BY_HOST: "❌",
}
PARTIAL = "⚠️"


def mark_of(view: BookingView) -> str:
    """Of the whole: what waits for its group is not certain yet (C2), and a route that has lost a stop is
    neither well nor off."""
    state = VisitStatus.PENDING if view.booking.gathers else view.booking.status
    lost = view.route is not None and progress_of(view.booking).is_partial
    return PARTIAL if lost and not view.booking.is_over(view.now) else MARKS[state]


def status_label(view: BookingView, t: Translator) -> str:
    """Of the whole, as it is true now. Where visits ended differently, only that it is off: the card says the
    rest of each."""
    booking = view.booking
    if not booking.status.takes_seats and not booking.ended_alike:
        return t.label("status.called_off")
    if booking.is_over(view.now) and booking.status in {VisitStatus.CONFIRMED, VisitStatus.ARRIVED}:
        return t.label("status.visited" if booking.status is VisitStatus.ARRIVED else "status.past")
    of_route = _of_route(view, t) if view.route is not None and booking.status.takes_seats else None
    if of_route is not None:
        return of_route
    return t.label("status.gathering" if booking.gathers else f"status.{booking.status}")


def _of_route(view: BookingView, t: Translator) -> str | None:
    """«Подтверждено 2 из 3», as long as not all is confirmed."""
    progress = progress_of(view.booking)
    if progress.is_partial:
        return t.label("route.status.partial", n=progress.confirmed, of=progress.stops)
    if progress.waiting:
        return t.label("route.status.waiting", n=progress.confirmed, of=progress.stops)
    return None


def site_line(visit: Visit, t: Translator) -> Html | None:
    """What the site wrote beside the reason of its no (E2)."""
    return t.html("mine.site_line", text=visit.line) if visit.line else None
