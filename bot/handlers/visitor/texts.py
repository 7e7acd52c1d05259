"""Typed texts and shared contacts: each goes to the draft whose question it answers."""

from __future__ import annotations

from typing import cast

from aiogram import F, Router
from aiogram.types import Message

from bot.domain.access import Actor
from bot.domain.draft import Draft
from bot.domain.forms import (
    ApplicationForm,
    ArrivalCodeForm,
    BookingForm,
    ClassCardForm,
    HeadCountForm,
    NewSessionForm,
    ProfileForm,
)
from bot.domain.free_text import lists_people
from bot.domain.refusal import Reason, Refusal
from bot.handlers.host import texts as host_texts
from bot.handlers.visitor import application, book, classes, mine
from bot.handlers.visitor.browse import show_home
from bot.services.host.use_cases import HostUseCases
from bot.services.visitor.use_cases import VisitorUseCases
from bot.ui.links import Links
from bot.ui.show import show, show_after_contact
from bot.ui.translator import Translator
from bot.ui.visitor.booking_form import refused
from bot.ui.visitor.consent import Operator

router = Router(name="texts")


@router.message(F.text, ~F.text.startswith("/"))
async def answer_text(
    message: Message,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    host: HostUseCases,
    operator: Operator,
    links: Links,
) -> None:
    """A text that no question waits for shows the home screen: nothing is ignored in silence.

    A list of names is refused with the reason even there (H4).
    """
    draft = await visitor.find_question(actor)
    if draft is None:
        if await book.ask_for_a_tap(message, actor, t, visitor, operator, links):
            return
        if lists_people(message.text or ""):
            await show(message, refused(Refusal(Reason.TEXT_REFUSED, {"problem": "names"}), t))
        else:
            await show_home(message, actor, t, visitor)
        return
    form = draft.form
    if isinstance(form, BookingForm):
        await book.answer_text(message, actor, t, visitor, operator, links, cast(Draft[BookingForm], draft))
    elif isinstance(form, ApplicationForm):
        await application.answer_text(
            message, actor, t, visitor, operator, cast(Draft[ApplicationForm], draft)
        )
    elif isinstance(form, ProfileForm):
        await mine.answer_profile(message, actor, t, visitor, cast(Draft[ProfileForm], draft))
    elif isinstance(form, ClassCardForm):
        await classes.answer_text(message, actor, t, visitor, cast(Draft[ClassCardForm], draft))
    elif isinstance(form, HeadCountForm | ArrivalCodeForm | NewSessionForm):
        await host_texts.answer_text(message, actor, t, host, draft)


@router.message(F.contact)
async def answer_contact(
    message: Message, actor: Actor, t: Translator, visitor: VisitorUseCases, operator: Operator
) -> None:
    draft = await visitor.find_question(actor)
    if draft is None:
        if not await _show_open_form(message, actor, t, visitor, operator):
            await show_home(message, actor, t, visitor)
    elif isinstance(draft.form, BookingForm):
        await book.answer_contact(message, actor, t, visitor, operator, cast(Draft[BookingForm], draft))
    elif isinstance(draft.form, ApplicationForm):
        await application.answer_contact(
            message, actor, t, visitor, operator, cast(Draft[ApplicationForm], draft)
        )
    elif isinstance(draft.form, ProfileForm):
        await mine.answer_profile(message, actor, t, visitor, cast(Draft[ProfileForm], draft))
    else:
        await show_home(message, actor, t, visitor)


async def _show_open_form(
    message: Message, actor: Actor, t: Translator, visitor: VisitorUseCases, operator: Operator
) -> bool:
    """The form as it stands, below a contact that it does not wait for; False: no form is open.

    Such a contact was most likely kept by a process that died before it could answer: it is delivered again.
    """
    view = await visitor.show_form(actor)
    if isinstance(view, Refusal):
        return False
    await show_after_contact(message, t, book.form_screen(view, t, operator), given=actor.phone is not None)
    return True
