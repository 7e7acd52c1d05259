"""Cards are edited in chat, and a site goes there from nothing to a published session."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.db.tables import session
from bot.domain.model import ProgrammeId, Role, SessionStatus
from bot.wiring import wire
from sandbox.people import Person
from tests.bot.hosts.site import COORDINATOR_ID, booking_of, data_of, host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import PAPER_MILL, Words, book_class, programme_id, site_id, words
from tests.bot.world import World, open_world
from tests.engines import TemplateOf

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
MOST_TYPED = 10
"""Of fifteen that nobody should need: three are texts that visitors read, six say where it is."""


async def open_card(owner: Person, w: Words, card: str, group: str) -> None:
    await owner.writes("/desk")
    await owner.tap(w("card.button"))
    await owner.tap(card)
    if w(f"card.group.{group}") in owner.buttons():
        await owner.tap(w(f"card.group.{group}"))


@LANGUAGES
@pytest.mark.shows("E6")
async def test_an_owner_edits_a_card(world: World, language: str) -> None:
    """A field is opened, answered, shown back and agreed to; a wrong answer says why, and what was stays."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guest = world.person("Гость")
    mill = site_id(world, PAPER_MILL)
    await open_card(owner, w, w("card.site"), "contact")
    owner.sees(w("card.field.meeting_point"), w("card.field.contact_phone"))
    await owner.tap(w("card.field.contact_phone"))
    owner.sees(w("card.ask.contact_phone"))
    await owner.writes("позвоните" if language == "ru" else "no idea")
    owner.sees(w("problem.not_a_phone"), w("card.ask.contact_phone"))
    await owner.writes("+7 8212 24-00-01, доб. 7")
    owner.sees(w("card.save"))
    await world.restart()
    await owner.tap(w("card.save"))
    owner.sees(w("card.done.saved"), "+78212240001")
    assert world.app.content.site(mill).contact_phone == "+78212240001x7"

    # What is typed reaches visitors as it was typed, in the language in which it was.
    await owner.tap(w("card.field.meeting_point"))
    await owner.writes("Проходная <b>№ 9</b> & ворота")
    save = data_of(owner, w("card.save"))
    await owner.writes("Проходная <i>№ 8</i> & ворота")
    await owner.tap(w("card.save"))
    await owner.press_data(save)
    owner.sees(w("host.refusal.draft_closed"))
    await guest.start(f"s_{mill}")
    assert world.app.content.published.sites[mill].meeting_point.get("ru") == "Проходная <i>№ 8</i> & ворота"

    # A town and an industry are ones that the region has; professions are typed, and taken off with a tap.
    await open_card(owner, w, w("card.site"), "contact")
    await owner.tap(w("card.field.city"))
    owner.sees(w("card.ask.city"), "Емва" if language == "ru" else "Yemva")
    await owner.writes("Урюпинск")
    owner.sees(w("problem.card.unknown_city"), w("card.ask.city"))
    await owner.writes("печора" if language == "ru" else "pechora")
    owner.sees(w("card.sure"), "Печора" if language == "ru" else "Pechora")
    await owner.tap(w("card.save"))
    assert world.app.content.site(mill).city.get("ru") == "Печора"
    await open_card(owner, w, w("card.site"), "about")
    await owner.tap(w("card.field.professions"))
    await owner.writes("Инженер-технолог, столяр")
    await owner.tap("✓ Столяр")
    await owner.tap(w("card.save"))
    assert [each.get("ru") for each in world.app.content.site(mill).professions] == ["Инженер-технолог"]

    # Leaving changes nothing; a choice has buttons.
    await open_card(owner, w, w("card.site"), "access")
    await owner.tap(w("card.field.photo"))
    await owner.tap(w("button.cancel"))
    owner.sees(w("card.group.access"))
    await owner.tap(w("card.field.photo"))
    await owner.tap(w("card.choice.photo.forbidden"))
    owner.sees(w("card.choice.photo.forbidden"), w("card.sure"))
    await owner.tap(w("card.save"))
    owner.sees(w("card.done.saved"))


