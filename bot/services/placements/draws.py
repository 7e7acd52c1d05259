"""The draw among equals (D3): announced before its seed can be known, drawn once, checked by anybody.

Why it is done so: docs/decisions/0021.
"""

from __future__ import annotations

from dataclasses import replace

from bot.db.engine.locks import lock_applications, lock_sessions
from bot.db.placements import draws
from bot.db.placements.draws import read_candidates, read_draw, read_draw_of
from bot.domain.booking.codes import check_code_from, normalise_check_code
from bot.domain.forms import Question, SeedForm
from bot.domain.model import DrawId, SessionId
from bot.domain.placements.choosing import AnnounceView, DrawView, SeedView, SelectionView
from bot.domain.placements.draw import MOST_ENTRANTS, Draw, Entrant, digest_of, list_text, read_seed
from bot.domain.placements.seed import MOSCOW, next_seed
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
)
from bot.services.messages.draws import DrawAnnounced, DrawDone, DrawDue, DrawDueChanged
from bot.services.messages.tell import Later, tell, with_copies
from bot.services.permissions import ANYONE, answers_session, runs_draw
from bot.services.placements.drawn import draw_view
from bot.services.placements.selection import read_selection
from bot.services.transaction import Tx, reads, record, writes

CODE_BYTES = 16
RUNS_DRAW = runs_draw("draw_id")


# --- announcing -----------------------------------------------------------------------------------------


@reads(answers_session("session_id"))
def prepare_draw(tx: Tx, session_id: SessionId) -> AnnounceView | DrawView | Refusal:
    """What would be announced; where that was done, the draw."""
    return _prepare(tx, session_id)


@writes(answers_session("session_id"))
def announce_draw(tx: Tx, session_id: SessionId) -> DrawView | Refusal:
    """Announces the draw of an intake, once: the numbered list with its hash, and of which day the rate is
    the seed. Whoever is in it is told the number; from now on the points stay as they are.

    What must hold: all are scored, equals stand on both sides of the last place, and the seed is known before
    the intake begins.
    """
    candidates = read_candidates(tx.connection, [session_id])
    lock_applications(tx.connection, candidates)
    lock_sessions(tx.connection, [session_id])
    prepared = _prepare(tx, session_id)
    if isinstance(prepared, DrawView | Refusal):
        return prepared
    selection = prepared.selection
    by_id = sorted(selection.ranked, key=lambda each: each.application.id)
    entrants = [
        Entrant(number, each.application.id, each.halves or 0) for number, each in enumerate(by_id, start=1)
    ]
    digest = digest_of(list_text(entrants))
    draw_id = draws.add_draw(
        tx.connection,
        session_id,
        entrants,
        code=check_code_from(tx.draw(CODE_BYTES)),
        places=selection.intake.free,
        digest=digest,
        seed_day=prepared.seed_day,
        seed_at=prepared.seed_at,
        by=tx.actor.person_id,
        now=tx.now,
    )
    if draw_id is None:
        return Refusal(Reason.ALREADY_DECIDED)
    record(
        tx,
        "draw.announced",
        "draw",
        draw_id,
        {"entrants": len(entrants), "sha256": digest, "seed_day": prepared.seed_day.isoformat()},
        region_id=selection.site.region_id,
        site_id=selection.site.id,
    )
    tell(tx, *[DrawAnnounced(draw_id, each.application_id) for each in entrants])
    tell(tx, Later(DrawDue(draw_id), prepared.seed_at, selection.intake.starts_at))
    return _view(tx, draw_id)


def _prepare(tx: Tx, session_id: SessionId) -> AnnounceView | DrawView | Refusal:
    known = read_draw_of(tx.connection, session_id)
    if known is not None:
        return draw_view(tx, known)
    selection = read_selection(tx, session_id)
    if isinstance(selection, Refusal):
        return selection
    if refusal := _refuse(selection):
        return refusal
    seed_day, seed_at = next_seed(tx.now)
    if seed_at >= selection.intake.starts_at:
        return Refusal(Reason.DRAW_LATE)
    return AnnounceView(selection, seed_day, seed_at)


