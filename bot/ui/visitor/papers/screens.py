"""Papers in the chat: which there are, texts to copy, certificates checked, calendars (B14, B15)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.chunks import chunks
from bot.domain.messages.views import PartView
from bot.domain.model import BookingId
from bot.domain.papers.kinds import BEFORE, Outdated, PaperKind, Printable, is_class
from bot.domain.papers.views import CheckResult, CheckView, FeedAddress, PapersView, PaperView
from bot.domain.placements.ending import PlacementCertificate
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, name_label
from bot.ui.host.callback_data import ShowLed
from bot.ui.kit import Row, back_button, button, copy_button, home_button, keyboard
from bot.ui.links import Links
from bot.ui.screen import Button, Screen
from bot.ui.translator import BASE_LANGUAGE, Translator, languages
from bot.ui.visitor.callback_data import ShowBooking
from bot.ui.visitor.papers.callback_data import CheckTap, FeedbackTap, FeedTap, PaperTap, ShowPapers
from bot.ui.visitor.papers.texts import (
    NAMED,
    adults_of,
    certificate_fields,
    children_of,
    date_label,
    letter_lines,
    placement_fields,
    report_lines,
)
from bot.ui.visitor.party import counts_label

SIDE_BY_SIDE = 2
MOST_NAMED = 3
"""Of papers that are out of date, where they are not what the screen is about."""
MOST_TO_COPY = 600
"""Characters of a text that is copied; it stands in a message where somebody acts."""


def papers_button(booking: BookingId, t: Translator) -> Button:
    """On the card of a booking."""
    return button(t.label("papers.button"), ShowPapers(booking=booking))


def participant_button(part: PartView, t: Translator) -> Button | None:
    """Beside the certificate of a class: the blank for each who took part."""
    if not is_class(part.booking):
        return None
    site = 0 if part.booking.route_id is None else part.site.id
    tap = PaperTap(booking=part.booking.id, kind=PaperKind.PARTICIPANT.value, site=site)
    return button(t.label("message.over.participant"), tap)


def outdated_line(kinds: Sequence[PaperKind], t: Translator) -> Html | None:
    """On the card of a booking and on what tells of a change: which copies are not true any more."""
    if not kinds:
        return None
    named = kinds if len(kinds) <= MOST_NAMED else kinds[: MOST_NAMED - 1]
    papers = ", ".join(t.label(f"papers.kind.{each}") for each in named)
    more = len(kinds) - len(named)
    return (
        t.html("papers.stale_more", papers=papers, n=more) if more else t.html("papers.stale", papers=papers)
    )


def anew_button(booking: BookingId, kinds: Sequence[PaperKind], t: Translator) -> Button | None:
    """Beside that line, where there is no button of the papers."""
    return button(t.label("papers.button"), ShowPapers(booking=booking)) if kinds else None


def papers_screen(view: PapersView, t: Translator, language: str, *, feeds: bool) -> Screen:
    """What there is, by when it is needed, what is out of date. ``language``: of the papers, empty for the
    reader's; ``feeds``: whether calendars can be subscribed to."""
    part, booking = view.part, view.part.booking
    text = lines(
        t.html(
            "papers.title",
            reference=booking.reference,
            title=part.programme.title,
            site=part.site.name,
            city=part.site.city,
        ),
        Html(""),
        t.html(_to_operators("papers.how", view) if view.kinds else "papers.none"),
        t.html(_to_operators("papers.after", view)) if PaperKind.CERTIFICATE in view.kinds else None,
        *_due_lines(view, t),
        *_outdated_lines(view, t),
        t.html("papers.language", language=_name_of(language)) if language else None,
    )
    buttons = [
        button(
            t.label(f"papers.kind.{each}"),
            PaperTap(booking=booking.id, kind=each.value, language=language, site=_site(view)),
        )
        for each in view.kinds
    ]
    if feeds:
        buttons.append(button(t.label("papers.feed"), FeedTap(booking=booking.id)))
    if view.to_be_rated:
        buttons.append(button(t.label("papers.rate"), FeedbackTap(booking=booking.id, site=part.site.id)))
    rows: list[Row] = [tuple(each) for each in chunks(buttons, SIDE_BY_SIDE)]
    return Screen(
        text,
        keyboard(
            *rows,
            *[
                button(
                    t.label("papers.for_site", site=name_label(t.content(each.name), ONE_IN_A_ROW - 4)),
                    ShowPapers(booking=booking.id, language=language, site=each.id),
                )
                for each in view.others
            ],
            *_other_languages(view, t, language),
            back_button(ShowBooking(booking=booking.id), t, "site.to_request"),
        ),
    )


def _site(view: PapersView) -> int:
    """In callback data: of a route, for which of its sites."""
    return view.part.site.id if view.others else 0


def _to_operators(key: str, view: PapersView) -> str:
    """The text that speaks of no school, children and parents, to whoever brings none (C4)."""
    return f"{key}.operator" if view.part.booking.is_operator else key


def _name_of(language: str) -> str:
    return next((each.name for each in languages() if each.code == language), language)