@LANGUAGES
@pytest.mark.shows("E6")
@pytest.mark.shows("G1")
async def test_another_time_zone_says_what_becomes_of_sessions(world: World, language: str) -> None:
    """Who has booked keeps the moment and is told the other time; what nobody is in follows the new clock."""
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна")
    await book_class(world, teacher, r)
    await owner.tap(w("host.confirm"))
    visit = (await booking_of(world, teacher)).first
    mill = site_id(world, PAPER_MILL)

    await open_card(owner, w, w("card.site"), "contact")
    await owner.tap(w("card.field.timezone"))
    owner.sees(w("card.ask.timezone"))
    await owner.writes("Урюпинск")
    owner.sees(w("problem.card.unknown_timezone"), w("card.ask.timezone"))
    await owner.writes("omsk")
    owner.sees(w("card.choice.timezone.Asia/Omsk"))
    await owner.writes("Екатеринбург")
    owner.sees(w("card.choice.timezone.Asia/Yekaterinburg"), w("card.zone.free"), "10:00", "12:00")
    save = data_of(owner, w("card.save"))
    await world.restart()
    stranger = world.person("Зоя")
    await stranger.start()
    await stranger.press_data(save)
    assert world.app.content.site(mill).timezone == "Europe/Moscow"
    await owner.tap(w("card.save"))
    owner.sees(w("card.done.saved"))
    await owner.press_data(save)
    owner.sees(w("host.refusal.draft_closed"))
    assert world.app.content.site(mill).timezone == "Asia/Yekaterinburg"

    after = (await booking_of(world, teacher)).first
    assert (after.session_id, after.starts_at) == (visit.session_id, visit.starts_at)
    await world.settle()
    assert any("12:00" in (each.text or "") for each in teacher.messages[-2:])
    ahead = await world.db.read(
        lambda c: c.execute(
            select(session.c.starts_at).where(
                session.c.site_id == mill, session.c.status == SessionStatus.OPEN, session.c.taken == 0
            )
        ).scalars()
    )
    clocks = {f"{each.astimezone(ZoneInfo('Asia/Yekaterinburg')):%H:%M}" for each in ahead}
    assert "10:00" in clocks
    assert "12:00" not in clocks


