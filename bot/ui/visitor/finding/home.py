"""The first screen: one's own next step, and what people come for; the rest lies one level below (A0)."""

from __future__ import annotations

from bot.domain.booking.booking import Visit
from bot.domain.catalogue.catalogue import Site
from bot.domain.catalogue.periods import WEEKEND
from bot.domain.catalogue.views import HomeView
from bot.domain.people.access import Actor
from bot.domain.people.organisation import ClassCard
from bot.ui.coordinator.callback_data import ShowRegion
from bot.ui.formats.dates import moment_label, short_moment_label
from bot.ui.formats.labels import LEAST_OF_A_NAME, ONE_IN_A_ROW, name_label
from bot.ui.host.callback_data import ShowDesk
from bot.ui.kit import button, home_button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import (
    ContinueForm,
    FindTap,
    ShowBooking,
    ShowCatalogue,
    ShowClasses,
    ShowDates,
    ShowHelp,
    ShowMine,
    ShowMore,
    ShowProfessions,
    ShowProfile,
    ShowRoutes,
)
from bot.ui.visitor.filters import WORK, people_of
from bot.ui.visitor.party import party_label

CARDS_SHOWN = 2
_BETWEEN = " — "


def home(view: HomeView, t: Translator, *, roles: Actor) -> Screen:
    rows = keyboard(
        button(t.label("home.desk"), ShowDesk()) if roles.is_host else None,
        button(t.label("home.region"), ShowRegion()) if roles.is_coordinator else None,
        button(t.label("home.continue"), ContinueForm()) if view.unfinished else None,
        _visit_button(*view.next_visit, t) if view.next_visit else None,
        *[_class_button(each, t) for each in view.cards[-CARDS_SHOWN:]],
        button(t.label("home.class"), ShowCatalogue(people="sch")),
        button(t.label("home.family"), ShowDates(people="fam", days=WEEKEND)),
        button(t.label("home.placements"), ShowCatalogue(kind=WORK)),
        (button(t.label("home.find"), FindTap()), button(t.label("home.more"), ShowMore())),
    )
    return Screen(t.html("home.text"), rows)


def _visit_button(visit: Visit, site: Site, t: Translator) -> Button:
    """«Чт, 3 декабря, 10:00 — «Слоист»», the moment in short where the name needs the room."""
    name = t.content(site.name)
    moment = moment_label(visit.starts_at, site.timezone, t)
    if not _fits(moment, name):
        moment = short_moment_label(visit.starts_at, site.timezone, t)
    room = ONE_IN_A_ROW - len(moment) - len(_BETWEEN)
    tail = f"{_BETWEEN}{name_label(name, room)}" if room >= LEAST_OF_A_NAME else ""
    return button(moment[0].upper() + moment[1:] + tail, ShowBooking(booking=visit.booking_id))


def _fits(moment: str, name: str) -> bool:
    """Whether what stands in quotation marks, or else the whole name, has room beside the moment."""
    return len(moment) + len(_BETWEEN) + len(name_label(name, LEAST_OF_A_NAME)) <= ONE_IN_A_ROW


def _class_button(card: ClassCard, t: Translator) -> Button:
    """«7 Б · 27 + 3: записать»: where a class of this age can go."""
    party = party_label(card.audience, card.grade, card.letter, card.children, card.adults, t)
    return button(
        t.label("home.this_class", party=party),
        ShowCatalogue(people=people_of(card.audience, card.youngest_age)),
    )


def more(t: Translator) -> Screen:
    """Everything else that everybody has."""
    rows = keyboard(
        button(t.label("home.catalogue"), ShowCatalogue()),
        (button(t.label("home.dates"), ShowDates()), button(t.label("home.routes"), ShowRoutes())),
        button(t.label("home.professions"), ShowProfessions()),
        (button(t.label("home.mine"), ShowMine()), button(t.label("home.classes"), ShowClasses())),
        (button(t.label("home.profile"), ShowProfile()), button(t.label("home.help"), ShowHelp())),
        home_button(t),
    )
    return Screen(t.html("home.more_text"), rows)
