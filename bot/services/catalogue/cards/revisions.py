"""What a coordinator agrees to: changes of safety rules, and the first publication of a site (E6).

A revision never changes, and a button of it carries what was shown: the value that is true beside the one
that is proposed, or all that a site shows. Where something else is by now, that is shown first.
"""

from __future__ import annotations

from dataclasses import replace

from bot.db.catalogue.cards import publish_programme as publish_one
from bot.db.catalogue.cards import read_site_card
from bot.db.catalogue.publication import read_site_state
from bot.db.catalogue.revisions import read_open_of_region, read_revision
from bot.db.engine.locks import lock_site
from bot.domain.catalogue.cards.fields import PUBLICATION, field_named, missing_in
from bot.domain.catalogue.cards.views import CardsView, Revision, RevisionsView, RevisionView, WhyView
from bot.domain.forms import Question, WhyNotForm
from bot.domain.lengths import WHY
from bot.domain.model import ProgrammeId, Publication, RegionId, RevisionId, RevisionState, SiteId
from bot.domain.pages import page_of
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.free_text import check_free_text
from bot.services.catalogue.cards.change import decide, propose, store_change
from bot.services.catalogue.cards.reading import (
    cards_view,
    find_card,
    judge_column,
    readiness_of,
)
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
from bot.services.messages.region.revisions import view_of
from bot.services.permissions import coordinates, coordinates_revision, coordinates_site, owns
from bot.services.region.sites import publish_site
from bot.services.transaction import Tx, reads, record, writes

REVISIONS_A_PAGE = 6

DECIDES = coordinates_revision("revision_id")


# --- the site's side ------------------------------------------------------------------------------------


@writes(owns("site_id"))
def ask_for_publication(tx: Tx, site_id: SiteId) -> CardsView | Refusal:
    """«Показать координатору»: a draft that lacks nothing. Safe to repeat: what waits with the same content
    stays."""
    lock_site(tx.connection, site_id)
    if read_site_state(tx.connection, site_id) is not Publication.DRAFT:
        return cards_view(tx, site_id)
    if not readiness_of(tx, site_id).is_ready:
        return Refusal(Reason.INCOMPLETE, {"status": "card"})
    view = cards_view(tx, site_id)
    waits = [each for each in view.waiting if (each.field, each.after) == (PUBLICATION, view.seen)]
    if not waits:
        propose(tx, site_id, None, PUBLICATION, None, view.seen)
    return cards_view(tx, site_id, "sent")


# --- the coordinator's side -----------------------------------------------------------------------------


@reads(coordinates("region_id"))
def show_revisions(tx: Tx, region_id: RegionId, page: int = 0) -> RevisionsView | Refusal:
    """What waits in a region, oldest first."""
    shown = page_of(read_open_of_region(tx.connection, region_id), page, REVISIONS_A_PAGE)
    views = [view_of(tx, each.id) for each in shown.entries]
    entries = tuple(each for each in views if each is not None)
    return RevisionsView(tx.catalogue.region(region_id), entries, shown.total, shown.page, shown.pages)


@reads(DECIDES)
def show_revision(tx: Tx, revision_id: RevisionId) -> RevisionView | Refusal:
    return _seen(tx, revision_id)


def _seen(tx: Tx, revision_id: RevisionId, *, changed: bool = False) -> RevisionView | Refusal:
    view = view_of(tx, revision_id)
    return Refusal(Reason.NOT_FOUND) if view is None else replace(view, changed=changed)


@writes(DECIDES)
def approve(tx: Tx, revision_id: RevisionId, seen: str) -> RevisionView | Refusal:
    """What was proposed is true from now on. ``seen``: what the button showed; where the card or the site
    says something else by now, that is shown, and nothing is agreed to. Whoever comes later, or repeats it,
    sees what was decided."""
    found = read_revision(tx.connection, revision_id)
    if found is None:
        return Refusal(Reason.NOT_FOUND)
    lock_site(tx.connection, found.site_id)
    view = view_of(tx, revision_id)
    if view is None:
        return Refusal(Reason.NOT_FOUND)
    if view.revision.state is not RevisionState.PROPOSED:
        return view
    if view.key != seen:
        return replace(view, changed=True)
    refusal = _publish(tx, found, seen) if found.field == PUBLICATION else _write(tx, found)
    if refusal is not None:
        return refusal
    return _seen(tx, revision_id)


