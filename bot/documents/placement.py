"""The certificate of a placement: what it was, for how long, a line for the name, and a code (D2)."""

from __future__ import annotations

from functools import partial

from bot.documents.papers import CHECK_LINK, Data
from bot.documents.qr import qr_svg
from bot.documents.typesetting import pdf
from bot.domain.booking.codes import grouped, latin_form
from bot.domain.desk.endings import EndView
from bot.domain.papers.kinds import FORM_VERSION
from bot.domain.placements.ending import PlacementCertificate
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import clock_label, local_date
from bot.ui.links import Links
from bot.ui.screen import File
from bot.ui.translator import Translator
from bot.ui.visitor.papers.texts import date_label, placement_fields

TEMPLATE = "certificate"


def placement_file(view: EndView, t: Translator, links: Links) -> File:
    """The file of a certificate in the language of ``t``; ``view``: of a placement that has one."""
    certificate = view.certificate
    if certificate is None:
        raise ValueError("a placement without a certificate")
    name = f"{t.label('paper.file.placement')} {t.reference(certificate.number)}.pdf"
    return File(name, partial(_pdf, view, certificate, t, links))


def _pdf(view: EndView, certificate: PlacementCertificate, t: Translator, links: Links) -> bytes:
    return pdf(TEMPLATE, data_of(view, certificate, t, links), view.now)


def data_of(view: EndView, certificate: PlacementCertificate, t: Translator, links: Links) -> Data:
    """What the template says."""
    zone = view.site.timezone
    made = f"{date_label(local_date(view.now, zone), t)}, {clock_label(view.now, zone)}"
    link = links.start(f"{CHECK_LINK}{latin_form(certificate.code)}")
    return {
        "title": t.label("paper.placement.title", reference=certificate.number),
        "of_date": t.label("paper.certificate.of", date=date_label(certificate.issued_on, t)),
        "text": t.label("paper.placement.text"),
        "name_hint": t.label("paper.participant.name"),
        "fields": placement_fields(certificate, t),
        "code_name": t.label("paper.certificate.code"),
        "code": code_label(grouped(certificate.code), t),
        "check": t.label("paper.certificate.check", bot=links.username),
        "qr": qr_svg(link),
        "note": t.label("paper.placement.note"),
        "language": t.code,
        "author": t.content(view.site.name),
        "foot": t.label(
            "paper.foot_certificate", reference=certificate.number, made=made, version=FORM_VERSION
        ),
        "page": t.label("paper.page", n="%n", total="%t"),
        "words": {"signature": t.label("paper.signature"), "name": t.label("paper.name_sign")},
        "by_site": t.content(certificate.placement_facts.received_by),
    }
