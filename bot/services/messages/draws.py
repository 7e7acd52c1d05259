"""Draws among applicants (D3): to those who are in one, and to those who draw it when its seed is known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.db.placements.applications import read_application
from bot.db.placements.draws import read_draw
from bot.domain.model import ApplicationId, DrawId, PersonId, Priority
from bot.domain.placements.choosing import DrawView
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import Change, Message, ToOne, V_co
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.placements.drawn import draw_view
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class _ToEntrant(ToOne[DrawView]):
    """To whoever applied, as long as the site has still to choose."""

    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    draw_id: DrawId
    application_id: ApplicationId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.applicant(self.application_id)

    def _view(self, tx: Tx) -> DrawView | None:
        draw, application = (
            read_draw(tx.connection, self.draw_id),
            read_application(tx.connection, self.application_id),
        )
        if draw is None or application is None or not application.status.in_selection:
            return None
        return draw_view(tx, draw, self.application_id)


@dataclass(frozen=True, slots=True)
class DrawAnnounced(_ToEntrant):
    """The own number, the hash of the list, where the seed comes from, and when."""

    kind = "draw.announced"

    def load(self, tx: Tx) -> DrawView | None:
        view = self._view(tx)
        return None if view is None or view.draw.seed is not None else view


@dataclass(frozen=True, slots=True)
class DrawDone(_ToEntrant):
    """Which place the own number has."""

    kind = "draw.done"

    def load(self, tx: Tx) -> DrawView | None:
        view = self._view(tx)
        return None if view is None or view.draw.seed is None else view


@dataclass(frozen=True, slots=True)
class _OfDraw(Message[V_co]):
    """To those who answer at its site, else to its coordinators."""

    draw_id: DrawId

    def readers(self, who: Readers) -> Collection[PersonId]:
        site_id = who.site_of_draw(self.draw_id)
        return who.at(site_id, ANSWERING) or who.coordinators_at(site_id)


@dataclass(frozen=True, slots=True)
class DrawDue(_OfDraw[DrawView]):
    """The seed is known: somebody has to enter it."""

    kind = "draw.due"
    urgency = Urgency.NEWS
    priority = Priority.REMINDER

    def load(self, tx: Tx) -> DrawView | None:
        draw = read_draw(tx.connection, self.draw_id)
        return None if draw is None or draw.seed is not None else draw_view(tx, draw)


@dataclass(frozen=True, slots=True)
class DrawDueChanged(Change[DrawView], _OfDraw[DrawView]):
    """Somebody has: all copies show what came of it."""

    kind = "draw.due.update"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    def changes(self) -> DrawDue:
        return DrawDue(self.draw_id)

    def load(self, tx: Tx) -> DrawView | None:
        draw = read_draw(tx.connection, self.draw_id)
        return None if draw is None else draw_view(tx, draw)
