"""Words that the form, the card and the messages of placement applications share."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.model import AgeBand, Applicant
from bot.domain.placements.rules import is_year_of_studies
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.free_text import FreeTextProblem
from bot.ui.formats.dates import bare_day_label, clock_label, day_label, local_date
from bot.ui.formats.html import Html
from bot.ui.formats.labels import shorten
from bot.ui.refusals import arguments_of, refusal_text
from bot.ui.toast import MOST_CHARACTERS
from bot.ui.translator import Translator

_OWN_WORDS = frozenset(
    {
        Reason.TOO_YOUNG,
        Reason.MINOR_ALONE,
        Reason.INTAKE_FULL,
        Reason.SESSION_CLOSED,
        Reason.SESSION_PAST,
        Reason.OVERLAPS,
        Reason.ALREADY_OVER,
        Reason.OFFER_ENDED,
        Reason.PAPER_EARLY,
        Reason.PAPER_OFF,
    }
)
"""Reasons that a visit's words do not fit."""

_VOICES: Mapping[Applicant | None, str] = {Applicant.SELF: "_own", Applicant.PARENT: "_child"}
_DOCUMENTS = frozenset({"birth_date", "passport", "snils", "birth_certificate", "other_document"})
_NAMES = frozenset({"names", "name_and_health"})


def short_dates(intake: SessionFacts, timezone: str, t: Translator) -> str:
    """«12.01 – 16.01», for buttons."""
    first, last = local_date(intake.starts_at, timezone), local_date(intake.ends_at, timezone)
    return t.label("application.dates", first=bare_day_label(first, t), last=bare_day_label(last, t))


def long_dates(intake: SessionFacts, timezone: str, t: Translator) -> str:
    """«пн, 11 января – пт, 15 января»."""
    return t.label(
        "application.dates",
        first=day_label(local_date(intake.starts_at, timezone), t),
        last=day_label(local_date(intake.ends_at, timezone), t),
    )


def length_label(programme: Programme, t: Translator) -> Html:
    """«5 рабочих дней по 4 часа»."""
    return t.html(
        "programme.days",
        days=t.count("count.working_days", programme.days or 0),
        hours=t.count("count.hours", programme.hours_per_day or 0),
    )


def clock_of(intake: SessionFacts, site: Site) -> str:
    """When its days begin, «10:00»."""
    return clock_label(intake.starts_at, site.timezone)


def age_label(band: AgeBand, t: Translator) -> str:
    return t.label(f"application.age.{band.name.lower()}")


def course_label(course: str, band: AgeBand | None, t: Translator) -> str:
    """As it was written; of a bare number what it is taken for, «10 класс», «2 курс»."""
    if not course.isdecimal():
        return course
    year = is_year_of_studies(int(course), band)
    return t.label("application.course_year" if year else "party.grade", grade=int(course))


def in_voice_of(applicant: Applicant | None, key: str, t: Translator) -> str:
    """The key of a text in the words of whoever applies: about oneself, one's child, or somebody else."""
    voiced = f"{key}{_VOICES.get(applicant, '')}"
    return voiced if t.has(voiced) else key


def reason_label(reason: str | None, t: Translator) -> str:
    """Why a host said no, in words about a placement."""
    key = f"application.reason.{reason}"
    return t.label(key if reason is not None and t.has(key) else "application.reason.other")


def application_refusal(refusal: Refusal, t: Translator, applicant: Applicant | None = None) -> Html:
    """Why not, in words about a placement where a visit's do not fit; ``applicant``: whose examples."""
    if refusal.reason in _OWN_WORDS:
        return t.html(f"application.refused.{refusal.reason}", **arguments_of(refusal, t))
    problem = refusal.params.get("problem")
    if problem in _DOCUMENTS:
        return t.html("application.problem.document")
    if problem in _NAMES:
        return t.html(in_voice_of(applicant, "application.problem.names", t))
    if problem == FreeTextProblem.LINK:
        return t.html(in_voice_of(applicant, "application.problem.link", t))
    if problem == "motivation_short":
        return t.html(in_voice_of(applicant, "problem.motivation_short", t))
    return refusal_text(refusal, t)


def application_alert(refusal: Refusal, t: Translator) -> str:
    """The same as plain text, for the window that answers a tap."""
    if refusal.reason in _OWN_WORDS:
        text = t.label(f"application.refused.{refusal.reason}", **arguments_of(refusal, t))
    else:
        text = str(refusal_text(refusal, t))
    return shorten(text, MOST_CHARACTERS)
