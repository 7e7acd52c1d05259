"""The cards of a site: the list, a card by groups of fields, a field that is answered (E6)."""

from __future__ import annotations

from typing import Any

from bot.domain.catalogue.cards.fields import (
    PUBLICATION,
    CardField,
    Input,
    field_named,
    groups_of,
    value_in,
)
from bot.domain.catalogue.cards.views import CardsView, CardView, FieldView, Gap, Revision
from bot.domain.model import Publication
from bot.domain.texts import Texts
from bot.ui.coordinator.callback_data import (
    PublishProgramme,
    SitePhotoTap,
    SiteTap,
    StartProgramme,
)
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, name_label, shorten
from bot.ui.host.callback_data import PhotoTap, StartSession
from bot.ui.host.cards.callback_data import AskPublication, CardTap, EditField, ShowCard, ShowCards
from bot.ui.host.cards.values import choice_label, field_label, value_label
from bot.ui.host.parts import desk_button, fit
from bot.ui.host.schedule.rules import add_buttons
from bot.ui.kit import Row, back_button, button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator

GAPS_NAMED = 6
VALUE_SHOWN = 90
"""Characters of a value in a card; whole where it is answered."""
NOW_SHOWN, BEFORE_SHOWN = 200, 60
"""Of what a field is, where it is asked for, and beside what it would be, which is shown whole."""
KNOWN_SHOWN = 10
"""Towns and industries that have a button; any other is typed."""
IN_A_ROW = 2
CHOICES_A_ROW = 3


# --- the list -------------------------------------------------------------------------------------------


def cards_screen(view: CardsView, t: Translator) -> Screen:
    """What is still to be said comes first, then the cards, then the way to the visitors."""
    site = view.site
    draft = view.status is Publication.DRAFT
    text = lines(
        None if view.done is None else bold(t.label(f"card.done.{view.done}")),
        bold(t.label("card.title", site=site.name)),
        t.html("card.draft") if draft else None,
        *_left(view, t),
        *[_waits(each, view, t) for each in view.waiting],
    )
    cards: list[Row] = [
        button(t.label("card.site"), ShowCard(site=site.id)),
        *[
            button(name_label(t.content(each.title)), ShowCard(site=site.id, programme=each.id))
            for each in site.programmes
        ],
    ]
    return Screen(text, keyboard(*_steps(view, t), *cards, *_more(view, t), _back(view, t)))


def _left(view: CardsView, t: Translator) -> list[Html | None]:
    ready = view.readiness
    gaps = [gap_label(each, t) for each in ready.gaps]
    draft = view.status is Publication.DRAFT
    return [
        t.html("card.left", fields=", ".join(gaps)) if gaps else None,
        None if ready.has_programme else t.html("card.no_programme"),
        t.html("card.no_sessions") if draft and ready.has_programme and not ready.has_sessions else None,
        t.html("card.no_owner") if draft and not ready.has_owner else None,
        t.html("card.ready.coordinator" if view.coordinates else "card.ready.owner")
        if draft and ready.is_ready
        else None,
    ]


def gap_label(gap: Gap, t: Translator) -> str:
    name = field_label(gap.field, t)
    return name if gap.programme is None else f"{name} ({t.content(gap.programme.title)})"


def _waits(revision: Revision, view: CardsView, t: Translator) -> Html:
    field = field_named(revision.field, of_programme=revision.programme_id is not None)
    if field is None or revision.field == PUBLICATION:
        return t.html("card.waits_publication")
    name = field_label(field, t)
    of = next((each.title for each in view.site.programmes if each.id == revision.programme_id), None)
    label = name if of is None else f"{name} ({t.content(of)})"
    return t.html(
        "card.waits", field=label, value=shorten(value_label(field, revision.after, t), VALUE_SHOWN)
    )


def _steps(view: CardsView, t: Translator) -> list[Row]:
    """The way to the first publication, the next step first."""
    site, ready = view.site, view.readiness
    draft = view.status is Publication.DRAFT
    rows: list[Row] = []
    if draft and ready.is_ready and view.coordinates:
        rows.append(
            button(
                t.label("coordinator.make.published"),
                SiteTap(site=site.id, op=Publication.PUBLISHED.value, seen=view.seen),
            )
        )
    elif draft and ready.is_ready:
        rows.append(button(t.label("card.ask_publication"), AskPublication(site=site.id)))
    for each in ready.gaps[:GAPS_NAMED]:
        programme = 0 if each.programme is None else each.programme.id
        label = t.label("card.fill", field=field_label(each.field, t))
        rows.append(
            button(shorten(label), EditField(site=site.id, programme=programme, field=each.field.name))
        )
    if not ready.has_programme and view.coordinates:
        rows.append(button(t.label("card.new_programme"), StartProgramme(site=site.id)))
    if draft and ready.has_programme and not ready.has_sessions:
        rows += [
            *add_buttons(site, t),
            button(t.label("card.one_session"), StartSession(site=site.id)),
        ]
    return rows


