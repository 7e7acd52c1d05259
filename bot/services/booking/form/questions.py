"""The form of a booking: its questions in their order, and how one is begun (B2-B4, C1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.db.booking.bookings import read_booking
from bot.db.booking.drafts import read_open_draft
from bot.db.booking.holds import prolong_hold, read_hold
from bot.db.booking.sessions import read_session, read_sessions
from bot.db.booking.waiting import read_waiting
from bot.db.engine.locks import lock_person
from bot.domain.booking.offers.views import OfferView, WaitingView
from bot.domain.booking.views import BookingView
from bot.domain.forms import BookingForm, Question
from bot.domain.lengths import GROUP_TITLE
from bot.domain.model import (
    BookingId,
    ClassCardId,
    DraftId,
    ProgrammeId,
    ProgrammeKind,
    RouteId,
    SessionId,
    WaitingId,
)
from bot.domain.refusal import OtherSession, Reason, Refusal
from bot.domain.typed.party import read_age, read_count
from bot.services.booking import holds
from bot.services.booking.form import corrections, operators, typed_times
from bot.services.booking.form import party_answers as party
from bot.services.booking.form import time_answers as time
from bot.services.booking.form.fitting import with_fitting
from bot.services.booking.form.party_parts import number, without_party
from bot.services.booking.form.send import send_booking
from bot.services.booking.form.sent import read_sent
from bot.services.booking.form.view import form_again, read_form_view
from bot.services.booking.form.wishes import tap_wait
from bot.services.booking.moving import send_move
from bot.services.booking.offers.instead import other_days
from bot.services.booking.offers.reading import party_for
from bot.services.booking.offers.waiting_list import join
from bot.services.booking.rules import bookable_route, refuse_party_of
from bot.services.forms.engine import (
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    find_draft,
    form_kind,
    go_on,
    present,
    typed_number,
)
from bot.services.forms.person import person_questions
from bot.services.messages.booking.forms import HoldExpired, tell_end
from bot.services.messages.tell import Later, tell
from bot.services.permissions import NOT_BLOCKED, SELF, leads, waits
from bot.services.transaction import Tx, reads, writes

Booking = At[BookingForm]


def _without_parts(at: Booking) -> BookingForm:
    return replace(at.form, parts=(), waits=None)


def _before_the_day(at: Booking) -> BookingForm:
    if at.form.moves is not None:
        return at.form
    if at.form.is_class and at.form.class_card_id is None:
        return replace(at.form, party_agreed=False)
    if at.form.operator:
        return party.without_school(at)
    return without_party(at)


QUESTIONS = (
    FormQuestion(
        name=Question.PARTY,
        is_missing=lambda at: (
            at.form.audience is None
            or not (at.form.children or at.form.comes_alone)
            or at.form.other_letter is not None
        ),
        taps={
            "card": number(party.use_card),
            "seat": number(party.take_seats),
            "mixed": party.any_grade,
            "letter": party.choose_letter,
            "firm": number(operators.tap_group),
            "nofirm": operators.no_group,
        },
        text=party.describe_party,
        corrects=corrections.another_class,
        reads_names=True,
    ),
    FormQuestion(
        name=Question.SCHOOL,
        is_missing=lambda at: (
            at.form.is_organised and at.form.organisation_id is None and not at.form.new_school
        ),
        taps={
            "org": number(party.use_organisation),
            "neworg": party.add_school,
            "noschool": party.not_a_school,
        },
        text=party.type_school,
        corrects=corrections.another_named_school,
        undo=without_party,
        reads_names=True,
    ),
    FormQuestion(
        name=Question.PARTY_CHECK,
        is_missing=lambda at: not at.form.party_agreed,
        taps={
            "ok": party.agree,
            "ad": number(party.set_adults),
            "come": party.bring_adults,
            "age": number(party.set_youngest_age),
            "aged": number(party.confirm_age),
            "school": party.another_school,
        },
        text=corrections.correct_party,
        undo=party.without_school,
        reads_names=True,
    ),
    FormQuestion(
        name=Question.DAY,
        is_missing=lambda at: not at.form.parts and at.form.day is None and at.form.waits is None,
        taps={"day": time.tap_day, "wait": tap_wait, "way": time.tap_way},
        text=typed_times.type_day,
        corrects=typed_times.another_moment,
        undo=_before_the_day,
    ),
    FormQuestion(
        name=Question.TIME,
        is_missing=lambda at: not at.form.parts and at.form.waits is None,
        taps={"ses": time.tap_sessions},
        text=typed_times.type_time,
        undo=lambda at: replace(at.form, day=None, parts=()),
    ),
    *person_questions(_without_parts, needs_name=lambda form: form.is_organised),
    FormQuestion(
        name=Question.SUMMARY,
        is_missing=lambda _: False,
        taps={"renew": lambda at, _: at.form},
        text=lambda _at, _text: NotUnderstood("summary_unclear"),
        undo=_without_parts,
    ),
    FormQuestion(name=Question.COUNTS, text=corrections.or_correction(read_count, party.set_adults)),
    FormQuestion(name=Question.YOUNGEST, text=corrections.or_correction(read_age, party.set_youngest_age)),
    FormQuestion(
        name=Question.FOREIGN,
        taps={"fo": number(party.set_foreign)},
        text=typed_number(party.set_foreign, party.read_some),
    ),
    FormQuestion(
        name=Question.WHEELCHAIRS,
        taps={"wh": number(party.set_wheelchairs)},
        text=typed_number(party.set_wheelchairs, party.read_some),
    ),
    FormQuestion(
        name=Question.COMMENT,
        taps={"nocom": lambda at, _: replace(at.form, comment=None)},
        text=party.remark("comment", lambda limits: limits.comment_length),
        reads_names=True,
    ),
    FormQuestion(
        name=Question.GROUP_TITLE,
        taps={"notitle": lambda at, _: replace(at.form, group_title=None)},
        text=party.remark("group_title", lambda _: GROUP_TITLE),
        reads_names=True,
    ),
)


ABOUT_THE_PERSON = frozenset({Question.CONSENT, Question.NAME, Question.PHONE})


def _step(at: Booking) -> Question:
    missing = KIND.missing(at)
    return Question.SUMMARY if missing is None else missing.name


def _settle(at: Booking, form: BookingForm) -> BookingForm | Refusal:
    """The rules of the party; seats are held or given back as it changed, and anew for their whole time when
    the form comes to its summary from the questions about the person."""
    tx, draft = at.tx, at.draft
    if (at.op is not None or form != at.form) and form.audience is not None and not form.age_guessed:
        refusal = refuse_party_of(tx, form)
        if refusal is not None:
            return with_fitting(tx, form.programme_id, form.audience, refusal) or refusal
    step = _step(At(tx, replace(draft, form=form)))
    if step is Question.DAY and form.wanted is not None:
        holds.give_back(tx, draft.id)
        form, at.refusal = time.go_to_wanted(tx, replace(draft, form=form))
        step = _step(At(tx, replace(draft, form=form)))
    held = read_hold(tx.connection, draft.id)
    expires_at = tx.now + timedelta(minutes=time.hold_minutes(tx, form))
    if not form.parts:
        holds.give_back(tx, draft.id)
    elif form.parts != draft.form.parts or held is None or (at.op == "renew" and held.expires_at <= tx.now):
        refusal = time.hold_parts(tx, draft, form)
        if refusal is not None:
            return refusal
    elif step is Question.SUMMARY and draft.question in ABOUT_THE_PERSON:
        prolong_hold(tx.connection, held.id, expires_at)
    else:
        expires_at = held.expires_at
    if form.parts and step is Question.SUMMARY:
        tell(tx, Later(HoldExpired(draft.id, draft.version + 1), expires_at))
    return form


def _asks_detail(at: Booking) -> bool:
    opened = KIND.named(at.draft.question or "")
    return opened is not None and opened.is_missing is None


def _leave(at: Booking) -> None:
    holds.give_back(at.tx, at.draft.id)
    tell_end(at.tx, at.draft)


def _finish(at: Booking) -> BookingView | WaitingView | OfferView | Refusal:
    if at.form.waits is not None:
        return join(at)
    return send_booking(at) if at.form.moves is None else send_move(at)


def _refuse_answers(tx: Tx, form: BookingForm) -> Refusal | None:
    if form.route_id is not None:
        return None if bookable_route(tx, form.route_id) is not None else Refusal(Reason.NOT_PUBLISHED)
    gone = form.programme_id not in tx.catalogue.published.programmes
    return Refusal(Reason.NOT_PUBLISHED) if gone else None


KIND = form_kind(
    FormKind(
        form=BookingForm,
        questions=QUESTIONS,
        view=lambda at: read_form_view(at, _step(at), asks_detail=_asks_detail(at)),
        settle=_settle,
        finish=_finish,
        sends_when=lambda form: form.waits is not None,
        again=frozenset({"renew"}),
        sent=lambda tx, draft: read_sent(tx, draft.id, draft.form),
        leave=_leave,
        refuse_answers=_refuse_answers,
        region=lambda tx, form: tx.catalogue.region_of(form.programme_id),
    )
)


@writes(SELF, NOT_BLOCKED)
def start_route(tx: Tx, route_id: RouteId, source: str = "") -> Asking | Refusal:
    """«Записаться на маршрут»: opens the form of all its stops together, or goes on where it was left
    (C3). ``source``: the label of the link that led here."""
    route = bookable_route(tx, route_id)
    if route is None:
        return Refusal(Reason.NOT_PUBLISHED)
    lock_person(tx.connection, tx.actor.person_id)
    draft = read_open_draft(tx.connection, tx.actor.person_id, BookingForm)
    if draft is not None and draft.form.route_id == route_id:
        return present(tx, draft)
    if draft is not None:
        holds.give_back(tx, draft.id)
    return begin(tx, BookingForm(route.stops[0].programme_id, route_id=route_id, source=source))


@writes(SELF, NOT_BLOCKED)
def start_booking(
    tx: Tx,
    programme_id: ProgrammeId,
    wanted: SessionId | None = None,
    card_id: ClassCardId | None = None,
    source: str = "",
) -> Asking | Refusal:
    """«Записаться»: opens the form of a programme, or goes on where it was left (B2).

    ``wanted``: the session whose date was tapped; the form goes to its day once the party is known.
    ``card_id``: the saved class that comes; why it cannot stands over the question of the party. ``source``:
    the label of the link that led here.
    """
    started = _start(tx, programme_id, wanted, source)
    if card_id is None or isinstance(started, Refusal):
        return started
    draft = find_draft(tx, BookingForm, started.draft_id)
    if isinstance(draft, Refusal) or draft.form.class_card_id == card_id:
        return draft if isinstance(draft, Refusal) else started
    at = At(tx, draft, "card")
    taken = tx.attempt(lambda: _take(at, party.use_card(at, card_id)))
    return present(tx, draft, refusal=taken) if isinstance(taken, Refusal) else taken


def _take(at: Booking, form: BookingForm | Refusal) -> Asking | Refusal:
    gone_on = form if isinstance(form, Refusal) else go_on(at, form)
    if not isinstance(gone_on, Asking | Refusal):
        raise TypeError("a booking is sent by its button only")
    return gone_on


def _start(tx: Tx, programme_id: ProgrammeId, wanted: SessionId | None, source: str) -> Asking | Refusal:
    programme = tx.catalogue.published.programmes.get(programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    if programme.kind is ProgrammeKind.INTERNSHIP:
        return Refusal(Reason.WRONG_AUDIENCE)
    lock_person(tx.connection, tx.actor.person_id)
    draft = read_open_draft(tx.connection, tx.actor.person_id, BookingForm)
    if draft is None or draft.form.programme_id != programme_id or draft.form.route_id is not None:
        if draft is not None:
            holds.give_back(tx, draft.id)
        return begin(tx, BookingForm(programme_id, wanted=wanted, source=source))
    if wanted is None or _leads_to(draft.form, wanted):
        return present(tx, draft)
    return _take(At(tx, draft), replace(draft.form, wanted=wanted, day=None, parts=(), waits=None))


def _leads_to(form: BookingForm, wanted: SessionId) -> bool:
    """A repeated tap on the same date finds the form where the first has led it."""
    return form.wanted == wanted or any(part.session_id == wanted for part in form.parts)


@writes(leads("booking_id"), NOT_BLOCKED)
def book_again(
    tx: Tx, booking_id: BookingId, session_ids: tuple[SessionId, ...]
) -> tuple[Asking, Refusal | None] | Refusal:
    """The same party at another date: a form filled from an earlier booking, with the sessions offered, which
    may be those of another programme.

    When the offered sessions are gone by now, the form stands at the calendar, and the Refusal says why.
    """
    lock_person(tx.connection, tx.actor.person_id)
    booking = read_booking(tx.connection, booking_id)
    if booking is None:
        return Refusal(Reason.NOT_FOUND)
    offered = next(iter(read_sessions(tx.connection, session_ids[:1]).values()), None)
    again = form_again(booking)
    if again.route_id is not None:
        return _book_route_again(tx, again, again.route_id)
    if offered is not None:
        again = replace(again, programme_id=offered.programme_id)
    programme = tx.catalogue.published.programmes.get(again.programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    if programme.kind is ProgrammeKind.INTERNSHIP:
        return Refusal(Reason.WRONG_AUDIENCE)
    old = read_open_draft(tx.connection, tx.actor.person_id, BookingForm)
    held = set() if old is None else {part.session_id for part in old.form.parts}
    if old is not None and held and held == set(session_ids):
        return present(tx, old), None
    if old is not None:
        holds.give_back(tx, old.id)
    started = begin(tx, again)
    if not session_ids:
        return started, None
    draft = find_draft(tx, BookingForm, started.draft_id)
    if isinstance(draft, Refusal):
        return draft
    picked = tx.attempt(lambda: _take(At(tx, draft, "ses"), time.pick_sessions(tx, draft, session_ids)))
    if isinstance(picked, Refusal) and any(isinstance(each, OtherSession) for each in picked.alternatives):
        # What was refused to them since is no way on.
        picked = replace(picked, alternatives=other_days(tx, booking, again.programme_id))
    return (started, picked) if isinstance(picked, Refusal) else (picked, None)


def _book_route_again(
    tx: Tx, form: BookingForm, route_id: RouteId
) -> tuple[Asking, Refusal | None] | Refusal:
    """All its stops on another day; what was booked stands until its leader cancels it."""
    route = bookable_route(tx, route_id)
    if route is None:
        return Refusal(Reason.NOT_PUBLISHED)
    old = read_open_draft(tx.connection, tx.actor.person_id, BookingForm)
    if old is not None and old.form.route_id == route_id and old.form.party_agreed:
        return present(tx, old), None
    if old is not None:
        holds.give_back(tx, old.id)
    return begin(tx, replace(form, programme_id=route.stops[0].programme_id)), None


@writes(waits("waiting_id"), NOT_BLOCKED)
def book_opening(
    tx: Tx, waiting_id: WaitingId, session_id: SessionId
) -> tuple[Asking, Refusal | None] | Refusal:
    """Seats that came free for somebody who waits and are kept for nobody: a form with as many people as fit,
    at its summary. Where they are gone by now it stands at the calendar, and the Refusal says why."""
    lock_person(tx.connection, tx.actor.person_id)
    waiting = read_waiting(tx.connection, waiting_id)
    session = read_session(tx.connection, session_id)
    if waiting is None or session is None or session.programme_id not in tx.catalogue.published.programmes:
        return Refusal(Reason.NOT_FOUND)
    children, adults = party_for(tx, waiting.form, session)
    form = replace(waiting.form, waits=None, day=None, parts=())
    if children + adults:
        form = replace(
            form,
            children=children,
            adults=adults,
            # The card keeps the whole class.
            rest_stands=children + adults < form.party.seats,
            foreign=min(form.foreign, children + adults),
            wheelchairs=min(form.wheelchairs, children + adults),
        )
    old = read_open_draft(tx.connection, tx.actor.person_id, BookingForm)
    if old is not None and old.form.parts and old.form.parts[0].session_id == session_id:
        return present(tx, old), None
    if old is not None:
        holds.give_back(tx, old.id)
    started = begin(tx, form)
    draft = find_draft(tx, BookingForm, started.draft_id)
    if isinstance(draft, Refusal):
        return draft
    picked = tx.attempt(lambda: _take(At(tx, draft, "ses"), time.pick_sessions(tx, draft, (session_id,))))
    return (started, picked) if isinstance(picked, Refusal) else (picked, None)


@reads(SELF)
def explain_day(tx: Tx, draft_id: DraftId, day: date) -> tuple[Asking, Refusal | None] | Refusal:
    """Why a day with sessions cannot be had, over the month that it is in; nothing changes (A4).

    The present screen and the reason, which is None for a day that has become possible.
    """
    draft = find_draft(tx, BookingForm, draft_id)
    if isinstance(draft, Refusal):
        return draft
    why = time.refuse_day(tx, draft.form, day)
    at = At(tx, draft)
    if _step(at) in {Question.DAY, Question.TIME}:
        at.month, at.refusal = day.replace(day=1), why
    return present(tx, at.draft, month=at.month, refusal=at.refusal), why
