"""What a region has of its own: days off, school holidays, deadlines and hours (F9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, insert, select

from bot.db.engine.statements import insert_ignoring_conflict
from bot.db.tables import day_off, region_consent, region_setting, school_holiday
from bot.domain.model import RegionId, RegionSetting, SiteId
from bot.domain.texts import Texts


def read_days(connection: Connection, region_id: RegionId) -> dict[date, bool]:
    """The region's own days, in order: True, worked; False, off. Those of single sites are not among them."""
    rows = connection.execute(
        select(day_off.c.day, day_off.c.is_working)
        .where(day_off.c.region_id == region_id, day_off.c.site_id.is_(None))
        .order_by(day_off.c.day)
    )
    return {row.day: row.is_working for row in rows}


def read_days_of_sites(connection: Connection, region_id: RegionId) -> dict[SiteId, set[date]]:
    """Days that sites of a region have settled for themselves: what the region says of them is not heard."""
    rows = connection.execute(
        select(day_off.c.site_id, day_off.c.day).where(
            day_off.c.region_id == region_id, day_off.c.site_id.is_not(None)
        )
    )
    found: dict[SiteId, set[date]] = {}
    for row in rows:
        found.setdefault(SiteId(row.site_id), set()).add(row.day)
    return found


def store_days(connection: Connection, region_id: RegionId, changed: Mapping[date, bool | None]) -> None:
    """Sets days of a region; None: as the national calendar has them. Lock the region before."""
    connection.execute(
        delete(day_off).where(
            day_off.c.region_id == region_id, day_off.c.site_id.is_(None), day_off.c.day.in_(list(changed))
        )
    )
    rows = [
        {"region_id": region_id, "site_id": None, "day": day, "is_working": working, "note": None}
        for day, working in changed.items()
        if working is not None
    ]
    if rows:
        connection.execute(insert(day_off), rows)


def read_school_holidays(connection: Connection, region_id: RegionId) -> list[tuple[date, date]]:
    """First and last days, in order."""
    rows = connection.execute(
        select(school_holiday.c.first_day, school_holiday.c.last_day)
        .where(school_holiday.c.region_id == region_id)
        .order_by(school_holiday.c.first_day)
    )
    return [(row.first_day, row.last_day) for row in rows]


def add_school_holidays(connection: Connection, region_id: RegionId, first: date, last: date) -> bool:
    """False: there are some that begin on this day."""
    added = insert_ignoring_conflict(
        connection, school_holiday, region_id=region_id, first_day=first, last_day=last
    )
    return added is not None


def drop_school_holidays(connection: Connection, region_id: RegionId, first: date, last: date) -> bool:
    """False: they are gone already, or have other days now."""
    return bool(
        connection.execute(
            delete(school_holiday).where(
                school_holiday.c.region_id == region_id,
                school_holiday.c.first_day == first,
                school_holiday.c.last_day == last,
            )
        ).rowcount
    )


def store_setting(
    connection: Connection, region_id: RegionId, name: RegionSetting, value: str | None
) -> None:
    """What a region has of its own from now on; None: as the installation. Lock the region before."""
    connection.execute(
        delete(region_setting).where(region_setting.c.region_id == region_id, region_setting.c.name == name)
    )
    if value is not None:
        connection.execute(insert(region_setting).values(region_id=region_id, name=name, value=value))


def read_setting(connection: Connection, region_id: RegionId, name: RegionSetting) -> str | None:
    return connection.execute(
        select(region_setting.c.value).where(
            region_setting.c.region_id == region_id, region_setting.c.name == name
        )
    ).scalar_one_or_none()


def read_consent_text(connection: Connection, region_id: RegionId) -> tuple[int, Texts | None]:
    """The last version of what a region adds to the consent (0: it never did), and its text; None: it adds
    nothing."""
    found = connection.execute(
        select(region_consent.c.version, region_consent.c.text)
        .where(region_consent.c.region_id == region_id)
        .order_by(region_consent.c.version.desc())
        .limit(1)
    ).one_or_none()
    return (0, None) if found is None else (found.version, found.text)


def read_all_consent_texts(connection: Connection) -> list[tuple[RegionId, int, Texts]]:
    """What regions add to the consent now: region, version, text."""
    last = (
        select(region_consent.c.region_id, func.max(region_consent.c.version).label("version"))
        .group_by(region_consent.c.region_id)
        .subquery()
    )
    rows = connection.execute(
        select(region_consent.c.region_id, region_consent.c.version, region_consent.c.text)
        .join(
            last,
            (last.c.region_id == region_consent.c.region_id) & (last.c.version == region_consent.c.version),
        )
        .where(region_consent.c.text.is_not(None))
    )
    return [(row.region_id, row.version, row.text) for row in rows]


def add_consent_text(
    connection: Connection, region_id: RegionId, version: int, text: Texts | None, now: datetime
) -> bool:
    """A new version of that. False: there is one of this number. Lock the region before."""
    added = insert_ignoring_conflict(
        connection, region_consent, region_id=region_id, version=version, text=text, created_at=now
    )
    return added is not None
