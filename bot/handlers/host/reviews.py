"""The expert's form after a job trial, tapped and typed (D1)."""

from __future__ import annotations

from bot.domain.desk.reviews import ReviewView
from bot.domain.desk.views import Outcome
from bot.domain.forms import ReviewForm
from bot.domain.model import DraftId, VisitId
from bot.domain.papers.review import Scale
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.host.common import to_desk
from bot.handlers.routes import Routes
from bot.services.desk import reviews
from bot.ui.host.after.reviews import review_screen, review_toast, sentence_question
from bot.ui.host.callback_data import ReviewTap
from bot.ui.host.refusals import refused_screen
from bot.ui.screen import Screen

routes = Routes("reviews")


def _screen(chat: Chat, view: ReviewView | Refusal) -> Screen:
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=to_desk(chat.t))
    return review_screen(view, chat.t)


@routes.callback
async def review(chat: Chat, data: ReviewTap) -> None:
    """A scale is judged, or asked for anew; the sentence is asked for or taken away."""
    visit_id = VisitId(data.visit)
    scale = next((each for each in Scale if each.value == data.scale), None)
    match data.op:
        case "judge" if scale is not None:
            view = await chat.do(reviews.judge, visit_id, scale, data.value, data.seen)
        case "say":
            asking = await chat.do(reviews.ask_sentence, visit_id)
            if not isinstance(asking, Refusal):
                await forms.show_outcome(chat, PAGES, asking.draft_id, asking)
                return
            view = asking
        case "drop":
            view = await chat.do(reviews.drop_sentence, visit_id)
        case _:
            view = await chat.do(reviews.show_review, visit_id, scale)
    if not isinstance(view, Refusal) and (said := review_toast(view, chat.t)) is not None:
        chat.say(said, alert=view.outcome is Outcome.DECIDED_BEFORE)
    await chat.show(_screen(chat, view))


async def _read(chat: Chat, form: ReviewForm) -> Screen:
    return _screen(chat, await chat.do(reviews.show_review, form.visit_id))


async def _over(chat: Chat, _draft_id: DraftId, why: Refusal) -> Screen:
    return refused_screen(why, chat.t, back=to_desk(chat.t))


PAGES = form_pages(
    FormPages(
        form=ReviewForm,
        question=lambda chat, view: sentence_question(view, chat.t),
        finished=_screen,
        closed=_over,
        repeats=True,
        left=_read,
    )
)
