"""News of a region: written, looked at, sent; what their readers get (F7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.lengths import NEWS
from bot.domain.model import AnnouncementState, NewsAudience
from bot.domain.region.announcement import (
    AnnouncementFormView,
    AnnouncementsView,
    AnnouncementView,
    NewsView,
)
from bot.ui.coordinator.callback_data import (
    AnnouncementTap,
    NewsFormTap,
    ShowNews,
    ShowRegion,
    StartNews,
)
from bot.ui.formats.dates import day_label, local_date, moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import shorten
from bot.ui.host.parts import fit
from bot.ui.kit import Row, back_button, button, home_button, keyboard, pager
from bot.ui.screen import Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import NewsOff

FIRST_WORDS = 40
"""Characters of an announcement by which it is known again."""
IN_A_ROW = 14


def news_screen(view: AnnouncementsView, t: Translator) -> Screen:
    """The announcements of a region, newest first."""
    region = view.region
    head = [
        bold(t.label("news.region.title", region=region.name)),
        t.html("news.region.wanted", people=t.count("count.people", view.wanted)),
        t.html("news.region.promise"),
    ]
    entries = [_entry(number, each, t) for number, each in enumerate(view.entries, start=1)]
    rows: list[Row] = [button(t.label("news.region.new"), StartNews(region=region.id))]
    rows += [
        button(_short(number, each, t), AnnouncementTap(announcement=each.announcement.id))
        for number, each in enumerate(view.entries, start=1)
    ]
    turn = pager(view.page, view.pages, lambda page: ShowNews(region=region.id, page=page))
    back = back_button(ShowRegion(region=region.id), t, "coordinator.to_region")
    return Screen(fit(head, entries, t), keyboard(*rows, turn, back))


def _entry(number: int, view: AnnouncementView, t: Translator) -> Html:
    day = day_label(local_date(view.announcement.created_at, view.region.timezone), t)
    return lines(
        t.html("news.region.entry", number=number, day=day, text=_words(view)),
        _numbers(view, t),
    )


def _short(number: int, view: AnnouncementView, t: Translator) -> str:
    return shorten(t.label("news.region.open", number=number, text=_words(view)))


def _words(view: AnnouncementView) -> str:
    return shorten(" ".join(view.announcement.text.split()), FIRST_WORDS)


# --- writing --------------------------------------------------------------------------------------------


def news_form_screen(view: AnnouncementFormView, t: Translator) -> Screen:
    """The text, for whom, and then all as it would go out."""
    form = view.form
    title = bold(t.label("news.form.title", region=view.region.name))
    cancel = button(t.label("button.cancel"), _tap(view, "cancel"))
    ends: Row = (button(t.label("button.back"), _tap(view, "back")), cancel)
    if form.text is None:
        return Screen(lines(title, t.html("news.form.text", most=NEWS)), keyboard(cancel))
    if form.audience is None:
        rows = [
            button(_counted(each, view.counts.get(each, 0), t), _tap(view, "audience", each.value))
            for each in NewsAudience
        ]
        return Screen(lines(title, t.html("news.form.audience")), keyboard(*rows, ends))
    if view.asks_city:
        cities = [
            button(shorten(t.content(name), IN_A_ROW), _tap(view, "city", slug))
            for slug, name in view.cities.items()
        ]
        pairs = [tuple(cities[at : at + 2]) for at in range(0, len(cities), 2)]
        every = button(t.label("news.form.every_town"), _tap(view, "city"))
        return Screen(lines(title, t.html("news.form.town")), keyboard(every, *pairs, ends))
    return _whole(view, form.text, form.audience, t)


def _whole(view: AnnouncementFormView, text: str, audience: NewsAudience, t: Translator) -> Screen:
    """What readers would see, to whom it goes, and how many they are."""
    wanted = view.counts.get(audience, 0)
    city = None if view.form.city is None else view.cities.get(view.form.city)
    shown = lines(
        _heading(view.region.name, t),
        t.html("news.text_of", text=text),
        Html(""),
        t.html("news.form.to", audience=t.label(f"news.audience.{audience}")),
        None if city is None else t.html("news.form.of_town", city=city),
        t.html("news.form.count", people=t.count("count.people", wanted))
        if wanted
        else t.html("news.form.nobody"),
        t.html("news.form.sated", people=t.count("count.people", view.sated)) if view.sated else None,
    )
    send = button(t.label("news.form.send", n=wanted), _tap(view, "agree", view.key)) if wanted else None
    return Screen(
        shown,
        keyboard(
            send,
            button(t.label("news.form.test"), _tap(view, "test")),
            button(t.label("news.form.choose_town"), _tap(view, "ask", "city")) if view.cities else None,
            button(t.label("news.form.other_readers"), _tap(view, "back")),
            button(t.label("button.cancel"), _tap(view, "cancel")),
        ),
    )


def _counted(audience: NewsAudience, n: int, t: Translator) -> str:
    return t.label("news.audience.counted", audience=t.label(f"news.audience.{audience}"), n=n)


def _tap(view: AnnouncementFormView, op: str, value: str = "") -> NewsFormTap:
    return NewsFormTap(draft=view.draft_id, op=op, value=value)


# --- one of them ----------------------------------------------------------------------------------------


def announcement_screen(view: AnnouncementView, t: Translator, *, asks: bool = False) -> Screen:
    """How far it is, and what came of it. ``asks``: whether to stop it."""
    found = view.announcement
    city = view.city
    text = lines(
        bold(t.label(f"news.state.{found.state}", region=view.region.name)),
        t.html("news.of_day", moment=moment_label(found.created_at, view.region.timezone, t)),
        t.html("news.form.to", audience=t.label(f"news.audience.{found.audience}")),
        None if city is None else t.html("news.form.of_town", city=city),
        _numbers(view, t),
        Html(""),
        t.html("news.text_of", text=found.text),
        t.html("news.stop_ask") if asks else None,
    )
    tap = AnnouncementTap(announcement=found.id, op="stop" if asks else "ask")
    stops = found.state is AnnouncementState.SENDING
    show = AnnouncementTap(announcement=found.id)
    return Screen(
        text,
        keyboard(
            button(t.label("news.stop_sure" if asks else "news.stop"), tap) if stops else None,
            back_button(show, t) if asks else None,
            button(t.label("news.refresh"), show) if stops and not asks else None,
            None if asks else back_button(ShowNews(region=view.region.id), t, "news.to_news"),
        ),
    )


def _numbers(view: AnnouncementView, t: Translator) -> Html:
    """«Доставлено 4 812 из 5 000, не дошло 188»."""
    total = _grouped(view.announcement.total)
    return lines(
        t.html("news.numbers", sent=_grouped(view.sent), total=total, failed=_grouped(view.failed)),
        t.html("news.left", n=_grouped(view.left)) if view.left else None,
    )


def _grouped(n: int) -> str:
    return f"{n:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


# --- messages -------------------------------------------------------------------------------------------


def _heading(region: object, t: Translator) -> Html:
    return bold(t.label("news.heading", region=region))  # type: ignore[arg-type]


def news_copy(view: NewsView, t: Translator) -> Screen:
    """What a reader gets, with the way out of it."""
    text = lines(
        t.html("news.test") if view.is_test else None,
        _heading(view.region.name, t),
        t.html("news.text_of", text=view.text),
    )
    return Screen(text, keyboard(home_button(t), button(t.label("news.off"), NewsOff())))


def _progress(view: AnnouncementView, t: Translator) -> Screen:
    """The message that changes as it goes on."""
    found = view.announcement
    text = lines(bold(t.label(f"news.state.{found.state}", region=view.region.name)), _numbers(view, t))
    stop = AnnouncementTap(announcement=found.id, op="ask")
    stops = found.state is AnnouncementState.SENDING
    return Screen(
        text,
        keyboard(
            button(t.label("news.stop"), stop) if stops else None,
            button(t.label("news.open"), AnnouncementTap(announcement=found.id)),
        ),
    )


RENDERERS: Mapping[str, Callable[..., Screen]] = MappingProxyType(
    {
        "news.copy": news_copy,
        "news.test": news_copy,
        "news.progress": _progress,
        "news.progress.update": _progress,
        "news.done": _progress,
    }
)
