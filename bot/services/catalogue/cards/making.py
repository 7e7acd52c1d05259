"""A site, and each of its programmes, begins in the chat (F2).

What has to be known of a site so that it can stand somewhere is asked at once. The rest is on its cards:
texts that are still to come are marked, and their list leads to the publication.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.db.catalogue.cards import (
    add_programme,
    add_site,
    read_industries,
    read_programme_cards,
    read_site_card,
    read_town,
    read_towns,
    read_zone,
)
from bot.db.catalogue.publication import read_site_state
from bot.db.engine.locks import lock_region, lock_site
from bot.domain.catalogue.cards.fields import NOT_SAID, field_named
from bot.domain.catalogue.cards.slugs import free_slug
from bot.domain.catalogue.cards.typed import NotRead, read_field, read_place
from bot.domain.catalogue.cards.views import Begun, NewProgrammeView, NewSiteView
from bot.domain.catalogue.file import Part, Programme, SiteCard
from bot.domain.forms import NewProgrammeForm, NewSiteForm, Question
from bot.domain.lengths import PARAGRAPH, TRIAL_PLACES
from bot.domain.model import (
    Access,
    Audience,
    Confirmation,
    ListKind,
    PhotoRule,
    ProgrammeKind,
    Publication,
    RegionId,
    Sharing,
    SiteId,
    TrialLevel,
)
from bot.domain.refusal import Reason, Refusal
from bot.domain.texts import Texts
from bot.services.catalogue.cards.listed import is_called
from bot.services.catalogue.cards.reading import judge_alone
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
    refused_text,
)
from bot.services.permissions import coordinates, coordinates_site
from bot.services.transaction import Tx, record, writes

COORDINATES = coordinates("region_id")
COORDINATES_SITE = coordinates_site("site_id")

OfSite = At[NewSiteForm]
OfProgramme = At[NewProgrammeForm]

PLACEMENT_HOURS = 4
"""Of a placement's day, until somebody says otherwise."""
USUAL_GROUP = 5
USUAL_CHILDREN = 10
USUAL_LEAD, USUAL_FOREIGN_LEAD, USUAL_LIST_LEAD = 10, 30, 5
"""Days before the visit, as the rules of most sites have them."""


def _said(of: type[Part], column: str, text: str) -> Refusal | NotUnderstood | None:
    """Why a text in Russian cannot be that of a field."""
    field = field_named(column, of_programme=of is Programme)
    read = read_field(field, text, None, "ru") if field is not None else {"ru": text}
    return NotUnderstood(read.problem) if isinstance(read, NotRead) else judge_alone(of, column, read)


# --- a site ---------------------------------------------------------------------------------------------


@writes(COORDINATES)
def begin_site(tx: Tx, region_id: RegionId) -> Asking | Refusal:
    """«Новая площадка»."""
    return begin(tx, NewSiteForm(region_id))


def _type_name(at: OfSite, text: str) -> Answer[NewSiteForm]:
    return _said(SiteCard, "name", text) or replace(at.form, name=text)


def _pick_town(at: OfSite, value: str) -> NewSiteForm:
    towns = read_towns(at.tx.connection, at.form.region_id)
    if value not in towns:
        return at.form
    return replace(at.form, town=value, town_name="", municipality="")


def _type_town(at: OfSite, text: str) -> Answer[NewSiteForm]:
    """One that the region has, by its name, or a new one, of which the municipality is asked."""
    if refusal := _said(SiteCard, "name", text):
        return refusal
    for slug, each in read_towns(at.tx.connection, at.form.region_id).items():
        if is_called(text, each.name):
            return _pick_town(at, slug)
    return replace(at.form, town="", town_name=text)


def _type_municipality(at: OfSite, text: str) -> Answer[NewSiteForm]:
    return _said(SiteCard, "name", text) or replace(at.form, municipality=text)


def _pick_municipality(at: OfSite, _value: str) -> NewSiteForm:
    """Called as the town."""
    return replace(at.form, municipality=at.form.town_name)


def _pick_industry(at: OfSite, value: str) -> NewSiteForm:
    known = read_industries(at.tx.connection, at.form.region_id)
    return replace(at.form, industry=value, industry_name="") if value in known else at.form


