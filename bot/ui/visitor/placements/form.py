"""The questions of a placement application, each a screen (D2). The last row leads back."""

from __future__ import annotations

from bot.domain.forms import Question
from bot.domain.model import AgeBand, Applicant, ProgrammeId
from bot.domain.placements.rules import bands_of
from bot.domain.placements.views import ApplicationFormView, Intake
from bot.domain.refusal import Reason, Refusal
from bot.ui.callback_data import Home
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.phones import phone_label
from bot.ui.kit import why_last
from bot.ui.links import Links
from bot.ui.screen import AskContact, Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import Book, ShowCatalogue, ShowMine, ShowProgramme
from bot.ui.visitor.consent import Operator, consent_text
from bot.ui.visitor.placements.callback_data import (
    ApplicationConsentTap,
    ApplicationTap,
    SendApplicationTap,
    ShowApplication,
)
from bot.ui.visitor.placements.texts import (
    age_label,
    application_refusal,
    clock_of,
    course_label,
    in_voice_of,
    length_label,
    long_dates,
    short_dates,
)

Rows = list[tuple[Button, ...]]

MOTIVATION_SHOWN = 90
"""Characters of the motivation on the summary, which must stay short enough to act upon."""

_DATE_REASONS = frozenset(
    {
        Reason.INTAKE_FULL,
        Reason.SESSION_CLOSED,
        Reason.SESSION_PAST,
        Reason.TOO_LATE,
        Reason.BEYOND_HORIZON,
    }
)


def application_screen(
    view: ApplicationFormView, t: Translator, operator: Operator, *, links: Links | None = None
) -> Screen:
    """The screen of the present question; the consent is a message of its own. ``links`` lets a minor pass
    the programme on to an adult."""
    if view.step is Question.CONSENT:
        return _consent(view, t, operator)
    why = None if view.refusal is None else application_refusal(view.refusal, t, view.form.applicant)
    return why_last(_question(view, t, links), why, t)


def _question(view: ApplicationFormView, t: Translator, links: Links | None) -> Screen:
    match view.step:
        case Question.APPLICANT:
            return _applicant(view, t)
        case Question.AGE:
            return _age(view, t, links)
        case Question.FIRST_DATE:
            return _first_date(view, t)
        case Question.SECOND_DATE:
            return _second_date(view, t)
        case Question.COURSE:
            return Screen(_head(view, t, t.html("application.course")), Inline((_ways_back(view, t),)))
        case Question.MOTIVATION:
            question = t.html(in_voice_of(view.form.applicant, "application.motivation", t))
            return Screen(_head(view, t, question), Inline((_ways_back(view, t),)))
        case Question.NAME:
            return Screen(_head(view, t, t.html("form.name")), Inline((_ways_back(view, t),)))
        case Question.PHONE:
            others = (t.label("form.phone_back"), t.label("button.cancel"))
            return Screen(
                _head(view, t, t.html("form.phone")), AskContact(t.label("form.share_phone"), others)
            )
        case _:
            return _summary(view, t)


def _tap(view: ApplicationFormView, op: str, value: str | int = "") -> str:
    return ApplicationTap(draft=view.draft_id, op=op, value=str(value)).pack()


def _head(view: ApplicationFormView, t: Translator, question: Html, *more: Html | None) -> Html:
    """What is applied for and known, then the question."""
    form = view.form
    known: list[str] = []
    if form.applicant is not None:
        known.append(t.label(f"application.applicant.{form.applicant}"))
    if form.age_band is not None:
        known.append(age_label(form.age_band, t))
    known += [short_dates(each, view.site.timezone, t) for each in view.chosen]
    if form.course is not None:
        known.append(course_label(form.course, form.age_band, t))
    return lines(
        t.html("form.head", title=view.programme.title, site=view.site.name),
        t.html("form.known", known=" · ".join(known)) if known else None,
        Html(""),
        question,
        *more,
    )


