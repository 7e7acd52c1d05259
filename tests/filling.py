"""Filling in a booking's form without a chat: answers by their names, given through the use cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from bot.domain.booking.views import BookingFormView, BookingView
from bot.domain.forms import BookingForm
from bot.domain.model import DraftId, ProgrammeId, SessionId
from bot.domain.people.access import Actor
from bot.domain.refusal import Refusal
from bot.services.booking.form.questions import start_booking
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished, Outcome
from bot.services.runner import Runner


@dataclass(frozen=True, slots=True)
class Tap:
    op: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    text: str


Answer = Tap | Typed
AGREE = Typed("да")


def take_seats(seats: int) -> Tap:
    return Tap("seat", str(seats))


def use_organisation(organisation_id: int) -> Tap:
    return Tap("org", str(organisation_id))


def pick_day(day: date) -> Tap:
    return Tap("day", day.isoformat())


def pick_sessions(session_ids: Iterable[SessionId]) -> Tap:
    return Tap("ses", ".".join(map(str, session_ids)))


@dataclass(frozen=True, slots=True)
class Filling:
    """Somebody who fills in forms, over one runner."""

    runner: Runner

    async def start(self, actor: Actor, programme_id: ProgrammeId) -> BookingFormView | Refusal:
        return _view(await self.runner.do(actor, start_booking, programme_id))

    async def answer(self, actor: Actor, draft_id: DraftId, answer: Answer) -> BookingFormView | Refusal:
        if isinstance(answer, Typed):
            return _view(await self.runner.do(actor, engine.type_text, BookingForm, draft_id, answer.text))
        return _view(await self.runner.do(actor, engine.tap, BookingForm, draft_id, answer.op, answer.value))

    async def send(self, actor: Actor, draft_id: DraftId) -> BookingView | Refusal:
        sent = await self.runner.do(actor, engine.send, BookingForm, draft_id)
        return cast(BookingView, sent.result) if isinstance(sent, Finished) else sent


def _view(outcome: Outcome) -> BookingFormView | Refusal:
    assert not isinstance(outcome, Finished)
    return cast(BookingFormView, outcome.view) if isinstance(outcome, Asking) else outcome
