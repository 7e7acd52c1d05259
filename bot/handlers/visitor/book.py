"""Filling and sending the form of a booking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.domain.access import Actor
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm, Question, Step
from bot.domain.free_text import lists_people
from bot.domain.model import (
    BookingId,
    ClassCardId,
    ConsentKind,
    DraftId,
    OrganisationId,
    ProgrammeId,
    ProgrammeKind,
    SessionId,
)
from bot.domain.refusal import Reason, Refusal
from bot.domain.views import BookingFormView
from bot.handlers.visitor import application
from bot.handlers.visitor.browse import programme_screen, session_of
from bot.handlers.visitor.words import means_back, means_cancel
from bot.services.visitor.answers import (
    AgreeParty,
    Answer,
    Ask,
    GoBack,
    PickDay,
    PickSessions,
    RenewHold,
    SetAdults,
    SetComment,
    SetForeign,
    SetWheelchairs,
    SetYoungestAge,
    TakeSeats,
    UseCard,
    UseOrganisation,
)
from bot.services.visitor.use_cases import VisitorUseCases
from bot.ui.links import Links
from bot.ui.refusals import refusal_alert
from bot.ui.screen import Screen
from bot.ui.show import show, show_after_contact, show_below
from bot.ui.toast import Toast
from bot.ui.translator import Translator
from bot.ui.visitor import booking_form as screens
from bot.ui.visitor import catalogue
from bot.ui.visitor.consent import Operator, consent_text
from bot.ui.visitor.mine import booking_sent
from bot.ui.visitor.taps import (
    Book,
    BookAgainTap,
    ConsentTap,
    ContinueForm,
    FormTap,
    SendForm,
    ShowProgramme,
)

router = Router(name="book")

Event = CallbackQuery | Message
Outcome = BookingFormView | Refusal

ON_THE_CALENDAR = frozenset(
    {
        Reason.TOO_LATE,
        Reason.CUT_OFF,
        Reason.TOO_LATE_FOREIGN,
        Reason.BEYOND_HORIZON,
        Reason.WRONG_AUDIENCE,
        Reason.SESSION_PAST,
        Reason.SESSION_CLOSED,
        Reason.PRIVATE_TAKEN,
        Reason.GROUP_TOO_SMALL,
        Reason.GROUP_TOO_LARGE,
        Reason.SESSION_FULL,
        Reason.NO_SEATS_ON_DAY,
        Reason.NO_SESSIONS_ON_DAY,
        Reason.NOT_ENOUGH_ADULTS,
        Reason.CANNOT_SPLIT,
        Reason.TOO_YOUNG,
    }
)
"""Refusals that a window over the screen explains while the calendar behind it shows the present truth."""


def form_screen(view: BookingFormView, t: Translator, operator: Operator) -> Screen:
    return screens.form_screen(
        view, t, consent_version=operator.consent_version, consent=consent_text(t, operator)
    )


async def show_form(event: Event, t: Translator, operator: Operator, view: BookingFormView) -> None:
    await show(event, form_screen(view, t, operator))


async def _show_outcome(
    event: Event,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    draft_id: DraftId,
    outcome: Outcome,
    toast: Toast | None = None,
) -> None:
    """The next question; after a refusal the present one, with why not."""
    if not isinstance(outcome, Refusal):
        await show_form(event, t, operator, outcome)
        return
    present = await visitor.show_form(actor, draft_id, refusal=outcome)
    if isinstance(present, Refusal):
        await show_closed(event, actor, t, visitor, draft_id)
        return
    if toast is not None and outcome.reason in ON_THE_CALENDAR and present.step in {Step.DAY, Step.TIME}:
        toast.say(refusal_alert(outcome, t), alert=True)
    await show_form(event, t, operator, present)


async def show_closed(
    event: Event, actor: Actor, t: Translator, visitor: VisitorUseCases, draft_id: DraftId
) -> None:
    """A form that was sent shows its booking, one that was put aside the way on (a button never dies)."""
    sent = await visitor.read_booking_of_draft(actor, draft_id)
    if isinstance(sent, Refusal):
        await show(event, screens.form_closed(t))
        return
    await show(event, booking_sent(sent, t))


@router.callback_query(Book.filter())
async def start_booking(
    callback: CallbackQuery,
    callback_data: Book,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
) -> None:
    programme_id = ProgrammeId(callback_data.programme)
    programme = visitor.content.published.programmes.get(programme_id)
    if programme is None:
        await show(callback, catalogue.not_published(t))
    elif programme.kind is ProgrammeKind.INTERNSHIP:
        await application.start(callback, programme_id, actor, t, visitor, operator)
    else:
        outcome = await visitor.start_booking(actor, programme_id, session_of(callback_data.session))
        if isinstance(outcome, Refusal):
            await show(callback, screens.refused(outcome, t))
        else:
            await show_form(callback, t, operator, outcome)


@router.callback_query(BookAgainTap.filter())
async def book_again(
    callback: CallbackQuery,
    callback_data: BookAgainTap,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    toast: Toast,
) -> None:
    """An alternative that was offered after a no. The message that offered it stays."""
    parts = [each for each in callback_data.sessions.split(".") if each.isdecimal()]
    outcome = await visitor.book_again(
        actor, BookingId(callback_data.booking), tuple(SessionId(int(each)) for each in parts)
    )
    if isinstance(outcome, Refusal):
        await show_below(callback, screens.refused(outcome, t))
        return
    view, refusal = outcome
    if refusal is not None:
        toast.say(refusal_alert(refusal, t), alert=True)
    await show_below(callback, form_screen(view, t, operator))


@router.callback_query(ContinueForm.filter())
async def continue_form(
    callback: CallbackQuery, actor: Actor, t: Translator, visitor: VisitorUseCases, operator: Operator
) -> None:
    outcome = await visitor.show_form(actor)
    if not isinstance(outcome, Refusal):
        await show_form(callback, t, operator, outcome)
    elif not await application.go_on(callback, actor, t, visitor, operator):
        await show(callback, screens.form_closed(t))


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


_BARE: dict[str, Answer] = {"ok": AgreeParty(), "renew": RenewHold(), "nocom": SetComment(None)}
_NUMBERED: dict[str, Callable[[int], Answer]] = {
    "card": lambda number: UseCard(ClassCardId(number)),
    "seat": TakeSeats,
    "org": lambda number: UseOrganisation(OrganisationId(number)),
    "ad": SetAdults,
    "age": SetYoungestAge,
    "fo": SetForeign,
    "wh": SetWheelchairs,
}


def _day_answer(value: str) -> Answer | None:
    day = _day(value)
    return None if day is None else PickDay(day)


def _sessions_answer(value: str) -> Answer | None:
    parts = value.split(".")
    if not all(each.isdecimal() and len(each) <= LONGEST_NUMBER for each in parts):
        return None
    return PickSessions(tuple(SessionId(int(each)) for each in parts))


def _back_answer(value: str) -> Answer | None:
    return GoBack(Step(value)) if value in set(Step) else None


def _question_answer(value: str) -> Answer | None:
    return Ask(Question(value) if value in set(Question) else None)


_WORDED: dict[str, Callable[[str], Answer | None]] = {
    "day": _day_answer,
    "ses": _sessions_answer,
    "back": _back_answer,
    "ask": _question_answer,
}
LONGEST_NUMBER = 9


def read_answer(op: str, value: str) -> Answer | None:
    """What a button of the form answers; None for data that no button of ours carries."""
    if op in _BARE:
        return _BARE[op]
    if op in _WORDED:
        return _WORDED[op](value)
    if op in _NUMBERED and value.isdecimal() and len(value) <= LONGEST_NUMBER:
        return _NUMBERED[op](int(value))
    return None


@router.callback_query(FormTap.filter())
async def answer_form(
    callback: CallbackQuery,
    callback_data: FormTap,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    toast: Toast,
) -> None:
    draft_id = DraftId(callback_data.draft)
    op, value = callback_data.op, callback_data.value
    outcome: Outcome
    match op:
        case "cancel":
            await _cancel(callback, actor, t, visitor, draft_id)
            return
        case "why":
            await _explain_day(callback, actor, t, visitor, operator, draft_id, value, toast)
            return
        case "neworg":
            outcome = await visitor.add_school(actor, draft_id)
        case "mon" | "show":
            outcome = await visitor.show_form(actor, draft_id, month=_day(f"{value}01"))
        case _:
            answer = read_answer(op, value)
            if answer is None:
                outcome = await visitor.show_form(actor, draft_id)
            else:
                outcome = await visitor.answer_by_tap(actor, draft_id, answer)
    await _show_outcome(callback, actor, t, visitor, operator, draft_id, outcome, toast)


async def _cancel(
    event: Event, actor: Actor, t: Translator, visitor: VisitorUseCases, draft_id: DraftId
) -> None:
    outcome = await visitor.cancel_form(actor, draft_id)
    if isinstance(outcome, Refusal):
        await show_closed(event, actor, t, visitor, draft_id)
    else:
        await show(event, screens.form_cancelled(outcome, t))


async def _explain_day(
    callback: CallbackQuery,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    draft_id: DraftId,
    value: str,
    toast: Toast,
) -> None:
    """A day with sessions that this party cannot have says why not, and which days are nearest (A4)."""
    day = _day(value)
    if day is None:
        toast.say(t.label("nothing.no_sessions"))
        return
    outcome = await visitor.explain_day(actor, draft_id, day)
    if isinstance(outcome, Refusal):
        await show_closed(callback, actor, t, visitor, draft_id)
        return
    view, why = outcome
    toast.say(t.label("form.day_opened") if why is None else refusal_alert(why, t), alert=True)
    await show_form(callback, t, operator, view)


@router.callback_query(ConsentTap.filter())
async def answer_consent(
    callback: CallbackQuery,
    callback_data: ConsentTap,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    toast: Toast,
) -> None:
    draft_id = DraftId(callback_data.draft)
    if callback_data.agree:
        given = await visitor.give_consent(
            actor, ConsentKind.PROCESSING, callback_data.version, consent_text(t, operator), draft_id
        )
        if isinstance(given, Refusal):
            if given.reason is Reason.NO_CONSENT:
                toast.say(t.label("consent.changed"), alert=True)
        else:
            actor = given
    view = await visitor.refresh_form(actor, draft_id)
    if not isinstance(view, Refusal) and not callback_data.agree and view.step is Step.CONSENT:
        await show(callback, screens.consent_refused(view, t))
        return
    await _show_outcome(callback, actor, t, visitor, operator, draft_id, view)


@router.callback_query(SendForm.filter())
async def send_form(
    callback: CallbackQuery,
    callback_data: SendForm,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
) -> None:
    draft_id = DraftId(callback_data.draft)
    sent = await visitor.send_booking(actor, draft_id)
    if isinstance(sent, Refusal):
        await _show_outcome(callback, actor, t, visitor, operator, draft_id, sent)
        return
    await show(callback, booking_sent(sent, t))


async def answer_text(
    message: Message,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    links: Links,
    draft: Draft[BookingForm],
) -> None:
    """A typed answer to the form's question, or «Назад» or «Отмена» in words."""
    text = message.text or ""
    if await _leave(message, actor, t, visitor, operator, links, draft.id):
        return
    at_phone = draft.question is Question.PHONE
    outcome = await visitor.answer_by_text(actor, draft.id, text, message.message_id)
    if at_phone and not isinstance(outcome, Refusal) and outcome.step is not Step.PHONE:
        await _after_contact(message, t, operator, outcome, given=True)
        return
    await _show_outcome(message, actor, t, visitor, operator, draft.id, outcome)


