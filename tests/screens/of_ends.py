"""How placements ended: asked of the site, said to the applicant, and the certificate (D2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

from bot.domain.desk.endings import EndView
from bot.domain.desk.views import ApplicationView, Outcome
from bot.domain.model import ApplicationId, ApplicationStatus, PersonId, ProgrammeKind
from bot.domain.papers.views import CheckResult, CheckView
from bot.domain.placements.ending import PlacementEnd, PlacementFacts, certify
from bot.domain.placements.views import OwnApplicationView
from bot.domain.refusal import Reason, Refusal
from bot.ui.host.placements import applications as host_screens
from bot.ui.host.placements.ending import end_screen, line_question
from bot.ui.visitor.papers.screens import check_answer
from bot.ui.visitor.placements import card as cards
from tests.screens.gallery import Gallery
from tests.screens.of_hosts import LINES
from tests.screens.showroom import LEADER, Showroom, application_to

KEY = bytes(32)
DAY = date(2026, 12, 14)


def ends_of(room: Showroom, language: str) -> Iterator[tuple[str, EndView]]:
    """Nothing said, not to the end, a mark, and a mark with a sentence."""
    site, programme = room.of_kind(ProgrammeKind.INTERNSHIP)
    place = room.session(programme, DAY, time(10), number=1_234_567)
    now = place.ends_at + timedelta(hours=2)
    application = application_to(place, None, ApplicationStatus.ACCEPTED)
    given = certify(KEY, application.reference, PlacementFacts.of(place, site, programme), now)
    nothing = EndView(site, programme, application, place, None, may_write=True, now=now)
    yield "nothing said", nothing
    for case, mark, text in (("left", None, None), ("mark", 4, None), ("sentence", 5, LINES[language])):
        end = PlacementEnd(
            ApplicationId(1), mark, text, PersonId(2), now, now, given.code, given.facts, given.issued_at
        )
        yield case, replace(nothing, end=end, by=LEADER, outcome=Outcome.DONE)


def hang(g: Gallery, room: Showroom) -> None:
    for case, view in ends_of(room, g.t.code):
        g.show(end_screen, case, view, g.t)
        g.show(end_screen, f"{case}, again", view, g.t, again=True)
        g.show(end_screen, f"{case}, too late", replace(view, may_write=False), g.t)
        g.message("host.placement.end", case, view)
        g.message("host.placement.end.update", case, view)
        if view.end is None:
            continue
        for refusal in (None, Refusal(Reason.TEXT_REFUSED, {"problem": "names"})):
            g.show(line_question, f"{case}, {refusal is None}", replace(view, refusal=refusal), g.t)
        g.message("application.ended", case, view)
        if view.certificate is not None:
            g.message("application.certificate", case, view)
        application, intakes = view.application, (view.place,)
        own = OwnApplicationView(
            application, view.site, view.programme, intakes, intakes, view.now, end=view.end
        )
        g.show(cards.application_card, f"over, {case}", own, g.t)
        names = {PersonId(2): LEADER}
        shown = ApplicationView(
            application, view.site, view.programme, intakes, names, view.now, end=view.end
        )
        g.show(host_screens.application_card, f"over, {case}", shown, g.t)
        given = view.end.given_out(application.reference)
        void = CheckResult.WITHDRAWN if view.certificate is None else CheckResult.GENUINE
        g.show(check_answer, f"placement, {case}", CheckView(void, placement=given), g.t)