def _type_industry(at: OfSite, text: str) -> Answer[NewSiteForm]:
    if refusal := _said(SiteCard, "name", text):
        return refusal
    for slug, each in read_industries(at.tx.connection, at.form.region_id).items():
        if is_called(text, each.name):
            return _pick_industry(at, slug)
    return replace(at.form, industry="", industry_name=text)


def _type_meeting(at: OfSite, text: str) -> Answer[NewSiteForm]:
    return _said(SiteCard, "meeting_point", text) or replace(at.form, meeting_point=text)


def _type_place(at: OfSite, text: str) -> Answer[NewSiteForm]:
    """«62.588, 50.863», as maps give it."""
    place = read_place(text)
    return NotUnderstood("card.place") if place is None else replace(at.form, place=place)


def _pick_place(at: OfSite, _value: str) -> NewSiteForm:
    """As its town, if that is on the map."""
    return replace(at.form, place=()) if at.form.town else at.form


def _make_site(at: OfSite) -> Begun | Refusal:
    tx, form = at.tx, at.form
    lock_region(tx.connection, form.region_id)
    zone = read_zone(tx.connection, form.region_id)
    town = read_town(tx.connection, form.region_id, form.town or "")
    towns = read_towns(tx.connection, form.region_id)
    known = read_industries(tx.connection, form.region_id)
    place = form.place or ((town.latitude, town.longitude) if town is not None else None)
    if place is None:
        return Refusal(Reason.ALREADY_DECIDED)
    industry = known.get(form.industry or "")
    texts = ("short", "contact_name", "dress", "bring", "gear", "health", "photo_text", "access_text")
    values: dict[str, Any] = {
        **{each: _text(NOT_SAID) for each in texts},
        "name": _text(form.name),
        "meeting_point": _text(form.meeting_point),
        "city_slug": form.town or free_slug(form.town_name, towns, "town"),
        "city": _text(form.town_name) if town is None else town.city,
        "municipality": _text(form.municipality) if town is None else town.municipality,
        "industry_slug": form.industry or free_slug(form.industry_name, known, "industry"),
        "industry": _text(form.industry_name) if industry is None else industry.name,
        "latitude": place[0],
        "longitude": place[1],
        "timezone": zone,
        "photo": PhotoRule.FORBIDDEN,
        "access": Access.NONE,
        "languages": ["ru"],
        "professions": [],
    }
    taken = {each.slug for each in tx.catalogue.everything.sites_of(form.region_id).values()}
    slug = free_slug(form.name or "", taken, "site")
    site_id = add_site(tx.connection, form.region_id, slug, values, tx.now)
    if site_id is None:
        return Refusal(Reason.ALREADY_DECIDED)
    tx.change_catalogue()
    record(tx, "site.begun", "site", site_id, {}, region_id=form.region_id, site_id=site_id)
    return Begun(site_id, form.name or "", of_programme=False)


def _text(said: str | None) -> Texts:
    return Texts({"ru": said or NOT_SAID})


def _site_view(at: OfSite) -> NewSiteView:
    tx, form = at.tx, at.form
    return NewSiteView(
        at.draft.id,
        form,
        tx.catalogue.region(form.region_id),
        tuple(read_towns(tx.connection, form.region_id).values()),
        tuple(read_industries(tx.connection, form.region_id).values()),
    )


SITE_KIND = form_kind(
    FormKind(
        form=NewSiteForm,
        questions=(
            FormQuestion(
                name=Question.SITE_NAME,
                is_missing=lambda at: at.form.name is None,
                text=_type_name,
            ),
            FormQuestion(
                name=Question.TOWN,
                is_missing=lambda at: at.form.town is None,
                taps={"town": _pick_town},
                text=_type_town,
                undo=lambda at: replace(at.form, name=None),
            ),
            FormQuestion(
                name=Question.MUNICIPALITY,
                is_missing=lambda at: at.form.municipality is None,
                taps={"municipality": _pick_municipality},
                text=_type_municipality,
                undo=lambda at: replace(at.form, town=None),
            ),
            FormQuestion(
                name=Question.INDUSTRY,
                is_missing=lambda at: at.form.industry is None,
                taps={"industry": _pick_industry},
                text=_type_industry,
                undo=lambda at: replace(at.form, town=None, municipality=None),
            ),
            FormQuestion(
                name=Question.MEETING_POINT,
                is_missing=lambda at: at.form.meeting_point is None,
                text=_type_meeting,
                longest=PARAGRAPH,
                undo=lambda at: replace(at.form, industry=None),
            ),
            FormQuestion(
                name=Question.ENTRANCE,
                is_missing=lambda at: at.form.place is None,
                taps={"place": _pick_place},
                text=_type_place,
                undo=lambda at: replace(at.form, meeting_point=None),
            ),
        ),
        view=_site_view,
        finish=_make_site,
        sends_itself=True,
        refuse=lambda tx, form: COORDINATES.refuse(tx, form.region_id),
    )
)