def _ways_back(view: ApplicationFormView, t: Translator) -> tuple[Button, ...]:
    """«Назад» and «Отмена», at every step."""
    back = _tap(view, "back", view.step)
    if view.step is Question.APPLICANT:
        back = ShowProgramme(programme=view.programme.id).pack()
    return (
        Button(t.label("button.back"), tap=back),
        Button(t.label("button.cancel"), tap=_tap(view, "cancel")),
    )


def _applicant(view: ApplicationFormView, t: Translator) -> Screen:
    rows: Rows = [
        (Button(t.label(f"application.i_am.{each}"), tap=_tap(view, "who", each)),) for each in Applicant
    ]
    rows.append(_ways_back(view, t))
    return Screen(_head(view, t, t.html("application.who")), Inline(tuple(rows)))


def _age(view: ApplicationFormView, t: Translator, links: Links | None) -> Screen:
    """The bands that the placement takes."""
    bands = bands_of(view.programme)
    rows: Rows = [tuple(Button(each.value.replace("-", "–"), tap=_tap(view, "age", each)) for each in bands)]
    refusal = view.refusal
    if refusal is not None and refusal.reason is Reason.MINOR_ALONE and links is not None:
        share = links.share(f"p_{view.programme.id}", t.content(view.programme.title))
        rows.append((Button(t.label("application.pass_on"), url=share),))
    if refusal is not None and refusal.reason is Reason.TOO_YOUNG:
        rows.append((Button(t.label("application.for_younger"), tap=ShowCatalogue().pack()),))
    rows.append(_ways_back(view, t))
    question = t.html(in_voice_of(view.form.applicant, "application.age", t), age=view.programme.min_age)
    return Screen(_head(view, t, question), Inline(tuple(rows)))


def _date_button(view: ApplicationFormView, intake: Intake, op: str, t: Translator) -> tuple[Button, ...]:
    dates = short_dates(intake.session, view.site.timezone, t)
    if intake.refusal is None:
        label = t.label("application.intake", dates=dates, free=intake.session.free)
    elif intake.refusal.reason is Reason.INTAKE_FULL:
        label = t.label("application.intake_full", dates=dates)
    else:
        label = t.label("application.intake_late", dates=dates)
    return (Button(label, tap=_tap(view, op, intake.session.id)),)


def _first_date(view: ApplicationFormView, t: Translator) -> Screen:
    rows: Rows = [_date_button(view, each, "d1", t) for each in view.intakes]
    possible = [each for each in view.intakes if each.refusal is None]
    if possible:
        clock = clock_of(possible[0].session, view.site)
        question = t.html("application.first_date", length=length_label(view.programme, t), time=clock)
    else:
        question = t.html("application.no_dates" if view.intakes else "application.no_intakes")
        rows.append((Button(t.label("home.catalogue"), tap=ShowCatalogue().pack()),))
    rows.append(_ways_back(view, t))
    return Screen(_head(view, t, question), Inline(tuple(rows)))


def _second_date(view: ApplicationFormView, t: Translator) -> Screen:
    rows: Rows = [_date_button(view, each, "d2", t) for each in view.intakes]
    rows.append((Button(t.label("application.only_first"), tap=_tap(view, "skip")),))
    rows.append(_ways_back(view, t))
    return Screen(_head(view, t, t.html("application.second_date")), Inline(tuple(rows)))


def _consent(view: ApplicationFormView, t: Translator, operator: Operator) -> Screen:
    """A message of its own, with nothing else in it (H1)."""

    def tap(agree: bool) -> str:
        return ApplicationConsentTap(
            draft=view.draft_id,
            version=operator.consent_version,
            agree=agree,
            own=0 if view.own_consent is None else view.own_consent.version,
        ).pack()

    rows: Rows = [
        (Button(t.label("consent.agree"), tap=tap(True)),),
        (Button(t.label("consent.refuse"), tap=tap(False)),),
        _ways_back(view, t),
    ]
    return Screen(consent_text(t, operator, view.own_consent), Inline(tuple(rows)), alone=True)