@LANGUAGES
@pytest.mark.shows("E6")
async def test_a_programme_shows_professions_of_its_own(world: World, language: str) -> None:
    """Until it is to show again what the site does; a file that is older leaves them as they are."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    tour = ProgrammeId(programme_id(world, PAPER_MILL))
    mill = site_id(world, PAPER_MILL)
    title = next(each.title for each in world.app.content.site(mill).programmes if each.id == tour)

    def shown() -> list[str | None]:
        return [each.get("ru") for each in world.app.content.programme(tour).professions]

    of_site = shown()
    await open_card(owner, w, words(language).t.content(title), "about")
    await owner.tap(w("card.field.professions"))
    await owner.writes("Технолог, Иванова Мария Петровна")
    owner.sees(w("problem.card.no_profession"), w("card.ask.professions"))
    await owner.writes("Лаборант, столяр")
    await owner.tap("✓ Столяр")
    await owner.tap(w("card.save"))
    assert shown() == ["Лаборант"]
    assert [each.get("ru") for each in world.app.content.site(mill).professions] == of_site
    await owner.tap(w("card.field.professions"))
    await owner.tap(w("card.as_site"))
    owner.sees(w("card.sure"))
    await owner.tap(w("card.save"))
    assert shown() == of_site


@LANGUAGES
@pytest.mark.shows("E6")
async def test_safety_rules_wait_for_a_coordinator(world: World, language: str) -> None:
    """Before and after are shown; a yes makes it true, a no has its reason, and the owner is told."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    coordinator = await coordinator_of(world, language)
    tour = programme_id(world, PAPER_MILL)
    was = world.app.content.programme(ProgrammeId(tour)).children_per_adult

    await owner.writes("/desk")
    await owner.tap(w("card.button"))
    await owner.press_data(f"hkc:{site_id(world, PAPER_MILL)}:{tour}:guests")
    await owner.tap(w("card.field.children_per_adult"))
    owner.sees(w("card.asks_coordinator"))
    await owner.writes("6")
    await coordinator.waits()
    await owner.tap(w("card.send"))
    owner.sees(w("card.done.sent"), w("card.line_waits", value="6"))
    assert world.app.content.programme(ProgrammeId(tour)).children_per_adult == was
    coordinator.sees(w("card.field.children_per_adult"), str(was))
    await coordinator.writes("/region")
    await coordinator.tap(w("revision.button", n=1))
    coordinator.sees(w("revision.change", before=str(was), after="6"))
    await coordinator.tap(coordinator.buttons()[0])
    approve = data_of(coordinator, w("revision.approve"))
    assert not any(
        {w("revision.approve"), w("revision.decline")} <= {each.label for each in row}
        for row in coordinator.last.rows
    )
    await owner.waits()
    await coordinator.tap(w("revision.approve"))
    assert world.app.content.programme(ProgrammeId(tour)).children_per_adult == 6
    owner.sees(w("card.field.children_per_adult"), w("card.open"))
    await coordinator.press_data(approve)
    assert world.app.content.programme(ProgrammeId(tour)).children_per_adult == 6

    # A no, in words.
    await owner.tap(w("card.open"))
    await owner.press_data(f"hke:{site_id(world, PAPER_MILL)}:{tour}:children_per_adult")
    await owner.tap("15")
    await owner.tap(w("card.send"))
    await coordinator.writes("/region")
    await coordinator.tap(w("revision.button", n=1))
    await coordinator.tap(coordinator.buttons()[0])
    await coordinator.tap(w("revision.decline"))
    coordinator.sees(w("revision.why"))
    await coordinator.tap(w("button.cancel"))
    await coordinator.tap(w("revision.decline"))
    await owner.waits()
    await coordinator.writes("У пресса нужен взрослый на шестерых")
    coordinator.sees("У пресса нужен взрослый на шестерых")
    owner.sees("У пресса нужен взрослый на шестерых", w("revision.told.declined_ask"))
    assert world.app.content.programme(ProgrammeId(tour)).children_per_adult == 6
    await coordinator.press_data(approve)
    assert world.app.content.programme(ProgrammeId(tour)).children_per_adult == 6


@pytest.mark.shows("E6")
async def test_others_find_no_way_to_the_cards(world: World) -> None:
    w = words("ru")
    staff = await host_of(world, "Пётр", Role.STAFF)
    other = await host_of(world, "Чужая", Role.OWNER, slug="belaya-sysola")
    guest = world.person("Гость")
    await guest.start()
    await staff.writes("/desk")
    assert w("card.button") not in staff.buttons()
    mill, tour = site_id(world, PAPER_MILL), programme_id(world, PAPER_MILL)
    for person in (staff, other, guest):
        for data in (f"hks:{mill}", f"hkc:{mill}:{tour}:guests", f"hke:{mill}:{tour}:title", f"hkp:{mill}"):
            await person.press_data(data)
            assert not any(each in person.screen for each in ("<b>", w("card.now", value="")))
        for data in ("cvt:1:approve:00000000", "cn:1", f"cq:{mill}", f"cqp:{mill}:{tour}", "cv:1:0"):
            await person.press_data(data)
            assert w("host.refusal.not_allowed") in person.screen


class Counting:
    """Counts what a person has to type."""

    def __init__(self, person: Person) -> None:
        self.person, self.typed = person, 0

    async def writes(self, text: str) -> None:
        self.typed += 1
        await self.person.writes(text)


