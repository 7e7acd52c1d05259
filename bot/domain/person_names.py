"""Recognising names of people in a text, in order to refuse lists of them (H4).

The bot needs no names but that of the leader, so this errs towards letting a text pass: one name in a
sentence is a name of somebody to ask for, several are a list. It knows the commonest given names (Russian
with their short forms and cases, English, and Russian in Latin letters), patronymics, endings of surnames
and initials.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Given names without their last vowel: «Анн» stands for Анна, Анны, Анне, Анну, Анной.
_FEMALE_STEMS: Final = """
Александр Алён Ален Алин Алис Алл Анастаси Ангелин Анжел Анн Антонин Ань Аринк Арин Асель Валентин Валери
Валь Варвар Василис Вер Вероник Виктори Виолетт Галин Гал Дарь Даш Диан Динар Дин Евгени Екатерин Кать Кат
Елен Лен Елизавет Лиз Жанн Зинаид Зо Инн Ирин Ир Камилл Карин Кир Кристин Ксени Ксюш Лари Ларис Лейл Лид
Лиди Лиль Лили Людмил Люд Люб Маргарит Рит Марин Мари Маш Марь Милан Мил Мирослав Надежд Над Надь Насть
Наст Натали Наталь Наташ Нин Оксан Олес Олесь Ольг Оль Полин Пол Раис Регин Римм Светлан Свет Снежан Софи
Софь Сон Таис Тамар Тан Тань Татьян Ульян Фаин Эльвир Эвелин Юли Юль Ян Ярослав
""".split()  # fmt: skip
# Given names of men, without an ending: «Иван» stands for Иван, Ивана, Ивану, Иваном, Иване.
_MALE_STEMS: Final = """
Адам Азат Айдар Александр Алексе Алёш Алеш Альберт Анатоли Андре Антон Аркади Арсен Арсени Артём Артем Артур
Богдан Борис Боря Вадим Валентин Валери Вас Васили Вась Виктор Витали Вить Владимир Владислав Влад Вов Всеволод
Вячеслав Гена Геннади Георги Герман Глеб Гоша Григори Гриш Давид Дамир Дании Данил Даниил Даниэл Демид Ден
Денис Дим Дмитри Евгени Егор Ефим Жен Захар Иван Ван Игнат Игор Иль Илья Илы Ильдар Камил Карим Кирилл Коль Кол
Константин Кость Кузьм Лев Леонид Лёш Леш Магомед Макар Макс Максим Марат Марк Матве Миш Михаил Мирон Мурад
Наил Никит Никола Олег Павл Павел Паш Пётр Петр Пет Платон Прохор Равил Радик Рамил Расул Ренат Ринат Роберт
Родион Роман Ром Ростислав Руслан Рустам Савели Сав Саш Семён Семен Серге Сереж Серёж Станислав Стас Степан
Тимофе Тимур Толик Фёдор Федор Фед Федь Филипп Шамил Эдуард Эльдар Эмиль Эрик Юр Юри Юра Яков Ярослав
""".split()  # fmt: skip
_GIVEN_ENDINGS: Final = r"(?:а|я|ы|и|е|у|ю|о|ой|ей|ою|ею|ом|ем|ём|й|ь|ья|ию|ии|ия|ию|ий|ия|ием|ием|ей)?"
_LATIN_GIVEN: Final = """
Aleksandr Aleksandra Aleksei Alena Alexander Alexandra Alexei Alexey Alice Alina Amelia Anastasia Andrei Andrew
Andrey Anna Anne Anton Arina Artem Artyom Ben Benjamin Bogdan Boris Charlie Charlotte Chloe Chris Christina
Christopher Daniel Daniil Danil Daria Darya David Denis Diana Dmitri Dmitry Ekaterina Elena Elizabeth Ella Emily
Emma Ethan Eva Evgeni Evgeny Fedor Galina George Gleb Grace Grigory Harry Helen Henry Igor Ilya Irina Ivan Jack
Jacob James Jane Jennifer Jessica Joe John Joseph Julia Karina Kate Katya Kirill Konstantin Ksenia Larisa Leo
Leonid Liam Lucy Maksim Maria Marina Mark Mary Masha Matthew Matvey Max Maxim Mia Michael Mikhail Mohammed
Muhammad Nadezhda Nastya Natalia Natalya Nick Nicholas Nikita Nikolai Nikolay Nina Noah Oksana Oleg Olga Olivia
Oliver Oscar Pavel Peter Petr Petya Polina Pyotr Robert Roman Ruslan Sam Samuel Sara Sarah Sasha Semyon Sergei
Sergey Sofia Sonya Sophia Sophie Stanislav Stepan Susan Svetlana Tanya Tatiana Tatyana Thomas Timofey Timur Tom
Vadim Valentina Valeria Vanya Varvara Vasily Vera Victor Victoria Viktor Viktoria Vladimir Vladislav William
Yana Yaroslav Yulia Yuri Yury Zoe
""".split()  # fmt: skip
# Words that end like surnames.
_NO_SURNAMES: Final = frozenset(
    """
    адресов актов ангаров анкетов билетов вагонов взносов видов вопросов вторников выездов газов галстуков голов
    готов готова готовы дворов детсадов домов дров дубов заводов заказов залов здоров здорова знаков искусств
    классов костюмов кабинетов кустов лидеров литров магазин метров минут мастеров мостов нов нового номеров
    образцов основ основа отделов отзывов пакетов паспортов первоклассников плов подъездов поездов полов
    приборов примеров проходов профессионалов разов районов родов рядов сапогов секторов сеансов слов слова
    снова станков столов сухпайков туристов тулов удобства уроков условий учеников цехов чанов часов чинов шагов
    экскурсоводов экспонатов школьников язык языков половина середина машина машины корзина причина причины
    годовщина овчина древесина резина витрина малина псков ростов саратов тамбов львов азов серов чехов
    нужна нужен нужны должна едина одна одни один полна длина ширина глубина картина осина лавина мужчина женщина
    мужчины женщины деревня именины свойственны магазина бензин апельсин господин гражданин хозяин карантин грузин
    пятьдесят пингвин витамин термин аршин камин кувшин рубин бассейн имени станции старшин псковский иван
    """.split()  # fmt: skip
)
_SURNAME: Final = (
    r"[а-яё]{2,}(?:"
    r"(?:ов|ев|ёв|ин|ын)(?:а|у|ым|е|ой|ы|ых|ым|ыми)?"
    r"|(?:ск|цк)(?:ий|ая|ого|ому|им|ой|ую|их|ие)"
    r"|енко|чук|юк|ук|ян|дзе|швили|[иы]х|ко|ец|ич|ман|берг|штейн"
    r")"
)
_PATRONYMIC: Final = r"[а-яё]{2,}(?:(?:ович|евич|ьич|кич|мич|нич)(?:а|у|ем|е|и)?|(?:овн|евн|ичн|иничн)(?:а|ы|е|у|ой))"


class _Kind(StrEnum):
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    SURNAME = "surname"
    CAPITALISED = "capitalised"
    INITIAL = "initial"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    kind: _Kind
    gap: str
    """What stands before the word since the one before it."""


@dataclass(frozen=True, slots=True)
class NameFindings:
    """What was found in a text: how many of each, never the names themselves.

    ``full``: a surname with a given name or initials. ``polite``: a given name with a patronymic, as adults
    are called. ``given``: a given name alone. ``surnames``: the longest row of surnames with nothing but
    commas or line ends between them.
    """

    full: int
    polite: int
    given: int
    surnames: int

    @property
    def is_list(self) -> bool:
        """Several people are named: no sentence about a visit needs that."""
        return self.full >= 2 or self.polite >= 3 or self.surnames >= 3 or self.full + self.polite >= 3


def _any_of(stems: list[str]) -> str:
    return "|".join(sorted({re.escape(stem.lower()) for stem in stems}, key=len, reverse=True))


_IS_GIVEN = re.compile(f"(?:{_any_of(_FEMALE_STEMS + _MALE_STEMS)}){_GIVEN_ENDINGS}")
_LATIN_GIVEN_SET = frozenset(name.lower() for name in _LATIN_GIVEN)
_IS_SURNAME = re.compile(_SURNAME)
_IS_PATRONYMIC = re.compile(_PATRONYMIC)
_TOKEN = re.compile(r"[A-Za-zА-Яа-яЁё]+(?:[-'’][A-Za-zА-Яа-яЁё]+)*\.?")
