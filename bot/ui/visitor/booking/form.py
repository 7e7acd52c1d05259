"""The questions of a booking, each a screen (B2): what is asked, and in the last row the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.booking.availability import DayChoice, Option, first_month, nearest_options
from bot.domain.booking.booking import Booking
from bot.domain.booking.views import BookingFormView
from bot.domain.forms import Question
from bot.domain.model import Audience, SessionId, VisitStatus
from bot.domain.refusal import (
    ChangeAdults,
    ComeAsGroup,
    OpenBooking,
    OtherProgramme,
    OtherSession,
    Reason,
    Refusal,
    WaitForDay,
)
from bot.domain.typed.moments import Days
from bot.ui.callback_data import Home
from bot.ui.formats.dates import (
    bare_day_label,
    choice_label,
    clocks_label,
    day_label,
    local_date,
    moment_label,
    moments_label,
    short_day_label,
    time_label,
)
from bot.ui.formats.group import group_label, group_line
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, name_label, shorten, within_quotes
from bot.ui.formats.manual import manual_line
from bot.ui.formats.money import party_price
from bot.ui.formats.phones import phone_label
from bot.ui.refusals import refusal_text, with_refusal
from bot.ui.screen import AskContact, Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.booking.calendar import THURSDAY, calendar_rows
from bot.ui.visitor.booking.on_the_day import rest_line
from bot.ui.visitor.booking.routes import (
    access_line,
    as_short_as_need_be,
    chosen_lines,
    chosen_price,
    way_button,
    way_line,
)
from bot.ui.visitor.callback_data import (
    Book,
    BookRoute,
    ConsentTap,
    FormTap,
    SendForm,
    ShowBooking,
    ShowDates,
    ShowProgramme,
    ShowRoute,
)
from bot.ui.visitor.filters import people_of
from bot.ui.visitor.party import class_label, counts_label, on_days, party_label, subgroups_label

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

OF_EVERY_DAY = frozenset({Reason.NOT_ENOUGH_ADULTS, Reason.GROUP_TOO_SMALL, Reason.TOO_YOUNG})
"""Refusals that are about the party, whatever the day."""

SHARED_DATES = ShowDates(shared=True).pack()
"""Where a party too small for a private session is welcome."""

Rows = list[tuple[Button, ...]]
CARDS_SHOWN = 10
NEAREST_SHOWN = 6
THURSDAY_MARK = "★"
MOST_SEATS = 10
ACCESS_SHOWN = 100
WAYS_IN_FULL = 2
"""Of a day of a route: of more ways only the beginning stands on their buttons."""
COMMENT_SHOWN = 30
"""Characters of a comment in the summary; the host reads it whole."""


def _tap(view: BookingFormView, op: str, value: str | int = "") -> str:
    return FormTap(draft=view.draft_id, op=op, value=str(value)).pack()


def form_screen(view: BookingFormView, t: Translator, *, consent_version: int, consent: Html) -> Screen:
    """The screen of the present question; ``consent``, a message of its own, where it is asked for."""
    if view.step is Question.CONSENT and not view.asks_detail:
        return _consent(view, t, consent_version, consent)
    return with_refusal(_question(view, t), view.refusal, t)


def _question(view: BookingFormView, t: Translator) -> Screen:
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
        case Question.NAME:
            return Screen(_head(view, t, t.html("form.name")), Inline((_ways_back(view, t),)))
        case Question.PHONE:
            text = _head(view, t, t.html("form.phone"))
            others = (t.label("form.phone_back"), t.label("button.cancel"))
            return Screen(text, AskContact(t.label("form.share_phone"), others))
        case _:
            return _summary(view, t)


def _head(view: BookingFormView, t: Translator, question: Html, *more: Html | None) -> Html:
    """What is being booked, then the question."""
    form = view.form
    known: list[str] = []
    if form.is_class and not form.children:
        known.append(class_label(form.grade, form.letter, t))
    elif form.children + form.adults:
        known.append(party_label(form.audience, form.grade, form.letter, form.children, form.adults, t))
    if view.chosen and view.route is not None:
        known.append(moment_label(view.chosen[0].session.starts_at, view.site.timezone, t))
    elif view.chosen:
        known.append(moments_label([each.session.starts_at for each in view.chosen], view.site.timezone, t))
    elif form.day is not None:
        known.append(day_label(form.day, t))
    return lines(
        t.html("form.head", title=view.programme.title, site=view.site.name)
        if view.route is None
        else t.html("form.head_route", title=view.route.title),
        t.html("form.known", known=" · ".join(known)) if known else None,
        rest_line(view.moved, view.now, view.site.timezone, t) if view.moved is not None else None,
        Html(""),
        _taken(view, t),
        question,
        *more,
    )


def _taken(view: BookingFormView, t: Translator) -> Html | None:
    """Which day was understood, where a nearer one could have been meant."""
    return t.html("form.taken", day=day_label(view.note, t)) if isinstance(view.note, date) else None


def _cancel(view: BookingFormView, t: Translator) -> Button:
    return Button(t.label("button.cancel"), tap=_tap(view, "cancel"))


def _ways_back(view: BookingFormView, t: Translator) -> tuple[Button, ...]:
    """«Назад» and «Отмена», at every step."""
    if view.form.moves is not None and view.step is Question.DAY:
        shown = ShowBooking(booking=view.form.moves).pack()
        return (Button(t.label("move.keep"), tap=shown),)
    if view.step is Question.PARTY and view.route is not None:
        back = Button(t.label("button.back"), tap=ShowRoute(route=view.route.id).pack())
    elif view.step is Question.PARTY:
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
            starts = (way.starts_at, *way.also_at)
            rows.append((_moments(view, way.session_ids, starts, way.few, t),))
        elif isinstance(way, ChangeAdults):
            rows.append((_adults(view, way, t),))
        elif isinstance(way, WaitForDay):
            label = t.label("form.wait", day=short_day_label(way.day, t))
            rows.append((Button(label, tap=_tap(view, "wait", way.day.isoformat())),))
        elif isinstance(way, OpenBooking):
            label = t.label("form.open_booking", reference=way.reference)
            rows.append((Button(label, tap=ShowBooking(booking=way.booking_id).pack()),))
        elif isinstance(way, OtherProgramme):
            rows.append((_other_programme(way, t),))
        elif isinstance(way, ComeAsGroup):
            label = t.label("form.come_as_group", n=way.people)
            rows.append((Button(label, tap=_tap(view, "firm", way.people)),))
    return rows


def _other_programme(way: OtherProgramme, t: Translator) -> Button:
    site = name_label(t.content(way.site), ONE_IN_A_ROW // 2)
    label = t.label("form.other_programme", title=way.title, site=site)
    return Button(shorten(label), tap=ShowProgramme(programme=way.programme_id).pack())


def _party(view: BookingFormView, t: Translator) -> Screen:
    form = view.form
    rows: Rows = []
    if form.other_letter is not None:
        return _letter(view, t)
    if form.is_class:
        return Screen(_head(view, t, t.html("problem.no_number")), Inline((_ways_back(view, t),)))
    if form.operator:
        text = _head(view, t, t.html("form.group_number", age=view.programme.min_age))
        other = (Button(t.label("form.no_group"), tap=_tap(view, "nofirm")),)
        return Screen(text, Inline((other, _ways_back(view, t))))
    if form.children:
        rows = [(Button(t.label("form.any_grade"), tap=_tap(view, "mixed")),), _ways_back(view, t)]
        return Screen(_head(view, t, t.html("form.which_grade")), Inline(tuple(rows)))
    rows = _offers(view, t)
    raised = False
    for card in view.cards[:CARDS_SHOWN]:
        adults = view.card_adults.get(card.id, card.adults)
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
        question = t.html(key, age=view.min_age)
        if view.least_seats > 1:
            rows.append((Button(t.label("form.fewer", n=view.least_seats), tap=SHARED_DATES),))
    rows.append(_ways_back(view, t))
    saved = t.html("form.party_saved") if view.cards else None
    why = t.html("form.why_raised") if raised else None
    return Screen(_head(view, t, question, saved, why), Inline(tuple(rows)))


def _letter(view: BookingFormView, t: Translator) -> Screen:
    """«7B» in Latin: by its shape or by its sound."""
    form = view.form
    classes = [(each, class_label(form.grade, each, t)) for each in (form.other_letter, form.letter) if each]
    row = tuple(Button(label, tap=_tap(view, "letter", each)) for each, label in classes)
    question = t.html("form.which_letter", one=classes[0][1], other=classes[-1][1])
    return Screen(
        _head(replace(view, form=replace(form, letter=None)), t, question), Inline((row, _ways_back(view, t)))
    )


def _school(view: BookingFormView, t: Translator) -> Screen:
    rows: Rows = [
        (Button(name_label(each.title), tap=_tap(view, "org", each.id)),) for each in view.organisations
    ]
    what = "operator" if view.form.operator else "school"
    if view.typed_school is None:
        question = t.html(f"form.{what}")
    else:
        rows.append((Button(t.label("form.school_new"), tap=_tap(view, "neworg")),))
        key = f"form.{what}_matches" if view.organisations else f"form.{what}_unknown"
        question = t.html(key, typed=within_quotes(view.typed_school))
    if view.form.is_class:
        rows.append((Button(t.label("form.no_school"), tap=_tap(view, "noschool")),))
    if view.form.is_class and view.takes_individuals:
        rows.append((Button(t.label("form.we_are_group"), tap=_tap(view, "firm", 0)),))
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
        ratio=view.children_per_adult,
    )
    guess = None
    if form.age_guessed and form.youngest_age is not None:
        low = form.youngest_age < view.min_age
        key = "form.age_guess_low" if low else "form.age_guess"
        guess = t.html(key, age=form.youngest_age, min_age=view.min_age)
    short = view.adults_needed > form.adults
    divided = short and view.adults_needed * view.children_per_adult >= (
        form.children + view.children_per_adult
    )
    adults = Button(t.label("form.change_adults", n=form.adults), tap=_tap(view, "ask", Question.COUNTS))
    known = form.youngest_age is not None
    age_label = t.label("form.change_age" if known else "form.change_age_unknown", n=form.youngest_age or 0)
    age = Button(age_label, tap=_tap(view, "ask", Question.YOUNGEST))
    if guess is not None and form.youngest_age is not None and form.youngest_age < view.min_age:
        # «Верно» would be refused: what can be said instead stands in its place.
        least = view.min_age
        agree = Button(t.label("form.old_enough", age=least), tap=_tap(view, "aged", least))
        short = False
    rows: Rows = [
        (_adults(view, ChangeAdults(view.adults_needed), t) if short else agree,),
        *([(adults, age)] if known else [(adults,), (age,)]),
        (Button(t.label("form.change_school"), tap=_tap(view, "school")),),
        *((_other_programme(each, t),) for each in view.fitting),
        _ways_back(view, t),
    ]
    more = t.html("form.more_for_subgroups") if divided else None
    return Screen(_head(view, t, question, more, guess), Inline(tuple(rows)))


def _is_too_small(refusal: Refusal | None) -> bool:
    return refusal is not None and refusal.reason is Reason.GROUP_TOO_SMALL


def _day(view: BookingFormView, t: Translator) -> Screen:
    """The nearest sessions that fit, in one tap; the calendar behind «Другой день», and at once where nothing
    fits: its days say why."""
    days = view.days or {}
    if view.month is None and any(choice.options for choice in days.values()):
        return _nearest(view, days, t)
    return _calendar(view, days, t)


def _nearest(view: BookingFormView, days: Mapping[date, DayChoice], t: Translator) -> Screen:
    asked = view.note if isinstance(view.note, Days) else None
    within = days if asked is None else {day: choice for day, choice in days.items() if day in asked}
    options = nearest_options(within, NEAREST_SHOWN)
    rows = _offers(view, t) or [(_option(view, option, t),) for option in options]
    month = first_month(days, view.today)
    rows.append((Button(t.label("form.other_day"), tap=_tap(view, "mon", f"{month:%Y%m}")),))
    rows.append(_ways_back(view, t))
    stops = len(view.legs) or 1
    whose = ".group" if view.form.operator else ""
    divided = None
    if any(len(each.parts) > stops for each in options):
        divided = t.html(f"form.divided{whose}")
    if view.route is None and any(on_days(each.starts, view.site.timezone) for each in options):
        divided = t.html(f"form.divided_days{whose}")
    marked = any(button.label.endswith(THURSDAY_MARK) for row in rows for button in row)
    hint = t.html("form.thursday", mark=THURSDAY_MARK) if marked else None
    raised = None
    if view.form.adults_guessed and view.form.class_card_id is not None:
        raised = t.html("form.adults_raised", adults=t.count("count.adults", view.form.adults))
    question = _day_question(asked, t) if view.route is None or asked else t.html("form.day_route")
    return Screen(
        _head(view, t, question, divided, hint, raised, *_groups(view, options, t)), Inline(tuple(rows))
    )


def _groups(view: BookingFormView, options: Sequence[Option], t: Translator) -> list[Html]:
    """Of the options those whose groups are not complete: a party must not find that out afterwards (C2)."""
    zone = view.site.timezone
    return [
        t.html(
            "form.group",
            moment=moment_label(option.starts[0], zone, t),
            group=group_label(option.group, zone, t),
        )
        for option in options
        if option.group is not None and option.group.gathers
    ]


def _day_question(asked: Days | None, t: Translator) -> Html:
    """``asked``: the days of which those that fit are shown."""
    if asked is None:
        return t.html("form.day")
    first, last = bare_day_label(asked.first, t), bare_day_label(asked.last, t)
    return t.html("form.day_since" if asked.has_no_end else "form.day_within", first=first, last=last)


def _calendar(view: BookingFormView, days: Mapping[date, DayChoice], t: Translator) -> Screen:
    month = view.month or first_month(days, view.today)
    rows: Rows = list(calendar_rows(view.draft_id, month, days, t, for_school=view.form.is_class))
    rows += _offers(view, t)
    bookable = any(choice.options for choice in days.values())
    reasons = [choice.refusal for choice in days.values() if choice.refusal is not None]
    if not bookable:
        rows += _other_ways(view, reasons, t)
    elif any(_is_too_small(each) for each in reasons):
        rows.append((Button(t.label("form.shared_dates"), tap=SHARED_DATES),))
    if bookable:
        back = Button(t.label("button.back"), tap=_tap(view, "show"))
        few = any(choice.few is not None for day, choice in days.items() if day.replace(day=1) == month)
        text = [t.html("form.calendar"), t.html("form.calendar_few" if few else "form.calendar_hint")]
        return Screen(_head(view, t, *text), Inline((*rows, (back, _cancel(view, t)))))
    about_the_party = [each for each in reasons if each.reason in OF_EVERY_DAY]
    shown = view.refusal is not None and view.refusal.reason in OF_EVERY_DAY
    why = refusal_text(about_the_party[-1], t) if about_the_party and not shown else None
    key = "form.day_nothing" if days else "form.day_no_sessions"
    return Screen(_head(view, t, t.html(key), why), Inline((*rows, _ways_back(view, t))))


def _other_ways(view: BookingFormView, reasons: Sequence[Refusal], t: Translator) -> Rows:
    """Where no day is possible as things are: what makes one possible, or other sites' dates."""
    rows: Rows = []
    ways = [way for each in reasons for way in each.alternatives if isinstance(way, ChangeAdults)]
    if ways and not (view.refusal is not None and view.refusal.reason is Reason.NOT_ENOUGH_ADULTS):
        rows.append((_adults(view, min(ways, key=lambda way: way.adults), t),))
    shared = any(_is_too_small(each) for each in reasons)
    people = people_of(view.form.audience, view.form.youngest_age)
    tap = SHARED_DATES if shared else ShowDates(people=people).pack()
    rows.append((Button(t.label("form.shared_dates" if shared else "form.other_sites"), tap=tap),))
    return rows


