"""Applying for a placement in chat: from its card to the host's answer, in both languages (D2)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.db.operations.demo import give_role
from bot.db.people.people import add_person, read_actor
from bot.db.placements.applications import decide_application, read_applications_of
from bot.db.tables import application
from bot.domain.model import ApplicationId, ApplicationStatus, HostReason, Role
from bot.domain.people.access import Actor
from bot.domain.placements.application import Application
from bot.domain.refusal import Refusal
from bot.services.placements.answers import accept_application, decline_application
from bot.services.runner import Runner
from bot.ui.formats.dates import bare_day_label, day_label, local_date
from sandbox.lints import LintRule
from sandbox.people import Person
from tests.bot.paths import Words, open_programme, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
SITE = "sloist"
COURSE = "10 класс"
MOTIVATION = "Учится на технолога, хочет увидеть цех изнутри"
HOST = 555_001

Question = Callable[[Person, Words], Awaitable[None]]


def short(w: Words, *days: tuple[int, int]) -> str:
    """«28.12 – 19.01» in the words of a language."""
    return " – ".join(bare_day_label(date(2026, month, day), w.t) for day, month in days)


async def _choose_parent(person: Person, w: Words) -> None:
    await person.tap(w("application.i_am.parent"))


async def _choose_age(person: Person, w: Words) -> None:
    await person.tap("16–17")


async def _choose_dates(person: Person, w: Words) -> None:
    await person.tap(person.buttons()[0])


async def _type_course(person: Person, w: Words) -> None:
    await person.writes(COURSE)


async def _type_motivation(person: Person, w: Words) -> None:
    await person.writes(MOTIVATION)


async def _agree(person: Person, w: Words) -> None:
    await person.tap(w("consent.agree"))


async def _type_name(person: Person, w: Words) -> None:
    await person.writes("Мария Ивановна")


async def _share_phone(person: Person, w: Words) -> None:
    await person.shares_contact()


STEPS: tuple[tuple[str, Question], ...] = (
    ("applicant", _choose_parent),
    ("age", _choose_age),
    ("first date", _choose_dates),
    ("second date", _choose_dates),
    ("course", _type_course),
    ("motivation", _type_motivation),
    ("consent", _agree),
    ("name", _type_name),
    ("phone", _share_phone),
)
"""The questions in order, and an answer to each."""

AT_EACH = pytest.mark.parametrize("at", range(len(STEPS) + 1), ids=[*(name for name, _ in STEPS), "summary"])


async def begin(world: World, person: Person, w: Words, site: str = SITE) -> None:
    await open_programme(world, person, site, "intern")
    await person.tap(w("programme.apply"))


async def walk(world: World, person: Person, w: Words, at: int = len(STEPS)) -> None:
    """Up to the question of this number; to the summary if not given."""
    await begin(world, person, w)
    for _, answer in STEPS[:at]:
        await answer(person, w)


async def apply(world: World, person: Person, w: Words) -> None:
    await walk(world, person, w)
    await person.tap(w("summary.send"))


async def applications(world: World, person: Person) -> list[Application]:
    def read(connection: Connection) -> list[Application]:
        actor = read_actor(connection, person.user_id)
        assert actor
        return read_applications_of(connection, actor.person_id)

    return await world.db.read(read)


async def count(world: World) -> int:
    return await world.db.read(
        lambda connection: connection.execute(select(func.count()).select_from(application)).scalar_one()
    )


async def owner(world: World) -> Actor:
    """Somebody who answers for the site; their own chat is not looked at here."""
    site = next(each for each in world.app.content.everything.sites.values() if each.slug == SITE)
    now = world.clock.now()

    def body(connection: Connection) -> Actor:
        add_person(connection, HOST, "ru", site.region_id, now)
        actor = read_actor(connection, HOST)
        assert actor
        give_role(connection, actor.person_id, Role.OWNER, site.region_id, site.id, now)
        found = read_actor(connection, HOST)
        assert found
        return found

    return await world.db.write(body)


@LANGUAGES
@pytest.mark.shows("D2")
async def test_a_parent_applies_from_the_card_to_the_answer_on_screen(world: World, language: str) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await open_programme(world, parent, SITE, "intern")
    parent.reset_counts()
    await parent.tap(w("programme.apply"))
    parent.sees(w("application.i_am.self"), w("application.i_am.teacher"), w("button.cancel"))
    for _, answer in STEPS[:4]:
        await answer(parent, w)
    parent.sees(short(w, (28, 12), (19, 1)), short(w, (1, 2), (12, 2)))
    for _, answer in STEPS[4:]:
        await answer(parent, w)
    parent.sees(w("summary.title"), COURSE, MOTIVATION, "Мария Ивановна", w("application.no_papers"))
    await parent.tap(w("summary.send"))
    parent.sees("КС-0001", "17:00", w("sent.we_write"))
    assert (parent.taps, parent.typed) == (8, 3)

    await parent.tap(w("sent.card"))
    parent.sees(w("application.stage.waiting"), w("application.withdraw"), COURSE)
    await parent.tap(w("mine.all"))
    await parent.tap(w("mine.application", reference="КС-0001"))
    parent.sees(w("application.stage.waiting"))


@LANGUAGES
@pytest.mark.shows("D2")
async def test_sending_twice_and_from_an_old_message_makes_one_application(
    world: World, language: str
) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await walk(world, parent, w)
    summary = parent.last
    await parent.tap(w("summary.send"))
    await parent.resend_last_tap()
    await parent.tap(w("summary.send"), message=summary)
    parent.sees(w("tap.unchanged"))
    assert w.t.reference("КС-0001") in parent.screen
    assert await count(world) == 1


@LANGUAGES
@AT_EACH
async def test_back_leads_to_the_question_before_at_every_step(world: World, language: str, at: int) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await walk(world, parent, w, at)
    await parent.tap(w("button.back"))
    expected = (
        w("programme.apply"),
        w("application.i_am.parent"),
        "16–17",
        short(w, (28, 12), (19, 1)),
        w("application.only_first"),
        w("application.course")[:12],
    )
    motivation = w("application.motivation_child")[:12]
    parent.sees(expected[at] if at < len(expected) else motivation)


@LANGUAGES
@AT_EACH
async def test_cancel_ends_the_form_at_every_step(world: World, language: str, at: int) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await walk(world, parent, w, at)
    before = parent.last
    await parent.tap(w("button.cancel"))
    parent.sees(w("application.cancelled"))
    assert parent.keyboard() == []
    if before.labels:
        await parent.tap(before.labels[0], message=before)
        assert w("application.i_am.parent") not in parent.screen
    assert await count(world) == 0


@AT_EACH
@pytest.mark.sampled(4)
async def test_a_restart_loses_nothing_at_any_step(world: World, at: int) -> None:
    w = words("ru")
    parent = world.person("Мария")
    await walk(world, parent, w, at)
    await world.restart()
    for _, answer in STEPS[at:]:
        await answer(parent, w)
    await parent.tap(w("summary.send"))
    parent.sees("КС-0001")


async def test_an_unfinished_form_is_found_again_from_the_home_screen(world: World) -> None:
    w = words("ru")
    parent = world.person("Мария")
    await walk(world, parent, w, 5)
    await parent.start()
    await parent.tap(w("home.continue"))
    parent.sees(w("application.motivation_child")[:20])
    await begin(world, parent, w)
    parent.sees(w("application.motivation_child")[:20])


WRONG = (
    (0, "я", "problem.press_a_button"),
    (1, "я", "problem.age_band_unclear"),
    (2, "когда скажете", "problem.tap_dates"),
    (3, "нет", "problem.tap_dates"),
    (4, "Иванов Пётр, Сидорова Анна, Ким Олег", "application.problem.names"),
    (4, "?!", "problem.course_unclear"),
    (4, "2 курс, example.ru", "problem.course_unclear"),
    (5, "Паспорт 8712 345678", "application.problem.document"),
    (5, "Иванов Пётр, Сидорова Анна, Ким Олег", "application.problem.names"),
    (5, "хочу", "problem.motivation_short"),
    (5, "Всё обо мне: t.me/masha, www.example.org", "application.problem.link"),
    (6, "да", "problem.press_a_button"),
    (7, "12345", "problem.name_digits"),
    (8, "позвоните", "problem.not_a_phone"),
    (9, "не отправляйте", "problem.application_unclear"),
)


@LANGUAGES
@pytest.mark.shows("D2")
async def test_a_wrong_answer_is_explained_and_the_question_stays(world: World, language: str) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await begin(world, parent, w)
    answers: list[Question] = [*(answer for _, answer in STEPS), _sends]
    for at, answer in enumerate(answers):
        world.clock.move(timedelta(seconds=30))  # nobody taps so much in a moment
        for _, text, key in (each for each in WRONG if each[0] == at):
            await parent.writes(text)
            parent.sees(w(key))
        await answer(parent, w)
    parent.sees("КС-0001")


async def _sends(person: Person, w: Words) -> None:
    await person.tap(w("summary.send"))


async def test_somebody_elses_contact_is_refused(world: World) -> None:
    w = words("ru")
    parent = world.person("Мария")
    await walk(world, parent, w, 8)
    await parent.shares_foreign_contact("79120000000", "Пётр")
    parent.sees(w("problem.not_own_contact"))
    await parent.shares_contact()
    parent.sees(w("summary.title"))


@LANGUAGES
@pytest.mark.shows("D2")
async def test_a_minor_alone_and_the_too_young_are_told_what_to_do(world: World, language: str) -> None:
    w = words(language)
    minor = world.person("Ваня", language_code=language)
    await begin(world, minor, w)
    await minor.tap(w("application.i_am.self"))
    await minor.tap("16–17")
    minor.sees(w("application.refused.minor_alone"), w("application.pass_on"))
    assert "14–15" not in minor.buttons(), "a band that the placement does not take is not offered"
    await minor.writes("15 лет" if language == "ru" else "15 years old")
    minor.sees(w("application.refused.too_young", min_age=16), w("application.for_younger"))
    await minor.tap(w("application.for_younger"))
    minor.sees(w("catalogue.title"))


async def test_an_old_button_above_the_question_of_the_phone_asks_it_again_below(world: World) -> None:
    """Whether the question ever arrived is not known: the program may have died before it was sent."""
    world.allow(LintRule.SAID_TWICE)
    w = words("ru")
    parent = world.person("Мария")
    await walk(world, parent, w, 6)
    consent = parent.last
    await parent.tap(w("consent.agree"))
    await parent.writes("Мария")
    asked = parent.last
    await parent.tap(w("consent.agree"), message=consent)
    assert parent.last.message_id > asked.message_id
    assert parent.last.text == asked.text
    await parent.shares_contact()
    parent.sees(w("summary.title"))


async def test_back_and_cancel_can_be_typed(world: World) -> None:
    w = words("ru")
    parent = world.person("Мария")
    await walk(world, parent, w, 5)
    await parent.writes("назад")
    parent.sees(w("application.course")[:12])
    await parent.writes("Отмена")
    parent.sees(w("application.cancelled"))


@LANGUAGES
@pytest.mark.shows("D2")
async def test_refusing_the_consent_keeps_what_was_tapped(world: World, language: str) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await walk(world, parent, w, 6)
    await parent.tap(w("consent.refuse"))
    parent.sees(w("application.consent_refused"))
    await parent.tap(w("consent.again"))
    for _, answer in STEPS[4:]:
        await answer(parent, w)
    parent.sees(w("summary.title"), COURSE)


@LANGUAGES
@pytest.mark.shows("D2")
async def test_the_applicant_is_told_of_the_acceptance_and_can_withdraw_in_two_taps(
    world: World, language: str
) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await apply(world, parent, w)
    (sent,) = await applications(world, parent)
    await parent.waits()
    accepted = await runner_of(world).do(
        await owner(world), accept_application, sent.id, sent.entry.first_session_id
    )
    assert not isinstance(accepted, Refusal)
    await world.settle()
    first_day = local_date(accepted.intakes[0].starts_at, accepted.site.timezone)
    parent.sees(
        "✅",
        "КС-0001",
        day_label(first_day, w.t),
        "10:00",
        w("application.briefing"),
        w("application.parent_consent"),
    )
    notice = parent.last
    await parent.tap(w("sent.card"))
    parent.sees(w("application.stage.accepted"), day_label(first_day, w.t))
    await parent.tap(w("application.withdraw"))
    parent.sees(w("application.withdraw_yes"))
    await parent.tap(w("application.withdraw_yes"))
    parent.sees(w("application.stage.withdrawn"), w("application.withdrawn"))
    await parent.resend_last_tap()
    (sent,) = await applications(world, parent)
    assert sent.status.value == "withdrawn"
    assert any("✅" in each.text for each in parent.messages if each.message_id == notice.message_id)


@LANGUAGES
@pytest.mark.shows("D2")
async def test_the_applicant_is_told_of_the_refusal_with_its_reason_and_other_dates(
    world: World, language: str
) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await apply(world, parent, w)
    (sent,) = await applications(world, parent)
    await parent.waits()
    assert not isinstance(await declines(world, sent.id, HostReason.NO_GUIDE), Refusal)
    await world.settle()
    parent.sees("❌", "КС-0001", w("application.reason.no_guide"))
    await parent.tap(w("sent.card"))
    parent.sees(w("application.stage.declined"), w("application.reason.no_guide"))
    await parent.tap(w("application.again"))
    parent.sees(w("application.i_am.parent"))


@pytest.mark.shows("D2")
async def test_what_is_not_true_any_more_is_not_told(world: World) -> None:
    w = words("ru")
    parent = world.person("Мария")
    await apply(world, parent, w)
    (sent,) = await applications(world, parent)
    await parent.waits()
    assert not isinstance(await declines(world, sent.id, HostReason.REPAIR), Refusal)
    await world.db.write(lambda connection: reopen(connection, sent.id))
    await world.settle()
    parent.sees_nothing_new()


def runner_of(world: World) -> Runner:
    runner = world.app.dispatcher["runner"]
    assert isinstance(runner, Runner)
    return runner


async def declines(world: World, application_id: ApplicationId, reason: HostReason) -> object:
    return await runner_of(world).do(await owner(world), decline_application, application_id, reason)


def reopen(connection: Connection, application_id: ApplicationId) -> None:
    """A host's second thought between the decision and its message, which no button offers yet."""
    declined = {ApplicationStatus.DECLINED}
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert decide_application(
        connection, application_id, declined, ApplicationStatus.REVIEW, by=None, now=now
    )


