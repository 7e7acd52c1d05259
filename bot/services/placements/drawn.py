"""What is shown of a draw, read in the transaction that needs it (D3)."""

from __future__ import annotations

from bot.db.booking.sessions import read_sessions
from bot.db.placements.applications import read_applications_of
from bot.db.placements.draws import read_entrants
from bot.domain.model import ApplicationId
from bot.domain.placements.choosing import DrawView
from bot.domain.placements.draw import Draw
from bot.services.transaction import Tx


def draw_view(tx: Tx, draw: Draw, application_id: ApplicationId | None = None) -> DrawView:
    """A draw as whoever acts sees it. ``application_id``: of whoever is told of it."""
    intake = read_sessions(tx.connection, [draw.session_id])[draw.session_id]
    programme = tx.catalogue.programme(intake.programme_id)
    site = tx.catalogue.site(programme.site_id)
    entrants = read_entrants(tx.connection, draw.id)
    if application_id is not None:
        own = {application_id}
    elif tx.by is None:
        own = set()
    else:
        own = {each.id for each in read_applications_of(tx.connection, tx.by)}
    return DrawView(
        draw=draw,
        entrants=entrants,
        site=site,
        programme=programme,
        intake=intake,
        now=tx.now,
        number=next((each.number for each in entrants if each.application_id in own), None),
        may_draw=tx.actor.may_answer(site.id) or tx.actor.coordinates(site.region_id),
    )