def _more(view: CardsView, t: Translator) -> list[Row]:
    site = view.site
    rows: list[Row] = []
    if view.status is Publication.PUBLISHED and view.coordinates:
        rows += [
            button(t.label("card.publish_programme"), PublishProgramme(site=site.id, programme=each.id))
            for each in site.programmes
            if each.id in view.drafts
        ]
    if view.coordinates and view.readiness.has_programme:
        rows.append(button(t.label("card.new_programme"), StartProgramme(site=site.id)))
    if not view.coordinates:
        rows.append(button(t.label("photo.button"), PhotoTap(site=site.id, op="ask")))
    elif site.has_photo:
        rows.append(button(t.label("photo.button"), SitePhotoTap(site=site.id)))
    return rows


def _back(view: CardsView, t: Translator) -> Button:
    if view.coordinates:
        return back_button(SiteTap(site=view.site.id), t, "coordinator.to_site")
    return desk_button(view.site.id, t)


# --- a card ---------------------------------------------------------------------------------------------


def card_screen(view: CardView, t: Translator) -> Screen:
    """The fields of one group with their values, and a button for each; the other groups below."""
    site, programme = view.site, 0 if view.programme is None else view.programme.id
    shown = [each for each in view.fields if each.group is view.group]
    name = t.content(site.name if view.programme is None else view.programme.title)
    head = [
        None if view.done is None else bold(t.label(f"card.done.{view.done}")),
        bold(t.label("card.of_group", name=name, group=t.label(f"card.group.{view.group}"))),
    ]
    text = fit(head, [_field_lines(each, view, t) for each in shown], t)
    fields = [
        button(field_label(each, t), EditField(site=site.id, programme=programme, field=each.name))
        for each in shown
    ]
    others = [
        button(t.label(f"card.group.{each}"), ShowCard(site=site.id, programme=programme, group=each.value))
        for each in groups_of(view.fields)
        if each is not view.group
    ]
    back = back_button(ShowCards(site=site.id), t, "card.to_cards")
    return Screen(text, keyboard(*fields, *_in_rows(others, IN_A_ROW), back))


def _field_lines(field: CardField, view: CardView, t: Translator) -> Html:
    value = value_label(field, value_in(view.card, field), t)
    waits = next((each for each in view.waiting if each.field == field.name), None)
    return lines(
        t.html("card.line", field=field_label(field, t), value=shorten(value, VALUE_SHOWN)),
        None
        if waits is None
        else t.html("card.line_waits", value=shorten(value_label(field, waits.after, t), VALUE_SHOWN)),
    )


def _in_rows(buttons: list[Button], many: int) -> list[Row]:
    return [tuple(buttons[at : at + many]) for at in range(0, len(buttons), many)]


# --- a field --------------------------------------------------------------------------------------------


def field_screen(view: FieldView, t: Translator) -> Screen:
    """What it is now and how it is answered; once it is, what would be, and the button that agrees."""
    return _preview(view, t) if view.is_answered else _question(view, t)


def _title(view: FieldView, t: Translator) -> Html:
    name = t.content(view.site.name if view.programme is None else view.programme.title)
    return bold(t.label("card.of_group", name=name, group=field_label(view.field, t)))


def _question(view: FieldView, t: Translator) -> Screen:
    english = view.form.language == "en"
    text = lines(
        _title(view, t),
        t.html("card.now", value=shorten(_said(view, view.value, t), NOW_SHOWN)),
        _waiting(view, t),
        Html(""),
        t.html(f"card.ask.{view.field.name}"),
        t.html("card.in_english") if english else None,
        t.html("card.asks_coordinator") if view.asks_coordinator else None,
    )
    return Screen(text, keyboard(*_choices(view, t), *_languages(view, t), _drop(view, t), _cancel(view, t)))


def _waiting(view: FieldView, t: Translator) -> Html | None:
    if view.waits is None:
        return None
    return t.html("card.line_waits", value=shorten(value_label(view.field, view.waits.after, t), VALUE_SHOWN))


def _said(view: FieldView, value: Any, t: Translator) -> str:
    """A text in the language that is being typed, as it was typed; markup too."""
    if view.field.input is not Input.TEXT or view.form.language == "ru":
        return value_label(view.field, value, t)
    return (value or {}).get(view.form.language) or t.label("card.nothing")


