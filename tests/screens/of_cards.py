"""Screens of cards that are edited, of what a coordinator agrees to, of sites that begin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.domain.catalogue.cards.fields import (
    NOT_SAID,
    PROGRAMME_FIELDS,
    PUBLICATION,
    SITE_FIELDS,
    CardField,
    Group,
    Input,
    fields_of_card,
    groups_of,
    value_in,
)
from bot.domain.catalogue.cards.views import (
    Begun,
    CardsView,
    CardView,
    FieldView,
    Gap,
    Known,
    NewProgrammeView,
    NewSiteView,
    Readiness,
    Revision,
    RevisionsView,
    RevisionView,
    WhyView,
)
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.file import VISIT_RULES
from bot.domain.forms import CardForm, NewProgrammeForm, NewSiteForm
from bot.domain.lengths import LINE, PARAGRAPH, WHY
from bot.domain.model import (
    Audience,
    DraftId,
    ProgrammeKind,
    Publication,
    RevisionId,
    RevisionState,
)
from bot.domain.refusal import Reason, Refusal
from bot.domain.texts import Texts
from bot.services.catalogue.cards.listed import LONGEST_PROFESSION, MOST_PROFESSIONS
from bot.services.demo.seed import DEMO_FILE
from bot.ui.coordinator import making, revisions
from bot.ui.host.cards import cards as screens
from tests.screens.gallery import Gallery
from tests.screens.showroom import COMMENT, NOW, Showroom

LONG = {"ru": "Длинный текст о том, как здесь всё устроено. " * 9, "en": "12 345 6789. " * 40}
"""What is typed in another language than the reader's has no words here."""


CLOTHES = next(each for each in SITE_FIELDS if each.name == "dress")
AGE = next(each for each in PROGRAMME_FIELDS if each.name == "min_age")
LINES = {"name", "contact_name", "title", "subjects", "direction", "price", "covers", "payee"}
"""Fields of one line; the others have a paragraph."""


