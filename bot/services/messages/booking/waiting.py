"""Waiting lists: what becomes of a wait, besides an offer (B12)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.db.booking.offers import read_offers_to
from bot.db.booking.sessions import read_session
from bot.db.booking.waiting import read_waiting
from bot.domain.booking.availability import refuse_session
from bot.domain.booking.offers.views import OpeningView, WaitingView, WaitOverView
from bot.domain.model import OfferState, PersonId, Priority, SessionId, SiteId, WaitingId, WaitState
from bot.domain.refusal import OtherSession
from bot.domain.time.quiet_hours import Urgency
from bot.services.booking.form.view import nearest, read_days
from bot.services.booking.offers.reading import party_for, waiting_view
from bot.services.booking.rules import asking_of, rules_of
from bot.services.messages.message import Message, ToOne, V_co
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class _ToWaiting(ToOne[V_co]):
    urgency = Urgency.NEWS
    priority = Priority.CHANGE

    waiting_id: WaitingId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.waits(self.waiting_id)


@dataclass(frozen=True, slots=True)
class _Opening(_ToWaiting[OpeningView]):
    """Told once a session, while somebody waits for it and it has seats."""

    lasts = timedelta(hours=24)

    session_id: SessionId

    def _opening(self, tx: Tx, *, too_few: bool) -> OpeningView | None:
        waiting = read_waiting(tx.connection, self.waiting_id)
        session = read_session(tx.connection, self.session_id)
        if waiting is None or waiting.state is not WaitState.WAITING or session is None:
            return None
        rules = rules_of(tx, tx.catalogue.programme(waiting.programme_id))
        asking = asking_of(waiting.form, tx.now)
        if refuse_session(rules, asking, session, seats=1 if too_few else waiting.seats) is not None:
            return None
        party = party_for(tx, waiting.form, session)
        return OpeningView(waiting_view(tx, waiting), session, too_few, party)


@dataclass(frozen=True, slots=True)
class SmallerOpening(_Opening):
    """Fewer seats came free than the party needs."""

    kind = "waiting.smaller"

    def load(self, tx: Tx) -> OpeningView | None:
        return self._opening(tx, too_few=True)


@dataclass(frozen=True, slots=True)
class SeatsForTheFirst(_Opening):
    """Too late to keep seats for anybody: whoever books first has them."""

    kind = "waiting.first_come"
    urgency = Urgency.STATUS

    def load(self, tx: Tx) -> OpeningView | None:
        return self._opening(tx, too_few=False)


@dataclass(frozen=True, slots=True)
class WaitingOver(_ToWaiting[WaitOverView]):
    """Nothing that was waited for can be had any more."""

    kind = "waiting.over"

    def load(self, tx: Tx) -> WaitOverView | None:
        waiting = read_waiting(tx.connection, self.waiting_id)
        if waiting is None or waiting.state is not WaitState.OVER:
            return None
        others: tuple[OtherSession, ...] = ()
        if waiting.programme_id in tx.catalogue.published.programmes:
            rules = rules_of(tx, tx.catalogue.programme(waiting.programme_id))
            others = nearest(read_days(tx, waiting.form, waiting.person_id), rules, waiting.wish.last)
        let_go = {OfferState.LAPSED, OfferState.DECLINED}
        offered = any(each.state in let_go for each in read_offers_to(tx.connection, [waiting.id]))
        return WaitOverView(waiting_view(tx, waiting), others, offered)


@dataclass(frozen=True, slots=True)
class WaitingPassedOver(Message[WaitingView]):
    """To the owners of the site: a party is larger than what comes free (B12)."""

    kind = "host.waiting.passed"
    urgency = Urgency.NEWS
    priority = Priority.REMINDER

    waiting_id: WaitingId
    site_id: SiteId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, ANSWERING)

    def load(self, tx: Tx) -> WaitingView | None:
        waiting = read_waiting(tx.connection, self.waiting_id)
        return waiting_view(tx, waiting) if waiting is not None and waiting.is_live else None
