"""Numbers of other countries were taken for Russian ones, impossible codes for possible ones, and extensions
were dropped: the host would have rung nobody."""

from __future__ import annotations

import pytest

from bot.domain.people.phones import LONGEST_PHONE, PhoneProblem, read_contact, read_phone
from bot.ui.formats.phones import office_label
from bot.ui.translator import translator_for
from tests.bot.paths import book_class, words
from tests.bot.world import World

P = PhoneProblem

READINGS: list[tuple[str, str | PhoneProblem]] = [
    ("+7 912 345-67-89", "+79123456789"),
    ("8 (912) 345-67-89", "+79123456789"),
    ("8-912-345-67-89", "+79123456789"),
    ("89123456789", "+79123456789"),
    ("9123456789", "+79123456789"),
    ("912 345 67 89", "+79123456789"),
    ("79123456789", "+79123456789"),
    ("7 912 345 67 89", "+79123456789"),
    ("+7(912)3456789", "+79123456789"),
    ("+7.912.345.67.89", "+79123456789"),
    ("8\u00a0912\u2011345\u201167\u201189", "+79123456789"),
    ("8 912 345–67–89", "+79123456789"),
    ("８９１２３４５６７８９", "+79123456789"),
    ("\u202a+79123456789\u202c", "+79123456789"),
    ("тел. 8 912 345-67-89", "+79123456789"),
    ("Телефон: 8 912 345-67-89", "+79123456789"),
    ("моб. +7 912 345-67-89", "+79123456789"),
    ("+8 (912) 345-67-89", "+79123456789"),
    ("+89123456789", "+79123456789"),
    ("+7 8 912 345-67-89", "+79123456789"),
    ("+7 (8) 912 345 67 89", "+79123456789"),
    ("+8 (8212) 24-12-34", "+78212241234"),
    ("8 (8212) 24-12-34", "+78212241234"),
    ("+7 (8212) 24-12-34", "+78212241234"),
    ("(8212) 24-12-34", "+78212241234"),
    ("8212241234", "+78212241234"),
    ("8 (82130) 2-12-34", "+78213021234"),
    ("8 495 123-45-67", "+74951234567"),
    ("8 800 200-50-50", "+78002005050"),
    ("+7 978 123-45-67", "+79781234567"),
    ("+7 701 234 56 78", "+77012345678"),
    ("8 701 234 56 78", "+77012345678"),
    ("+375 29 123-45-67", "+375291234567"),
    ("375291234567", "+375291234567"),
    ("00 375 29 123-45-67", "+375291234567"),
    ("8 10 375 29 123-45-67", "+375291234567"),
    ("+380 67 123 45 67", "+380671234567"),
    ("380671234567", "+380671234567"),
    ("+998 90 123-45-67", "+998901234567"),
    ("998901234567", "+998901234567"),
    ("+996 555 123 456", "+996555123456"),
    ("+374 91 234567", "+37491234567"),
    ("+49 170 1234567", "+491701234567"),
    ("+81 90-1234-5678", "+819012345678"),
    ("+82 10-1234-5678", "+821012345678"),
    ("+86 138 1234 5678", "+8613812345678"),
    ("+7 000 000-00-01", "+70000000001"),  # of the demonstration: nobody's
    ("8 029 123-45-67", P.FOREIGN),
    ("80291234567", P.FOREIGN),
    ("029 123-45-67", P.FOREIGN),
    ("0671234567", P.FOREIGN),
    ("067 123 45 67", P.FOREIGN),
    ("0 170 1234567", P.FOREIGN),
    ("8912345678", P.SHORT),
    ("8 912 345-67-8", P.SHORT),
    ("+7 912 345 67 8", P.SHORT),
    ("+7 8212 24-12-3", P.SHORT),
    ("912345678", P.SHORT),
    ("24-12-34", P.NO_CODE),
    ("241234", P.NO_CODE),
    ("2-12-34", P.NO_CODE),
    ("345-67-89", P.NO_CODE),
    ("8 123 456-78-90", P.BAD_CODE),
    ("+7 123 456-78-90", P.BAD_CODE),
    ("+7 555 123-45-67", P.BAD_CODE),
    ("8 000 123-45-67", P.BAD_CODE),
    ("+7 000 123-45-67", P.BAD_CODE),
    ("1234567890", P.BAD_CODE),
    ("+375 99 123-45-67", P.BAD_CODE),
    ("+999 123 456 789", P.BAD_CODE),
    ("891234567890", P.LONG),
    ("+7 9123 4567 8901 23", P.LONG),
    ("9" * 17, P.LONG),
    ("89123456789 89123456780", P.SEVERAL),
    ("8 912 345-67-89, 8 912 345-67-80", P.SEVERAL),
    ("8 912 345-67-89 / 8 912 345-67-80", P.SEVERAL),
    ("8 912 345-67-89 или 24-12-34", P.SEVERAL),
    ("+7 8212 24-12-34 доб. 12", P.EXTENSION),
    ("8 (8212) 24-12-34, доб 123", P.EXTENSION),
    ("8 (8212) 24-12-34 добавочный 5", P.EXTENSION),
    ("8 (8212) 24-12-34 вн. 12", P.EXTENSION),
    ("8 (8212) 24-12-34 внутр. 12", P.EXTENSION),
    ("8 (8212) 24-12-34 ext. 12", P.EXTENSION),
    ("8 (8212) 24-12-34 x12", P.EXTENSION),
    ("8 (8212) 24-12-34 #12", P.EXTENSION),
    ("8 (8212) 24-12-34 (12)", P.EXTENSION),
    ("8 (8212) 24-12-34 (доб. 12)", P.EXTENSION),
    ("8 (8212) 24-12-34 доп. 12", P.EXTENSION),
    ("8 (8212) 24-12-34*12", P.EXTENSION),
    ("т. 89123456789", "+79123456789"),
    ("", P.UNCLEAR),
    ("Анна", P.UNCLEAR),
    ("12", P.UNCLEAR),
    ("12.03.2014", P.UNCLEAR),
    ("+", P.UNCLEAR),
    ("+7", P.UNCLEAR),
    ("8-912-345-67-8O", P.UNCLEAR),
    ("1-800-FLOWERS", P.UNCLEAR),
    ("мой номер есть у Анны", P.UNCLEAR),
    ("8" * 60, P.LONG),
]

