"""The expert's form after a job trial: three taps and, for whoever cares to, one sentence (D1)."""

from __future__ import annotations

from dataclasses import replace

from bot.db.engine.locks import lock_booking_of
from bot.db.papers.reviews import complete, set_scale, set_sentence
from bot.domain.desk.reviews import ReviewView
from bot.domain.desk.views import Outcome
from bot.domain.forms import ReviewForm
from bot.domain.model import ProgrammeKind, VisitId, VisitStatus
from bot.domain.papers.review import LEAST, MOST, Scale
from bot.domain.refusal import Reason, Refusal
from bot.services.desk.reading import find_visit
from bot.services.forms.engine import (
    Asking,
    At,
    FormKind,
    begin,
    form_kind,
)
from bot.services.forms.sentence import sentence_question
from bot.services.messages.booking.reviews import review_view, tell_review
from bot.services.permissions import reviews_visit
from bot.services.transaction import Tx, reads, record, writes

REVIEWS = reviews_visit("visit_id")


def _look(tx: Tx, visit_id: VisitId, outcome: Outcome = Outcome.SHOWN) -> ReviewView | Refusal:
    """A group that came to a job trial; who may see it was asked before."""
    found = find_visit(tx, visit_id)
    if isinstance(found, Refusal):
        return found
    view = replace(review_view(tx, *found), outcome=outcome)
    if view.programme.kind is not ProgrammeKind.TRIAL:
        return Refusal(Reason.NOT_FOUND)
    return view


def _refuse_writing(view: ReviewView, tx: Tx) -> Refusal | None:
    """Why nothing can be said of the group now."""
    if view.may_write:
        return None
    if view.visit.status is not VisitStatus.ARRIVED:
        return Refusal(Reason.TOO_EARLY, {"problem": "review_unmarked"})
    if tx.now < view.visit.ends_at:
        return Refusal(Reason.TOO_EARLY, {"problem": "review"})
    return Refusal(Reason.ALREADY_OVER, {"status": "review", "day": view.last_day})


@reads(REVIEWS)
def show_review(tx: Tx, visit_id: VisitId, asks: Scale | None = None) -> ReviewView | Refusal:
    """What is said of the group so far, and what is asked next. ``asks``: a scale to be judged anew."""
    view = _look(tx, visit_id)
    if isinstance(view, Refusal):
        return view
    if view.review is None or view.review.completed_at is None:
        refusal = _refuse_writing(view, tx)
        if refusal is not None:
            return refusal
    return view if asks is None or not view.may_write else replace(view, asks=asks)


@writes(REVIEWS)
def judge(tx: Tx, visit_id: VisitId, scale: Scale, value: int, seen: int) -> ReviewView | Refusal:
    """One scale, from 1 to 5. ``seen``: what it was when the button was shown, 0 for nothing: what a
    colleague has said since is shown, and stays."""
    if not LEAST <= value <= MOST:
        return Refusal(Reason.NOT_FOUND)
    lock_booking_of(tx.connection, visit_id)
    before = _look(tx, visit_id)
    if isinstance(before, Refusal):
        return before
    if refusal := _refuse_writing(before, tx):
        return refusal
    if before.review is not None and before.review.of(scale) == value:
        return replace(before, outcome=Outcome.REPEATED)
    if not set_scale(tx.connection, visit_id, scale, value, seen=seen, by=tx.by, now=tx.now):
        return replace(before, outcome=Outcome.DECIDED_BEFORE)
    first = complete(tx.connection, visit_id, tx.now)
    _note(tx, before, {"scale": scale.value, "value": value})
    if first or before.complete is not None:
        tell_review(tx, before.visit, first=first)
    return _look(tx, visit_id, Outcome.DONE)


@writes(REVIEWS)
def drop_sentence(tx: Tx, visit_id: VisitId) -> ReviewView | Refusal:
    """Takes the sentence away; safe to repeat."""
    lock_booking_of(tx.connection, visit_id)
    before = _look(tx, visit_id)
    if isinstance(before, Refusal):
        return before
    if refusal := _refuse_writing(before, tx):
        return refusal
    if before.review is None or before.review.text is None:
        return replace(before, outcome=Outcome.REPEATED)
    return _write(tx, before, None)


def _write(tx: Tx, before: ReviewView, text: str | None) -> ReviewView | Refusal:
    set_sentence(tx.connection, before.visit.id, text, by=tx.by)
    _note(tx, before, {"sentence": int(text is not None)})
    tell_review(tx, before.visit, first=False)
    return _look(tx, before.visit.id, Outcome.DONE)


def _note(tx: Tx, view: ReviewView, details: dict[str, int | str | None]) -> None:
    """In the audit log, without what was written."""
    visit = view.visit
    record(
        tx,
        "visit.reviewed",
        "visit",
        visit.id,
        details,
        region_id=view.booking.region_id,
        site_id=visit.site_id,
    )


# --- the sentence ---------------------------------------------------------------------------------------


def _refuse(tx: Tx, form: ReviewForm) -> Refusal | None:
    """Whoever does not work there any more, and a group of which nothing can be said any more."""
    refusal = REVIEWS.refuse(tx, form.visit_id)
    if refusal is not None:
        return refusal
    view = _look(tx, form.visit_id)
    if isinstance(view, Refusal):
        return view
    return Refusal(Reason.NOT_FOUND) if view.complete is None else _refuse_writing(view, tx)


def _shown(at: At[ReviewForm]) -> ReviewView:
    view = _look(at.tx, at.form.visit_id)
    if isinstance(view, Refusal):
        raise TypeError("a form about a group that nobody may judge")
    return replace(view, refusal=at.refusal)


def _finish(at: At[ReviewForm]) -> ReviewView | Refusal:
    lock_booking_of(at.tx.connection, at.form.visit_id)
    view = _look(at.tx, at.form.visit_id)
    return view if isinstance(view, Refusal) else _write(at.tx, view, at.form.text)


KIND = form_kind(
    FormKind(
        form=ReviewForm,
        questions=(sentence_question(ReviewForm),),
        view=_shown,
        finish=_finish,
        sends_itself=True,
        refuse=_refuse,
    )
)


@writes(REVIEWS)
def ask_sentence(tx: Tx, visit_id: VisitId) -> Asking | Refusal:
    """The next typed text is the sentence about the group; first all scales are judged."""
    refusal = _refuse(tx, ReviewForm(visit_id))
    return refusal or begin(tx, ReviewForm(visit_id))