def _option(view: BookingFormView, option: Option, t: Translator) -> Button:
    return _moments(view, option.session_ids, option.starts, option.few, t)


def _moments(
    view: BookingFormView,
    session_ids: Sequence[SessionId],
    starts: Sequence[datetime],
    few: int | None,
    t: Translator,
) -> Button:
    """A day and time in one, «чт, 3 декабря, 10:00 и 11:30»; for schools Thursday bears a mark."""
    if view.route is not None:
        return way_button(view, session_ids, starts, few, t)
    zone = view.site.timezone
    thursday = view.form.is_class and local_date(starts[0], zone).isoweekday() == THURSDAY
    mark = THURSDAY_MARK if thursday else ""
    label = choice_label(starts, zone, few, t, ONE_IN_A_ROW - len(mark)) + mark
    return Button(label, tap=_tap(view, "ses", ".".join(map(str, session_ids))))


def _adults(view: BookingFormView, way: ChangeAdults, t: Translator) -> Button:
    """«Поедут 6 взрослых», and the day that they are needed for."""
    value = str(way.adults) if way.day is None else f"{way.adults}.{way.day:%Y%m%d}"
    label = t.count("form.adults_will_come", way.adults)
    return Button(label, tap=_tap(view, "come", value))


def _time(view: BookingFormView, t: Translator) -> Screen:
    """Times of the day; for subgroups one button with all of them."""
    form, zone = view.form, view.site.timezone
    choice = (view.days or {}).get(form.day) if form.day is not None else None
    rows: Rows = []
    details: list[Html] = []
    for option in choice.options if choice is not None else ():
        if view.route is not None:
            rows.append((_option(view, option, t),))
            details += [way_line(view, option, t)] if len(details) < WAYS_IN_FULL else []
            continue
        times = clocks_label(option.starts, zone, t)
        if on_days(option.starts, zone):
            times = choice_label(option.starts, zone, None, t, ONE_IN_A_ROW)
        rows.append((Button(times, tap=_tap(view, "ses", ".".join(map(str, option.session_ids)))),))
        if len(option.parts) > 1:
            parts = subgroups_label(option.parts, option.starts, zone, t)
            details.append(t.html("form.split", parts=parts))
        elif option.few is not None:
            details.append(t.html("form.time_free", time=times, free=t.count("count.seats", option.few)))
    details += _groups(view, () if choice is None else choice.options, t)
    question = t.html("form.time") if rows else t.html("form.time_gone")
    if choice is not None and choice.refusal is not None:
        details.append(refusal_text(choice.refusal, t))
    rows += _offers(view, t)
    rows.append(_ways_back(view, t))
    return Screen(_head(view, t, question, *details), Inline(tuple(rows)))


