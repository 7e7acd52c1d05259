"""The people of the demo: who writes to the bot in the chat page, with fixed ids and phones.

Ids and phones are part of the demo's contract: the demo data makes these people hosts and coordinators by
``user_id``, and tests address them by ``key``. The phones lie in the unused range +7 000 000-00-xx.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Persona:
    """One person on whose behalf the page writes to the bot.

    ``language_code`` is the language of this person's Telegram when the demo starts; the page can change
    it, and with it the name. ``phone`` is in E.164 form. ``site_slug`` names the demo site for which a host
    works.
    """

    key: str
    user_id: int
    first_name: str
    first_name_en: str
    language_code: str
    phone: str
    role_ru: str
    role_en: str
    site_slug: str | None = None


def reception_of(site_name: str) -> str:
    """The name under which a site's reception appears: a function at a site, not an invented person."""
    return f"{site_name} · отдел приёма гостей"


def _host(number: int, site_slug: str, names: tuple[str, str], towns: tuple[str, str]) -> Persona:
    """``names`` of the site and ``towns``: in Russian and in English."""
    return Persona(
        key=f"host-{site_slug}",
        user_id=_FIRST_USER_ID + number,
        first_name=reception_of(names[0]),
        first_name_en=f"{names[1]} · visitor office",
        language_code="ru",
        phone=_phone(number),
        role_ru=f"предприятие, {towns[0]}",
        role_en=f"site, {towns[1]}",
        site_slug=site_slug,
    )


def _phone(number: int) -> str:
    return f"+7000000{number:04d}"


_FIRST_USER_ID: Final = 700_000_000

PERSONAS: Final[tuple[Persona, ...]] = (
    Persona(
        key="teacher-syktyvkar",
        user_id=_FIRST_USER_ID + 1,
        first_name="Анна Петровна К.",
        first_name_en="Anna K.",
        language_code="ru",
        phone=_phone(1),
        role_ru="учитель, Сыктывкар",
        role_en="teacher, Syktyvkar",
    ),
    Persona(
        key="teacher-vorkuta",
        user_id=_FIRST_USER_ID + 2,
        first_name="Игорь В.",
        first_name_en="Igor V.",
        language_code="ru",
        phone=_phone(2),
        role_ru="учитель, Воркута",
        role_en="teacher, Vorkuta",
    ),
    Persona(
        key="tourist",
        user_id=_FIRST_USER_ID + 3,
        first_name="Марина",
        first_name_en="Marina",
        language_code="ru",
        phone=_phone(3),
        role_ru="турист",
        role_en="tourist",
    ),
    Persona(
        key="applicant",
        user_id=_FIRST_USER_ID + 19,
        first_name="Даша",
        first_name_en="Dasha",
        language_code="ru",
        phone=_phone(19),
        role_ru="студентка, ищет стажировку",
        role_en="student, applies for a placement",
    ),
    Persona(
        key="operator",
        user_id=_FIRST_USER_ID + 20,
        first_name="Глеб",
        first_name_en="Gleb",
        language_code="ru",
        phone=_phone(20),
        role_ru="турфирма, Ухта",
        role_en="tour operator, Ukhta",
    ),
    _host(4, "vychegda-sheet", ("Вычегодский лист", "Vychegda Sheet"), ("Сыктывкар", "Syktyvkar")),
    _host(5, "sloist", ("Слоист", "Sloist"), ("Емва", "Yemva")),
    _host(6, "warm-trace", ("Тёплый след", "Warm Trace"), ("Печора", "Pechora")),
    Persona(
        key="coordinator",
        user_id=_FIRST_USER_ID + 7,
        first_name="Координатор Коми",
        first_name_en="Komi coordinator",
        language_code="ru",
        phone=_phone(7),
        role_ru="координатор региона",
        role_en="regional coordinator",
    ),
)


OTHER_HOSTS: Final[tuple[Persona, ...]] = (
    _host(8, "voilokno", ("Войлокно", "Voilokno"), ("Сыктывкар", "Syktyvkar")),
    _host(9, "belaya-sysola", ("Белая Сысола", "Belaya Sysola"), ("Сыктывкар", "Syktyvkar")),
    _host(10, "pervaya-skvazhina", ("Первая скважина", "First Well"), ("Ухта", "Ukhta")),
    _host(11, "nyan-pach", ("Нянь-Пач", "Nyan-Pach"), ("Ухта", "Ukhta")),
    _host(12, "moroshka-soda", ("Морошковая сода", "Cloudberry Soda"), ("Сосногорск", "Sosnogorsk")),
    _host(13, "polar-contour", ("Полярный контур", "Polar Contour"), ("Печора", "Pechora")),
    _host(14, "subpolar-quartz", ("Приполярный кварц", "Subpolar Quartz"), ("Инта", "Inta")),
    _host(15, "black-horizon", ("Чёрный горизонт", "Black Horizon"), ("Воркута", "Vorkuta")),
    _host(16, "rig-66", ("Буровая 66", "Rig 66"), ("Усинск", "Usinsk")),
    _host(17, "uzlovaya", ("Узловая", "Uzlovaya"), ("Микунь", "Mikun")),
    _host(18, "warm-line", ("Тёплая линия", "Warm Line"), ("Вуктыл", "Vuktyl")),
)
"""The hosts of all other sites: the page shows them as soon as the bot writes to them."""

OTHER_APPLICANTS: Final[tuple[Persona, ...]] = (
    Persona(
        key="applicant-parent",
        user_id=_FIRST_USER_ID + 21,
        first_name="Ирина",
        first_name_en="Irina",
        language_code="ru",
        phone=_phone(21),
        role_ru="родитель, Емва",
        role_en="parent, Yemva",
    ),
    Persona(
        key="applicant-college",
        user_id=_FIRST_USER_ID + 22,
        first_name="Олег Н.",
        first_name_en="Oleg N.",
        language_code="ru",
        phone=_phone(22),
        role_ru="мастер колледжа, Печора",
        role_en="college instructor, Pechora",
    ),
)
"""Who wants the same placement as the applicant: they join the page as hosts of other sites do."""


def persona_by_key(key: str, personas: Sequence[Persona] = PERSONAS) -> Persona:
    """Finds a persona; an unknown key is a KeyError that lists the known ones."""
    for persona in personas:
        if persona.key == key:
            return persona
    raise KeyError(f"no persona {key!r}; known: {', '.join(persona.key for persona in personas)}")
