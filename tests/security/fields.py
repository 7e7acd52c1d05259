"""Every question that is answered by typing: how one comes to it, and who reads the answer later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from bot.db.tables import visit
from bot.domain.forms import (
    AnnouncementForm,
    AnswerForm,
    ApplicationForm,
    ArrivalCodeForm,
    AskLeaderForm,
    AskSiteForm,
    BookingForm,
    CardForm,
    ClassCardForm,
    ComingForm,
    DutyForm,
    FeedbackForm,
    HandoverForm,
    HeadCountForm,
    IntakeForm,
    LinkLabelForm,
    MentorForm,
    NewProgrammeForm,
    NewSessionForm,
    NewSiteForm,
    NumbersForm,
    OwnRegionForm,
    PeriodForm,
    ProfileForm,
    Question,
    RegionConsentForm,
    RegionDaysForm,
    RegionSettingForm,
    ReviewForm,
    RouteForm,
    RuleForm,
    SeedForm,
    SessionChangeForm,
    SiteNoForm,
    SitePhotoForm,
    TalkForm,
    WhyNotForm,
)
from bot.domain.model import Role, VisitStatus
from bot.domain.placements.selection import USUAL_CRITERIA
from bot.ui.visitor.papers.callback_data import FeedbackTap
from sandbox.people import Person
from tests import details
from tests.bot.hosts.site import booking_of, data_of, go_to_start, host_of
from tests.bot.hosts.test_ends_of_placements import over, placed
from tests.bot.papers import confirmed_class, trial_begins
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    become_known,
    book_class,
    book_seats,
    describe_class,
    open_programme,
    programme_id,
    reach_summary,
    site_id,
    tap_day,
    tap_moment,
    tap_time,
    words,
)
from tests.bot.test_application import STEPS, walk
from tests.bot.town import PLACEMENTS, tap_to
from tests.bot.world import World

FieldOf = tuple[type, Question]
Go = Callable[[World], Awaitable[Person]]
"""Goes to the question; the person who is asked."""
Read = Callable[[World, Person], Awaitable[Person]]
"""From the accepted answer to whoever reads it at last, who has it on screen then."""

w = words("ru")


@dataclass(frozen=True, slots=True)
class Place:
    """``around``: what stands beside the markup so that the answer can be kept; None where nothing with
    markup can. ``read``: who reads it later."""

    go: Go
    around: str | None = None
    read: tuple[Read, ...] = ()
    links: bool = False
    """A link may stand in it: it is public."""


# --- visitors


async def _at_party(world: World) -> Person:
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    return teacher


async def _at_school(world: World) -> Person:
    teacher = await _at_party(world)
    await teacher.writes("7 Б, 27")
    return teacher


async def _at_party_check(world: World) -> Person:
    teacher = await _at_school(world)
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    return teacher


async def _at_day(world: World) -> Person:
    teacher = await _at_party(world)
    await describe_class(teacher, w, party="7 Б, 17")
    return teacher


async def _at_time(world: World) -> Person:
    teacher = await _at_day(world)
    await tap_day(teacher)
    return teacher


async def _at_name(world: World) -> Person:
    teacher = await _at_time(world)
    await tap_time(teacher)
    await teacher.tap(w("consent.agree"))
    return teacher


async def _at_phone(world: World) -> Person:
    teacher = await _at_name(world)
    await teacher.writes("Анна Петровна")
    return teacher


async def _at_summary(world: World) -> Person:
    teacher = world.person("Анна")
    await host_of(world, "Ольга", Role.OWNER)
    await reach_summary(world, teacher, w)
    return teacher


async def _at_summary_of_group(world: World) -> Person:
    guide = await _at_party(world)
    await host_of(world, "Ольга", Role.OWNER)
    await guide.writes("турфирма «Северный путь», 18")
    await guide.tap(w("form.school_new"))
    await tap_moment(guide)
    await become_known(guide, w)
    return guide


def _at_detail(question: Question) -> Go:
    async def go(world: World) -> Person:
        if question in details.AT_PARTY_CHECK:
            teacher = await _at_party_check(world)
        elif question in details.OF_OPERATORS:
            teacher = await _at_summary_of_group(world)
        else:
            teacher = await _at_summary(world)
        await tap_to(teacher, f":ask:{question}")
        return teacher

    return go


def _at_card(button: str | None) -> Go:
    """At a question of a class card; None: the card is on screen, and takes what is typed."""

    async def go(world: World) -> Person:
        teacher = world.person("Анна")
        await book_class(world, teacher, w)
        await teacher.writes("/classes")
        await teacher.tap("7 Б · 27 + 3")
        if button is not None:
            await teacher.tap(w(f"classes.{button}", n=27))
        return teacher

    return go


def _at_profile(label: str) -> Go:
    async def go(world: World) -> Person:
        teacher = world.person("Анна")
        await book_class(world, teacher, w)
        await teacher.writes("/profile")
        await teacher.tap(w(label))
        return teacher

    return go


def _at_taking(step: int) -> Go:
    async def go(world: World) -> Person:
        teacher, colleague = world.person("Анна"), world.person("Игорь")
        await book_seats(world, teacher, w)
        await teacher.press_data(f"hand:booking:{(await booking_of(world, teacher)).id}")
        link = next(each for each in teacher.last.text.split() if "start=h_" in each)
        await colleague.start(link.rpartition("=")[2])
        if step > 0:
            await colleague.tap(w("handover.take"))
            await colleague.tap(w("consent.agree"))
        if step > 1:
            await colleague.writes("Игорь Павлович")
        return colleague

    return go


async def _at_photo(world: World) -> Person:
    owner = await host_of(world, "Ольга", Role.OWNER)
    await owner.writes("/desk")
    await owner.tap(w("photo.desk"))
    return owner


async def _at_label(world: World) -> Person:
    owner = await host_of(world, "Ольга", Role.OWNER)
    await owner.writes("/desk")
    await owner.tap(w("links.desk"))
    await owner.tap(w("links.new"))
    return owner


def _at_application(step: int) -> Go:
    async def go(world: World) -> Person:
        parent = world.person("Мария")
        await host_of(world, "Ольга", Role.OWNER, slug=PLACEMENTS)
        await walk(world, parent, w, step)
        return parent

    return go


async def _add_school_and_send(world: World, teacher: Person) -> Person:
    """The host's notice."""
    host = await host_of(world, "Ольга", Role.OWNER)
    await host.waits()
    await teacher.tap(w("form.school_new"))
    await teacher.tap(
        next(label for label in teacher.buttons() if label.startswith(w("form.agree_no_age", counts="")))
    )
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))
    return host


