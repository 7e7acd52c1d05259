"""Other numbers of a party: what the site is told and asked (B8)."""

from __future__ import annotations

from bot.domain.messages.views import NumbersAskedView, PartView, RecountedView
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.host.callback_data import NumbersAnswerTap, RequestTap, ShowDay
from bot.ui.host.parts import day_key, leader_line, people_label, visits_counts, who_label
from bot.ui.kit import button, keyboard
from bot.ui.screen import Screen
from bot.ui.translator import Translator


def _visit_lines(part: PartView, t: Translator) -> list[Html]:
    return [
        t.html("host.visit_line", moment=moment_label(each.starts_at, part.site.timezone, t), counts=counts)
        for each, counts in zip(part.visits, visits_counts(part.visits, t), strict=True)
    ]


def recounted(view: RecountedView, t: Translator) -> Screen:
    """A party of one of the next days has other numbers: how many it was, and how many it is."""
    part = view.part
    booking, site = part.booking, part.site
    now = sum(each.seats for each in part.visits)
    text = lines(
        bold(t.label("host.recounted.title", reference=booking.reference, before=view.before, now=now)),
        t.html("host.day.site", site=site.name),
        *_visit_lines(part, t),
        t.html("host.who", who=who_label(booking, t)),
        leader_line(booking, t),
    )
    tap = ShowDay(site=site.id, day=day_key(part.day), anew=True)
    return Screen(text, keyboard(button(t.label("host.to_day"), tap)))


def numbers_late(view: NumbersAskedView, t: Translator) -> Screen:
    """The same, while nobody has answered."""
    late = t.label("host.numbers.late", reference=t.reference(view.part.booking.reference))
    return numbers_asked(view, t, title=late if view.waits else None)


def numbers_asked(view: NumbersAskedView, t: Translator, *, title: str | None = None) -> Screen:
    """More or fewer people than was agreed: yes or no; or that it was answered."""
    part = view.part
    booking, site = part.booking, part.site
    text = lines(
        bold(title or t.label("host.numbers.title", reference=booking.reference)),
        t.html("host.day.site", site=site.name),
        *_visit_lines(part, t),
        t.html("host.who", who=who_label(booking, t)),
        t.html("host.numbers.wanted", counts=people_label(view.children, view.adults, t)),
        leader_line(booking, t),
        t.html("host.numbers.ask" if view.waits else "host.numbers.over"),
    )

    def tap(granted: int) -> NumbersAnswerTap:
        return NumbersAnswerTap(booking=booking.id, site=site.id, version=view.version, granted=granted)

    answers = (button(t.label("host.confirm"), tap(1)), button(t.label("host.decline"), tap(0)))
    card = button(t.label("host.numbers.card"), RequestTap(booking=booking.id, site=site.id, op="show"))
    return Screen(text, keyboard(*(answers if view.waits else ()), card))
