"""Papers of a booking: in the chat, as messages, and as files (B14, B15, B18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain.booking.availability import Option
from bot.domain.booking.booking import Booking
from bot.domain.booking.views import ClassPlace
from bot.domain.forms import FeedbackField
from bot.domain.messages.views import PartView
from bot.domain.model import (
    Audience,
    BookingId,
    CancelReason,
    FeedId,
    ListKind,
    Party,
    VisitStatus,
)
from bot.domain.papers.certificate import Certificate, VisitFacts, issue
from bot.domain.papers.kinds import AFTER, BEFORE, TO_READ, Outdated, PaperKind, Printable, refuse_paper
from bot.domain.papers.passport import ClassVisit, Passport
from bot.domain.papers.views import (
    AfterVisitView,
    CheckResult,
    CheckView,
    FeedAddress,
    Feedback,
    FeedbackView,
    PapersView,
    PaperView,
    PassportView,
)
from bot.domain.refusal import Reason, Refusal
from bot.ui.links import Links
from bot.ui.visitor.papers.feedback import feedback_question, feedback_screen
from bot.ui.visitor.papers.passport import passport_screen
from bot.ui.visitor.papers.screens import (
    check_answer,
    check_question,
    feed_screen,
    paper_text,
    papers_screen,
)
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY, TIMES
from tests.screens.showroom import (
    AGENCY,
    COMMENT,
    GROUP_TITLE,
    LINKS,
    NOW,
    REVIEW,
    Showroom,
    booking_of,
    class_card,
    visit_to,
)

KEY = bytes(32)
PUBLIC = Links(LINKS.username, "https://prokhodnaya.operator.example")
MADE_AT = NOW + timedelta(minutes=3)


def part_of(
    room: Showroom,
    slug: str,
    status: VisitStatus = VisitStatus.CONFIRMED,
    *,
    parts: int = 1,
    came: int | None = None,
    list_kind: ListKind | None = None,
    audience: Audience = Audience.SCHOOL,
) -> PartView:
    """Visits of a class of 27 with 3 adults, or of two guests."""
    site = room.site(slug)
    programme = site.programmes[0]
    if list_kind is not None:
        programme = replace(programme, list_kind=list_kind)
    is_class = audience is Audience.SCHOOL
    visits = [
        visit_to(
            room.session(programme, DAY, at, number=number + 1),
            status,
            position=number + 1,
            children=27 // parts if is_class else 0,
            adults=3 if is_class else 2,
            arrived_count=came,
            reason=CancelReason.FROST if status is VisitStatus.CANCELLED else None,
        )
        for number, at in enumerate(TIMES[:parts])
    ]
    booking: Booking = booking_of(*visits, audience=audience, party=None if is_class else Party(0, 2))
    return PartView(booking, site, programme, booking.visits, NOW)


def on_two_days(part: PartView) -> PartView:
    """The same subgroups, the second of them a day later."""
    first, second = part.visits
    day = timedelta(days=1)
    second = replace(second, starts_at=second.starts_at + day, ends_at=second.ends_at + day)
    return replace(part, booking=replace(part.booking, visits=(first, second)), visits=(first, second))


def operator_part(
    room: Showroom,
    status: VisitStatus = VisitStatus.CONFIRMED,
    *,
    title: str | None = GROUP_TITLE,
    came: int | None = None,
) -> PartView:
    """The visit of an operator's group of 24, which is paid for (C4, C5)."""
    site = room.site("warm-trace")
    programme = site.programmes[0]
    visit = visit_to(room.session(programme, DAY), status, children=0, adults=24, arrived_count=came)
    booking = replace(
        booking_of(visit, audience=Audience.TOURIST, party=Party(0, 24), comment=None),
        organisation_id=AGENCY.id,
        organisation_title=AGENCY.title,
        group_title=title,
    )
    return PartView(booking, site, programme, booking.visits, NOW)


def certificate_of(part: PartView) -> Certificate:
    facts = VisitFacts.of(part.booking, part.visits, part.site, part.programme)
    return issue(KEY, part.booking, part.site.id, facts, MADE_AT)


