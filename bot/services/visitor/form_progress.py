"""How a booking's form goes forward: bodies of transactions that fill_form and typed_answers share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.db.connection import Connection
from bot.db.drafts import read_own_draft, save_draft
from bot.db.holds import prolong_hold, read_hold
from bot.db.organisations import read_card, read_organisation
from bot.db.outbox import NewMessage, queue
from bot.domain.access import Actor
from bot.domain.adults import adults_needed
from bot.domain.availability import refuse_party
from bot.domain.catalogue import Programme
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm, Question, Step
from bot.domain.model import DraftId, Priority
from bot.domain.refusal import Reason, Refusal
from bot.domain.views import BookingFormView
from bot.services.visitor.answers import (
    AgreeParty,
    Answer,
    Ask,
    DescribeClass,
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
    describe_class,
    question_at,
    set_adults,
    set_foreign,
    set_wheelchairs,
    set_youngest_age,
    take_seats,
)
from bot.services.visitor.form_seats import (
    go_to_wanted,
    hold_parts,
    pick_day,
    pick_sessions,
    refuse_too_many,
    release_hold,
)
from bot.services.visitor.form_view import FormContext, asking_of, read_form_view

Next = BookingForm | Refusal


def refused_text(problem: str, most: int = 0) -> Refusal:
    return Refusal(Reason.TEXT_REFUSED, {"problem": problem, "most": most})


def own(connection: Connection, draft_id: DraftId, actor: Actor) -> Draft[BookingForm]:
    draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
    if draft is None:
        raise LookupError(f"draft {draft_id} vanished inside its own transaction")
    return draft


def view(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    now: datetime,
    *,
    month: date | None = None,
    refusal: Refusal | None = None,
) -> BookingFormView:
    held = read_hold(connection, draft.id)
    return read_form_view(
        connection,
        context,
        actor,
        draft,
        now,
        month=month,
        refusal=refusal,
        hold_expires_at=held.expires_at if held is not None and held.expires_at > now else None,
    )


@dataclass(frozen=True, slots=True)
class _At:
    """Where an answer arrives: inside which transaction, at which draft, when."""

    connection: Connection
    context: FormContext
    actor: Actor
    draft: Draft[BookingForm]
    programme: Programme
    now: datetime

    @property
    def form(self) -> BookingForm:
        return self.draft.form


def _use_card(at: _At, answer: UseCard) -> Next:
    card = read_card(at.connection, answer.card_id, at.actor.person_id)
    if card is None:
        return Refusal(Reason.NOT_FOUND)
    needed = adults_needed(card.children, at.programme.children_per_adult)
    form = replace(
        BookingForm(at.programme.id, wanted=at.form.wanted),
        audience=card.audience,
        class_card_id=card.id,
        grade=card.grade,
        letter=card.letter,
        organisation_id=card.organisation.id,
        organisation_name=card.organisation.title,
        children=card.children,
        adults=max(card.adults, needed),
        youngest_age=card.youngest_age,
        party_agreed=True,
    )
    return refuse_too_many(at.connection, at.context, form, at.now) or form


def _use_organisation(at: _At, answer: UseOrganisation) -> Next:
    organisation = read_organisation(at.connection, answer.organisation_id)
    if organisation is None:
        return Refusal(Reason.NOT_FOUND)
    return replace(at.form, organisation_id=organisation.id, organisation_name=organisation.title)


def _go_back(at: _At, answer: GoBack) -> Next:
    """A «Назад» of an earlier question changes nothing: the form stands elsewhere by now."""
    here = at.context.step(at.form, at.actor)
    return at.form.back_from(answer.step) if answer.step is here else at.form


def _agree(at: _At, _answer: AgreeParty) -> Next:
    """«Верно»: too few adults are said here, where their number can be changed; the age is now stated."""
    form, ratio = at.form, at.programme.children_per_adult
    if form.is_class and form.children > form.adults * ratio:
        needed = -(-form.children // ratio)
        return Refusal(Reason.NOT_ENOUGH_ADULTS, {"adults": form.adults, "needed": needed})
    too_many = refuse_too_many(at.connection, at.context, form, at.now)
    return too_many or replace(form, party_agreed=True, age_guessed=False)


_APPLY: dict[type, Callable[[_At, Any], Next]] = {
    UseCard: _use_card,
    TakeSeats: lambda at, answer: take_seats(at.form, answer, at.programme, at.context.limits),
    DescribeClass: lambda at, answer: describe_class(at.form, answer, at.programme),
    UseOrganisation: _use_organisation,
    AgreeParty: _agree,
    SetAdults: lambda at, answer: set_adults(at.form, answer),
    SetYoungestAge: lambda at, answer: set_youngest_age(at.form, answer),
    SetForeign: lambda at, answer: set_foreign(at.form, answer),
    SetWheelchairs: lambda at, answer: set_wheelchairs(at.form, answer),
    SetComment: lambda at, answer: replace(at.form, comment=answer.text),
    PickDay: lambda at, answer: pick_day(at.connection, at.context, at.form, answer.day, at.now),
    PickSessions: lambda at, answer: pick_sessions(
        at.connection, at.context, at.draft, answer.session_ids, at.now
    ),
    GoBack: _go_back,
    Ask: lambda at, _: at.form,
    RenewHold: lambda at, _: at.form,
}


def advance(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    answer: Answer,
    now: datetime,
) -> BookingFormView | Refusal:
    """Applies an answer to the form and stores it; holds follow the chosen sessions."""
    programme = context.content.published.programmes.get(draft.form.programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    form = _APPLY[type(answer)](_At(connection, context, actor, draft, programme, now), answer)
    if isinstance(form, Refusal):
        return form
    if form.audience is not None and not form.age_guessed:
        refusal = refuse_party(context.rules(programme), asking_of(form, now))
        if refusal is not None:
            return refusal
    return go_on(
        connection,
        context,
        actor,
        draft,
        form,
        now,
        question=answer.question if isinstance(answer, Ask) else None,
        renew=isinstance(answer, RenewHold),
    )


def go_on(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    form: BookingForm,
    now: datetime,
    *,
    question: Question | None = None,
    renew: bool = False,
) -> BookingFormView | Refusal:
    """Stores the form, holds or gives back seats as its sessions changed, and shows what comes next."""
    step = context.step(form, actor)
    refused_day: date | None = None
    why: Refusal | None = None
    if step is Step.DAY and form.wanted is not None:
        release_hold(connection, draft.id, now)
        form, refused_day, why = go_to_wanted(connection, context, form, now)
        step = context.step(form, actor)
    held = read_hold(connection, draft.id)
    expires_at = now + timedelta(minutes=context.limits.hold_minutes)
    if not form.parts:
        release_hold(connection, draft.id, now)
    elif form.parts != draft.form.parts or held is None or (renew and held.expires_at <= now):
        refusal = hold_parts(connection, context, actor, draft, form, now)
        if refusal is not None:
            return refusal
    elif step is Step.SUMMARY and context.step(draft.form, actor) is not Step.SUMMARY:
        prolong_hold(connection, held.id, expires_at)
    if form.parts and step is Step.SUMMARY:
        question_later = NewMessage(
            kind="hold.expired",
            recipient_id=actor.person_id,
            payload={"draft_id": draft.id, "version": draft.version + 1},
            key=f"hold.expired:{draft.id}:{draft.version + 1}",
            due_at=expires_at,
            stale_at=expires_at + timedelta(hours=1),
            priority=Priority.ANSWER,
        )
        queue(connection, [question_later], now)
    if not save_draft(connection, draft, form, question or question_at(step), now):
        return Refusal(Reason.DRAFT_CHANGED, {"draft_id": draft.id})
    month = refused_day.replace(day=1) if refused_day is not None else None
    return view(connection, context, actor, own(connection, draft.id, actor), now, month=month, refusal=why)
