"""Choosing among applicants: intakes, ranking, criteria, scores, and the draw for each of its readers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.desk.views import ApplicationView
from bot.domain.model import (
    ApplicationId,
    ApplicationStatus,
    Criterion,
    DraftId,
    DrawId,
    PersonId,
    ProgrammeKind,
)
from bot.domain.placements.choosing import (
    AnnounceView,
    CriteriaView,
    DrawView,
    IntakeEntry,
    ScoresView,
    SeedView,
    SelectionsView,
    SelectionView,
)
from bot.domain.placements.draw import MOST_ENTRANTS, Draw, Entrant, list_text
from bot.domain.placements.selection import USUAL_CRITERIA, Ranked, Review
from bot.ui.host.placements import selection as screens
from bot.ui.visitor.placements import draw as pages
from tests.screens.gallery import Gallery
from tests.screens.showroom import LEADER, NOW, Showroom, application_to

DAY = date(2027, 1, 11)
OWN, OTHER = PersonId(2), PersonId(3)


def hang(g: Gallery, room: Showroom) -> None:
    site, programme = room.of_kind(ProgrammeKind.INTERNSHIP)
    intake = room.session(programme, DAY, time(10), number=2)
    _choosing(g, site, programme, intake)
    _scores(g, site, programme, intake)
    _draws(g, site, programme, intake)


def _draw(
    site: Site, programme: Programme, intake: SessionFacts, entrants: int, seed: str | None
) -> DrawView:
    listed = tuple(
        Entrant(number, ApplicationId(number), 29 if number < entrants else 0)
        for number in range(1, entrants + 1)
    )
    draw = Draw(
        id=DrawId(2**31 - 1),
        session_id=intake.id,
        code="Д7Ш4Г39ЖЛ8Ф2",
        places=2,
        digest=hashlib.sha256(list_text(listed).encode()).hexdigest(),
        seed_day=date(2026, 12, 3),
        seed_at=NOW + timedelta(days=1),
        announced_by=OWN,
        announced_at=NOW,
        seed=seed,
        drawn_by=None if seed is None else OWN,
        drawn_at=None if seed is None else NOW,
    )
    return DrawView(draw, listed, site, programme, intake, NOW)


def _ranked(intake: SessionFacts, draw: DrawView | None, scored: int) -> Iterator[Ranked]:
    statuses = [each for each in ApplicationStatus if each.in_selection]
    for number in range(1, 10):
        application = application_to(intake, None, statuses[number % len(statuses)])
        yield Ranked(
            replace(application, id=ApplicationId(number)),
            29 if number <= scored else None,
            int(number < scored + 2),
            None if draw is None else number,
        )


def _choosing(g: Gallery, site: Site, programme: Programme, intake: SessionFacts) -> None:
    drawn = _draw(site, programme, intake, 9, "92.4512")
    announced = _draw(site, programme, intake, 9, None)
    view = SelectionView(site, programme, intake, tuple(Criterion), (), None, chooses_criteria=True, now=NOW)
    cases = {
        "nobody": view,
        "unscored": replace(view, ranked=tuple(_ranked(intake, None, 3))),
        "tied": replace(view, ranked=tuple(_ranked(intake, None, 9))),
        "clear": replace(view, ranked=tuple(_ranked(intake, None, 9))[:1], chooses_criteria=False),
        "announced": replace(view, ranked=tuple(_ranked(intake, announced, 9)), draw=announced.draw),
        "drawn": replace(view, ranked=tuple(_ranked(intake, drawn, 9)), draw=drawn.draw, page=1),
    }
    for case, shown in cases.items():
        g.show(screens.selection_screen, case, shown, g.t)
    other = replace(programme, id=type(programme.id)(programme.id + 1))
    entries = (IntakeEntry(intake, programme, 9, None), IntakeEntry(intake, other, 2, drawn.draw))
    for found in ((), entries[:1], entries):
        selections = SelectionsView(site, found, len(found), 0, 1)
        g.show(screens.selections_screen, f"{len(found)} intakes", selections, g.t)
    for closed in (True, False):
        criteria = CriteriaView(site, programme, USUAL_CRITERIA, closed, intake)
        g.show(screens.criteria_screen, f"closed: {closed}", criteria, g.t)
    prepared = AnnounceView(cases["tied"], announced.draw.seed_day, announced.draw.seed_at)
    g.show(screens.announce_question, "tied", prepared, g.t)


def _scores(g: Gallery, site: Site, programme: Programme, intake: SessionFacts) -> None:
    names = {OWN: LEADER, OTHER: None}
    all_of_them = dict.fromkeys(Criterion, 4)
    for status in (ApplicationStatus.REVIEW, ApplicationStatus.DECLINED):
        application = application_to(intake, None, status)
        shown = ApplicationView(application, site, programme, (intake,), names, NOW)
        view = ScoresView(shown, tuple(Criterion), (), OWN, names, closed=False)
        mine, theirs = Review(OWN, all_of_them), Review(OTHER, all_of_them)
        third = Review(PersonId(4), all_of_them)
        cases = {
            "nothing": view,
            "begun": replace(view, reviews=(Review(OWN, {Criterion.MOTIVATION: 5}), theirs)),
            "done": replace(view, reviews=(mine, theirs)),
            "changing": replace(view, reviews=(mine, theirs), asked=Criterion.PLANS),
            "two others": replace(view, reviews=(theirs, third)),
            "closed": replace(view, reviews=(mine, theirs), closed=True),
        }
        for case, each in cases.items():
            g.show(screens.scores_screen, f"{status}, {case}", each, g.t)


def _draws(g: Gallery, site: Site, programme: Programme, intake: SessionFacts) -> None:
    for seed in (None, "92.4512"):
        for entrants in (3, MOST_ENTRANTS):
            view = _draw(site, programme, intake, entrants, seed)
            case = f"{entrants} in it, {'drawn' if seed else 'announced'}"
            due = replace(view, may_draw=True, now=NOW + timedelta(days=2))
            altered = replace(view, entrants=view.entrants[:-1])
            for more, shown in (("", view), (", due", due), (", altered", altered)):
                g.show(pages.draw_screen, f"{case}{more}", shown, g.t)
                g.message("draw.due", f"{case}{more}", shown)
                g.message("draw.due.update", f"{case}{more}", shown)
            g.show(pages.draw_record, case, view, g.t)
            for number in (1, entrants):
                own = replace(view, number=number)
                g.show(pages.draw_screen, f"{case}, number {number}", own, g.t)
                g.message("draw.announced" if seed is None else "draw.done", f"{case}, {number}", own)
            for typed in (None, "92.4512"):
                g.show(screens.seed_question, f"{case}, {typed}", SeedView(DraftId(1), due, typed), g.t)
    g.show(pages.draw_unknown, "unknown", g.t)
