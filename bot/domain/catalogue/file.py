"""The file format of a region's catalogue: what ``import`` reads and the demonstration data are written in.

Described field by field in ``docs/catalogue-format.md``. Translated texts are objects {language: text}
with at least ``ru``; times are local to the site; ages in years; groups and capacities in people, adults
included. Everything a file refers to (cities, industries, professions) it also defines.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.catalogue.fields import (
    Age,
    Day,
    Days,
    Email,
    Language,
    Line,
    MonthDay,
    Name,
    NonEmpty,
    Paragraph,
    People,
    Phone,
    Prefix,
    TimeOfDay,
    Timezone,
)
from bot.domain.catalogue.minimum import LEAST_PEOPLE, WORKING_DAYS_BEFORE
from bot.domain.lengths import LEAST_STOPS, MOST_MARGIN_MIN, MOST_STOPS
from bot.domain.model import (
    Access,
    Audience,
    Confirmation,
    IfShort,
    ListKind,
    OrganisationKind,
    Payment,
    PhotoRule,
    ProgrammeKind,
    SchoolTime,
    Sharing,
    TrialLevel,
)

MOST_ROUBLES = 100_000
"""Of an amount a person: more is a slip of the pen."""

Margin = Annotated[int, Field(ge=0, le=MOST_MARGIN_MIN)]
"""Minutes beside a visit."""


class Weekday(StrEnum):
    MO = "MO"
    TU = "TU"
    WE = "WE"
    TH = "TH"
    FR = "FR"
    SA = "SA"
    SU = "SU"


def field(meaning: str, example: str, default: object = ..., **limits: Any) -> Any:
    """A field with its meaning and an example, as they stand in ``docs/catalogue-format.md``."""
    return Field(default, description=meaning, examples=[example], **limits)


class Part(BaseModel):
    """A part of the file: unknown keys are faults, values are taken as they are, nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class DayOff(Part):
    """One exception from the production calendar."""

    day: Day = field("The date.", '"2027-08-20"')
    works: bool = field("true: a working day after all; false: a day off.", "false")
    note: Line | None = field("Why.", '{"ru": "День города"}', None)


class Region(Part):
    slug: Name = field("Short name, never changed later.", '"komi"')
    name: Line = field("Name of the region.", '{"ru": "Республика Коми"}')
    timezone: Timezone = field("IANA time zone.", '"Europe/Moscow"')
    prefix: Prefix = field("Letters that start each booking's reference.", '"К"')
    days_off: tuple[DayOff, ...] = field(
        "Days of the region that differ from the Russian production calendar.",
        '[{"day": "2027-08-20", "works": false}]',
        (),
    )


class City(Part):
    slug: Name = field("Short name.", '"emva"')
    name: Line = field("Name on screen.", '{"ru": "Емва", "en": "Yemva"}')
    municipality: Line = field(
        "Municipality, a row of the coordinator's report.", '{"ru": "Княжпогостский район"}'
    )
    latitude: float = field("Degrees north.", "62.588", ge=-90, le=90)
    longitude: float = field("Degrees east.", "50.863", ge=-180, le=180)


class Industry(Part):
    slug: Name = field("Short name.", '"timber"')
    name: Line = field("Name on screen.", '{"ru": "Лесопереработка"}')


class Profession(Part):
    slug: Name = field("Short name.", '"baker"')
    name: Line = field("Name on screen.", '{"ru": "Пекарь", "en": "Baker"}')


class Organisation(Part):
    """Known by its Russian name and city together."""

    kind: OrganisationKind = field("What it is.", '"school"')
    name: Line = field("Name as the organisation writes it.", '{"ru": "Гимназия «Белые ночи»"}')
    city: Name = field("slug of a city.", '"ukhta"')


class Season(Part):
    """Both days included; may run over the end of the year."""

    first: MonthDay = field("First day.", '"04-01"', alias="from")
    last: MonthDay = field("Last day.", '"10-31"', alias="to")


