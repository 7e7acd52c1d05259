"""Messages that come with a file: a text that says what it is, below it the ways on (B14, B15, B18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.documents.day_sheet import day_sheet_file
from bot.documents.journal import journal_ready
from bot.documents.own_data import own_data_file
from bot.documents.papers import paper_file
from bot.documents.passport import passport_file
from bot.documents.placement import placement_file
from bot.documents.poster import print_file
from bot.documents.region_file import region_file
from bot.documents.report import figures_ready
from bot.domain.booking.codes import grouped
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.endings import EndView
from bot.domain.desk.prints import DaySheetView, PrintView
from bot.domain.papers.kinds import PaperKind
from bot.domain.papers.views import AfterVisitView, PaperView, PassportView
from bot.domain.people.own_data import OwnDataView
from bot.domain.region.files import FileForm, RegionFileView
from bot.ui.coordinator.callback_data import FilesTap
from bot.ui.figures.screens import how_far_screen
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import day_label, moment_label
from bot.ui.formats.html import Html, lines
from bot.ui.host.callback_data import ShowDay
from bot.ui.host.parts import day_key
from bot.ui.host.promotion.prints import print_button
from bot.ui.kit import button, home_button, keyboard
from bot.ui.links import Links
from bot.ui.messages import message_renderers
from bot.ui.screen import MOST_CHARACTERS, Inline, Screen
from bot.ui.translator import Translator, translator_for
from bot.ui.visitor.booking.mine import host_line
from bot.ui.visitor.callback_data import ShowBooking, ShowProfile
from bot.ui.visitor.consent import Operator
from bot.ui.visitor.papers.callback_data import PassportTap, ShowPapers
from bot.ui.visitor.papers.feedback import score_buttons
from bot.ui.visitor.papers.screens import copied, participant_button
from bot.ui.visitor.papers.texts import report_lines
from bot.ui.visitor.party import class_label
from bot.ui.visitor.placements.callback_data import ShowApplication
from bot.ui.visitor.placements.card import end_lines
from bot.ui.visitor.placements.texts import clock_of, long_dates

HANDED_OVER = frozenset({PaperKind.LETTER, PaperKind.LETTER_WORD, PaperKind.GROUP_LIST})
"""Papers that are of use by a deadline only."""
SIGNED_BY_THE_HEAD = frozenset({PaperKind.LETTER, PaperKind.LETTER_WORD})
"""Whose words around them name the school, or the operator's organisation (C4)."""


def _speaks(language: str, t: Translator) -> Translator:
    """Whoever asked for another language gets the paper in it, and the words around it in their own. Papers
    tell the site's own time."""
    return (translator_for(language) if language else t).for_reader(None)


def paper_ready(view: PaperView, t: Translator, links: Links) -> Screen:
    """A paper that was asked for."""
    part = view.part
    code = "" if view.certificate is None else code_label(grouped(view.certificate.code), t)
    key = f"paper.caption.{view.kind}"
    text = lines(
        t.html(
            f"{key}.operator" if part.booking.is_operator and view.kind in SIGNED_BY_THE_HEAD else key,
            reference=part.booking.reference,
            email=part.site.pass_office_email or "—",
            code=code,
        ),
        _due_line(view, t),
    )
    return Screen(text, _ways(view, t), file=paper_file(view, _speaks(view.language, t), links))


def _due_line(view: PaperView, t: Translator) -> Html | None:
    due = view.part.first.list_due_at
    if view.kind not in HANDED_OVER or due is None or due <= view.made_at:
        return None
    return t.html("paper.caption.due", moment=moment_label(due, view.part.site.timezone, t))


def calendar_changed(view: PaperView, t: Translator, links: Links) -> Screen:
    """The entries that somebody has in a calendar are out of date."""
    off = not any(each.status.takes_seats for each in view.part.visits)
    key = "paper.caption.calendar_off" if off else "paper.caption.calendar_changed"
    text = t.html(key, reference=view.part.booking.reference)
    return Screen(text, _ways(view, t), file=paper_file(view, _speaks("", t), links))


def visit_over(view: AfterVisitView, t: Translator, links: Links) -> Screen:
    """An hour after the end: thanks, for a class or an operator the certificate and a text for the report;
    how it was."""
    part, certificate = view.part, view.certificate
    key = "message.over.also" if view.also else "message.over"
    thanks = t.html(key, site=part.site.name, day=day_label(part.day, t))
    rate = t.html("message.over.rate")
    if certificate is None:
        return Screen(lines(thanks, rate), keyboard(score_buttons(part)))
    paper = PaperView(part, PaperKind.CERTIFICATE, "", part.now, certificate)
    said, fuller = (
        lines(
            thanks,
            t.html("message.over.certificate", reference=certificate.number),
            copied("\n".join(report_lines(certificate, t, reviews, words=False)), t),
            rate,
        )
        for reviews in ((), view.reviews)
    )
    # What an expert says of the group has a message of its own, and stands in the report among the papers.
    text = fuller if len(fuller) <= MOST_CHARACTERS else said
    rows = keyboard(score_buttons(part), participant_button(part, t))
    return Screen(text, rows, file=paper_file(paper, _speaks("", t), links))


