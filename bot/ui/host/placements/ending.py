"""How a placement ended: one tap for end and mark, then a sentence, if wanted (D2)."""

from __future__ import annotations

from bot.domain.desk.endings import EndView
from bot.domain.desk.views import ApplicationView, Outcome
from bot.domain.lengths import SENTENCE
from bot.domain.placements.ending import LEAST, LEFT, MOST, PlacementEnd
from bot.ui.formats.dates import day_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.host.callback_data import ApplicationTap
from bot.ui.host.placements.callback_data import EndTap
from bot.ui.host.refusals import with_host_refusal
from bot.ui.kit import back_button, button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.placements.texts import long_dates

MARKS = range(LEAST, MOST + 1)


def end_button(view: ApplicationView, t: Translator) -> Button | None:
    """On the card of an application whose placement is over."""
    if not view.is_over:
        return None
    return button(t.label("host.placement.button"), EndTap(application=view.application.id))


def end_line(end: PlacementEnd | None, t: Translator) -> Html | None:
    """What is said of it, on the application's card."""
    if end is None:
        return None
    return t.html("host.placement.left") if end.mark is None else t.html("host.placement.mark", n=end.mark)


def end_screen(view: EndView, t: Translator, *, again: bool = False) -> Screen:
    """The question, or what was said and what can be changed. A message and a screen. ``again``: it is asked
    once more."""
    if view.may_write and (view.end is None or again):
        return _question(view, t)
    text = lines(
        *_head(view, "host.placement.done", t),
        Html(""),
        end_line(view.end, t),
        t.html("placement.sentence", text=view.end.text) if view.end is not None and view.end.text else None,
        t.html("host.review.by", name=view.by) if view.by and view.end is not None else None,
        Html("") if view.may_write else None,
        t.html("host.placement.until", day=day_label(view.last_day, t)) if view.may_write else None,
    )
    return Screen(text, keyboard(*_changes(view, t), _to_application(view, t)))


def _head(view: EndView, key: str, t: Translator) -> list[Html]:
    application = view.application
    return [
        bold(t.label(key, reference=t.reference(application.reference))),
        t.html(
            "host.placement.who",
            name=application.entry.name or t.label("host.no_name"),
            title=view.programme.title,
            site=view.site.name,
            dates=long_dates(view.place, view.site.timezone, t),
        ),
    ]


def _question(view: EndView, t: Translator) -> Screen:
    def tap(value: int) -> EndTap:
        return EndTap(application=view.application.id, op="say", value=value, seen=view.seen)

    text = lines(*_head(view, "host.placement.ask", t), Html(""), t.html("host.placement.how"))
    return Screen(
        text,
        keyboard(
            tuple(button(str(each), tap(each)) for each in MARKS),
            button(t.label("host.placement.not_to_the_end"), tap(LEFT)),
            _to_application(view, t),
        ),
    )


def _changes(view: EndView, t: Translator) -> list[Button]:
    if not view.may_write or view.end is None:
        return []

    def tap(op: str) -> EndTap:
        return EndTap(application=view.application.id, op=op)

    written = bool(view.end.text)
    found = [button(t.label("host.review.change" if written else "host.review.add"), tap("line"))]
    if written:
        found.append(button(t.label("host.review.drop"), tap("drop")))
    return [*found, button(t.label("host.placement.again"), tap("again"))]


def _to_application(view: EndView, t: Translator) -> Button:
    to = ApplicationTap(application=view.application.id, op="show")
    return back_button(to, t, "host.application.open")


def line_question(view: EndView, t: Translator) -> Screen:
    """One sentence, without names."""
    asked = t.html("host.placement.say", most=SENTENCE)
    text = lines(*_head(view, "host.placement.done", t), Html(""), asked)
    screen = Screen(text, keyboard(back_button(EndTap(application=view.application.id), t)))
    return screen if view.refusal is None else with_host_refusal(screen, view.refusal, t)


def end_toast(view: EndView, t: Translator) -> str | None:
    """What a tap did."""
    if view.outcome is Outcome.DECIDED_BEFORE:
        return t.label("host.review.said_before", name=view.by or t.label("host.colleague"))
    return t.label("host.placement.noted") if view.outcome is Outcome.DONE else None
