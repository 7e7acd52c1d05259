"""Each kind of paper as what its template lays out: texts of the catalogues, counts, blank lines (B14)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from bot.documents.calendars import calendar_of
from bot.documents.letter_word import letter_for_letterhead
from bot.documents.qr import qr_svg
from bot.documents.typesetting import pdf
from bot.domain.booking.booking import Visit
from bot.domain.booking.codes import grouped, latin_form
from bot.domain.model import ListKind, PhotoRule
from bot.domain.papers.certificate import VisitFacts
from bot.domain.papers.kinds import AFTER, FORM_VERSION, PaperKind, is_class
from bot.domain.papers.views import PaperView
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import clock_label, local_date, moment_label
from bot.ui.links import Links
from bot.ui.screen import File
from bot.ui.translator import Translator
from bot.ui.visitor.papers.texts import (
    NAMED,
    Field,
    adults_of,
    certificate_fields,
    children_of,
    date_label,
    group_title,
    letter_ends,
    letter_fields,
    moments,
    operator_price,
    participant_fields,
    people_fields,
    where,
)
from bot.ui.visitor.party import counts_label
from bot.ui.visitor.site_lines import says_nothing

Data = dict[str, Any]

CHECK_LINK = "c_"
"""How a link begins that checks a certificate."""


def paper_file(view: PaperView, t: Translator, links: Links) -> File:
    """The file of a paper in the language of ``t``."""
    name = f"{t.label(f'paper.file.{view.kind}')} {t.reference(view.part.booking.reference)}"
    if view.kind is PaperKind.CALENDAR:
        return File(f"{name}.ics", partial(calendar_of, [view.part, *view.more], t))
    if view.kind is PaperKind.LETTER_WORD:
        return File(f"{name}.docx", partial(letter_for_letterhead, view, t))
    return File(f"{name}.pdf", partial(_pdf, view, t, links))


def _pdf(view: PaperView, t: Translator, links: Links) -> bytes:
    return pdf(view.kind.value, data_of(view, t, links), view.made_at)


def data_of(view: PaperView, t: Translator, links: Links) -> Data:
    """What the template of this kind says."""
    data: Data = {"title": t.label(_TITLES[view.kind], reference=view.part.booking.reference)}
    if view.kind is PaperKind.CERTIFICATE:
        data |= _certificate(view, t, links)
    else:
        data |= _BODIES[view.kind](view, t)
    return data | _around(view, t)


def _around(view: PaperView, t: Translator) -> Data:
    part = view.part
    zone = part.site.timezone
    made = f"{date_label(local_date(view.made_at, zone), t)}, {clock_label(view.made_at, zone)}"
    about: dict[str, str | int] = {"reference": part.booking.reference, "made": made, "version": FORM_VERSION}
    if view.kind in AFTER:
        foot = t.label("paper.foot_certificate", **about)
    else:
        foot = t.label("paper.foot", counts=counts_label(children_of(part), adults_of(part), t), **about)
    return {
        "language": t.code,
        "author": part.booking.organisation_title or t.content(part.site.name),
        "foot": foot,
        "page": t.label("paper.page", n="%n", total="%t"),
        "words": {
            "signature": t.label("paper.signature"),
            "name": t.label("paper.name_sign"),
            "head": t.label("paper.head"),
            "leader": t.label("paper.leader_sign"),
            "stamp": t.label("paper.stamp"),
            "date": t.label("paper.date_sign"),
        },
    }


def _about_visit(view: PaperView, t: Translator, *, of_whom: bool = True) -> list[Field]:
    """What is visited, when and where, and which group it is."""
    part = view.part
    fields: list[Field] = [
        (t.label("paper.site"), t.content(part.site.name)),
        (t.label("paper.programme"), t.content(part.programme.title)),
        (t.label("paper.when"), "\n".join(moments(part, t))),
        (t.label("paper.where"), where(part, t)),
    ]
    if of_whom and part.booking.organisation_title:
        fields.append((t.label("paper.school"), part.booking.organisation_title))
    if of_whom and (title := group_title(part.booking, t)):
        fields.append((t.label("paper.group"), title))
    return fields


def _letter(view: PaperView, t: Translator) -> Data:
    part = view.part
    return {
        "outgoing": t.label("paper.letter.outgoing"),
        "addressee": [t.label("paper.letter.to"), t.content(part.site.name), t.content(part.site.city)],
        "ask": t.label("paper.letter.ask", programme=part.programme.title),
        "fields": letter_fields(view, t),
        "ends": letter_ends(view, t),
    }


_COLUMNS: Mapping[ListKind, tuple[tuple[str, int], ...]] = {
    ListKind.NAMES: (("paper.name_column", 3), ("paper.note_column", 1)),
    ListKind.NAMES_DOB: (("paper.name_column", 3), ("paper.birth_column", 1)),
    ListKind.NAMES_PASSPORT: (
        ("paper.name_column", 4),
        ("paper.birth_column", 2),
        ("paper.document_column", 4),
    ),
}
"""What stands in the blank list of each kind after the number, and how wide."""


def _group_list(view: PaperView, t: Translator) -> Data:
    part, kind = view.part, view.part.programme.list_kind
    children, adults = children_of(part), adults_of(part)
    named = _COLUMNS.get(kind, ())
    columns = [t.label("paper.number"), *[t.label(key) for key, _ in named]] if named else []
    grown = "paper.list.adults" if is_class(part.booking) or children else "paper.list.people"
    blocks = (("paper.list.pupils", 1, children), (grown, children + 1, adults))
    return {
        "fields": _about_visit(view, t) + operator_price(part, t),
        "hand": _hand(view, t) if kind in NAMED else t.label("paper.list.count"),
        "columns": columns,
        "widths": [0, *[width for _, width in named]],
        "parts": [
            {"title": t.label(key), "first": first, "rows": rows} for key, first, rows in blocks if rows
        ],
        "count_heads": [t.label("paper.list.booked"), t.label("paper.list.really")],
        "counts": [list(each) for each in people_fields(part, t)],
    }


def _hand(view: PaperView, t: Translator) -> str:
    site, due = view.part.site, view.part.first.list_due_at
    email = site.pass_office_email or "—"
    if due is None or due <= view.made_at:
        return t.label("paper.list.hand_any_time", email=email)
    return t.label("paper.list.hand", moment=moment_label(due, site.timezone, t), email=email)


_RULES = 5


def _leaflet(view: PaperView, t: Translator) -> Data:
    site = view.part.site
    said = (
        ("paper.leaflet.dress", site.dress),
        ("paper.leaflet.bring", site.bring),
        ("paper.leaflet.gear", site.gear),
        ("paper.leaflet.photo", site.photo_text),
        ("paper.leaflet.health", site.health),
        ("paper.leaflet.access", site.access_text),
    )
    return {
        "fields": _about_visit(view, t, of_whom=False),
        "sections": [
            (t.label(key), t.content(text))
            for key, text in said
            if text and not (text is site.bring and says_nothing(text, t))
        ],
        "rules_title": t.label("paper.leaflet.rules"),
        "rules": [t.label(f"paper.leaflet.rule{number}") for number in range(1, _RULES + 1)],
    }


def _consent(view: PaperView, t: Translator) -> Data:
    part, kind = view.part, view.part.programme.list_kind
    said = [t.label("paper.consent.free"), t.label("paper.consent.health")]
    if kind in NAMED:
        what = t.label(f"paper.consent.pass.{kind}")
        said.append(t.label("paper.consent.pass", what=what))
    if part.site.photo is not PhotoRule.FORBIDDEN:
        said.append(t.label("paper.consent.photo"))
    return {
        "i": t.label("paper.consent.i"),
        "i_hint": t.label("paper.consent.i_hint"),
        "child": t.label("paper.consent.child"),
        "child_hint": t.label("paper.consent.child_hint"),
        "visit": t.label("paper.consent.visit"),
        "fields": _about_visit(view, t),
        "said": said,
        "phone": t.label("paper.consent.phone"),
        "keep": t.label("paper.consent.keep"),
    }


def _briefing(view: PaperView, t: Translator) -> Data:
    part = view.part
    return {
        "fields": _about_visit(view, t) + operator_price(part, t),
        "about_briefing": t.label("paper.briefing.about"),
        "columns": [
            t.label("paper.number"),
            t.label("paper.name_column"),
            t.label("paper.sign_column"),
        ],
        "rows": children_of(part) or adults_of(part),
        "by": t.label("paper.briefing.by"),
    }


def _certificate(view: PaperView, t: Translator, links: Links) -> Data:
    certificate = view.certificate
    if certificate is None:
        raise ValueError("a certificate without what it certifies")
    link = links.start(f"{CHECK_LINK}{latin_form(certificate.code)}")
    return {
        "of_date": t.label("paper.certificate.of", date=date_label(certificate.issued_on, t)),
        "text": t.label("paper.certificate.text"),
        "fields": certificate_fields(certificate, t),
        "code_name": t.label("paper.certificate.code"),
        "code": code_label(grouped(certificate.code), t),
        "check": t.label("paper.certificate.check", bot=links.username),
        "qr": qr_svg(link),
        "note": t.label("paper.certificate.note"),
    }


def _participant(view: PaperView, t: Translator) -> Data:
    """A sheet for each day: of subgroups that came on several, nobody was there on all."""
    part = view.part
    days: dict[date, list[Visit]] = {}
    for visit in part.visits:
        days.setdefault(local_date(visit.starts_at, part.site.timezone), []).append(visit)
    facts = [VisitFacts.of(part.booking, visits, part.site, part.programme) for visits in days.values()]
    return {
        "given": t.label("paper.participant.given"),
        "name_hint": t.label("paper.participant.name"),
        "text": t.label("paper.participant.text"),
        "programme": t.content(part.programme.title),
        "sheets": [participant_fields(each, t) for each in facts],
        "by_site": t.content(part.site.contact_name),
    }


_TITLES: Mapping[PaperKind, str] = {
    PaperKind.LETTER: "paper.letter.title",
    PaperKind.GROUP_LIST: "paper.list.title",
    PaperKind.LEAFLET: "paper.leaflet.title",
    PaperKind.PARENT_CONSENT: "paper.consent.title",
    PaperKind.BRIEFING: "paper.briefing.title",
    PaperKind.CERTIFICATE: "paper.certificate.title",
    PaperKind.PARTICIPANT: "paper.participant.title",
}
_BODIES: Mapping[PaperKind, Callable[[PaperView, Translator], Data]] = {
    PaperKind.LETTER: _letter,
    PaperKind.GROUP_LIST: _group_list,
    PaperKind.LEAFLET: _leaflet,
    PaperKind.PARENT_CONSENT: _consent,
    PaperKind.BRIEFING: _briefing,
    PaperKind.PARTICIPANT: _participant,
}
