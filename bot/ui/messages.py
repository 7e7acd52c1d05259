"""How every kind of message looks: renderers by kind, each of the view that its kind loads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.messages.views import ForgottenView, RegionView
from bot.domain.people.complaint import ComplaintView
from bot.ui.coordinator.messages import RENDERERS as TO_COORDINATORS
from bot.ui.coordinator.news import RENDERERS as NEWS
from bot.ui.formats.html import lines
from bot.ui.host.messages import RENDERERS as TO_HOSTS
from bot.ui.host.placements.selection import RENDERERS as TO_THOSE_WHO_DRAW
from bot.ui.kit import home_button, keyboard
from bot.ui.screen import Screen
from bot.ui.translator import Translator
from bot.ui.visitor.booking.offers import RENDERERS as OFFERS
from bot.ui.visitor.booking.partial import RENDERERS as OF_ROUTES
from bot.ui.visitor.consent import Operator, news_question
from bot.ui.visitor.handover import handed_over
from bot.ui.visitor.messages import RENDERERS as TO_LEADERS
from bot.ui.visitor.messages import blocked
from bot.ui.visitor.placements.draw import RENDERERS as TO_ENTRANTS
from bot.ui.visitor.placements.messages import RENDERERS as TO_APPLICANTS


def data_deleted(view: ForgottenView, t: Translator) -> Screen:
    """In place of a message about somebody who is deleted, where nothing else is left to tell."""
    about = None if view.reference is None else t.html("forgotten.reference", reference=view.reference)
    text = t.html("forgotten.by_time" if view.by_time else "forgotten.text")
    return Screen(lines(text, about), keyboard(home_button(t)))


def message_renderers(operator: Operator) -> Mapping[str, Callable[..., Screen]]:
    """``operator``: who is named in the question about news."""

    def ask_about_news(_view: RegionView, t: Translator) -> Screen:
        return news_question(t, operator)

    def person_blocked(view: ComplaintView, t: Translator) -> Screen:
        return blocked(view, t, operator.email)

    def copy_forgotten(view: ForgottenView, t: Translator) -> Screen:
        return data_deleted(view, t) if view.shown is None else found[view.kind](view.shown, t)

    def copy_handed_over(view: ForgottenView, t: Translator) -> Screen:
        return handed_over(view.reference, t) if view.shown is None else found[view.kind](view.shown, t)

    found: dict[str, Callable[..., Screen]] = {
        **TO_LEADERS,
        **OFFERS,
        **OF_ROUTES,
        **TO_APPLICANTS,
        **TO_ENTRANTS,
        **TO_THOSE_WHO_DRAW,
        **TO_HOSTS,
        **TO_COORDINATORS,
        **NEWS,
        "news.ask": ask_about_news,
        "person.blocked": person_blocked,
        "forget.copy": copy_forgotten,
        "handover.copy": copy_handed_over,
        "forget.time_over": copy_forgotten,
    }
    return found
