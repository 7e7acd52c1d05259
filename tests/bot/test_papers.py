"""Papers of a booking: asked for with a tap, made of counts, true when they are printed (B14)."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.db.tables import booking, claim, organisation, session, visit
from bot.domain.papers.kinds import AFTER, TO_READ, PaperKind
from bot.ui.visitor.callback_data import ShowBooking
from bot.ui.visitor.papers.callback_data import PaperTap, ShowPapers
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, go_to_start
from tests.bot.papers import arrive, confirmed_class, content_of, files, open_papers, text_of
from tests.bot.paths import FELTING, Words, book_seats, tap_moment, words
from tests.bot.test_visitor_numbers import change
from tests.bot.world import World
from tests.issues.test_booking_of_several_visits import open_card

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
W = words("ru")
FILES = tuple(each for each in PaperKind if each not in {*TO_READ, *AFTER} and each is not PaperKind.CALENDAR)


@LANGUAGES
@pytest.mark.shows("B14")
async def test_every_paper_comes_as_a_file(world: World, language: str) -> None:
    """Two taps from the card; the tap is answered at once, the file comes below, in the reader's language."""
    w = words(language)
    teacher, _, reference = await confirmed_class(world, language)
    await open_papers(teacher, reference, language)
    for number, kind in enumerate(FILES, start=1):
        await teacher.tap(w(f"papers.kind.{kind}"))
        teacher.sees(w("papers.coming", paper=w(f"papers.kind.{kind}")))
        assert len(files(teacher)) == number
        newest = files(teacher)[-1]
        assert newest.text.startswith(w(f"paper.caption.{kind}", reference="", email="")[3:12])
        read = text_of(content_of(world, newest)) if kind is not PaperKind.LETTER_WORD else ""
        if read:
            assert (
                w("paper.foot", reference=w.t.reference(reference), counts="", made="", version=2)[:18]
                in read
            )
            assert w("paper.page", n=1, total=1)[:4] in read
            assert "17" in read


@pytest.mark.shows("B14")
@pytest.mark.shows("H4")
async def test_a_letter_says_the_organisations_own_data_and_counts(world: World) -> None:
    teacher, _, reference = await confirmed_class(world)
    await open_papers(teacher, reference)
    await teacher.tap(W("papers.kind.letter"))
    read = text_of(content_of(world, files(teacher)[-1]))
    for piece in (
        reference,
        "Северный ключ",
        "7 Б",
        "Анна Петровна",
        "17",
        "8 декабря 2026, 10:00",
        "подпись",
    ):
        assert piece in read.replace("\u00a0", " "), piece
    await teacher.tap(W("papers.kind.letter_word"))
    with zipfile.ZipFile(io.BytesIO(content_of(world, files(teacher)[-1]))) as opened:
        word = opened.read("word/document.xml").decode()
    assert "Северный ключ" in word
    assert "{" not in word
    await teacher.tap(W("papers.kind.letter_text"))
    teacher.sees("Северный ключ", "Анна Петровна", W("papers.copy"))
    await teacher.tap(W("papers.back"))
    teacher.sees(W("papers.how"))


@pytest.mark.shows("B14")
async def test_what_schools_are_called_is_no_markup(world: World) -> None:
    """Komi letters, what is a command to the typesetter, what is markup to Word."""
    teacher, _, reference = await confirmed_class(world)
    name = 'Школа «Ӧшинь» Іб #strong[x] $a$ <b> & @me \\ "y" {{ 7 }}'
    await world.db.write(lambda c: c.execute(update(organisation).values(name=name)).rowcount)
    await open_papers(teacher, reference)
    await teacher.tap(W("papers.kind.letter"))
    assert "«Ӧшинь» Іб #strong[x] $a$ <b> & @me \\" in text_of(content_of(world, files(teacher)[-1]))
    await teacher.tap(W("papers.kind.letter_word"))
    with zipfile.ZipFile(io.BytesIO(content_of(world, files(teacher)[-1]))) as opened:
        assert "#strong[x] $a$ &lt;b&gt; &amp; @me" in opened.read("word/document.xml").decode()


@pytest.mark.shows("B14")
async def test_asked_twice_it_comes_once_and_a_week_later_again(world: World) -> None:
    teacher, _, reference = await confirmed_class(world)
    await open_papers(teacher, reference)
    await teacher.tap(W("papers.kind.leaflet"))
    await teacher.resend_last_tap()
    await teacher.tap(W("papers.kind.leaflet"))
    assert len(files(teacher)) == 1
    await teacher.tap(W("papers.kind.briefing"))
    assert len(files(teacher)) == 2, "another paper is another one"
    await world.skip_to(world.clock.now() + timedelta(days=7))
    await teacher.tap(W("papers.kind.leaflet"))
    assert len(files(teacher)) == 3