async def _send_remark(world: World, teacher: Person) -> Person:
    host = world.people["Ольга"]
    await host.waits()
    await teacher.tap(w("summary.send"))
    return host


async def _open_queue(world: World, teacher: Person) -> Person:
    host = world.people["Ольга"]
    await host.writes("/desk")
    await host.tap(w("host.desk.queue", n=1))
    await host.tap(host.buttons()[0])
    return host


async def _open_visit(world: World, teacher: Person) -> Person:
    """The card of the visit, as it is opened at the gate."""
    host = world.people["Ольга"]
    visit = (await booking_of(world, teacher)).first
    await host.press_data(f"hv:{visit.id}:show")
    return host


async def _open_own_booking(world: World, teacher: Person) -> Person:
    await teacher.writes("/my")
    await teacher.tap(teacher.buttons()[0])
    return teacher


async def _add_school_to_card(world: World, teacher: Person) -> Person:
    await teacher.tap(w("form.school_new"))
    return teacher


async def _finish_application(world: World, parent: Person) -> Person:
    """From the course or the motivation to the host's notice."""
    host = world.people["Ольга"]
    await host.waits()
    if w("consent.agree") not in parent.buttons():
        await parent.writes("Учится на технолога, хочет увидеть цех изнутри")
    await parent.tap(w("consent.agree"))
    await parent.writes("Мария Ивановна")
    await parent.shares_contact()
    await parent.tap(w("summary.send"))
    return host


async def _accept_applicant(world: World, parent: Person) -> Person:
    host = world.people["Ольга"]
    await host.tap(next(label for label in host.buttons() if label.startswith(w("host.accept", day=""))))
    await host.tap(w("host.application.send"))
    return host


async def _at_talk(world: World) -> Person:
    parent = await _at_application(len(STEPS))(world)
    await parent.tap(w("summary.send"))
    host = world.people["Ольга"]
    await host.tap(w("host.application.steps"))
    await host.tap(w("host.application.step.talk"))
    return host


