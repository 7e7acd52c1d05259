"""When a person wants to be written to (G2)."""

from __future__ import annotations

from dataclasses import replace

from bot.db.engine.locks import lock_person
from bot.db.outbox.queue import judge_anew
from bot.db.people.people import update_person
from bot.domain.model import OwnHours
from bot.domain.people.access import Actor
from bot.services.permissions import SELF
from bot.services.transaction import Tx, record, writes


@writes(SELF)
def choose_hours(tx: Tx, hours: OwnHours | None) -> Actor:
    """In which of a site's hours the person may be written to; None: in all of them. Safe to repeat."""
    return _store(tx, replace(tx.actor, quiet_hours=hours))


@writes(SELF)
def choose_weekends(tx: Tx, *, quiet: bool) -> Actor:
    """Whether the person wants to hear nothing on days that are not worked. Safe to repeat."""
    return _store(tx, replace(tx.actor, quiet_weekends=quiet))


def _store(tx: Tx, wanted: Actor) -> Actor:
    if wanted == tx.actor:
        return wanted
    lock_person(tx.connection, wanted.person_id)
    update_person(
        tx.connection,
        wanted.person_id,
        quiet_hours=wanted.quiet_hours,
        quiet_weekends=wanted.quiet_weekends,
    )
    judge_anew(tx.connection, wanted.person_id, tx.now)
    record(
        tx,
        "person.quiet",
        "person",
        wanted.person_id,
        {
            "hours": None if wanted.quiet_hours is None else wanted.quiet_hours.value,
            "weekends": int(wanted.quiet_weekends),
        },
        region_id=wanted.region_id,
    )
    return wanted
