"""The questions of a booking, each a screen (B2): what is asked, and in the last row the way back."""

from __future__ import annotations

from bot.domain.booking.views import BookingFormView
from bot.domain.forms import Question
from bot.domain.refusal import OpenBooking, OtherSession, Reason, Refusal
from bot.ui.callback_data import Home
from bot.ui.formats.dates import (
    clock_label,
    day_label,
    in_zone,
    local_date,
    moment_label,
    short_moment_label,
    time_label,
)
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label, shorten
from bot.ui.formats.phones import phone_label
from bot.ui.refusals import refusal_text
from bot.ui.screen import AskContact, Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.calendar import calendar_rows
from bot.ui.visitor.callback_data import (
    Book,
    ConsentTap,
    FormTap,
    SendForm,
    ShowBooking,
    ShowDates,
    ShowProgramme,
)
from bot.ui.visitor.party import class_label, counts_label, party_label

MAY_PASS = frozenset(
    {
        Reason.TOO_MANY_OPEN,
        Reason.OVERLAPS,
        Reason.DRAFT_CHANGED,
        Reason.TEXT_REFUSED,
        Reason.INCOMPLETE,
        Reason.HOLD_EXPIRED,
    }
)
"""Refusals after which sending again can succeed without another choice."""

SHARED_DATES = ShowDates(shared=True).pack()
"""Where a party too small for a private session is welcome."""

Rows = list[tuple[Button, ...]]
CARDS_SHOWN = 10
MOST_SEATS = 10
ACCESS_SHOWN = 100
COMMENT_SHOWN = 30
"""Characters of a comment in the summary; the host reads it whole."""


def _tap(view: BookingFormView, op: str, value: str | int = "") -> str:
    return FormTap(draft=view.draft_id, op=op, value=str(value)).pack()


def form_screen(view: BookingFormView, t: Translator, *, consent_version: int, consent: Html) -> Screen:
    """The screen of the present question; ``consent`` is shown where it is asked for."""
    if view.asks_detail:
        return _detail(view, t)
    match view.step:
        case Question.PARTY:
            return _party(view, t)
        case Question.SCHOOL:
            return _school(view, t)
        case Question.PARTY_CHECK:
            return _party_check(view, t)
        case Question.DAY:
            return _day(view, t)
        case Question.TIME:
            return _time(view, t)
        case Question.CONSENT:
            return _consent(view, t, consent_version, consent)
        case Question.NAME:
            return Screen(_head(view, t, t.html("form.name")), Inline((_ways_back(view, t),)))
        case Question.PHONE:
            text = _head(view, t, t.html("form.phone"))
            others = (t.label("form.phone_back"), t.label("button.cancel"))
            return Screen(text, AskContact(t.label("form.share_phone"), others))
        case _:
            return _summary(view, t)


def _head(view: BookingFormView, t: Translator, question: Html, *more: Html | None) -> Html:
    """What is being booked, then the refusal of the last answer, then the question."""
    form = view.form
    known: list[str] = []
    if form.is_class and not form.children:
        known.append(class_label(form.grade, form.letter, t))
    elif form.children + form.adults:
        known.append(party_label(form.audience, form.grade, form.letter, form.children, form.adults, t))
    if view.chosen:
        times = " + ".join(clock_label(each.session.starts_at, view.site.timezone) for each in view.chosen)
        first = view.chosen[0].session.starts_at
        day, times = local_date(first, view.site.timezone), in_zone(times, first, view.site.timezone, t)
        known.append(t.label("date.moment", day=day_label(day, t), time=times))
    elif form.day is not None:
        known.append(day_label(form.day, t))
    return lines(
        t.html("form.head", title=view.programme.title, site=view.site.name),
        t.html("form.known", known=" · ".join(known)) if known else None,
        Html(""),
        t.html("form.refused", text=refusal_text(view.refusal, t)) if view.refusal is not None else None,
        question,
        *more,
    )


def _cancel(view: BookingFormView, t: Translator) -> Button:
    return Button(t.label("button.cancel"), tap=_tap(view, "cancel"))


def _ways_back(view: BookingFormView, t: Translator) -> tuple[Button, ...]:
    """«Назад» and «Отмена», at every step."""
    if view.step is Question.PARTY:
        card = ShowProgramme(programme=view.programme.id, session=view.form.wanted or 0)
        back = Button(t.label("button.back"), tap=card.pack())
    else:
        back = Button(t.label("button.back"), tap=_tap(view, "back", view.step))
    return (back, _cancel(view, t))


