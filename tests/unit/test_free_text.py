"""What may be typed freely, and what is refused because of people who are not asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people.person_names import find_names
from bot.domain.typed.free_text import (
    FreeTextProblem,
    check_free_text,
)

pytestmark = pytest.mark.shows("H4")

LIMIT = 300

ORDINARY = [
    "Приедем из Эжвы на автобусе, просим показать лабораторию. Анна Петровна",
    "Просим связаться с Игорем Васильевичем",
    "Анна Петровна и Игорь Васильевич поедут с детьми",
    "Анна Петровна, Игорь Васильевич, Ольга Сергеевна",
    "Приедем в 10 часов, Анна Петровна",
    "Наталья Сергеевна просит: у мальчика астма, будет ингалятор",
    "У одного ребёнка аллергия на арахис",
    "Будет один мальчик на коляске",
    "Можно ли подняться на лифте? Есть кресло-коляска.",
    "Едем с улицы Юрия Гагарина, автобус от школы имени А. С. Пушкина",
    "Школа № 12, ул. Ленина, 5",
    "Мы из гимназии «Белые ночи», Ухта. Нужны наушники.",
    "Приедем из Сосногорска, Печоры и Ухты",
    "Ростов, Псков, Саратов",
    "Подъедем к 10:45, двое на поезде Москва - Воркута",
    "Группа смешанная: 5, 6 и 7 классы; интересуются химией, физикой и биологией",
    "10-11-12 лет, всего 27",
    "Учащиеся хотят увидеть Цех, Склад, Музей",
    "1. Покажите лабораторию\n2. Нужна парковка для автобуса",
    "1. Лаборатория\n2. Цех\n3. Столовая",
    "Дети 2014–2015 г.р.",
    "Дети 2014 года рождения, всего 27",
    "Хотим 03.12.2026 или 10.12.2026",
    "Анна Петровна просит 03.12.26",
    "Завод основан в 1978 году",
    "Паспорта возьмём все, кто старше 14",
    "Паспорта возьмём, телефон 8 912 345-67-89",
    "Паспорта возьмём, звоните 89123456789",
    "Звоните 8212240000 с девяти",
    "Наш ИНН 1101234567",
    "Телефон 9121234567",
    "Телефон водителя 8 912 345-67-89",
    "Всего 12 учеников, 3 взрослых, 9121234567, почта school@example.org",
    "Автобус А 123 ВС 11",
    "Нужна встреча у проходной № 2",
    "Встреча @ 10:00, пишите на school@example.ru",
    "Едем из пос.Мехбаза, т.е. рядом. Ru и com не пишем",
    "Любовь к физике, надежда на хорошую погоду",
    "One child has a nut allergy",
    "Two wheelchairs, please",
    "Grades 5-6, mixed group",
    "Room for lunch, please; Red Square is far",
    "We may come on December 3, 2026",
    "",
]

REFUSED = [
    ("Иванов Иван, Петров Пётр, Сидорова Анна", FreeTextProblem.NAMES),
    ("Участники: Маша Иванова, Петя Сидоров", FreeTextProblem.NAMES),
    ("1. Иванов Иван\n2. Петрова Мария\n3. Ким Сергей", FreeTextProblem.NAMES),
    ("1) Смирнова\n2) Кузнецов\n3) Попова", FreeTextProblem.NAMES),
    ("Иванов И.И., Петров П.П.", FreeTextProblem.NAMES),
    ("И. И. Иванов, П. П. Петров", FreeTextProblem.NAMES),
    ("Ким А.В. и Ли В.П. поедут отдельно", FreeTextProblem.NAMES),
    ("иванов иван, петров пётр", FreeTextProblem.NAMES),
    ("ИВАНОВ ИВАН ПЕТРОВ ПЁТР", FreeTextProblem.NAMES),
    ("Иванов, Петров, Сидорова, Кузнецов", FreeTextProblem.NAMES),
    ("Иванов\nПетров\nСидорова", FreeTextProblem.NAMES),
    ("Фёдорова Алёна Игоревна, Соловьёв Артём Олегович", FreeTextProblem.NAMES),
    ("Нас встретит Иванова Мария", FreeTextProblem.NAMES),
    ("Our teacher is Mary Smith", FreeTextProblem.NAMES),
    ("тел. мамы 89123456789", FreeTextProblem.CONTACTS),
    ("ИНН ученика 110112345678", FreeTextProblem.OTHER_DOCUMENT),
    ("Алиев Мурад\nКим Чен Ир\nВебер Анна", FreeTextProblem.NAMES),
    ("Маша, Петя, Оля, Саша", FreeTextProblem.NAMES),
    ("Сын Петя Иванов поедет отдельно", FreeTextProblem.NAMES),
    ("Ученица Смирнова Оля опоздает", FreeTextProblem.NAMES),
    ("Иванов Петя, 7 лет, очень любит поезда", FreeTextProblem.NAMES),
    ("John Smith, Mary Brown, Peter Jones", FreeTextProblem.NAMES),
    ("1. John Smith\n2. Yuki Tanaka\n3. Omar Haddad", FreeTextProblem.NAMES),
    ("Yuki Tanaka, Wei Zhang, Omar Haddad", FreeTextProblem.NAMES),
    ("My son Peter comes later", FreeTextProblem.NAMES),
    ("Ивановой Марии нужна коляска", FreeTextProblem.NAME_AND_HEALTH),
    ("Приедем в десять. У Маши аллергия на орехи", FreeTextProblem.NAME_AND_HEALTH),
    ("Иванов П. — диабет, будет с инсулином", FreeTextProblem.NAME_AND_HEALTH),
    ("Maria Ivanova needs a wheelchair", FreeTextProblem.NAME_AND_HEALTH),
    ("Mary has asthma, please note", FreeTextProblem.NAME_AND_HEALTH),
    ("Дата рождения 01.02.2014", FreeTextProblem.BIRTH_DATE),
    ("Иванов Иван 2014 г.р.", FreeTextProblem.BIRTH_DATE),
    ("Петя Сидоров, 12.03.2014", FreeTextProblem.BIRTH_DATE),
    ("Петя Сидоров, 12.03.14", FreeTextProblem.BIRTH_DATE),
    ("01.02.2014, 05.06.2014, 07.08.2013", FreeTextProblem.BIRTH_DATE),
    ("Родился 5 марта 2014", FreeTextProblem.BIRTH_DATE),
    ("DOB 2014-03-12", FreeTextProblem.BIRTH_DATE),
    ("Ivan, born March 12, 2014", FreeTextProblem.BIRTH_DATE),
    ("born 12 March 2014", FreeTextProblem.BIRTH_DATE),
    ("Паспорт 8712 345678", FreeTextProblem.PASSPORT),
    ("87 12 345678", FreeTextProblem.PASSPORT),
    ("8712 № 345678", FreeTextProblem.PASSPORT),
    ("Петров, 8712345678", FreeTextProblem.PASSPORT),
    ("паспорт 8712345678", FreeTextProblem.PASSPORT),
    ("серия 8712 номер 345678", FreeTextProblem.PASSPORT),
    ("Passport AB1234567", FreeTextProblem.PASSPORT),
    ("passport no 8712 345678", FreeTextProblem.PASSPORT),
    ("СНИЛС 112-233-445 95", FreeTextProblem.SNILS),
    ("112-233-445 95", FreeTextProblem.SNILS),
    ("снилс 11223344595", FreeTextProblem.SNILS),
    ("Свидетельство о рождении I-ЕА № 123456", FreeTextProblem.BIRTH_CERTIFICATE),
    ("II-ЕА 654321", FreeTextProblem.BIRTH_CERTIFICATE),
    ("Birth certificate 654321", FreeTextProblem.BIRTH_CERTIFICATE),
    ("Полис ОМС 1234567890123456", FreeTextProblem.OTHER_DOCUMENT),
    ("a@b.ru, c@d.ru, e@f.ru", FreeTextProblem.CONTACTS),
    ("+7 912 345-67-89, +7 912 345-67-80, +7 912 345-67-81", FreeTextProblem.CONTACTS),
    ("89123456789, 89123456780, school@example.org", FreeTextProblem.CONTACTS),
    ("а" * 301, FreeTextProblem.TOO_LONG),
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_remarks_pass(text: str) -> None:
    assert check_free_text(text, LIMIT) is None


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org",
        "https://example.org/заявка",
        "Пишите в t.me/zayavka",
        "Наш канал telegram.me/zayavka",
        "www.example.org",
        "наш сайт school12.ru",
        "школа.рф",
        "Пишите @anna_petrovna, она ответит",
        "vk.com/school12",
        "tg://resolve?domain=somebody",
    ],
)
def test_links_and_nicks_are_refused(text: str) -> None:
    assert check_free_text(text, LIMIT) is FreeTextProblem.LINK
    assert check_free_text(f"Просим показать лабораторию. {text}", LIMIT) is FreeTextProblem.LINK


@pytest.mark.parametrize(("text", "problem"), REFUSED)
def test_personal_data_of_participants_is_refused(text: str, problem: FreeTextProblem) -> None:
    assert check_free_text(text, LIMIT) is problem


@pytest.mark.parametrize(("text", "problem"), [case for case in REFUSED if case[0] != "а" * 301])
def test_it_is_found_within_an_ordinary_remark_too(text: str, problem: FreeTextProblem) -> None:
    assert check_free_text(f"Добрый день.\n{text}\nСпасибо.", LIMIT) is problem


def test_a_list_that_is_too_long_is_still_called_a_list() -> None:
    register = "\n".join(f"{n}. Иванов Иван Иванович" for n in range(1, 30))
    assert len(register) > LIMIT
    assert check_free_text(register, LIMIT) is FreeTextProblem.NAMES


def test_the_limit_is_counted_in_characters() -> None:
    assert check_free_text("а" * 300, 300) is None
    assert check_free_text("Ӧ" * 301, 300) is FreeTextProblem.TOO_LONG


@given(st.text(max_size=400))
def test_any_text_is_checked_without_error(text: str) -> None:
    problem = check_free_text(text, LIMIT)
    assert problem is None or problem in FreeTextProblem


SURNAMES = (
    "Иванов",
    "Петрова",
    "Ткаченко",
    "Вяткина",
    "Достоевский",
    "Ковальчук",
    "Черных",
    "Рочев",
    "Канева",
)
GIVEN = ("Пётр", "Мария", "Алёна", "Тимур", "Ксюша", "Сергей", "Юлия", "Илья")


@given(
    st.lists(st.tuples(st.sampled_from(SURNAMES), st.sampled_from(GIVEN)), min_size=2, max_size=30),
    st.sampled_from((", ", "\n", "; ", " и ")),
    st.booleans(),
    st.sampled_from((str, str.lower, str.upper)),
)
def test_lists_of_names_are_found_however_they_are_written(
    people: list[tuple[str, str]], between: str, given_first: bool, case: type[str]
) -> None:
    names = [f"{name} {surname}" if given_first else f"{surname} {name}" for surname, name in people]
    assert find_names(case(between.join(names))).is_list
