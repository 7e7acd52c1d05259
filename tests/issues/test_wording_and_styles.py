"""Buttons that confirm and buttons that cancel looked alike, codes had to be typed over, and texts said a
kind twice, counted «14 + 2» without saying of what, and wrote references in letters that no English keyboard
has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.booking.codes import latin_form, read_reference
from bot.domain.model import Role
from bot.domain.texts import Texts
from bot.ui.coordinator.callback_data import SiteTap
from bot.ui.formats.dates import short_day_label
from bot.ui.host.callback_data import DatesTap, NoTap, RequestTap, SessionTap, VisitTap
from bot.ui.host.parts import people_label
from bot.ui.screen import Button, Inline
from bot.ui.show import to_markup
from bot.ui.styles import Style, style_of
from bot.ui.translator import translator_for
from bot.ui.visitor.callback_data import (
    CancelBookingTap,
    ConsentTap,
    DeleteMeTap,
    FormTap,
    NewsTap,
    SendForm,
    ShowBooking,
)
from bot.ui.visitor.catalogue import _site_rules
from sandbox.people import Person
from tests.bot.hosts.site import host_of
from tests.bot.paths import (
    PAPER_MILL,
    book_class,
    describe_class,
    open_programme,
    programme_id,
    reach_summary,
    site_id,
    tap_moment,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])

COLOURS = [
    (SendForm(draft=1), Style.YES),
    (FormTap(draft=1, op="ok", value="27"), Style.YES),
    (FormTap(draft=1, op="cancel"), Style.NO),
    (FormTap(draft=1, op="back", value="day"), None),
    (ConsentTap(draft=1, version=1, agree=True), Style.YES),
    (ConsentTap(draft=1, version=1, agree=False), Style.NO),
    (NewsTap(op="yes", version=1), Style.YES),
    (NewsTap(op="no"), Style.NO),
    (NewsTap(op="ask"), None),
    (RequestTap(booking=1, site=1, op="confirm"), Style.YES),
    (RequestTap(booking=1, site=1, op="why"), Style.NO),
    (RequestTap(booking=1, site=1, op="show"), None),
    (NoTap(booking=1, site=1, op="call_off", reason="repair"), Style.NO),
    (DatesTap(booking=1, site=1), None),
    (DatesTap(booking=1, site=1, op="send", chosen="1.2"), Style.YES),
    (VisitTap(visit=1, op="all"), Style.YES),
    (VisitTap(visit=1, op="missed"), Style.NO),
    (VisitTap(visit=1, op="nobody"), None),
    (SessionTap(session=1, op="close", reason="repair"), Style.NO),
    (SessionTap(session=1, op="reopen"), Style.YES),
    (CancelBookingTap(booking=1), Style.NO),
    (CancelBookingTap(booking=1, reason="not_needed"), Style.NO),
    (CancelBookingTap(booking=1, reason="illness"), None),
    (DeleteMeTap(sure=True), Style.NO),
    (SiteTap(site=1, op="published"), Style.YES),
    (SiteTap(site=1, op="archived"), Style.NO),
    (SiteTap(site=1, op="hidden"), None),
    (ShowBooking(booking=1), None),
]


@pytest.mark.parametrize(("data", "style"), COLOURS, ids=lambda each: str(each)[:60])
def test_the_colour_follows_from_what_the_tap_does(data: object, style: Style | None) -> None:
    tap = data.pack()  # type: ignore[attr-defined]
    assert style_of(tap) is style
    markup = to_markup(Inline(((Button("?", tap=tap),),)))
    assert markup.inline_keyboard[0][0].style == style  # type: ignore[union-attr]


def _copied(person: Person) -> set[str]:
    return {
        str(each.value["text"])
        for row in person.last.rows
        for each in row
        if each.action == "copy_text" and isinstance(each.value, dict)
    }


@LANGUAGES
async def test_a_request_is_answered_in_green_and_red(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL, language=language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    shown = latin_form("К-0001") if language == "en" else "К-0001"
    assert _copied(teacher) == {shown}
    assert shown in teacher.last.text
    assert read_reference(shown) == 1
    assert people_label(27, 3, translator_for(language)) in owner.last.text
    assert shown in owner.last.text
    styles = {each.label: each.style for row in owner.last.rows for each in row}
    assert styles[w("host.confirm")] == Style.YES
    assert styles[w("host.decline")] == Style.NO
    await owner.tap(w("host.confirm"))
    code = next(iter(_copied(teacher) - {shown}))
    assert code in teacher.last.text


@pytest.mark.parametrize(("language", "label"), [("ru", "вт 1.12"), ("en", "Tue 1 Dec")])
def test_short_dates_read_as_people_write_them(language: str, label: str) -> None:
    assert short_day_label(date(2026, 12, 1), translator_for(language)).replace("01.", "1.") == label


@LANGUAGES
async def test_nothing_to_bring_is_not_told(world: World, language: str) -> None:
    """«Возьмите с собой. Ничего особенного» was a line on five screens, and on the leaflet."""
    t = translator_for(language)
    site = world.app.content.site(site_id(world, PAPER_MILL))
    title = t.html("site.bring", text="").split("</b>")[0]
    assert title in _site_rules(site, t)
    for texts in (
        {each: translator_for(each).label("card.usual.bring.1") for each in ("ru", "en")},
        {"ru": "ничего особенного."},
    ):
        assert title not in _site_rules(replace(site, bring=Texts(texts)), t)


@LANGUAGES
def test_what_a_site_allows_is_said_in_whole_words(language: str) -> None:
    said = translator_for(language).label("card.usual.photo_text.1")
    assert said == {"ru": "Фото и видео разрешены", "en": "Photos and video are allowed"}[language]
    closed = translator_for(language).label("refusal.numbers_closed", phone="+7")
    assert {"ru": "другое число, позвоните: +7", "en": "If your numbers change now, call"}[language] in closed


@LANGUAGES
async def test_a_title_that_says_its_kind_is_not_told_it_again(world: World, language: str) -> None:
    w, t = words(language), translator_for(language)
    guest = world.person("Анна", language_code=language)
    kind = w("kind.excursion").casefold()
    await guest.start(f"p_{programme_id(world, PAPER_MILL)}")
    title, where, *_ = guest.last.text.casefold().splitlines()
    assert kind in title
    assert kind not in where
    assert t.is_latin is (language == "en")


@LANGUAGES
async def test_what_is_left_is_said_before_the_consent(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    teacher.does_not_see(w("form.party_saved"))
    await describe_class(teacher, w)
    await tap_moment(teacher)
    teacher.sees(w("consent.agree"), w("consent.before"))
    assert w("consent.before") not in teacher.last.text, "the consent is a text of its own"


@pytest.mark.shows("B2")
@LANGUAGES
async def test_a_group_from_abroad_says_so_with_two_taps(world: World, language: str) -> None:
    """Readers of English took «none» for a fact, and typed the whole party as a number."""
    w = words(language)
    guest = world.person("Анна", language_code=language)
    await guest.start()
    await reach_summary(world, guest, w)
    guest.sees(w("summary.no_foreign"))
    assert ("Coming from abroad?" in guest.screen) == (language == "en")
    await guest.tap(w("summary.change_foreign"))
    await guest.tap(w("form.all_foreign", n=30))
    guest.sees(str(w.t.count("count.days", 30)))  # too late for the chosen day: another is offered
    await tap_moment(guest)
    guest.sees(w("summary.foreign", count=30))