def _offers(view: BookingFormView, t: Translator) -> Rows:
    """After a refusal: what is possible instead, as buttons."""
    rows: Rows = []
    for way in view.refusal.alternatives if view.refusal is not None else ():
        if isinstance(way, OtherSession):
            label = t.label(
                "form.other_session",
                moment=short_moment_label(way.starts_at, way.timezone, t),
                free=way.free,
            )
            rows.append((Button(label, tap=_tap(view, "ses", ".".join(map(str, way.session_ids)))),))
        elif isinstance(way, OpenBooking):
            label = t.label("form.open_booking", reference=way.reference)
            rows.append((Button(label, tap=ShowBooking(booking=way.booking_id).pack()),))
    return rows


def _party(view: BookingFormView, t: Translator) -> Screen:
    form = view.form
    rows: Rows = []
    if form.is_class:
        return Screen(_head(view, t, t.html("problem.no_number")), Inline((_ways_back(view, t),)))
    if form.children:
        rows = [(Button(t.label("form.any_grade"), tap=_tap(view, "mixed")),), _ways_back(view, t)]
        return Screen(_head(view, t, t.html("form.which_grade")), Inline(tuple(rows)))
    raised = False
    for card in view.cards[:CARDS_SHOWN]:
        adults = card.adults_for(view.programme.children_per_adult)
        label = party_label(card.audience, card.grade, card.letter, card.children, adults, t)
        if adults > card.adults:
            raised = True
            label = t.label("form.card_raised", party=label, saved=card.adults)
        rows.append((Button(label, tap=_tap(view, "card", card.id)),))
    question = t.html("form.party_class")
    if view.least_seats is not None:
        seats = [
            Button(str(each), tap=_tap(view, "seat", each))
            for each in range(view.least_seats, MOST_SEATS + 1)
        ]
        rows += [tuple(seats[at : at + 5]) for at in range(0, len(seats), 5)]
        key = "form.party_both" if view.takes_classes else "form.party_seats"
        question = t.html(key, age=view.programme.min_age)
        if view.least_seats > 1:
            rows.append((Button(t.label("form.fewer", n=view.least_seats), tap=SHARED_DATES),))
    rows.append(_ways_back(view, t))
    why = t.html("form.why_raised", ratio=view.programme.children_per_adult) if raised else None
    return Screen(_head(view, t, question, why), Inline(tuple(rows)))


def _school(view: BookingFormView, t: Translator) -> Screen:
    rows: Rows = [
        (Button(name_label(each.title), tap=_tap(view, "org", each.id)),) for each in view.organisations
    ]
    if view.typed_school is None:
        question = t.html("form.school")
    else:
        rows.append((Button(t.label("form.school_new"), tap=_tap(view, "neworg")),))
        key = "form.school_matches" if view.organisations else "form.school_unknown"
        question = t.html(key, typed=view.typed_school)
    rows.append((Button(t.label("form.no_school"), tap=_tap(view, "noschool")),))
    rows.append(_ways_back(view, t))
    return Screen(_head(view, t, question), Inline(tuple(rows)))


def _party_check(view: BookingFormView, t: Translator) -> Screen:
    """«Верно: 27 + 3, младшему 12», with what can be changed."""
    form = view.form
    counts = counts_label(form.children, form.adults, t)
    if form.youngest_age is None:
        agree = Button(t.label("form.agree_no_age", counts=counts), tap=_tap(view, "ok", form.agreement))
    else:
        agree = Button(
            t.label("form.agree", counts=counts, age=form.youngest_age), tap=_tap(view, "ok", form.agreement)
        )
    question = t.html(
        "form.check",
        school=form.organisation_name or "",
        children=t.count("count.children", form.children),
        adults=t.count("count.adults", form.adults),
        ratio=view.programme.children_per_adult,
    )
    guess = None
    if form.age_guessed and form.youngest_age is not None:
        low = form.youngest_age < view.programme.min_age
        key = "form.age_guess_low" if low else "form.age_guess"
        guess = t.html(key, age=form.youngest_age, min_age=view.programme.min_age)
    rows: Rows = [
        (agree,),
        (
            Button(t.label("form.change_adults", n=form.adults), tap=_tap(view, "ask", Question.COUNTS)),
            Button(
                t.label("form.change_age", n=form.youngest_age or "?"),
                tap=_tap(view, "ask", Question.YOUNGEST),
            ),
        ),
        (Button(t.label("form.change_school"), tap=_tap(view, "school")),),
        _ways_back(view, t),
    ]
    return Screen(_head(view, t, question, guess), Inline(tuple(rows)))


def _is_too_small(refusal: Refusal | None) -> bool:
    return refusal is not None and refusal.reason is Reason.GROUP_TOO_SMALL