async def _at_seed(world: World) -> Person:
    """Three with equal points want two places, and the rate is known that decides."""
    host = await host_of(world, "Ольга", Role.OWNER, slug=PLACEMENTS)
    for name in ("Мария", "Нина", "Олег"):
        parent = world.person(name)
        await walk(world, parent, w)
        await parent.tap(w("summary.send"))
        await host.tap(w("host.application.steps"), message=host.last)
        await host.tap(w("host.application.step.rate"))
        for _ in USUAL_CRITERIA:
            await host.tap("4")
    await host.tap(w("host.application.open"))
    await host.tap(w("host.application.steps"))
    await host.tap(w("host.application.step.selection"))
    await host.tap(host.buttons()[0])
    await host.tap(w("selection.prepare"))
    await host.tap(w("selection.announce"))
    await host.waits()
    await world.move(timedelta(days=2))
    await host.tap(w("draw.enter_seed"))
    return host


async def _send_talk(world: World, host: Person) -> Person:
    """What the host is shown before, then the applicant's message."""
    await host.tap(w("host.application.send"))
    return world.people["Мария"]


# --- hosts


async def _at_head_count(world: World) -> Person:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    tourist = world.person("Марина")
    await book_seats(world, tourist, w)
    await go_to_start(world, tourist)
    visit = (await booking_of(world, tourist)).first
    await owner.press_data(f"hv:{visit.id}:show")
    await owner.tap(w("host.gate.other"))
    return owner


async def _at_coming(world: World) -> Person:
    tourist = world.person("Марина")
    await book_seats(world, tourist, w)
    await go_to_start(world, tourist)
    await tourist.press_data(f"day:{(await booking_of(world, tourist)).id}:coming")
    return tourist


async def _at_duty(world: World) -> Person:
    host = await world.host(PAPER_MILL)
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await teacher.tap(w("duty.transport.bus"))
    await host.tap(w("host.confirm"))
    booking = await booking_of(world, teacher)
    await teacher.press_data(f"duty:{booking.id}:{booking.first.site_id}:plate:ask::")
    return teacher


async def _at_numbers(world: World) -> Person:
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await teacher.press_data(f"num:{(await booking_of(world, teacher)).id}:ask:0:")
    return teacher


def _at_feedback(label: str) -> Go:
    async def go(world: World) -> Person:
        teacher, _, _ = await confirmed_class(world)
        arrived = update(visit).values(status=VisitStatus.ARRIVED)
        await world.db.write(lambda connection: connection.execute(arrived).rowcount)
        been = (await booking_of(world, teacher)).first
        rated = FeedbackTap(booking=been.booking_id, site=been.site_id, op="rate", value=5)
        await teacher.press_data(rated.pack())
        await teacher.tap(w(label))
        return teacher

    return go


async def _at_sentence(world: World) -> Person:
    """The expert of a job trial that is over."""
    _, owner = await trial_begins(world)
    await world.move(timedelta(hours=2))
    for score in ("5", "5", "5"):
        await owner.tap(score)
    await owner.tap(w("host.review.add"))
    return owner


async def _at_mentors_sentence(world: World) -> Person:
    """The owner of a site at which a placement is over."""
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PLACEMENTS)
    parent = await placed(world, owner, w)
    await over(world, parent)
    await owner.tap("5")
    await owner.tap(w("host.review.add"))
    return owner


async def _see_own_words(world: World, teacher: Person) -> Person:
    """What was written stands on the screen that follows."""
    return teacher


async def _at_question(world: World) -> Person:
    family = world.person("Семья")
    await host_of(world, "Ольга", Role.OWNER)
    await open_programme(world, family, PAPER_MILL)
    await family.tap(w("programme.ask"))
    return family


async def _send_question(world: World, family: Person) -> Person:
    """The host's notice."""
    host = world.people["Ольга"]
    await host.waits()
    await family.tap(w("consent.agree"))
    return host


async def _keep_answer(world: World, family: Person) -> Person:
    """«Вопросы и ответы» on the card of the programme, as anybody sees them."""
    host = world.people["Ольга"]
    await host.tap(w("host.enquiry.answer"))
    await host.writes("Да, конечно")
    await host.tap(w("host.enquiry.keep"))
    tourist = world.person("Марина")
    await open_programme(world, tourist, PAPER_MILL)
    await tourist.tap(w("programme.answers", n=1))
    return tourist