def papers_of(room: Showroom) -> Iterator[tuple[str, PaperView]]:
    """Every file, with every kind of list."""
    part = part_of(room, room.longest_site.slug, parts=2)
    for kind in BEFORE:
        if kind not in TO_READ:
            yield kind.value, PaperView(part, kind, "", MADE_AT)
    for list_kind in ListKind:
        if list_kind is not ListKind.NONE:
            of_kind = part_of(room, "vychegda-sheet", list_kind=list_kind)
            yield f"group_list, {list_kind}", PaperView(of_kind, PaperKind.GROUP_LIST, "", MADE_AT)
            yield f"consent, {list_kind}", PaperView(of_kind, PaperKind.PARENT_CONSENT, "", MADE_AT)
    for came in (None, 26):
        been = part_of(room, "nyan-pach", VisitStatus.ARRIVED, came=came)
        yield (
            f"certificate, {came}",
            PaperView(been, PaperKind.CERTIFICATE, "", MADE_AT, certificate_of(been)),
        )
    for slug, parts in ((room.longest_site.slug, 1), ("nyan-pach", 2)):
        been = part_of(room, slug, VisitStatus.ARRIVED, parts=parts)
        yield f"participant, {slug}, {parts}", PaperView(been, PaperKind.PARTICIPANT, "", MADE_AT)
    apart = on_two_days(part_of(room, "nyan-pach", VisitStatus.ARRIVED, parts=2))
    yield "participant, subgroups of two days", PaperView(apart, PaperKind.PARTICIPANT, "", MADE_AT)
    group = operator_part(room)
    for kind in (PaperKind.LETTER, PaperKind.LETTER_WORD, PaperKind.GROUP_LIST, PaperKind.BRIEFING):
        yield f"{kind}, an operator's", PaperView(group, kind, "", MADE_AT)
    for title in (GROUP_TITLE, None):
        for came in (None, 22):
            been = operator_part(room, VisitStatus.ARRIVED, title=title, came=came)
            yield (
                f"certificate, an operator's, {title is not None}, {came}",
                PaperView(been, PaperKind.CERTIFICATE, "", MADE_AT, certificate_of(been)),
            )
    guests = part_of(room, "warm-trace", audience=Audience.TOURIST)
    yield "leaflet, two guests", PaperView(guests, PaperKind.LEAFLET, "", MADE_AT)


def hang(g: Gallery, room: Showroom) -> None:
    _screens(g, room)
    _passports(g, room)
    for case, view in papers_of(room):
        g.message("paper", case, view)
    for status in (VisitStatus.CONFIRMED, VisitStatus.CANCELLED):
        changed = PaperView(part_of(room, "nyan-pach", status), PaperKind.CALENDAR, "", MADE_AT)
        g.message("paper.calendar", f"{status}", changed)
    for slug in (room.longest_site.slug, "nyan-pach"):
        for came in (None, 26):
            been = part_of(room, slug, VisitStatus.ARRIVED, came=came)
            after = AfterVisitView(been, certificate_of(been))
            g.message("visit.over", f"{slug}, {came}", after)
            g.message("visit.over", f"{slug}, {came}, a job trial", replace(after, reviews=(REVIEW,)))
            g.message("visit.over", f"{slug}, {came}, also", replace(after, also=True))
            g.message("visit.feedback.again", f"{slug}, {came}", after)
    for title in (GROUP_TITLE, None):
        been = operator_part(room, VisitStatus.ARRIVED, title=title, came=22)
        g.message("visit.over", f"a group, {title is not None}", AfterVisitView(been, certificate_of(been)))
    guests = part_of(room, "warm-trace", VisitStatus.ARRIVED, audience=Audience.TOURIST)
    g.message("visit.over", "two guests", AfterVisitView(guests, None))


