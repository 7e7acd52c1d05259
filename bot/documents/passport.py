"""The passport of a class as a paper (D4)."""

from __future__ import annotations

from functools import partial
from typing import Any

from bot.documents.typesetting import pdf
from bot.domain.papers.views import PassportView
from bot.ui.formats.dates import choice_label
from bot.ui.screen import File
from bot.ui.translator import Translator
from bot.ui.visitor.papers.passport import duration_label, total_label
from bot.ui.visitor.papers.texts import date_label
from bot.ui.visitor.party import class_label

LONGEST_MOMENT = 60


def passport_file(view: PassportView, t: Translator) -> File:
    """In the language of ``t``."""
    card = view.card
    name = f"{t.label('passport.file')} {class_label(card.grade, card.letter, t)}"
    return File(f"{name}.pdf", partial(_pdf, view, t))


def _pdf(view: PassportView, t: Translator) -> bytes:
    return pdf("passport", data_of(view, t), view.now)


def data_of(view: PassportView, t: Translator) -> dict[str, Any]:
    """What the template says."""
    card, passport = view.card, view.passport
    title = class_label(card.grade, card.letter, t)
    sections = (
        ("passport.paper.industries", passport.industries.values()),
        ("passport.paper.professions", passport.professions),
    )
    return {
        "title": t.label("passport.paper.title", name=title),
        "language": t.code,
        "author": card.organisation.title,
        "foot": t.label("passport.paper.foot", made=date_label(view.today, t)),
        "page": t.label("paper.page", n="%n", total="%t"),
        "words": {},
        "fields": [
            (t.label("paper.school"), card.organisation.title),
            (t.label("paper.group"), title),
            (t.label("passport.paper.total"), total_label(passport, t)),
        ],
        "no_visits": t.label("passport.paper.none"),
        "visits_title": t.label("passport.paper.visits"),
        "visit_heads": [t.label(f"passport.paper.{each}") for each in ("day", "programme", "site", "length")],
        "visits": [
            [
                date_label(each.day, t),
                t.content(each.programme),
                f"{t.content(each.site)}, {t.content(each.city)}",
                duration_label(each.minutes, 0, t),
            ]
            for each in passport.visits
        ],
        "sections": [
            (t.label(key), ", ".join(t.content(each) for each in texts)) for key, texts in sections if texts
        ],
        "near_title": t.label("passport.paper.near"),
        "near": [
            t.label(
                "passport.paper.place",
                industry=each.site.industry,
                title=each.programme.title,
                site=each.site.name,
                city=each.site.city,
                moment=choice_label(each.first.starts, each.site.timezone, None, t, LONGEST_MOMENT),
            )
            for each in view.near
            if each.first is not None
        ],
    }