def _refuse(selection: SelectionView) -> Refusal | None:
    if selection.unscored:
        return Refusal(Reason.DRAW_UNSCORED, {"n": selection.unscored})
    if not selection.needs_draw:
        return Refusal(Reason.DRAW_NEEDLESS)
    if len(selection.ranked) > MOST_ENTRANTS:
        return Refusal(Reason.DRAW_TOO_LONG, {"most": MOST_ENTRANTS})
    return None


# --- looking at it --------------------------------------------------------------------------------------


@reads(ANYONE)
def find_draw(tx: Tx, typed: str) -> DrawView | None:
    """The draw of a check code, in the letters of either alphabet. It names numbers, and nobody."""
    code = normalise_check_code(typed)
    found = None if code is None else draws.find_by_code(tx.connection, code)
    return None if found is None else draw_view(tx, found)


@reads(ANYONE)
def show_draw(tx: Tx, draw_id: DrawId) -> DrawView | Refusal:
    found = read_draw(tx.connection, draw_id)
    return Refusal(Reason.NOT_FOUND) if found is None else draw_view(tx, found)


# --- drawing --------------------------------------------------------------------------------------------

Seed = At[SeedForm]


@writes(RUNS_DRAW)
def begin_seed(tx: Tx, draw_id: DrawId) -> Asking | DrawView | Refusal:
    """Asks for the seed, once it can be known; of a draw that was drawn, what came of it."""
    view = _view(tx, draw_id)
    if view.draw.seed is not None:
        return view
    if not view.is_due:
        return Refusal(Reason.DRAW_EARLY, {"day": local_day(view.draw.seed_at, MOSCOW)})
    return begin(tx, SeedForm(draw_id))


def _type(at: Seed, text: str) -> Answer[SeedForm]:
    seed = read_seed(text)
    return NotUnderstood("seed_unclear") if seed is None else replace(at.form, seed=seed, agreed=False)


def _agree(at: Seed, value: str) -> SeedForm:
    """``value``: the seed that was shown; a button that showed another one draws nothing."""
    is_shown = at.form.seed is not None and value == at.form.seed
    return replace(at.form, agreed=True) if is_shown else at.form


def _draw(at: Seed) -> DrawView | Refusal:
    """Draws with the seed that was agreed to, once: whoever comes later sees what came of it."""
    tx, draw_id, seed = at.tx, at.form.draw_id, at.form.seed
    if seed is None:
        raise ValueError(f"draft {at.draft.id} has no seed")
    before = _view(tx, draw_id)
    if not draws.set_seed(tx.connection, draw_id, seed, tx.actor.person_id, tx.now):
        return _view(tx, draw_id)
    record(
        tx,
        "draw.drawn",
        "draw",
        draw_id,
        {"seed": seed},
        region_id=before.site.region_id,
        site_id=before.site.id,
    )
    tell(tx, *[DrawDone(draw_id, each.application_id) for each in before.entrants])
    tell(tx, *with_copies(tx, [DrawDueChanged(draw_id)]))
    return _view(tx, draw_id)


def _view(tx: Tx, draw_id: DrawId) -> DrawView:
    found: Draw | None = read_draw(tx.connection, draw_id)
    if found is None:
        raise LookupError(f"draw {draw_id} vanished inside a transaction")
    return draw_view(tx, found)


KIND = form_kind(
    FormKind(
        form=SeedForm,
        questions=(
            FormQuestion(
                name=Question.SEED,
                is_missing=lambda at: not at.form.agreed,
                taps={
                    "again": lambda at, _: replace(at.form, seed=None),
                    "agree": _agree,
                },
                text=_type,
            ),
        ),
        view=lambda at: SeedView(at.draft.id, _view(at.tx, at.form.draw_id), at.form.seed),
        finish=_draw,
        sends_itself=True,
        sent=lambda tx, draft: _view(tx, draft.form.draw_id),
        refuse=lambda tx, form: RUNS_DRAW.refuse(tx, form.draw_id),
    )
)
