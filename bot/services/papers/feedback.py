"""After a visit: how it was, what could be better, how many would like to work there (B18).

The score is one tap and is kept at once; the rest is typed, and left out by whoever does not care to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.db.engine.locks import lock_booking
from bot.db.papers.feedback import read_feedback, set_hands, set_score, set_text
from bot.domain.booking.booking import Booking
from bot.domain.forms import FeedbackField, FeedbackForm, Question
from bot.domain.messages.views import PartView
from bot.domain.model import BookingId, SiteId
from bot.domain.papers.views import FeedbackView
from bot.domain.refusal import Reason, Refusal
from bot.domain.retention import FEEDBACK_OPEN
from bot.domain.typed.free_text import check_free_text
from bot.services.booking.form.party_answers import read_some
from bot.services.booking.mine import find_booking
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    begin,
    form_kind,
    refused_text,
    typed_number,
)
from bot.services.messages.booking.bookings import part_view
from bot.services.papers.certificates import that_took_place
from bot.services.permissions import leads
from bot.services.transaction import Tx, reads, record, writes

LEADS = leads("booking_id")
LEAST, MOST = 1, 5


def _visited(tx: Tx, booking: Booking, site_id: SiteId) -> PartView | Refusal:
    """What took place at a site; a Refusal where nothing did (yet), and where what was said of it is nobody's
    any more."""
    part = part_view(tx, booking, that_took_place(booking, site_id))
    if part is None:
        return Refusal(Reason.FEEDBACK_EARLY)
    return part if is_open(booking, site_id, tx.now) else Refusal(Reason.FEEDBACK_LATE)


def is_open(booking: Booking, site_id: SiteId, now: datetime) -> bool:
    """Whether the leader may still say how it was, and change it."""
    return max(each.ends_at for each in booking.at(site_id)) + FEEDBACK_OPEN > now


def _view(tx: Tx, booking_id: BookingId, site_id: SiteId) -> FeedbackView | Refusal:
    booking = find_booking(tx, booking_id)
    part = _visited(tx, booking, site_id)
    if isinstance(part, Refusal):
        return part
    return FeedbackView(part, read_feedback(tx.connection, booking_id, site_id))


@reads(LEADS)
def read_feedback_of(tx: Tx, booking_id: BookingId, site_id: SiteId) -> FeedbackView | Refusal:
    """What was said of a visit so far."""
    return _view(tx, booking_id, site_id)


@writes(LEADS)
def rate(tx: Tx, booking_id: BookingId, site_id: SiteId, score: int) -> FeedbackView | Refusal:
    """From 1 to 5; the last one counts."""
    if not LEAST <= score <= MOST:
        return Refusal(Reason.NOT_FOUND)
    lock_booking(tx.connection, booking_id)
    booking = find_booking(tx, booking_id)
    part = _visited(tx, booking, site_id)
    if isinstance(part, Refusal):
        return part
    known = read_feedback(tx.connection, booking_id, site_id)
    if known is not None and known.score == score:
        return FeedbackView(part, known, repeated=True)
    set_score(tx.connection, booking_id, site_id, score, tx.now)
    # Without the score: in a month that is nobody's any more.
    record(tx, "feedback.rated", "booking", booking_id, {}, region_id=booking.region_id, site_id=site_id)
    return _view(tx, booking_id, site_id)


# --- what is typed --------------------------------------------------------------------------------------


def _type_improve(at: At[FeedbackForm], text: str) -> Answer[FeedbackForm]:
    longest = at.tx.limits.comment_length
    problem = check_free_text(text, longest)
    return replace(at.form, text=text) if problem is None else refused_text(problem.value, longest)


def _type_hands(at: At[FeedbackForm], count: int) -> FeedbackForm | Refusal:
    part = _visited(at.tx, find_booking(at.tx, at.form.booking_id), at.form.site_id)
    if isinstance(part, Refusal):
        return part
    most = sum(each.arrived_count or each.seats for each in part.visits)
    return replace(at.form, hands=count) if 0 <= count <= most else refused_text("hands_range", most)


def _finish(at: At[FeedbackForm]) -> FeedbackView | Refusal:
    form, connection = at.form, at.tx.connection
    if form.text is not None:
        set_text(connection, form.booking_id, form.site_id, form.text)
    if form.hands is not None:
        set_hands(connection, form.booking_id, form.site_id, form.hands)
    return _view(at.tx, form.booking_id, form.site_id)


def _shown(at: At[FeedbackForm]) -> FeedbackView:
    view = _view(at.tx, at.form.booking_id, at.form.site_id)
    if isinstance(view, Refusal):
        raise TypeError("a form about a visit that did not take place")
    return replace(view, asks=at.form.field, refusal=at.refusal)


def _refuse(tx: Tx, form: FeedbackForm) -> Refusal | None:
    """Whoever is not the leader any more, and a visit of which the mark was taken back."""
    refusal = LEADS.refuse(tx, form.booking_id)
    if refusal is not None:
        return refusal
    view = _view(tx, form.booking_id, form.site_id)
    return view if isinstance(view, Refusal) else None


KIND = form_kind(
    FormKind(
        form=FeedbackForm,
        questions=(
            FormQuestion(
                name=Question.IMPROVE,
                is_missing=lambda at: at.form.field is FeedbackField.IMPROVE and at.form.text is None,
                text=_type_improve,
            ),
            FormQuestion(
                name=Question.HANDS,
                is_missing=lambda at: at.form.field is FeedbackField.HANDS and at.form.hands is None,
                text=typed_number(_type_hands, read_some),
            ),
        ),
        view=_shown,
        finish=_finish,
        sends_itself=True,
        refuse=_refuse,
    )
)


@writes(LEADS)
def ask_feedback(tx: Tx, booking_id: BookingId, site_id: SiteId, field: FeedbackField) -> Asking | Refusal:
    """The next typed text says what could be better; or the next number, how many would like to work there.
    Whoever has not rated the visit does that first."""
    view = _view(tx, booking_id, site_id)
    if isinstance(view, Refusal):
        return view
    if view.feedback is None:
        return Refusal(Reason.NOT_FOUND)
    return begin(tx, FeedbackForm(booking_id, site_id, field))