def _screens(g: Gallery, room: Showroom) -> None:
    links: Mapping[bool, Links] = {True: PUBLIC, False: LINKS}
    for status in (VisitStatus.CONFIRMED, VisitStatus.ARRIVED):
        group = operator_part(room, status)
        g.show(papers_screen, f"a group, {status}", _view(group), g.t, "", feeds=True)
    for title in (GROUP_TITLE, None):
        group = operator_part(room, VisitStatus.ARRIVED, title=title, came=22)
        of_group = certificate_of(group)
        copied = PaperView(group, PaperKind.REPORT, "", NOW, of_group)
        g.show(paper_text, f"report of a group, {title is not None}", copied, g.t, g.t)
        genuine = CheckView(CheckResult.GENUINE, of_group)
        g.show(check_answer, f"of a group, {title is not None}", genuine, g.t)
    for slug in (room.longest_site.slug, "nyan-pach"):
        for status in (
            VisitStatus.PENDING,
            VisitStatus.CONFIRMED,
            VisitStatus.ARRIVED,
            VisitStatus.CANCELLED,
        ):
            for feeds in links:
                view = _view(part_of(room, slug, status, parts=2))
                for language in ("", "ru"):
                    case = f"{slug}, {status}, {feeds}, {language or 'own'}"
                    g.show(papers_screen, case, view, g.t, language, feeds=feeds)
        part = part_of(room, slug, VisitStatus.ARRIVED)
        seen = _view(part)
        was = Printable(26, 3, "")
        outdated = {each: (why, was) for each in BEFORE for why in Outdated}
        before = replace(_view(part_of(room, slug, parts=2)), outdated=outdated)
        g.show(papers_screen, f"{slug}, all out of date", before, g.t, "", feeds=True)
        certificate = certificate_of(part)
        for kind in (PaperKind.LETTER_TEXT, PaperKind.REPORT):
            copied = PaperView(seen.part, kind, "", NOW, certificate)
            g.show(paper_text, f"{slug}, {kind}", copied, g.t, g.t)
        tried = replace(copied, reviews=(REVIEW, REVIEW))
        g.show(paper_text, f"{slug}, with what experts say", tried, g.t, g.t)
        for result in CheckResult:
            found = None if result is CheckResult.UNKNOWN else certificate
            g.show(check_answer, f"{slug}, {result}", CheckView(result, found), g.t)
        for said in (None, Feedback(4, None, None), Feedback(5, COMMENT[:300], 27)):
            g.show(feedback_screen, f"{slug}, {said is None}", FeedbackView(part, said), g.t)
        for field in FeedbackField:
            for refusal in (None, Refusal(Reason.TEXT_REFUSED, {"problem": "names"})):
                asked = FeedbackView(part, Feedback(4, None, None), field, refusal)
                g.show(feedback_question, f"{slug}, {field}", asked, g.t)
    g.show(check_question, "asked", g.t)
    for token in ("5" * 32, None):
        address = FeedAddress(FeedId(2**31 - 1), 3, token)
        g.show(feed_screen, f"{token is None}", address, PUBLIC, BookingId(1), g.t)


def passports_of(room: Showroom) -> Iterator[tuple[str, PassportView]]:
    """Of a class that has seen nothing, one thing, and everything."""
    card = class_card(2**31 - 1)
    places = []
    for number, site in enumerate(room.sites[:3]):
        programme = site.programmes[0]
        starts = room.session(programme, DAY, number=number + 1).starts_at
        places.append(ClassPlace(site, programme, Option((), (starts,))))
    visits = tuple(
        ClassVisit(
            DAY - timedelta(days=30 * (len(room.sites) - number)),
            site.name,
            site.city,
            site.industry_slug,
            site.industry,
            site.programmes[0].title,
            75 + number,
            site.programmes[0].professions or site.professions,
        )
        for number, site in enumerate(room.sites)
    )
    for case, some, near in (("new", (), places), ("one", visits[:1], places), ("all", visits, [])):
        yield case, PassportView(card, Passport(some), tuple(near), DAY, MADE_AT)


def _passports(g: Gallery, room: Showroom) -> None:
    for case, view in passports_of(room):
        g.show(passport_screen, case, view, g.t)
        g.message("class.passport", case, view)


def _view(part: PartView) -> PapersView:
    kinds = tuple(
        each
        for each in (*BEFORE, *AFTER)
        if refuse_paper(each, part.booking, part.visits, part.programme.list_kind, part.now) is None
    )
    due = part.first.list_due_at
    came = part.first.status is VisitStatus.ARRIVED
    return PapersView(part, kinds, {}, due, came, None)
