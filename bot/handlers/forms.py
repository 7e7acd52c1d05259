"""Filling in, for every kind of form alike: what a tap, a text or a contact does, and what is shown then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.domain.desk.intents import asks_for_work
from bot.domain.draft import Draft
from bot.domain.forms import Form, Question
from bot.domain.model import ConsentKind, DraftId
from bot.domain.people.access import Actor
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.answers import means_send
from bot.domain.typed.intents import Intent
from bot.handlers.chat import Chat
from bot.handlers.typed_commands import is_cancel, means_back, means_cancel
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Contact, Finished, NotAnswered, Outcome
from bot.services.people.consents import find_wanted, give_consent
from bot.ui.callback_data import Nothing
from bot.ui.formats.html import Html, bold, lines
from bot.ui.kit import why_last
from bot.ui.screen import Screen
from bot.ui.visitor.consent import consent_text


def _no_alert(_refusal: Refusal, _asking: Asking, _chat: Chat) -> str | None:
    return None


def _no_screen(_chat: Chat, result: object) -> Screen:
    raise LookupError(f"nothing shows what came of a form: {type(result).__name__}")


def _nothing_before(_view: object, _chat: Chat) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPages:
    """What one kind of form shows.

    ``question``: the screen of the present question, from its view. ``finished``: what the form became, from
    the result. ``closed``: the form was sent or put aside before. ``left``: after «Отмена», and after «Назад»
    from a question that has none before it, unless ``out`` names another way. ``alert``: what a window over
    the screen says of a refused tap. ``consent_refused``: what a no to the consent shows. ``not_by_text``:
    said before the screen of a consent, which is a message of its own by law, when a text came instead of a
    tap; ``before_consent``: what else is said there of the answer before. ``own``: the buttons
    that belong to its questions; any other opens something else. ``follows``: shows by itself what a finished
    form leads on to. ``repeats``: sent before, it shows again what came of it, else that it is done, over
    what ``left`` shows; ``closed`` is for one that was put aside.
    """

    form: type[Form]
    own: tuple[type[CallbackData], ...] = ()
    question: Callable[[Chat, Any], Screen]
    finished: Callable[[Chat, Any], Screen] = _no_screen
    follows: Callable[[Chat, Any], Awaitable[None]] | None = None
    closed: Callable[[Chat, DraftId, Refusal], Awaitable[Screen]]
    refused: Callable[[Refusal, Asking, Chat], Screen | None] | None = None
    left: Callable[[Chat, Any], Awaitable[Screen]]
    out: Mapping[Question, Callable[[Chat, Asking], Awaitable[Screen]]] = field(default_factory=dict)
    alert: Callable[[Refusal, Asking, Chat], str | None] = _no_alert
    consent_refused: Callable[[Chat, Any], Screen] | None = None
    not_by_text: Callable[[Refusal, Chat], Screen] | None = None
    before_consent: Callable[[Any, Chat], Screen | None] = _nothing_before
    repeats: bool = False


NAMES = {Question.SCHOOL: "problem.not_an_organisation", Question.NAME: "problem.no_name"}
"""Questions to which a word of another meaning would be a name, and what is said of a greeting there."""

PAGES: dict[type[Form], FormPages] = {}
"""Every kind of form that can be filled in in a chat."""


def form_pages(pages: FormPages) -> FormPages:
    PAGES[pages.form] = pages
    return pages


async def walk_away(chat: Chat, tapped: type[CallbackData] | None = None) -> None:
    """A tap on something else, or a command: what was asked is asked no more."""
    asked = chat.actor.asked
    if asked is None or tapped is Nothing:
        return
    kept = [each.form for each in PAGES.values() if tapped in each.own]
    if all(form.kind is not asked for form in kept):
        await chat.do(engine.walk_away, kept)


async def question_screen(chat: Chat, pages: FormPages, asking: Asking) -> Screen:
    """The screen of a question, which is asked again if the form was put aside."""
    if asking.is_aside:
        await chat.do(engine.ask_again, pages.form, asking.draft_id)
    return pages.question(chat, asking.view)


async def show_outcome(chat: Chat, pages: FormPages, draft_id: DraftId, outcome: Outcome) -> None:
    """The next question, what the form became, or after a refusal the present question with why not."""
    if isinstance(outcome, Refusal):
        present = await chat.do(engine.show, pages.form, draft_id, refusal=outcome)
        if isinstance(present, Refusal):
            await chat.show(await _closed(chat, pages, draft_id, present))
            return
        if isinstance(chat.event, Message) and present.question is Question.CONSENT and pages.not_by_text:
            await chat.show(pages.not_by_text(outcome, chat))
        tapped = isinstance(chat.event, CallbackQuery)
        if tapped and (alert := pages.alert(outcome, present, chat)) is not None:
            chat.say(alert, alert=True)
        if pages.refused is not None:
            screen = pages.refused(outcome, present, chat)
            if screen is not None:
                await chat.show(screen)
            return
        outcome = present
    if isinstance(outcome, Finished) and pages.follows is not None:
        await pages.follows(chat, outcome.result)
        return
    if isinstance(outcome, Finished):
        screen = pages.finished(chat, outcome.result)
    else:
        screen = await question_screen(chat, pages, outcome)
        if outcome.question is Question.CONSENT:
            await _before_consent(chat, pages, outcome)
    if outcome.by_contact and isinstance(chat.event, Message):
        await chat.after_contact(screen, given=not means_back(chat.text))
    else:
        await chat.show(screen)


async def _before_consent(chat: Chat, pages: FormPages, asking: Asking) -> None:
    if not isinstance(chat.event, Message):
        chat.say(chat.t.label("consent.before"))
    elif (said := pages.before_consent(asking.view, chat)) is not None:
        await chat.show(said)


async def _closed(chat: Chat, pages: FormPages, draft_id: DraftId, why: Refusal) -> Screen:
    """Of a form that cannot go on. One that was still open is put aside: what is typed from now on is no
    answer to it."""
    if pages.repeats and why.reason is not Reason.NOT_ALLOWED:
        came = await chat.do(engine.show_came, pages.form, draft_id)
        if isinstance(came, Finished):
            return await _came(chat, pages, came)
    if why.reason is not Reason.DRAFT_CLOSED:
        await chat.do(engine.leave, pages.form, draft_id)
    return await pages.closed(chat, draft_id, why)


async def _came(chat: Chat, pages: FormPages, sent: Finished) -> Screen:
    """Of a form that was sent before: a tap that came twice looks as one that came once."""
    if sent.result is not None:
        return pages.finished(chat, sent.result)
    there = await pages.left(chat, sent.form)
    return replace(there, text=lines(bold(chat.t.label("form.done_before")), Html(""), there.text))


async def tap(chat: Chat, pages: FormPages, draft_id: DraftId, op: str, value: str = "") -> None:
    """A button of the form: «cancel» leaves it, «show» and «mon» (a month, yyyy-mm-) only look, the others
    answer."""
    if op == "cancel":
        await leave(chat, pages, draft_id)
        return
    if op in {"show", "mon"}:
        outcome: Outcome = await chat.do(engine.show, pages.form, draft_id, month=read_day(f"{value}01"))
    else:
        outcome = await chat.do(engine.tap, pages.form, draft_id, op, value, tapped_in=chat.tapped_in)
    await show_outcome(chat, pages, draft_id, outcome)


def read_day(value: str) -> date | None:
    """A day out of callback data; None for anything damaged."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


