from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Table, func, insert, select, update
from sqlalchemy.exc import DBAPIError

import bot
from bot.clock import MovableClock
from bot.db.catalogue.reading import read_catalogue as read_content
from bot.db.catalogue.reading import read_version
from bot.db.catalogue.schedules import find_scheduled, read_scheduled
from bot.db.engine.database import Database
from bot.db.tables import (
    claim,
    day_off,
    draft,
    hold,
    organisation,
    person,
    programme,
    region,
    route_stop,
    schedule,
    session,
    site,
)
from bot.domain.catalogue.catalogue import Catalogue
from bot.domain.catalogue.sessions_ahead import Span
from bot.domain.catalogue.tariff import NOTHING, Price
from bot.domain.forms import DraftKind
from bot.domain.model import (
    Audience,
    DraftState,
    HoldState,
    ProgrammeId,
    Publication,
    SessionStatus,
    Sharing,
)
from bot.domain.people.organisation_names import fold_organisation
from bot.services.catalogue import roll_schedules as roll_module
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import Rolled, roll_schedules
from tests.runners import runner_over

DEMO = (Path(bot.__file__).parent / "data" / "demo.json").read_bytes()
START = datetime(2026, 11, 23, 6, tzinfo=UTC)  # Monday, 09:00 in Moscow
MOSCOW = ZoneInfo("Europe/Moscow")

Roll = Callable[[], Awaitable[Rolled]]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def db(empty_db: Database) -> Database:
    return empty_db


@pytest.fixture
def load(db: Database, clock: MovableClock) -> ImportCatalogue:
    return ImportCatalogue(db, clock)


@pytest.fixture
def roll(db: Database, clock: MovableClock) -> Roll:
    return partial(roll_schedules, runner_over(db, clock))


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    document = json.loads(DEMO)
    change(document)
    return json.dumps(document)


async def count(db: Database, table: Table) -> int:
    return await db.read(
        lambda connection: connection.execute(select(func.count()).select_from(table)).scalar_one()
    )


async def content(db: Database) -> Catalogue:
    return await db.read(lambda connection: read_content(connection, START))


async def starts_of(db: Database, slug: str, code: str) -> list[datetime]:
    """Local starts of the open sessions of a programme, soonest first."""

    def read(connection: Connection) -> list[datetime]:
        return list(
            connection.execute(
                select(session.c.starts_at)
                .join(programme, programme.c.id == session.c.programme_id)
                .join(site, site.c.id == session.c.site_id)
                .where(site.c.slug == slug, programme.c.code == code)
                .where(session.c.status == SessionStatus.OPEN)
                .order_by(session.c.starts_at)
            ).scalars()
        )

    return [start.astimezone(MOSCOW) for start in await db.read(read)]


@pytest.mark.both_engines
@pytest.mark.shows("F2")
async def test_the_demo_data_is_stored_and_published(db: Database, load: ImportCatalogue) -> None:
    result = await load(DEMO, publish=True)
    assert isinstance(result, ImportCounts)
    assert (result.sites_added, result.programmes_added, result.routes_added) == (14, 26, 4)
    assert (result.sites_updated, result.programmes_updated, result.routes_updated) == (0, 0, 0)
    catalogue = await content(db)
    assert len(catalogue.sites) == 14
    assert len(catalogue.programmes) == 26
    assert {route.slug: len(route.stops) for route in catalogue.routes.values()} == {
        "forest-to-sheet": 3,
        "northern-taste": 3,
        "heat-and-current": 4,
        "pechora-mainline": 4,
    }
    sloist = next(each for each in catalogue.sites.values() if each.slug == "sloist")
    assert sloist.city.get("en") == "Yemva"
    assert sloist.contact_phone == "+70000000401"
    tour, trial, intern = sloist.programmes
    assert (tour.min_group, tour.lead_working_days, intern.min_group) == (6, 7, 1)
    assert tour.professions == sloist.professions
    assert [text.get("ru") for text in trial.professions] == ["Оператор пресса", "Инженер деревообработки"]
    assert tour.price is None
    assert tour.price_of(Audience.SCHOOL, 30) == Price(NOTHING, 30)
    assert await count(db, organisation) == 4


