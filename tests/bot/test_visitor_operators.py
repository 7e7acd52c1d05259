"""The group of a tour operator or another organisation that is no school (C4, C5)."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.db.tables import certificate
from bot.domain.booking.codes import latin_form
from bot.domain.model import Audience, Role
from bot.domain.papers.kinds import PaperKind
from bot.ui.formats.labels import within_quotes
from bot.ui.formats.money import money_label
from bot.ui.visitor.papers.callback_data import PaperTap
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, go_to_start, host_of, label_with
from tests.bot.papers import content_of, files, text_of, until_over
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    Words,
    become_known,
    open_programme,
    tap_moment,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
NAME = "Турфирма «Северный путь»"
TITLE = "Осенний тур"


async def begin(world: World, person: Person, w: Words, slug: str = PAPER_MILL) -> None:
    await open_programme(world, person, slug, "class" if slug == FELTING else "tour")
    await person.tap(w("programme.book"))


@LANGUAGES
@pytest.mark.shows("C4", "C5", "B14", "B17")
async def test_a_group_that_is_too_large_for_a_family(world: World, language: str) -> None:
    """By the one button beside «Мы не школа»; the papers say who comes and what is paid."""
    w = words(language)
    guide = world.person("Глеб", language_code=language)
    await begin(world, guide, w, FELTING)
    await guide.writes("11")
    await guide.tap(w("form.we_are_group"))
    guide.sees(w("form.operator").split(":")[0])
    await guide.writes(NAME)
    await guide.tap(w("form.school_new"))
    await tap_moment(guide)
    await become_known(guide, w)
    guide.sees("Северный путь", w("price.counted", amount="", people=11, total="").split("=")[0].strip())
    # The title is asked of nobody: it has a button, and is guarded like any free text.
    await guide.tap(w("summary.change_title"))
    await guide.writes("Петрова Анна Сергеевна, Иванов Пётр Ильич")
    assert w("summary.group_title", title="Петрова") not in guide.screen
    await guide.writes(TITLE)
    guide.sees(w("summary.group_title", title=TITLE), "Северный путь")
    await guide.tap(w("summary.book"))
    guide.sees("Северный путь", TITLE)
    booking = await booking_of(world, guide)
    assert (booking.party.seats, booking.audience, booking.group_title) == (11, Audience.TOURIST, TITLE)
    assert booking.is_operator
    # A later final number is a duty with its date, and the letter says the total and how it is paid.
    await guide.tap(w("sent.card"))
    assert w("duty.tap.final_count", counts=w.t.count("count.people", 11)) in guide.buttons()
    await guide.tap(w("papers.button"))
    labels = guide.buttons()
    assert w("papers.kind.group_list") in labels
    assert w("papers.kind.consent") not in labels
    await guide.tap(w("papers.kind.letter_text"))
    guide.sees("Северный путь", TITLE, w("paper.people"), w("paper.price"), "× 11 =")


async def book_group(world: World, guide: Person, w: Words, people: int, title: str | None) -> None:
    """A tour operator's group at a site that confirms at once."""
    await begin(world, guide, w, FELTING)
    await guide.writes(str(people))
    await guide.tap(w("form.we_are_group"))
    await guide.writes(NAME)
    await guide.tap(w("form.school_new"))
    await tap_moment(guide)
    await become_known(guide, w)
    if title is not None:
        await guide.tap(w("summary.change_title"))
        await guide.writes(title)
    await guide.tap(w("summary.book"))


def price_of(w: Words, people: int) -> str:
    """«600 ₽ × 11 = 6 600 ₽», with the spaces of text that was read back."""
    amount, total = money_label(600, w.t), money_label(600 * people, w.t)
    said = w("price.counted", amount=amount, people=people, total=total)
    return " ".join(said.split())


@LANGUAGES
@pytest.mark.shows("C4", "C5", "B14")
async def test_list_and_briefing_say_the_total(world: World, language: str) -> None:
    w = words(language)
    guide = world.person("Глеб", language_code=language)
    await book_group(world, guide, w, 11, TITLE)
    await guide.tap(w("sent.card"))
    await guide.tap(w("papers.button"))
    guide.sees(w("papers.how.operator"))
    for number, kind in enumerate(("letter", "group_list", "briefing"), start=1):
        await guide.tap(w(f"papers.kind.{kind}"))
        assert len(files(guide)) == number
        read = text_of(content_of(world, files(guide)[-1]))
        for piece in ("Северный путь", TITLE, w("paper.price"), price_of(w, 11)):
            assert piece in read, (kind, piece)
        # No school, head or pupil is spoken of where there is none.
        assert "школ" not in files(guide)[-1].text
        assert "school" not in files(guide)[-1].text


