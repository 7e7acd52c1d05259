"""The rules of a site's programmes, by the week and of intakes: looked at, changed, ended (E5).

Sessions follow in the same transaction as far as they may, and the window is filled up in the parts of
:mod:`bot.services.catalogue.roll_schedules`, by the same function as every night: a change that stops half
way is finished then. Sessions with somebody in them stay, were shown before, and can be closed in one step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.db.booking.sessions import read_sessions
from bot.db.catalogue.exporting import read_intakes, read_rules
from bot.db.catalogue.marks import mark_rules
from bot.db.catalogue.schedules import (
    Schedule,
    ScheduledProgramme,
    ScheduleEntry,
    Shape,
    add_schedule,
    end_schedule,
    read_ahead,
    read_entry,
    read_scheduled,
)
from bot.db.engine.locks import lock_programme
from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.merging import INTAKES, SCHEDULE
from bot.domain.catalogue.schedule_rule import WeeklyTimes, WeeklyVisits, find_clash
from bot.domain.catalogue.sessions_ahead import VisitLength, sessions_ahead
from bot.domain.desk.closure import is_closed
from bot.domain.desk.schedule_views import OffView, ProgrammeRules, RuleEntry, RulePreview, ScheduleView
from bot.domain.desk.views import REASONS_TO_CLOSE, Hit
from bot.domain.model import (
    HostReason,
    ProgrammeId,
    ProgrammeKind,
    Role,
    ScheduleId,
    SessionId,
    Sharing,
    SiteId,
)
from bot.domain.people.access import Actor
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
from bot.services.catalogue.roll_schedules import (
    follow,
    in_the_way,
    look_again,
    made_by,
    meets,
    next_part,
    roll_of,
)
from bot.services.desk.schedule.period import end_sessions, hit_of
from bot.services.permissions import answers_at, answers_programme, makes_rules_of
from bot.services.transaction import Tx, reads, record, writes

DATES_SHOWN = 5
FAR = timedelta(days=400)
"""So far ahead the next dates of a rule are looked for: a season comes round every year."""


@reads(answers_at("site_id"))
def show_schedule(tx: Tx, site_id: SiteId, done: str | None = None) -> ScheduleView | Refusal:
    """The rules of all programmes of a site."""
    site = tx.catalogue.site(site_id)
    return ScheduleView(
        site,
        tuple(_rules_of(tx, each) for each in site.programmes),
        may_change=_owns(tx.actor, site),
        done=done,
    )


def _owns(actor: Actor, site: Site) -> bool:
    return actor.role_at(site.id) is Role.OWNER


def _rules_of(tx: Tx, programme: Programme) -> ProgrammeRules:
    stored = read_scheduled(tx.connection, programme.id)
    entries = tuple(RuleEntry(each.id, each.rule, each.shape.capacity) for each in stored.schedules)
    return ProgrammeRules(programme, entries, _off_schedule(tx, stored))


def _off_schedule(tx: Tx, programme: ScheduledProgramme) -> tuple[SessionFacts, ...]:
    """Sessions with somebody in them that a schedule made once, and none makes any more."""
    ahead = read_ahead(tx.connection, programme.id, tx.now)
    if not any(each.is_made and not each.is_free and each.is_open for each in ahead):
        return ()
    kept = follow(tx, roll_of(tx, programme), ahead).kept
    return _facts(tx, [each.id for each in kept])


def _facts(tx: Tx, ids: Sequence[SessionId]) -> tuple[SessionFacts, ...]:
    return tuple(read_sessions(tx.connection, ids).values())


# --- what a change would do -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What is to become of a programme's rules. ``replaced``: the one that ends; it goes on until the day
    before ``since``, where that is given. ``entry``: the one that is made; None: nothing follows it."""

    programme_id: ProgrammeId
    replaced: ScheduleId | None
    entry: ScheduleEntry | None
    since: date | None

    def entries(self, before: ScheduleEntry | None) -> list[ScheduleEntry]:
        """The schedules that are stored instead of the one before."""
        made = [] if self.entry is None else [self.entry]
        if before is None or self.since is None or not isinstance(before.rule, WeeklyTimes):
            return made
        last = self.since - timedelta(days=1)
        if before.rule.since is not None and before.rule.since > last:
            return made
        until = last if before.rule.until is None else min(last, before.rule.until)
        return [replace(before, rule=replace(before.rule, until=until)), *made]


