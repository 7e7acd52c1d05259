"""Cards are edited in the chat; safety needs a coordinator (E6)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.catalogue.cards import read_programme_cards, read_site_card
from bot.db.catalogue.exporting import as_file, read_document
from bot.db.operations.demo import add_known_person, give_role
from bot.db.people.people import read_actor
from bot.db.tables import site as site_table
from bot.domain.catalogue.cards.fields import (
    PROGRAMME_FIELDS,
    SITE_FIELDS,
    CardField,
    fields_of_card,
    value_in,
)
from bot.domain.catalogue.cards.views import CardView, RevisionView
from bot.domain.forms import CardForm, WhyNotForm
from bot.domain.model import ProgrammeId, RevisionId, RevisionState, Role, SessionStatus, VisitStatus
from bot.domain.people.access import Actor
from bot.domain.refusal import Reason, Refusal
from bot.services.catalogue.cards import form as card_form
from bot.services.catalogue.cards import reading, revisions
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished
from bot.services.people import members
from tests.host.cards import Filling, change
from tests.host.site import Site, refused
from tests.sites import demo_of

pytestmark = [pytest.mark.both_engines(long=True), pytest.mark.shows("E6")]

SITE_ANSWERS: dict[str, tuple[str, Any]] = {
    "name": ("Цех «Слой»", {"ru": "Цех «Слой»"}),
    "short": ("Клеим фанеру.", {"ru": "Клеим фанеру."}),
    "industry": ("food and drink", {"ru": "Пищевая промышленность"}),
    "professions": (
        "инженер-технолог, Столяр, столяр",
        [{"ru": "Инженер-технолог", "en": "Process engineer"}, {"ru": "Столяр"}],
    ),
    "languages": ("kv", ["ru", "kv"]),
    "city": ("Печора", {"ru": "Печора", "en": "Pechora"}),
    "meeting_point": ("Проходная № 9", {"ru": "Проходная № 9"}),
    "place": ("65,148 57,224", [65.148, 57.224]),
    "timezone": ("Asia/Yekaterinburg", "Asia/Yekaterinburg"),
    "contact_name": ("Отдел гостей", {"ru": "Отдел гостей"}),
    "contact_phone": ("8 (8212) 24-00-01 доб. 7", "+78212240001x7"),
    "pass_office_email": ("pass@example.org", "pass@example.org"),
    "bus_plate": ("да", True),
    "dress": ("Сапоги", {"ru": "Сапоги"}),
    "bring": ("Перчатки", {"ru": "Перчатки"}),
    "gear": ("Каска", {"ru": "Каска"}),
    "health": ("Шум", {"ru": "Шум"}),
    "photo": ("forbidden", "forbidden"),
    "photo_text": ("Нельзя", {"ru": "Нельзя"}),
    "access": ("full", "full"),
    "access_text": ("Всюду лифты", {"ru": "Всюду лифты"}),
}
PROGRAMME_ANSWERS: dict[str, tuple[str, Any]] = {
    "title": ("Слой", {"ru": "Слой"}),
    "about": ("Увидите пресс.", {"ru": "Увидите пресс."}),
    "subjects": ("Химия", {"ru": "Химия"}),
    "direction": ("Модуль", {"ru": "Модуль"}),
    "professions": ("Столяр, лаборант", [{"ru": "Столяр"}, {"ru": "Лаборант"}]),
    "audience": ("adult", None),
    "min_age": ("с 14 лет", 14),
    "min_group": ("3", 3),
    "max_group": ("12 человек", 12),
    "children_per_adult": ("6", 6),
    "duration_min": ("1 час", 60),
    "days": ("6", 6),
    "hours_per_day": ("5", 5),
    "sharing": ("shared", "shared"),
    "confirmation": ("instant", "instant"),
    "minimum": ("4", 4),
    "decided_before": ("3", 3),
    "if_short": ("hold", "hold"),
    "lead_working_days": ("11", 11),
    "foreign_lead_days": ("44", 44),
    "list_kind": ("count", "count"),
    "list_lead_working_days": ("3", 3),
    "price": ("По уговору", {"ru": "По уговору"}),
    "amounts": (
        "школьники 200; семьи 350",
        [
            {"audience": ["school"], "amount": 200, "payment": "gate"},
            {"audience": ["family"], "amount": 350, "payment": "gate"},
        ],
    ),
    "payment": ("invoice", "invoice"),
    "covers": ("Булочка", {"ru": "Булочка"}),
    "payee": ("Касса", {"ru": "Касса"}),
    "task": ("Проверить образец", {"ru": "Проверить образец"}),
    "product": ("Образец", {"ru": "Образец"}),
    "level": ("advanced", "advanced"),
}
"""What is typed or tapped, and what is stored then: a text beside its English, which stays."""


async def stored(site: Site, programme: ProgrammeId | None = None) -> dict[str, Any]:
    if programme is None:
        card = await site.db.read(lambda connection: read_site_card(connection, site.id))
        assert card is not None
        return dict(card.document)
    cards = await site.db.read(lambda connection: read_programme_cards(connection, site.id))
    return dict(next(each.document for each in cards if each.programme_id == programme))


def is_said(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return {code: value[code] for code in wanted} == wanted
    return wanted is None or value == wanted


async def another_owner(site: Site, number: int = 31) -> Actor:
    def body(connection: Any) -> Actor:
        now = site.clock.now()
        phone = f"+70000000{number:03}"
        person = add_known_person(connection, number, "ru", "Нина", phone, site.region_id, now)
        give_role(connection, person, Role.OWNER, site.region_id, site.id, now)
        actor = read_actor(connection, number)
        assert actor is not None
        return actor

    return await site.db.write(body)


async def proposed(site: Site, actor: Actor, field: str, answer: str, code: str | None) -> RevisionView:
    """A change of safety that waits for the coordinator."""
    programme = None if code is None else site.programme(code).id
    sent = await change(site, actor, field, answer, programme)
    assert isinstance(sent, CardView)
    assert sent.done == "sent"
    listed = await site.do(site.coordinator, revisions.show_revisions, site.region_id)
    assert not isinstance(listed, Refusal)
    return listed.entries[-1]


async def test_every_field_of_a_site_is_read_as_by_a_file(site: Site) -> None:
    assert {each.name for each in SITE_FIELDS} == set(SITE_ANSWERS)
    for field in SITE_FIELDS:
        answer, wanted = SITE_ANSWERS[field.name]
        done = await change(site, site.coordinator, field.name, answer)
        assert isinstance(done, CardView), (field.name, done)
        assert done.done == "saved", field.name
        assert is_said(value_in(await stored(site), field), wanted), field.name
    # What the chat has made can be written to a file, and is what that file says.
    document = await site.db.read(lambda connection: read_document(connection, "komi"))
    assert document is not None
    counts = await ImportCatalogue(site.db, site.clock)(as_file(document))
    assert isinstance(counts, ImportCounts), counts
    assert (counts.changes, counts.kept) == (0, ())
    assert next(each["name"]["ru"] for each in document["sites"] if each["slug"] == "sloist") == "Цех «Слой»"


@pytest.mark.parametrize("code", ["tour", "trial"])
async def test_every_field_of_a_programme_is_read_as_by_a_file(site: Site, code: str) -> None:
    assert {each.name for each in PROGRAMME_FIELDS} == set(PROGRAMME_ANSWERS)
    programme = site.programme(code).id

    async def one(field: CardField) -> None:
        answer, wanted = PROGRAMME_ANSWERS[field.name]
        done = await change(site, site.coordinator, field.name, answer, programme)
        assert isinstance(done, CardView), (field.name, done)
        assert is_said(value_in(await stored(site, programme), field), wanted), field.name

    done: set[str] = set()
    for _ in range(2):  # some are there once others are said
        for field in fields_of_card(await stored(site, programme), of_programme=True):
            skipped = field.name == "price" and "amounts" not in done
            if (
                field.name in done
                or skipped
                or field not in fields_of_card(await stored(site, programme), of_programme=True)
            ):
                continue
            await one(field)
            done.add(field.name)
    assert {"minimum", "if_short", "amounts", "payment", "covers", "list_kind"} <= done
    document = await site.db.read(lambda connection: read_document(connection, "komi"))
    assert document is not None
    counts = await ImportCatalogue(site.db, site.clock)(as_file(document))
    assert isinstance(counts, ImportCounts), counts
    assert counts.changes == 0


async def test_a_wrong_answer_says_why_and_keeps_what_was(site: Site) -> None:
    tour = site.programme("tour")
    before = await stored(site, tour.id)

    async def tried(field: str, text: str, problem: str, programme: ProgrammeId | None = None) -> Refusal:
        filling = await Filling.of(site, site.owner, field, programme)
        why = refused(await filling.type(text), Reason.TEXT_REFUSED)
        assert why.params["problem"] == problem
        return why

    too_long = await tried("name", "Ц" * 130, "card.too_long")
    assert too_long.params["limit"] == 120
    await tried("short", "…", "card.empty")
    await tried("contact_name", "Иванова Мария Петровна", "card.office")
    await tried("contact_phone", "позвоните нам", "not_a_phone")
    await tried("pass_office_email", "почта", "card.bad_email")
    await tried("min_age", "много", "not_a_number", tour.id)
    await tried("min_age", "120", "card.too_large", tour.id)
    await tried("duration_min", "долго", "card.minutes", tour.id)
    await tried("duration_min", "5 минут", "card.too_small", tour.id)
    await tried("min_group", str(tour.max_group + 1), "card.group_range", tour.id)
    await tried("list_lead_working_days", "200", "card.list_after_request", tour.id)
    await tried("duration_min", "11 часов", "card.clash", tour.id)
    await tried("amounts", "недорого", "card.amounts", tour.id)
    await tried("max_group", "16", "card.trial_too_large", site.programme("trial").id)
    await tried("city", "Урюпинск", "card.unknown_city")
    await tried("industry", "Космос", "card.unknown_industry")
    await tried("place", "у реки", "card.place")
    await tried("professions", "Технолог, Иванова Мария Петровна", "card.no_profession")
    await tried("professions", ", ".join(f"Мастер {number}" for number in range(11)), "card.many_professions")
    await tried("professions", "Мастер " + "очень " * 8, "card.long_profession")
    assert await stored(site, tour.id) == before
    assert await site.audited() == []


async def test_a_text_has_two_languages(site: Site) -> None:
    filling = await Filling.of(site, site.owner, "bring")
    await filling.tap("language", "en")
    view = await filling.type("Warm mittens & a <b>hat</b>")
    assert view.new["ru"] == view.value["ru"]
    await filling.agree()
    assert (await stored(site))["bring"]["en"] == "Warm mittens & a <b>hat</b>"
    again = await Filling.of(site, site.owner, "bring")
    await again.tap("language", "en")
    assert "en" not in (await again.tap("drop")).new
    await again.agree()
    assert set((await stored(site))["bring"]) == {"ru"}


async def test_a_safety_rule_waits_for_a_coordinator(site: Site) -> None:
    tour = site.programme("tour").id
    was = (await stored(site, tour))["min_age"]
    view = await proposed(site, site.owner, "min_age", "15", "tour")
    assert (view.value, view.revision.after) == (was, 15)
    assert (await stored(site, tour))["min_age"] == was
    assert len(await site.told("region.revision", to=site.coordinator)) == 1
    region = await site.do(site.coordinator, revisions.show_revisions, site.region_id)
    assert not isinstance(region, Refusal)
    assert region.total == 1

    approved = await site.do(site.coordinator, revisions.approve, view.revision.id, view.key)
    assert isinstance(approved, RevisionView)
    assert approved.revision.state is RevisionState.APPROVED
    assert (await stored(site, tour))["min_age"] == 15
    assert site.content.programme(tour).min_age == 15
    assert len(await site.told("site.revision", to=site.owner)) == 1
    again = await site.do(site.coordinator, revisions.approve, view.revision.id, view.key)
    assert isinstance(again, RevisionView)
    assert await site.audited() == ["card.proposed", "card.approved", "card.changed"]


async def test_a_later_edit_never_rides_on_an_old_approval(site: Site) -> None:
    tour = site.programme("tour").id
    was = (await stored(site, tour))["min_age"]
    first = await proposed(site, site.owner, "min_age", "15", "tour")
    second = await proposed(site, site.owner, "min_age", "7", "tour")
    old = await site.do(site.coordinator, revisions.approve, first.revision.id, first.key)
    assert isinstance(old, RevisionView)
    assert old.revision.state is RevisionState.REPLACED
    assert (await stored(site, tour))["min_age"] == was

    # What it is compared with was changed meanwhile: that is shown first.
    await change(site, site.coordinator, "min_age", "10", tour)
    gone = await site.do(site.coordinator, revisions.approve, second.revision.id, second.key)
    assert isinstance(gone, RevisionView)
    assert gone.revision.state is RevisionState.REPLACED, "a coordinator's own change overtakes it"
    third = await proposed(site, site.owner, "min_age", "8", "tour")
    unseen = await site.do(site.coordinator, revisions.approve, third.revision.id, "00000000")
    assert isinstance(unseen, RevisionView)
    assert (unseen.changed, unseen.revision.state) == (True, RevisionState.PROPOSED)
    assert (await stored(site, tour))["min_age"] == 10


async def test_what_is_answered_as_it_is_takes_the_proposal_back(site: Site) -> None:
    view = await proposed(site, site.owner, "dress", "Сапоги", None)
    assert isinstance(view.value, dict)
    done = await change(site, site.owner, "dress", view.value["ru"])
    assert isinstance(done, CardView)
    assert done.done == "withdrawn"
    listed = await site.do(site.coordinator, revisions.show_revisions, site.region_id)
    assert not isinstance(listed, Refusal)
    assert listed.total == 0


async def test_a_no_has_its_reason(site: Site) -> None:
    view = await proposed(site, site.owner, "max_group", "19", "tour")
    begun = await site.do(site.coordinator, revisions.begin_decline, view.revision.id, view.key)
    assert isinstance(begun, Asking)

    async def said(text: str) -> Any:
        message_id = site.message_id()
        return await site.do(site.coordinator, engine.type_text, WhyNotForm, begun.draft_id, text, message_id)

    refused(await said("Иванов Пётр Сергеевич, 12.03.2012 г. р."), Reason.TEXT_REFUSED)
    done = await said("Больше восемнадцати у пресса нельзя")
    assert isinstance(done, Finished)
    assert done.result.revision.state is RevisionState.DECLINED
    assert done.result.revision.reason == "Больше восемнадцати у пресса нельзя"
    assert len(await site.told("site.revision", to=site.owner)) == 1
    later = await site.do(site.coordinator, revisions.approve, view.revision.id, view.key)
    assert isinstance(later, RevisionView)
    assert later.revision.state is RevisionState.DECLINED
    assert (await stored(site, site.programme("tour").id))["max_group"] != 19


async def test_two_owners_at_once(site: Site) -> None:
    """The second sees what the first has made of it, and saves it or not."""
    other = await another_owner(site)
    mine = await Filling.of(site, site.owner, "bring")
    theirs = await Filling.of(site, other, "bring")
    await mine.type("Перчатки")
    await theirs.type("Сапоги")
    key = theirs.view.key
    await mine.agree()
    why = refused(await theirs.tap("agree", key), Reason.TEXT_REFUSED)
    assert why.params["problem"] == "card.changed"
    assert (await stored(site))["bring"]["ru"] == "Перчатки"
    shown = await site.do(other, engine.show, CardForm, theirs.draft_id)
    assert isinstance(shown, Asking)
    assert shown.view.value["ru"] == "Перчатки"
    theirs.view = shown.view
    await theirs.agree()
    assert (await stored(site))["bring"]["ru"] == "Сапоги"


async def test_an_owner_who_is_removed_meanwhile(site: Site) -> None:
    other = await another_owner(site)
    filling = await Filling.of(site, other, "bring")
    await filling.type("Перчатки")
    key = filling.view.key
    removed = await site.do(site.owner, members.remove_member, site.id, other.person_id)
    assert not isinstance(removed, Refusal)
    gone = await site.again(other)
    refused(await site.do(gone, engine.tap, CardForm, filling.draft_id, "agree", key), Reason.NOT_ALLOWED)
    assert (await stored(site))["bring"]["ru"] != "Перчатки"


async def test_a_button_pressed_again_changes_nothing(site: Site) -> None:
    filling = await Filling.of(site, site.owner, "bring")
    await filling.type("Перчатки")
    key = filling.view.key
    await filling.agree()
    await change(site, site.owner, "bring", "Сапоги")
    refused(await filling.tap("agree", key), Reason.DRAFT_CLOSED)
    assert (await stored(site))["bring"]["ru"] == "Сапоги"


async def test_nobody_else_reaches_the_cards(site: Site) -> None:
    view = await proposed(site, site.owner, "min_age", "15", "tour")
    tour = site.programme("tour").id
    for actor in (site.staff, site.guide, site.guard, site.stranger, site.leader):
        refused(await site.do(actor, reading.show_cards, site.id), Reason.NOT_ALLOWED)
        refused(await site.do(actor, reading.show_card, site.id, tour), Reason.NOT_ALLOWED)
        refused(await site.do(actor, card_form.ask_field, site.id, tour, "title"), Reason.NOT_ALLOWED)
        refused(await site.do(actor, revisions.show_revision, view.revision.id), Reason.NOT_ALLOWED)
        refused(await site.do(actor, revisions.approve, view.revision.id, view.key), Reason.NOT_ALLOWED)
    refused(await site.do(site.owner, revisions.approve, view.revision.id, view.key), Reason.NOT_ALLOWED)
    for guessed in (0, view.revision.id + 1, 999_999):
        refused(
            await site.do(site.coordinator, revisions.approve, RevisionId(guessed), view.key),
            Reason.NOT_ALLOWED,
        )
    # A programme of another site is no card of one's own.
    others = site.content.site(site.other_id).programmes[0].id
    refused(await site.do(site.owner, reading.show_card, site.id, others), Reason.NOT_FOUND)
    refused(await site.do(site.owner, card_form.ask_field, site.id, others, "title"), Reason.NOT_FOUND)
    refused(await site.do(site.owner, card_form.ask_field, site.id, None, "slug"), Reason.NOT_FOUND)


async def test_sessions_follow_and_those_with_guests_stay(site: Site) -> None:
    tour = site.programme("tour")
    found = [
        each
        for each in await site.sessions(tour.id, after=timedelta(days=14))
        if each.status is SessionStatus.OPEN
    ]
    booked, free = found[0], found[1]
    await site.book(booked, status=VisitStatus.CONFIRMED)
    await change(site, site.owner, "duration_min", "60", tour.id)
    await change(site, site.coordinator, "max_group", "14", tour.id)
    kept, followed = await site.session(booked.id), await site.session(free.id)
    assert (kept.starts_at, kept.ends_at, kept.capacity) == (
        booked.starts_at,
        booked.ends_at,
        booked.capacity,
    )
    assert followed.ends_at - followed.starts_at == timedelta(hours=1)
    assert followed.capacity == 14
    while await site.do(site.owner, card_form.fill_window, site.id, tour.id) is True:
        pass
    refused(await site.do(site.stranger, card_form.fill_window, site.id, tour.id), Reason.NOT_ALLOWED)


async def test_a_new_meeting_point_reaches_calendars(site: Site) -> None:
    booking = await site.book(await site.tour(), status=VisitStatus.CONFIRMED)
    before = (await site.read(booking)).first.calendar_sequence
    await change(site, site.owner, "meeting_point", "Проходная № 9")
    assert (await site.read(booking)).first.calendar_sequence > before


def file_with(dress: str) -> str:
    document = json.loads(demo_of())
    for each in document["sites"]:
        if each["slug"] == "sloist":
            each["dress"] = {"ru": dress}
    return json.dumps(document, ensure_ascii=False)


async def test_an_import_keeps_what_the_chat_has_changed(site: Site) -> None:
    """A file that knows nothing of it leaves it; one that says something third is told so; one that agrees
    rules again; and whoever wants it so has the file's word."""
    load = ImportCatalogue(site.db, site.clock)
    await change(site, site.coordinator, "dress", "Сапоги")

    async def dress() -> str:
        return str((await stored(site))["dress"]["ru"])

    same = await load(demo_of())
    assert isinstance(same, ImportCounts)
    assert (await dress(), same.kept) == ("Сапоги", ())
    third = await load(file_with("Галоши"))
    assert isinstance(third, ImportCounts)
    assert (await dress(), third.kept) == ("Сапоги", ("sloist.dress",))
    taken = await load(file_with("Галоши"), overwrite=True)
    assert isinstance(taken, ImportCounts)
    assert (await dress(), taken.kept) == ("Галоши", ())
    await load(file_with("Валенки"))
    assert await dress() == "Валенки"

    await change(site, site.coordinator, "dress", "Сапоги")
    document = await site.db.read(lambda connection: read_document(connection, "komi"))
    assert document is not None
    await load(as_file(document))
    left = await site.db.read(
        lambda connection: connection.execute(
            select(site_table.c.edited).where(site_table.c.id == site.id)
        ).scalar_one()
    )
    assert left is not None, "file and chat are of one mind, and an older file is told so"
    assert (await load(file_with("Валенки"))).kept == ("sloist.dress",)  # type: ignore[union-attr]
    await load(file_with("Галоши"))
    assert await dress() == "Галоши"