def _write(tx: Tx, found: Revision) -> Refusal | None:
    field = field_named(found.field, of_programme=found.programme_id is not None)
    card = find_card(tx, found.site_id, found.programme_id)
    if field is None or card is None:
        return Refusal(Reason.NOT_FOUND)
    judged = judge_column(tx, card, field, found.after)
    if isinstance(judged, Refusal):
        return judged
    decide(tx, found, RevisionState.APPROVED)
    store_change(tx, card, field, judged)
    return None


def _publish(tx: Tx, found: Revision, seen: str) -> Refusal | None:
    published = publish_site(tx, found.site_id, Publication.PUBLISHED, seen)
    return published if isinstance(published, Refusal) else None


@writes(coordinates_site("site_id"))
def publish_programme(tx: Tx, site_id: SiteId, programme_id: ProgrammeId) -> CardsView | Refusal:
    """A programme that was begun at a site which visitors see already. Safe to repeat."""
    lock_site(tx.connection, site_id)
    card = find_card(tx, site_id, programme_id)
    own = read_site_card(tx.connection, site_id)
    if card is None or own is None or own.status is not Publication.PUBLISHED:
        return Refusal(Reason.NOT_FOUND)
    if missing_in(card.document, of_programme=True):
        return Refusal(Reason.INCOMPLETE, {"status": "card"})
    if publish_one(tx.connection, programme_id):
        tx.change_catalogue()
        record(
            tx,
            "programme.published",
            "programme",
            programme_id,
            {},
            region_id=tx.catalogue.site(site_id).region_id,
            site_id=site_id,
        )
    return cards_view(tx, site_id, "published")


# --- declining ------------------------------------------------------------------------------------------

OfWhy = At[WhyNotForm]


@writes(DECIDES)
def begin_decline(tx: Tx, revision_id: RevisionId, seen: str) -> Asking | RevisionView | Refusal:
    """«Отклонить»: what is typed next is the reason. What somebody has decided meanwhile is shown."""
    view = view_of(tx, revision_id)
    if view is None:
        return Refusal(Reason.NOT_FOUND)
    if view.revision.state is not RevisionState.PROPOSED:
        return view
    return begin(tx, WhyNotForm(revision_id, seen))


def _type_why(at: OfWhy, text: str) -> Answer[WhyNotForm]:
    problem = check_free_text(text, WHY)
    return NotUnderstood(problem.value, WHY) if problem is not None else replace(at.form, text=text)


def _decline(at: OfWhy) -> RevisionView | Refusal:
    found = read_revision(at.tx.connection, at.form.revision_id)
    if found is None:
        return Refusal(Reason.NOT_FOUND)
    decide(at.tx, found, RevisionState.DECLINED, at.form.text)
    return _seen(at.tx, found.id)


def _why_view(at: OfWhy) -> WhyView:
    view = view_of(at.tx, at.form.revision_id)
    if view is None:
        raise LookupError("a revision vanished inside a transaction")
    return WhyView(at.draft.id, view, at.refusal)


def _refuse(tx: Tx, form: WhyNotForm) -> Refusal | None:
    return DECIDES.refuse(tx, form.revision_id)


KIND = form_kind(
    FormKind(
        form=WhyNotForm,
        questions=(
            FormQuestion(
                name=Question.WHY_NOT,
                is_missing=lambda at: at.form.text is None,
                text=_type_why,
                longest=WHY,
            ),
        ),
        view=_why_view,
        finish=_decline,
        sends_itself=True,
        refuse=_refuse,
    )
)