def _consent(view: BookingFormView, t: Translator, version: int, consent: Html) -> Screen:
    """A message of its own, apart from the form's other questions (H1)."""

    def tap(agree: bool) -> str:
        own = 0 if view.own_consent is None else view.own_consent.version
        return ConsentTap(draft=view.draft_id, version=version, agree=agree, own=own).pack()

    rows: Rows = [
        (Button(t.label("consent.agree"), tap=tap(True)),),
        (Button(t.label("consent.refuse"), tap=tap(False)),),
        _ways_back(view, t),
    ]
    return Screen(consent, Inline(tuple(rows)), alone=True)


def _summary_of_move(view: BookingFormView, booking: Booking, t: Translator) -> Screen:
    """From which time to which, and what it takes (B9)."""
    zone = view.site.timezone
    before = booking.ahead(view.now) or booking.standing
    asks = view.needs_answer and booking.status is not VisitStatus.PENDING
    text = lines(
        bold(t.label("move.title", reference=t.reference(booking.reference))),
        t.html("summary.what", title=view.programme.title, site=view.site.name, city=view.site.city),
        t.html("move.before", moments="; ".join(moment_label(each.starts_at, zone, t) for each in before)),
        t.html(
            "move.after",
            moments="; ".join(moment_label(each.session.starts_at, zone, t) for each in view.chosen),
        ),
        *[group_line(each.session.group, zone, t) for each in view.chosen],
        rest_line(booking, view.now, zone, t),
        Html(""),
        t.html("move.asks" if asks else "move.at_once"),
        manual_line(booking.audience, booking.organisation_id, t) if asks and view.manual else None,
        _held_line(view, t),
        t.html("form.refused", text=refusal_text(view.refusal, t)) if view.refusal is not None else None,
    )
    rows: Rows = _offers(view, t)
    if view.hold_expires_at is None:
        rows.append((Button(t.label("summary.renew"), tap=_tap(view, "renew")),))
    if view.refusal is None or view.refusal.reason in MAY_PASS:
        label = t.label("move.ask" if asks else "move.send")
        rows.append((Button(label, tap=SendForm(draft=view.draft_id).pack()),))
    rows.append(_ways_back(view, t))
    return Screen(text, Inline(tuple(rows)))


