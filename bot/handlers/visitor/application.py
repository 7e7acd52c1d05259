"""Filling, sending, reading and withdrawing applications for placements (D2)."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.domain.access import Actor
from bot.domain.application_views import ApplicationFormView, OwnApplicationView
from bot.domain.draft import Draft
from bot.domain.forms import ApplicationForm, ApplicationStep
from bot.domain.model import AgeBand, Applicant, ApplicationId, ConsentKind, DraftId, ProgrammeId, SessionId
from bot.domain.refusal import Reason, Refusal
from bot.handlers.visitor.words import means_back, means_cancel
from bot.services.visitor.application_answers import (
    ApplicationAnswer,
    ChangeDates,
    GoBack,
    PickAge,
    PickApplicant,
    PickFirst,
    PickSecond,
    ShareContact,
    SkipSecond,
    TypeText,
)
from bot.services.visitor.use_cases import VisitorUseCases
from bot.ui.links import Links
from bot.ui.show import show, show_after_contact, show_below
from bot.ui.toast import Toast
from bot.ui.translator import Translator
from bot.ui.visitor import application as screens
from bot.ui.visitor.application_card import application_card, application_sent, withdraw_question
from bot.ui.visitor.application_taps import (
    ApplicationConsentTap,
    ApplicationTap,
    SendApplicationTap,
    ShowApplication,
    WithdrawTap,
)
from bot.ui.visitor.application_words import application_alert
from bot.ui.visitor.consent import Operator, consent_text

router = Router(name="application")

Event = CallbackQuery | Message
Outcome = ApplicationFormView | Refusal


async def start(
    event: Event,
    programme_id: ProgrammeId,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
) -> None:
    """«Подать заявку» on the card of a placement."""
    outcome = await visitor.start_application(actor, programme_id)
    match outcome:
        case Refusal():
            await show(event, screens.application_refused(outcome, t))
        case OwnApplicationView():
            await show(event, application_card(outcome, t, instead=True))
        case ApplicationFormView():
            await show(event, screens.application_screen(outcome, t, operator))


async def go_on(
    callback: CallbackQuery, actor: Actor, t: Translator, visitor: VisitorUseCases, operator: Operator
) -> bool:
    """Shows the open form at its present question; whether there is one."""
    view = await visitor.show_application_form(actor)
    if isinstance(view, Refusal):
        return False
    await show(callback, screens.application_screen(view, t, operator))
    return True


async def _show_closed(
    event: Event, actor: Actor, t: Translator, visitor: VisitorUseCases, draft_id: DraftId
) -> None:
    """A form that was sent shows its application, one that was put aside the way on."""
    sent = await visitor.read_application.of_draft(actor, draft_id)
    if isinstance(sent, Refusal):
        await show(event, screens.application_closed(t))
    else:
        await show(event, application_sent(sent, t))


async def _show_outcome(
    event: Event,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    draft_id: DraftId,
    outcome: Outcome,
    *,
    links: Links | None = None,
) -> None:
    """The next question; after a refusal the present one, with why not."""
    if isinstance(outcome, Refusal):
        outcome = await visitor.show_application_form(actor, draft_id, outcome)
    if isinstance(outcome, Refusal):
        await _show_closed(event, actor, t, visitor, draft_id)
        return
    if isinstance(event, Message) and outcome.refusal is not None and outcome.step is ApplicationStep.CONSENT:
        await show(event, screens.not_by_text(outcome.refusal, t))
    await show(event, screens.application_screen(outcome, t, operator, links=links))


# --- taps ------------------------------------------------------------------------------------------


def read_answer(op: str, value: str) -> ApplicationAnswer | None:
    """What a button of the form answers; None for a value that no button of ours carries."""
    if op in _BARE:
        return _BARE[op]
    if op == "who" and value in set(Applicant):
        return PickApplicant(Applicant(value))
    if op == "age" and value in set(AgeBand):
        return PickAge(AgeBand(value))
    if op == "back" and value in set(ApplicationStep):
        return GoBack(ApplicationStep(value))
    if op in _DATES and value.isdecimal() and len(value) <= 9:
        return _DATES[op](SessionId(int(value)))
    return None


_BARE: dict[str, ApplicationAnswer] = {"skip": SkipSecond(), "dates": ChangeDates()}
_DATES: dict[str, type[PickFirst | PickSecond]] = {"d1": PickFirst, "d2": PickSecond}


@router.callback_query(ApplicationTap.filter())
async def answer_form(
    callback: CallbackQuery,
    callback_data: ApplicationTap,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    links: Links,
    toast: Toast,
) -> None:
    draft_id = DraftId(callback_data.draft)
    if callback_data.op == "cancel":
        await _cancel(callback, actor, t, visitor, draft_id)
        return
    answer = read_answer(callback_data.op, callback_data.value)
    outcome: Outcome
    if answer is None:
        outcome = await visitor.show_application_form(actor, draft_id)
    else:
        outcome = await visitor.answer_application(actor, draft_id, answer)
    if isinstance(outcome, Refusal):
        # The screen says it too; tapped again it stays as it is, and then only the toast speaks.
        toast.say(application_alert(outcome, t))
    elif answer is not None and outcome.step is ApplicationStep.PHONE:
        # An old button: the question stands below, over the reply keyboard, and cannot come up here.
        toast.say(t.label("application.answer_below"))
        return
    await _show_outcome(callback, actor, t, visitor, operator, draft_id, outcome, links=links)


async def _cancel(
    event: Event, actor: Actor, t: Translator, visitor: VisitorUseCases, draft_id: DraftId
) -> None:
    outcome = await visitor.cancel_application_form(actor, draft_id)
    if isinstance(outcome, Refusal):
        await _show_closed(event, actor, t, visitor, draft_id)
    else:
        await show(event, screens.application_cancelled(outcome, t))


@router.callback_query(ApplicationConsentTap.filter())
async def answer_consent(
    callback: CallbackQuery,
    callback_data: ApplicationConsentTap,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    toast: Toast,
) -> None:
    draft_id = DraftId(callback_data.draft)
    before = actor.consent_version
    if callback_data.agree:
        given = await visitor.give_consent(
            actor, ConsentKind.PROCESSING, callback_data.version, consent_text(t, operator), draft_id
        )
        if isinstance(given, Refusal):
            if given.reason is Reason.NO_CONSENT:
                toast.say(t.label("consent.changed"), alert=True)
        else:
            actor = given
    view = await visitor.show_application_form(actor, draft_id)
    if not isinstance(view, Refusal):
        if view.step is ApplicationStep.PHONE and before == operator.consent_version:
            toast.say(t.label("application.answer_below"))
            return
        if view.step is ApplicationStep.CONSENT and not callback_data.agree:
            await show(callback, screens.consent_refused(view, t))
            return
    await _show_outcome(callback, actor, t, visitor, operator, draft_id, view)


@router.callback_query(SendApplicationTap.filter())
async def send_form(
    callback: CallbackQuery,
    callback_data: SendApplicationTap,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
) -> None:
    draft_id = DraftId(callback_data.draft)
    sent = await visitor.send_application(actor, draft_id)
    if isinstance(sent, Refusal):
        await _show_outcome(callback, actor, t, visitor, operator, draft_id, sent)
    else:
        await show(callback, application_sent(sent, t))


@router.callback_query(ShowApplication.filter())
async def show_application(
    callback: CallbackQuery,
    callback_data: ShowApplication,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
) -> None:
    view = await visitor.read_application(actor, ApplicationId(callback_data.application))
    screen = screens.application_refused(view, t) if isinstance(view, Refusal) else application_card(view, t)
    await (show_below if callback_data.anew else show)(callback, screen)


@router.callback_query(WithdrawTap.filter())
async def withdraw(
    callback: CallbackQuery,
    callback_data: WithdrawTap,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    toast: Toast,
) -> None:
    """Asks first; the second tap withdraws. Repeating either shows the present truth."""
    application_id = ApplicationId(callback_data.application)
    if callback_data.sure:
        outcome = await visitor.withdraw_application(actor, application_id)
        if isinstance(outcome, Refusal):
            toast.say(application_alert(outcome, t), alert=True)
        else:
            toast.say(t.label("application.withdrawn"))
    view = await visitor.read_application(actor, application_id)
    if isinstance(view, Refusal):
        await show(callback, screens.application_refused(view, t))
    elif view.may_withdraw and not callback_data.sure:
        await show(callback, withdraw_question(view, t))
    else:
        await show(callback, application_card(view, t))


# --- what is typed and shared ----------------------------------------------------------------------


async def answer_text(
    message: Message,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    draft: Draft[ApplicationForm],
) -> None:
    """A typed answer to the form's question, or «Назад» or «Отмена» in words."""
    text = message.text or ""
    before = await visitor.show_application_form(actor, draft.id)
    if isinstance(before, Refusal):
        await _show_closed(message, actor, t, visitor, draft.id)
        return
    at_phone = before.step is ApplicationStep.PHONE
    if means_cancel(text):
        cancelled = await visitor.cancel_application_form(actor, draft.id)
        if isinstance(cancelled, Refusal):
            await _show_closed(message, actor, t, visitor, draft.id)
        elif at_phone:
            screen = screens.application_cancelled(cancelled, t)
            await show_after_contact(message, t, screen, given=False)
        else:
            await show(message, screens.application_cancelled(cancelled, t))
        return
    back = means_back(text)
    answer: ApplicationAnswer = TypeText(text, message.message_id)
    if back:
        answer = GoBack(before.step, message.message_id)
    outcome = await visitor.answer_application(actor, draft.id, answer)
    await _show_written(message, actor, t, visitor, operator, draft.id, outcome, at_phone, given=not back)


async def answer_contact(
    message: Message,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    draft: Draft[ApplicationForm],
) -> None:
    """«Отправить номер»."""
    contact = message.contact
    if contact is None:
        return
    own = message.from_user is not None and contact.user_id == message.from_user.id
    answer = ShareContact(contact.phone_number, own, message.message_id)
    outcome = await visitor.answer_application(actor, draft.id, answer)
    await _show_written(message, actor, t, visitor, operator, draft.id, outcome, True, given=True)


async def _show_written(
    message: Message,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    operator: Operator,
    draft_id: DraftId,
    outcome: Outcome,
    at_phone: bool,
    *,
    given: bool,
) -> None:
    """The next question below; after the one of the phone its reply keyboard goes away."""
    if at_phone and not isinstance(outcome, Refusal) and outcome.step is not ApplicationStep.PHONE:
        screen = screens.application_screen(outcome, t, operator)
        await show_after_contact(message, t, screen, given=given)
    else:
        await _show_outcome(message, actor, t, visitor, operator, draft_id, outcome)