# --- a programme ----------------------------------------------------------------------------------------


@writes(COORDINATES_SITE)
def begin_programme(tx: Tx, site_id: SiteId) -> Asking | Refusal:
    """«Новая программа»; an archived site gets none."""
    if read_site_state(tx.connection, site_id) is Publication.ARCHIVED:
        return Refusal(Reason.ALREADY_DECIDED, {"status": Publication.ARCHIVED.value})
    return begin(tx, NewProgrammeForm(site_id))


def _pick_kind(at: OfProgramme, value: str) -> NewProgrammeForm:
    kind = next((each for each in ProgrammeKind if each.value == value), None)
    if kind is None or kind is at.form.programme:
        return at.form
    return replace(at.form, programme=kind, max_group=None, length=None)


def _type_title(at: OfProgramme, text: str) -> Answer[NewProgrammeForm]:
    return _said(Programme, "title", text) or replace(at.form, title=text)


def _type_about(at: OfProgramme, text: str) -> Answer[NewProgrammeForm]:
    return _said(Programme, "about", text) or replace(at.form, about=text)


def _toggle(at: OfProgramme, value: str) -> NewProgrammeForm:
    kind = next((each for each in Audience if each.value == value), None)
    if kind is None:
        return at.form
    chosen = set(at.form.audience) ^ {kind}
    return replace(at.form, audience=tuple(each for each in Audience if each in chosen))


def _choose(at: OfProgramme, _value: str) -> NewProgrammeForm | Refusal:
    return replace(at.form, audience_chosen=True) if at.form.audience else refused_text("card.empty")


def _type_audience(at: OfProgramme, text: str) -> Answer[NewProgrammeForm]:
    read = _read(at, "audience", text)
    if isinstance(read, NotUnderstood):
        return read
    return replace(at.form, audience=tuple(Audience(each) for each in read), audience_chosen=True)


def _read(_at: OfProgramme, column: str, text: str) -> Any:
    field = field_named(column, of_programme=True)
    if field is None:
        raise LookupError(column)
    value = read_field(field, text, None, "ru")
    return NotUnderstood(value.problem) if isinstance(value, NotRead) else value


def _length_column(form: NewProgrammeForm) -> str:
    return "days" if form.programme is ProgrammeKind.INTERNSHIP else "duration_min"


def _numbered(at: OfProgramme, column: str, value: int) -> NewProgrammeForm | Refusal:
    if refusal := judge_alone(Programme, column, value):
        return refusal
    if column == "max_group" and at.form.programme is ProgrammeKind.TRIAL and value > TRIAL_PLACES:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "card.trial_too_large", "limit": TRIAL_PLACES})
    match column:
        case "min_age":
            return replace(at.form, min_age=value)
        case "max_group":
            return replace(at.form, max_group=value)
        case _:
            return replace(at.form, length=value)


def _type_number(at: OfProgramme, column: str, text: str) -> Answer[NewProgrammeForm]:
    read = _read(at, column, text)
    return read if isinstance(read, NotUnderstood) else _numbered(at, column, read)


def _pick_number(at: OfProgramme, column: str, value: str) -> NewProgrammeForm | Refusal:
    return _numbered(at, column, int(value)) if value.isascii() and value.isdecimal() else at.form