class WeeklyEntry(Part):
    """Sessions on these days of each week at these times."""

    days: NonEmpty[Weekday] = field("Days of the week.", '["TU", "TH"]')
    times: NonEmpty[TimeOfDay] = field("Starts, local to the site.", '["10:00", "13:30"]')
    season: Season | None = field("Only in this part of the year.", '{"from": "04-01", "to": "10-31"}', None)
    school_holidays: SchoolTime | None = field(
        "Only in the region's school holidays, or without them.", '"without"', None
    )
    since: Day | None = field("Only from this date on.", '"2026-09-01"', None)
    until: Day | None = field("Only until this date, counted.", '"2027-05-31"', None)
    audience: NonEmpty[Audience] | None = field("Only for these; else as the programme.", '["family"]', None)
    sharing: Sharing | None = field("Else as the programme.", '"shared"', None)
    confirmation: Confirmation | None = field("Else as the programme.", '"instant"', None)
    capacity: People | None = field("People in one session; else max_group.", "15", None)


class Intake(Part):
    """Starts of a placement: the first, second … such weekday of each named month.

    A start that falls on a day off moves to the next working day.
    """

    weekday: Weekday = field("Day of the week.", '"MO"')
    week: Annotated[int, Field(ge=1, le=4)] = field("The first (1) to fourth (4) such day of the month.", "2")
    months: NonEmpty[Annotated[int, Field(ge=1, le=12)]] = field("Months, 1 to 12.", "[2, 6, 7, 11]")
    time: TimeOfDay = field("Start of each day, local to the site.", '"10:00"')


class Amount(Part):
    """What each of these guests pays."""

    audience: NonEmpty[Audience] = field("Who pays.", '["family", "tourist"]')
    amount: Annotated[int, Field(ge=1, le=MOST_ROUBLES)] = field(
        "Whole roubles a person, adults included.", "350"
    )
    payment: Payment = field("At the gate, or by an invoice.", '"gate"', Payment.GATE)


class Tariff(Part):
    """Who is in none of the amounts pays nothing."""

    amounts: tuple[Amount, ...] = field("Who pays how much.", '[{"audience": ["family"], "amount": 350}]', ())
    covers: Line | None = field("What is paid for.", '{"ru": "мастер-класс и булочка"}', None)
    payee: Line | None = field("To whom it is paid, and where.", '{"ru": "касса музея"}', None)


class Minimum(Part):
    """Counted at 18:00 of the site; in the morning of that day the site is asked about a smaller group."""

    people: People = field("Fewest people of all parties together; 5 unless told.", "8", LEAST_PEOPLE)
    working_days: Annotated[int, Field(ge=1, le=30)] = field(
        "So many working days before the visit it is decided; 2 unless told.", "2", WORKING_DAYS_BEFORE
    )
    if_short: IfShort = field(
        "What becomes of a smaller group, if the site says nothing; it is cancelled unless told.",
        '"cancel"',
        IfShort.CANCEL,
    )