def _preview(view: FieldView, t: Translator) -> Screen:
    save = "card.send" if view.asks_coordinator else "card.save"
    text = lines(
        _title(view, t),
        t.html("card.before", value=shorten(_said(view, view.value, t), BEFORE_SHOWN)),
        t.html("card.after", value=_said(view, view.new, t)),
        Html(""),
        t.html("card.asks_coordinator") if view.asks_coordinator else None,
        t.html("card.shapes") if view.field.shapes else None,
        *(_zone_lines(view, t) if view.field.input is Input.ZONE else ()),
        t.html("card.sure"),
    )
    several = _choices(view, t) if view.field.input in {Input.SEVERAL, Input.NAMES} else []
    agree = button(t.label(save), _tap(view, "agree", view.key))
    return Screen(text, keyboard(*several, agree, *_languages(view, t), _drop(view, t), _cancel(view, t)))


def _zone_lines(view: FieldView, t: Translator) -> list[Html]:
    """What becomes of sessions under another clock; the first that somebody is in, by both."""
    found = [t.html("card.zone.free")]
    if view.booked and view.value != view.new:
        first = view.booked[0]
        found.append(
            t.html(
                "card.zone.booked",
                n=len(view.booked),
                moment=moment_label(first, view.value, t),
                other=moment_label(first, view.new, t),
            )
        )
    return found


def _choices(view: FieldView, t: Translator) -> list[Row]:
    field = view.field
    match field.input:
        case Input.CHOICE:
            return [
                button(shorten(choice_label(field, each, t), ONE_IN_A_ROW), _tap(view, "pick", each))
                for each in field.choices
            ]
        case Input.ZONE:
            zones = [
                button(choice_label(field, each, t), _tap(view, "pick", each))
                for each in field.choices
                if each != view.value
            ]
            return _in_rows(zones, IN_A_ROW)
        case Input.SEVERAL:
            chosen = view.new if view.is_answered else view.value
            return [
                button(
                    ("✓ " if each in (chosen or ()) else "") + choice_label(field, each, t),
                    _tap(view, "pick", each),
                )
                for each in field.choices
            ]
        case Input.KNOWN:
            return [
                button(name_label(t.content(each.name)), _tap(view, "pick", each.slug))
                for each in view.known[:KNOWN_SHOWN]
                if each.name.as_mapping() != (view.value or {})
            ]
        case Input.NAMES:
            return [
                button(shorten("✓ " + t.content(Texts(each)), ONE_IN_A_ROW), _tap(view, "pick", str(number)))
                for number, each in enumerate((view.new if view.is_answered else view.value) or ())
            ]
        case Input.SWITCH:
            yes, no = (t.label(key) for key in ("card.yes", "card.no"))
            return [(button(yes, _tap(view, "pick", "1")), button(no, _tap(view, "pick", "0")))]
        case Input.NUMBER | Input.MINUTES:
            numbers = [button(str(each), _tap(view, "pick", str(each))) for each in field.numbers]
            return _in_rows(numbers, max(len(numbers), 1))
        case Input.TEXT if view.form.language == "ru":
            return [
                button(shorten(t.label(usual_key(field, number))), _tap(view, "usual", str(number)))
                for number in range(1, field.usual + 1)
            ]
        case _:
            return []


def usual_key(field: CardField, number: int) -> str:
    """Of a usual text: the same on the button and on the card."""
    return f"card.usual.{field.name}.{number}"


def _languages(view: FieldView, t: Translator) -> list[Row]:
    """The other language in which a text may be typed, once there is a Russian one."""
    if view.field.input is not Input.TEXT:
        return []
    other = "ru" if view.form.language == "en" else "en"
    return [button(t.label(f"card.in.{other}"), _tap(view, "language", other))]


def _drop(view: FieldView, t: Translator) -> Button | None:
    present = view.new if view.is_answered else view.value
    if view.field.input is Input.TEXT and view.form.language == "en":
        return button(t.label("card.drop_english"), _tap(view, "drop")) if "en" in (present or {}) else None
    if not view.field.optional or present is None:
        return None
    of_site = view.field.name == "professions" and view.programme is not None
    return button(t.label("card.as_site" if of_site else "card.drop"), _tap(view, "drop"))


def _cancel(view: FieldView, t: Translator) -> Button:
    return button(t.label("button.cancel"), _tap(view, "cancel"))


def _tap(view: FieldView, op: str, value: str = "") -> CardTap:
    return CardTap(draft=view.draft_id, op=op, value=value)