async def leave(chat: Chat, pages: FormPages, draft_id: DraftId, *, at_phone: bool = False) -> None:
    """«Отмена», tapped or in words."""
    left = await chat.do(engine.leave, pages.form, draft_id)
    if isinstance(left, Refusal):
        await chat.show(await _closed(chat, pages, draft_id, left))
    elif at_phone:
        await chat.after_contact(await pages.left(chat, left), given=False)
    else:
        await chat.show(await pages.left(chat, left))


async def send(chat: Chat, pages: FormPages, draft_id: DraftId) -> None:
    await show_outcome(chat, pages, draft_id, await chat.do(engine.send, pages.form, draft_id))


async def answer_consent(
    chat: Chat, pages: FormPages, draft_id: DraftId, *, version: int, agree: bool, own: int = 0
) -> None:
    """The consent under a form, given or refused; then the form goes on (H1). ``version`` and ``own``: of the
    text under which the button stands, and of what a region added to it."""
    wanted = await chat.do(find_wanted, pages.form, draft_id)
    if not agree and (isinstance(wanted, Refusal) or wanted.is_missing):
        left = await chat.do(engine.refuse_consent, pages.form, draft_id)
        if isinstance(left, Asking) and pages.consent_refused is not None:
            await chat.show(pages.consent_refused(chat, left.view))
        else:
            await show_outcome(chat, pages, draft_id, left)
        return
    if agree and not isinstance(wanted, Refusal):
        text = consent_text(chat.t, chat.operator, wanted.own)
        given: Actor | Refusal = Refusal(Reason.NO_CONSENT)
        if own == wanted.own_version:
            kind = ConsentKind.PROCESSING
            given = await chat.do(give_consent, kind, version, text, draft_id, wanted.own)
        if not isinstance(given, Refusal):
            chat.actor = given
        elif given.reason is Reason.NO_CONSENT:
            chat.say(chat.t.label("consent.changed"), alert=True)
    await show_outcome(chat, pages, draft_id, await chat.do(engine.refresh, pages.form, draft_id))