async def _at_line(world: World) -> Person:
    host = await host_of(world, "Ольга", Role.OWNER)
    await book_class(world, world.person("Анна"), w)
    await host.tap(w("host.decline"))
    return host


async def _decline(world: World, host: Person) -> Person:
    """The leader's message, whose reason it goes with."""
    teacher = world.people["Анна"]
    await teacher.waits()
    await host.tap(w("host.reason.repair"))
    return teacher


async def _open_declined(world: World, host: Person) -> Person:
    leader = world.people["Анна"]
    await leader.writes("/my")
    await leader.tap(w("mine.past", n=1))
    await leader.tap("❌ К-0001")
    return leader


async def _at_question_to_leader(world: World) -> Person:
    host = await host_of(world, "Ольга", Role.OWNER)
    await book_class(world, world.person("Анна"), w)
    await host.tap(w("host.contact"))
    return host


async def _see_leaders_card(world: World, host: Person) -> Person:
    return await _open_own_booking(world, world.people["Анна"])


async def _at_answer(world: World) -> Person:
    host = await _at_question_to_leader(world)
    await host.writes("Нужен ли лифт?")
    teacher = world.people["Анна"]
    await teacher.tap(w("asked.reply"))
    return teacher


async def _see_told(world: World, teacher: Person) -> Person:
    return world.people["Ольга"]


async def _at_code(world: World) -> Person:
    guard = await host_of(world, "Семён", Role.GUARD)
    await guard.writes("/desk")
    await guard.tap(w("host.desk.code"))
    return guard


async def _at_session_day(world: World) -> Person:
    owner = await host_of(world, "Ольга", Role.OWNER)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.add"))
    await owner.tap(owner.buttons()[0])
    return owner


async def _at_session_time(world: World) -> Person:
    owner = await _at_session_day(world)
    await owner.writes("05.12")
    return owner


async def _at_sessions(world: World) -> Person:
    owner = await host_of(world, "Ольга", Role.OWNER)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    return owner


def _at_session_change(button: str) -> Go:
    async def go(world: World) -> Person:
        owner = await _at_sessions(world)
        await owner.tap(next(label for label in owner.buttons() if ":" in label))
        await owner.tap(w(button))
        return owner

    return go


async def _at_period(world: World) -> Person:
    owner = await _at_sessions(world)
    await owner.tap(w("host.sessions.close"))
    return owner


async def _at_last_day(world: World) -> Person:
    owner = await _at_period(world)
    await owner.writes("05.12")
    return owner


async def _at_weekdays(world: World) -> Person:
    owner = await _at_sessions(world)
    await owner.tap(w("host.sessions.schedule"))
    await owner.tap(w("host.schedule.add"))
    await owner.tap(owner.buttons()[0])
    return owner


async def _at_times(world: World) -> Person:
    owner = await _at_weekdays(world)
    await owner.tap(w("date.weekday.6"))
    await owner.tap(w("host.rule.days_done"))
    return owner


def _at_intake(*said: str) -> Go:
    async def go(world: World) -> Person:
        owner = await _at_sessions(world)
        await owner.tap(w("host.sessions.schedule"))
        await owner.tap(w("host.intake.add"))
        for each in said:
            await owner.writes(each)
        return owner

    return go


def _at_rule(field: str) -> Go:
    async def go(world: World) -> Person:
        owner = await _at_times(world)
        await owner.writes("11:00")
        await owner.tap(w(f"host.rule.field.{field}"))
        return owner

    return go


async def _at_card_field(world: World) -> Person:
    owner = await host_of(world, "Ольга", Role.OWNER)
    await owner.press_data(f"hke:{site_id(world, PAPER_MILL)}:0:short")
    return owner


async def _save_card(world: World, owner: Person) -> Person:
    """The card of the site, as anybody sees it."""
    await owner.tap(w("card.save"))
    tourist = world.person("Марина")
    await tourist.start(f"s_{site_id(world, PAPER_MILL)}")
    return tourist


async def _at_why_not(world: World) -> Person:
    owner = await host_of(world, "Ольга", Role.OWNER)
    coordinator = await world.coordinator()
    tour = programme_id(world, PAPER_MILL)
    await owner.press_data(f"hke:{site_id(world, PAPER_MILL)}:{tour}:children_per_adult")
    await owner.writes("6")
    await owner.tap(w("card.send"))
    await coordinator.tap(w("revision.decline"))
    return coordinator