def _day(view: BookingFormView, t: Translator) -> Screen:
    days = view.days or {}
    month = view.month or view.today.replace(day=1)
    rows: Rows = list(calendar_rows(view.draft_id, month, days, t, for_school=view.form.is_class))
    rows += _offers(view, t)
    if any(_is_too_small(choice.refusal) for choice in days.values()):
        rows.append((Button(t.label("form.shared_dates"), tap=SHARED_DATES),))
    rows.append(_ways_back(view, t))
    bookable = any(choice.options for choice in days.values())
    key = "form.day" if bookable else "form.day_nothing"
    if not days:
        key = "form.day_no_sessions"
    hint = t.html("form.day_hint_school" if view.form.is_class else "form.day_hint") if bookable else None
    why = None
    if days and not bookable:
        reasons = [choice.refusal for choice in days.values() if choice.refusal is not None]
        why = refusal_text(reasons[-1], t) if reasons else None
    raised = t.html("form.adults_raised", adults=t.count("count.adults", view.form.adults))
    more = raised if view.form.adults_guessed and view.form.class_card_id is not None else None
    return Screen(_head(view, t, t.html(key), why, hint, more), Inline(tuple(rows)))


def _time(view: BookingFormView, t: Translator) -> Screen:
    """Times of the day; for subgroups one button with all of them."""
    form = view.form
    choice = (view.days or {}).get(form.day) if form.day is not None else None
    rows: Rows = []
    details: list[Html] = []
    if choice is not None:
        for option in choice.options:
            value = ".".join(str(part.session_id) for part in option.parts)
            times = " + ".join(clock_label(each, view.site.timezone) for each in option.starts)
            times = in_zone(times, option.starts[0], view.site.timezone, t)
            rows.append((Button(times, tap=_tap(view, "ses", value)),))
            if len(option.parts) > 1:
                details.append(
                    t.html(
                        "form.split",
                        times=times,
                        parts="; ".join(
                            t.label(
                                "form.split_part",
                                time=clock_label(start, view.site.timezone),
                                children=t.count("count.children", part.children),
                                adults=t.count("count.adults", part.adults),
                            )
                            for part, start in zip(option.parts, option.starts, strict=True)
                        ),
                    )
                )
            else:
                details.append(t.html("form.time_free", time=times, free=t.count("count.seats", option.free)))
    question = t.html("form.time") if rows else t.html("form.time_gone")
    if choice is not None and choice.refusal is not None:
        details.append(refusal_text(choice.refusal, t))
    rows += _offers(view, t)
    rows.append(_ways_back(view, t))
    return Screen(_head(view, t, question, *details), Inline(tuple(rows)))


def _consent(view: BookingFormView, t: Translator, version: int, consent: Html) -> Screen:
    """A message of its own, apart from the form's other questions (H1)."""

    def tap(agree: bool) -> str:
        return ConsentTap(draft=view.draft_id, version=version, agree=agree).pack()

    rows: Rows = [
        (Button(t.label("consent.agree"), tap=tap(True)),),
        (Button(t.label("consent.refuse"), tap=tap(False)),),
        _ways_back(view, t),
    ]
    return Screen(consent, Inline(tuple(rows)))


def _summary(view: BookingFormView, t: Translator) -> Screen:
    """Everything once more, until when the seats are held, and one button to send (B4)."""
    form, site = view.form, view.site
    visits = [
        t.html(
            "summary.visit" if len(view.chosen) == 1 else "summary.part",
            moment=moment_label(each.session.starts_at, site.timezone, t),
            counts=counts_label(each.children, each.adults, t),
        )
        for each in view.chosen
    ]
    text = lines(
        bold(t.label("summary.title")),
        t.html("summary.what", title=view.programme.title, site=site.name, city=site.city),
        *visits,
        t.html(
            "summary.party",
            party=party_label(form.audience, form.grade, form.letter, form.children, form.adults, t),
        ),
        t.html("summary.school", school=form.organisation_name) if form.organisation_name else None,
        t.html("summary.leader", name=view.actor.name or "—", phone=phone_label(view.actor.phone)),
        t.html("summary.foreign", count=form.foreign) if form.foreign else t.html("summary.no_foreign"),
        t.html("summary.wheelchairs", count=form.wheelchairs)
        if form.wheelchairs
        else t.html("summary.no_wheelchairs"),
        t.html("summary.access", text=shorten(t.content(site.access_text), ACCESS_SHOWN))
        if form.wheelchairs
        else None,
        t.html("summary.comment", text=shorten(form.comment, COMMENT_SHOWN)) if form.comment else None,
        t.html("summary.age", age=view.programme.min_age) if not form.is_class else None,
        Html(""),
        *_prospects(view, t),
        t.html("form.refused", text=refusal_text(view.refusal, t)) if view.refusal is not None else None,
    )
    rows: Rows = []
    rows += _offers(view, t)
    if view.hold_expires_at is None:
        rows.append((Button(t.label("summary.renew"), tap=_tap(view, "renew")),))
    key = "summary.send" if view.needs_answer else "summary.book"
    if view.refusal is None or view.refusal.reason in MAY_PASS:
        rows.append((Button(t.label(key), tap=SendForm(draft=view.draft_id).pack()),))
    rows.append(
        (
            Button(t.label("summary.change_foreign"), tap=_tap(view, "ask", Question.FOREIGN)),
            Button(t.label("summary.change_wheelchairs"), tap=_tap(view, "ask", Question.WHEELCHAIRS)),
        )
    )
    rows.append((Button(t.label("summary.change_comment"), tap=_tap(view, "ask", Question.COMMENT)),))
    rows.append(_ways_back(view, t))
    return Screen(text, Inline(tuple(rows)))


