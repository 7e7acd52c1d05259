"""A blank certificate for each who took part: made without names, filled in by hand (B14, B18, H4)."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from bot.domain.model import Role
from bot.domain.papers.kinds import PaperKind
from bot.ui.visitor.papers.callback_data import PaperTap
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.papers import arrive, confirmed_class, content_of, files, text_of, until_over
from tests.bot.paths import PAPER_MILL, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
W = words("ru")


async def tap_of(world: World, teacher: Person) -> str:
    booking = await booking_of(world, teacher)
    return PaperTap(booking=booking.id, kind=PaperKind.PARTICIPANT.value).pack()


@LANGUAGES
@pytest.mark.shows("B14", "B18", "H4")
async def test_after_the_visit_there_is_a_blank_for_each(world: World, language: str) -> None:
    """One tap under the certificate, and among the papers: programme, site, day, hours and professions, the
    line of the name empty; asked for twice it comes once."""
    w = words(language)
    teacher, host, _ = await confirmed_class(world, language)
    await arrive(world, teacher, host)
    await until_over(world, teacher)
    over = files(teacher)[-1]
    await teacher.tap(w("message.over.participant"), message=over)
    teacher.sees(w("papers.after"), w("paper.caption.participant", reference="").split("\n")[1])
    blank = files(teacher)[-1]
    assert blank.file is not None
    assert blank.file.name.startswith(w("paper.file.participant"))
    content = content_of(world, blank)
    read = text_of(content)
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    booking = await booking_of(world, teacher)
    site = next(each for each in world.app.content.everything.sites.values() if each.slug == PAPER_MILL)
    programme = next(each for each in site.programmes if each.id == booking.first.programme_id)
    professions = programme.professions or site.professions
    for piece in (
        w("paper.participant.title"),
        w("paper.participant.name"),
        w.t.content(programme.title),
        w.t.content(site.name),
        "2026",
        str(programme.duration_min),
        *map(w.t.content, professions),
    ):
        assert piece in read.replace("\u00a0", " "), piece
    for nobody in ("Анна", "17"):
        assert nobody not in read, "whose it is, and of how many, is written in by hand"
    count = len(files(teacher))
    await teacher.tap(w("papers.kind.participant"))
    await teacher.resend_last_tap()
    assert len(files(teacher)) == count, "it is just above"
    await world.move(timedelta(minutes=2))
    await teacher.tap(w("papers.kind.participant"))
    assert len(files(teacher)) == count + 1


@pytest.mark.shows("B14")
async def test_before_the_visit_there_is_none(world: World) -> None:
    teacher, host, _ = await confirmed_class(world)
    tap = await tap_of(world, teacher)
    await teacher.press_data(tap)
    teacher.sees(W("refusal.paper_early"))
    await host.press_data(tap)
    assert not files(host), "it is the leader's"
    assert not files(teacher)


@pytest.mark.shows("B14", "E4")
async def test_an_old_button_after_the_mark_was_taken_back(world: World) -> None:
    """Nobody took part, as the site has said since: then there is nothing to hand out."""
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher, host, _ = await confirmed_class(world)
    await arrive(world, teacher, host)
    await until_over(world, teacher)
    over = files(teacher)[-1]
    before = len(files(teacher))
    visit = (await booking_of(world, teacher)).first
    await owner.press_data(f"hv:{visit.id}:missed")
    await owner.tap(W("host.gate.undo"))
    await owner.tap(W("host.gate.missed"))
    await teacher.tap(W("message.over.participant"), message=over)
    teacher.sees(W("refusal.paper_off"))
    assert len(files(teacher)) == before
