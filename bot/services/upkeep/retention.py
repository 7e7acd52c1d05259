"""What has had its time goes, every night, and the log says so (H3).

Every rule is applied in short steps, each a transaction of its own that notes in the log what it did:
whatever stops in between goes on the next night where it was, and what is done twice finds nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db.engine.locks import lock_person
from bot.db.operations import retention as store
from bot.db.operations.retention import EXPIRIES, Scope, classes_of, scope_of
from bot.db.operations.self_audit import Span, spans
from bot.db.people.erasure import DeletionEntry, note_deletion, read_deletion_log
from bot.domain.model import ApplicationId, BookingId, PersonId, RegionId, RegionSetting
from bot.domain.region.settings import KEPT, NUMBERS
from bot.domain.retention import PROFILE, WARNED_BEFORE, Basis, DataClass, RetentionRule, rules
from bot.services.failures import Failures
from bot.services.messages.people.forgotten import forget_time_over
from bot.services.messages.people.retention import DataGoSoon
from bot.services.messages.tell import tell
from bot.services.people.deletion import erase
from bot.services.permissions import SYSTEM_ONLY
from bot.services.runner import Runner
from bot.services.transaction import Tx, reads, writes

LOOKED_AT_ONCE = 2_000
DONE_AT_ONCE = 100
LINES_AT_ONCE = 500


def _rule(tx: Tx, what: DataClass) -> RetentionRule:
    return next(each for each in rules(tx.limits.draft_days) if each.what is what)


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """Regions that keep something for so many days, which is shorter than the rule."""

    setting: RegionSetting
    days: int
    regions: tuple[RegionId, ...]

    def before(self, now: datetime) -> datetime:
        return now - timedelta(days=self.days)


@reads(SYSTEM_ONLY)
def find_own_terms(tx: Tx) -> Sequence[OwnTerm]:
    """Shorter periods of regions, those of the same length together: each is one look at everything."""
    found: dict[tuple[RegionSetting, int], list[RegionId]] = {}
    for region_id in sorted(tx.catalogue.everything.regions):
        limits, own = tx.limits_in(region_id), tx.catalogue.settings(region_id)
        for setting in KEPT:
            days = getattr(limits, NUMBERS[setting][0])
            if setting in own and days < getattr(tx.limits, NUMBERS[setting][0]):
                found.setdefault((setting, days), []).append(region_id)
    return [OwnTerm(*key, tuple(regions)) for key, regions in found.items()]


@reads(SYSTEM_ONLY)
def find_highest(tx: Tx, what: DataClass) -> int:
    """The last id among which a rule looks."""
    if what is DataClass.PERSON:
        return store.highest_person(tx.connection)
    return EXPIRIES[what].highest_id(tx.connection)


@reads(SYSTEM_ONLY)
def find_over(tx: Tx, what: DataClass, span: Span, own: OwnTerm | None = None) -> Sequence[int]:
    """Ids of what has had its time; ``own``: that of some regions."""
    return EXPIRIES[what].find(tx.connection, span, *_of_rule(tx, what, own))


def _of_rule(tx: Tx, what: DataClass, own: OwnTerm | None) -> tuple[datetime, Scope | None]:
    """What a period is counted from was no later, and to which regions that applies; None: to all."""
    if own is None:
        return _rule(tx, what).before(tx.now), None
    return own.before(tx.now), scope_of(own.setting, what, own.regions)


@writes(SYSTEM_ONLY)
def end_some(tx: Tx, what: DataClass, ids: Collection[int], own: OwnTerm | None = None) -> int:
    """Does what a rule says with those of these whose time is still over; how many records. What hosts and
    coordinators have in their chats of it is changed as well."""
    done = EXPIRIES[what].apply(tx.connection, ids, *_of_rule(tx, what, own))
    if not done:
        return 0
    if what is DataClass.LEADER:
        tell(tx, *forget_time_over(tx, bookings=[BookingId(each) for each in done]))
    elif what is DataClass.APPLICANT:
        tell(tx, *forget_time_over(tx, applications=[ApplicationId(each) for each in done]))
    basis = Basis.RETENTION if own is None else Basis.REGION
    note_deletion(tx.connection, what, len(done), sorted(set(done)), basis=basis, now=tx.now)
    return len(done)


async def end_all(runner: Runner) -> int:
    """Applies every rule to everything, then the shorter ones of regions, and then looks for those who ask
    for nothing any more; how many records. What fails alone stops nothing else."""
    done, failures = 0, Failures()
    todo: list[tuple[DataClass, OwnTerm | None]] = [
        (each.what, None) for each in rules(runner.limits.draft_days)
    ]
    for own in await runner.run(find_own_terms):
        todo += [(what, own) for what in classes_of(own.setting)]
    for what, term in todo:
        for span in spans(await runner.run(find_highest, what), LOOKED_AT_ONCE):
            ids = await runner.run(find_over, what, span, term)
            for first in range(0, len(ids), DONE_AT_ONCE):
                with failures.kept():
                    done += await runner.run(end_some, what, ids[first : first + DONE_AT_ONCE], term)
    for span in spans(await runner.run(find_highest, DataClass.PERSON), LOOKED_AT_ONCE):
        to_warn, to_erase = await runner.run(find_idle, span)
        for each in to_warn:
            with failures.kept():
                await runner.run(warn_idle, each)
        for each in to_erase:
            with failures.kept():
                done += await runner.run(erase_idle, each)
    failures.throw()
    return done


# --- whoever asks for nothing any more ------------------------------------------------------------------


def _told_from(tx: Tx) -> datetime:
    """Who has asked for nothing since then is told that their data go soon."""
    return PROFILE.before(tx.now) + WARNED_BEFORE


@reads(SYSTEM_ONLY)
def find_idle(tx: Tx, span: Span) -> tuple[Sequence[PersonId], Sequence[PersonId]]:
    """Whose data go soon and who has to be told, and whose data go now."""
    return (
        store.find_idle(tx.connection, span, _told_from(tx)),
        store.find_warned(tx.connection, span, PROFILE.before(tx.now), tx.now - WARNED_BEFORE),
    )


@writes(SYSTEM_ONLY)
def warn_idle(tx: Tx, person_id: PersonId) -> bool:
    """Tells somebody that their data go soon, and how to keep them. Whoever never agreed to anything has
    nothing to lose, and is not bothered."""
    lock_person(tx.connection, person_id)
    if not store.note_warned(tx.connection, person_id, _told_from(tx), tx.now):
        return False
    if store.has_profile(tx.connection, person_id):
        tell(tx, DataGoSoon(person_id, tx.now))
    return True


@writes(SYSTEM_ONLY)
def erase_idle(tx: Tx, person_id: PersonId) -> int:
    """Erases whoever was told and has asked for nothing since; how many people."""
    lock_person(tx.connection, person_id)
    if not store.is_warned(tx.connection, person_id, PROFILE.before(tx.now), tx.now - WARNED_BEFORE):
        return 0
    erase(tx, person_id, basis=Basis.RETENTION)
    return 1


# --- the log --------------------------------------------------------------------------------------------


@reads(SYSTEM_ONLY)
def read_log(tx: Tx, since: datetime, until: datetime, after: int) -> Sequence[DeletionEntry]:
    """Some lines of the deletion log, the oldest first, after the line with this number."""
    return read_deletion_log(tx.connection, since, until, after=after, most=LINES_AT_ONCE)
