"""Changes of cards on which a coordinator decides (E6)."""

from __future__ import annotations

from bot.domain.catalogue.cards.views import RevisionView
from bot.domain.forms import WhyNotForm
from bot.domain.model import DraftId, ProgrammeId, RegionId, RevisionId, SiteId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.coordinator.common import to_region
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes
from bot.services.catalogue.cards import revisions
from bot.services.forms.engine import Asking
from bot.ui.coordinator.callback_data import (
    PublishProgramme,
    RevisionTap,
    ShowRevisions,
    WhyNotTap,
)
from bot.ui.coordinator.revisions import revision_card, revisions_screen, why_screen
from bot.ui.host.cards.cards import cards_screen
from bot.ui.host.refusals import host_refusal_alert, refused_screen, with_host_refusal
from bot.ui.screen import Screen

routes = Routes("revisions")


@routes.callback
async def show_revisions(chat: Chat, data: ShowRevisions) -> None:
    view = await chat.do(revisions.show_revisions, RegionId(data.region), data.page)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
    else:
        await chat.show(revisions_screen(view, chat.t))


@routes.callback
async def decide(chat: Chat, data: RevisionTap) -> None:
    """A look at a change, or an answer; a repeat shows what was decided."""
    revision_id = RevisionId(data.revision)
    if data.op == "decline":
        begun = await chat.do(revisions.begin_decline, revision_id, data.seen)
        if isinstance(begun, Asking):
            await forms.show_outcome(chat, PAGES, begun.draft_id, begun)
            return
        view: RevisionView | Refusal = begun
    elif data.op == "approve":
        view = await chat.do(revisions.approve, revision_id, data.seen)
    else:
        view = await chat.do(revisions.show_revision, revision_id)
    if not isinstance(view, Refusal):
        await chat.show(revision_card(view, chat.t))
        return
    again = await chat.do(revisions.show_revision, revision_id)
    if isinstance(again, Refusal):
        await chat.show(refused_screen(view, chat.t, back=to_region(chat)))
    else:
        chat.say(host_refusal_alert(view, chat.t), alert=True)
        await chat.show(with_host_refusal(revision_card(again, chat.t), view, chat.t))


@routes.callback
async def publish_programme(chat: Chat, data: PublishProgramme) -> None:
    view = await chat.do(revisions.publish_programme, SiteId(data.site), ProgrammeId(data.programme))
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=to_region(chat)))
    else:
        await chat.show(cards_screen(view, chat.t))


# --- the reason of a no ---------------------------------------------------------------------------------


async def _closed(chat: Chat, _draft: DraftId, why: Refusal) -> Screen:
    if chat.message_id is None:
        chat.say(host_refusal_alert(why, chat.t), alert=True)
    return refused_screen(why, chat.t, back=to_region(chat))


async def _left(chat: Chat, form: WhyNotForm) -> Screen:
    view = await chat.do(revisions.show_revision, form.revision_id)
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=to_region(chat))
    return revision_card(view, chat.t)


PAGES = form_pages(
    FormPages(
        form=WhyNotForm,
        own=(WhyNotTap,),
        question=lambda chat, view: why_screen(view, chat.t),
        finished=lambda chat, view: revision_card(view, chat.t),
        closed=_closed,
        repeats=True,
        left=_left,
    )
)


@routes.callback
async def answer_why(chat: Chat, data: WhyNotTap) -> None:
    await forms.tap(chat, PAGES, DraftId(data.draft), data.op)