@pytest.mark.shows("A9")
async def test_the_stops_of_a_route_are_in_order(db: Database, load: ImportCatalogue) -> None:
    await load(DEMO, publish=True)
    catalogue = await content(db)
    route = next(each for each in catalogue.routes.values() if each.slug == "heat-and-current")
    sites = [catalogue.site_of(catalogue.programmes[stop.programme_id]).slug for stop in route.stops]
    assert sites == ["pervaya-skvazhina", "warm-line", "polar-contour", "rig-66"]
    assert [stop.day for stop in route.stops] == [1, 2, 3, 3]


async def test_an_import_arrives_as_a_draft(db: Database, load: ImportCatalogue) -> None:
    assert isinstance(await load(DEMO), ImportCounts)
    catalogue = await content(db)
    assert not catalogue.sites
    assert not catalogue.routes
    assert await count(db, site) == 14


@pytest.mark.shows("F2")
async def test_nothing_is_half_imported(db: Database, load: ImportCatalogue) -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["sites"][13]["city"] = "nowhere"
        document["sites"][3]["programmes"][1]["max_group"] = 16

    problems = await load(changed(spoil))
    assert isinstance(problems, list)
    assert [problem.where for problem in problems] == [
        'sites[3] "sloist" → programmes[1] "trial" → max_group',
        'sites[13] "warm-line" → city',
    ]
    assert await count(db, region) == 0
    assert await count(db, site) == 0
    assert await db.read(read_version) == 0


@pytest.mark.both_engines
async def test_a_failure_in_the_middle_stores_nothing(db: Database, load: ImportCatalogue) -> None:
    await db.write(drop_route_stops)
    with pytest.raises(DBAPIError, match="route_stop"):
        await load(DEMO)
    for table in (region, site, programme, schedule, organisation):
        assert await count(db, table) == 0, table.name


def drop_route_stops(connection: Connection) -> None:
    """What an import writes last cannot be written."""
    route_stop.drop(connection)


@pytest.mark.both_engines
async def test_importing_again_updates_texts_and_keeps_states(
    db: Database, load: ImportCatalogue, roll: Roll
) -> None:
    await load(DEMO, publish=True)
    await roll()
    before = {
        table.name: await count(db, table) for table in (site, programme, schedule, session, route_stop)
    }
    version = await db.read(read_version)
    await db.write(
        lambda connection: (
            connection.execute(
                update(site).where(site.c.slug == "sloist").values(status=Publication.HIDDEN)
            ).rowcount
        )
    )

    def rename(document: dict[str, Any]) -> None:
        document["sites"][0]["name"]["en"] = "Vychegda Sheet mill"

    result = await load(changed(rename))
    assert isinstance(result, ImportCounts)
    assert (result.sites_added, result.sites_updated, result.schedules) == (0, 14, 0)
    assert await roll() == Rolled()
    after = {table.name: await count(db, table) for table in (site, programme, schedule, session, route_stop)}
    assert after == before
    assert await db.read(read_version) > version
    catalogue = await content(db)
    names = {each.slug: each.name.get("en") for each in catalogue.sites.values()}
    assert names["vychegda-sheet"] == "Vychegda Sheet mill"
    assert "sloist" not in names
    assert await count(db, organisation) == 4


@pytest.mark.shows("E5")
async def test_two_intakes_of_one_day_open_one_session(
    db: Database, load: ImportCatalogue, roll: Roll
) -> None:
    """Weekly times that clash are refused; intakes may, as when a holiday moves one onto the next."""

    def add(document: dict[str, Any]) -> None:
        [intern] = (each for each in document["sites"][0]["programmes"] if each["code"] == "intern")
        first = intern["intakes"][0]
        intern["intakes"].append({**first, "months": first["months"][:2]})

    counts = await load(changed(add), publish=True)
    assert isinstance(counts, ImportCounts), counts
    assert (await roll()).opened == await count(db, session)
    starts = await starts_of(db, "vychegda-sheet", "intern")
    assert starts == sorted(set(starts)) != []