async def _see_owner(world: World, coordinator: Person) -> Person:
    return world.people["Ольга"]


NEW_SITE = ("Цех «Пример»", "Емвинск", "Княжпогостский район", "Валяние", "Проходная № 2")
NEW_PROGRAMME = ("Слой за слоем", "Увидите пресс", "школьники", "12", "20")


def _at_new_site(step: int) -> Go:
    async def go(world: World) -> Person:
        coordinator = await world.coordinator()
        await coordinator.writes("/region")
        await coordinator.tap(w("new_site.button"))
        for text in NEW_SITE[:step]:
            await coordinator.writes(text)
        return coordinator

    return go


def _at_new_programme(step: int) -> Go:
    async def go(world: World) -> Person:
        coordinator = await world.coordinator()
        await coordinator.press_data(f"cq:{site_id(world, PAPER_MILL)}")
        await coordinator.tap(w("kind.career"))
        for text in NEW_PROGRAMME[:step]:
            await coordinator.writes(text)
        return coordinator

    return go


def _at_region_days(*texts: str) -> Go:
    async def go(world: World) -> Person:
        coordinator = await _at_settings(world, "days")
        await coordinator.tap(w("settings.days.add.off"))
        for each in texts:
            await coordinator.writes(each)
        return coordinator

    return go


def _at_route(step: int, days: int = 1) -> Go:
    """``step``: questions that are answered; ``days``: how many the route takes."""

    async def go(world: World) -> Person:
        coordinator = await world.coordinator()
        await coordinator.writes("/region")
        await coordinator.tap(w("region_route.button"))
        await coordinator.tap(w("region_route.new"))
        for text in ("От леса к листу", "Лес и бумага")[:step]:
            await coordinator.writes(text)
        if step > 2:
            draft = data_of(coordinator, w("button.cancel")).split(":")[1]
            for slug in ("sloist", PAPER_MILL):
                await coordinator.press_data(f"crtf:{draft}:add:{programme_id(world, slug)}")
            await coordinator.tap(w.t.count("region_route.chosen", 2))
        if step > 3:
            await coordinator.writes(str(days))
        for text in ("40 минут", "Автобус", "Семьи")[: max(step - 4, 0)]:
            await coordinator.writes(text)
        return coordinator

    return go


async def _finish_route(_world: World, coordinator: Person) -> Person:
    """The card, as its coordinator previews it."""
    await coordinator.tap(w("region_route.card"))
    await coordinator.tap(w("region_route.card_details"))
    return coordinator


async def _at_age_of_route(world: World) -> Person:
    coordinator = await world.coordinator()
    route = next(iter(world.app.content.published.routes.values()))
    await coordinator.press_data(f"crte:{route.region_id}:{route.id}:min_age")
    return coordinator


async def _at_settings(world: World, part: str) -> Person:
    coordinator = await world.coordinator()
    await coordinator.writes("/region")
    await coordinator.tap(w("settings.button"))
    await coordinator.tap(w(f"settings.{part}"))
    return coordinator


async def _at_news(world: World) -> Person:
    coordinator = await world.coordinator()
    await coordinator.writes("/region")
    await coordinator.tap(w("news.region.button"))
    await coordinator.tap(w("news.region.new"))
    return coordinator


async def _send_news(_world: World, coordinator: Person) -> Person:
    everybody = w("news.audience.counted", audience=w("news.audience.all"), n="")
    await coordinator.tap(next(each for each in coordinator.buttons() if each.startswith(everybody)))
    return coordinator


async def _at_setting(world: World) -> Person:
    coordinator = await _at_settings(world, "terms")
    await coordinator.tap(w("setting.name.answer_days"))
    return coordinator


async def _at_consent(world: World) -> Person:
    coordinator = await _at_settings(world, "consent")
    await coordinator.tap(w("settings.consent.write"))
    return coordinator


async def _skip_english(_world: World, coordinator: Person) -> Person:
    """The consent as visitors would read it."""
    await coordinator.tap(w("settings.consent.skip.en"))
    return coordinator


async def _at_own_region(world: World) -> Person:
    guest = world.person("Гость")
    await guest.start()
    await guest.press_data("regs:me")
    return guest


