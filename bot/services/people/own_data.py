"""«Мои данные» as a file: everything that is stored about oneself, and nothing of anybody else (H2). And
having it kept (H3)."""

from __future__ import annotations

from bot.db.engine.locks import lock_person
from bot.db.people.own_data import note_asked
from bot.db.people.people import update_person
from bot.domain.people.own_data import ASKED_AGAIN_AFTER, DataAsked
from bot.services.messages.people.own_data import MyDataReady
from bot.services.messages.tell import tell
from bot.services.permissions import SELF
from bot.services.transaction import Tx, record, writes


@writes(SELF)
def ask_my_data(tx: Tx) -> DataAsked:
    """Has the file made and sent. Asking again within some minutes changes nothing."""
    before = note_asked(tx.connection, tx.actor.person_id, tx.now, ASKED_AGAIN_AFTER)
    region_id = tx.actor.region_id
    region = None if region_id is None else tx.catalogue.region(region_id)
    if before is not None:
        return DataAsked(before, repeated=True, region=region)
    tell(tx, MyDataReady(tx.actor.person_id, tx.now))
    record(tx, "person.data", "person", tx.actor.person_id, {}, region_id=region_id)
    return DataAsked(tx.now, repeated=False, region=region)


@writes(SELF)
def keep_me(tx: Tx) -> None:
    """«Оставить мои данные», under the word that they go soon: the year begins anew. Safe to repeat."""
    lock_person(tx.connection, tx.actor.person_id)
    update_person(tx.connection, tx.actor.person_id, kept_at=tx.now, idle_warned_at=None)
    record(tx, "person.kept", "person", tx.actor.person_id, {}, region_id=tx.actor.region_id)
