"""Buttons of visitors. What each carries is enough to show or do it, months later, on any device."""

from __future__ import annotations

import zlib

from aiogram.filters.callback_data import CallbackData


def short_key(slug: str) -> str:
    """A slug in six letters, stable for ever: callback data has 64 bytes in all."""
    return f"{zlib.crc32(slug.encode()):08x}"[:6]


class ShowCatalogue(CallbackData, prefix="cat"):
    """The list of sites, or one of its filter menus; empty fields do not filter.

    ``city`` and ``industry`` are :func:`short_key`; ``kind`` a programme kind; ``people`` a key of
    ``bot.ui.visitor.filters.PEOPLE``; ``days`` a period; ``menu`` names a filter whose choices are shown.
    ``anew``: below a message worth keeping.
    """

    city: str = ""
    industry: str = ""
    kind: str = ""
    people: str = ""
    days: str = ""
    page: int = 0
    menu: str = ""
    anew: bool = False


class ShowDates(CallbackData, prefix="near"):
    """«Ближайшие даты» under the same filters; ``shared``: only of groups that anybody may join; ``since``:
    from this day on, yyyymmdd."""

    city: str = ""
    industry: str = ""
    kind: str = ""
    people: str = ""
    days: str = ""
    page: int = 0
    shared: bool = False
    since: str = ""


class ShowSite(CallbackData, prefix="site"):
    """The card of a site; ``booking``: the one from whose card it was opened, if any."""

    site: int
    rules: bool = False
    booking: int = 0


class ShowPlace(CallbackData, prefix="place"):
    """The site's meeting point on the map, as a message of its own."""

    site: int


class ShowProgramme(CallbackData, prefix="prog"):
    """The card of a programme; ``session``: the date that led to it, if any."""

    programme: int
    details: bool = False
    session: int = 0


class ShowRoutes(CallbackData, prefix="routes"):
    page: int = 0


class ShowRoute(CallbackData, prefix="route"):
    route: int
    details: bool = False


class Book(CallbackData, prefix="book"):
    """«Записаться» on a programme; ``session``: the date that led to it, if any."""

    programme: int
    session: int = 0


class FormTap(CallbackData, prefix="f"):
    """An answer in a booking's form; ``op`` says to what, ``value`` which."""

    draft: int
    op: str
    value: str = ""


class BookAgainTap(CallbackData, prefix="again"):
    """The same party at another date; ``sessions``: ids joined by dots, or empty for the calendar."""

    booking: int
    sessions: str = ""


class MoveTap(CallbackData, prefix="mv"):
    """«Перенести»: another time for a booking."""

    booking: int


class OfferTap(CallbackData, prefix="off"):
    """An offer that keeps seats. ``op``: «take» with an ``option``, «no», «show»."""

    offer: int
    op: str
    option: int = 0


class WaitTap(CallbackData, prefix="wt"):
    """A place on a waiting list. ``op``: «show», «leave», or «more»: waits from ``first`` to ``last``
    (yyyymmdd), on some weekdays (bits; 0: all)."""

    waiting: int
    op: str
    first: str = ""
    last: str = ""
    days: int = 0


class OpeningTap(CallbackData, prefix="opn"):
    """Seats of a session that came free for somebody who waits, and are kept for nobody."""

    waiting: int
    session: int


class SendForm(CallbackData, prefix="send"):
    """Keyed by the draft: any number of taps makes one booking (B5)."""

    draft: int


class ContinueForm(CallbackData, prefix="cont"):
    pass


class ShowMine(CallbackData, prefix="mine"):
    """«Мои заявки»; ``anew``: as a message of its own, when the button stands under one worth keeping."""

    page: int = 0
    past: bool = False
    anew: bool = False


class ShowBooking(CallbackData, prefix="bk"):
    booking: int
    anew: bool = False


class CancelBookingTap(CallbackData, prefix="bkx"):
    """Without a reason the list of reasons; with one the cancellation."""

    booking: int
    reason: str = ""


class DayTap(CallbackData, prefix="day"):
    """On the day of the visit; ``op``: a ``DayWord``, late (the choice of minutes), coming (asks how many),
    back from that question; frost_no: it is no frost day, which changes nothing.

    Keyed by what was said last: a repeat shows the present truth.
    """

    booking: int
    op: str


class ShowClasses(CallbackData, prefix="classes"):
    """«Мои классы»; ``anew``: as a message of its own, when the button stands under one worth keeping."""

    anew: bool = False


class ClassTap(CallbackData, prefix="cls"):
    card: int
    op: str
    value: str = ""


class ChooseLanguage(CallbackData, prefix="lang"):
    code: str = ""


class ConsentTap(CallbackData, prefix="consent"):
    """Answer to the consent in a form; ``version`` of the text that was shown."""

    draft: int
    version: int
    agree: bool


class ProfileConsentTap(CallbackData, prefix="mec"):
    """The same where one's own name or phone is changed."""

    draft: int
    version: int
    agree: bool


class NewsTap(CallbackData, prefix="news"):
    """Consent to news: ``op`` asks for it, or is the answer ``yes`` or ``no``.

    ``version`` of the text that was shown; ``profile``: the button leads back to the profile.
    """

    op: str
    version: int = 0
    profile: bool = False


class ShowHelp(CallbackData, prefix="help"):
    pass


class ShowProfile(CallbackData, prefix="me"):
    op: str = ""


class DeleteMeTap(CallbackData, prefix="del"):
    sure: bool = False