@LANGUAGES
@pytest.mark.shows("F2")
async def test_from_nothing_to_a_published_session(
    tmp_path: Path, template_of: TemplateOf, language: str
) -> None:
    """Each screen says what is missing and has the button to it; a guest finds the session at the end."""
    w = words(language)
    template = template_of(None)
    async with open_world(tmp_path, template, wire, coordinator_ids=(COORDINATOR_ID,)) as world:
        coordinator = await coordinator_of(world, language)
        count = Counting(coordinator)
        await coordinator.writes("/region")
        coordinator.sees(w("new_site.button"))
        await coordinator.tap(w("new_site.button"))
        coordinator.sees(w("new_site.ask.site_name"))
        await count.writes("Цех «Пример»")
        coordinator.sees(w("new_site.ask.town"))
        await count.writes("Емва")
        await coordinator.tap(w("new_site.same_municipality"))
        await count.writes("Лесопереработка")
        await count.writes("ул. Заводская, 4, проходная № 2")
        await coordinator.writes("где-то в лесу")
        coordinator.sees(w("problem.card.place"))
        await count.writes("62.588, 50.863")
        coordinator.sees(w("new_site.go_on"))
        await coordinator.tap(w("new_site.on"))

        # The list of what is missing leads on, a button each.
        coordinator.sees(w("card.draft"), w("card.no_programme"), w("card.no_owner"))
        assert w("coordinator.make.published") not in coordinator.buttons()
        fill = w("card.fill", field="").strip()
        for _ in range(20):
            step = next((each for each in coordinator.buttons() if each.startswith(fill)), None)
            if step is None:
                break
            await coordinator.tap(step)
            usual = coordinator.buttons()[0]
            if usual == w("card.in.en"):
                await count.writes("Клеим и шлифуем берёзовую фанеру.")
            else:
                await coordinator.tap(usual)
            await coordinator.tap(w("card.save"))
            await world.move(timedelta(seconds=20))
        coordinator.does_not_see(fill)

        await coordinator.tap(w("card.new_programme"))
        await coordinator.tap(w("kind.excursion"))
        await count.writes("Слой за слоем")
        await count.writes("Увидите, как из берёзы собирают фанеру.")
        await coordinator.tap(w("audience.school"))
        await coordinator.tap(w("audience.family"))
        await coordinator.tap(w("host.rule.days_done"))
        await world.move(timedelta(seconds=20))
        for number in ("12", "20", "90"):
            await coordinator.tap(number)
        await coordinator.tap(w("new_site.on"))
        coordinator.sees(w("card.no_sessions"), w("card.ready.coordinator"))

        await world.move(timedelta(seconds=20))
        await coordinator.tap(w("host.schedule.add"))
        await coordinator.tap(w("date.weekday.4"))
        await coordinator.tap(w("host.rule.days_done"))
        await count.writes("11:00, 14:00")
        await coordinator.tap(w("host.rule.open"))
        coordinator.sees(w("host.schedule.done.added"))
        await coordinator.tap(w("new_site.on"))
        coordinator.does_not_see(w("card.no_sessions"))

        # The owner comes by a link, and sees the same cards.
        await world.move(timedelta(seconds=20))
        await coordinator.tap(w("coordinator.to_site"))
        await coordinator.tap(w("coordinator.invite_owner"))
        link = next(each for each in coordinator.last.text.split() if "start=i_" in each)
        owner = world.person("Ольга", language_code=language)
        await owner.start(link.rpartition("=")[2])
        site = next(iter(world.app.content.everything.sites.values()))
        await coordinator.press_data(f"cx:{site.id}:show:0:")
        old = data_of(coordinator, w("coordinator.make.published"))
        await owner.press_data(f"hke:{site.id}:0:name")
        await owner.writes("Цех «Образец»")
        await owner.tap(w("card.save"))
        await coordinator.press_data(old)
        coordinator.sees(w("coordinator.look_first"), "Цех «Образец»")
        assert not world.app.content.published.sites
        await coordinator.tap(w("coordinator.make.published"))
        assert len(world.app.content.published.sites) == 1
        assert count.typed <= MOST_TYPED, count.typed

        guest = world.person("Гость", language_code=language)
        await guest.start(f"p_{site.programmes[0].id if site.programmes else 1}")
        guest.sees("Слой за слоем", "11:00")
        await guest.tap(w("programme.book"))


