"""The expert's form after a job trial: a scale at a time, one tap each, then a sentence, if wanted (D1)."""

from __future__ import annotations

from bot.domain.desk.reviews import ReviewView
from bot.domain.desk.views import Outcome
from bot.domain.lengths import SENTENCE
from bot.domain.model import VisitStatus
from bot.domain.papers.review import LEAST, MOST, ExpertReview, Scale
from bot.ui.formats.dates import day_label, local_date, moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.host.callback_data import ReviewTap, ShowDay
from bot.ui.host.parts import day_key, who_label
from bot.ui.host.refusals import with_host_refusal
from bot.ui.kit import back_button, button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.papers.texts import scale_lines

SCORES = range(LEAST, MOST + 1)


def review_button(visit_id: int, t: Translator) -> Button:
    """On the card of a group that came to a job trial."""
    return button(t.label("host.review.button"), ReviewTap(visit=visit_id, op="show"))


def review_screen(view: ReviewView, t: Translator) -> Screen:
    """The next scale; once all are judged, what was said, and what can be changed. A message and a screen."""
    if view.may_write and view.asks is not None:
        return _scale_question(view, view.asks, t)
    done = view.complete
    off = view.visit.status is not VisitStatus.ARRIVED
    changes = _changes(view, done, t) if view.may_write and done is not None else []
    text = lines(
        *_head(view, "host.review.off" if off else "host.review.done", t),
        *(_said(done, t) if done is not None else ()),
        t.html("host.review.by", name=view.by) if view.by and done is not None else None,
        Html("") if view.may_write else None,
        t.html("host.review.until", day=day_label(view.last_day, t)) if view.may_write else None,
    )
    return Screen(text, keyboard(*changes, _to_day(view, t)))


def _head(view: ReviewView, key: str, t: Translator) -> list[Html]:
    moment = moment_label(view.visit.starts_at, view.site.timezone, t)
    return [
        bold(t.label(key, who=who_label(view.booking, t))),
        t.html("host.review.what", title=view.programme.title, site=view.site.name, moment=moment),
    ]


def _said(review: ExpertReview, t: Translator) -> list[Html]:
    said = [Html(""), *scale_lines(review, t)]
    return [*said, t.html("review.sentence", text=review.text)] if review.text else said


def _scale_question(view: ReviewView, scale: Scale, t: Translator) -> Screen:
    review = view.review
    seen = 0 if review is None else review.of(scale) or 0
    known = () if review is None else scale_lines(review, t, but=scale)
    text = lines(
        *_head(view, "host.review.ask", t),
        *([Html(""), *known] if known else [t.html("host.review.how")]),
        Html(""),
        bold(t.label(f"host.review.{scale}")),
        t.html("host.review.scores"),
    )

    def tap(value: int) -> ReviewTap:
        return ReviewTap(visit=view.visit.id, op="judge", scale=scale.value, value=value, seen=seen)

    return Screen(text, keyboard(tuple(button(str(each), tap(each)) for each in SCORES), _to_day(view, t)))


def _changes(view: ReviewView, review: ExpertReview, t: Translator) -> list[Button]:
    def tap(op: str, scale: str = "") -> ReviewTap:
        return ReviewTap(visit=view.visit.id, op=op, scale=scale)

    found = [button(t.label("host.review.change" if review.text else "host.review.add"), tap("say"))]
    if review.text:
        found.append(button(t.label("host.review.drop"), tap("drop")))
    found += [button(t.label(f"host.review.again.{each}"), tap("again", each.value)) for each in Scale]
    return found


def _to_day(view: ReviewView, t: Translator) -> Button:
    day = local_date(view.visit.starts_at, view.site.timezone)
    return back_button(ShowDay(site=view.site.id, day=day_key(day), anew=True), t, "host.to_day")


def sentence_question(view: ReviewView, t: Translator) -> Screen:
    """One sentence about the group, without names."""
    text = lines(*_head(view, "host.review.done", t), Html(""), t.html("host.review.say", most=SENTENCE))
    back = back_button(ReviewTap(visit=view.visit.id, op="show"), t)
    screen = Screen(text, keyboard(back))
    return screen if view.refusal is None else with_host_refusal(screen, view.refusal, t)


def review_toast(view: ReviewView, t: Translator) -> str | None:
    """What a tap did, where the next question does not say it."""
    if view.outcome is Outcome.DECIDED_BEFORE:
        return t.label("host.review.said_before", name=view.by or t.label("host.colleague"))
    if view.outcome is Outcome.DONE and view.complete is not None:
        return t.label("host.review.noted")
    return None