def _summary(view: BookingFormView, t: Translator) -> Screen:
    """Everything once more, until when the seats are held, and one button to send (B4)."""
    if view.moved is not None:
        return _summary_of_move(view, view.moved, t)
    if view.route is None:
        text = _summary_text(view, t)
    else:
        text = as_short_as_need_be(lambda brief: _summary_text(view, t, brief=brief))
    rows: Rows = []
    rows += _offers(view, t)
    if view.hold_expires_at is None:
        rows.append((Button(t.label("summary.renew"), tap=_tap(view, "renew")),))
    key = "summary.send" if view.needs_answer else "summary.book"
    if view.refusal is None or view.refusal.reason in MAY_PASS:
        rows.append((Button(t.label(key), tap=SendForm(draft=view.draft_id).pack()),))
    if view.form.operator:
        rows.append((Button(t.label("summary.change_title"), tap=_tap(view, "ask", Question.GROUP_TITLE)),))
    rows.append((Button(t.label("summary.change_foreign"), tap=_tap(view, "ask", Question.FOREIGN)),))
    rows.append(
        (
            Button(t.label("summary.change_wheelchairs"), tap=_tap(view, "ask", Question.WHEELCHAIRS)),
            Button(t.label("summary.change_comment"), tap=_tap(view, "ask", Question.COMMENT)),
        )
    )
    rows.append(_ways_back(view, t))
    return Screen(text, Inline(tuple(rows)))


