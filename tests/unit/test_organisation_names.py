"""Names of schools as teachers type them, and what is none."""

from __future__ import annotations

import pytest

from bot.domain.people.organisation_names import (
    OrganisationNameProblem,
    read_organisation_name,
)

P = OrganisationNameProblem


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Школа № 12", "Школа № 12"),
        ('  МБОУ  "СОШ № 5" ', "МБОУ «СОШ № 5»"),
        ("Лицей «Полярный круг», Воркута", "Лицей «Полярный круг», Воркута"),
        ("School 12", "School 12"),
        ("ИП Иванов Иван Иванович", "ИП Иванов Иван Иванович"),
        ("12", "Школа № 12"),
        ("26", "Школа № 26"),
        ("№ 12", "Школа № 12"),
        ("No. 12", "Школа № 12"),
        ("номер 012", "Школа № 12"),
        ("0", P.NOT_AN_ORGANISATION),
        ("Северный", "Северный"),
        ("Северный 12", "Северный 12"),
        ("12 школа", "12 школа"),
        ("Школа № 5 г. Воркута", "Школа № 5 г. Воркута"),
        ("Школа № 5 им. Ивана Петрова", "Школа № 5 им. Ивана Петрова"),
        ("Гимназия Александра Невского", "Гимназия Александра Невского"),
        ("7 Б, -5", P.CLASS),
        ("7 Б", P.CLASS),
        ("27 + 3", P.CLASS),
        ("7 Б, 27 + 3, 3 иностранца", P.CLASS),
        ("школа 12, 7 Б, 27", P.CLASS),
        ("завтра хотим прийти 27 детей", P.CLASS),
        ("завтра хотим прийти", P.NOT_AN_ORGANISATION),
        ("we want to come tomorrow", P.NOT_AN_ORGANISATION),
        ("не дам", P.NOT_AN_ORGANISATION),
        ("Иванова Анна Петровна", P.PERSON),
        ("Анна Петровна", P.PERSON),
        ("школа 12, Иванова Анна Петровна", P.PERSON),
        ("John Smith", P.PERSON),
        ("/start", P.NOT_AN_ORGANISATION),
        ("https://example.org", P.NOT_AN_ORGANISATION),
        ("Назад", P.NOT_AN_ORGANISATION),
        ("Ш", P.TOO_SHORT),
        ("", P.TOO_SHORT),
        ("Ш" * 121, P.TOO_LONG),
        ("школа, 89123456789", P.CONTACTS),
        ("school@example.org", P.CONTACTS),
        ("Иванов Иван, Петров Пётр", P.PERSON),
        ("школа имени Юрия Гагарина", "школа имени Юрия Гагарина"),
        ("СОШ им. Ю. А. Гагарина", "СОШ им. Ю. А. Гагарина"),
        ("гимназия имени Габдуллы Тукая", "гимназия имени Габдуллы Тукая"),
        ("школа имени Лизы Чайкиной", "школа имени Лизы Чайкиной"),
        ("Лицей им. В. Дубинина", "Лицей им. В. Дубинина"),
        ("детский сад «Машенька»", "детский сад «Машенька»"),
        ("школа Кати Ивановой", P.PERSON),
        ("школа имени Кати Ивановой", P.PERSON),
        ("школа им. Вовы Сидорова", P.PERSON),
        ("школа имени Ивановой Кати", P.PERSON),
        ("Лицей Лёши Петрова", P.PERSON),
        ("школа Анны Ивановой", P.PERSON),
        ("школа Ивановой", P.PERSON),
        ("школа Маши", P.PERSON),
        ("колледж Вики", P.PERSON),
        ("школа имени моей дочки Алисы", P.PERSON),
        ("Academy of Kate Ivanova", P.PERSON),
        ("Katya's school", P.PERSON),
    ],
)
@pytest.mark.shows("B1", "H4")
def test_names_of_organisations(typed: str, name: str | OrganisationNameProblem) -> None:
    assert read_organisation_name(typed) == name
