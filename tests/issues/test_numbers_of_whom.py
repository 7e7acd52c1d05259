"""Who is missing became who comes, illnesses became adults, ages of children became their number, and half of
the girls was lost: a number counts whom its words say, and where they leave a doubt nobody is counted."""

from __future__ import annotations

import pytest

from bot.domain.typed.party import read_count, read_party
from tests.unit.test_parties_as_typed import written

NO_COUNT = """
двоих нет
двое заболели
на 2 меньше
без двоих
two fewer
3 не пришли
нас на двух больше
приедем без одного
двое не придут
не придут двое
одного не будет
нет двоих
трое болеют
отсутствуют 4
2 absent
two are ill
one less
one more
меньше на 3
на одного меньше
двое отказались
-2
ещё двое
добавилось двое
"""
COUNTS = """
нас будет 25 | 25
нас будет больше: 28 | 28
25, без опозданий | 25
всего 18 | 18
17 детей и 2 взрослых | 19
нас меньше, 23 | 23
"""
PARTIES = """
25 детей, 1 с ДЦП | 25
27 детей, 1 с сахарным диабетом | 27
25 детей, 2 с аллергией | 25
7Б 27, 2 с астмой | 7Б 27
27 kids, 2 with allergies | 27
7 Б, 27 чел, 2 из них с мамами | 7Б 27
7Б, 27, 2 ребёнка с аллергией | 7Б 27
7Б 27, 2 ребенка с ОВЗ | 7Б 27
7Б, 27 детей, 2 ребёнка с аллергией | 7Б 27
8А 24 + 3, один ребёнок с эпилепсией | 8А 24+3
7Б 27, 1 инвалид-колясочник | 7Б 27 кол 1
14 мальчишек и 13 девчонок | 27
13 девч., 14 мальч. | 27
8А, 8Б по 25 | 8 50
7А и 7Б по 25 человек и 4 учителя | 7 50+4
7А, 7Б, 7В по 25 | 7 75
7Б 13 + 8А 12 | 7-8 25
два седьмых класса по 25 | 7 50
два 7-х класса по 25 человек и 4 взрослых | 7 50+4
вся параллель 7-х 75 | 7 75
2 7-х класса 50 чел | 7 50
7Б 27 автобус № 5 | 7Б 27
7Б 25 автобус 1 | 7Б 25
7Б 25 автобус 27 мест | 7Б 25
11-классники 22 | 11 22
7 с классом 25 | 7 25
два десятка детей | 20
2 взрослых, дети 5, 8, 11 лет | 3+2 лет 5 семья
2 взрослых и дети 4, 6 и 10 лет | 3+2 лет 4 семья
трое детей 3, 5 и 9 лет | 3 лет 3
2 adults, kids 4, 6 and 9 years old | 3+2 лет 4 семья
я и дети 6, 9, 11 лет | 3+1 лет 6 семья
мама, папа, дети 7, 9 лет | 2+2 лет 7 семья
7Б 27, двое заболели | 7Б ?
27 детей, двоих не будет | ?
7Б, 27, 12 лет | 7Б 27 лет 12
27, 12 лет | 27 лет 12
"""


def lines_of(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.shows("B8", "B16")
@pytest.mark.parametrize("text", lines_of(NO_COUNT))
def test_who_is_missing_is_not_who_comes(text: str) -> None:
    assert read_count(text) is None


@pytest.mark.shows("B8")
@pytest.mark.parametrize(("text", "count"), [each.split(" | ") for each in lines_of(COUNTS)])
def test_who_comes_is_counted_still(text: str, count: str) -> None:
    assert read_count(text) == int(count)


@pytest.mark.shows("B2")
@pytest.mark.parametrize(("text", "reading"), [each.split(" | ") for each in lines_of(PARTIES)])
def test_a_number_counts_whom_its_words_say(text: str, reading: str) -> None:
    assert written(read_party(text)) == reading
