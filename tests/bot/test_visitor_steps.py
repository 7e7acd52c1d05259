"""Every way of booking, question by question: back, cancel, restart and wrong input at each (B2).

A path is its questions in order with an answer to each; the tests walk it up to one of them. Classes take
one of the nearest sessions, tourists go by the calendar.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.db.tables import booking, claim
from bot.domain.model import Role, VisitStatus
from bot.ui.formats.codes import code_label
from sandbox.people import Person
from tests import details
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import FELTING, PAPER_MILL, Words, open_programme, tap_day, tap_moment, tap_time, words
from tests.bot.town import tap_to
from tests.bot.world import World

Answer = Callable[[Person, Words], Awaitable[None]]
Seen = Callable[[Words], str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question: how it is recognised, an answer to it, and answers that will not do with what is said."""

    name: str
    question: Seen
    answer: Answer
    before: str
    """The step that «Назад» leads to; empty for the programme's card."""
    wrong: tuple[tuple[str, str], ...] = ()
    """Typed text, and the key of what explains it."""


@dataclass(frozen=True, slots=True)
class Path:
    name: str
    slug: str
    code: str
    steps: tuple[Question, ...]
    instant: bool = False

    @property
    def before_summary(self) -> str:
        """Where the time was chosen."""
        return "time" if any(step.name == "time" for step in self.steps) else "day"

    @property
    def send(self) -> str:
        return "summary.book" if self.instant else "summary.send"


def _types(text: str) -> Answer:
    async def answer(person: Person, _w: Words) -> None:
        await person.writes(text)

    return answer


def _taps(label: str) -> Answer:
    async def answer(person: Person, _w: Words) -> None:
        await person.tap(label)

    return answer


async def _agrees(person: Person, w: Words) -> None:
    beginning = w("form.agree_no_age", counts="").strip()
    await person.tap(next(label for label in person.buttons() if label.startswith(beginning)))


async def _picks_a_moment(person: Person, _w: Words) -> None:
    await tap_moment(person)


async def _picks_a_day(person: Person, _w: Words) -> None:
    await tap_day(person)


async def _picks_a_time(person: Person, _w: Words) -> None:
    await tap_time(person)


async def _consents(person: Person, w: Words) -> None:
    await person.tap(w("consent.agree"))


async def _shares_phone(person: Person, _w: Words) -> None:
    await person.shares_contact()


def _says(key: str, **arguments: str | int) -> Seen:
    """The beginning of a text, without its HTML."""
    return lambda w: w(key, **arguments).replace("<b>", "").replace("</b>", "").splitlines()[0][:30]


NOT_UNDERSTOOD = "problem.nothing_understood"
BY_BUTTON = "problem.press_a_button"
NAMES = "1. Иванов Иван\n2. Петрова Мария\n3. Сидоров Пётр"


def _class_steps(party: str, asks: Seen) -> tuple[Question, ...]:
    """The party is typed, the school is typed and chosen, then as everybody."""
    return (
        Question(
            "party",
            asks,
            _types(party),
            "",
            (("привет", NOT_UNDERSTOOD), (NAMES, "problem.looks_like_names")),
        ),
        Question(
            "school",
            _says("form.school"),
            _types("Северный"),
            "party",
            (("Ш", "problem.too_short"), ("Да", "problem.not_an_organisation")),
        ),
        Question(
            "match",
            _says("form.school_matches"),
            _taps("Северный ключ"),
            "party",
            (("!", "problem.too_short"),),
        ),
        Question(
            "check",
            lambda w: w("form.agree_no_age", counts=""),
            _agrees,
            "school",
            (("ой", "problem.check_unclear"), ("15 декабря", "problem.check_unclear")),
        ),
        Question(
            "day", _says("form.day"), _picks_a_moment, "check", (("когда-нибудь", "problem.tap_a_day"),)
        ),
        Question("consent", _says("consent.title"), _consents, "day", (("да", BY_BUTTON),)),
        Question(
            "name",
            _says("form.name"),
            _types("Анна Петровна"),
            "day",
            (("12345", "problem.name_digits"), ("помощь", "problem.no_name")),
        ),
        Question("phone", _says("form.phone"), _shares_phone, "day", (("123", "problem.not_a_phone"),)),
    )