def _other_languages(view: PapersView, t: Translator, language: str) -> list[Button]:
    """The plant and the parents read Russian; whoever does not gets their own language, and the choice."""
    if t.code == BASE_LANGUAGE or not view.kinds:
        return []
    now = language or t.code
    return [
        button(
            t.label("papers.make_in", language=each.name),
            ShowPapers(booking=view.part.booking.id, language=each.code, site=_site(view)),
        )
        for each in languages()
        if each.code in {BASE_LANGUAGE, t.code} and each.code != now
    ]


def _due_lines(view: PapersView, t: Translator) -> list[Html]:
    part, due = view.part, view.list_due_at
    if PaperKind.LETTER not in view.kinds:
        return []
    found: list[Html] = []
    if due is not None:
        key = "papers.due_list" if part.programme.list_kind in NAMED else "papers.due_letter"
        found.append(t.html(key, moment=moment_label(due, part.site.timezone, t)))
    moment = moment_label(part.first.starts_at, part.site.timezone, t)
    return [*found, t.html(_to_operators("papers.due_trip", view), moment=moment)]


def _outdated_lines(view: PapersView, t: Translator) -> list[Html]:
    if not view.outdated:
        return []
    now = counts_label(children_of(view.part), adults_of(view.part), t)
    found = [t.html("papers.outdated")]
    for kind in BEFORE:
        if kind in view.outdated:
            why, was = view.outdated[kind]
            found.append(_outdated_line(kind, why, was, now, t))
    return found


def _outdated_line(kind: PaperKind, why: Outdated, was: Printable, now: str, t: Translator) -> Html:
    paper = t.label(f"papers.kind.{kind}")
    if why is Outdated.TIME:
        return t.html("papers.outdated.time", paper=paper)
    return t.html(
        "papers.outdated.counts", paper=paper, was=counts_label(was.children, was.adults, t), now=now
    )


def paper_text(view: PaperView, t: Translator, own: Translator) -> Screen:
    """A letter or a report to copy with one tap; ``t`` speaks the paper's language, ``own`` the reader's."""
    booking = view.part.booking
    if view.kind is PaperKind.REPORT and view.certificate is not None:
        said: Sequence[str] = report_lines(view.certificate, t, view.reviews)
        if sum(map(len, said)) > MOST_TO_COPY:
            said = report_lines(view.certificate, t, view.reviews, words=False)
    else:
        said = letter_lines(view, t)
    text = lines(own.html("papers.copy"), copied("\n".join(said), own))
    language = "" if t.code == own.code else t.code
    site = 0 if booking.route_id is None else view.part.site.id
    back = ShowPapers(booking=booking.id, language=language, site=site)
    return Screen(
        text,
        keyboard(back_button(back, own, "papers.back")),
    )


def copied(text: str, t: Translator) -> Html:
    """Text that Telegram copies as a whole when it is tapped."""
    return t.html("papers.text", text=text)


# --- certificates ---------------------------------------------------------------------------------------


def check_question(t: Translator) -> Screen:
    """How a certificate is checked: its code is typed, whatever else is on screen."""
    return Screen(t.html("check.ask"), keyboard(home_button(t)))


def check_button(t: Translator) -> Button:
    return button(t.label("check.button"), CheckTap())


def check_answer(view: CheckView, t: Translator) -> Screen:
    """What a code vouches for, to be compared with the paper."""
    certificate = view.certificate
    if view.placement is not None:
        text = _checked_placement(view, view.placement, t)
    elif certificate is None:
        text = t.html("check.unknown")
    else:
        head = t.html(
            f"check.{view.result}", reference=certificate.number, date=date_label(certificate.issued_on, t)
        )
        shown = () if view.result is CheckResult.WITHDRAWN else certificate_fields(certificate, t)
        text = lines(head, *[t.html("check.line", name=name, text=said) for name, said in shown])
    return Screen(text, keyboard(home_button(t)))


def _checked_placement(view: CheckView, placement: PlacementCertificate, t: Translator) -> Html:
    date = date_label(placement.issued_on, t)
    if view.result is not CheckResult.GENUINE:
        return t.html("check.placement_withdrawn", reference=placement.number, date=date)
    return lines(
        t.html("check.placement", reference=placement.number, date=date),
        *[t.html("check.line", name=name, text=said) for name, said in placement_fields(placement, t)],
    )


# --- calendars ------------------------------------------------------------------------------------------


def feed_screen(address: FeedAddress, links: Links, booking: BookingId, t: Translator) -> Screen:
    """The secret address, another one, none at all. ``booking``: from whose papers it was opened; 0: by a
    guide."""
    back = back_button(ShowPapers(booking=booking), t, "papers.back")
    if not booking:
        back = back_button(ShowLed(), t, "led.to_all")

    def tap(op: str) -> FeedTap:
        return FeedTap(booking=booking, op=op, version=address.version)

    if address.token is None:
        return Screen(t.html("feed.closed"), keyboard(button(t.label("feed.open"), tap("show")), back))
    url = links.feed(address)
    text = lines(t.html("feed.text"), t.html("papers.text", text=url))
    return Screen(
        text,
        keyboard(
            copy_button(t.label("feed.copy"), url),
            button(t.label("feed.renew"), tap("renew")),
            button(t.label("feed.close"), tap("close")),
            back,
        ),
    )