def _prospects(view: BookingFormView, t: Translator) -> list[Html]:
    """Until when the seats are held, which a refusal never hides, and by when the answer comes."""
    refused = view.refusal is not None and view.refusal.reason is not Reason.TEXT_REFUSED
    if view.hold_expires_at is None:
        return [] if refused else [_held_line(view, t)]
    if refused:
        return [_held_line(view, t)]
    if view.needs_answer and view.answer_due_at is not None:
        answer = t.html("summary.answer", due=moment_label(view.answer_due_at, view.site.timezone, t))
    else:
        answer = t.html("summary.instant")
    return [_held_line(view, t), answer]


def _held_line(view: BookingFormView, t: Translator) -> Html:
    if view.hold_expires_at is None:
        return t.html("summary.not_held")
    return t.html("summary.held", time=time_label(view.hold_expires_at, view.site.timezone, t))


_DETAIL_CHOICES = {
    Question.FOREIGN: ("fo", (0, 1, 2, 3, 4)),
    Question.WHEELCHAIRS: ("wh", (0, 1, 2, 3, 4)),
}


def _detail(view: BookingFormView, t: Translator) -> Screen:
    """A question that was opened by a button: how many, or a comment."""
    question = view.question or Question.COMMENT
    rows: Rows = []
    if question in _DETAIL_CHOICES:
        op, numbers = _DETAIL_CHOICES[question]
        rows.append(tuple(Button(str(each), tap=_tap(view, op, each)) for each in numbers))
    if question is Question.COUNTS:
        least = max(view.form.adults - 2, 1)
        rows.append(tuple(Button(str(each), tap=_tap(view, "ad", each)) for each in range(least, least + 5)))
    if question is Question.YOUNGEST:
        guess = view.form.youngest_age or view.programme.min_age
        ages = range(max(guess - 2, 3), max(guess - 2, 3) + 5)
        rows.append(tuple(Button(str(each), tap=_tap(view, "age", each)) for each in ages))
    if question is Question.COMMENT and view.form.comment:
        rows.append((Button(t.label("form.no_comment"), tap=_tap(view, "nocom")),))
    rows.append((Button(t.label("button.back"), tap=_tap(view, "ask", "none")), _cancel(view, t)))
    text = t.html(f"form.ask_{question}", foreign_days=view.programme.foreign_lead_days)
    return Screen(_head(view, t, text), Inline(tuple(rows)))


def form_cancelled(programme_id: int, t: Translator) -> Screen:
    return Screen(
        t.html("form.cancelled"),
        Inline(
            (
                (Button(t.label("form.again"), tap=Book(programme=programme_id).pack()),),
                (Button(t.label("button.home"), tap=Home().pack()),),
            )
        ),
    )


def form_closed(t: Translator) -> Screen:
    """A button of a form that was cancelled or replaced."""
    return Screen(t.html("form.closed"), Inline(((Button(t.label("button.home"), tap=Home().pack()),),)))


def consent_refused(view: BookingFormView, t: Translator) -> Screen:
    return Screen(
        t.html("consent.refused"),
        Inline(
            (
                (Button(t.label("consent.again"), tap=_tap(view, "show")),),
                (_cancel(view, t), Button(t.label("button.home"), tap=Home().pack())),
            )
        ),
    )


def not_by_text(refusal: Refusal, t: Translator) -> Screen:
    """Before the consent, which stays a text of its own: why what was typed is no answer."""
    return Screen(t.html("form.refused", text=refusal_text(refusal, t)))


def refused(refusal: Refusal, t: Translator) -> Screen:
    """A refusal with nothing else to show, and the way home."""
    return Screen(
        t.html("form.refused", text=refusal_text(refusal, t)),
        Inline(((Button(t.label("button.home"), tap=Home().pack()),),)),
    )
