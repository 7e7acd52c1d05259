"""Buttons of visitors. What each carries is enough to show or do it, months later, on any device."""

from __future__ import annotations

import zlib

from bot.ui.callback_data import TapData


def short_key(slug: str) -> str:
    """A slug in six letters, stable for ever: callback data has 64 bytes in all."""
    return f"{zlib.crc32(slug.encode()):08x}"[:6]


class ShowProfessions(TapData, prefix="jobs"):
    """All professions by their first letter; those of one letter with it."""

    letter: str = ""
    page: int = 0


class ShowProfession(TapData, prefix="job"):
    """Where a profession can be seen, tried and practised; ``profession``: its number."""

    profession: int
    page: int = 0


class ShowMore(TapData, prefix="more"):
    """What lies one level below the first screen."""


class ShowCatalogue(TapData, prefix="cat"):
    """The list of sites, or one of its filter menus; empty fields do not filter.

    ``city`` and ``industry`` are :func:`short_key`; ``kind`` a programme kind; ``people`` a key of
    ``bot.ui.visitor.filters.PEOPLE``; ``days`` a period; ``menu`` names a filter whose choices are shown, or
    ``region``, which is no filter but one's own.
    ``anew``: below a message worth keeping. ``price``: :data:`bot.ui.visitor.filters.FREE_OF_CHARGE`.
    """

    city: str = ""
    industry: str = ""
    kind: str = ""
    people: str = ""
    days: str = ""
    page: int = 0
    menu: str = ""
    anew: bool = False
    price: str = ""


class ShowDates(TapData, prefix="near"):
    """«Ближайшие даты» under the same filters; ``shared``: only of groups that anybody may join; ``since``:
    from this day on, yyyymmdd; ``menu``: a filter whose choices are shown in their place."""

    city: str = ""
    industry: str = ""
    kind: str = ""
    people: str = ""
    days: str = ""
    page: int = 0
    shared: bool = False
    since: str = ""
    menu: str = ""
    price: str = ""


class FindTap(TapData, prefix="find"):
    """What was found by a query, packed as in ``bot.ui.visitor.finding.search``; empty asks for a word."""

    query: str = ""
    page: int = 0


class ShowSite(TapData, prefix="site"):
    """The card of a site; ``booking``: the one from whose card it was opened, if any; ``source``: the label
    of the link that led there, as in the cards below."""

    site: int
    rules: bool = False
    booking: int = 0
    source: str = ""


class ShowPlace(TapData, prefix="place"):
    """The site's meeting point on the map, as a message of its own."""

    site: int


class ShowPhoto(TapData, prefix="photo"):
    """The site's photo, as a message of its own."""

    site: int


class ShowProgramme(TapData, prefix="prog"):
    """The card of a programme; ``session``: the date that led to it, if any; ``card``: the saved class that
    is to be booked, if any."""

    programme: int
    details: bool = False
    session: int = 0
    card: int = 0
    source: str = ""


class ShowRoutes(TapData, prefix="routes"):
    page: int = 0


class ShowRoute(TapData, prefix="route"):
    route: int
    details: bool = False
    source: str = ""


class Book(TapData, prefix="book"):
    """«Записаться» on a programme. ``session``: the date that led to it, ``card``: a saved class, if any."""

    programme: int
    session: int = 0
    card: int = 0
    source: str = ""


class BookRoute(TapData, prefix="bkr"):
    """«Записаться на маршрут»: all stops as one."""

    route: int
    source: str = ""


class FormTap(TapData, prefix="f"):
    """An answer in a booking's form; ``op`` says to what, ``value`` which."""

    draft: int
    op: str
    value: str = ""


class BookAgainTap(TapData, prefix="again"):
    """The same party at another date; ``sessions``: ids joined by dots, or empty for the calendar."""

    booking: int
    sessions: str = ""


class MoveTap(TapData, prefix="mv"):
    """«Перенести»: another time for a booking."""

    booking: int


class OfferTap(TapData, prefix="off"):
    """An offer that keeps seats. ``op``: «take» with an ``option``, «no», «rest» (what stands of a route is
    enough), «show»."""

    offer: int
    op: str
    option: int = 0


class WaitTap(TapData, prefix="wt"):
    """A place on a waiting list. ``op``: «show», «leave», or «more»: waits from ``first`` to ``last``
    (yyyymmdd), on some weekdays (bits; 0: all)."""

    waiting: int
    op: str
    first: str = ""
    last: str = ""
    days: int = 0


class OpeningTap(TapData, prefix="opn"):
    """Seats of a session that came free for somebody who waits, and are kept for nobody."""

    waiting: int
    session: int


class SendForm(TapData, prefix="send"):
    """Keyed by the draft: any number of taps makes one booking (B5)."""

    draft: int


class ContinueForm(TapData, prefix="cont"):
    pass


class ShowMine(TapData, prefix="mine"):
    """«Мои заявки»; ``anew``: as a message of its own, when the button stands under one worth keeping."""

    page: int = 0
    past: bool = False
    anew: bool = False


class ShowBooking(TapData, prefix="bk"):
    booking: int
    anew: bool = False


class CancelBookingTap(TapData, prefix="bkx"):
    """Without a reason the list of reasons; with one the cancellation."""

    booking: int
    reason: str = ""


class ArrivalTap(TapData, prefix="qr"):
    """The arrival code of a booking as a picture; ``visit``: of which visit, 0: of the next."""

    booking: int
    visit: int = 0