@pytest.mark.shows("B14")
async def test_a_change_says_which_papers_are_out_of_date(world: World) -> None:
    teacher, _, reference = await confirmed_class(world)
    await open_papers(teacher, reference)
    for kind in (PaperKind.LETTER, PaperKind.LEAFLET):
        await teacher.tap(W(f"papers.kind.{kind}"))
    teacher.does_not_see(W("papers.outdated"))
    await world.db.write(lambda c: c.execute(update(visit).values(children=18)).rowcount)
    await world.db.write(lambda c: c.execute(update(booking).values(children=18)).rowcount)
    await world.db.write(lambda c: c.execute(update(claim).values(seats=20)).rowcount)
    taken = update(session).where(session.c.taken > 0).values(taken=20)
    await world.db.write(lambda c: c.execute(taken).rowcount)
    await open_papers(teacher, reference)
    teacher.sees(W("papers.outdated"))
    for kind in (PaperKind.LETTER, PaperKind.LEAFLET):
        paper = W(f"papers.kind.{kind}")
        teacher.sees(W("papers.outdated.counts", paper=paper, was="17 + 2", now="18 + 2"))
    await teacher.tap(W("papers.kind.letter"))
    await open_papers(teacher, reference)
    teacher.does_not_see(
        W("papers.outdated.counts", paper=W("papers.kind.letter"), was="17 + 2", now="18 + 2")
    )
    teacher.sees(W("papers.outdated.counts", paper=W("papers.kind.leaflet"), was="17 + 2", now="18 + 2"))


async def print_papers(teacher: Person, reference: str, w: Words, language: str) -> None:
    await open_papers(teacher, reference, language)
    for kind in (PaperKind.LETTER, PaperKind.LEAFLET):
        await teacher.tap(w(f"papers.kind.{kind}"))


def stale(w: Words, *kinds: PaperKind) -> str:
    return w("papers.stale", papers=", ".join(w(f"papers.kind.{each}") for each in kinds))


@LANGUAGES
@pytest.mark.shows("B14", "B8")
async def test_other_numbers_say_at_once_which_papers_are_out_of_date(world: World, language: str) -> None:
    """Where they were changed and on the card, each with the way to the papers; also when the site grants."""
    w = words(language)
    teacher, host, reference = await confirmed_class(world, language)
    await change(teacher, w, reference, "18 + 2")
    teacher.does_not_see(w("papers.stale", papers="").split(":")[0])
    await print_papers(teacher, reference, w, language)
    both = stale(w, PaperKind.LETTER, PaperKind.LEAFLET)
    await open_card(teacher, reference)
    teacher.does_not_see(both)
    await change(teacher, w, reference, "17 + 2")
    teacher.sees(w("numbers.changed", counts="17\u00a0+\u00a02"), both)
    await open_card(teacher, reference)
    teacher.sees(both)
    await teacher.tap(w("papers.button"))
    await teacher.tap(w("papers.kind.letter"))
    await open_card(teacher, reference)
    teacher.sees(stale(w, PaperKind.LEAFLET))
    await teacher.tap(w("papers.button"))
    await teacher.tap(w("papers.kind.leaflet"))
    await change(teacher, w, reference, "10 + 2")
    teacher.does_not_see(both)
    await teacher.waits()
    await host.tap(W("host.confirm"))
    teacher.sees(both)
    await teacher.tap(w("papers.button"))
    teacher.sees(w("papers.outdated"))


@LANGUAGES
@pytest.mark.shows("B14", "B9")
async def test_another_time_says_at_once_which_papers_are_out_of_date(world: World, language: str) -> None:
    """Where it was asked for, on the card, and in what tells that the site agreed."""
    w = words(language)
    teacher, host, reference = await confirmed_class(world, language)
    await print_papers(teacher, reference, w, language)
    both = stale(w, PaperKind.LETTER, PaperKind.LEAFLET)
    await open_card(teacher, reference)
    await teacher.tap(w("mine.move"))
    await tap_moment(teacher, nth=1)
    await teacher.tap(w("move.ask"))
    teacher.does_not_see(both)
    await teacher.waits()
    await host.tap(W("host.move.grant"))
    teacher.sees(both)
    await teacher.tap(w("papers.button"))
    teacher.sees(w("papers.outdated.time", paper=w("papers.kind.leaflet")))
    await open_card(teacher, reference)
    teacher.sees(both)


@pytest.mark.shows("B14", "B9")
async def test_guests_who_move_at_once_read_that_their_leaflet_is_old(world: World) -> None:
    guest = world.person("Марина")
    reference = await book_seats(world, guest, W, 2, FELTING)
    await open_papers(guest, reference)
    await guest.tap(W("papers.kind.leaflet"))
    await open_card(guest, reference)
    await guest.tap(W("mine.move"))
    await tap_moment(guest, nth=2)
    await guest.tap(W("move.send"))
    guest.sees(stale(W, PaperKind.LEAFLET))
    await guest.tap(W("papers.button"))
    await guest.tap(W("papers.kind.leaflet"))
    await open_card(guest, reference)
    guest.does_not_see(stale(W, PaperKind.LEAFLET))


