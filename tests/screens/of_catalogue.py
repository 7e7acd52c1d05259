"""Screens for finding something, and about oneself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

from bot.domain.booking.availability import Option, SessionFacts
from bot.domain.booking.views import (
    ClassPlace,
    ClassPlacesView,
    ClassQuestionView,
    DeletionView,
    NextDates,
    ProgrammeView,
    RouteView,
    SiteView,
    WhyGone,
)
from bot.domain.catalogue.catalogue import NOWHERE, RouteStop
from bot.domain.catalogue.periods import PERIODS
from bot.domain.catalogue.photo import SitePhoto
from bot.domain.catalogue.professions import professions_of
from bot.domain.catalogue.views import HomeView, RegionChoice, Surroundings
from bot.domain.forms import ClassField, Part
from bot.domain.lengths import MOST_STOPS
from bot.domain.model import (
    Audience,
    Confirmation,
    DraftId,
    OwnHours,
    PhotoId,
    PhotoState,
    RegionId,
    Role,
    SessionId,
    Sharing,
)
from bot.domain.people.own_data import DataAsked
from bot.domain.refusal import Reason, Refusal
from bot.domain.search.entries import Found, Results
from bot.domain.texts import Texts
from bot.ui.kit import home_button, keyboard
from bot.ui.screen import Screen
from bot.ui.visitor import catalogue as screens
from bot.ui.visitor import classes, person
from bot.ui.visitor.callback_data import short_key
from bot.ui.visitor.consent import news_answered, news_question
from bot.ui.visitor.filters import PEOPLE, Filters
from bot.ui.visitor.finding import home, listing, professions, regions, search
from bot.ui.visitor.finding.dates import nearest_dates
from tests.screens.gallery import Gallery
from tests.screens.showroom import (
    LINKS,
    LONG_SCHOOL,
    NOW,
    OPERATOR,
    SCHOOL,
    Showroom,
    actor,
    class_card,
    member_of,
    ten_cards,
    visit_to,
)

FAR = date(2027, 1, 14)


def hang(g: Gallery, room: Showroom) -> None:
    _home(g, room)
    _catalogue(g, room)
    _cards(g, room)
    _dates(g, room)
    _routes(g, room)
    _found(g, room)
    _professions(g, room)
    _classes(g, room)
    _oneself(g, room)


def _home(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    g.show(home.home, "first visit", HomeView(), g.t, roles=actor(name=None))
    everything = actor(member_of(site, Role.OWNER))
    visit = visit_to(room.session(site.programmes[0], FAR))
    full = HomeView(True, (visit, site), ten_cards())
    g.show(home.home, "a host with an open form", full, g.t, roles=everything)
    short = room.site("sloist")
    teacher = HomeView(False, (visit_to(room.session(short.programmes[0], FAR)), short), ten_cards()[:1])
    g.show(home.home, "a teacher", teacher, g.t, roles=actor())
    g.show(home.more, "the rest", g.t)


def _catalogue(g: Gallery, room: Showroom) -> None:
    around = Surroundings({period: set(room.catalogue.programmes) for period in PERIODS})
    site = room.longest_site
    dates = {
        each.programmes[0].id: room.session(each.programmes[0], FAR).starts_at for each in room.sites[1:]
    }
    full = Filters(
        city=short_key(site.city_slug),
        industry=short_key(site.industry_slug),
        kind=site.programmes[0].kind.value,
        people="g11",
        days="90",
    )

    def show(case: str, filters: Filters, page: int, found: Surroundings = around) -> None:
        shown = listing.sites_shown(room.catalogue, filters, found, page, g.t)
        g.show(listing.catalogue_screen, case, room.catalogue, filters, found, shown, dates, g.t)

    for page in range(3):
        show(f"page {page}", Filters(), page)
    show("all filters", full, 0)
    empty = Surroundings({key: set() for key in PERIODS})
    show("nothing found", full, 0, empty)
    menus = partial(g.show, listing.filter_menu)
    for menu in listing.MENUS:
        menus(menu, room.catalogue, Filters(), around, menu, listing.catalogue_tap, g.t)
        menus(f"{menu} chosen", room.catalogue, full, around, menu, listing.catalogue_tap, g.t)
        menus(f"{menu} of dates", room.catalogue, full, around, menu, listing.dates_tap, g.t)
    menus("no choice", room.catalogue, full, empty, "kind", listing.catalogue_tap, g.t)
    for people in PEOPLE:
        show(people, Filters(people=people), 0)
    show("work", Filters(kind="work", days="we"), 0)


def _cards(g: Gallery, room: Showroom) -> None:
    for site in room.sites:
        sessions = {
            each.id: room.session(each, FAR, number=index, taken=index % 3)
            for index, each in enumerate(site.programmes)
            if index != 1
        }
        for rules in (False, True):
            case = f"{site.slug}{', rules' if rules else ''}"
            g.show(screens.site_card, case, SiteView(site, sessions), g.t, LINKS, rules=rules)
        g.show(screens.place_screen, site.slug, site, g.t)
        with_photo = replace(site, has_photo=True)
        case = f"{site.slug}, with a photo"
        g.show(screens.site_card, case, SiteView(with_photo, sessions), g.t, LINKS, rules=False)
        shown = SitePhoto(PhotoId(1), PhotoState.SHOWN, b"", None)
        g.show(screens.photo_screen, site.slug, site, shown, g.t)
        for programme in site.programmes:
            coming = [room.session(programme, FAR + timedelta(days=7 * week)) for week in range(3)]
            for details in (False, True):
                view = ProgrammeView(site, programme, coming, NOW)
                case = f"{site.slug} {programme.code}{', details' if details else ''}"
                g.show(screens.programme_card, case, view, g.t, LINKS, details=details)
                chosen = replace(view, chosen=_open_group(coming[0]), next_sessions=())
                g.show(screens.programme_card, f"{case}, a date chosen", chosen, g.t, LINKS, details=details)
                for why in WhyGone:
                    gone = replace(view, gone=coming[0], why_gone=why)
                    g.show(screens.programme_card, f"{case}, {why}", gone, g.t, LINKS, details=details)
    site = room.longest_site
    bare = ProgrammeView(site, site.programmes[0], [], NOW)
    g.show(screens.programme_card, "no sessions", bare, g.t, LINKS)
    g.show(screens.programme_card, "for a class", replace(bare, card=class_card(1)), g.t, LINKS)
    g.show(screens.not_published, "an old button", g.t)


def _open_group(session: SessionFacts) -> SessionFacts:
    """A Saturday for families in a programme for classes."""
    return replace(
        session,
        sharing=Sharing.SHARED,
        confirmation=Confirmation.INSTANT,
        audience=frozenset({Audience.FAMILY}),
        max_parties=session.capacity,
    )


def _dates(g: Gallery, room: Showroom) -> None:
    by_length = sorted(room.catalogue.programmes.values(), key=lambda each: -len(g.t.content(each.title)))
    programmes = by_length[:6]
    sessions = [_open_group(room.session(each, FAR, time(11, 30), taken=1)) for each in programmes]
    full = Filters(people="g11", days="30")
    shown = (
        ("first page", Filters(), NextDates(sessions, True, NOW), 0),
        ("a middle page, filtered", full, NextDates(sessions, True, NOW), 3),
        ("nothing", full, NextDates([], False, NOW), 0),
    )
    for case, filters, dates, page in shown:
        for shared in (False, True):
            case_of = f"{case}, shared: {shared}"
            free = Surroundings({"30": set(room.catalogue.programmes)})
            g.show(nearest_dates, case_of, room.catalogue, filters, free, dates, page, g.t, shared=shared)


def _found(g: Gallery, room: Showroom) -> None:
    g.show(search.ask_word, "a word is asked for", g.t)
    catalogue = room.catalogue
    longest = sorted(catalogue.programmes.values(), key=lambda each: -len(g.t.content(each.title)))
    found = (
        *(Found.programme(each.id) for each in longest[:4]),
        Found.site(room.longest_site.id),
        *(Found.route(each) for each in catalogue.routes),
    )
    numbers = tuple(professions_of(catalogue))
    russian = g.t.code == "ru"
    word = "производство" if russian else "production"
    long = ("целлюлозно-бумажное " if russian else "non-wovens and ") + word * 3
    for case, results, query in (
        ("many", Results(found, (word,)), word),
        ("many by a long query", Results(found, tuple(long.split()) * 2), long),
        (
            "by the other keyboard",
            Results(found[:2], (word,), word, numbers[:2]),
            "…",
        ),
        ("nothing", Results((), (word,)), long),
    ):
        beside = search.profession_buttons(results, professions_of(catalogue), g.t)
        g.show(search.found_screen, case, catalogue, results, query, 0, g.t, *beside)


def _professions(g: Gallery, room: Showroom) -> None:
    catalogue = room.catalogue
    known = professions_of(catalogue)
    few = dict(list(known.items())[:8])
    longest = max(known.values(), key=lambda each: len(g.t.content(each.name)))
    g.show(professions.professions_screen, "letters", known, "", 0, g.t)
    g.show(professions.professions_screen, "of a letter", known, g.t.content(longest.name)[0], 0, g.t)
    g.show(professions.professions_screen, "few", few, "", 0, g.t)
    g.show(professions.professions_screen, "none", {}, "", 0, g.t)
    starts = {each.id: room.session(each, FAR).starts_at for each in longest.programmes[1:]}
    everywhere = replace(longest, programmes=tuple(catalogue.programmes.values()))
    for case, profession in (("the longest name", longest), ("everywhere", everywhere)):
        shown = professions.programmes_shown(profession, catalogue, NOWHERE, 0, g.t)
        g.show(professions.profession_screen, case, profession, shown, starts, g.t)


def _routes(g: Gallery, room: Showroom) -> None:
    g.show(screens.routes_screen, "all", room.catalogue, g.t)
    for route in room.catalogue.routes.values():
        stops = [
            (room.catalogue.site_of(programme), programme)
            for programme in (room.catalogue.programmes[stop.programme_id] for stop in route.stops)
        ]
        sessions = {programme.id: room.session(programme, FAR) for _, programme in stops[1:]}
        view = RouteView(route, stops, sessions)
        g.show(screens.route_card, route.slug, view, g.t, LINKS)
    longest = [
        (site, max(site.programmes, key=lambda each: len(g.t.content(each.title))))
        for site in sorted(room.catalogue.sites.values(), key=lambda each: -len(g.t.content(each.name)))
    ][:MOST_STOPS]
    way = replace(
        next(iter(room.catalogue.routes.values())),
        stops=tuple(
            RouteStop(number, programme.id, number // 2 + 1, 90 if number > 1 else 0)
            for number, (_, programme) in enumerate(longest, start=1)
        ),
        closed=(7, 8),
    )
    sessions = {programme.id: room.session(programme, FAR) for _, programme in longest}
    for details in (False, True):
        view = RouteView(way, longest, sessions)
        g.show(screens.route_card, f"the longest, {details}", view, g.t, LINKS, details=details)


def _classes(g: Gallery, room: Showroom) -> None:
    g.show(classes.classes_screen, "ten", ten_cards(), g.t)
    g.show(classes.classes_screen, "none", (), g.t)
    for card in (class_card(1), class_card(2, grade=None, letter=None)):
        g.show(classes.class_screen, f"grade {card.grade}", card, g.t)
        g.show(classes.class_remove, f"grade {card.grade}", card, g.t)
        for field in ClassField:
            view = ClassQuestionView(card, field)
            g.show(classes.class_question, f"{field} of grade {card.grade}", view, g.t)
    school = ClassQuestionView(class_card(1), ClassField.SCHOOL, LONG_SCHOOL.name, (SCHOOL, LONG_SCHOOL))
    g.show(classes.class_question, "schools found", school, g.t)
    g.show(classes.class_question, "no school found", replace(school, organisations=()), g.t)
    unclear = Refusal(Reason.TEXT_REFUSED, {"problem": "class_unclear"})
    refused = ClassQuestionView(class_card(1), ClassField.CLASS, refusal=unclear)
    g.show(classes.class_question, "refused", refused, g.t)
    in_two = Option((Part(SessionId(7), 14, 2), Part(SessionId(8), 13, 1)), (NOW, NOW + timedelta(hours=2)))
    longest = sorted(room.sites, key=lambda site: -len(site.name.get("ru") or ""))[:5]
    places = tuple(
        ClassPlace(site, site.programmes[0], None if number == 1 else in_two)
        for number, site in enumerate(longest)
    )
    for case, shown, page in (("the longest", places, 1), ("none", (), 0)):
        some = ClassPlacesView(class_card(1), shown, 3 * len(shown), page, 3 if shown else 1, NOW)
        g.show(classes.class_places, case, some, g.t)


def _regions(g: Gallery, room: Showroom) -> None:
    """As many as there may be, and what stands on other screens where there are several."""
    yugra = "Khanty-Mansi Autonomous Area — Yugra"
    long = Texts({"ru": "Ханты-Мансийский автономный округ — Югра", "en": yugra})
    many = tuple(
        replace(room.region, id=RegionId(each + 1), name=long if each % 2 else room.region.name)
        for each in range(50)
    )
    nowhere = Refusal(Reason.TEXT_REFUSED, {"problem": "no_such_region"})
    for case, some, narrowed, own, refusal in (
        ("asked before something else", many, False, None, None),
        ("changed", many, False, RegionId(30), None),
        ("several fit a text", many[:3], True, None, None),
        ("none fits it", many, False, None, nowhere),
    ):
        view = RegionChoice(DraftId(1), some, narrowed, own, own is None, refusal)
        g.show(regions.region_choice, case, view, None, g.t)
    home_screen = Screen(g.t.html("home.text"), keyboard(home_button(g.t)))
    for number, region in enumerate((room.region.name, long), start=1):
        g.show(regions.with_chosen, f"typed {number}", home_screen, region=region, t=g.t)
    g.show(screens.routes_screen, "of a region", room.catalogue, g.t, region=long)


def _oneself(g: Gallery, room: Showroom) -> None:
    g.show(person.language_screen, "choice", g.t)
    g.show(person.help_screen, "help", g.t, OPERATOR.email)
    city = room.longest_site.city
    g.show(person.profile_screen, "known", actor(), city, g.t, news=True)
    g.show(person.profile_screen, "unknown", actor(name=None, phone=None), None, g.t, news=False)
    name = room.region.name
    g.show(person.profile_screen, "of a region", actor(), city, g.t, news=True, region=name)
    g.show(person.profile_screen, "of no region", actor(), None, g.t, news=True, region=Texts())
    _regions(g, room)
    nowhere = Refusal(Reason.TEXT_REFUSED, {"problem": "no_such_city"})
    for case, refusal in (("asked", None), ("refused", nowhere)):
        g.show(person.city_question, case, 1, room.catalogue.cities(room.region.id), g.t, refusal=refusal)
    for hours in (None, *OwnHours):
        for weekends in (False, True):
            one = actor(quiet_hours=hours, quiet_weekends=weekends)
            g.show(person.quiet_screen, f"{hours}, {weekends}", one, g.t)
    for repeated in (False, True):
        g.show(person.data_asked, f"again: {repeated}", DataAsked(NOW, repeated, room.region), g.t)
    g.show(person.data_kept, "for another year", g.t)
    for from_profile in (False, True):
        g.show(news_question, f"from the profile: {from_profile}", g.t, OPERATOR, from_profile=from_profile)
    for agreed in (False, True):
        g.show(news_answered, f"agreed: {agreed}", g.t, agreed=agreed)
    g.show(person.profile_consent, "before a name or phone", 1, g.t, OPERATOR)
    g.show(person.profile_consent_refused, "no consent", g.t)
    for field in ("name", "phone"):
        g.show(person.profile_question, field, field, g.t)
        refusal = Refusal(Reason.TEXT_REFUSED, {"problem": f"not_a_{field}"})
        g.show(person.profile_question, f"{field} refused", field, g.t, refusal=refusal)
    nothing = DeletionView((), ())
    much = DeletionView(("К-0412", "К-12345", "КС-0007"), (Role.OWNER,))
    for case, view in (("nothing to call off", nothing), ("bookings and roles", much)):
        g.show(person.delete_ask, case, view, g.t)
        g.show(person.deleted, case, view, g.t)
    last = Refusal(Reason.LAST_OWNER)
    g.show(person.delete_ask, "the last owner", much, g.t, refusal=last)
