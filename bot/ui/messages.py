"""How every kind of message looks: renderers by kind, each of the view that its kind loads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.messages.views import RegionView
from bot.domain.people.complaint import ComplaintView
from bot.ui.coordinator.messages import RENDERERS as TO_COORDINATORS
from bot.ui.host.messages import RENDERERS as TO_HOSTS
from bot.ui.screen import Screen
from bot.ui.translator import Translator
from bot.ui.visitor.consent import Operator, news_question
from bot.ui.visitor.messages import RENDERERS as TO_LEADERS
from bot.ui.visitor.messages import blocked
from bot.ui.visitor.placements.messages import RENDERERS as TO_APPLICANTS


def message_renderers(operator: Operator) -> Mapping[str, Callable[..., Screen]]:
    """``operator``: who is named in the question about news."""

    def ask_about_news(_view: RegionView, t: Translator) -> Screen:
        return news_question(t, operator)

    def person_blocked(view: ComplaintView, t: Translator) -> Screen:
        return blocked(view, t, operator.email)

    return {
        **TO_LEADERS,
        **TO_APPLICANTS,
        **TO_HOSTS,
        **TO_COORDINATORS,
        "news.ask": ask_about_news,
        "person.blocked": person_blocked,
    }