async def test_town_and_professions_of_the_chat_stay_beside_a_file(site: Site) -> None:
    """A file knows towns and professions by short names: an older one leaves them, one that says something
    third is told so; programmes that showed what the site shows go on doing so."""
    load = ImportCatalogue(site.db, site.clock)
    await change(site, site.owner, "city", "Печора")
    await change(site, site.owner, "professions", "Столяр, инженер-технолог")
    await change(site, site.owner, "place", "65.148, 57.224")
    names = [{"ru": "Столяр"}, {"ru": "Инженер-технолог", "en": "Process engineer"}]

    async def as_in_the_chat() -> None:
        own = await stored(site)
        assert (own["city"]["ru"], own["professions"], own["latitude"]) == ("Печора", names, 65.148)
        assert site.content.site(site.id).municipality.get("ru") == "Печора"

    for code in ("tour", "trial"):
        shown = await stored(site, site.programme(code).id)
        assert (shown["professions"] == names) is (code == "tour"), "one has professions of its own"
    await as_in_the_chat()
    same = await load(demo_of())
    assert isinstance(same, ImportCounts), same
    assert same.kept == ()
    await as_in_the_chat()
    document = json.loads(demo_of())
    own = next(each for each in document["sites"] if each["slug"] == "sloist")
    own |= {"city": "ukhta", "professions": ["process-engineer"], "latitude": 60.0, "longitude": 50.0}
    third = await load(json.dumps(document, ensure_ascii=False))
    assert isinstance(third, ImportCounts), third
    assert set(third.kept) == {f"sloist.{each}" for each in ("city", "professions", "latitude", "longitude")}
    await as_in_the_chat()
    stands = await site.db.read(lambda connection: read_document(connection, "komi"))
    assert stands is not None
    again = await load(as_file(stands))
    assert isinstance(again, ImportCounts), again
    assert (again.changes, again.kept) == (0, ())
    taken = await load(json.dumps(document, ensure_ascii=False), overwrite=True)
    assert isinstance(taken, ImportCounts), taken
    own = await stored(site)
    assert own["city"]["ru"] == "Ухта"
    assert [each["ru"] for each in own["professions"]] == ["Инженер-технолог"]