def _summary_text(view: BookingFormView, t: Translator, *, brief: bool = False) -> Html:
    form = view.form
    return lines(
        bold(t.label("summary.title")),
        *_what_and_when(view, t, brief=brief),
        _taken(view, t),
        t.html(
            "summary.party",
            party=party_label(form.audience, form.grade, form.letter, form.children, form.adults, t),
        ),
        t.html("summary.school", school=form.organisation_name)
        if form.organisation_name and not brief
        else None,
        t.html("summary.group_title", title=form.group_title) if form.group_title else None,
        party_price(view.programme, form.audience or Audience.TOURIST, form.party.seats, t)
        if view.route is None
        else chosen_price(view, t, brief=brief),
        t.html("summary.leader", name=view.actor.name or "—", phone=phone_label(view.actor.phone)),
        t.html("summary.foreign", count=form.foreign) if form.foreign else t.html("summary.no_foreign"),
        t.html("summary.wheelchairs", count=form.wheelchairs)
        if form.wheelchairs
        else t.html("summary.no_wheelchairs"),
        _access(view, t) if form.wheelchairs else None,
        t.html("summary.comment", text=shorten(form.comment, COMMENT_SHOWN)) if form.comment else None,
        t.html("summary.age", age=view.min_age) if not form.is_class else None,
        Html(""),
        *_prospects(view, t),
    )


