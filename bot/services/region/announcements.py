"""News of a region: written, tried, agreed to, sent in parts, stopped (F7).

For whom an announcement is, is settled with the tap that agrees to it: a row a person. A regular job then
queues their messages in small parts, so that an announcement is never in the way of what somebody waits for,
and counts what became of them. Whatever stops in the middle is gone on with: the rows say how far it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.db.engine.locks import lock_region
from bot.db.region.announcements import (
    add_announcement,
    count_copies,
    count_recipients,
    end_announcement,
    end_copies,
    find_queued,
    find_unfinished,
    find_waiting,
    forget_copies,
    keep_result,
    mark_copies,
    read_announcement,
    read_announcements,
    skip_waiting,
)
from bot.domain.forms import AnnouncementForm, Question
from bot.domain.lengths import NEWS
from bot.domain.model import (
    AnnouncementId,
    AnnouncementState,
    CopyState,
    DraftId,
    NewsAudience,
    OutboxState,
    RegionId,
)
from bot.domain.pages import page_of
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.announcement import (
    NEWS_WITHIN,
    Announcement,
    AnnouncementFormView,
    AnnouncementsView,
    AnnouncementView,
    Recipients,
    undelivered,
)
from bot.domain.typed.free_text import FreeTextProblem, check_free_text
from bot.services.failures import Failures
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    begin,
    find_draft,
    form_kind,
    refused_text,
)
from bot.services.messages.region.news import (
    NewsCopy,
    NewsDone,
    NewsProgress,
    NewsProgressChanged,
    NewsTest,
    keys_of,
    view_of,
)
from bot.services.messages.tell import tell, with_copies
from bot.services.permissions import SELF, SYSTEM_ONLY, coordinates, coordinates_announcement
from bot.services.runner import Runner
from bot.services.transaction import Tx, reads, record, writes

COORDINATES = coordinates("region_id")
AHEAD = 400
"""So many messages of an announcement wait for their turn at once: some seconds' worth, and nothing that is
queued for one of their readers meanwhile waits longer."""
A_PAGE = 5

OfNews = At[AnnouncementForm]
Taken = AnnouncementForm | Refusal


# --- looking --------------------------------------------------------------------------------------------


@reads(COORDINATES)
def show_announcements(tx: Tx, region_id: RegionId, page: int = 0) -> AnnouncementsView | Refusal:
    shown = page_of(read_announcements(tx.connection, region_id), page, A_PAGE)
    views = [view_of(tx, each.id) for each in shown.entries]
    every = NewsAudience.ALL
    wanted = count_recipients(tx.connection, region_id, [every], (), tx.now)[every]
    return AnnouncementsView(
        tx.catalogue.region(region_id),
        tuple(each for each in views if each is not None),
        wanted.wanted + wanted.sated,
        shown.page,
        shown.pages,
    )


@reads(coordinates_announcement("announcement_id"))
def show_announcement(tx: Tx, announcement_id: AnnouncementId) -> AnnouncementView | Refusal:
    return view_of(tx, announcement_id) or Refusal(Reason.NOT_FOUND)


@writes(coordinates_announcement("announcement_id"))
def stop_announcement(tx: Tx, announcement_id: AnnouncementId) -> AnnouncementView | Refusal:
    """Nothing more of it is sent. Safe to repeat; what is over by itself stays so."""
    found = read_announcement(tx.connection, announcement_id)
    if found is None:
        return Refusal(Reason.NOT_FOUND)
    stopped = end_announcement(tx.connection, announcement_id, AnnouncementState.STOPPED, tx.now)
    if stopped:
        skip_waiting(tx.connection, announcement_id)
        copies = count_copies(tx.connection, announcement_id)
        if not copies.get(CopyState.QUEUED, 0):
            _finish(tx, found, copies)
        record(
            tx,
            "news.stopped",
            "announcement",
            announcement_id,
            {"sent": copies.get(CopyState.SENT, 0), "total": found.total},
            region_id=found.region_id,
        )
    return view_of(tx, announcement_id, changed=stopped) or Refusal(Reason.NOT_FOUND)


# --- writing --------------------------------------------------------------------------------------------


@writes(COORDINATES)
def begin_announcement(tx: Tx, region_id: RegionId) -> Asking | Refusal:
    return begin(tx, AnnouncementForm(region_id))


def _type_text(at: OfNews, text: str) -> Answer[AnnouncementForm]:
    """It is public: links and the phone of an office may stand in it, names of participants may not."""
    problem = check_free_text(text, NEWS)
    if problem not in {None, FreeTextProblem.LINK}:
        return refused_text(str(problem), NEWS)
    return replace(at.form, text=text, agreed=False)


def _pick_audience(at: OfNews, value: str) -> Taken:
    found = next((each for each in NewsAudience if each.value == value), None)
    return at.form if found is None else replace(at.form, audience=found, agreed=False)


def _pick_city(at: OfNews, value: str) -> Taken:
    """Empty: every town."""
    if value and value not in _cities(at.tx, at.form.region_id):
        return at.form
    return replace(at.form, city=value or None, agreed=False)


def _cities(tx: Tx, region_id: RegionId) -> Mapping[str, object]:
    return tx.catalogue.everything.cities(region_id)


def _agree(at: OfNews, value: str) -> Taken:
    """``value``: the text and for whom it was shown to be."""
    if value != key_of(at.form):
        return refused_text("schedule_changed")
    if at.form.audience is None or not _recipients(at.tx, at.form)[at.form.audience].wanted:
        return refused_text("no_readers")
    return replace(at.form, agreed=True)


def key_of(form: AnnouncementForm) -> str:
    return f"{crc32(repr((form.text, form.audience, form.city)).encode()):08x}"


def _town(tx: Tx, form: AnnouncementForm) -> tuple[str, ...]:
    if form.city is None:
        return ()
    names = tx.catalogue.everything.cities(form.region_id).get(form.city)
    return (form.city, *({} if names is None else names.as_mapping()).values())


def _recipients(tx: Tx, form: AnnouncementForm) -> Mapping[NewsAudience, Recipients]:
    """Of the audience that is chosen, else of each."""
    wanted = list(NewsAudience) if form.audience is None else [form.audience]
    return count_recipients(tx.connection, form.region_id, wanted, _town(tx, form), tx.now)


@writes(SELF)
def send_test(tx: Tx, draft_id: DraftId) -> int | Refusal:
    """«Прислать себе»: the announcement as its readers would see it; how often it was sent so far."""
    draft = find_draft(tx, AnnouncementForm, draft_id)
    if isinstance(draft, Refusal):
        return draft
    if draft.form.text is None:
        return Refusal(Reason.INCOMPLETE)
    number = int(tx.now.timestamp())
    tell(tx, NewsTest(tx.actor.person_id, draft_id, number))
    return number


def _send(at: OfNews) -> AnnouncementView | Refusal:
    tx, form = at.tx, at.form
    if form.text is None or form.audience is None:
        raise ValueError("an announcement has a text and readers")
    lock_region(tx.connection, form.region_id)
    to = form.audience, form.city, _town(tx, form)
    announcement_id = add_announcement(
        tx.connection, form.region_id, tx.actor.person_id, at.draft.id, form.text, to, tx.now
    )
    if announcement_id is None:
        return Refusal(Reason.ALREADY_DECIDED)
    view = view_of(tx, announcement_id)
    if view is None or not view.announcement.total:
        return refused_text("no_readers")
    record(
        tx,
        "news.sent",
        "announcement",
        announcement_id,
        {"audience": form.audience.value, "city": form.city, "total": view.announcement.total},
        region_id=form.region_id,
    )
    tell(tx, NewsProgress(announcement_id, form.region_id, tx.actor.person_id))
    return view


def _view(at: OfNews) -> AnnouncementFormView:
    tx, form = at.tx, at.form
    found = {} if form.text is None else _recipients(tx, form)
    chosen = None if form.audience is None else found.get(form.audience)
    return AnnouncementFormView(
        at.draft.id,
        form,
        tx.catalogue.region(form.region_id),
        {audience: each.wanted for audience, each in found.items()},
        0 if chosen is None else chosen.sated,
        tx.catalogue.everything.cities(form.region_id),
        key_of(form),
        asks_city=at.draft.question is Question.CITY,
    )


KIND = form_kind(
    FormKind(
        form=AnnouncementForm,
        questions=(
            FormQuestion(
                name=Question.NEWS_TEXT,
                is_missing=lambda at: at.form.text is None,
                text=_type_text,
                longest=NEWS,
                keeps_lines=True,
            ),
            FormQuestion(
                name=Question.READERS,
                is_missing=lambda at: at.form.audience is None,
                taps={"audience": _pick_audience},
                undo=lambda at: replace(at.form, text=None),
            ),
            FormQuestion(name=Question.CITY, taps={"city": _pick_city}),
            FormQuestion(
                name=Question.AGREEMENT,
                is_missing=lambda at: not at.form.agreed,
                taps={"agree": _agree},
                undo=lambda at: replace(at.form, audience=None),
            ),
        ),
        view=_view,
        finish=_send,
        sends_itself=True,
        refuse=lambda tx, form: COORDINATES.refuse(tx, form.region_id),
    )
)


# --- sending --------------------------------------------------------------------------------------------


@reads(SYSTEM_ONLY)
def find_to_send(tx: Tx) -> Sequence[AnnouncementId]:
    """Announcements of which something is on its way."""
    return find_unfinished(tx.connection)


@writes(SYSTEM_ONLY)
def send_part(tx: Tx, announcement_id: AnnouncementId) -> int:
    """Counts what became of messages, queues the next ones, and ends what is through; how many were queued.
    It may be interrupted and repeated at any moment: a message has one key, and a copy one row."""
    found = read_announcement(tx.connection, announcement_id)
    if found is None:
        return 0
    lock_region(tx.connection, found.region_id)
    before = count_copies(tx.connection, announcement_id)
    queued = find_queued(tx.connection, announcement_id, keys_of(announcement_id))
    end_copies(tx.connection, announcement_id, queued)
    next_ones = []
    if found.state is AnnouncementState.SENDING and not _is_quiet(tx, found.region_id):
        on_its_way = {OutboxState.DUE, OutboxState.SENDING}
        now = sum(state in on_its_way and due <= tx.now for state, due in queued.values())
        next_ones = list(find_waiting(tx.connection, announcement_id, max(AHEAD - now, 0)))
        tell(tx, *[NewsCopy(each, announcement_id) for each in next_ones])
        mark_copies(tx.connection, announcement_id, next_ones, CopyState.QUEUED)
    after = count_copies(tx.connection, announcement_id)
    if not after.get(CopyState.PLANNED, 0) and not after.get(CopyState.QUEUED, 0):
        end_announcement(tx.connection, announcement_id, AnnouncementState.DONE, tx.now)
        _finish(tx, found, after)
    elif before != after:
        _show_progress(tx, found, f"{tx.now:%Y%m%d%H%M}")
    return len(next_ones)


def _is_quiet(tx: Tx, region_id: RegionId) -> bool:
    """In the quiet hours of the region nothing is queued: in the morning all would be due at once."""
    region = tx.catalogue.region(region_id)
    calendar = tx.catalogue.regional_calendar(region_id)
    return tx.limits_in(region_id).hours.is_quiet(tx.now, ZoneInfo(region.timezone), calendar)


def _finish(tx: Tx, found: Announcement, copies: Mapping[CopyState, int]) -> None:
    """Nothing of it is on its way any more: what came of it is kept, and told to its author."""
    now = read_announcement(tx.connection, found.id) or found
    keep_result(tx.connection, found.id, copies.get(CopyState.SENT, 0), undelivered(now.state, copies))
    tell(tx, NewsDone(found.id, found.region_id, found.written_by))
    _show_progress(tx, found, "end")


def _show_progress(tx: Tx, found: Announcement, moment: str) -> None:
    change = NewsProgressChanged(found.id, found.region_id, found.written_by, moment)
    tell(tx, *with_copies(tx, [change]))


@writes(SYSTEM_ONLY)
def forget_readers(tx: Tx) -> int:
    """Who got which news is known for as long as it limits how many they get (H3)."""
    return forget_copies(tx.connection, tx.now - NEWS_WITHIN)


async def send_announcements(runner: Runner) -> int:
    """The regular job: the next part of each announcement. One that fails does not stop the others."""
    done, failures = 0, Failures()
    for announcement_id in await runner.run(find_to_send):
        with failures.kept():
            done += await runner.run(send_part, announcement_id)
    failures.throw()
    return done