def placement_ended(view: EndView, t: Translator, links: Links) -> Screen:
    """How a placement ended, as its site says, with the certificate; where it was not gone through, whom to
    call if that is a mistake."""
    application, site = view.application, view.site
    about = [
        t.html("mine.what", title=view.programme.title, site=site.name, city=site.city),
        t.html(
            "application.given",
            dates=long_dates(view.place, site.timezone, t),
            time=clock_of(view.place, site),
        ),
        Html(""),
        *end_lines(view.end, t),
    ]
    card = button(t.label("sent.card"), ShowApplication(application=application.id, anew=True))
    certificate = view.certificate
    if certificate is None:
        head = t.html("placement.left_title", reference=application.reference)
        return Screen(lines(head, *about, host_line(site, t)), keyboard(card))
    code = code_label(grouped(certificate.code), t)
    text = lines(
        t.html("placement.ended", reference=application.reference),
        *about,
        t.html("placement.certificate_text", code=code),
    )
    return Screen(text, keyboard(card), file=placement_file(view, _speaks("", t), links))


def own_data_ready(view: OwnDataView, t: Translator) -> Screen:
    """All that is stored about whoever asked for it."""
    rows = keyboard(button(t.label("home.profile"), ShowProfile()), home_button(t))
    return Screen(t.html("my_data.ready"), rows, file=own_data_file(view, t))


def _ways(view: PaperView, t: Translator) -> Inline:
    booking = view.part.booking.id
    return keyboard(
        button(t.label("sent.card"), ShowBooking(booking=booking, anew=True)),
        button(t.label("papers.button"), ShowPapers(booking=booking, anew=True)),
    )


def passport_ready(view: PassportView, t: Translator) -> Screen:
    """The passport of a class that was asked for."""
    card = view.card
    text = t.html("passport.ready", name=class_label(card.grade, card.letter, t))
    rows = keyboard(button(t.label("classes.passport"), PassportTap(card=card.id)))
    return Screen(text, rows, file=passport_file(view, _speaks(view.language, t)))


def day_sheet_ready(view: DaySheetView, t: Translator) -> Screen:
    """The list of a day that somebody at the site asked for."""
    day = view.day
    groups = t.count("host.count.groups", len(day.entries)) if day.entries else t.label("host.day.empty")
    text = t.html(
        "host.sheet.ready", site=day.site.name, day=day_label(day.day, t, today=day.today), groups=groups
    )
    rows = keyboard(
        button(t.label("host.to_day"), ShowDay(site=day.site.id, day=day_key(day.day), anew=True))
    )
    return Screen(text, rows, file=day_sheet_file(view, _speaks(view.language, t)))


BEGUN_SHOWN = 5


def region_file_ready(view: RegionFileView, t: Translator) -> Screen:
    """The region, or the template for it, that a coordinator asked for."""
    begun = ", ".join(view.begun[:BEGUN_SHOWN])
    if (left := len(view.begun) - BEGUN_SHOWN) > 0:
        begun = t.label("catalogue_file.and_more", names=begun, n=left)
    text = lines(
        t.html(f"catalogue_file.ready.{view.form}", region=view.region.name),
        t.html("catalogue_file.begun", names=begun) if begun and view.form is not FileForm.TEMPLATE else None,
    )
    rows = keyboard(button(t.label("catalogue_file.button"), FilesTap(region=view.region.id)))
    return Screen(text, rows, file=region_file(view, _speaks(view.language, t)))


def print_ready(view: PrintView, t: Translator, links: Links) -> Screen:
    """A poster or hand-out that was asked for."""
    name = view.shown.name if isinstance(view.shown, Site) else view.shown.title
    text = t.html(f"print.ready.{view.size}", name=name, address=links.start(view.link.payload))
    return Screen(
        text, keyboard(print_button(view, t)), file=print_file(view, _speaks(view.language, t), links)
    )


def all_renderers(operator: Operator, links: Links) -> Mapping[str, Callable[..., Screen]]:
    """How every kind of message looks, those with a file included."""
    return {**message_renderers(operator), **document_renderers(links)}


def document_renderers(links: Links) -> Mapping[str, Callable[..., Screen]]:
    """``links``: where a certificate is checked."""

    def paper(view: PaperView, t: Translator) -> Screen:
        return paper_ready(view, t, links)

    def calendar(view: PaperView, t: Translator) -> Screen:
        return calendar_changed(view, t, links)

    def over(view: AfterVisitView, t: Translator) -> Screen:
        return visit_over(view, t, links)

    def ended(view: EndView, t: Translator) -> Screen:
        return placement_ended(view, t, links)

    def printed(view: PrintView, t: Translator) -> Screen:
        return print_ready(view, t, links)

    return {
        "region.file": region_file_ready,
        "site.day_sheet": day_sheet_ready,
        "link.print": printed,
        "paper": paper,
        "paper.calendar": calendar,
        "visit.over": over,
        "application.ended": ended,
        "application.certificate": ended,
        "class.passport": passport_ready,
        "person.data": own_data_ready,
        "figures": figures_ready,
        "figures.counting": how_far_screen,
        "figures.counting.update": how_far_screen,
        "journal": journal_ready,
    }
