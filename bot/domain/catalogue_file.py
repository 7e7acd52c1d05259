"""The file format of a region's catalogue: what ``import`` reads and the demonstration data are written in.

Described field by field in ``docs/catalogue-format.md``. Translated texts are objects {language: text}
with at least ``ru``; times are local to the site; ages in years; groups and capacities in people, adults
included. Everything a file refers to (cities, industries, professions) it also defines.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.domain.catalogue_fields import (
    check_email,
    check_language,
    check_month_day,
    check_name,
    check_phone,
    check_text,
    check_timezone,
    check_translations,
    read_date,
    read_time,
)
from bot.domain.model import (
    Access,
    Audience,
    Confirmation,
    ListKind,
    OrganisationKind,
    PhotoRule,
    ProgrammeKind,
    Sharing,
    TrialLevel,
)

DEFAULT_BUFFER_MIN = 15
"""Minutes before a visit for the briefing and protective gear."""


class Weekday(StrEnum):
    MO = "MO"
    TU = "TU"
    WE = "WE"
    TH = "TH"
    FR = "FR"
    SA = "SA"
    SU = "SU"


Name = Annotated[str, AfterValidator(check_name)]
Language = Annotated[str, AfterValidator(check_language)]
Phone = Annotated[str, AfterValidator(check_phone)]
Email = Annotated[str, AfterValidator(check_email)]
Timezone = Annotated[str, AfterValidator(check_timezone)]
MonthDay = Annotated[str, AfterValidator(check_month_day)]
TimeOfDay = Annotated[dt.time, BeforeValidator(read_time)]
Day = Annotated[dt.date, BeforeValidator(read_date)]
Line = Annotated[
    dict[Language, Annotated[str, Field(max_length=120), AfterValidator(check_text)]],
    AfterValidator(check_translations),
]
Paragraph = Annotated[
    dict[Language, Annotated[str, Field(max_length=400), AfterValidator(check_text)]],
    AfterValidator(check_translations),
]
Age = Annotated[int, Field(ge=0, le=99)]
People = Annotated[int, Field(ge=1, le=500)]
Days = Annotated[int, Field(ge=0, le=365)]

_LINE = '{"ru": "Сыктывкар", "en": "Syktyvkar"}'


class Part(BaseModel):
    """A part of the file: unknown keys are faults, values are taken as they are, nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class DayOff(Part):
    """One exception from the production calendar."""

    day: Day = Field(description="The date.", examples=['"2027-08-20"'])
    works: bool = Field(description="true: a working day after all; false: a day off.", examples=["false"])
    note: Line | None = Field(default=None, description="Why.", examples=['{"ru": "День города"}'])


class Region(Part):
    slug: Name = Field(description="Short name, never changed later.", examples=['"komi"'])
    name: Line = Field(description="Name of the region.", examples=['{"ru": "Республика Коми"}'])
    timezone: Timezone = Field(description="IANA time zone.", examples=['"Europe/Moscow"'])
    prefix: Annotated[str, Field(min_length=1, max_length=4), AfterValidator(check_text)] = Field(
        description="Letters that start each booking's reference.", examples=['"К"']
    )
    days_off: tuple[DayOff, ...] = Field(
        default=(),
        description="Days of the region that differ from the Russian production calendar.",
        examples=['[{"day": "2027-08-20", "works": false}]'],
    )


class City(Part):
    slug: Name = Field(description="Short name.", examples=['"emva"'])
    name: Line = Field(description="Name on screen.", examples=['{"ru": "Емва", "en": "Yemva"}'])
    municipality: Line = Field(
        description="Municipality, a row of the coordinator's report.",
        examples=['{"ru": "Княжпогостский район"}'],
    )
    latitude: float = Field(ge=-90, le=90, description="Degrees north.", examples=["62.588"])
    longitude: float = Field(ge=-180, le=180, description="Degrees east.", examples=["50.863"])


class Industry(Part):
    slug: Name = Field(description="Short name.", examples=['"timber"'])
    name: Line = Field(description="Name on screen.", examples=['{"ru": "Лесопереработка"}'])


