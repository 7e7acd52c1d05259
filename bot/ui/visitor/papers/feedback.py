"""How a visit was: a score with one tap, and what may be added (B18)."""

from __future__ import annotations

from bot.domain.desk.reviews import ReviewView
from bot.domain.forms import FeedbackField
from bot.domain.messages.views import PartView
from bot.domain.model import VisitStatus
from bot.domain.papers.kinds import is_class
from bot.domain.papers.views import AfterVisitView, FeedbackView
from bot.ui.formats.dates import day_label, moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.kit import back_button, button, home_button, keyboard
from bot.ui.refusals import with_refusal
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import ShowBooking
from bot.ui.visitor.papers.callback_data import FeedbackTap, ShowPapers
from bot.ui.visitor.papers.texts import scale_lines

SCORES = range(1, 6)
MOST_CHARACTERS = 300


def score_buttons(part: PartView) -> tuple[Button, ...]:
    """From 1 to 5 in one row."""

    def tap(score: int) -> FeedbackTap:
        return FeedbackTap(booking=part.booking.id, site=part.site.id, op="rate", value=score)

    return tuple(button(str(each), tap(each)) for each in SCORES)


def feedback_again(view: AfterVisitView, t: Translator) -> Screen:
    """A week later, once."""
    part = view.part
    text = lines(
        t.html("message.feedback_again", site=part.site.name, day=day_label(part.day, t)),
        t.html("message.over.rate"),
    )
    return Screen(text, keyboard(score_buttons(part)))


def group_reviewed(view: ReviewView, t: Translator) -> Screen:
    """What the expert of a job trial says of a group; or that it does not count for now (D1)."""
    review, moment = view.complete, moment_label(view.visit.starts_at, view.site.timezone, t)
    what = t.html("host.review.what", title=view.programme.title, site=view.site.name, moment=moment)
    if review is None or view.visit.status is not VisitStatus.ARRIVED:
        said = [t.html("review.off")]
    else:
        said = scale_lines(review, t)
        said += [t.html("review.sentence", text=review.text)] if review.text else []
        said += [Html(""), t.html("review.kept")]
    booking = view.booking.id
    rows = keyboard(
        button(t.label("sent.card"), ShowBooking(booking=booking, anew=True)),
        button(t.label("papers.button"), ShowPapers(booking=booking, anew=True)),
    )
    return Screen(lines(bold(t.label("review.title")), what, Html(""), *said), rows)


def feedback_screen(view: FeedbackView, t: Translator) -> Screen:
    """What was said so far, and what can be added or said anew."""
    part, said = view.part, view.feedback
    about = {"site": t.content(part.site.name), "day": day_label(view.day, t)}
    back = back_button(ShowBooking(booking=part.booking.id), t, "site.to_request")
    if said is None:
        return Screen(t.html("feedback.not_rated", **about), keyboard(score_buttons(part), back))

    def ask(field: FeedbackField, key: str) -> Button:
        return button(t.label(key), FeedbackTap(booking=part.booking.id, site=part.site.id, op=field.value))

    text = lines(
        t.html("feedback.rated", score=said.score, **about),
        t.html("feedback.said", text=said.text) if said.text else None,
        t.html("feedback.hands", n=said.hands) if said.hands is not None else None,
        t.html("feedback.more") if said.text is None else None,
    )
    rows = keyboard(
        score_buttons(part),
        ask(FeedbackField.IMPROVE, "feedback.improve"),
        ask(FeedbackField.HANDS, "feedback.ask_hands_button") if is_class(part.booking) else None,
        back,
        home_button(t),
    )
    return Screen(text, rows)


def feedback_question(view: FeedbackView, t: Translator) -> Screen:
    """What could be better, or how many would like to work there."""
    if view.asks is FeedbackField.HANDS:
        asked = t.html("feedback.ask_hands")
    else:
        asked = t.html("feedback.ask_improve", most=MOST_CHARACTERS)
    back = FeedbackTap(booking=view.part.booking.id, site=view.part.site.id)
    return with_refusal(Screen(asked, keyboard(back_button(back, t))), view.refusal, t)