def _what_and_when(view: BookingFormView, t: Translator, *, brief: bool) -> list[Html | None]:
    if view.route is not None:
        return [t.html("summary.route", title=view.route.title), *chosen_lines(view, t, brief=brief)]
    site = view.site
    visits = [
        t.html(
            "summary.visit" if len(view.chosen) == 1 else "summary.part",
            moment=moment_label(each.session.starts_at, site.timezone, t),
            counts=counts_label(each.children, each.adults, t),
        )
        for each in view.chosen
    ]
    return [
        t.html("summary.what", title=view.programme.title, site=site.name, city=site.city),
        *visits,
        *[group_line(each.session.group, site.timezone, t) for each in view.chosen],
    ]


def _access(view: BookingFormView, t: Translator) -> Html | None:
    if view.route is not None:
        return access_line(view, t, ACCESS_SHOWN)
    return t.html("summary.access", text=shorten(t.content(view.site.access_text), ACCESS_SHOWN))


def _prospects(view: BookingFormView, t: Translator) -> list[Html]:
    """Until when the seats are held, which a refusal never hides, and by when the answer comes."""
    refused = view.refusal is not None and view.refusal.reason is not Reason.TEXT_REFUSED
    if view.hold_expires_at is None:
        return [] if refused else [_held_line(view, t)]
    if refused:
        return [_held_line(view, t)]
    if view.needs_answer and view.answer_due_at is not None:
        key = "summary.answer" if view.route is None else "summary.answer_route"
        answer = t.html(key, due=moment_label(view.answer_due_at, view.site.timezone, t))
        if view.manual:
            why = manual_line(view.form.audience, view.form.organisation_id, t)
            return [_held_line(view, t), why, answer]
    else:
        answer = t.html("summary.instant")
    groups = [each.session.group for each in view.chosen]
    if any(each is not None and each.gathers for each in groups):
        return [_held_line(view, t), answer, t.html("summary.group")]
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
    if question is Question.FOREIGN and view.form.party.seats > numbers[-1]:
        everybody = view.form.party.seats
        rows.append((Button(t.label("form.all_foreign", n=everybody), tap=_tap(view, op, everybody)),))
    if question is Question.COUNTS:
        least = max(view.form.adults - 2, view.least_adults)
        rows.append(tuple(Button(str(each), tap=_tap(view, "ad", each)) for each in range(least, least + 5)))
    if question is Question.YOUNGEST:
        guess = view.form.youngest_age or view.min_age
        ages = range(max(guess - 2, 3), max(guess - 2, 3) + 5)
        rows.append(tuple(Button(str(each), tap=_tap(view, "age", each)) for each in ages))
    if question is Question.COMMENT and view.form.comment:
        rows.append((Button(t.label("form.no_comment"), tap=_tap(view, "nocom")),))
    if question is Question.GROUP_TITLE and view.form.group_title:
        rows.append((Button(t.label("form.no_title"), tap=_tap(view, "notitle")),))
    rows.append((Button(t.label("button.back"), tap=_tap(view, "ask", "none")), _cancel(view, t)))
    text = t.html(f"form.ask_{question}", foreign_days=view.foreign_lead_days)
    return Screen(_head(view, t, text), Inline(tuple(rows)))


def form_cancelled(programme_id: int, t: Translator, route_id: int | None = None) -> Screen:
    again = Book(programme=programme_id) if route_id is None else BookRoute(route=route_id)
    return Screen(
        t.html("form.cancelled"),
        Inline(
            (
                (Button(t.label("form.again"), tap=again.pack()),),
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


def before_consent(view: BookingFormView, t: Translator) -> Screen | None:
    """What was understood, before the consent, which stays a text of its own."""
    taken = _taken(view, t)
    return None if taken is None else Screen(taken)


def refused(refusal: Refusal, t: Translator) -> Screen:
    """A refusal with nothing else to show, and the way home."""
    return Screen(
        t.html("form.refused", text=refusal_text(refusal, t)),
        Inline(((Button(t.label("button.home"), tap=Home().pack()),),)),
    )