def _make_programme(at: OfProgramme) -> Begun:
    """As the programmes that the site has, where it has one; else as most."""
    tx, form = at.tx, at.form
    kind, most = form.programme, form.max_group
    if kind is None or most is None:
        raise ValueError("a form without its answers is not finished")
    lock_site(tx.connection, form.site_id)
    placement = kind is ProgrammeKind.INTERNSHIP
    own = read_site_card(tx.connection, form.site_id)
    values: dict[str, Any] = {
        "title": _text(form.title),
        "about": _text(form.about),
        "audience": [each.value for each in form.audience],
        "min_age": form.min_age,
        "max_group": most,
        "duration_min": None if placement else form.length,
        "days": form.length if placement else None,
        "hours_per_day": PLACEMENT_HOURS if placement else None,
        "sharing": Sharing.SHARED if placement else Sharing.PRIVATE,
        "confirmation": Confirmation.HOST,
        # As a file has it that names none for the programme.
        "professions": [] if own is None else own.document["professions"],
        **_rules(tx, form.site_id, most, placement=placement),
    }
    if kind is ProgrammeKind.TRIAL:
        values |= {
            "task": _text(NOT_SAID),
            "product": _text(NOT_SAID),
            "level": TrialLevel.INTRODUCTORY.value,
        }
    programme_id = add_programme(tx.connection, form.site_id, kind, values)
    tx.change_catalogue()
    region_id = tx.catalogue.site(form.site_id).region_id
    record(
        tx,
        "programme.begun",
        "programme",
        programme_id,
        {},
        region_id=region_id,
        site_id=form.site_id,
    )
    return Begun(form.site_id, form.title or "", of_programme=True)


def _rules(tx: Tx, site_id: SiteId, most: int, *, placement: bool) -> dict[str, Any]:
    cards = read_programme_cards(tx.connection, site_id)
    first = cards[0].document if cards else {}
    return {
        "min_group": 1 if placement else min(first.get("min_group", USUAL_GROUP), most),
        "children_per_adult": first.get("children_per_adult", USUAL_CHILDREN),
        "lead_working_days": first.get("lead_working_days", USUAL_LEAD),
        "foreign_lead_days": first.get("foreign_lead_days", USUAL_FOREIGN_LEAD),
        "list_lead_working_days": first.get("list_lead_working_days", USUAL_LIST_LEAD),
        "list_kind": ListKind(first.get("list_kind", ListKind.NAMES)),
    }


def _programme_view(at: OfProgramme) -> NewProgrammeView:
    return NewProgrammeView(at.draft.id, at.form, at.tx.catalogue.site(at.form.site_id))


PROGRAMME_KIND = form_kind(
    FormKind(
        form=NewProgrammeForm,
        questions=(
            FormQuestion(
                name=Question.KIND,
                is_missing=lambda at: at.form.programme is None,
                taps={"kind": _pick_kind},
            ),
            FormQuestion(
                name=Question.TITLE,
                is_missing=lambda at: at.form.title is None,
                text=_type_title,
                undo=lambda at: replace(at.form, programme=None),
            ),
            FormQuestion(
                name=Question.ABOUT,
                is_missing=lambda at: at.form.about is None,
                text=_type_about,
                longest=PARAGRAPH,
                undo=lambda at: replace(at.form, title=None),
            ),
            FormQuestion(
                name=Question.AUDIENCE,
                is_missing=lambda at: not at.form.audience_chosen,
                taps={"audience": _toggle, "chosen": _choose},
                text=_type_audience,
                undo=lambda at: replace(at.form, about=None),
            ),
            FormQuestion(
                name=Question.MIN_AGE,
                is_missing=lambda at: at.form.min_age is None,
                taps={"age": lambda at, value: _pick_number(at, "min_age", value)},
                text=lambda at, text: _type_number(at, "min_age", text),
                undo=lambda at: replace(at.form, audience_chosen=False),
            ),
            FormQuestion(
                name=Question.MAX_GROUP,
                is_missing=lambda at: at.form.max_group is None,
                taps={"most": lambda at, value: _pick_number(at, "max_group", value)},
                text=lambda at, text: _type_number(at, "max_group", text),
                undo=lambda at: replace(at.form, min_age=None),
            ),
            FormQuestion(
                name=Question.LENGTH,
                is_missing=lambda at: at.form.length is None,
                taps={"length": lambda at, value: _pick_number(at, _length_column(at.form), value)},
                text=lambda at, text: _type_number(at, _length_column(at.form), text),
                undo=lambda at: replace(at.form, max_group=None),
            ),
        ),
        view=_programme_view,
        finish=_make_programme,
        sends_itself=True,
        refuse=lambda tx, form: COORDINATES_SITE.refuse(tx, form.site_id),
    )
)
