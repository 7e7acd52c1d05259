"""What stands on the foundations: use cases, handlers in their order, messages, regular work."""

from __future__ import annotations

from datetime import time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.app import BotParts, Resources, operator_of
from bot.db.operations.backup import BackupFolder, Rotation
from bot.db.operations.deletions_log import DeletionsLog
from bot.documents.messages import all_renderers
from bot.handlers import TOPICS, routers
from bot.handlers.late import AnswerAgain
from bot.handlers.routes import Answers
from bot.scheduler.composer import Compose
from bot.scheduler.ticks import Job, OnceADay
from bot.services.catalogue.roll_schedules import roll_schedules
from bot.services.desk.schedule.period import finish_closures
from bot.services.figures.job import count_reports
from bot.services.figures.weekly import plan_weeks
from bot.services.links.sources import forget_seen
from bot.services.messages.registry import ALL as ALL_MESSAGES
from bot.services.messages.registry import check as check_messages
from bot.services.region import announcements
from bot.services.upkeep import deadlines, retention
from bot.services.upkeep.backup import NightlyBackup
from bot.services.upkeep.deletions import NoteDeletions
from bot.services.upkeep.self_audit import NightlyAudit

OFTEN = timedelta(seconds=15)
EVERY_SECOND = timedelta(seconds=1)
EVERY_MINUTE = timedelta(minutes=1)
NOW_AND_THEN = timedelta(minutes=10)
SETTLED = timedelta(minutes=10)
"""After so long what an outage left undone is caught up with."""
AUDIT_AT = time(4)
BACKUP_AT = time(2, 30)


def nightly_backup(ground: Resources, zone: ZoneInfo) -> tuple[Job, ...]:
    """The job that copies a SQLite file; none when no copies are wanted, and for PostgreSQL."""
    settings, file = ground.settings, ground.settings.database_file
    if file is None or not settings.backup_daily:
        return ()
    backup = NightlyBackup(
        ground.runner,
        file,
        BackupFolder.of(file, settings.backups),
        Rotation(settings.backup_daily, settings.backup_weekly),
    )
    once = OnceADay(ground.clock, zone, backup, at=BACKUP_AT, settled=SETTLED)
    return (Job("make a backup", NOW_AND_THEN, once),)


def wire(ground: Resources) -> BotParts:
    """Wires every use case, handler and message over one database, clock and content."""
    clock, runner = ground.clock, ground.runner
    zone = ground.settings.timezone
    operator = operator_of(ground.settings)
    renderers = all_renderers(operator, ground.links)
    check_messages(ALL_MESSAGES, renderers)
    deletions = DeletionsLog.beside(ground.settings.backups)
    note_deletions = NoteDeletions(ground.runner, deletions, ground.settings.database_file)
    return BotParts(
        routers=routers(),
        compose=Compose(
            runner=runner,
            hours=ground.settings.quiet_hours,
            renderers=renderers,
            default_timezone=str(zone),
            answer_again=AnswerAgain(Answers(TOPICS), runner, ground.links, operator),
        ),
        jobs=(
            Job("note deletions", OFTEN, note_deletions),
            *nightly_backup(ground, zone),
            Job("give back expired holds", OFTEN, partial(deadlines.expire_all_holds, runner)),
            Job("pass on offers nobody took", EVERY_MINUTE, partial(deadlines.lapse_all_offers, runner)),
            Job(
                "end offers to applicants",
                EVERY_MINUTE,
                partial(deadlines.lapse_all_other_dates, runner),
            ),
            Job(
                "end what nobody handed over in time",
                EVERY_MINUTE,
                partial(deadlines.expire_all_handovers, runner),
            ),
            Job("look at waiting lists", NOW_AND_THEN, partial(deadlines.look_at_lists, runner)),
            Job("end requests nobody answered", EVERY_MINUTE, partial(deadlines.expire_requests, runner)),
            Job("decide about small groups", EVERY_MINUTE, partial(deadlines.decide_groups, runner)),
            Job("finish what was closed", EVERY_MINUTE, partial(finish_closures, runner)),
            Job("count reports", EVERY_SECOND, partial(count_reports, runner)),
            Job("send announcements", OFTEN, partial(announcements.send_announcements, runner)),
            Job(
                "forget who got announcements",
                NOW_AND_THEN,
                OnceADay(clock, zone, partial(runner.run, announcements.forget_readers)),
            ),
            Job("plan digests", EVERY_MINUTE, partial(deadlines.plan_digests, runner)),
            Job("plan the weeks", NOW_AND_THEN, OnceADay(clock, zone, partial(runner.run, plan_weeks))),
            Job(
                "roll schedules forward",
                NOW_AND_THEN,
                OnceADay(clock, zone, partial(roll_schedules, runner)),
            ),
            Job(
                "give duties to bookings of earlier releases",
                NOW_AND_THEN,
                OnceADay(clock, zone, partial(deadlines.give_all_duties, runner)),
            ),
            Job(
                "delete what has had its time",
                NOW_AND_THEN,
                OnceADay(clock, zone, partial(retention.end_all, runner)),
            ),
            Job(
                "forget who opened links",
                NOW_AND_THEN,
                OnceADay(clock, zone, partial(runner.run, forget_seen)),
            ),
            Job(
                "count everything again",
                NOW_AND_THEN,
                OnceADay(clock, zone, NightlyAudit(ground.runner), at=AUDIT_AT, settled=SETTLED),
            ),
        ),
    )
