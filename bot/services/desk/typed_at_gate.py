"""What is typed at the gate: a head-count, and arrival codes (E4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.session_admin import find_visits_by_code
from bot.domain.booking.booking import Visit
from bot.domain.booking.codes import normalise_code
from bot.domain.desk.views import CodeView, Outcome, ScanView, VisitView
from bot.domain.forms import ArrivalCodeForm, HeadCountForm, Question
from bot.domain.model import SiteId, VisitId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
from bot.domain.typed.party import read_count_of
from bot.services.desk.gate import look, mark_arrived, refuse_mark
from bot.services.desk.reading import AT_THE_GATE, day_span, find_visit, local_today
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotAnswered,
    NotUnderstood,
    begin,
    form_kind,
)
from bot.services.permissions import marks_visit, works_at
from bot.services.transaction import Tx, reads, writes

BOOK_AHEAD = timedelta(days=370)
CODES_KEPT = timedelta(days=30)
"""So long after its visit a code still says which day it was for."""

MARKS_VISIT, WORKS_AT = marks_visit("visit_id"), works_at("site_id")


# --- a head-count ---------------------------------------------------------------------------------------


def _refuse_count(tx: Tx, form: HeadCountForm) -> Refusal | None:
    """Whoever does not work there any more, and a group that is not theirs to see any more."""
    refusal = MARKS_VISIT.refuse(tx, form.visit_id)
    if refusal is not None:
        return refusal
    view = look(tx, form.visit_id)
    return view if isinstance(view, Refusal) else None


def _type_head_count(at: At[HeadCountForm], text: str) -> Answer[HeadCountForm]:
    """A number, or «все», where the leader has not said that fewer or more come than were booked."""
    seen = look(at.tx, at.form.visit_id)
    if isinstance(seen, Refusal):
        return seen
    visit = seen.visit
    together = sum(each.seats for each in seen.booking.counted_with(visit))
    count = read_count_of(text, visit.seats if visit.coming in {None, together} else None)
    return NotUnderstood("head_count_unclear") if count is None else replace(at.form, count=count)


HEAD_COUNT = form_kind(
    FormKind(
        form=HeadCountForm,
        questions=(
            FormQuestion(
                name=Question.HEAD_COUNT,
                is_missing=lambda at: at.form.count is None,
                text=_type_head_count,
            ),
        ),
        view=lambda at: look(at.tx, at.form.visit_id),
        finish=lambda at: mark_arrived(at.tx, at.form.visit_id, at.form.count, at.form.seen),
        sends_itself=True,
        refuse=_refuse_count,
    )
)


@writes(MARKS_VISIT)
def ask_head_count(tx: Tx, visit_id: VisitId) -> Asking | Refusal:
    """«Пришло другое число»: the next typed number is the head-count of this group."""
    view: VisitView | Refusal = look(tx, visit_id)
    if isinstance(view, Refusal):
        return view
    return refuse_mark(view) or begin(tx, HeadCountForm(visit_id, seen=view.visit.mark))


# --- arrival codes --------------------------------------------------------------------------------------


def _type_code(at: At[ArrivalCodeForm], text: str) -> ArrivalCodeForm | Refusal:
    """Marks the code's group as arrived in its hour; the question stays for the next group.

    Cyrillic or Latin letters, any case. A group of another hour of today is shown, and not marked. A code of
    another day, of a cancelled visit or of nobody is a Refusal that says which.
    """
    code = normalise_code(text)
    if code is None:
        return NotAnswered(Reason.CODE_UNKNOWN, {"problem": "shape"})
    came = _arrive(at.tx, at.form.site_id, code)
    if isinstance(came, Refusal):
        return came
    again = came.seen.outcome is Outcome.REPEATED
    return replace(at.form, seen=came.seen.visit.id, again=again, early=came.early)


def _arrive(tx: Tx, site_id: SiteId, code: str) -> ScanView | Refusal:
    """What a code does, typed or scanned."""
    visit_id = _visit_of_code(tx, site_id, code)
    if isinstance(visit_id, Refusal):
        return visit_id
    found = look(tx, visit_id)
    if isinstance(found, Refusal):
        return found
    if found.visit.status is not VisitStatus.ARRIVED and not found.visit.is_its_hour(tx.now):
        return ScanView(found, early=True)
    seen = mark_arrived(tx, visit_id)
    return seen if isinstance(seen, Refusal) else ScanView(seen)


@writes(WORKS_AT)
def scan_code(tx: Tx, site_id: SiteId, code: str) -> ScanView | Refusal:
    """The picture on a leader's phone, scanned by whoever works at the site: as if its code were typed."""
    return _arrive(tx, site_id, code)


@reads(WORKS_AT)
def find_by_code(tx: Tx, site_id: SiteId, code: str) -> VisitId | Refusal:
    """Whose code it is, for whoever works at the site; nobody is marked."""
    return _visit_of_code(tx, site_id, code)


def _visit_of_code(tx: Tx, site_id: SiteId, code: str) -> VisitId | Refusal:
    site = tx.catalogue.site(site_id)
    start, end = day_span(site, local_today(site, tx.now))
    found: list[Visit] = []
    begin_at, end_at = start - CODES_KEPT, start + BOOK_AHEAD
    for visit_id in find_visits_by_code(tx.connection, site_id, code, begin_at, end_at):
        known = find_visit(tx, visit_id)
        if not isinstance(known, Refusal):
            found.append(known[1])
    on_day = [visit for visit in found if start <= visit.starts_at < end]
    awaited = [visit for visit in on_day if visit.status in AT_THE_GATE]
    if awaited:
        return min(awaited, key=lambda visit: abs(visit.starts_at - tx.now)).id
    if on_day:
        problem = "pending" if on_day[0].status is VisitStatus.PENDING else "cancelled"
        return Refusal(Reason.CODE_UNKNOWN, {"problem": problem})
    others = [visit for visit in found if visit.status in AT_THE_GATE]
    if others:
        nearest = min(others, key=lambda visit: abs(visit.starts_at - tx.now))
        day = local_day(nearest.starts_at, ZoneInfo(site.timezone))
        return Refusal(Reason.CODE_UNKNOWN, {"problem": "other_day", "day": day})
    return Refusal(Reason.CODE_UNKNOWN, {"problem": "nobody"})


def _code_view(at: At[ArrivalCodeForm]) -> CodeView:
    view = CodeView(at.tx.catalogue.site(at.form.site_id), at.draft.id)
    if at.form.seen is None:
        return view
    outcome = Outcome.REPEATED if at.form.again else Outcome.DONE
    seen = look(at.tx, at.form.seen, outcome)
    if isinstance(seen, Refusal):
        return view
    early = at.form.early and seen.visit.status is not VisitStatus.ARRIVED
    return replace(view, seen=seen, early=early)


CODES = form_kind(
    FormKind(
        form=ArrivalCodeForm,
        questions=(
            FormQuestion(
                name=Question.CODE,
                is_missing=lambda _: True,
                text=_type_code,
                reads_names=True,
            ),
        ),
        view=_code_view,
        finish=_code_view,
        refuse=lambda tx, form: WORKS_AT.refuse(tx, form.site_id),
    )
)


@writes(WORKS_AT)
def ask_codes(tx: Tx, site_id: SiteId) -> Asking | Refusal:
    """«Ввести код»: typed texts are arrival codes of this site until it is ended."""
    return begin(tx, ArrivalCodeForm(site_id))