CLASS = Path("class", PAPER_MILL, "tour", _class_steps("7 Б, 27", _says("form.party_both", age=12)))
TRIAL = Path("trial", "voilokno", "trial", _class_steps("8 А, 10", _says("form.party_class")))
CAREER = Path("career", PAPER_MILL, "career", _class_steps("9 В, 17", _says("form.party_class")))
TOURIST = Path(
    "tourist",
    FELTING,
    "class",
    (
        Question(
            "seats",
            _says("form.party_both", age=6),
            _taps("2"),
            "",
            (("привет", NOT_UNDERSTOOD), (NAMES, "problem.looks_like_names")),
        ),
        Question("day", _says("form.day"), _picks_a_day, "seats", (("когда-нибудь", "problem.tap_a_day"),)),
        Question("time", _says("form.time"), _picks_a_time, "day", (("утром", "problem.tap_a_time"),)),
        Question("consent", _says("consent.title"), _consents, "time", (("да", BY_BUTTON),)),
        Question(
            "phone", _says("form.phone"), _shares_phone, "time", (("позвоните", "problem.not_a_phone"),)
        ),
    ),
    instant=True,
)
PATHS = (CLASS, TRIAL, CAREER, TOURIST)

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
EACH_PATH = pytest.mark.parametrize("path", PATHS, ids=[path.name for path in PATHS])


async def begin(world: World, person: Person, w: Words, path: Path) -> None:
    await open_programme(world, person, path.slug, path.code)
    await person.tap(w("programme.book"))


async def walk(world: World, person: Person, w: Words, path: Path, at: int | None = None) -> None:
    """Up to the question of this number; to the summary if not given."""
    await begin(world, person, w, path)
    for step in path.steps[:at]:
        assert step.question(w) in _text(person), f"{step.name} is not asked:\n{person.screen}"
        await step.answer(person, w)


def _text(person: Person) -> str:
    return person.screen.replace("\u00a0", " ").replace("\u202f", " ")


async def finish(person: Person, w: Words, path: Path) -> None:
    """Answers what is asked until it can be sent, and sends it."""
    for _ in path.steps:
        if w(path.send) in person.buttons():
            break
        await _asked(person, w, path).answer(person, w)
    await person.tap(w(path.send))
    person.sees("К-0001")


def _asked(person: Person, w: Words, path: Path) -> Question:
    """The question that is on screen."""
    found = [step for step in path.steps if step.question(w) in _text(person)]
    assert len(found) == 1, f"{[step.name for step in found]} on\n{person.screen}"
    return found[0]


async def _counts(world: World) -> tuple[int, int]:
    """Bookings, and live claims on seats."""
    return await world.db.read(
        lambda c: (
            c.execute(select(func.count()).select_from(booking)).scalar_one(),
            c.execute(
                select(func.count()).select_from(claim).where(claim.c.released_at.is_(None))
            ).scalar_one(),
        )
    )


@LANGUAGES
@EACH_PATH
@pytest.mark.parametrize("typed", [False, True], ids=["tapped", "typed"])
@pytest.mark.shows("B2")
async def test_back_leads_to_the_question_before(
    world: World, language: str, path: Path, typed: bool
) -> None:
    """At every question, also where the answer is a button; typed once it counts once."""
    w = words(language)
    guest = world.person("Анна", language_code=language)
    await begin(world, guest, w, path)
    for at in range(len(path.steps) + 1):
        _pause(world)
        await _go_on(guest, w, path, at)
        if typed:
            await guest.writes(w("button.back").strip("‹ ").lower())
        else:
            await guest.tap(w("button.back"))
        assert guest.keyboard() == []
        if before := path.steps[at].before if at < len(path.steps) else path.before_summary:
            assert _asked(guest, w, path).name == before
        else:
            await guest.tap(w("programme.book"))
    await finish(guest, w, path)


@LANGUAGES
@EACH_PATH
@pytest.mark.shows("B2")
async def test_cancel_ends_the_form_and_frees_its_seats(world: World, language: str, path: Path) -> None:
    """At every question; the last time it is typed."""
    w = words(language)
    guest = world.person("Анна", language_code=language)
    await begin(world, guest, w, path)
    for at in range(len(path.steps) + 1):
        _pause(world)
        await _go_on(guest, w, path, at)
        before = guest.last
        await guest.tap(w("button.cancel"))
        guest.sees(w("form.cancelled"))
        assert guest.keyboard() == []
        assert await _counts(world) == (0, 0)
        if before.labels:
            await guest.tap(w("button.cancel"), message=before)
            assert guest.last.text == w("form.cancelled")
        await guest.tap(w("form.again"))
        assert _asked(guest, w, path) is path.steps[0]
    await _go_on(guest, w, path, len(path.steps))
    await guest.writes(w("button.cancel").upper())
    guest.sees(w("form.cancelled"))
    assert await _counts(world) == (0, 0)


async def _go_on(person: Person, w: Words, path: Path, at: int) -> None:
    """Answers what is asked up to the question of this number."""
    while (now := _at(person, w, path)) < at:
        await path.steps[now].answer(person, w)


def _pause(world: World) -> None:
    """Nobody taps so much in a moment."""
    world.clock.move(timedelta(seconds=30))


def _at(person: Person, w: Words, path: Path) -> int:
    if w(path.send) in person.buttons():
        return len(path.steps)
    return path.steps.index(_asked(person, w, path))