@LANGUAGES
@pytest.mark.shows("C4", "C5", "B14", "B18")
async def test_after_the_visit_an_operator_has_a_certificate_and_a_report(
    world: World, language: str
) -> None:
    """Organisation, title, how many came and what that costs; nothing of classes and career guidance. Its
    code is checked like any other."""
    w = words(language)
    guide, host = world.person("Глеб", language_code=language), await world.host(FELTING)
    await book_group(world, guide, w, 11, TITLE)
    reference = (await booking_of(world, guide)).reference
    await go_to_start(world, guide)
    visit = (await booking_of(world, guide)).first
    await host.press_data(f"hv:{visit.id}:show")
    await host.tap(words("ru")("host.gate.other"))
    await host.writes("10")
    await until_over(world, guide)
    (message,) = files(guide)
    assert message.labels == ["1", "2", "3", "4", "5"]
    read = text_of(content_of(world, message))
    shown = " ".join(message.text.split())
    came = w("paper.came_all", people=w.t.count("count.people", 10), counts=w.t.count("count.people", 11))
    for piece in ("Северный путь", TITLE, " ".join(came.split()), price_of(w, 10)):
        assert piece in read, piece
        assert piece in shown, piece
    assert w("paper.certificate.title", reference=w.t.reference(reference)) in read
    for school in (w("paper.certificate.direction"), {"ru": "академич", "en": "academic"}[language]):
        assert school not in read, school
    # The report can be copied again, and whoever has the paper can check it.
    await guide.writes("/my")
    await guide.tap(label_with(guide, w("mine.past", n=1)))
    await guide.tap(label_with(guide, w.t.reference(reference)))
    await guide.tap(w("papers.button"))
    # A blank for each pupil is a class's: nobody is offered it here, and no button makes it.
    guide.sees(w("papers.after.operator"))
    assert w("papers.kind.participant") not in guide.buttons()
    await guide.press_data(PaperTap(booking=visit.booking_id, kind=PaperKind.PARTICIPANT.value).pack())
    guide.sees(w("refusal.paper_needless"))
    await guide.tap(w("papers.kind.report"))
    guide.sees("Северный путь", TITLE, w("papers.copy"))
    code = await world.db.read(lambda c: c.execute(select(certificate.c.code)).scalar_one())
    other = world.person("Иван", language_code=language)
    await other.start(f"c_{latin_form(code)}")
    other.sees("Северный путь", TITLE, w("paper.certificate.price"))
    facts = await world.db.read(lambda c: c.execute(select(certificate.c.facts)).scalar_one())
    changed = update(certificate).values(facts={**facts, "amount": 1})
    await world.db.write(lambda c: c.execute(changed).rowcount)
    await other.start(f"c_{latin_form(code)}")
    other.does_not_see("Северный путь")


@pytest.mark.shows("C4", "B18")
async def test_a_group_without_a_title_is_a_group(world: World) -> None:
    w = words("ru")
    guide, host = world.person("Глеб"), await world.host(FELTING)
    await book_group(world, guide, w, 11, None)
    await go_to_start(world, guide)
    visit = (await booking_of(world, guide)).first
    await host.press_data(f"hv:{visit.id}:show")
    await host.tap(w("host.gate.all", n=11))
    await until_over(world, guide)
    (message,) = files(guide)
    assert f"группа ({NAME})" in message.text
    assert "Участвовали: 11 человек." in " ".join(message.text.split())
    assert w("paper.group") not in text_of(content_of(world, message))


@pytest.mark.shows("C4", "B8")
async def test_an_operator_says_it_all_in_one_line(world: World) -> None:
    w = words("ru")
    guide = world.person("Глеб")
    host = await host_of(world, "Ольга", Role.OWNER)
    await begin(world, guide, w)
    await guide.writes("мы турфирма «Северный путь», 18 человек")
    guide.sees(w("form.operator_unknown", typed=within_quotes(NAME)))
    await guide.tap(w("form.school_new"))
    await tap_moment(guide)
    await become_known(guide, w)
    await guide.tap(w("summary.send"))
    await world.settle()
    host.sees("Турфирма «Северный путь»", w("host.confirm"))
    await host.tap(w("host.confirm"))
    await world.settle()
    # Larger by no more than a fifth, beyond the ten of a family: at once.
    await guide.tap(w("sent.card"))
    await guide.tap(w("numbers.change"))
    await guide.writes("20")
    booking = await booking_of(world, guide)
    assert booking.party.seats == 20
    # The next time the organisation is known, and nothing is asked but the day.
    await begin(world, guide, w)
    await guide.writes("турфирма, 12")
    await tap_moment(guide)
    guide.sees(NAME, "12 человек")


@pytest.mark.shows("C4", "H4")
async def test_what_is_typed_leads_on_step_by_step(world: World) -> None:
    w = words("ru")
    guide = world.person("Глеб")
    await begin(world, guide, w)
    await guide.writes("агентство")
    guide.sees("Сколько человек в группе?")
    await guide.writes("много")
    guide.sees(w("problem.how_many_in_group"))
    await guide.writes("25")
    # More than a session takes: two of them, as for a class.
    guide.sees(w("form.operator").split(":")[0])
    await guide.writes("Иванова Мария Петровна")
    guide.sees("Похоже на имя человека")
    await guide.writes("15 человек")
    guide.sees("15 человек")
    await guide.writes("ООО Северный путь")
    await guide.tap(w("form.school_new"))
    # Back and forth nothing is lost; a class typed over it is a class.
    await guide.tap(w("button.back"))
    guide.sees(w("form.operator").split(":")[0])
    await guide.writes("7 Б, 17")
    guide.sees("7\u00a0Б", w("form.no_school"))


@pytest.mark.shows("C1", "C4")
async def test_a_family_is_asked_nothing_more(world: World) -> None:
    w = words("ru")
    guest = world.person("Марина")
    await begin(world, guest, w, FELTING)
    await guest.tap("3")
    await tap_moment(guest)
    await become_known(guest, w, name=None)
    assert w("summary.change_title") not in guest.buttons()
    await guest.tap(w("summary.book"))
    booking = await booking_of(world, guest)
    assert not booking.is_organised
