"""Two consents, each a text of its own filled with the operator's details: to processing, to news (H1)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people.consents import RegionConsent
from bot.ui.formats.html import Html, lines
from bot.ui.kit import back_button, button, home_button, keyboard
from bot.ui.screen import Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import NewsTap, ShowProfile


@dataclass(frozen=True, slots=True)
class Operator:
    """Who answers for the data; from the settings."""

    name: str
    inn: str
    address: str
    email: str
    policy_url: str
    database_location: str
    consent_version: int
    news_version: int


def consent_text(t: Translator, operator: Operator, own: RegionConsent | None = None) -> Html:
    """The text whose SHA-256 is kept with the consent. ``own``: what a region adds, before the last line;
    all that the law asks for stands around it as without."""
    added = Html("")
    if own is not None:
        text = t.html("news.text_of", text=t.content(own.text))
        added = lines(Html(""), t.html("consent.of_region", region=own.region.name, text=text), Html(""))
    return t.html(
        "consent.text",
        title=t.label("consent.title"),
        version=operator.consent_version if own is None else f"{operator.consent_version}.{own.version}",
        name=operator.name,
        inn=operator.inn,
        address=operator.address,
        email=operator.email,
        policy=operator.policy_url,
        database=operator.database_location,
        added=added,
    )


def news_text(t: Translator, operator: Operator) -> Html:
    """The text whose SHA-256 is kept with the consent to news."""
    return t.html(
        "news.text",
        title=t.label("news.title"),
        version=operator.news_version,
        name=operator.name,
        email=operator.email,
    )


def news_question(t: Translator, operator: Operator, *, from_profile: bool = False) -> Screen:
    """Asked once after the first booking; from the profile whenever one likes."""

    def tap(op: str) -> NewsTap:
        return NewsTap(op=op, version=operator.news_version, profile=from_profile)

    no = back_button(ShowProfile(), t) if from_profile else button(t.label("news.no"), tap("no"))
    return Screen(news_text(t, operator), keyboard(button(t.label("news.yes"), tap("yes")), no))


def news_answered(t: Translator, *, agreed: bool) -> Screen:
    text = t.html("news.agreed" if agreed else "news.declined")
    return Screen(text, keyboard(button(t.label("home.profile"), ShowProfile()), home_button(t)))