def hang(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    _cards(g, site)
    for programme, document in documents_of(site):
        fields = fields_of_card(document, of_programme=programme is not None)
        for group in groups_of(fields):
            _group(g, site, programme, document, fields, group)
    tour = site.programmes[0]
    for field in (*SITE_FIELDS, *PROGRAMME_FIELDS):
        _field(g, site, tour if field in PROGRAMME_FIELDS else None, field)
    _revisions(g, room, site)
    _making(g, room, site)


def documents_of(site: Site) -> Iterator[tuple[Programme | None, dict[str, Any]]]:
    """The cards of a site as the demo's file has them: its own, and of its first programme, which is paid."""
    every = json.loads(DEMO_FILE.read_bytes())["sites"]
    of_site = next(each for each in every if each["slug"] == site.slug)
    line = {code: text[:LINE] for code, text in LONG.items()}
    names = {"city": line, "industry": line, "professions": [line]}
    yield None, {"latitude": 62.588123, "longitude": 50.863123, **of_site, **names}
    rules = {name: of_site[name] for name in VISIT_RULES if name in of_site}
    own = of_site["programmes"][0]
    yield site.programmes[0], {**rules, **own}
    paid = [{"audience": ["school", "family", "tourist"], "amount": 12350, "payment": "gate"}]
    tariff = {"amounts": paid, "covers": line, "payee": line}
    minimum = {"people": 8, "working_days": 2, "if_short": "cancel"}
    yield site.programmes[0], {**rules, **own, "minimum": minimum, "tariff": tariff}


def value_of(field: CardField) -> Any:
    """As long as it may be."""
    match field.input:
        case Input.TEXT:
            return {code: text[: LINE if field.name in LINES else PARAGRAPH] for code, text in LONG.items()}
        case Input.NUMBER | Input.MINUTES:
            return 365
        case Input.CHOICE | Input.ZONE:
            return max(field.choices, key=len)
        case Input.SEVERAL:
            return list(field.choices)
        case Input.SWITCH:
            return True
        case Input.KNOWN:
            return {code: text[:LINE] for code, text in LONG.items()}
        case Input.NAMES:
            names = {code: text[:LONGEST_PROFESSION] for code, text in LONG.items()}
            return [names] * MOST_PROFESSIONS
        case Input.PLACE:
            return [62.588123, 150.863123]
        case Input.AMOUNTS:
            return [{"audience": [each], "amount": 99350, "payment": "gate"} for each in Audience]
        case _:
            return "propusk-predpriyatiya@" + "dlinnyy-adres." * 7 + "example.org"


def _cards(g: Gallery, site: Site) -> None:
    gaps = tuple(Gap(None, each) for each in SITE_FIELDS if each.input is Input.TEXT)
    gaps += (Gap(site.programmes[0], PROGRAMME_FIELDS[1]),)
    bare, done = Readiness(gaps, False, False, False), Readiness((), True, True, True)
    waiting = (revision(site, None, CLOTHES, LONG), publication(site))
    for status in Publication:
        for ready in (bare, done, replace(done, has_sessions=False, has_owner=False)):
            for coordinates in (False, True):
                view = CardsView(site, status, ready, (), coordinates, "0123abcd")
                g.show(screens.cards_screen, f"{status}, {len(ready.gaps)}, {coordinates}", view, g.t)
    for state in ("saved", "sent", "same", "withdrawn", "published"):
        view = CardsView(
            site,
            Publication.PUBLISHED,
            done,
            waiting,
            True,
            "",
            drafts={site.programmes[0].id},
            done=state,
        )
        g.show(screens.cards_screen, state, view, g.t)


def _group(
    g: Gallery,
    site: Site,
    programme: Programme | None,
    document: dict[str, Any],
    fields: tuple[CardField, ...],
    group: Group,
) -> None:
    waiting = tuple(revision(site, programme, each, value_in(document, each)) for each in fields)[:2]
    for done in (None, "sent"):
        view = CardView(site, programme, document, fields, group, waiting, done)
        g.show(screens.card_screen, f"{group}, {done}", view, g.t)


def _field(g: Gallery, site: Site, programme: Programme | None, field: CardField) -> None:
    number, value = None if programme is None else programme.id, value_of(field)
    view = FieldView(
        DraftId(1),
        CardForm(site.id, field.name, number),
        site,
        programme,
        field,
        value,
        None,
        is_answered=False,
        key="0123abcd",
        asks_coordinator=field.safety,
        waits=revision(site, programme, field, value),
        known=tuple(Known(f"known-{number}", Texts(LONG)) for number in range(12)),
    )
    g.show(screens.field_screen, field.name, view, g.t)
    nothing = {"ru": NOT_SAID} if field.input is Input.TEXT else None
    g.show(screens.field_screen, f"{field.name}, nothing", replace(view, value=nothing, waits=None), g.t)
    g.show(screens.field_screen, f"{field.name}, answered", replace(view, new=value, is_answered=True), g.t)
    if field.input is Input.TEXT:
        english = replace(view, form=replace(view.form, language="en"))
        g.show(screens.field_screen, f"{field.name}, in English", english, g.t)


def revision(site: Site, programme: Programme | None, field: CardField, after: Any) -> Revision:
    number = None if programme is None else programme.id
    state = RevisionState.PROPOSED
    return Revision(
        RevisionId(1), site.region_id, site.id, number, field.name, after, after, state, NOW, None, None
    )


def publication(site: Site) -> Revision:
    return replace(revision(site, None, SITE_FIELDS[0], "0123abcd"), field=PUBLICATION)


def _revisions(g: Gallery, room: Showroom, site: Site) -> None:
    tour = site.programmes[0]
    views = [
        RevisionView(publication(site), room.region, site, None, None, None, "0123abcd", ready)
        for ready in (Readiness((), True, True, True), Readiness((), False, True, True))
    ]
    for programme, field, value in ((None, CLOTHES, value_of(CLOTHES)), (tour, AGE, 14)):
        found = revision(site, programme, field, value)
        views.append(RevisionView(found, room.region, site, programme, field, value, "0123abcd"))
    for number, view in enumerate(views):
        for state in RevisionState:
            decided = None if state is RevisionState.PROPOSED else NOW
            reason = COMMENT[:WHY] if state is RevisionState.DECLINED else None
            found = replace(view.revision, state=state, decided_at=decided, reason=reason)
            seen = replace(view, revision=found, changed=True)
            g.show(revisions.revision_card, f"{number}, {state}", seen, g.t)
            for kind in ("region.revision", "region.revision.update", "site.revision"):
                g.message(kind, f"{number}, {state}", seen)
        for refusal in (None, Refusal(Reason.TEXT_REFUSED, {"problem": "names"})):
            g.show(revisions.why_screen, f"{number}, {refusal}", WhyView(DraftId(1), view, refusal), g.t)
    for total, entries in ((4, tuple(views)), (0, ())):
        several = RevisionsView(room.region, entries, total, 0, 2)
        g.show(revisions.revisions_screen, f"{total}", several, g.t)


def _making(g: Gallery, room: Showroom, site: Site) -> None:
    known = tuple(Known(each.city_slug, each.city) for each in room.sites)
    fields = Known(site.industry_slug, site.industry)
    form = NewSiteForm(room.region.id)
    steps: tuple[dict[str, Any], ...] = (
        {},
        {"name": site.name.in_language(g.t.code)},
        {"town": "emva"},
        {"municipality": ""},
        {"industry": "timber"},
        {"meeting_point": LONG["ru"]},
    )
    for number, step in enumerate(steps):
        form = replace(form, **step)
        site_view = NewSiteView(DraftId(1), form, room.region, known, (fields,) * 4)
        g.show(making.new_site_screen, f"{number}", site_view, g.t)
    new_town = NewSiteView(DraftId(1), replace(form, town="", municipality=None), room.region, (), ())
    g.show(making.new_site_screen, "a new town", new_town, g.t)
    for kind in ProgrammeKind:
        programme = NewProgrammeForm(site.id)
        of_programme: tuple[dict[str, Any], ...] = (
            {},
            {"programme": kind},
            {"title": site.programmes[0].title.in_language(g.t.code)},
            {"about": LONG["ru"]},
            {"audience": tuple(Audience)},
            {"audience_chosen": True},
            {"min_age": 12},
            {"max_group": 15},
        )
        for number, step in enumerate(of_programme):
            programme = replace(programme, **step)
            view = NewProgrammeView(DraftId(1), programme, site)
            g.show(making.new_programme_screen, f"{kind}, {number}", view, g.t)
    for begun in (False, True):
        name = site.name.in_language(g.t.code)
        g.show(making.begun_screen, f"{begun}", Begun(site.id, name, begun), g.t)
