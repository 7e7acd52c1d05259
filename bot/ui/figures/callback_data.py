"""Buttons of the report of a region and of the figures of a site. ``code``: of the period
(``Period.code``; empty: the usual one). ``show``: empty for the first screen, a ``Section``, or one of the
lists."""

from __future__ import annotations

from bot.ui.callback_data import TapData

MONTHS = "months"
PLACES = "places"
HOW = "how"
SOURCES = "sources"


class ReportTap(TapData, prefix="crp"):
    region: int
    code: str = ""
    show: str = ""
    page: int = 0
    anew: bool = False


class ReportFileTap(TapData, prefix="crf"):
    """``file``: the ``FileKind``."""

    region: int
    code: str
    file: str


class FiguresTap(TapData, prefix="hfg"):
    site: int
    code: str = ""
    show: str = ""
    page: int = 0
    anew: bool = False


class FiguresFileTap(TapData, prefix="hff"):
    site: int
    code: str
    file: str