PLACES: Mapping[FieldOf, Place] = {
    (BookingForm, Question.PARTY): Place(_at_party),
    (BookingForm, Question.SCHOOL): Place(
        _at_school, "Лицей {}", (_add_school_and_send, _open_queue, _open_visit, _open_own_booking)
    ),
    (BookingForm, Question.PARTY_CHECK): Place(_at_party_check),
    (BookingForm, Question.NAME): Place(_at_name),
    (BookingForm, Question.PHONE): Place(_at_phone),
    **{(BookingForm, each): Place(_at_detail(each)) for each in details.ALL},
    (BookingForm, Question.COMMENT): Place(
        _at_detail(Question.COMMENT), "Нужна розетка {}", (_send_remark, _open_queue, _open_visit)
    ),
    (BookingForm, Question.GROUP_TITLE): Place(
        _at_detail(Question.GROUP_TITLE),
        "Осенний тур {}",
        (_send_remark, _open_queue, _open_visit, _open_own_booking),
    ),
    (BookingForm, Question.DAY): Place(_at_day),
    (BookingForm, Question.TIME): Place(_at_time),
    (BookingForm, Question.SUMMARY): Place(_at_summary),
    (ClassCardForm, Question.PARTY): Place(_at_card("change_class")),
    (ClassCardForm, Question.SCHOOL): Place(_at_card("change_school"), "Лицей {}", (_add_school_to_card,)),
    (ClassCardForm, Question.COUNTS): Place(_at_card("children")),
    (ClassCardForm, Question.PARTY_CHECK): Place(_at_card(None)),
    (ApplicationForm, Question.AGE): Place(_at_application(1)),
    (ApplicationForm, Question.FIRST_DATE): Place(_at_application(2)),
    (ApplicationForm, Question.SECOND_DATE): Place(_at_application(3)),
    (ApplicationForm, Question.COURSE): Place(
        _at_application(4), "10 класс {}", (_finish_application, _open_queue, _accept_applicant)
    ),
    (ApplicationForm, Question.MOTIVATION): Place(
        _at_application(5), "Хочет увидеть цех {}", (_finish_application, _open_queue, _accept_applicant)
    ),
    (ApplicationForm, Question.NAME): Place(_at_application(7)),
    (ApplicationForm, Question.PHONE): Place(_at_application(8)),
    (ApplicationForm, Question.SUMMARY): Place(_at_application(len(STEPS))),
    (TalkForm, Question.TALK): Place(_at_talk, "в среду с 15 до 17 {}", (_see_own_words, _send_talk)),
    (SeedForm, Question.SEED): Place(_at_seed),
    (ProfileForm, Question.NAME): Place(_at_profile("profile.change_name")),
    (ProfileForm, Question.PHONE): Place(_at_profile("profile.change_phone")),
    (ProfileForm, Question.CITY): Place(_at_profile("profile.change_city")),
    (OwnRegionForm, Question.REGION): Place(_at_own_region),
    (LinkLabelForm, Question.LABEL): Place(_at_label),
    (SitePhotoForm, Question.PHOTO): Place(_at_photo),
    (HandoverForm, Question.TAKE): Place(_at_taking(0)),
    (HandoverForm, Question.NAME): Place(_at_taking(1)),
    (HandoverForm, Question.PHONE): Place(_at_taking(2)),
    (HeadCountForm, Question.HEAD_COUNT): Place(_at_head_count),
    (ComingForm, Question.COMING): Place(_at_coming),
    (DutyForm, Question.DUTY): Place(_at_duty),
    (NumbersForm, Question.NUMBERS): Place(_at_numbers),
    (FeedbackForm, Question.IMPROVE): Place(
        _at_feedback("feedback.improve"), "Хотелось бы увидеть больше {}", (_see_own_words,)
    ),
    (ReviewForm, Question.SENTENCE): Place(_at_sentence, "Спорили о {}", (_see_own_words,)),
    (MentorForm, Question.SENTENCE): Place(_at_mentors_sentence, "Учился понимать {}", (_see_own_words,)),
    (FeedbackForm, Question.HANDS): Place(_at_feedback("feedback.ask_hands_button")),
    (AskSiteForm, Question.ENQUIRY): Place(
        _at_question, "Можно ли снимать {}", (_send_question, _keep_answer)
    ),
    (AskLeaderForm, Question.ENQUIRY): Place(
        _at_question_to_leader, "Нужна ли розетка {}", (_see_own_words, _see_leaders_card)
    ),
    (SiteNoForm, Question.LINE): Place(_at_line, "Котёл {}", (_see_own_words, _decline, _open_declined)),
    (AnswerForm, Question.ANSWER): Place(_at_answer, "Нужна розетка {}", (_see_own_words, _see_told)),
    (ArrivalCodeForm, Question.CODE): Place(_at_code),
    (NewSessionForm, Question.DAY): Place(_at_session_day),
    (NewSessionForm, Question.SESSION_TIME): Place(_at_session_time),
    (SessionChangeForm, Question.CAPACITY): Place(_at_session_change("host.change.capacity")),
    (SessionChangeForm, Question.SESSION_TIME): Place(_at_session_change("host.change.clock")),
    (PeriodForm, Question.DAY): Place(_at_period),
    (PeriodForm, Question.LAST_DAY): Place(_at_last_day),
    (CardForm, Question.FIELD): Place(_at_card_field, "Варим бумагу {}", (_see_own_words, _save_card)),
    (WhyNotForm, Question.WHY_NOT): Place(_at_why_not, "Мало {}", (_see_own_words, _see_owner)),
    (NewSiteForm, Question.SITE_NAME): Place(_at_new_site(0), "Цех {}", (_see_own_words,)),
    (NewSiteForm, Question.TOWN): Place(_at_new_site(1), "Город {}"),
    (NewSiteForm, Question.MUNICIPALITY): Place(_at_new_site(2), "Район {}"),
    (NewSiteForm, Question.INDUSTRY): Place(_at_new_site(3), "Отрасль {}"),
    (NewSiteForm, Question.MEETING_POINT): Place(_at_new_site(4), "Проходная {}"),
    (NewSiteForm, Question.ENTRANCE): Place(_at_new_site(5)),
    (NewProgrammeForm, Question.TITLE): Place(_at_new_programme(0), "Слой {}", (_see_own_words,)),
    (NewProgrammeForm, Question.ABOUT): Place(_at_new_programme(1), "Увидите {}"),
    (NewProgrammeForm, Question.AUDIENCE): Place(_at_new_programme(2)),
    (NewProgrammeForm, Question.MIN_AGE): Place(_at_new_programme(3)),
    (NewProgrammeForm, Question.MAX_GROUP): Place(_at_new_programme(4)),
    (NewProgrammeForm, Question.LENGTH): Place(_at_new_programme(5)),
    (RouteForm, Question.TITLE): Place(_at_route(0), "Лес {}", (_see_own_words,)),
    (RouteForm, Question.THEME): Place(_at_route(1), "Лес и {}"),
    (RouteForm, Question.ROUTE_STOPS): Place(_at_route(2)),
    (RouteForm, Question.DAYS): Place(_at_route(3)),
    (RouteForm, Question.STOP_DAY): Place(_at_route(4, days=2)),
    (RouteForm, Question.TRAVEL): Place(_at_route(4)),
    (RouteForm, Question.TRANSPORT): Place(_at_route(5), "Автобус {}"),
    (RouteForm, Question.FOR_WHOM): Place(_at_route(6), "Семьи {}"),
    (RouteForm, Question.NOTE): Place(_at_route(7), "Обед {}", (_finish_route,)),
    (RouteForm, Question.MIN_AGE): Place(_at_age_of_route),
    (RuleForm, Question.WEEKDAYS): Place(_at_weekdays),
    (RuleForm, Question.TIMES): Place(_at_times),
    (RuleForm, Question.SEASON): Place(_at_rule("season")),
    (RuleForm, Question.CAPACITY): Place(_at_rule("capacity")),
    (RuleForm, Question.SINCE): Place(_at_rule("since")),
    (IntakeForm, Question.INTAKE_DAY): Place(_at_intake()),
    (IntakeForm, Question.MONTHS): Place(_at_intake("2-й вторник")),
    (IntakeForm, Question.SESSION_TIME): Place(_at_intake("2-й вторник", "март")),
    (RegionDaysForm, Question.DAY): Place(_at_region_days()),
    (RegionDaysForm, Question.LAST_DAY): Place(_at_region_days("05.12")),
    (RegionSettingForm, Question.SETTING): Place(_at_setting),
    (RegionConsentForm, Question.CONSENT_TEXT): Place(_at_consent, "Просим {}", (_skip_english,), links=True),
    (AnnouncementForm, Question.NEWS_TEXT): Place(_at_news, "Ждём вас {}", (_send_news,), links=True),
}