@LANGUAGES
@pytest.mark.shows("D2")
async def test_a_second_application_shows_the_first(world: World, language: str) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await apply(world, parent, w)
    await begin(world, parent, w)
    parent.sees(w("application.already")[:20], "КС-0001", w("application.withdraw"))
    assert await count(world) == 1


@LANGUAGES
async def test_every_button_does_something_a_week_later(world: World, language: str) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await apply(world, parent, w)
    await parent.tap(w("sent.card"))
    await parent.tap(w("application.withdraw"))
    await world.move(timedelta(days=7))
    for message in [each for each in parent.messages if each.from_bot]:
        for button in [each for row in message.rows for each in row]:
            if button.callback_data is not None:
                await parent.press_data(button.callback_data, message)
                assert parent.new or (parent.alert and parent.alert.text), button.label
    assert await count(world) == 1


async def test_damaged_and_foreign_data_change_nothing(world: World) -> None:
    w = words("ru")
    parent, stranger = world.person("Мария"), world.person("Игорь")
    await apply(world, parent, w)
    (sent,) = await applications(world, parent)
    await stranger.start()
    draft_id = sent.entry.draft_id
    for data in (
        f"ap:{sent.id}:0",
        f"aw:{sent.id}:1",
        f"as:{draft_id}",
        f"af:{draft_id}:who:self",
        f"af:{draft_id}:d1:99999999999",
        f"af:{draft_id}:age:99",
        f"af:{draft_id}:cancel:",
        f"ac:{draft_id}:1:1",
        "af:x:y:z",
    ):
        await stranger.press_data(data)
        assert "КС-0001" not in stranger.screen
    assert [each.status.value for each in await applications(world, parent)] == ["review"]