@pytest.mark.shows("B14")
async def test_guests_have_a_leaflet_and_no_letters(world: World) -> None:
    guest = world.person("Марина")
    reference = await book_seats(world, guest, W, 2, FELTING)
    await open_papers(guest, reference)
    assert W("papers.kind.leaflet") in guest.buttons()
    assert W("papers.kind.letter") not in guest.buttons()
    await guest.press_data(PaperTap(booking=1, kind=PaperKind.LETTER.value).pack())
    guest.sees(W("refusal.paper_needless"))
    assert not files(guest)
    await guest.tap(W("papers.kind.leaflet"))
    assert len(files(guest)) == 1


@pytest.mark.shows("B14")
async def test_what_cannot_be_had_says_why(world: World) -> None:
    """The certificate before the visit; everything after it was called off; letters after it took place."""
    teacher, host, reference = await confirmed_class(world)
    booked = (await booking_of(world, teacher)).id
    tap = PaperTap(booking=booked, kind=PaperKind.CERTIFICATE.value).pack()
    await open_papers(teacher, reference)
    for kind in (PaperKind.CERTIFICATE, PaperKind.REPORT):
        await teacher.press_data(PaperTap(booking=booked, kind=kind.value).pack())
        teacher.sees(W("refusal.paper_early"))
    await arrive(world, teacher, host)
    await go_to_start(world, teacher, minutes=200)
    before = len(files(teacher))
    await teacher.press_data(PaperTap(booking=booked, kind=PaperKind.LETTER.value).pack())
    teacher.sees(W("refusal.paper_over"))
    await teacher.press_data(tap)
    assert len(files(teacher)) == before + 1


@pytest.mark.shows("B14")
async def test_a_request_that_is_called_off_has_no_papers(world: World) -> None:
    teacher, _, reference = await confirmed_class(world)
    await open_papers(teacher, reference)
    old = teacher.last
    await teacher.writes("/my")
    await teacher.tap(f"✅ {reference}")
    await teacher.tap(W("mine.cancel"))
    await teacher.tap(W("cancel.no_adults"))
    assert W("papers.button") not in teacher.buttons()
    await teacher.tap(W("papers.kind.letter"), message=old)
    teacher.sees(W("refusal.paper_off"), W("papers.none"))
    assert not files(teacher)


@pytest.mark.shows("B14")
async def test_nobody_else_gets_a_paper(world: World) -> None:
    """Guessed, damaged, or of a kind that nobody knows."""
    teacher, host, reference = await confirmed_class(world)
    await open_papers(teacher, reference)
    booked = (await booking_of(world, teacher)).id
    for data in (
        PaperTap(booking=booked, kind=PaperKind.LETTER.value),
        PaperTap(booking=booked, kind=PaperKind.LETTER_TEXT.value),
        ShowPapers(booking=booked),
    ):
        await host.press_data(data.pack())
        assert "Северный ключ" not in host.last.text
    assert not files(host)
    for kind in ("letters", ""):
        await teacher.press_data(PaperTap(booking=booked, kind=kind).pack())
        assert W("papers.how") in teacher.last.text
    assert not files(teacher)


@pytest.mark.shows("B14")
@pytest.mark.shows("I1")
async def test_who_reads_english_chooses_the_language_of_papers(world: World) -> None:
    """The plant and the parents read Russian."""
    w = words("en")
    teacher, _, reference = await confirmed_class(world, "en")
    await open_papers(teacher, reference, "en")
    await teacher.tap(w("papers.kind.letter"))
    assert "Application for a visit" in text_of(content_of(world, files(teacher)[-1]))
    await teacher.tap(w("papers.make_in", language="Русский"))
    await teacher.tap(w("papers.kind.letter"))
    assert "Заявка на посещение" in text_of(content_of(world, files(teacher)[-1]))
    assert files(teacher)[-1].text.startswith("Letter of application")
    await teacher.tap(w("papers.make_in", language="English"))
    await teacher.tap(w("papers.kind.letter_text"))
    teacher.sees("Head of the organisation")


@pytest.mark.shows("B14")
async def test_the_way_to_the_card_and_back(world: World) -> None:
    teacher, _, reference = await confirmed_class(world)
    await open_papers(teacher, reference)
    await teacher.tap(W("papers.kind.leaflet"))
    await teacher.tap(W("papers.button"), message=files(teacher)[-1])
    teacher.sees(W("papers.how"))
    await teacher.tap(W("site.to_request"))
    teacher.sees(W("mine.cancel"))
    await teacher.press_data(ShowBooking(booking=(await booking_of(world, teacher)).id).pack())
    assert W("papers.button") in teacher.buttons()