class Programme(Part):
    code: Name = field("Short name within the site, never changed later.", '"tour"')
    kind: ProgrammeKind = field("What kind of visit.", '"excursion"')
    title: Line = field("Title.", '{"ru": "Слой за слоем", "en": "Layer by layer"}')
    about: Paragraph = field(
        "What one sees and does, in one or two sentences.", '{"ru": "Увидите замес и печь."}'
    )
    audience: NonEmpty[Audience] = field("For whom.", '["school", "family"]')
    min_age: Age = field("Youngest age, years.", "12")
    min_group: People | None = field("Else as the site.", "5", None)
    max_group: People = field("Most people in one session, adults included.", "20")
    duration_min: Annotated[int, Field(ge=10, le=720)] | None = field(
        "Minutes; not for placements.", "90", None
    )
    before_min: Margin = field(
        "Minutes before each visit that the site and the guide need for it; 0 unless told.", "15", 0
    )
    after_min: Margin = field("The same after it.", "10", 0)
    days: Annotated[int, Field(ge=1, le=60)] | None = field("Working days of a placement.", "5", None)
    hours_per_day: Annotated[int, Field(ge=1, le=12)] | None = field("Hours a day of a placement.", "4", None)
    sharing: Sharing = field("One party at a time, or several until the session is full.", '"private"')
    confirmation: Confirmation = field("Confirmed by the host, or at once.", '"host"')
    price: Line | None = field("Else as the site.", '{"ru": "по договорённости"}', None)
    tariff: Tariff | None = field("Else as the site; free: no amounts.", '{"amounts": []}', None)
    minimum: Minimum | None = field(
        "What a shared session needs to take place; without it whoever comes is enough.",
        '{"people": 8, "working_days": 2, "if_short": "cancel"}',
        None,
    )
    children_per_adult: Annotated[int, Field(ge=1, le=30)] | None = field("Else as the site.", "10", None)
    lead_working_days: Days | None = field("Else as the site.", "10", None)
    foreign_lead_days: Days | None = field("Else as the site.", "30", None)
    list_kind: ListKind | None = field("Else as the site.", '"names"', None)
    list_lead_working_days: Days | None = field("Else as the site.", "7", None)
    professions: tuple[Name, ...] = field("slugs of professions; empty: those of the site.", '["baker"]', ())
    subjects: Line | None = field("School subjects that help.", '{"ru": "Химия, физика"}', None)
    direction: Line | None = field(
        "Direction of the career-guidance minimum.", '{"ru": "Практико-ориентированный модуль"}', None
    )
    task: Paragraph | None = field("Task of a job trial.", '{"ru": "Проверить шесть образцов"}', None)
    product: Paragraph | None = field("What a job trial leaves in the hand.", '{"ru": "Свой образец"}', None)
    level: TrialLevel | None = field("How deep a job trial goes.", '"introductory"', None)
    schedule: tuple[WeeklyEntry, ...] = field(
        "Weekly sessions; not for placements.", '[{"days": ["TU"], "times": ["10:00"]}]', ()
    )
    intakes: tuple[Intake, ...] = field(
        "Starts of a placement.", '[{"weekday": "MO", "week": 2, "months": [6, 7], "time": "10:00"}]', ()
    )


class SiteCard(Part):
    """A site without its programmes."""

    slug: Name = field("Short name, never changed later.", '"sloist"')
    name: Line = field("Name.", '{"ru": "Фанерный цех «Слоист»"}')
    industry: Name = field("slug of an industry.", '"timber"')
    city: Name = field("slug of a city.", '"emva"')
    timezone: Timezone = field("IANA time zone of the site.", '"Europe/Moscow"')
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = field(
        "Of the entrance, never of a workshop; else the city's.", "62.588", None
    )
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = field(
        "As latitude; both or neither.", "50.863", None
    )
    short: Paragraph = field("What the site is, in one or two sentences.", '{"ru": "Лущение берёзы."}')
    meeting_point: Paragraph = field("Where the group is met, in words.", '{"ru": "Проходная № 2"}')
    contact_name: Line = field(
        "Who answers the phone: an office, not a person.", '{"ru": "Отдел приёма гостей"}'
    )
    contact_phone: Phone | None = field("Phone of the day of the visit.", '"+7 000 000-04-01"', None)
    pass_office_email: Email | None = field(
        "Where schools send the group's list.", '"propusk@example.org"', None
    )
    bus_plate: bool = field("Whether the gate wants to know the plate of a bus beforehand.", "false", False)
    languages: NonEmpty[Language] = field("Languages of visits, the usual one first.", '["ru", "en"]')
    dress: Paragraph = field("What to wear.", '{"ru": "Закрытая обувь"}')
    bring: Paragraph = field("What to bring, papers included.", '{"ru": "Паспорт"}')
    gear: Paragraph = field("Protective gear given out.", '{"ru": "Каска, очки — на месте"}')
    photo: PhotoRule = field("Photo rule.", '"points"')
    photo_text: Paragraph = field("Photo rule in words.", '{"ru": "На фототочке"}')
    access: Access = field("Step-free access.", '"partial"')
    access_text: Paragraph = field("Step-free access in words.", '{"ru": "Один этаж, без порогов"}')
    health: Paragraph = field("Who should not come, and why.", '{"ru": "Шум, древесная пыль"}')
    price: Line | None = field(
        "Price in words, shown as long as there is no tariff; without either it is free.",
        '{"ru": "по договорённости"}',
        None,
    )
    tariff: Tariff | None = field(
        "What is paid.", '{"amounts": [{"audience": ["family"], "amount": 350}]}', None
    )
    min_group: People = field("Fewest people of a private visit.", "5")
    children_per_adult: Annotated[int, Field(ge=1, le=30)] = field(
        "Children for whom one adult is enough.", "10"
    )
    lead_working_days: Days = field("A request comes so many working days ahead.", "10")
    foreign_lead_days: Days = field("The same with guests from other countries, calendar days.", "30")
    list_kind: ListKind = field("What the pass office needs on paper.", '"names"')
    list_lead_working_days: Days = field("The list comes so many working days ahead.", "7")
    professions: tuple[Name, ...] = field("slugs of professions that one can see.", '["baker"]', ())