OF_OFFICES: list[tuple[str, str | PhoneProblem]] = [
    ("+7 8212 24-12-34 доб. 12", "+78212241234x12"),
    ("+7 8212 24-12-34, доб. 1234", "+78212241234x1234"),
    ("+7 8212 24-12-34 (12)", "+78212241234x12"),
    ("+7 8212 24-12-34 ext. 12", "+78212241234x12"),
    ("+78212241234;ext=12", "+78212241234x12"),
    ("+78212241234x12", "+78212241234x12"),
    ("+7 8212 24-12-34 доб. 123456", "+78212241234x123456"),
    ("+49 30 12345678901234567 доб. 12", P.LONG),
    ("+7 912 345-67-89", "+79123456789"),
    ("+7 000 000-01-01", "+70000000101"),
    ("8 029 123-45-67", P.FOREIGN),
]


@pytest.mark.parametrize(("typed", "reading"), READINGS)
@pytest.mark.shows("I3")
def test_phones_as_people_type_them(typed: str, reading: str | PhoneProblem) -> None:
    assert read_phone(typed) == reading


@pytest.mark.parametrize(("typed", "reading"), OF_OFFICES)
@pytest.mark.shows("I3")
def test_an_office_may_have_an_extension(typed: str, reading: str | PhoneProblem) -> None:
    phone = read_phone(typed, office=True)
    assert phone == reading
    if not isinstance(phone, PhoneProblem):
        assert len(phone) <= LONGEST_PHONE
        for language in ("ru", "en"):
            shown = office_label(phone, translator_for(language))
            assert ("12" in shown.partition("34")[2]) is ("x" in phone)
            assert read_phone(shown, office=True) == phone


def test_what_telegram_vouches_for_is_taken_as_it_is() -> None:
    """A range that the tables do not know yet is a number all the same: somebody is logged in with it."""
    assert read_contact("79123456789") == "+79123456789"
    assert read_contact("+4917012345678") == "+4917012345678"
    assert read_contact("998991234567") == "+998991234567"
    assert read_contact("12") is None


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("B2")
async def test_the_question_says_what_is_wrong(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await teacher.writes("/profile")
    await teacher.tap(w("profile.change_phone"))
    for typed, problem in (
        ("8 029 123-45-67", "phone_foreign"),
        ("0671234567", "phone_foreign"),
        ("8912345678", "phone_short"),
        ("24-12-34", "phone_no_code"),
        ("8 123 456-78-90", "phone_bad_code"),
        ("8 (8212) 24-12-34 доб. 12", "phone_extension"),
        ("89123456789 89123456780", "phone_several"),
        ("Анна", "not_a_phone"),
    ):
        await teacher.writes(typed)
        teacher.sees(w(f"problem.{problem}"), w("profile.ask_phone")[:10])
    await teacher.writes("+8 (8212) 24-12-34")
    teacher.sees("821", w("profile.title"))
