"""What stays as the chat has it, though a file says otherwise, in words (F2)."""

from __future__ import annotations

from datetime import date

from bot.domain.catalogue.merging import DAYS_OFF, SCHEDULE
from bot.domain.catalogue.problems import Kept
from bot.domain.region.files import FileView
from bot.ui.formats.dates import day_label
from bot.ui.translator import Translator

_CALLED = {"tariff": "card.field.amounts", SCHEDULE: "sheet.name.sites.programmes.schedule"}
"""Columns that are no field of a card by themselves."""


def kept_label(kept: Kept, view: FileView, t: Translator) -> str:
    """«Слоист, Слой за слоем: Группа до», «чт, 20 августа 2027»."""
    if kept.column == DAYS_OFF:
        day = date.fromisoformat(kept.day)
        return t.label("date.with_year", day=day_label(day, t), year=day.year)
    if kept.of_route:
        name = t.label(f"region_route.field.{kept.column}")
        return t.label("catalogue_file.kept_of_site", site=view.titles.get(kept.site, kept.site), field=name)
    site = view.titles.get(kept.site, kept.site)
    field = field_label(kept.column, t)
    if kept.programme is None:
        return t.label("catalogue_file.kept_of_site", site=site, field=field)
    programme = view.programmes.get((kept.site, kept.programme), kept.programme)
    return t.label("catalogue_file.kept_of_programme", site=site, programme=programme, field=field)


def field_label(column: str, t: Translator) -> str:
    return t.label(_CALLED.get(column, f"card.field.{column}"))