VISIT_RULES = (
    "min_group",
    "children_per_adult",
    "lead_working_days",
    "foreign_lead_days",
    "list_kind",
    "list_lead_working_days",
    "price",
    "tariff",
)


def visit_rules(site: SiteCard, programme: Programme) -> dict[str, Any]:
    """The rules of visits by their names: the programme's, else the site's."""
    own = {name: getattr(programme, name) for name in VISIT_RULES}
    return {name: getattr(site, name) if rule is None else rule for name, rule in own.items()}


class Site(SiteCard):
    programmes: NonEmpty[Programme] = field(
        "What can be visited; the main programme first.", '[{"code": "tour", …}]'
    )


class Stop(Part):
    site: Name = field("slug of a site.", '"sloist"')
    programme: Name = field("code of a programme of that site.", '"tour"')
    day: Annotated[int, Field(ge=1, le=30)] = field("Day of the route, from 1.", "1")
    travel_min: Annotated[int, Field(ge=0, le=4320)] = field(
        "Minutes on the way from the stop before; 0 at the first.", "150"
    )


class Route(Part):
    slug: Name = field("Short name, never changed later.", '"northern-taste"')
    title: Line = field("Title.", '{"ru": "Вкус Севера"}')
    theme: Line = field("What joins the stops.", '{"ru": "Пищевые производства"}')
    note: Paragraph = field("What one should know.", '{"ru": "На остановках дегустация."}')
    transport: Paragraph = field("How one travels.", '{"ru": "Поезд или автобус"}')
    audience_text: Line = field("For whom, in words.", '{"ru": "Семьи, 1–6 классы"}')
    days: Annotated[int, Field(ge=1, le=30)] = field("How many days it takes.", "2")
    min_age: Age = field("Youngest age: at least the highest of its stops.", "7")
    stops: Annotated[tuple[Stop, ...], Field(min_length=LEAST_STOPS, max_length=MOST_STOPS)] = field(
        "Stops in order.", '[{"site": "sloist", "programme": "tour", "day": 1, "travel_min": 0}]'
    )


class CatalogueFile(Part):
    """The whole file."""

    format: Literal[1] = field("Version of this format.", "1")
    note: Annotated[str, Field(max_length=1000)] | None = field("For people; ignored.", '"Черновик"', None)
    region: Region = field("The region that all sites belong to.", '{"slug": "komi", …}')
    cities: tuple[City, ...] = field("Cities of sites and organisations.", '[{"slug": "emva", …}]', ())
    industries: tuple[Industry, ...] = field("Industries of sites.", '[{"slug": "timber", …}]', ())
    professions: tuple[Profession, ...] = field("Professions that can be seen.", '[{"slug": "baker", …}]', ())
    organisations: tuple[Organisation, ...] = field(
        "Directory of schools and colleges.", '[{"kind": "school", …}]', ()
    )
    sites: tuple[Site, ...] = field("Enterprises.", '[{"slug": "sloist", …}]', ())
    routes: tuple[Route, ...] = field("Themed routes.", '[{"slug": "northern-taste", …}]', ())