async def _leave(
    message: Message,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    links: Links,
    draft_id: DraftId,
) -> bool:
    """«Назад» and «Отмена» in words do what the buttons do. False: the text is something else."""
    text = message.text or ""
    if not means_back(text) and not means_cancel(text):
        return False
    before = await visitor.show_form(actor, draft_id)
    at_phone = not isinstance(before, Refusal) and before.step is Step.PHONE
    if means_cancel(text):
        cancelled = await visitor.cancel_form(actor, draft_id)
        if isinstance(cancelled, Refusal):
            await show_closed(message, actor, t, visitor, draft_id)
        elif at_phone:
            await show_after_contact(message, t, screens.form_cancelled(cancelled, t), given=False)
        else:
            await show(message, screens.form_cancelled(cancelled, t))
        return True
    if isinstance(before, Refusal):
        await show_closed(message, actor, t, visitor, draft_id)
        return True
    if before.step is Step.PARTY and not before.asks_detail:
        card = ShowProgramme(programme=before.programme.id, session=before.form.wanted or 0)
        await show(message, await programme_screen(card, t, visitor, links))
        return True
    answer: Answer = Ask(None) if before.asks_detail else GoBack(before.step)
    outcome = await visitor.answer_by_tap(actor, draft_id, answer, message.message_id)
    if at_phone and not isinstance(outcome, Refusal):
        await _after_contact(message, t, operator, outcome, given=False)
    else:
        await _show_outcome(message, actor, t, visitor, operator, draft_id, outcome)
    return True


