"""The steps of choosing an applicant: which there are, and what the applicant would read of one (D2)."""

from __future__ import annotations

from bot.domain.booking.transitions import APPLICATION_TRANSITIONS, ApplicationEvent
from bot.domain.desk.views import ApplicationView, OtherDatesView, PreviewView, TalkView
from bot.ui.formats.dates import local_date, short_day_label
from bot.ui.formats.html import Html, bold, escape, lines
from bot.ui.formats.phones import office_label
from bot.ui.host.callback_data import ApplicationTap
from bot.ui.host.placements.applications import application_card, application_state, tap_of
from bot.ui.host.placements.callback_data import ScoreTap, ShowSelections, TalkTap
from bot.ui.kit import Row, back_button, button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator, translator_for
from bot.ui.visitor.placements.messages import RENDERERS

_STEPS = (
    (ApplicationEvent.CONSIDER, "consider"),
    (ApplicationEvent.SHORTLIST, "shortlist"),
    (ApplicationEvent.INVITE, "talk"),
    (ApplicationEvent.OFFER, "dates"),
)
"""By what can still happen to an application, what its button asks for."""


def steps_screen(view: ApplicationView, t: Translator) -> Screen:
    """What can be done besides accepting and declining."""
    if not view.in_selection:
        return application_card(view, t)
    possible = [
        button(t.label(f"host.application.step.{op}"), tap_of(view, op))
        for event, op in _STEPS
        if view.application.status in APPLICATION_TRANSITIONS[event].before
    ]
    text = lines(
        _title(view, t),
        escape(application_state(view, t)),
        t.html("host.application.steps.ask"),
    )
    rows = keyboard(
        *possible,
        button(t.label("host.application.step.rate"), ScoreTap(application=view.application.id)),
        button(t.label("host.application.step.selection"), ShowSelections(site=view.site.id)),
        back_button(tap_of(view, "show"), t),
    )
    return Screen(text, rows)


def other_dates(view: OtherDatesView, t: Translator) -> Screen:
    """Dates that the applicant did not ask for and may be offered."""
    shown = view.shown
    if not shown.in_selection:
        return application_card(shown, t)
    dates = [
        button(
            t.label(
                "host.application.other_date",
                day=short_day_label(local_date(each.starts_at, shown.site.timezone), t),
                n=each.free,
            ),
            tap_of(shown, "offer", str(each.id)),
        )
        for each in view.intakes
    ]
    key = "host.application.dates.ask" if dates else "host.application.dates.none"
    return Screen(
        lines(_title(shown, t), t.html(key)), keyboard(*dates, back_button(tap_of(shown, "steps"), t))
    )


def preview_screen(view: PreviewView, t: Translator) -> Screen:
    """The very message that the applicant would get, in the applicant's language, and the button that sends
    it."""
    return Screen(
        preview_text(view, t),
        keyboard(
            button(t.label("host.application.send"), tap_of(view.shown, "do", _what(view))),
            back_button(tap_of(view.shown, _before(view)), t),
        ),
    )


def preview_text(view: PreviewView, t: Translator) -> Html:
    told = RENDERERS[view.kind](view.told, translator_for(view.language).for_reader(view.zone))
    return lines(t.html("host.application.preview", reference=view.shown.application.reference), told.text)


def _what(view: PreviewView) -> str:
    """The step, and where it needs one its session or reason."""
    told = view.told.application
    with_what = {
        ApplicationEvent.ACCEPT: told.accepted_session_id,
        ApplicationEvent.OFFER: told.accepted_session_id,
        ApplicationEvent.DECLINE: told.reason,
    }.get(view.event)
    return view.event.value if with_what is None else f"{view.event}.{with_what}"


def _before(view: PreviewView) -> str:
    """The screen from which the preview was opened."""
    known = {
        ApplicationEvent.SHORTLIST: "steps",
        ApplicationEvent.OFFER: "dates",
        ApplicationEvent.DECLINE: "why",
    }
    return known.get(view.event, "show")


def talk_screen(view: TalkView, t: Translator) -> Screen:
    """When does the site call? Then what the applicant would read."""
    shown = view.shown
    if isinstance(shown, PreviewView):
        rows = keyboard(
            button(t.label("host.application.send"), _talk(view, "agree", view.key)),
            button(t.label("host.application.talk.again"), _talk(view, "again")),
            _back(shown.shown, t),
        )
        return Screen(preview_text(shown, t), rows)
    if not shown.in_selection:
        return application_card(shown, t)
    phone = shown.site.contact_phone
    call: Row = None
    if phone is not None:
        call = button(t.label("host.application.talk.call"), _talk(view, "call"))
    text = lines(
        _title(shown, t),
        t.html("host.application.talk.ask"),
        t.html("host.application.talk.or", phone=office_label(phone, t)) if phone is not None else None,
    )
    return Screen(text, keyboard(call, _back(shown, t)))


def _back(view: ApplicationView, t: Translator) -> Button:
    return back_button(ApplicationTap(application=view.application.id, op="steps"), t)


def _talk(view: TalkView, op: str, value: str = "") -> TalkTap:
    return TalkTap(draft=view.draft_id, op=op, value=value)


def _title(view: ApplicationView, t: Translator) -> Html:
    return lines(
        bold(t.label("host.application.title", reference=view.application.reference, site=view.site.name)),
    )
