"""What leaders said of their visits: scores, sentences, and nobody (B18)."""

from __future__ import annotations

from bot.domain.desk.feedback import LowRatedView, Ratings, Said, SiteFeedbackView
from bot.ui.coordinator.callback_data import ShowRegion, SiteTap
from bot.ui.formats.dates import month_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label
from bot.ui.host.callback_data import ShowFeedback
from bot.ui.host.parts import desk_button, fit
from bot.ui.kit import back_button, button, keyboard, pager
from bot.ui.screen import Screen
from bot.ui.translator import Translator


def feedback_screen(view: SiteFeedbackView, t: Translator) -> Screen:
    """The average and how many gave it, how many gave each score, then the sentences, the newest first."""
    site, ratings = view.site, view.ratings
    head = [
        bold(t.label("host.feedback.title")),
        t.html("host.day.site", site=site.name),
        _average(ratings, t) if ratings.count else t.html("host.feedback.none"),
        _spread(ratings, t) if ratings.count else None,
        Html("") if view.entries else None,
    ]
    turn = pager(view.page, view.pages, lambda page: ShowFeedback(site=site.id, page=page))
    back = (
        desk_button(site.id, t)
        if view.works_there
        else back_button(SiteTap(site=site.id), t, "coordinator.to_site")
    )
    return Screen(fit(head, [_said(each, t) for each in view.entries], t), keyboard(turn, back))


def _average(ratings: Ratings, t: Translator) -> Html:
    rated = t.count("count.ratings", ratings.count)
    return t.html("host.feedback.average", average=_decimal(ratings.average, t), ratings=rated)


def _decimal(number: float, t: Translator) -> str:
    return f"{number:.1f}".replace(".", t.label("number.point"))


def _spread(ratings: Ratings, t: Translator) -> Html:
    given = [(score, ratings.by_score.get(score, 0)) for score in range(5, 0, -1)]
    said = " · ".join(t.label("host.feedback.score", score=score, n=n) for score, n in given if n)
    return t.html("host.feedback.spread", scores=said)


def _said(said: Said, t: Translator) -> Html:
    return lines(
        t.html("host.feedback.said", score=said.score, month=month_label(said.month, t).lower()),
        t.html("feedback.said", text=said.text) if said.text else None,
        t.html("feedback.hands", n=said.hands) if said.hands is not None else None,
    )


def low_rated_screen(view: LowRatedView, t: Translator) -> Screen:
    """For the coordinator: where guests are not content, the lowest first."""
    text = lines(
        bold(t.label("coordinator.low_rated.title")),
        t.html("coordinator.low_rated.about") if view.sites else t.html("coordinator.low_rated.none"),
        *[
            lines(bold(t.content(site.name)), _average(ratings, t), _spread(ratings, t))
            for site, ratings in view.sites
        ],
    )
    rows = keyboard(
        *[button(name_label(t.content(site.name)), ShowFeedback(site=site.id)) for site, _ in view.sites],
        back_button(ShowRegion(region=view.region.id), t, "coordinator.to_region"),
    )
    return Screen(text, rows)