@pytest.mark.shows("E5")
async def test_sessions_are_open_for_120_days(db: Database, load: ImportCatalogue, roll: Roll) -> None:
    await load(DEMO, publish=True)
    assert (await roll()).opened == await count(db, session)
    tours = await starts_of(db, "vychegda-sheet", "tour")
    assert [each.strftime("%a %d.%m %H:%M") for each in tours[:5]] == [
        "Tue 24.11 10:00",
        "Tue 24.11 13:30",
        "Thu 26.11 10:00",
        "Thu 26.11 13:30",
        "Tue 01.12 10:00",
    ]
    assert max(tours).date() == START.date() + timedelta(days=120)


async def test_days_off_have_no_sessions(db: Database, load: ImportCatalogue, roll: Roll) -> None:
    def add_day_off(document: dict[str, Any]) -> None:
        document["region"]["days_off"] = [{"day": "2026-12-03", "works": False, "note": {"ru": "Праздник"}}]

    await load(changed(add_day_off), publish=True)
    assert await count(db, day_off) == 1
    await load(changed(add_day_off), publish=True)
    assert await count(db, day_off) == 1
    await roll()
    days = {each.date().isoformat() for each in await starts_of(db, "vychegda-sheet", "tour")}
    assert "2026-12-01" in days
    assert "2026-12-03" not in days
    assert not days & {"2026-12-31", "2027-01-05", "2027-01-07", "2027-02-23"}
    families = {each.date().isoformat() for each in await starts_of(db, "nyan-pach", "tour")}
    assert "2027-02-20" in families, "a Saturday that is worked still has its families' session"
    assert "2027-01-02" not in families


async def test_a_schedule_shapes_its_sessions(db: Database, load: ImportCatalogue, roll: Roll) -> None:
    await load(DEMO, publish=True)
    await roll()
    rows = await db.read(
        lambda connection: connection.execute(
            select(session, programme.c.code, site.c.slug)
            .join(programme, programme.c.id == session.c.programme_id)
            .join(site, site.c.id == session.c.site_id)
            .order_by(session.c.starts_at)
        ).all()
    )
    weekday, saturday = (
        next(
            row
            for row in rows
            if row.slug == "belaya-sysola"
            and row.code == "tour"
            and (row.starts_at.astimezone(MOSCOW).weekday() == 5) is on_saturday
        )
        for on_saturday in (False, True)
    )
    assert (weekday.sharing, weekday.max_parties, weekday.capacity) == (Sharing.PRIVATE, 1, 25)
    assert (saturday.sharing, saturday.max_parties, saturday.audience) == (Sharing.SHARED, 25, ["family"])
    intake = next(row for row in rows if row.slug == "rig-66" and row.code == "intern")
    assert (intake.capacity, intake.max_parties) == (4, 4)
    assert intake.starts_at.astimezone(MOSCOW) == datetime(2027, 2, 8, 9, tzinfo=MOSCOW)
    assert intake.ends_at.astimezone(MOSCOW) == datetime(2027, 2, 19, 15, tzinfo=MOSCOW)


@pytest.mark.shows("E5")
async def test_every_night_one_more_day_is_opened(
    db: Database, load: ImportCatalogue, roll: Roll, clock: MovableClock
) -> None:
    await load(DEMO, publish=True)
    await roll()
    assert await roll() == Rolled()
    clock.move(timedelta(days=1))
    # 24 March 2027 is a Wednesday: exactly the weekly times of Wednesdays in the file.
    opened = (await roll()).opened
    wednesdays = sum(
        len(entry["times"])
        for each in json.loads(DEMO)["sites"]
        for one in each["programmes"]
        for entry in one.get("schedule", [])
        if "WE" in entry["days"] and "season" not in entry
    )
    assert opened == wednesdays
    assert await roll() == Rolled()