def refuse_rule(tx: Tx, change: RuleChange) -> Refusal | None:
    """Why it cannot be: its own times are too near to each other, or it meets another rule of the site, whose
    people are the same."""
    programme = tx.catalogue.programme(change.programme_id)
    entry = change.entry
    if entry is None or not isinstance(entry.rule, WeeklyTimes) or programme.duration_min is None:
        return None
    new = WeeklyVisits(entry.rule, programme.duration_min, programme.margins)
    if (own := find_clash(new, new)) is not None:
        return Refusal(
            Reason.TIMES_CLASH,
            {
                "time": f"{own[1]:%H:%M}",
                "other_time": f"{own[2]:%H:%M}",
                "minutes": new.minutes + new.margins.after + new.margins.before,
                "status": "own",
            },
        )
    for other in tx.catalogue.site(programme.site_id).programmes:
        stored = read_scheduled(tx.connection, other.id)
        if not isinstance(stored.length, VisitLength):
            continue
        for each in stored.schedules:
            if each.id == change.replaced or not isinstance(each.rule, WeeklyTimes):
                continue
            found = find_clash(new, WeeklyVisits(each.rule, stored.length.minutes, stored.margins))
            if found is not None:
                return Refusal(
                    Reason.TIMES_CLASH,
                    {
                        "time": f"{found[1]:%H:%M}",
                        "other_time": f"{found[2]:%H:%M}",
                        "status": "other",
                    },
                )
    return None


def preview_rule(tx: Tx, change: RuleChange) -> RulePreview | None:
    """None: the rule has ended meanwhile, or what was shown is none any more."""
    before = None if change.replaced is None else read_entry(tx.connection, change.replaced)
    if change.replaced is not None and before is None:
        return None
    programme = read_scheduled(tx.connection, change.programme_id)
    entries = change.entries(None if before is None else before[1])
    catalogued = tx.catalogue.programme(change.programme_id)
    left = [each for each in programme.schedules if each.id != change.replaced]
    new = [_schedule(catalogued, each) for each in entries]
    after = replace(programme, schedules=(*left, *new))
    roll = roll_of(tx, after)
    ahead = read_ahead(tx.connection, programme.id, tx.now)
    followed = follow(tx, roll, ahead)
    going = {each.id for each in followed.gone}
    there = in_the_way(tx, after, [(each.span, each.is_open) for each in ahead if each.id not in going])
    opened = [span for _, span in made_by(tx, roll, roll.today, roll.last) if not meets(after, span, there)]
    kept = _facts(tx, [each.id for each in followed.kept])
    by_hand = sum(not each.is_made and each.is_open for each in ahead)
    school = getattr(None if change.entry is None else change.entry.rule, "school", None)
    facts = (change, school, len(opened), len(followed.gone), [each.id for each in kept])
    return RulePreview(
        _next_dates(tx, after, change.entry),
        len(opened),
        len(followed.gone),
        kept,
        by_hand,
        f"{crc32(repr(facts).encode()):08x}",
    )


def _schedule(programme: Programme, entry: ScheduleEntry) -> Schedule:
    """The schedule that an entry would be; what it does not say is as the programme."""
    shape = Shape(
        entry.audience or tuple(programme.audience),
        entry.sharing or programme.sharing,
        entry.confirmation or programme.confirmation,
        programme.max_group if entry.capacity is None else entry.capacity,
    )
    minimum = programme.minimum if shape.sharing is Sharing.SHARED else None
    return Schedule(ScheduleId(0), entry.rule, shape, minimum)


def _next_dates(tx: Tx, programme: ScheduledProgramme, entry: ScheduleEntry | None) -> tuple[datetime, ...]:
    if entry is None:
        return ()
    roll, zone = roll_of(tx, programme), ZoneInfo(programme.timezone)
    calendar = tx.catalogue.calendar(programme.site_id)
    first = max(roll.today, getattr(entry.rule, "since", None) or roll.today)
    spans = sessions_ahead(entry.rule, programme.length, zone, first, first + FAR, calendar)
    found = [
        each.starts_at
        for each in spans
        if each.starts_at > tx.now and not is_closed(roll.closed, local_day(each.starts_at, zone))
    ]
    return tuple(found[:DATES_SHOWN])


