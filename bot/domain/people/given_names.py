"""The commonest given names, in all their cases: Russian with short forms, English, Russian in Latin letters.

A list for recognising names, not for checking them: nobody is refused because a name is not here. Short
forms that are everyday words (Поля, Тома, Роза) are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_RUSSIAN: Final = """
Александра Алёна Алевтина Алина Алиса Алла Альбина Амина Анастасия Ангелина Анжела Анна Антонина Арина Ася
Валентина Валерия Варвара Василиса Вера Вероника Виктория Виолетта Галина Дарья Дарина Диана Динара Евгения
Ева Екатерина Елена Елизавета Жанна Зинаида Зоя Инна Ирина Камилла Карина Кира Клавдия Кристина Ксения Лариса
Лейла Лидия Лилия Любовь Людмила Маргарита Марина Мария Марья Мила Милана Мирослава Надежда Наталия Наталья
Нина Оксана Олеся Ольга Полина Раиса Регина Римма Светлана Снежана София Софья Таисия Тамара Татьяна Ульяна
Фаина Эвелина Элина Эльвира Эмилия Юлия Яна Ярослава
Адам Азат Айдар Александр Алексей Альберт Анатолий Андрей Антон Аркадий Арсен Арсений Артём Артемий Артур
Богдан Борис Вадим Валентин Валерий Василий Виктор Виталий Владимир Владислав Владлен Всеволод Вячеслав
Геннадий Георгий Герман Глеб Григорий Давид Дамир Данила Даниил Данил Даниэль Демид Денис Дмитрий Евгений
Егор Ефим Захар Иван Игнат Игорь Илья Ильдар Камиль Карим Кирилл Константин Кузьма Лев Леонид Лука Магомед
Макар Максим Марат Марк Матвей Михаил Мирон Мурад Назар Наиль Никита Николай Олег Павел Пётр Платон Прохор
Равиль Радик Рамиль Расул Ренат Ринат Роберт Родион Роман Ростислав Руслан Рустам Савелий Святослав Семён
Сергей Станислав Степан Тарас Тимофей Тимур Фёдор Филипп Шамиль Эдуард Эльдар Эмиль Юрий Яков Ярослав
Алёша Аня Арсюша Боря Валя Ваня Варя Вася Вика Витя Вова Володя Галя Гена Гоша Гриша Даня Даша Дима Женя Жора
Ира Катя Кеша Коля Костя Ксюша Лена Лёня Лёша Лида Лиза Люба Люда Макс Маша Миша Надя Настя Наташа Никитка
Оля Паша Петя Рита Саша Света Серёжа Соня Стас Стёпа Таня Тёма Толик Федя Юля Юра Ярик
"""

_LATIN: Final = """
Aleksandr Aleksandra Aleksei Alena Alexander Alexandra Alexei Alexey Alice Alina Amelia Anastasia Andrei
Andrew Andrey Anna Anne Anton Arina Artem Artyom Benjamin Bogdan Boris Charlie Charlotte Chloe Chris
Christina Christopher Daniel Daniil Danil Daria Darya David Denis Diana Dmitri Dmitry Ekaterina Elena
Elizabeth Ella Emily Emma Ethan Evgeni Evgeny Fedor Galina George Gleb Grigory Harry Helen Henry Igor Ilya
Irina Ivan Jacob James Jane Jennifer Jessica Joe John Joseph Julia Karina Kate Katya Kirill Konstantin
Ksenia Larisa Leonid Liam Lucy Maksim Maria Marina Mary Masha Matthew Matvey Maxim Michael Mikhail Mohammed
Muhammad Nadezhda Nastya Natalia Natalya Nicholas Nikita Nikolai Nikolay Nina Noah Oksana Oleg Olga Olivia
Oliver Oscar Pavel Peter Petr Petya Polina Pyotr Robert Roman Ruslan Samuel Sara Sarah Sasha Semyon Sergei
Sergey Sofia Sonya Sophia Sophie Stanislav Stepan Susan Svetlana Tanya Tatiana Tatyana Thomas Timofey Timur
Tom Vadim Valentina Valeria Vanya Varvara Vasily Victor Victoria Viktor Viktoria Vladimir Vladislav William
Yana Yaroslav Yulia Yuri Yury Zoe
"""

_FLEETING_VOWEL: Final = {"лев": "льв", "павел": "павл", "пётр": "петр"}


def _cases(name: str) -> Iterator[str]:
    """The six cases of a Russian given name in lower case, ё and е both."""
    stem = name[:-1]
    endings: tuple[str, ...]
    match name[-1]:
        case "а":
            endings = ("а", "ы", "и", "е", "у", "ой", "ей")
        case "я":
            endings = ("я", "и", "е", "ю", "ей", "ёй")
        case "й":
            endings = ("й", "я", "ю", "ем", "е", "и")
        case "ь" if name == "любовь":
            endings = ("ь", "и", "ью")
        case "ь":
            endings = ("ь", "я", "ю", "ем", "е")
        case _:
            yield name
            stem = _FLEETING_VOWEL.get(name, name)
            endings = ("а", "у", "ом", "е")
    for ending in endings:
        yield stem + ending


GIVEN_NAMES: Final = frozenset(
    form.replace("ё", "е") for name in _RUSSIAN.split() for form in _cases(name.lower())
) | frozenset(name.lower() for name in _LATIN.split())
"""All forms in lower case with е for ё."""