class DayTap(TapData, prefix="day"):
    """On the day of the visit; ``op``: a ``DayWord``, late (the choice of minutes), coming (asks how many),
    back from that question; frost_no: it is no frost day, which changes nothing. ``visit``: of which visit a
    word is said, 0: of the next. ``minutes``: that were said already, offered first among the choices.

    Keyed by what was said last: a repeat shows the present truth.
    """

    booking: int
    op: str
    visit: int = 0
    minutes: int = 0


class DutyTap(TapData, prefix="duty"):
    """A duty of a booking at a site; ``op``: show (all), open (one), done, undo, set (``value``: a
    ``Transport``), way (a ``ListWay``), ask (what has to be typed), back from that question. ``at``: where
    the button stands and its reader stays: the card of the booking, the message that it was sent.

    Keyed by the duty's state: a repeat shows the present truth.
    """

    booking: int
    site: int
    kind: str
    op: str
    value: str = ""
    at: str = ""


class NumbersTap(TapData, prefix="num"):
    """«Изменить число»; ``op``: ask, meant (``value``: children and adults, joined by a dot; ``draft``: the
    form that shows them), back. Keyed by the form."""

    booking: int
    op: str
    draft: int = 0
    value: str = ""


class HandoverTap(TapData, prefix="hand"):
    """To a colleague. ``op``: booking or card (``id``: what is handed over), else of the handover with this
    ``id``: show, withdraw (its link), confirm, refuse."""

    op: str
    id: int


class TakeTap(TapData, prefix="take"):
    """A colleague takes it over: ``op`` is take, or back from a question about themselves."""

    draft: int
    op: str
    value: str = ""


class TakeConsentTap(TapData, prefix="takec"):
    """The consent before a colleague takes it over; as ``ConsentTap``."""

    draft: int
    version: int
    agree: bool
    own: int = 0


class ShowClasses(TapData, prefix="classes"):
    """«Мои классы»; ``anew``: as a message of its own, when the button stands under one worth keeping."""

    anew: bool = False


class ClassTap(TapData, prefix="cls"):
    """A class card; numbers are absolute, so that a tap that is repeated changes nothing more."""

    card: int
    op: str
    value: str = ""


class ClassPlaces(TapData, prefix="go"):
    """«Записать этот класс»: the programmes that it can be booked for."""

    card: int
    page: int = 0


class ChooseLanguage(TapData, prefix="lang"):
    code: str = ""


class ConsentTap(TapData, prefix="consent"):
    """Answer to the consent in a form; ``version`` of the text that was shown, ``own`` of what its region
    added."""

    draft: int
    version: int
    agree: bool
    own: int = 0


class ProfileConsentTap(TapData, prefix="mec"):
    """The same where one's own name or phone is changed."""

    draft: int
    version: int
    agree: bool


class CityTap(TapData, prefix="city"):
    """One's own city, by its slug; empty: none."""

    draft: int
    city: str = ""


class ShowRegions(TapData, prefix="regs"):
    """The choice of the region in which one looks around; ``to``: the prefix of the screen to which it leads
    back."""

    to: str = ""


class RegionTap(TapData, prefix="reg"):
    """A region, or with 0 a page of them; ``every``: not only of those that a typed text left."""

    draft: int
    region: int = 0
    page: int = 0
    every: bool = False


class NewsTap(TapData, prefix="news"):
    """Consent to news: ``op`` asks for it, or is the answer ``yes`` or ``no``.

    ``version`` of the text that was shown; ``profile``: the button leads back to the profile.
    """

    op: str
    version: int = 0
    profile: bool = False


class NewsOff(TapData, prefix="newsoff"):
    """«Больше не присылать», under an announcement."""


class ShowHelp(TapData, prefix="help"):
    pass


class ShowProfile(TapData, prefix="me"):
    op: str = ""


class OwnDataTap(TapData, prefix="own"):
    """All of one's data. ``op``: «file» makes the file, «keep» has them kept for another year."""

    op: str


class QuietTap(TapData, prefix="quiet"):
    """When one wants to be written to: shown; ``hours`` an ``OwnHours``, or «site» for those of the site;
    ``weekends``: yes or no to silence on Saturdays and Sundays. Absolute, so that a repeat changes
    nothing."""

    hours: str = ""
    weekends: str = ""


class DeleteMeTap(TapData, prefix="del"):
    sure: bool = False


class AskTap(TapData, prefix="ask"):
    """«Спросить» on the card of a programme: what is typed next is a question to its site."""

    programme: int


class AskFormTap(TapData, prefix="askf"):
    """The question that is being written; ``op``: show, back (``value``: from which question), cancel."""

    draft: int
    op: str
    value: str = ""


class AskConsentTap(TapData, prefix="askc"):
    """The consent before it is sent; as ``ConsentTap``."""

    draft: int
    version: int
    agree: bool
    own: int = 0


class OwnEnquiryTap(TapData, prefix="oq"):
    """What one has asked a site; ``op``: show, withdraw. Keyed by its state."""

    enquiry: int
    op: str = "show"


class AnswersTap(TapData, prefix="qa"):
    """«Вопросы и ответы» of a programme; ``drop``: takes this one off its card."""

    programme: int
    page: int = 0
    drop: int = 0


class AnswerTap(TapData, prefix="ans"):
    """A site's question to the leader of a booking; ``op``: answer (what is typed next), show."""

    enquiry: int
    op: str = "answer"


class SendAnswerTap(TapData, prefix="anss"):
    """Sends what was typed before anybody asked for an answer. Keyed by the draft."""

    draft: int