async def test_professions_of_a_programme_stay_beside_a_file(site: Site) -> None:
    """As those of its site do: an older file leaves them, one that says something third is told so, an export
    brings them back."""
    load, tour = ImportCatalogue(site.db, site.clock), site.programme("tour").id
    await change(site, site.owner, "professions", "Столяр, инженер-технолог", tour)
    names = [{"ru": "Столяр"}, {"ru": "Инженер-технолог", "en": "Process engineer"}]
    same = await load(demo_of())
    assert isinstance(same, ImportCounts), same
    assert same.kept == ()
    assert (await stored(site, tour))["professions"] == names
    assert (await stored(site))["professions"] != names
    document = json.loads(demo_of())
    own = next(each for each in document["sites"] if each["slug"] == "sloist")
    of_tour = next(each for each in own["programmes"] if each["code"] == "tour")
    of_tour["professions"] = ["process-engineer"]
    third = await load(json.dumps(document, ensure_ascii=False))
    assert isinstance(third, ImportCounts), third
    assert set(third.kept) == {"sloist.tour.professions"}
    assert (await stored(site, tour))["professions"] == names
    stands = await site.db.read(lambda connection: read_document(connection, "komi"))
    assert stands is not None
    again = await load(as_file(stands))
    assert isinstance(again, ImportCounts), again
    assert (again.changes, again.kept) == (0, ())
    await load(json.dumps(document, ensure_ascii=False), overwrite=True)
    assert [each["ru"] for each in (await stored(site, tour))["professions"]] == ["Инженер-технолог"]


async def test_another_town_reaches_calendars(site: Site) -> None:
    booking = await site.book(await site.tour(), status=VisitStatus.CONFIRMED)
    before = (await site.read(booking)).first.calendar_sequence
    await change(site, site.owner, "city", "Печора")
    assert (await site.read(booking)).first.calendar_sequence > before


async def test_a_route_is_as_old_as_its_strictest_stop(site: Site) -> None:
    tour = site.programme("tour")

    def of_tour() -> list[int]:
        routes = site.content.everything.routes.values()
        return [each.min_age for each in routes if any(stop.programme_id == tour.id for stop in each.stops)]

    assert of_tour()
    await change(site, site.coordinator, "min_age", "16", tour.id)
    assert set(of_tour()) == {16}
    await ImportCatalogue(site.db, site.clock)(demo_of())
    await site.content.refresh()
    assert set(of_tour()) == {16}
