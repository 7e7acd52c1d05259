"""One may save ten classes, but the form of a booking offered the first six only (B1, B2)."""

from __future__ import annotations

from bot.domain.booking.views import BookingFormView
from bot.domain.forms import BookingForm, Question
from bot.domain.model import DraftId, ProgrammeKind
from bot.ui.screen import Inline
from bot.ui.translator import translator_for
from bot.ui.visitor.booking.form import form_screen
from bot.ui.visitor.callback_data import FormTap
from bot.ui.visitor.consent import consent_text
from tests.screens.showroom import NOW, OPERATOR, Showroom, actor, ten_cards


def test_each_saved_class_can_be_chosen(room: Showroom) -> None:
    site, programme = room.of_kind(ProgrammeKind.CAREER)
    view = BookingFormView(
        draft_id=DraftId(1),
        form=BookingForm(programme.id),
        step=Question.PARTY,
        question=None,
        asks_detail=False,
        programme=programme,
        site=site,
        actor=actor(),
        today=NOW.date(),
        now=NOW,
        cards=ten_cards(),
        takes_classes=True,
    )
    t = translator_for("ru")
    screen = form_screen(view, t, consent_version=1, consent=consent_text(t, OPERATOR))
    assert isinstance(screen.keyboard, Inline)
    taps = {button.tap for row in screen.keyboard.rows for button in row}
    for card in view.cards:
        assert FormTap(draft=1, op="card", value=str(card.id)).pack() in taps