def not_by_text(refusal: Refusal, t: Translator) -> Screen:
    """Before the consent, which stays a text of its own: why what was typed is no answer."""
    return Screen(t.html("form.refused", text=application_refusal(refusal, t)))


def _summary(view: ApplicationFormView, t: Translator) -> Screen:
    form, site = view.form, view.site
    motivation = form.motivation or ""
    if len(motivation) > MOTIVATION_SHOWN:
        motivation = motivation[: MOTIVATION_SHOWN - 1].rstrip() + "…"
    text = lines(
        bold(t.label("summary.title")),
        t.html("summary.what", title=view.programme.title, site=site.name, city=site.city),
        *[
            t.html(
                "application.summary_first" if number == 0 else "application.summary_second",
                dates=long_dates(each, site.timezone, t),
            )
            for number, each in enumerate(view.chosen)
        ],
        t.html("application.length", length=length_label(view.programme, t)),
        _who_line(view, t),
        t.html("application.summary_motivation", text=motivation),
        t.html("summary.leader", name=view.actor.name or "—", phone=phone_label(view.actor.phone)),
        Html(""),
        t.html("application.no_papers"),
        t.html("summary.answer", due=moment_label(view.answer_due_at, site.timezone, t))
        if view.answer_due_at is not None
        else None,
    )
    rows: Rows = [(Button(t.label("summary.send"), tap=SendApplicationTap(draft=view.draft_id).pack()),)]
    if view.refusal is not None and view.refusal.reason in _DATE_REASONS:
        rows.clear()
    earlier = _earlier(view.refusal, t)
    if earlier is not None:
        rows.append((earlier,))
    rows.append((Button(t.label("application.change_dates"), tap=_tap(view, "dates")),))
    rows.append(_ways_back(view, t))
    return Screen(text, Inline(tuple(rows)))


def _who_line(view: ApplicationFormView, t: Translator) -> Html:
    form = view.form
    return t.html(
        "application.who_line",
        applicant=t.label(f"application.applicant.{form.applicant or Applicant.SELF}"),
        age=age_label(form.age_band or AgeBand.ADULT, t),
        course=course_label(form.course or "", form.age_band, t),
    )


def _earlier(refusal: Refusal | None, t: Translator) -> Button | None:
    """The way to the application that stands in the way of this one."""
    if refusal is None or refusal.reason is not Reason.OVERLAPS:
        return None
    application = refusal.params.get("application_id")
    if not isinstance(application, int):
        return None
    label = t.label("form.open_booking", reference=str(refusal.params.get("reference", "")))
    return Button(label, tap=ShowApplication(application=application).pack())


# --- beside the questions --------------------------------------------------------------------------


def _home(t: Translator) -> tuple[Button, ...]:
    return (Button(t.label("button.home"), tap=Home().pack()),)


def consent_refused(view: ApplicationFormView, t: Translator) -> Screen:
    again = Button(t.label("consent.again"), tap=_tap(view, "show"))
    return Screen(t.html("application.consent_refused"), Inline(((again,), _home(t))))


def application_cancelled(programme_id: ProgrammeId, t: Translator) -> Screen:
    again = Button(t.label("form.again"), tap=Book(programme=programme_id).pack())
    return Screen(t.html("application.cancelled"), Inline(((again,), _home(t))))


def application_closed(t: Translator) -> Screen:
    """A button of a form that was cancelled or replaced."""
    mine = Button(t.label("sent.mine"), tap=ShowMine().pack())
    return Screen(t.html("form.closed"), Inline(((mine,), _home(t))))


def application_refused(refusal: Refusal, t: Translator) -> Screen:
    """A refusal with no form behind it: the reason, and the ways on."""
    rows: Rows = [(Button(t.label("home.catalogue"), tap=ShowCatalogue().pack()),)]
    if refusal.reason is Reason.TOO_MANY_OPEN:
        rows = [(Button(t.label("sent.mine"), tap=ShowMine().pack()),)]
    rows.append(_home(t))
    return Screen(t.html("form.refused", text=application_refusal(refusal, t)), Inline(tuple(rows)))