# --- changing -------------------------------------------------------------------------------------------


def apply_rule(tx: Tx, change: RuleChange) -> ScheduleView | Refusal:
    """Stores the rule, and has the sessions that are there follow it as far as they may; the others are
    opened in parts (:func:`fill_window`). Lock the programme before."""
    site = tx.catalogue.site(tx.catalogue.programme(change.programme_id).site_id)
    before: ScheduleEntry | None = None
    placement = takes_intakes(tx.catalogue.programme(change.programme_id))
    said = (read_intakes if placement else read_rules)(tx.connection, change.programme_id)
    if change.replaced is not None:
        found = read_entry(tx.connection, change.replaced)
        if found is None or not end_schedule(tx.connection, change.replaced, tx.now):
            return Refusal(Reason.ALREADY_DECIDED)
        before = found[1]
    mark_rules(tx.connection, change.programme_id, INTAKES if placement else SCHEDULE, said)
    for each in change.entries(before):
        add_schedule(tx.connection, change.programme_id, each, tx.now)
    rolled = look_again(
        tx,
        roll := roll_of(tx, read_scheduled(tx.connection, change.programme_id)),
        tells=roll.programme.zone_before is not None,
    )
    done = "ended" if change.entry is None else "added" if before is None else "changed"
    record(
        tx,
        f"schedule.{done}",
        "programme",
        change.programme_id,
        {
            "withdrawn": rolled.withdrawn,
            "kept": rolled.kept,
            "since": None if change.since is None else change.since.isoformat(),
        },
        region_id=site.region_id,
        site_id=site.id,
    )
    return show_schedule(tx, site.id, done)


def show_applied(tx: Tx, site_id: SiteId, change: RuleChange | None) -> ScheduleView | Refusal | None:
    """The rules since one of them was changed so."""
    if change is None:
        return None
    done = "ended" if change.entry is None else "added" if change.replaced is None else "changed"
    return show_schedule(tx, site_id, done)


@writes(makes_rules_of("programme_id"))
def fill_window(tx: Tx, programme_id: ProgrammeId) -> bool | Refusal:
    """The next part of what a changed rule opens; False: the window is full. The night goes on where whoever
    changed it could not."""
    return next_part(tx, programme_id) is not None


# --- sessions that no rule makes any more ---------------------------------------------------------------


@reads(answers_programme("programme_id"))
def show_off_schedule(tx: Tx, programme_id: ProgrammeId) -> OffView | Refusal:
    """Sessions with guests that no rule of the programme makes any more."""
    programme = tx.catalogue.programme(programme_id)
    sessions = _off_schedule(tx, read_scheduled(tx.connection, programme_id))
    hit = hit_of(tx, programme.site_id, sessions)
    key = f"{len(sessions)}.{hit.key}"
    return OffView(tx.catalogue.site(programme.site_id), programme, sessions, hit.groups, hit.people, key)


@writes(answers_programme("programme_id"))
def close_off_schedule(
    tx: Tx, programme_id: ProgrammeId, reason: HostReason, seen: str
) -> Hit | OffView | Refusal:
    """Closes all of them with a reason, in one step; those in them are told next, a party in a transaction
    (``bot.services.desk.schedule.period``). ``seen``: whom it was shown to hit; where others are by now, that
    is shown first."""
    if reason not in REASONS_TO_CLOSE:
        return Refusal(Reason.NOT_FOUND)
    lock_programme(tx.connection, programme_id)
    view = show_off_schedule(tx, programme_id)
    if isinstance(view, Refusal) or view.key != seen:
        return view
    hit = hit_of(tx, view.site.id, view.sessions)
    end_sessions(tx, view.sessions, reason)
    record(
        tx,
        "schedule.off_closed",
        "programme",
        programme_id,
        {"sessions": len(view.sessions), "groups": hit.groups, "reason": reason.value},
        region_id=view.site.region_id,
        site_id=view.site.id,
    )
    return hit


def can_have_rules(programme: Programme) -> bool:
    """By the week; placements begin by rules of their own."""
    return not takes_intakes(programme)


def takes_intakes(programme: Programme) -> bool:
    return programme.kind is ProgrammeKind.INTERNSHIP