async def answer_contact(
    message: Message,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    draft: Draft[BookingForm],
) -> None:
    """«Отправить номер»."""
    contact = message.contact
    if contact is None:
        return
    own = message.from_user is not None and contact.user_id == message.from_user.id
    outcome = await visitor.answer_with_contact(
        actor,
        draft.id,
        contact.phone_number,
        message.message_id,
        own=own,
        first_name=contact.first_name,
    )
    if isinstance(outcome, Refusal) or outcome.step is Step.PHONE:
        await _show_outcome(message, actor, t, visitor, operator, draft.id, outcome)
        return
    await _after_contact(message, t, operator, outcome, given=True)


async def _after_contact(
    message: Message, t: Translator, operator: Operator, view: BookingFormView, *, given: bool
) -> None:
    await show_after_contact(message, t, form_screen(view, t, operator), given=given)


LIST_OF_PEOPLE = Refusal(Reason.TEXT_REFUSED, {"problem": "names"})
ANSWERED_BY_A_BUTTON = Refusal(Reason.TEXT_REFUSED, {"problem": "press_a_button"})


async def ask_for_a_tap(
    message: Message, actor: Actor, t: Translator, visitor: VisitorUseCases, operator: Operator, links: Links
) -> bool:
    """A text where the form waits for a button: the form again, with a word. False: no form is open."""
    wanted = LIST_OF_PEOPLE if lists_people(message.text or "") else ANSWERED_BY_A_BUTTON
    view = await visitor.show_form(actor, refusal=wanted)
    if isinstance(view, Refusal):
        return False
    if not await _leave(message, actor, t, visitor, operator, links, view.draft_id):
        if view.step is Step.CONSENT:
            await show(message, screens.not_by_text(wanted, t))
        await show_form(message, t, operator, view)
    return True