class Profession(Part):
    slug: Name = Field(description="Short name.", examples=['"baker"'])
    name: Line = Field(description="Name on screen.", examples=['{"ru": "Пекарь", "en": "Baker"}'])


class Organisation(Part):
    """Known by its Russian name and city together."""

    kind: OrganisationKind = Field(description="What it is.", examples=['"school"'])
    name: Line = Field(
        description="Name as the organisation writes it.", examples=['{"ru": "Гимназия «Белые ночи»"}']
    )
    city: Name = Field(description="slug of a city.", examples=['"ukhta"'])


class Season(Part):
    """Both days included; may run over the end of the year."""

    first: MonthDay = Field(alias="from", description="First day.", examples=['"04-01"'])
    last: MonthDay = Field(alias="to", description="Last day.", examples=['"10-31"'])


class WeeklyEntry(Part):
    """Sessions on these days of each week at these times."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = Field(
        description="Days of the week.", examples=['["TU", "TH"]']
    )
    times: Annotated[tuple[TimeOfDay, ...], Field(min_length=1)] = Field(
        description="Starts, local to the site.", examples=['["10:00", "13:30"]']
    )
    season: Season | None = Field(
        default=None,
        description="Only in this part of the year.",
        examples=['{"from": "04-01", "to": "10-31"}'],
    )
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)] | None = Field(
        default=None, description="Only for these; else as the programme.", examples=['["family"]']
    )
    sharing: Sharing | None = Field(default=None, description="Else as the programme.", examples=['"shared"'])
    confirmation: Confirmation | None = Field(
        default=None, description="Else as the programme.", examples=['"instant"']
    )
    capacity: People | None = Field(
        default=None, description="People in one session; else max_group.", examples=["15"]
    )


class Intake(Part):
    """Starts of a placement: the first, second … such weekday of each named month.

    A start that falls on a day off moves to the next working day.
    """

    weekday: Weekday = Field(description="Day of the week.", examples=['"MO"'])
    week: Annotated[int, Field(ge=1, le=4)] = Field(
        description="The first (1) to fourth (4) such day of the month.", examples=["2"]
    )
    months: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(min_length=1)] = Field(
        description="Months, 1 to 12.", examples=["[2, 6, 7, 11]"]
    )
    time: TimeOfDay = Field(description="Start of each day, local to the site.", examples=['"10:00"'])


class Programme(Part):
    code: Name = Field(description="Short name within the site, never changed later.", examples=['"tour"'])
    kind: ProgrammeKind = Field(description="What kind of visit.", examples=['"excursion"'])
    title: Line = Field(description="Title.", examples=['{"ru": "Слой за слоем", "en": "Layer by layer"}'])
    about: Paragraph = Field(
        description="What one sees and does, in one or two sentences.",
        examples=['{"ru": "Увидите замес и печь."}'],
    )
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)] = Field(
        description="For whom.", examples=['["school", "family"]']
    )
    min_age: Age = Field(description="Youngest age, years.", examples=["12"])
    min_group: People | None = Field(default=None, description="Else as the site.", examples=["5"])
    max_group: People = Field(description="Most people in one session, adults included.", examples=["20"])
    duration_min: Annotated[int, Field(ge=10, le=720)] | None = Field(
        default=None, description="Minutes; not for placements.", examples=["90"]
    )
    days: Annotated[int, Field(ge=1, le=60)] | None = Field(
        default=None, description="Working days of a placement.", examples=["5"]
    )
    hours_per_day: Annotated[int, Field(ge=1, le=12)] | None = Field(
        default=None, description="Hours a day of a placement.", examples=["4"]
    )
    sharing: Sharing = Field(
        description="One party at a time, or several until the session is full.", examples=['"private"']
    )
    confirmation: Confirmation = Field(description="Confirmed by the host, or at once.", examples=['"host"'])
    price: Line | None = Field(
        default=None, description="Else as the site.", examples=['{"ru": "бесплатно"}']
    )
    children_per_adult: Annotated[int, Field(ge=1, le=30)] | None = Field(
        default=None, description="Else as the site.", examples=["10"]
    )
    lead_working_days: Days | None = Field(default=None, description="Else as the site.", examples=["10"])
    foreign_lead_days: Days | None = Field(default=None, description="Else as the site.", examples=["30"])
    list_kind: ListKind | None = Field(default=None, description="Else as the site.", examples=['"names"'])
    list_lead_working_days: Days | None = Field(default=None, description="Else as the site.", examples=["7"])
    professions: tuple[Name, ...] = Field(
        default=(), description="slugs of professions; empty: those of the site.", examples=['["baker"]']
    )
    subjects: Line | None = Field(
        default=None, description="School subjects that help.", examples=['{"ru": "Химия, физика"}']
    )
    direction: Line | None = Field(
        default=None,
        description="Direction of the career-guidance minimum.",
        examples=['{"ru": "Практико-ориентированный модуль"}'],
    )
    task: Paragraph | None = Field(
        default=None, description="Task of a job trial.", examples=['{"ru": "Проверить шесть образцов"}']
    )
    product: Paragraph | None = Field(
        default=None, description="What a job trial leaves in the hand.", examples=['{"ru": "Свой образец"}']
    )
    level: TrialLevel | None = Field(
        default=None, description="How deep a job trial goes.", examples=['"introductory"']
    )
    schedule: tuple[WeeklyEntry, ...] = Field(
        default=(),
        description="Weekly sessions; not for placements.",
        examples=['[{"days": ["TU"], "times": ["10:00"]}]'],
    )
    intakes: tuple[Intake, ...] = Field(
        default=(),
        description="Starts of a placement.",
        examples=['[{"weekday": "MO", "week": 2, "months": [6, 7], "time": "10:00"}]'],
    )


class SiteCard(Part):
    """A site without its programmes."""

    slug: Name = Field(description="Short name, never changed later.", examples=['"sloist"'])
    name: Line = Field(description="Name.", examples=['{"ru": "Фанерный цех «Слоист»"}'])
    industry: Name = Field(description="slug of an industry.", examples=['"timber"'])
    city: Name = Field(description="slug of a city.", examples=['"emva"'])
    timezone: Timezone = Field(description="IANA time zone of the site.", examples=['"Europe/Moscow"'])
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = Field(
        default=None,
        description="Of the entrance, never of a workshop; else the city's.",
        examples=["62.588"],
    )
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = Field(
        default=None, description="As latitude; both or neither.", examples=["50.863"]
    )
    short: Paragraph = Field(
        description="What the site is, in one or two sentences.", examples=['{"ru": "Лущение берёзы."}']
    )
    meeting_point: Paragraph = Field(
        description="Where the group is met, in words.", examples=['{"ru": "Проходная № 2"}']
    )
    contact_name: Line = Field(
        description="Who answers the phone: an office, not a person.",
        examples=['{"ru": "Отдел приёма гостей"}'],
    )
    contact_phone: Phone | None = Field(
        default=None, description="Phone of the day of the visit.", examples=['"+7 000 000-04-01"']
    )
    pass_office_email: Email | None = Field(
        default=None, description="Where schools send the group's list.", examples=['"propusk@example.org"']
    )
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = Field(
        description="Languages of visits, the usual one first.", examples=['["ru", "en"]']
    )
    dress: Paragraph = Field(description="What to wear.", examples=['{"ru": "Закрытая обувь"}'])
    bring: Paragraph = Field(description="What to bring, papers included.", examples=['{"ru": "Паспорт"}'])
    gear: Paragraph = Field(
        description="Protective gear given out.", examples=['{"ru": "Каска, очки — на месте"}']
    )
    photo: PhotoRule = Field(description="Photo rule.", examples=['"points"'])
    photo_text: Paragraph = Field(description="Photo rule in words.", examples=['{"ru": "На фототочке"}'])
    access: Access = Field(description="Step-free access.", examples=['"partial"'])
    access_text: Paragraph = Field(
        description="Step-free access in words.", examples=['{"ru": "Один этаж, без порогов"}']
    )
    health: Paragraph = Field(
        description="Who should not come, and why.", examples=['{"ru": "Шум, древесная пыль"}']
    )
    price: Line = Field(description="Price in words.", examples=['{"ru": "бесплатно"}'])
    min_group: People = Field(description="Fewest people of a private visit.", examples=["5"])
    children_per_adult: Annotated[int, Field(ge=1, le=30)] = Field(
        description="Children for whom one adult is enough.", examples=["10"]
    )
    lead_working_days: Days = Field(
        description="A request comes so many working days ahead.", examples=["10"]
    )
    foreign_lead_days: Days = Field(
        description="The same with guests from other countries, calendar days.", examples=["30"]
    )
    list_kind: ListKind = Field(description="What the pass office needs on paper.", examples=['"names"'])
    list_lead_working_days: Days = Field(
        description="The list comes so many working days ahead.", examples=["7"]
    )
    buffer_min: Annotated[int, Field(ge=0, le=240)] = Field(
        default=DEFAULT_BUFFER_MIN,
        description="Minutes between two different programmes of the site; 15 unless told.",
        examples=["15"],
    )
    professions: tuple[Name, ...] = Field(
        default=(), description="slugs of professions that one can see.", examples=['["baker"]']
    )


class Site(SiteCard):
    programmes: Annotated[tuple[Programme, ...], Field(min_length=1)] = Field(
        description="What can be visited; the main programme first.", examples=['[{"code": "tour", …}]']
    )


class Stop(Part):
    site: Name = Field(description="slug of a site.", examples=['"sloist"'])
    programme: Name = Field(description="code of a programme of that site.", examples=['"tour"'])
    day: Annotated[int, Field(ge=1, le=30)] = Field(description="Day of the route, from 1.", examples=["1"])
    travel_min: Annotated[int, Field(ge=0, le=4320)] = Field(
        description="Minutes on the way from the stop before; 0 at the first.", examples=["150"]
    )


class Route(Part):
    slug: Name = Field(description="Short name, never changed later.", examples=['"northern-taste"'])
    title: Line = Field(description="Title.", examples=['{"ru": "Вкус Севера"}'])
    theme: Line = Field(description="What joins the stops.", examples=['{"ru": "Пищевые производства"}'])
    note: Paragraph = Field(
        description="What one should know.", examples=['{"ru": "На остановках дегустация."}']
    )
    transport: Paragraph = Field(description="How one travels.", examples=['{"ru": "Поезд или автобус"}'])
    audience_text: Line = Field(description="For whom, in words.", examples=['{"ru": "Семьи, 1–6 классы"}'])
    days: Annotated[int, Field(ge=1, le=30)] = Field(description="How many days it takes.", examples=["2"])
    min_age: Age = Field(description="Youngest age: at least the highest of its stops.", examples=["7"])
    stops: Annotated[tuple[Stop, ...], Field(min_length=2)] = Field(
        description="Stops in order.",
        examples=['[{"site": "sloist", "programme": "tour", "day": 1, "travel_min": 0}]'],
    )


class CatalogueFile(Part):
    """The whole file."""

    format: Literal[1] = Field(description="Version of this format.", examples=["1"])
    note: Annotated[str, Field(max_length=1000)] | None = Field(
        default=None, description="For people; ignored.", examples=['"Черновик"']
    )
    region: Region = Field(
        description="The region that all sites belong to.", examples=['{"slug": "komi", …}']
    )
    cities: tuple[City, ...] = Field(
        default=(), description="Cities of sites and organisations.", examples=['[{"slug": "emva", …}]']
    )
    industries: tuple[Industry, ...] = Field(
        default=(), description="Industries of sites.", examples=['[{"slug": "timber", …}]']
    )
    professions: tuple[Profession, ...] = Field(
        default=(), description="Professions that can be seen.", examples=['[{"slug": "baker", …}]']
    )
    organisations: tuple[Organisation, ...] = Field(
        default=(), description="Directory of schools and colleges.", examples=['[{"kind": "school", …}]']
    )
    sites: tuple[Site, ...] = Field(
        default=(), description="Enterprises.", examples=['[{"slug": "sloist", …}]']
    )
    routes: tuple[Route, ...] = Field(
        default=(), description="Themed routes.", examples=['[{"slug": "northern-taste", …}]']
    )
