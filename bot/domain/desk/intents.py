"""What hosts and coordinators ask for in words: «кто завтра», «новая площадка», "report" open their screens.

Read before what visitors mean by the same words: a site's «заявки» are those that it answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from bot.domain.people.access import Actor
from bot.domain.typed.intents import read_wish, table_of


class HostIntent(StrEnum):
    """Screens of a site, in the order in which they win."""

    ADD_SESSION = "add_session"
    PLACEMENTS = "placements"
    CODES = "codes"
    LINKS = "links"
    FIGURES = "figures"
    FEEDBACK = "feedback"
    PHOTO = "photo"
    PEOPLE = "people"
    SESSIONS = "sessions"
    REQUESTS = "requests"
    COMING = "coming"
    DAY = "day"
    CARDS = "cards"
    DESK = "desk"


class RegionIntent(StrEnum):
    """Screens of a region, in the order in which they win."""

    NEW_SITE = "new_site"
    UNANSWERED = "unanswered"
    REVISIONS = "revisions"
    REPORT = "report"
    NEWS = "news"
    COMPLAINTS = "complaints"
    JOURNAL = "journal"
    SETTINGS = "settings"
    ROUTES = "routes"
    COORDINATORS = "coordinators"
    FILES = "files"
    LOW_RATED = "low_rated"
    SITES = "sites"
    DESK = "desk"


_OF_HOSTS: Final[Mapping[HostIntent, str]] = {
    HostIntent.ADD_SESSION: (
        "добавить сеанс*; новый сеанс; открыть сеанс*; создать сеанс*; добавить врем*; открыть запись; "
        "add session; add a session; new session; open a session"
    ),
    HostIntent.PLACEMENTS: "стажер*; отклик*; кандидат*; соискател*; applicant*; applications",
    HostIntent.CODES: (
        "код; коды; проверить код*; ввести код*; отметить приход; отметить групп*; код*; check code; "
        "enter code; code; codes; arrival code*"
    ),
    HostIntent.LINKS: "ссылк*; плакат*; листовк*; куар*; qr; link; links; poster*; leaflet*; hand-out*",
    HostIntent.FIGURES: (
        "отчет*; статистик*; цифры; показател*; посещаемост*; сколько пришло; сколько было; report*; "
        "statistics; figures; numbers"
    ),
    HostIntent.FEEDBACK: "отзыв*; оценк*; feedback; reviews; ratings",
    HostIntent.PHOTO: "фото; фотографи*; фотк*; photo*; picture*",
    HostIntent.PEOPLE: (
        "сотрудник*; охран*; пригласить; гид; гида; гиды; гидов; гиду; экскурсовод*; команда; "
        "staff; colleague*; guard*; guide*; invite; team"
    ),
    HostIntent.SESSIONS: (
        "сеанс*; расписани*; график*; закрыть; закроем*; закрываем*; закрыты; выходной; санитарный день; "
        "отменить день; отменяем день; session*; schedule; timetable; close; closed; day off"
    ),
    HostIntent.REQUESTS: (
        "заявки; заявка; заявку; заявок; запросы; кто записал*; очередь; requests; request; bookings; queue"
    ),
    HostIntent.COMING: (
        "кто придет; кто приедет; кто едет; кто записан; кто будет; ближайшие группы; группы; все группы; "
        "сколько групп; who is coming; who comes; groups; visitors"
    ),
    HostIntent.DAY: (
        "кто завтра; кто сегодня; кто на; кого ждем; кто у нас; список; списки; list; who is today; "
        "who is tomorrow; who do we expect"
    ),
    HostIntent.CARDS: (
        "карточк*; описани*; изменить программ*; поменять программ*; наши программы; card; cards; description"
    ),
    HostIntent.DESK: "рабочий стол; площадк*; наше предприятие; desk; our site",
}
_OF_REGIONS: Final[Mapping[RegionIntent, str]] = {
    RegionIntent.NEW_SITE: (
        "новая площадк*; новую площадк*; добавить площадк*; завести площадк*; новое предприяти*; "
        "добавить предприяти*; завести предприяти*; new site; add a site; add site"
    ),
    RegionIntent.UNANSWERED: (
        "без ответа; не отвеча*; не ответил*; просрочен*; заявки; заявок; unanswered; overdue; requests"
    ),
    RegionIntent.REVISIONS: "на проверк*; правки; правок; изменения карточ*; согласова*; revisions; changes",
    RegionIntent.REPORT: (
        "отчет*; статистик*; цифры; показател*; мониторинг; report*; statistics; figures; numbers"
    ),
    RegionIntent.NEWS: "рассылк*; разослать; объявлени*; оповестить; announcement*; newsletter; mailing",
    RegionIntent.COMPLAINTS: "жалоб*; заблокир*; блокировк*; complaint*; blocked; block",
    RegionIntent.JOURNAL: "журнал*; кто менял; кто изменил; кто удалил; audit; log; journal",
    RegionIntent.SETTINGS: "настройк*; каникул*; праздник*; выходные дни; сроки; settings; holidays; terms",
    RegionIntent.ROUTES: "маршрут*; route; routes",
    RegionIntent.COORDINATORS: "координатор*; coordinator*",
    RegionIntent.FILES: (
        "выгруз*; загруз*; импорт*; экспорт*; файл*; шаблон*; excel; эксель; таблиц*; import; export; file; "
        "files; template; spreadsheet"
    ),
    RegionIntent.LOW_RATED: "отзыв*; оценк*; рейтинг*; ratings; reviews; feedback",
    RegionIntent.SITES: "площадк*; sites; list of sites",
    RegionIntent.DESK: "регион; региона; мой регион; рабочий стол; region; desk",
}
_HOSTS: Final = table_of(HostIntent, _OF_HOSTS)
_REGIONS: Final = table_of(RegionIntent, _OF_REGIONS)

_OWN: Final = re.compile(r"\b(?:мо(?:и|й|я|ю|их|ей)|my|mine)\b", re.IGNORECASE)
"""Whoever says so speaks of what they have booked themselves."""


def read_host_intent(text: str) -> HostIntent | None:
    """None, too, for what somebody says of their own visits: «мои заявки»."""
    intent = read_wish(text, _HOSTS)
    own = intent is HostIntent.REQUESTS and _OWN.search(text) is not None
    return None if own else intent


def read_region_intent(text: str) -> RegionIntent | None:
    """As for a site."""
    intent = read_wish(text, _REGIONS)
    own = intent is RegionIntent.UNANSWERED and _OWN.search(text) is not None
    return None if own else intent


def asks_for_work(text: str, actor: Actor) -> bool:
    """Whether a text names a screen of the writer's work."""
    return (actor.is_host and read_host_intent(text) is not None) or (
        actor.is_coordinator and read_region_intent(text) is not None
    )
