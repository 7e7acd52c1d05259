"""What stands on the foundations: use cases, handlers in their order, messages, regular work."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.app import Foundations, House
from bot.db.backup import BackupFolder, Rotation
from bot.db.deletions_log import DeletionsLog
from bot.domain.quiet_hours import QuietHours, Window
from bot.handlers import routers
from bot.scheduler.composer import Compose
from bot.scheduler.ticks import Job, OnceADay
from bot.services.coordinator import use_cases as coordinator
from bot.services.host import use_cases as host
from bot.services.messages import ReadMessage
from bot.services.nightly_backup import NightlyBackup
from bot.services.note_deletions import NoteDeletions
from bot.services.roll_schedules import RollSchedules
from bot.services.self_audit import NightlyAudit
from bot.services.upkeep import DeleteStaleDrafts, ExpireHolds, ExpireRequests, PlanDigests
from bot.services.visitor import use_cases as visitor
from bot.services.visitor.form_view import FormContext
from bot.settings import DailyHours, Settings
from bot.ui.coordinator.messages import RENDERERS as TO_COORDINATORS
from bot.ui.host.messages import RENDERERS as TO_HOSTS
from bot.ui.visitor.application_messages import RENDERERS as TO_APPLICANTS
from bot.ui.visitor.consent import Operator, news_question
from bot.ui.visitor.messages import RENDERERS as TO_LEADERS

OFTEN = timedelta(seconds=15)
EVERY_MINUTE = timedelta(minutes=1)
NOW_AND_THEN = timedelta(minutes=10)
SETTLED = timedelta(minutes=10)
"""After so long what an outage left undone is caught up with."""
AUDIT_AT = time(4)
BACKUP_AT = time(2, 30)


def quiet_hours_of(settings: Settings) -> QuietHours:
    """The hours in which messages may be sent, from the settings."""

    def window(hours: DailyHours | None) -> Window | None:
        return None if hours is None else Window(hours.opens, hours.closes)

    return QuietHours(
        working_day=window(settings.message_hours_weekday),
        saturday=window(settings.message_hours_saturday),
        sunday=window(settings.message_hours_sunday),
        near_visit_from=settings.urgent_messages_from,
    )


def operator_of(settings: Settings) -> Operator:
    """Who answers for the data; empty details are shown as a dash, which only the demo can have."""
    return Operator(
        name=settings.operator_name or "—",
        inn=settings.operator_inn or "—",
        address=settings.operator_address or "—",
        email=settings.operator_email or "—",
        policy_url=str(settings.policy_url or "—"),
        database_location=settings.database_location or "—",
        consent_version=visitor.CONSENT_VERSION,
        news_version=visitor.NEWS_CONSENT_VERSION,
    )


def nightly_backup(ground: Foundations, zone: ZoneInfo) -> tuple[Job, ...]:
    """The job that copies a SQLite file; none when no copies are wanted, and for PostgreSQL."""
    settings, file = ground.settings, ground.settings.database_file
    if file is None or not settings.backup_daily:
        return ()
    backup = NightlyBackup(
        ground.db,
        ground.clock,
        ground.content,
        file,
        BackupFolder.of(file, settings.backups),
        Rotation(settings.backup_daily, settings.backup_weekly),
    )
    once = OnceADay(ground.clock, zone, backup, at=BACKUP_AT, settled=SETTLED)
    return (Job("make a backup", NOW_AND_THEN, once),)


def furnish(ground: Foundations) -> House:
    """Wires every use case, handler and message over one database, clock and content."""
    db, clock, content, limits = ground.db, ground.clock, ground.content, ground.settings.limits
    context = FormContext(content, limits, visitor.CONSENT_VERSION)
    zone = ground.settings.timezone
    operator = operator_of(ground.settings)
    deletions = DeletionsLog.beside(ground.settings.backups)
    return House(
        routers=routers(),
        given={
            "visitor": visitor.build(db, clock, content, limits, ground.random_bytes),
            "host": host.build(db, clock, content, limits, ground.random_bytes),
            "coordinator": coordinator.build(db, clock, content, limits, ground.random_bytes),
            "operator": operator,
        },
        compose=Compose(
            read=ReadMessage(db, clock, context),
            content=content,
            hours=quiet_hours_of(ground.settings),
            renderers={
                **TO_LEADERS,
                **TO_APPLICANTS,
                **TO_HOSTS,
                **TO_COORDINATORS,
                "news.ask": lambda _view, t: news_question(t, operator),
            },
            default_timezone=str(zone),
        ),
        jobs=(
            Job("note deletions", EVERY_MINUTE, NoteDeletions(db, deletions)),
            *nightly_backup(ground, zone),
            Job("give back expired holds", OFTEN, ExpireHolds(db, clock)),
            Job("end requests nobody answered", EVERY_MINUTE, ExpireRequests(db, clock)),
            Job("plan digests", EVERY_MINUTE, PlanDigests(db, clock, content)),
            Job(
                "roll schedules forward",
                NOW_AND_THEN,
                OnceADay(clock, zone, RollSchedules(db, clock, limits)),
            ),
            Job(
                "delete unsent forms",
                NOW_AND_THEN,
                OnceADay(clock, zone, DeleteStaleDrafts(db, clock, limits)),
            ),
            Job(
                "count everything again",
                NOW_AND_THEN,
                OnceADay(clock, zone, NightlyAudit(db, clock, content), at=AUDIT_AT, settled=SETTLED),
            ),
        ),
    )