async def test_an_ordinary_night_looks_at_one_day(
    db: Database,
    load: ImportCatalogue,
    roll: Roll,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await load(DEMO, publish=True)
    await roll()
    looked: list[tuple[datetime, datetime]] = []

    def look(
        _connection: Connection, _programme: ProgrammeId, start: datetime, end: datetime
    ) -> list[tuple[Span, bool]]:
        looked.append((start, end))
        return []

    monkeypatch.setattr(roll_module, "read_spans", look)
    await roll()
    assert looked == []
    clock.move(timedelta(days=1))
    assert (await roll()).opened >= len(looked) > 0
    assert {moment.astimezone(MOSCOW).date() for span in looked for moment in span} == {date(2027, 3, 24)}


@pytest.mark.shows("E5")
async def test_a_day_that_is_worked_after_all_gets_its_sessions(
    db: Database, load: ImportCatalogue, roll: Roll
) -> None:
    """And a zone that was wrong: what a schedule was rolled with is another, so all days are looked at."""

    def work(document: dict[str, Any]) -> None:
        document["region"]["days_off"] = [{"day": "2027-02-23", "works": True}]

    await load(DEMO, publish=True)
    await roll()
    await load(changed(work))
    assert (await roll()).opened > 0
    assert date(2027, 2, 23) in {each.date() for each in await starts_of(db, "vychegda-sheet", "tour")}
    assert await roll() == Rolled()
    await db.write(
        lambda c: c.execute(update(site).where(site.c.slug == "sloist").values(timezone="Asia/Omsk")).rowcount
    )
    rolled = await roll()
    assert rolled.opened == rolled.withdrawn > 50
    assert await roll() == Rolled()


@pytest.mark.both_engines
async def test_an_intake_whose_twin_has_ended_opens_the_session_itself(
    db: Database, load: ImportCatalogue, roll: Roll
) -> None:
    def twice(document: dict[str, Any]) -> None:
        [intern] = (each for each in document["sites"][0]["programmes"] if each["code"] == "intern")
        first = intern["intakes"][0]
        intern["intakes"].insert(0, {**first, "months": [*first["months"], 5]})

    await load(changed(twice), publish=True)
    await roll()
    before = await starts_of(db, "vychegda-sheet", "intern")
    await load(DEMO)
    await roll()
    assert await starts_of(db, "vychegda-sheet", "intern") == before


@pytest.mark.both_engines
async def test_what_a_host_closed_stays_closed(db: Database, load: ImportCatalogue, roll: Roll) -> None:
    await load(DEMO, publish=True)
    await roll()
    closed = (await starts_of(db, "warm-line", "tour"))[0]

    def close(connection: Connection) -> int:
        return connection.execute(
            update(session)
            .where(session.c.starts_at == closed)
            .values(status=SessionStatus.CLOSED, closed_reason="repair")
        ).rowcount

    assert await db.write(close)
    assert await roll() == Rolled()
    assert closed not in await starts_of(db, "warm-line", "tour")

    def lengthen(document: dict[str, Any]) -> None:
        document["sites"][13]["programmes"][0]["duration_min"] = 80

    await load(changed(lengthen))
    await roll()
    assert closed not in await starts_of(db, "warm-line", "tour")


@pytest.mark.both_engines
async def test_a_changed_schedule_keeps_sessions_that_somebody_asked_for(
    db: Database, load: ImportCatalogue, roll: Roll
) -> None:
    await load(DEMO, publish=True)
    await roll()
    old = await starts_of(db, "warm-line", "tour")

    def claim_first(connection: Connection) -> None:
        first = (
            connection.execute(
                select(session.c.id)
                .join(site, site.c.id == session.c.site_id)
                .where(site.c.slug == "warm-line")
                .order_by(session.c.starts_at)
            )
            .scalars()
            .first()
        )
        who = connection.execute(
            insert(person).values(telegram_id=1, language="ru", created_at=START).returning(person.c.id)
        ).scalar_one()
        form = connection.execute(
            insert(draft)
            .values(
                person_id=who,
                kind=DraftKind.BOOKING,
                state=DraftState.OPEN,
                form={},
                created_at=START,
                updated_at=START,
            )
            .returning(draft.c.id)
        ).scalar_one()
        held = connection.execute(
            insert(hold)
            .values(person_id=who, draft_id=form, state=HoldState.LIVE, expires_at=START, created_at=START)
            .returning(hold.c.id)
        ).scalar_one()
        connection.execute(insert(claim).values(session_id=first, seats=5, hold_id=held, created_at=START))
        connection.execute(update(session).where(session.c.id == first).values(taken=5, parties=1))

    await db.write(claim_first)

    def move_to_friday(document: dict[str, Any]) -> None:
        document["sites"][13]["programmes"][0]["schedule"] = [{"days": ["FR"], "times": ["12:00"]}]

    result = await load(changed(move_to_friday))
    assert isinstance(result, ImportCounts)
    assert result.schedules == 1
    await roll()
    new = await starts_of(db, "warm-line", "tour")
    assert new[0] == old[0]
    assert {(each.strftime("%a"), each.hour) for each in new[1:]} == {("Fri", 12)}
    programme_id = (await db.read(find_scheduled))[-1]
    assert len((await db.read(lambda connection: read_scheduled(connection, programme_id))).schedules) == 1


@pytest.mark.both_engines
async def test_a_changed_length_makes_empty_sessions_anew(
    db: Database, load: ImportCatalogue, roll: Roll
) -> None:
    await load(DEMO, publish=True)
    await roll()
    before = await count(db, session)

    def lengthen(document: dict[str, Any]) -> None:
        document["sites"][13]["programmes"][0]["duration_min"] = 80

    await load(changed(lengthen))
    await roll()
    assert await count(db, session) == before
    lengths = await db.read(
        lambda connection: {
            row.ends_at - row.starts_at
            for row in connection.execute(
                select(session.c.starts_at, session.c.ends_at)
                .join(site, site.c.id == session.c.site_id)
                .where(site.c.slug == "warm-line")
            )
        }
    )
    assert lengths == {timedelta(minutes=80)}


async def test_an_archived_site_gets_no_sessions(db: Database, load: ImportCatalogue, roll: Roll) -> None:
    await load(DEMO, publish=True)
    await db.write(
        lambda connection: (
            connection.execute(
                update(site).where(site.c.slug == "warm-line").values(status=Publication.ARCHIVED)
            ).rowcount
        )
    )
    await roll()
    assert not await starts_of(db, "warm-line", "tour")
    assert await starts_of(db, "warm-trace", "class")


@pytest.mark.shows("B1")
async def test_a_typed_school_becomes_the_one_of_the_file(db: Database, load: ImportCatalogue) -> None:
    """With its town, which had stood in the name only."""
    await load(DEMO)
    [first, *_] = json.loads(DEMO)["organisations"]
    town = next(each["name"]["ru"] for each in json.loads(DEMO)["cities"] if each["slug"] == first["city"])
    typed = first["name"]["ru"].replace("«", "").replace("»", "").upper() + f", г. {town}"

    def as_typed(connection: Connection) -> None:
        known = organisation.c.name == first["name"]["ru"]
        values = {"name": typed, "city": None, "folded": fold_organisation(typed), "verified": False}
        connection.execute(update(organisation).where(known).values(values))

    await db.write(as_typed)
    await load(DEMO)
    found = await db.read(lambda c: c.execute(select(organisation).order_by(organisation.c.id)).all())
    assert (found[0].name, found[0].city, found[0].verified) == (first["name"]["ru"], town, True)
    assert len(found) == len(json.loads(DEMO)["organisations"])
