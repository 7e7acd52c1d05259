"""One's own placement application: what it is now, what to do next and by when, what can be done."""

from __future__ import annotations

from bot.domain.model import AgeBand, ApplicationId
from bot.domain.placements.ending import PlacementEnd
from bot.domain.placements.views import OwnApplicationView, Stage
from bot.ui.formats.dates import day_label, local_date, moment_label
from bot.ui.formats.html import Html, lines
from bot.ui.kit import Row, back_button, button, keyboard
from bot.ui.screen import Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.booking.mine import host_line, site_buttons
from bot.ui.visitor.callback_data import Book, ShowMine, ShowProgramme
from bot.ui.visitor.placements.callback_data import (
    CertificateTap,
    DrawTap,
    OtherDatesTap,
    ShowApplication,
    WithdrawTap,
)
from bot.ui.visitor.placements.texts import (
    age_label,
    clock_of,
    course_label,
    length_label,
    long_dates,
    reason_label,
    short_dates,
)

MARKS = {
    Stage.WAITING: "⏳",
    Stage.OVERDUE: "⏳",
    Stage.CONSIDERED: "⏳",
    Stage.SHORTLISTED: "⏳",
    Stage.INVITED: "⏳",
    Stage.OFFERED: "⏳",
    Stage.ACCEPTED: "✅",
    Stage.UNDER_WAY: "✅",
    Stage.FINISHED: "✅",
    Stage.DECLINED: "❌",
    Stage.WITHDRAWN: "❌",
    Stage.UNANSWERED: "❌",
}

PLACED = frozenset({Stage.ACCEPTED, Stage.UNDER_WAY, Stage.FINISHED})


def application_sent(view: OwnApplicationView, t: Translator) -> Screen:
    """What a sent form became, worth a screenshot; later taps show what it is by then."""
    if view.stage not in {Stage.WAITING, Stage.OVERDUE}:
        return application_card(view, t)
    site = view.site
    text = lines(
        t.html("sent.request", reference=view.application.reference),
        t.html("summary.what", title=view.programme.title, site=site.name, city=site.city),
        *_wanted_lines(view, t),
        Html(""),
        duty_line(view, t),
        t.html("sent.we_write"),
    )
    application_id = view.application.id
    rows = keyboard(
        button(t.label("sent.card"), ShowApplication(application=application_id, anew=True)),
        button(t.label("sent.mine"), ShowMine(anew=True)),
    )
    return Screen(text, rows)


def application_card(view: OwnApplicationView, t: Translator, *, instead: bool = False) -> Screen:
    """``instead``: shown to somebody who wanted to apply a second time."""
    application, site = view.application, view.site
    stage = view.stage
    ahead = stage in {Stage.ACCEPTED, Stage.UNDER_WAY}
    talks = ahead or stage in {Stage.OVERDUE, Stage.INVITED}
    text = lines(
        t.html("application.already") if instead else None,
        t.html(
            "mine.head",
            mark=MARKS[stage],
            reference=application.reference,
            status=t.label(f"application.stage.{stage}"),
        ),
        duty_line(view, t),
        *end_lines(view.end, t),
        *_papers_lines(view, t),
        Html(""),
        t.html("mine.what", title=view.programme.title, site=site.name, city=site.city),
        *_wanted_lines(view, t),
        t.html("application.length", length=length_label(view.programme, t)),
        t.html(
            "application.who_line",
            applicant=t.label(f"application.applicant.{application.entry.applicant}"),
            age=age_label(application.entry.age_band, t),
            course=course_label(application.entry.course, application.entry.age_band, t),
        ),
        t.html("mine.meeting", place=site.meeting_point) if ahead else None,
        host_line(site, t) if talks else None,
        _others_line(view, t),
    )
    return Screen(text, _keyboard(view, t))


def end_lines(end: PlacementEnd | None, t: Translator) -> list[Html]:
    """What its site says of a placement that is over."""
    if end is None:
        return []
    if end.mark is None:
        return [t.html("placement.left")]
    said = [t.html("placement.mark", n=end.mark)]
    return [*said, t.html("placement.sentence", text=end.text)] if end.text else said


