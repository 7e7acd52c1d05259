"""The colour of a button, by what its tap does: one table for every screen and message.

Green agrees, confirms, sends, marks as come; red declines, cancels, closes, removes. Ways to look at
something have no colour, nor have lists of reasons, of which none is better than another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.domain.model import CancelReason, ComplaintState, Publication
from bot.ui.coordinator.callback_data import (
    AnnouncementTap,
    ComplaintTap,
    CoordinatorTap,
    NewProgrammeTap,
    NewsFormTap,
    NewSiteTap,
    PublishProgramme,
    RegionDaysTap,
    RegionSettingTap,
    RevisionTap,
    RouteFormTap,
    RouteTap,
    SitePhotoTap,
    SiteTap,
    WatchTap,
    WhyNotTap,
)
from bot.ui.host.callback_data import (
    ApplicationTap,
    DatesTap,
    GroupTap,
    GuideTap,
    LeaveTap,
    LedTap,
    MoveAnswerTap,
    NewSessionTap,
    NoTap,
    NumbersAnswerTap,
    PassTap,
    PersonTap,
    PhotoTap,
    RequestTap,
    SessionTap,
    VisitTap,
)
from bot.ui.host.cards.callback_data import AskPublication, CardTap
from bot.ui.host.placements.callback_data import SeedTap, SelectionTap, TalkTap
from bot.ui.host.schedule.callback_data import (
    OffScheduleTap,
    OpenPeriod,
    PeriodTap,
    RuleTap,
    SessionChangeTap,
    StartRule,
)
from bot.ui.visitor.callback_data import (
    CancelBookingTap,
    ClassTap,
    ConsentTap,
    DeleteMeTap,
    DutyTap,
    FormTap,
    HandoverTap,
    NewsTap,
    OfferTap,
    OpeningTap,
    ProfileConsentTap,
    SendForm,
    TakeConsentTap,
    TakeTap,
    WaitTap,
)
from bot.ui.visitor.placements import callback_data as placements


class Style(StrEnum):
    """The colours of Telegram for what a tap does: what is agreed to, and what is taken back or refused."""

    YES = "success"
    NO = "danger"


def style_of(tap: str) -> Style | None:
    """``tap``: packed callback data; None: no colour."""
    known = _BY_PREFIX.get(tap.split(":", 1)[0])
    if known is None:
        return None
    kind, rule = known
    return rule(kind.unpack(tap))


Rule = Callable[[CallbackData], Style | None]


def _always(style: Style) -> Rule:
    return lambda _data: style


def _agreed(data: CallbackData) -> Style:
    return Style.YES if getattr(data, "agree", False) else Style.NO


def _ops(yes: str = "", no: str = "") -> Rule:
    """By the ``op``, of which either side names some."""
    styles = {**dict.fromkeys(yes.split(), Style.YES), **dict.fromkeys(no.split(), Style.NO)}
    return lambda data: styles.get(str(getattr(data, "op", "")))


def _cancelled(data: CallbackData) -> Style | None:
    """The first tap, and the second of whoever gives no reason."""
    return Style.NO if getattr(data, "reason", "") in {"", CancelReason.NOT_NEEDED} else None


def _published(data: CallbackData) -> Style | None:
    """A site comes out of the archive hidden: only who is asked whether to hide it hides it from visitors."""
    if not isinstance(data, SiteTap):
        return None
    hides = data.op == Publication.HIDDEN and data.sure
    if hides or data.op == Publication.ARCHIVED:
        return Style.NO
    return Style.YES if data.op == Publication.PUBLISHED else None


def _step(data: CallbackData) -> Style | None:
    """What an applicant is told: a no is red, whichever of its taps it is."""
    op, value = str(getattr(data, "op", "")), str(getattr(data, "value", ""))
    if op == "why" or (op == "do" and value.startswith("decline")):
        return Style.NO
    return Style.YES if op in {"accept", "do"} else None


_RULES: Mapping[type[CallbackData], Rule] = {
    SendForm: _always(Style.YES),
    placements.SendApplicationTap: _always(Style.YES),
    ConsentTap: _agreed,
    ProfileConsentTap: _agreed,
    placements.ApplicationConsentTap: _agreed,
    NewsTap: _ops("yes", "no"),
    FormTap: _ops("ok come", "cancel"),
    placements.ApplicationTap: _ops(no="cancel"),
    CancelBookingTap: _cancelled,
    placements.OtherDatesTap: _agreed,
    placements.WithdrawTap: _always(Style.NO),
    ClassTap: _ops(no="del"),
    DeleteMeTap: _always(Style.NO),
    OfferTap: _ops("take", "no"),
    WaitTap: _ops(no="leave"),
    OpeningTap: _always(Style.YES),
    RequestTap: _ops("confirm", "why off"),
    NoTap: _ops(no="call_off"),
    DatesTap: _ops("send"),
    DutyTap: _ops("done", "undo"),
    NumbersAnswerTap: lambda data: Style.YES if getattr(data, "granted", 0) else Style.NO,
    PassTap: lambda data: Style.YES if getattr(data, "done", 0) else Style.NO,
    ApplicationTap: _step,
    TalkTap: _ops("agree", "cancel"),
    SeedTap: _ops("agree", "cancel"),
    SelectionTap: _ops("announce"),
    VisitTap: _ops("all said", "missed undo"),
    MoveAnswerTap: _ops("grant", "refuse"),
    SessionTap: _ops("reopen", "why close"),
    GroupTap: _ops("hold", "off"),
    GuideTap: _ops("ask anyway", "off"),
    LedTap: _ops("yes", "no back sure"),
    SessionChangeTap: _ops("agree", "cancel"),
    PeriodTap: _ops(no="agree cancel"),
    RuleTap: _ops("agree", "cancel"),
    StartRule: lambda data: Style.NO if getattr(data, "ends", False) else None,
    OffScheduleTap: _ops(no="why close"),
    OpenPeriod: lambda data: Style.YES if getattr(data, "sure", False) else None,
    NewSessionTap: _ops("agree", "cancel"),
    PersonTap: _ops(no="ask remove"),
    LeaveTap: _always(Style.NO),
    PhotoTap: _ops("use", "remove sure"),
    SitePhotoTap: _ops("unhide", "hide"),
    HandoverTap: _ops("confirm", "refuse withdraw"),
    TakeTap: _ops("take"),
    TakeConsentTap: _agreed,
    CoordinatorTap: _ops(no="ask remove"),
    AnnouncementTap: _ops(no="ask stop"),
    WatchTap: _always(Style.YES),
    NewsFormTap: _ops("agree", "cancel"),
    RegionDaysTap: _ops("agree", "cancel"),
    RegionSettingTap: _ops("agree", "cancel"),
    SiteTap: _published,
    CardTap: _ops("agree", "cancel"),
    AskPublication: _always(Style.YES),
    RevisionTap: _ops("approve", "decline"),
    WhyNotTap: _ops(no="cancel"),
    NewSiteTap: _ops(no="cancel"),
    NewProgrammeTap: _ops(no="cancel"),
    RouteFormTap: _ops("chosen", "cancel"),
    RouteTap: _ops("publish", "hide"),
    PublishProgramme: _always(Style.YES),
    ComplaintTap: _ops(ComplaintState.LIFTED, ComplaintState.BLOCKED),
}

_BY_PREFIX = {kind.__prefix__: (kind, rule) for kind, rule in _RULES.items()}
