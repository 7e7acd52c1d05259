"""How a placement ended: one tap of its site, a sentence if wanted, and the certificate (D2)."""

from __future__ import annotations

from dataclasses import replace

from bot.db.engine.locks import lock_application
from bot.db.placements.applications import read_application
from bot.db.placements.ends import set_mark, set_sentence
from bot.domain.desk.endings import EndView
from bot.domain.desk.views import Outcome
from bot.domain.forms import MentorForm
from bot.domain.model import ApplicationId
from bot.domain.placements.ending import (
    LEFT,
    MOST,
    NOT_SAID,
    PlacementCertificate,
    PlacementFacts,
    certify,
)
from bot.domain.refusal import Reason, Refusal
from bot.services.forms.engine import (
    Asking,
    At,
    FormKind,
    begin,
    form_kind,
)
from bot.services.forms.sentence import sentence_question
from bot.services.messages.placement_ends import PlacementCertificateReady, tell_end
from bot.services.messages.tell import tell_once
from bot.services.papers.certificates import signing_key
from bot.services.permissions import answers_application, applied
from bot.services.placements.reading import end_view
from bot.services.transaction import Tx, reads, record, writes

ANSWERS = answers_application("application_id")


def _look(tx: Tx, application_id: ApplicationId, outcome: Outcome = Outcome.SHOWN) -> EndView | Refusal:
    """A placement that somebody has; who may see it was asked before."""
    application = read_application(tx.connection, application_id)
    view = None if application is None else end_view(tx, application)
    return Refusal(Reason.NOT_FOUND) if view is None else replace(view, outcome=outcome)


def _refuse_writing(view: EndView) -> Refusal | None:
    """Why nothing can be said of it now."""
    if view.may_write:
        return None
    if view.now < view.place.ends_at:
        return Refusal(Reason.TOO_EARLY, {"problem": "placement"})
    return Refusal(Reason.ALREADY_OVER, {"status": "placement", "day": view.last_day})


@reads(ANSWERS)
def show_end(tx: Tx, application_id: ApplicationId) -> EndView | Refusal:
    """What is said of a placement so far; before it is over there is nothing to say."""
    view = _look(tx, application_id)
    if isinstance(view, Refusal) or view.end is not None:
        return view
    return _refuse_writing(view) or view


@writes(ANSWERS)
def say_end(tx: Tx, application_id: ApplicationId, said: int, seen: int) -> EndView | Refusal:
    """That it was gone through to its end, with the mentor's mark from 1 to 5; or ``LEFT``. ``seen``: what
    was said when the button was shown: what a colleague has said since is shown, and stays."""
    if not LEFT <= said <= MOST or not NOT_SAID <= seen <= MOST:
        return Refusal(Reason.NOT_FOUND)
    lock_application(tx.connection, application_id)
    before = _look(tx, application_id)
    if isinstance(before, Refusal):
        return before
    if refusal := _refuse_writing(before):
        return refusal
    if before.seen == said:
        return replace(before, outcome=Outcome.REPEATED)
    if before.seen != seen:
        return replace(before, outcome=Outcome.DECIDED_BEFORE)
    given = _certificate(tx, before) if said != LEFT else None
    if not set_mark(tx.connection, application_id, said, seen=seen, given=given, by=tx.by, now=tx.now):
        return replace(before, outcome=Outcome.DECIDED_BEFORE)
    return _noted(tx, before, {"mark": said})


def _certificate(tx: Tx, view: EndView) -> PlacementCertificate | None:
    """A new one, where none was given out before: what a certificate says does not change."""
    if view.end is not None and view.end.code is not None:
        return None
    facts = PlacementFacts.of(view.place, view.site, view.programme)
    return certify(signing_key(tx), view.application.reference, facts, tx.now)


@writes(ANSWERS)
def drop_line(tx: Tx, application_id: ApplicationId) -> EndView | Refusal:
    """Takes the sentence away; safe to repeat."""
    lock_application(tx.connection, application_id)
    before = _look(tx, application_id)
    if isinstance(before, Refusal):
        return before
    if refusal := _refuse_writing(before):
        return refusal
    if before.end is None or before.end.text is None:
        return replace(before, outcome=Outcome.REPEATED)
    return _write(tx, before, None)


def _write(tx: Tx, before: EndView, text: str | None) -> EndView | Refusal:
    set_sentence(tx.connection, before.application.id, text, by=tx.by, now=tx.now)
    return _noted(tx, before, {"sentence": int(text is not None)})


def _noted(tx: Tx, before: EndView, details: dict[str, int | str | None]) -> EndView | Refusal:
    """In the audit log, without what was written; whoever has the question sees it, the applicant hears."""
    application = before.application
    record(
        tx,
        "application.ended",
        "application",
        application.id,
        details,
        region_id=application.entry.region_id,
        site_id=application.site_id,
    )
    after = _look(tx, application.id, Outcome.DONE)
    if not isinstance(after, Refusal) and after.end is not None:
        tell_end(tx, application.id, after.end)
    return after


@writes(applied("application_id"))
def ask_certificate(tx: Tx, application_id: ApplicationId) -> EndView | Refusal:
    """The certificate of one's own placement, as a file of its own; asked twice at once it comes once."""
    view = _look(tx, application_id)
    if isinstance(view, Refusal):
        return view
    if view.certificate is None:
        return Refusal(Reason.PAPER_EARLY) if view.end is None else Refusal(Reason.PAPER_OFF)
    told = tell_once(tx, PlacementCertificateReady(application_id, tx.now), view.application.entry.person_id)
    if told:
        record(
            tx,
            "paper.asked",
            "application",
            application_id,
            {"paper": "placement"},
            region_id=view.application.entry.region_id,
            site_id=view.site.id,
        )
    return view


# --- the sentence ---------------------------------------------------------------------------------------


def _refuse(tx: Tx, form: MentorForm) -> Refusal | None:
    """Whoever does not work there any more, and a placement of which nothing can be said any more."""
    refusal = ANSWERS.refuse(tx, form.application_id)
    if refusal is not None:
        return refusal
    view = _look(tx, form.application_id)
    if isinstance(view, Refusal):
        return view
    return Refusal(Reason.NOT_FOUND) if view.end is None else _refuse_writing(view)


def _shown(at: At[MentorForm]) -> EndView:
    view = _look(at.tx, at.form.application_id)
    if isinstance(view, Refusal):
        raise TypeError("a form about a placement that nobody has")
    return replace(view, refusal=at.refusal)


def _finish(at: At[MentorForm]) -> EndView | Refusal:
    lock_application(at.tx.connection, at.form.application_id)
    view = _look(at.tx, at.form.application_id)
    return view if isinstance(view, Refusal) else _write(at.tx, view, at.form.text)


KIND = form_kind(
    FormKind(
        form=MentorForm,
        questions=(sentence_question(MentorForm),),
        view=_shown,
        finish=_finish,
        sends_itself=True,
        refuse=_refuse,
    )
)


@writes(ANSWERS)
def ask_line(tx: Tx, application_id: ApplicationId) -> Asking | Refusal:
    """The next typed text is the sentence about the placement; first it is said how it ended."""
    refusal = _refuse(tx, MentorForm(application_id))
    return refusal or begin(tx, MentorForm(application_id))