@pytest.mark.shows("F2")
async def test_an_owner_asks_for_the_first_publication(tmp_path: Path, template_of: TemplateOf) -> None:
    w = words("ru")
    async with open_world(tmp_path, template_of(None), wire, coordinator_ids=(COORDINATOR_ID,)) as world:
        coordinator = await coordinator_of(world)
        await begin_site(coordinator, w)
        site = next(iter(world.app.content.everything.sites.values()))
        owner = await host_of(world, "Ольга", Role.OWNER, slug=site.slug)
        await owner.press_data(f"hkp:{site.id}")
        owner.sees(w("card.left", fields="").rstrip(". "))
        for field in ("short", "contact_name", "dress", "bring", "gear", "health"):
            await owner.press_data(f"hke:{site.id}:0:{field}")
            await owner.writes("Так и так")
            await owner.tap(w("card.save"))
        for field, choice in (("photo", "allowed"), ("access", "full")):
            await owner.press_data(f"hke:{site.id}:0:{field}")
            await owner.tap(w(f"card.choice.{field}.{choice}"))
            await owner.tap(w("card.save"))
        assert world.app.content.site(site.id).photo_text.get("en") == words("en")("card.usual.photo_text.1")
        await coordinator.press_data(f"cq:{site.id}")
        await coordinator.tap(w("kind.trial"))
        for text in ("Проба", "Проверите образцы", "школьники", "14"):
            await coordinator.writes(text)
        await coordinator.writes("30")
        coordinator.sees(w("problem.card.trial_too_large", limit=15))
        await coordinator.writes("10")
        await coordinator.writes("1 ч 30 мин")
        await coordinator.tap(w("new_site.on"))
        for _ in range(2):
            await coordinator.tap(
                next(each for each in coordinator.buttons() if each.startswith("Заполнить"))
            )
            await coordinator.writes("Проверить шесть образцов")
            await coordinator.tap(w("card.save"))
        await owner.writes("/desk")
        await owner.tap(w("card.button"))
        owner.sees(w("card.ready.owner"))
        await coordinator.waits()
        await owner.tap(w("card.ask_publication"))
        owner.sees(w("card.done.sent"), w("card.waits_publication"))
        coordinator.sees(w("revision.publication"), w("revision.publication_ask"))
        stale = data_of(coordinator, w("coordinator.make.published"))

        # What was changed after that is shown before it is agreed to.
        await owner.press_data(f"hke:{site.id}:0:short")
        await owner.writes("Иначе")
        await owner.tap(w("card.save"))
        await coordinator.press_data(stale)
        coordinator.sees(w("revision.changed"))
        assert not world.app.content.published.sites
        await owner.waits()
        await coordinator.tap(w("coordinator.make.published"))
        assert world.app.content.published.sites[site.id].short.get("ru") == "Иначе"
        owner.sees(w("host.moved.published", site="Цех «Пример»"))
        await coordinator.press_data(stale)
        coordinator.sees(w("revision.of_site", site=site.name.in_language("ru"), what="").rstrip())


async def begin_site(coordinator: Person, w: Words) -> None:
    await coordinator.writes("/region")
    await coordinator.tap(w("new_site.button"))
    for text in ("Цех «Пример»", "Емва", "Княжпогостский район", "Лесопереработка", "Проходная № 2"):
        await coordinator.writes(text)
    await coordinator.tap(w("button.back"))
    await coordinator.writes("Проходная № 3")
    await coordinator.writes("62,588 50,863")