@LANGUAGES
@pytest.mark.shows("B2")
async def test_cancel_is_under_every_detail(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    for question in (*details.AT_PARTY_CHECK, *details.AT_SUMMARY):
        at_check = question in details.AT_PARTY_CHECK
        number = [step.name for step in CLASS.steps].index("check") if at_check else len(CLASS.steps)
        _pause(world)
        await begin(world, teacher, w, CLASS)
        await _go_on(teacher, w, CLASS, number)
        asked = w(f"form.ask_{question}", foreign_days=30)[:30]
        for leave in ("button.back", "typed back"):
            await tap_to(teacher, f":ask:{question}")
            teacher.sees(asked)
            if leave == "typed back":
                await teacher.writes(w("button.back").strip("‹ "))
            else:
                await teacher.tap(w(leave))
            assert _at(teacher, w, CLASS) == number
        await tap_to(teacher, f":ask:{question}")
        await teacher.tap(w("button.cancel"))
        teacher.sees(w("form.cancelled"))
    assert await _counts(world) == (0, 0)


@LANGUAGES
@EACH_PATH
@pytest.mark.shows("B2")
async def test_a_restart_before_every_answer_loses_nothing(world: World, language: str, path: Path) -> None:
    w = words(language)
    guest = world.person("Анна", language_code=language)
    await begin(world, guest, w, path)
    for step in path.steps:
        await world.restart()
        assert step.question(w) in _text(guest)
        await step.answer(guest, w)
    await world.restart()
    await guest.start()
    await guest.tap(w("home.continue"))
    await finish(guest, w, path)


@LANGUAGES
@EACH_PATH
@pytest.mark.shows("B2")
@pytest.mark.shows("H4")
async def test_a_wrong_answer_is_explained_and_the_question_stays(
    world: World, language: str, path: Path
) -> None:
    w = words(language)
    guest = world.person("Анна", language_code=language)
    await begin(world, guest, w, path)
    for step in path.steps:
        _pause(world)
        assert _asked(guest, w, path) is step
        for text, key in step.wrong:
            await guest.writes(text)
            guest.sees(w(key))
            assert step.question(w) in _text(guest), f"{step.name} is not asked after {text!r}"
        await step.answer(guest, w)
    await guest.writes("не отправляйте")
    guest.sees(w("problem.summary_unclear"))
    await finish(guest, w, path)


@LANGUAGES
@EACH_PATH
@pytest.mark.shows("B2")
async def test_refusing_the_consent_keeps_the_answers(world: World, language: str, path: Path) -> None:
    w = words(language)
    guest = world.person("Анна", language_code=language)
    at = [step.name for step in path.steps].index("consent")
    await walk(world, guest, w, path, at)
    await guest.tap(w("consent.refuse"))
    guest.sees(w("consent.refused"))
    assert w("button.cancel") in guest.buttons()
    await guest.tap(w("consent.again"))
    assert _asked(guest, w, path).name == "consent"
    await finish(guest, w, path)


@LANGUAGES
@pytest.mark.parametrize("path", [CLASS, TRIAL, CAREER], ids=["class", "trial", "career"])
@pytest.mark.shows("E2")
async def test_the_host_confirms_and_the_leader_is_told(world: World, language: str, path: Path) -> None:
    """To the end: sent, answered by the host of that site, told to the leader with the code for the gate."""
    w = words(language)
    host = await host_of(world, "Ольга", Role.OWNER, slug=path.slug)
    teacher = world.person("Анна", language_code=language)
    await begin(world, teacher, w, path)
    await finish(teacher, w, path)
    teacher.sees(w("sent.we_write"))
    sent = await booking_of(world, teacher)
    assert sent.status is VisitStatus.PENDING
    assert sent.first.programme_id == next(
        each.id
        for each in world.app.content.published.programmes.values()
        if (world.app.content.published.site_of(each).slug, each.code) == (path.slug, path.code)
    )
    await teacher.waits()
    await host.tap(words("ru")("host.confirm"))
    teacher.sees("✅", "К-0001")
    assert (await booking_of(world, teacher)).status is VisitStatus.CONFIRMED
    assert code_label(sent.first.code, w.t) in teacher.last.text
    before = await _counts(world)
    await host.resend_last_tap()
    assert await _counts(world) == before


@LANGUAGES
@pytest.mark.shows("C1")
async def test_a_tourist_is_booked_at_once(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await begin(world, guest, w, TOURIST)
    await finish(guest, w, TOURIST)
    sent = await booking_of(world, guest)
    assert (sent.status, sent.party.adults, sent.party.children) == (VisitStatus.CONFIRMED, 2, 0)
    assert sent.first.starts_at - world.clock.now() > timedelta(hours=2)