async def answer_text(chat: Chat, *, edited: bool = False) -> bool:
    """A typed text goes to the form that asked last; «Назад» and «Отмена» in words do what the buttons do.

    False: nothing is asked, or the text is no answer and says something else, or the question is so old that
    its form is better offered than shown.
    """
    draft = await chat.do(engine.find_open)
    if draft is None and (means_back(chat.text) or is_cancel(chat.text)):
        draft = await _at_its_keyboard(chat)
    if draft is None:
        return await _show_sent(chat)
    pages, question, said = PAGES[type(draft.form)], draft.question, chat.said
    if means_cancel(chat.text, said):
        await leave(chat, pages, draft.id, at_phone=question is Question.PHONE)
        return True
    if means_back(chat.text):
        await go_back(chat, pages, draft.id)
        return True
    if said is not None and (
        said.intent.is_polite or (question is Question.NAME and said.intent is Intent.HELP)
    ):
        # It wants nothing else, and is nobody's name.
        said = None
        if question in NAMES and await ask_again(chat, chat.t.html(NAMES[question])):
            return True
    if question in NAMES and said is not None and said.is_no_name:
        return False
    wants = said is not None or asks_for_work(chat.text, chat.actor)
    return await _type(chat, pages, draft.id, edited=edited, shows_refusal=not wants)


async def _show_sent(chat: Chat) -> bool:
    """«Да» said twice: the first has sent the form, the second sees what became of it. «Ок» and «хорошо» are
    thanks by then."""
    if not means_send(chat.text) or chat.said is not None:
        return False
    draft = await chat.do(engine.find_sent)
    if draft is not None:
        await send(chat, PAGES[type(draft.form)], draft.id)
    return draft is not None


async def answer_waiting(chat: Chat) -> bool:
    """A text that answers a form which was put aside lately; False: there is none, or it is no answer."""
    draft = await chat.do(engine.find_waiting)
    return draft is not None and await _type(chat, PAGES[type(draft.form)], draft.id, shows_refusal=False)


async def _type(
    chat: Chat, pages: FormPages, draft_id: DraftId, *, shows_refusal: bool, edited: bool = False
) -> bool:
    """False: the text is no answer, and that is not shown."""
    message_id = chat.message_id or 0
    outcome = await chat.do(engine.type_text, pages.form, draft_id, chat.text, message_id, edited=edited)
    if isinstance(outcome, NotAnswered) and (outcome.is_old or not shows_refusal):
        return False
    await show_outcome(chat, pages, draft_id, outcome)
    return True


async def _at_its_keyboard(chat: Chat) -> Draft[Form] | None:
    """The form that was put aside at the question whose keyboard stays below the chat."""
    draft = await chat.do(engine.find_waiting)
    return draft if draft is not None and draft.question is Question.PHONE else None


async def answer_edit(chat: Chat) -> bool:
    """An edited text is an answer while the form stands at the question that it was written to. False: it is
    not taken."""
    message = chat.event
    if not isinstance(message, Message):
        return False
    draft = await chat.do(engine.find_edited, message.message_id, message.date)
    return draft is not None and await answer_text(chat, edited=True)


async def ask_again(chat: Chat, why: Html) -> bool:
    """What cannot be an answer brings the question again, with why not; False: nothing is asked."""
    draft = await chat.do(engine.find_open)
    if draft is None:
        return False
    pages = PAGES[type(draft.form)]
    present = await chat.do(engine.show, pages.form, draft.id)
    if isinstance(present, Refusal):
        await chat.show(await _closed(chat, pages, draft.id, present))
        return True
    screen = await question_screen(chat, pages, present)
    await chat.show(why_last(screen, why, chat.t))
    return True


async def go_back(chat: Chat, pages: FormPages, draft_id: DraftId) -> None:
    """«Назад» in words, or from a button that does not say at which question it stood."""
    asking = await chat.do(engine.show, pages.form, draft_id)
    if isinstance(asking, Refusal):
        await chat.show(await _closed(chat, pages, draft_id, asking))
        return
    out = None if asking.question is None else pages.out.get(asking.question)
    if out is not None:
        await chat.show(await out(chat, asking))
        return
    if asking.is_first:
        await leave(chat, pages, draft_id, at_phone=asking.question is Question.PHONE)
        return
    question = asking.question or Question.SUMMARY
    outcome = await chat.do(engine.tap, pages.form, draft_id, "back", question, chat.message_id)
    await show_outcome(chat, pages, draft_id, outcome)


async def answer_contact(chat: Chat) -> bool:
    """«Отправить номер»; False: no form is open."""
    draft = await chat.do(engine.find_open) or await _at_its_keyboard(chat)
    message = chat.event
    if draft is None or not isinstance(message, Message) or message.contact is None:
        return False
    contact = Contact(
        phone=message.contact.phone_number,
        first_name=message.contact.first_name,
        own=message.from_user is not None and message.contact.user_id == message.from_user.id,
    )
    pages = PAGES[type(draft.form)]
    outcome = await chat.do(engine.share_contact, pages.form, draft.id, contact, message.message_id)
    await show_outcome(chat, pages, draft.id, outcome)
    return True
