"""Choosing among applicants: the intakes of a site, criteria, scores, the ranking that follows (D3)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db.booking.bookings import read_person_names
from bot.db.booking.session_admin import read_site_sessions
from bot.db.booking.sessions import read_sessions
from bot.db.engine.locks import lock_application, lock_programme
from bot.db.placements.applications import read_application
from bot.db.placements.draws import (
    is_in_draw,
    read_candidates,
    read_draw_of,
    read_entrants,
)
from bot.db.placements.scores import (
    is_scored,
    read_criteria,
    read_reviews,
    set_criteria,
    set_points,
    take_reviewer,
)
from bot.domain.booking.availability import SessionFacts
from bot.domain.model import (
    ApplicationId,
    Criterion,
    ProgrammeId,
    ProgrammeKind,
    Role,
    SessionId,
    SiteId,
)
from bot.domain.pages import page_of
from bot.domain.placements.application import Application
from bot.domain.placements.choosing import (
    CriteriaView,
    IntakeEntry,
    ScoresView,
    SelectionsView,
    SelectionView,
)
from bot.domain.placements.draw import order_of
from bot.domain.placements.selection import MOST_POINTS, USUAL_CRITERIA, Ranked, halves_of, rank
from bot.domain.refusal import Reason, Refusal
from bot.services.desk.reading import day_span, local_today
from bot.services.permissions import answers_application, answers_at, answers_session, owns_session
from bot.services.placements.answers import read_view
from bot.services.transaction import Tx, reads, record, writes

INTAKES_A_PAGE = 6


def criteria_of(tx: Tx, programme_id: ProgrammeId) -> tuple[Criterion, ...]:
    """Those that the owner has chosen, else the usual ones."""
    return read_criteria(tx.connection, programme_id) or USUAL_CRITERIA


@reads(answers_at("site_id"))
def show_selections(tx: Tx, site_id: SiteId, page: int = 0) -> SelectionsView | Refusal:
    """Coming intakes of a site that somebody applies for, or that have a draw."""
    entries = read_selections(tx, site_id)
    shown = page_of(entries, page, INTAKES_A_PAGE)
    return SelectionsView(tx.catalogue.site(site_id), shown.entries, shown.total, shown.page, shown.pages)


def read_selections(tx: Tx, site_id: SiteId) -> list[IntakeEntry]:
    site = tx.catalogue.site(site_id)
    placements = {each.id: each for each in site.programmes if each.kind is ProgrammeKind.INTERNSHIP}
    if not placements:
        return []
    start, end = day_span(site, local_today(site, tx.now), tx.limits.horizon_days + 1)
    intakes = [
        each
        for each in read_site_sessions(tx.connection, site_id, start, end)
        if each.programme_id in placements and each.starts_at > tx.now
    ]
    wanted = [each.entry.wanted for each in _read_candidates(tx, [each.id for each in intakes])]
    found = [
        IntakeEntry(
            each,
            placements[each.programme_id],
            sum(each.id in ids for ids in wanted),
            read_draw_of(tx.connection, each.id),
        )
        for each in intakes
    ]
    return [each for each in found if each.applicants or each.draw is not None]


def _read_candidates(tx: Tx, session_ids: Sequence[SessionId]) -> list[Application]:
    found = (read_application(tx.connection, each) for each in read_candidates(tx.connection, session_ids))
    return [each for each in found if each is not None]


@reads(answers_session("session_id"))
def show_selection(tx: Tx, session_id: SessionId, page: int = 0) -> SelectionView | Refusal:
    """Those who apply for an intake, best first."""
    return read_selection(tx, session_id, page)


def read_selection(tx: Tx, session_id: SessionId, page: int = 0) -> SelectionView | Refusal:
    """The same for whoever has asked for the permission; a session of another kind is none."""
    intake = read_sessions(tx.connection, [session_id])[session_id]
    programme = tx.catalogue.programme(intake.programme_id)
    if programme.kind is not ProgrammeKind.INTERNSHIP:
        return Refusal(Reason.NOT_FOUND)
    site = tx.catalogue.site(programme.site_id)
    criteria = criteria_of(tx, programme.id)
    draw = read_draw_of(tx.connection, session_id)
    entrants = () if draw is None else read_entrants(tx.connection, draw.id)
    numbers = {each.application_id: each.number for each in entrants}
    candidates = _read_candidates(tx, [session_id])
    reviews = read_reviews(tx.connection, [each.id for each in candidates])
    found = []
    for each in candidates:
        given = reviews.get(each.id, ())
        found.append(Ranked(each, halves_of(given, criteria), len(given), numbers.get(each.id)))
    order: Sequence[int] = ()
    if draw is not None and draw.seed is not None:
        order = order_of({each.number: each.halves for each in entrants}, draw.seed)
    return SelectionView(
        site=site,
        programme=programme,
        intake=intake,
        criteria=criteria,
        ranked=rank(found, order),
        draw=draw,
        chooses_criteria=tx.actor.role_at(site.id) is Role.OWNER,
        now=tx.now,
        page=page,
    )


# --- criteria -------------------------------------------------------------------------------------------


@reads(owns_session("session_id"))
def show_criteria(tx: Tx, session_id: SessionId) -> CriteriaView | Refusal:
    """By what those are chosen who apply for an intake; all intakes of a programme have the same."""
    return _criteria(tx, session_id)


@writes(owns_session("session_id"))
def choose_criterion(
    tx: Tx, session_id: SessionId, criterion: Criterion, *, counts: bool
) -> CriteriaView | Refusal:
    """Adds a criterion or leaves it out, as long as nobody who is to be chosen from has points by them. One
    stays at least. Safe to repeat."""
    before = _criteria(tx, session_id)
    if isinstance(before, Refusal):
        return before
    lock_programme(tx.connection, before.programme.id)
    before = _criteria(tx, session_id)
    if isinstance(before, Refusal) or (criterion in before.chosen) is counts:
        return before
    if before.closed:
        return Refusal(Reason.CRITERIA_CLOSED)
    after = tuple(each for each in Criterion if (counts if each is criterion else each in before.chosen))
    if not after:
        return Refusal(Reason.LAST_CRITERION)
    set_criteria(tx.connection, before.programme.id, after, tx.now)
    record(
        tx,
        "selection.criteria",
        "programme",
        before.programme.id,
        {"criteria": ",".join(after)},
        region_id=before.site.region_id,
        site_id=before.site.id,
    )
    return _criteria(tx, session_id)


def _criteria(tx: Tx, session_id: SessionId) -> CriteriaView | Refusal:
    intake: SessionFacts = read_sessions(tx.connection, [session_id])[session_id]
    programme = tx.catalogue.programme(intake.programme_id)
    if programme.kind is not ProgrammeKind.INTERNSHIP:
        return Refusal(Reason.NOT_FOUND)
    return CriteriaView(
        tx.catalogue.site(programme.site_id),
        programme,
        criteria_of(tx, programme.id),
        is_scored(tx.connection, programme.id),
        intake,
    )


# --- scores ---------------------------------------------------------------------------------------------


@reads(answers_application("application_id"))
def show_scores(
    tx: Tx, application_id: ApplicationId, asked: Criterion | None = None
) -> ScoresView | Refusal:
    """The scores of an application. ``asked``: a criterion to be judged anew; else the first without
    points."""
    return _scores(tx, application_id, asked)


@writes(answers_application("application_id"))
def score_application(
    tx: Tx, application_id: ApplicationId, criterion: Criterion, points: int
) -> ScoresView | Refusal:
    """Gives 0 to 5 points by a criterion, or other ones than before; two people of the site may at most.

    What must hold: the site has still to choose, and no list with these points was announced.
    """
    programme_id = read_view(tx, application_id).programme.id
    lock_programme(tx.connection, programme_id)
    lock_application(tx.connection, application_id)
    view = _scores(tx, application_id)
    if criterion not in view.criteria or not 0 <= points <= MOST_POINTS:
        return Refusal(Reason.NOT_FOUND)
    if not view.shown.in_selection:
        return Refusal(Reason.ALREADY_DECIDED)
    if view.closed:
        return Refusal(Reason.SCORES_CLOSED)
    reviewer_id = take_reviewer(tx.connection, application_id, tx.actor.person_id)
    if reviewer_id is None:
        return Refusal(Reason.REVIEWERS_FULL)
    if set_points(tx.connection, reviewer_id, criterion, points, tx.now):
        record(
            tx,
            "application.scored",
            "application",
            application_id,
            {"criterion": criterion.value, "points": points},
            region_id=view.shown.site.region_id,
            site_id=view.shown.site.id,
        )
    return _scores(tx, application_id)


def _scores(tx: Tx, application_id: ApplicationId, asked: Criterion | None = None) -> ScoresView:
    shown = read_view(tx, application_id)
    reviews = read_reviews(tx.connection, [application_id]).get(application_id, ())
    return ScoresView(
        shown=shown,
        criteria=criteria_of(tx, shown.programme.id),
        reviews=reviews,
        reader=tx.actor.person_id,
        names=read_person_names(tx.connection, [each.person_id for each in reviews]),
        closed=is_in_draw(tx.connection, application_id),
        asked=asked,
    )
