"""Papers, calendars, what comes after a visit, and checking a certificate (B14, B15, B18)."""

from __future__ import annotations

from bot.domain.booking.codes import normalise_check_code
from bot.domain.forms import FeedbackField, FeedbackForm
from bot.domain.model import BookingId, DraftId, SiteId
from bot.domain.papers.kinds import TO_READ, PaperKind
from bot.domain.papers.views import FeedbackView
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes
from bot.handlers.visitor.draw import show_draw_of
from bot.services.papers import calendars, certificates, feedback, papers
from bot.ui.refusals import refusal_alert
from bot.ui.screen import Screen
from bot.ui.translator import languages, translator_for
from bot.ui.visitor.booking.form import refused
from bot.ui.visitor.papers.callback_data import CheckTap, FeedbackTap, FeedTap, PaperTap, ShowPapers
from bot.ui.visitor.papers.feedback import feedback_question, feedback_screen
from bot.ui.visitor.papers.screens import (
    check_answer,
    check_question,
    feed_screen,
    paper_text,
    papers_screen,
)

routes = Routes("papers")


def _known(language: str) -> str:
    return language if language in {each.code for each in languages()} else ""


@routes.callback
async def show_papers(chat: Chat, data: ShowPapers) -> None:
    language = _known(data.language)
    screen = await papers_of(chat, BookingId(data.booking), language, _site_of(data.site))
    await chat.show(screen, anew=data.anew)


def _site_of(number: int) -> SiteId | None:
    return SiteId(number) if number else None


async def papers_of(
    chat: Chat, booking_id: BookingId, language: str = "", site_id: SiteId | None = None
) -> Screen:
    view = await chat.do(papers.read_papers, booking_id, site_id)
    if isinstance(view, Refusal):
        return refused(view, chat.t)
    return papers_screen(view, chat.t, language, feeds=chat.links.public_url is not None)


@routes.callback
async def take_paper(chat: Chat, data: PaperTap) -> None:
    """A file is announced and comes below; a text is shown at once. What cannot be had says why."""
    booking_id, language, site_id = BookingId(data.booking), _known(data.language), _site_of(data.site)
    kind = next((each for each in PaperKind if each.value == data.kind), None)
    if kind in TO_READ:
        found = await chat.do(papers.read_paper, booking_id, kind, site_id)
        if not isinstance(found, Refusal):
            speaks = translator_for(language or chat.t.code).for_reader(None)
            await chat.show(paper_text(found, speaks, chat.t))
            return
        chat.say(refusal_alert(found, chat.t), alert=True)
    elif kind is not None:
        asked = await chat.do(papers.ask_paper, booking_id, kind, language or chat.t.code, site_id)
        if isinstance(asked, Refusal):
            chat.say(refusal_alert(asked, chat.t), alert=True)
        else:
            chat.say(chat.t.label("papers.coming", paper=chat.t.label(f"papers.kind.{kind}")))
    await chat.show(await papers_of(chat, booking_id, language, site_id))


# --- calendars ------------------------------------------------------------------------------------------


@routes.callback
async def show_feed(chat: Chat, data: FeedTap) -> None:
    """Without a public address there is no calendar to subscribe to, and no button for one."""
    booking_id = BookingId(data.booking)
    if chat.links.public_url is None:
        await chat.show(await papers_of(chat, booking_id))
        return
    match data.op:
        case "renew":
            address = await chat.do(calendars.renew_feed, data.version)
        case "close":
            address = await chat.do(calendars.close_feed, data.version)
        case _:
            address = await chat.do(calendars.open_feed)
    if isinstance(address, Refusal):
        await chat.show(refused(address, chat.t))
    else:
        await chat.show(feed_screen(address, chat.links, booking_id, chat.t))


# --- certificates ---------------------------------------------------------------------------------------


@routes.callback
async def ask_code(chat: Chat, data: CheckTap) -> None:
    await open_check(chat)


async def open_check(chat: Chat) -> None:
    await chat.show(check_question(chat.t))


@routes.link("c_")
async def check_link(chat: Chat, payload: str) -> None:
    """From the picture on a certificate."""
    await _check(chat, payload.removeprefix("c_"))


async def check_text(chat: Chat) -> bool:
    """A check code, typed at any moment; False: the text is none."""
    if normalise_check_code(chat.text) is None:
        return False
    await _check(chat, chat.text)
    return True


async def _check(chat: Chat, code: str) -> None:
    view = await chat.do(certificates.check_certificate, code)
    # A draw among applicants has a code of the same kind.
    known = view.certificate is not None or view.placement is not None
    if known or not await show_draw_of(chat, code):
        await chat.show(check_answer(view, chat.t))


# --- how it was -----------------------------------------------------------------------------------------


@routes.callback
async def say_how_it_was(chat: Chat, data: FeedbackTap) -> None:
    """The score under a certificate or a question that is worth keeping is answered below it."""
    booking_id, site_id = BookingId(data.booking), SiteId(data.site)
    field = next((each for each in FeedbackField if each.value == data.op), None)
    if field is not None:
        asking = await chat.do(feedback.ask_feedback, booking_id, site_id, field)
        if not isinstance(asking, Refusal):
            await forms.show_outcome(chat, FEEDBACK_PAGES, asking.draft_id, asking)
            return
    if data.op == "rate":
        view = await chat.do(feedback.rate, booking_id, site_id, data.value)
        if isinstance(view, FeedbackView) and view.repeated:
            # A message with a file cannot show it: the same screen would come below once more.
            chat.say(chat.t.label("feedback.already", score=data.value))
            return
    else:
        view = await chat.do(feedback.read_feedback_of, booking_id, site_id)
    await chat.show(_how_it_was(chat, view))


def _how_it_was(chat: Chat, view: FeedbackView | Refusal) -> Screen:
    return refused(view, chat.t) if isinstance(view, Refusal) else feedback_screen(view, chat.t)


async def _read(chat: Chat, form: FeedbackForm) -> Screen:
    view = await chat.do(feedback.read_feedback_of, form.booking_id, form.site_id)
    return _how_it_was(chat, view)


async def _over(chat: Chat, _draft_id: DraftId, why: Refusal) -> Screen:
    return refused(why, chat.t)


FEEDBACK_PAGES = form_pages(
    FormPages(
        form=FeedbackForm,
        question=lambda chat, view: feedback_question(view, chat.t),
        finished=lambda chat, view: feedback_screen(view, chat.t),
        closed=_over,
        left=_read,
    )
)