def duty_line(view: OwnApplicationView, t: Translator) -> Html:
    """What to do now, and by when."""
    application, site = view.application, view.site
    place = view.accepted
    first_day = moment_label(place.starts_at, site.timezone, t) if place is not None else ""
    last_day = day_label(local_date(place.ends_at, site.timezone), t) if place is not None else ""
    until = application.offered_until
    return t.html(
        f"application.duty.{view.stage}{_case(view)}",
        due=moment_label(application.entry.answer_due_at, site.timezone, t),
        until="" if until is None else moment_label(until, site.timezone, t),
        start=day_label(local_date(max(each.starts_at for each in view.wanted), site.timezone), t),
        talk=application.talk or "",
        first_day=first_day,
        last_day=last_day,
        reason=reason_label(application.reason, t),
    )


def _case(view: OwnApplicationView) -> str:
    """What tells apart the texts of one stage."""
    if view.stage is Stage.WAITING and not view.attended:
        return "_for_coordinator"
    return "_call" if view.stage is Stage.INVITED and view.application.talk is None else ""


def _papers_lines(view: OwnApplicationView, t: Translator) -> tuple[Html | None, ...]:
    if view.stage is not Stage.ACCEPTED:
        return ()
    minor = view.application.entry.age_band is not AgeBand.ADULT
    return (t.html("application.parent_consent") if minor else None, t.html("application.no_papers"))


def _wanted_lines(view: OwnApplicationView, t: Translator) -> list[Html]:
    """The dates that were given, else those that were asked for."""
    zone, place = view.site.timezone, view.accepted
    if place is not None and view.stage in {*PLACED, Stage.OFFERED}:
        dates = long_dates(place, zone, t)
        return [t.html("application.given", dates=dates, time=clock_of(place, view.site))]
    keys = ("application.summary_first", "application.summary_second")
    return [
        t.html(key, dates=long_dates(each, zone, t)) for key, each in zip(keys, view.wanted, strict=False)
    ]


def _others_line(view: OwnApplicationView, t: Translator) -> Html | None:
    if not view.may_apply_again or not view.others:
        return None
    dates = ", ".join(short_dates(each, view.site.timezone, t) for each in view.others)
    return t.html("application.others", dates=dates)


def _keyboard(view: OwnApplicationView, t: Translator) -> Inline:
    application_id, programme_id = view.application.id, view.programme.id
    again: Row = None
    if view.may_apply_again and view.others:
        again = button(t.label("application.again"), Book(programme=programme_id))
    elif not view.may_withdraw:
        again = button(t.label("mine.programme"), ShowProgramme(programme=programme_id))
    withdraw = button(t.label("application.withdraw"), WithdrawTap(application=application_id))
    return keyboard(
        *(other_dates_buttons(application_id, t) if view.stage is Stage.OFFERED else ()),
        site_buttons(view.site, t) if view.stage in {Stage.ACCEPTED, Stage.UNDER_WAY} else None,
        button(t.label("selection.draw"), DrawTap(draw=view.draw_id)) if view.draw_id is not None else None,
        certificate_button(view.application.id, t)
        if view.end is not None and view.end.mark is not None
        else None,
        withdraw if view.may_withdraw else None,
        again,
        back_button(ShowMine(), t, "mine.all"),
    )


def other_dates_buttons(application_id: ApplicationId, t: Translator) -> tuple[Button, Button]:
    """Yes and no to other dates, each with one tap."""
    return (
        button(t.label("application.agree"), OtherDatesTap(application=application_id, agree=True)),
        button(t.label("application.refuse"), OtherDatesTap(application=application_id, agree=False)),
    )


def certificate_button(application_id: ApplicationId, t: Translator) -> Button:
    """The certificate of a placement that was gone through."""
    return button(t.label("placement.certificate"), CertificateTap(application=application_id))


def withdraw_question(view: OwnApplicationView, t: Translator) -> Screen:
    """The first of two taps: what will happen."""
    application_id = view.application.id
    place = view.accepted
    accepted = view.stage in PLACED
    key = "application.withdraw_ask_accepted" if accepted else "application.withdraw_ask"
    text = t.html(
        key,
        reference=view.application.reference,
        title=view.programme.title,
        site=view.site.name,
        dates=long_dates(place or view.wanted[0], view.site.timezone, t),
    )
    sure = button(t.label("application.withdraw_yes"), WithdrawTap(application=application_id, sure=True))
    return Screen(text, keyboard(sure, back_button(ShowApplication(application=application_id), t)))
