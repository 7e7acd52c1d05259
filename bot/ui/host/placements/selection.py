"""Choosing among applicants: intakes, the ranking, criteria, scores, the draw as its hosts see it (D3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.model import Criterion
from bot.domain.pages import page_of
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
from bot.domain.placements.seed import MOSCOW
from bot.domain.placements.selection import MOST_POINTS, REVIEWERS, Ranked
from bot.ui.formats.dates import day_label, local_date, moment_label, short_day_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.host.callback_data import ApplicationTap
from bot.ui.host.parts import desk_button, fit
from bot.ui.host.placements.callback_data import (
    CriterionTap,
    ScoreTap,
    SeedTap,
    SelectionTap,
    ShowSelections,
)
from bot.ui.host.requests import answered_by
from bot.ui.kit import Row, back_button, button, keyboard, pager
from bot.ui.screen import Screen
from bot.ui.translator import Translator
from bot.ui.visitor.placements.callback_data import DrawTap
from bot.ui.visitor.placements.draw import draw_lines, points_label

A_PAGE = 6


def selections_screen(view: SelectionsView, t: Translator) -> Screen:
    """Intakes from whose applicants the site has to choose, soonest first."""
    site, numbered = view.site, list(enumerate(view.entries, start=1))
    rows = keyboard(
        *[
            button(
                t.label("selection.intake", number=number, day=_short_day(each, view, t), n=each.applicants),
                SelectionTap(session=each.intake.id),
            )
            for number, each in numbered
        ],
        pager(view.page, view.pages, lambda page: ShowSelections(site=site.id, page=page)),
        desk_button(site.id, t),
    )
    head = [
        bold(t.label("selection.title")),
        t.html("host.day.site", site=site.name),
        t.html("selection.ask" if view.entries else "selection.nobody"),
    ]
    items = [
        t.html(
            "selection.intake_line",
            number=number,
            day=_short_day(each, view, t),
            programme=each.programme.title,
            n=each.applicants,
            free=each.intake.free,
        )
        for number, each in numbered
    ]
    return Screen(fit(head, items, t), rows)


def _short_day(entry: IntakeEntry, view: SelectionsView, t: Translator) -> str:
    return short_day_label(local_date(entry.intake.starts_at, view.site.timezone), t)


def selection_screen(view: SelectionView, t: Translator) -> Screen:
    """Who applies for an intake, best first, and what is to be done next."""
    session, draw = view.intake.id, view.draw
    shown = page_of(view.ranked, view.page, A_PAGE)
    before, line = shown.page * A_PAGE, [*shown.entries]
    lot: Row = None
    if draw is not None:
        lot = button(t.label("selection.draw"), DrawTap(draw=draw.id))
    elif view.needs_draw:
        lot = button(t.label("selection.prepare"), SelectionTap(session=session, op="prepare"))
    criteria: Row = None
    if view.chooses_criteria:
        criteria = button(t.label("selection.criteria"), SelectionTap(session=session, op="criteria"))
    rows = keyboard(
        *[_applicant_button(before + number, each, t) for number, each in enumerate(line, start=1)],
        pager(shown.page, shown.pages, lambda page: SelectionTap(session=session, page=page)),
        lot,
        criteria,
        back_button(ShowSelections(site=view.site.id), t, "selection.to_all"),
    )
    head = [
        _title(view, t),
        t.html("selection.places", free=view.intake.free, n=len(view.ranked)),
        t.html("selection.by", criteria=_names(view.criteria, t), most=MOST_POINTS),
        _next_line(view, t),
        Html(""),
    ]
    items = [_applicant_line(before + number, each, t) for number, each in enumerate(line, start=1)]
    return Screen(fit(head, items, t) if items else lines(*head, t.html("selection.nobody")), rows)


def _title(view: SelectionView | CriteriaView, t: Translator) -> Html:
    day = day_label(local_date(view.intake.starts_at, view.site.timezone), t)
    return lines(
        bold(t.label("selection.of", day=day, site=view.site.name)),
        t.html("host.programme", programme=view.programme.title),
    )


def _names(criteria: tuple[Criterion, ...], t: Translator) -> str:
    return ", ".join(t.label(f"criterion.{each}") for each in criteria)


def _next_line(view: SelectionView, t: Translator) -> Html | None:
    """What stands between the list and a choice."""
    draw = view.draw
    if draw is not None and draw.seed is not None:
        return t.html("selection.drawn")
    if draw is not None:
        day = day_label(draw.seed_day, t)
        moment = moment_label(draw.seed_at, MOSCOW.key, t)
        return t.html("selection.announced", day=day, moment=moment)
    if view.unscored:
        return t.count("selection.unscored", view.unscored)
    if not view.ranked:
        return None
    return t.html("selection.tied" if view.needs_draw else "selection.clear")


def _points(each: Ranked, t: Translator) -> str:
    if each.halves is not None:
        return points_label(each.halves, t)
    return t.label("selection.unfinished" if each.reviewers else "selection.no_points")


def _applicant_line(place: int, each: Ranked, t: Translator) -> Html:
    return t.html(
        "selection.line" if each.number is None else "selection.line_numbered",
        place=place,
        reference=each.application.reference,
        points=_points(each, t),
        number=each.number or 0,
        state=t.label(f"selection.state.{each.application.status}"),
    )


def _applicant_button(place: int, each: Ranked, t: Translator) -> Row:
    points = t.label("selection.no_points") if each.halves is None else points_label(each.halves, t)
    label = t.label("selection.applicant", place=place, reference=each.application.reference, points=points)
    return button(label, ApplicationTap(application=each.application.id, op="show"))


# --- criteria -------------------------------------------------------------------------------------------


def criteria_screen(view: CriteriaView, t: Translator) -> Screen:
    """By what is chosen: each with a tap, as long as nobody has points."""
    session = view.intake.id
    toggles = [
        button(
            t.label(
                "selection.counts" if each in view.chosen else "selection.counts_not", name=_long(each, t)
            ),
            CriterionTap(session=session, criterion=each.value, counts=each not in view.chosen),
        )
        for each in Criterion
    ]
    text = lines(
        _title(view, t),
        t.html("selection.by", criteria=_names(view.chosen, t), most=MOST_POINTS),
        Html(""),
        t.html("selection.criteria_closed" if view.closed else "selection.criteria_ask"),
    )
    return Screen(
        text, keyboard(*(() if view.closed else toggles), back_button(SelectionTap(session=session), t))
    )


def _long(criterion: Criterion, t: Translator) -> str:
    name = t.label(f"criterion.{criterion}")
    return name[:1].upper() + name[1:]


# --- scores ---------------------------------------------------------------------------------------------


def scores_screen(view: ScoresView, t: Translator) -> Screen:
    """One criterion after the other; then what was given, each to be changed with a tap."""
    application, own = view.shown.application, view.own
    back = back_button(ApplicationTap(application=application.id, op="show"), t, "host.application.open")
    asked = view.asked if view.asked in view.criteria else view.missing
    given = {} if own is None else own.points
    text = lines(
        bold(t.label("selection.scores", reference=application.reference)),
        *[
            t.html(
                "selection.score",
                name=_long(each, t),
                points=str(given[each]) if each in given else t.label("selection.no_points"),
            )
            for each in view.criteria
        ],
        t.html(
            "selection.own_total",
            points=own.total(view.criteria),
            most=MOST_POINTS * len(view.criteria),
        )
        if own is not None and view.missing is None
        else None,
        *[
            t.html(
                "selection.other_total",
                name=answered_by(each.person_id, view.names, t),
                points=each.total(view.criteria),
                most=MOST_POINTS * len(view.criteria),
            )
            for each in view.others
        ],
        Html(""),
        _score_line(view, asked, t),
    )
    if not view.may_score:
        return Screen(text, keyboard(back))
    if asked is not None:
        marks = tuple(
            button(str(n), ScoreTap(application=application.id, criterion=asked.value, points=n))
            for n in range(MOST_POINTS + 1)
        )
        return Screen(text, keyboard(marks, back))
    changes = [
        button(
            t.label("selection.change_score", name=_long(each, t), points=given[each]),
            ScoreTap(application=application.id, criterion=each.value),
        )
        for each in view.criteria
    ]
    return Screen(text, keyboard(*changes, back))


def _score_line(view: ScoresView, asked: Criterion | None, t: Translator) -> Html:
    if view.closed:
        return t.html("selection.scores_closed")
    if not view.shown.in_selection:
        return t.html("selection.scores_over")
    if not view.may_score:
        return t.html("selection.reviewers_full", n=REVIEWERS)
    if asked is not None:
        about = t.label(f"criterion.{asked}.ask")
        return t.html("selection.score_ask", about=about, most=MOST_POINTS)
    return t.html("selection.scores_done")


# --- the draw -------------------------------------------------------------------------------------------


def announce_question(view: AnnounceView, t: Translator) -> Screen:
    """What would be announced, and that it cannot be taken back."""
    selection = view.selection
    session = selection.intake.id
    text = lines(
        _title(selection, t),
        t.html("selection.announce.what", n=len(selection.ranked), free=selection.intake.free),
        t.html(
            "draw.source",
            day=day_label(view.seed_day, t),
            moment=moment_label(view.seed_at, MOSCOW.key, t),
        ),
        Html(""),
        t.html("selection.announce.ask"),
    )
    return Screen(
        text,
        keyboard(
            button(t.label("selection.announce"), SelectionTap(session=session, op="announce")),
            back_button(SelectionTap(session=session), t),
        ),
    )


def seed_question(view: SeedView, t: Translator) -> Screen:
    """The rate is typed, then agreed to as it was read: it counts once."""
    draw = view.shown.draw
    day = day_label(draw.seed_day, t)
    back = back_button(DrawTap(draw=draw.id), t)
    title = bold(t.label("selection.of", day=_day_of(view.shown, t), site=view.shown.site.name))
    if view.seed is None:
        return Screen(lines(title, t.html("draw.seed.ask", day=day)), keyboard(back))
    rows = keyboard(
        button(t.label("draw.seed.agree"), SeedTap(draft=view.draft_id, op="agree", value=view.seed)),
        button(t.label("draw.seed.again"), SeedTap(draft=view.draft_id, op="again")),
        back,
    )
    return Screen(lines(title, t.html("draw.seed.check", day=day, seed=view.seed)), rows)


def _day_of(view: DrawView, t: Translator) -> str:
    return day_label(local_date(view.intake.starts_at, view.site.timezone), t)


def due(view: DrawView, t: Translator) -> Screen:
    """To those who draw: the seed is known. When somebody has entered it, what came of it."""
    title = bold(t.label("draw.due" if view.draw.seed is None else "draw.was_due"))
    text = lines(
        title,
        t.html("host.day.site", site=view.site.name),
        t.html("host.programme", programme=view.programme.title),
        *draw_lines(view, t),
    )
    open_ = view.draw.seed is None
    rows = keyboard(
        button(t.label("draw.enter_seed"), DrawTap(draw=view.draw.id, op="seed")) if open_ else None,
        button(t.label("selection.to"), SelectionTap(session=view.intake.id)),
    )
    return Screen(text, rows)


RENDERERS: Mapping[str, Callable[..., Screen]] = MappingProxyType({"draw.due": due, "draw.due.update": due})
