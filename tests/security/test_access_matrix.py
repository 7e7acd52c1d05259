"""Every use case, tried by everybody. The table says who may; whoever may not changes nothing.

Access is checked in use cases, whatever the button says (invariant 7), so here they are called directly, with
ids of others. A use case that has no row fails the first test.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import fields
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import get_type_hints

import pytest
from sqlalchemy import Connection

from bot.db.seats import find_discrepancies
from bot.domain.access import Actor
from bot.domain.forms import (
    ArrivalCodeForm,
    ClassField,
    Form,
    HeadCountForm,
    NewSessionForm,
    ProfileField,
    Question,
)
from bot.domain.host_views import REASONS_TO_DECLINE_APPLICANTS
from bot.domain.model import (
    BookingId,
    CancelReason,
    ConsentKind,
    DraftId,
    HostReason,
    OrganisationId,
    Publication,
    Role,
    SessionId,
    SiteId,
    VisitId,
)
from bot.domain.refusal import Reason, Refusal
from bot.services.content import Content
from bot.services.coordinator.use_cases import CoordinatorUseCases
from bot.services.host.use_cases import HostUseCases
from bot.services.visitor import application_answers as applying
from bot.services.visitor.answers import PickSessions, SetForeign
from bot.services.visitor.use_cases import CONSENT_VERSION, VisitorUseCases
from tests.security.castle import OTHER_KEY, Castle, Treasure, digest, digest_of_others, open_castle

COLUMNS = (
    "stranger",  # pressed Start, nothing more
    "leader",  # whose bookings, forms and applications these are
    "visitor",  # somebody else with an account
    "guard",
    "guide",
    "staff",
    "owner",
    "elsewhere",  # owner of another site of the region, which is hidden
    "coordinator",
    "elsewhere region",  # coordinator of another region
    "blocked",  # the leader, blocked by the coordinator
    "former",  # once owner of the site and coordinator of the region
)

MEANING = {
    "+": "may",
    "=": "is answered, and nothing changes: it is done, or there is nothing of their own",
    "A": Reason.NOT_ALLOWED,
    "F": Reason.NOT_FOUND,
    "B": Reason.BLOCKED,
    "C": Reason.DRAFT_CLOSED,
    "L": Reason.LAST_OWNER,
    "P": Reason.NOT_PUBLISHED,
    "N": Reason.NO_CONSENT,
    "X": Reason.INVITATION_UNKNOWN,
}

TABLE = """
                                              stranger
                                              | leader
                                              | | visitor
                                              | | | guard
                                              | | | | guide
                                              | | | | | staff
                                              | | | | | | owner
                                              | | | | | | | elsewhere
                                              | | | | | | | | coordinator
                                              | | | | | | | | | elsewhere region
                                              | | | | | | | | | | blocked
                                              | | | | | | | | | | | former
visitor.read_catalogue                        = = = = = = = = = = = =
visitor.read_nearest_dates                    = = = = = = = = = = = =
visitor.read_site                             = = = = = = = = = = = =
visitor.read_site [hidden]                    P P P P P P P P P P P P
visitor.read_place                            = = = = = = = = = = = =
visitor.read_place [hidden]                   P P P P P P P = P P P P
visitor.read_programme                        = = = = = = = = = = = =
visitor.read_programme [hidden]               P P P P P P P P P P P P
visitor.read_route                            = = = = = = = = = = = =
visitor.start_booking                         + + + + + + + + + + B +
visitor.start_booking [hidden]                P P P P P P P P P P P P
visitor.show_form                             F = F F F F F F F F = F
visitor.answer_by_tap                         F + F F F F F F F F + F
visitor.answer_by_tap [takes seats]           F + F F F F F F F F B F
visitor.answer_by_text                        C + C C C C C C C C + C
visitor.answer_with_contact                   C + C C C C C C C C + C
visitor.add_school                            C = C C C C C C C C = C
visitor.cancel_form                           F + F F F F F F F F + F
visitor.find_question                         = = = = = = = = = = = =
visitor.book_again                            F + F F F F F F F F B F
visitor.refresh_form                          C + C C C C C C C C + C
visitor.send_booking                          F + F F F F F F F F B F
visitor.read_mine                             = = = = = = = = = = = =
visitor.read_booking                          F = F F F F F F F F = F
visitor.read_booking_of_draft                 F = F F F F F F F F = F
visitor.cancel_booking                        F + F F F F F F F F + F
visitor.read_classes                          = = = = = = = = = = = =
visitor.change_class                          F + F F F F F F F F + F
visitor.ask_class                             F + F F F F F F F F + F
visitor.pick_school                           F = F F F F F F F F = F
visitor.add_card_school                       F = F F F F F F F F = F
visitor.answer_class                          C C C C C C C C C C C C
visitor.close_class_question                  = = = = = = = = = = = =
visitor.wants_news                            = = = = = = = = = = = =
visitor.decline_news                          = = = = = = = = = = = =
visitor.explain_day                           C = C C C C C C C C = C
visitor.archive_class                         = + = = = = = = = = + =
visitor.ask_profile                           + + + + + + + + + + + +
visitor.answer_profile                        = + = = = = = = = = + =
visitor.close_profile                         = + = = = = = = = = + =
visitor.choose_language                       + + + + + + + + + + + +
visitor.give_consent                          + = + + + + + + + + = +
visitor.give_consent [to another text]        N N N N N N N N N N N N
visitor.read_deletion                         = = = = = = = = = = = =
visitor.delete_me                             + + + + + + L L + + + +
visitor.start_application                     + = + + + + + + + + B +
visitor.show_application_form                 F = F F F F F F F F = F
visitor.answer_application                    F + F F F F F F F F + F
visitor.cancel_application_form               F + F F F F F F F F + F
visitor.send_application                      F + F F F F F F F F B F
visitor.read_application                      F = F F F F F F F F = F
visitor.read_application.of_draft             F F F F F F F F F F F F
visitor.withdraw_application                  F + F F F F F F F F + F
host.show_desk                                A A A = = = = A A A A A
host.show_desk [of any site]                  A A A = = = = = A A A A
host.show_day                                 A A A = = = = A A A A A
host.show_queue                               A A A A A = = A A A A A
host.show_queue [of any site]                 A A A A A = = = A A A A
host.show_request                             A A A A A = = A A A A A
host.show_request [at another site]           A A A A A A A F A A A A
host.show_request [that is not there]         A A A A A F F A A A A A
host.answer_request.confirm                   A A A A A + + A A A A A
host.answer_request.decline                   A A A A A + + A A A A A
host.show_application                         A A A A A = = A A A A A
host.answer_application.accept                A A A A A + + A A A A A
host.answer_application.decline               A A A A A + + A A A A A
host.show_visit                               A A A = = = = A A A A A
host.show_visit [on another day]              A A A A A = = A A A A A
host.show_visit [that is not there]           A A A A A A A A A A A A
host.mark_arrival.arrived                     A A A + + + + A A A A A
host.mark_arrival.missed                      A A A A A + + A A A A A
host.mark_arrival.undo                        A A A = = = = A A A A A
host.ask_head_count                           A A A + + + + A A A A A
host.type_head_count [at one's own question]  A A A + + + + A A A A A
host.type_head_count [of a colleague]         F F F F F + F F F F F F
host.ask_code                                 A A A + + + + A A A A A
host.ask_code.end [of a colleague]            F F F F F + F F F F F F
host.type_code [at one's own question]        A A A + + + + A A A A A
host.type_code [of a colleague]               C C C C C + C C C C C C
host.show_sessions                            A A A A A = = A A A A A
host.show_session                             A A A A A = = A A A A A
host.show_session [that is not there]         A A A A A A A A A A A A
host.add_session.start                        A A A A A + + A A A A A
host.add_session.show [of a colleague]        F F F F F = F F F F F F
host.add_session.show [one's own]             A A A A A = = A A A A A
host.add_session.choose_programme             A A A A A + + A A A A A
host.add_session.choose_day                   A A A A A + + A A A A A
host.add_session.back                         A A A A A + + A A A A A
host.add_session.cancel [of a colleague]      F F F F F + F F F F F F
host.add_session.type                         A A A A A + + A A A A A
host.add_session.type [of a colleague]        F F F F F + F F F F F F
host.close_session                            A A A A A + + A A A A A
host.reopen_session                           A A A A A + + A A A A A
host.show_people                              A A A A = = = A = A A A
host.show_people [of a hidden site]           A A A A A A A = = A A A
host.show_people [of no site]                 A A A A A A A A A A A A
host.remove_person                            A A A A A A + A + A A A
host.remove_person [the last owner]           A A A A A A L A + A A A
host.leave_site                               A A A + + + L A A A A =
host.leave_site [hidden]                      A A A A A A A L A A A A
host.leave_site [that is not there]           A A A A A A A A A A A A
host.create_invitation.to_site                A A A A A A + A + A A A
host.create_invitation.to_site [that is not]  A A A A A A A A A A A A
host.create_invitation.to_region              A A A A A A A A + A A A
host.create_invitation.by_operator            + + + + + + + + + + + +
host.accept_invitation                        + + + = = = = + + + B +
host.accept_invitation [forged]               X X X X X X X X X X B X
coordinator.show_region                       A A A A A A A A = A A A
coordinator.show_region [of one's own]        A A A A A A A A = = A A
coordinator.show_sites                        A A A A A A A A = A A A
coordinator.show_site                         A A A A A A A A = A A A
coordinator.show_site [hidden]                A A A A A A A A = A A A
coordinator.publish_site                      A A A A A A A A + A A A
coordinator.publish_site [hidden]             A A A A A A A A + A A A
coordinator.show_unanswered                   A A A A A A A A = A A A
coordinator.create_invitation.to_site         A A A A A A + A + A A A
coordinator.create_invitation.to_region       A A A A A A A A + A A A
coordinator.create_invitation.by_operator     + + + + + + + + + + + +
"""
"""``by_operator`` has no actor: only the command line calls it, for whoever has the machine."""

NOT_THERE = 999_999

Call = Callable[[Castle, Actor], Awaitable[object]]
CallWithDraft = Callable[[Castle, Actor, DraftId], Awaitable[object]]

CALLS: dict[str, Call] = {
    "visitor.read_catalogue": lambda c, _: c.visitor.read_catalogue({"week": 7}),
    "visitor.read_nearest_dates": lambda c, _: c.visitor.read_nearest_dates(
        [c.treasure.tour_id], skip=0, most=5, days=None
    ),
    "visitor.read_site": lambda c, _: c.visitor.read_site(c.treasure.site_id),
    "visitor.read_site [hidden]": lambda c, _: c.visitor.read_site(c.treasure.hidden_site_id),
    "visitor.read_place": lambda c, who: c.visitor.read_place(who, c.treasure.site_id),
    "visitor.read_place [hidden]": lambda c, who: c.visitor.read_place(who, c.treasure.hidden_site_id),
    "visitor.read_programme": lambda c, _: c.visitor.read_programme(c.treasure.tour_id),
    "visitor.read_programme [hidden]": lambda c, _: c.visitor.read_programme(c.treasure.hidden_programme_id),
    "visitor.read_route": lambda c, _: c.visitor.read_route(next(iter(c.content.published.routes))),
    "visitor.start_booking": lambda c, who: c.visitor.start_booking(who, c.treasure.other_tour_id),
    "visitor.start_booking [hidden]": lambda c, who: c.visitor.start_booking(
        who, c.treasure.hidden_programme_id
    ),
    "visitor.show_form": lambda c, who: c.visitor.show_form(who, c.treasure.form_id),
    "visitor.answer_by_tap": lambda c, who: c.visitor.answer_by_tap(who, c.treasure.form_id, SetForeign(1)),
    "visitor.answer_by_tap [takes seats]": lambda c, who: c.visitor.answer_by_tap(
        who, c.treasure.form_id, PickSessions(c.treasure.other_sessions)
    ),
    "visitor.answer_by_text": lambda c, who: c.visitor.answer_by_text(
        who, c.treasure.form_id, "8 А, 9", c.message_id()
    ),
    "visitor.answer_with_contact": lambda c, who: c.visitor.answer_with_contact(
        who, c.treasure.form_id, "+79123456789", c.message_id(), own=True, first_name="Анна"
    ),
    "visitor.add_school": lambda c, who: c.visitor.add_school(who, c.treasure.form_id),
    "visitor.cancel_form": lambda c, who: c.visitor.cancel_form(who, c.treasure.form_id),
    "visitor.find_question": lambda c, who: c.visitor.find_question(who),
    "visitor.book_again": lambda c, who: c.visitor.book_again(who, c.treasure.booking_id, ()),
    "visitor.refresh_form": lambda c, who: c.visitor.refresh_form(who, c.treasure.form_id),
    "visitor.send_booking": lambda c, who: c.visitor.send_booking(who, c.treasure.form_id),
    "visitor.read_mine": lambda c, who: c.visitor.read_mine(who),
    "visitor.read_booking": lambda c, who: c.visitor.read_booking(who, c.treasure.booking_id),
    "visitor.read_booking_of_draft": lambda c, who: c.visitor.read_booking_of_draft(
        who, c.treasure.sent_draft_id
    ),
    "visitor.cancel_booking": lambda c, who: c.visitor.cancel_booking(
        who, c.treasure.booking_id, CancelReason.FROST
    ),
    "visitor.read_classes": lambda c, who: c.visitor.read_classes(who),
    "visitor.change_class": lambda c, who: c.visitor.change_class(who, c.treasure.card_id, children=30),
    "visitor.ask_class": lambda c, who: c.visitor.ask_class(who, c.treasure.card_id, ClassField.SCHOOL),
    "visitor.pick_school": lambda c, who: c.visitor.pick_school(who, c.treasure.card_id, OrganisationId(1)),
    "visitor.add_card_school": lambda c, who: c.visitor.add_card_school(who, c.treasure.card_id),
    "visitor.answer_class": lambda c, who: c.visitor.answer_class(who, c.treasure.form_id, "8 Б", 99),
    "visitor.close_class_question": lambda c, who: c.visitor.close_class_question(who),
    "visitor.wants_news": lambda c, who: c.visitor.wants_news(who),
    "visitor.decline_news": lambda c, who: c.visitor.decline_news(who),
    "visitor.explain_day": lambda c, who: c.visitor.explain_day(who, c.treasure.form_id, date(2026, 12, 10)),
    "visitor.archive_class": lambda c, who: c.visitor.archive_class(who, c.treasure.card_id),
    "visitor.ask_profile": lambda c, who: c.visitor.ask_profile(who, ProfileField.PHONE),
    "visitor.answer_profile": lambda c, who: c.visitor.answer_profile(
        who, c.treasure.profile_draft_id, "Ольга", c.message_id()
    ),
    "visitor.close_profile": lambda c, who: c.visitor.close_profile(who),
    "visitor.choose_language": lambda c, who: c.visitor.choose_language(who, "en"),
    "visitor.give_consent": lambda c, who: c.visitor.give_consent(
        who, ConsentKind.PROCESSING, CONSENT_VERSION, "text"
    ),
    "visitor.give_consent [to another text]": lambda c, who: c.visitor.give_consent(
        who, ConsentKind.PROCESSING, CONSENT_VERSION - 1, "text"
    ),
    "visitor.read_deletion": lambda c, who: c.visitor.read_deletion(who),
    "visitor.delete_me": lambda c, who: c.visitor.delete_me(who),
    "visitor.start_application": lambda c, who: c.visitor.start_application(
        who, c.treasure.other_placement_id
    ),
    "visitor.show_application_form": lambda c, who: c.visitor.show_application_form(
        who, c.treasure.application_form_id
    ),
    "visitor.answer_application": lambda c, who: c.visitor.answer_application(
        who, c.treasure.application_form_id, applying.ChangeDates()
    ),
    "visitor.cancel_application_form": lambda c, who: c.visitor.cancel_application_form(
        who, c.treasure.application_form_id
    ),
    "visitor.send_application": lambda c, who: c.visitor.send_application(
        who, c.treasure.application_form_id
    ),
    "visitor.read_application": lambda c, who: c.visitor.read_application(who, c.treasure.application_id),
    "visitor.read_application.of_draft": lambda c, who: c.visitor.read_application.of_draft(
        who, c.treasure.sent_application_draft_id
    ),
    "visitor.withdraw_application": lambda c, who: c.visitor.withdraw_application(
        who, c.treasure.application_id
    ),
    "host.show_desk": lambda c, who: c.host.show_desk(who, c.treasure.site_id),
    "host.show_desk [of any site]": lambda c, who: c.host.show_desk(who),
    "host.show_day": lambda c, who: c.host.show_day(who, c.treasure.site_id),
    "host.show_queue": lambda c, who: c.host.show_queue(who, c.treasure.site_id),
    "host.show_queue [of any site]": lambda c, who: c.host.show_queue(who),
    "host.show_request": lambda c, who: c.host.show_request(who, c.treasure.booking_id, c.treasure.site_id),
    "host.show_request [at another site]": lambda c, who: c.host.show_request(
        who, c.treasure.booking_id, c.treasure.hidden_site_id
    ),
    "host.show_request [that is not there]": lambda c, who: c.host.show_request(
        who, BookingId(NOT_THERE), c.treasure.site_id
    ),
    "host.answer_request.confirm": lambda c, who: c.host.answer_request.confirm(
        who, c.treasure.booking_id, c.treasure.site_id
    ),
    "host.answer_request.decline": lambda c, who: c.host.answer_request.decline(
        who, c.treasure.booking_id, c.treasure.site_id, HostReason.REPAIR
    ),
    "host.show_application": lambda c, who: c.host.show_application(who, c.treasure.application_id),
    "host.answer_application.accept": lambda c, who: c.host.answer_application.accept(
        who, c.treasure.application_id, c.treasure.intake_id
    ),
    "host.answer_application.decline": lambda c, who: c.host.answer_application.decline(
        who, c.treasure.application_id, REASONS_TO_DECLINE_APPLICANTS[0]
    ),
    "host.show_visit": lambda c, who: c.host.show_visit(who, c.treasure.visit_id),
    "host.show_visit [on another day]": lambda c, who: c.host.show_visit(who, c.treasure.later_visit_id),
    "host.show_visit [that is not there]": lambda c, who: c.host.show_visit(who, VisitId(NOT_THERE)),
    "host.mark_arrival.arrived": lambda c, who: c.host.mark_arrival.arrived(who, c.treasure.visit_id, 9),
    "host.mark_arrival.missed": lambda c, who: c.host.mark_arrival.missed(who, c.treasure.visit_id),
    "host.mark_arrival.undo": lambda c, who: c.host.mark_arrival.undo(who, c.treasure.visit_id),
    "host.ask_head_count": lambda c, who: c.host.ask_head_count(who, c.treasure.visit_id),
    "host.type_head_count [of a colleague]": lambda c, who: c.host.type_head_count(
        who, c.treasure.head_count_draft_id, "12", c.message_id()
    ),
    "host.ask_code": lambda c, who: c.host.ask_code(who, c.treasure.site_id),
    "host.ask_code.end [of a colleague]": lambda c, who: c.host.ask_code.end(who, c.treasure.code_draft_id),
    "host.type_code [of a colleague]": lambda c, who: c.host.type_code(
        who, c.treasure.code_draft_id, c.treasure.code, c.message_id()
    ),
    "host.show_sessions": lambda c, who: c.host.show_sessions(who, c.treasure.site_id),
    "host.show_session": lambda c, who: c.host.show_session(who, c.treasure.session_id),
    "host.show_session [that is not there]": lambda c, who: c.host.show_session(who, SessionId(NOT_THERE)),
    "host.add_session.start": lambda c, who: c.host.add_session.start(who, c.treasure.site_id),
    "host.add_session.show [of a colleague]": lambda c, who: c.host.add_session.show(
        who, c.treasure.new_session_draft_id
    ),
    "host.add_session.cancel [of a colleague]": lambda c, who: c.host.add_session.cancel(
        who, c.treasure.new_session_draft_id
    ),
    "host.add_session.type [of a colleague]": lambda c, who: c.host.add_session.type(
        who, c.treasure.new_session_draft_id, "17:20", c.message_id()
    ),
    "host.close_session": lambda c, who: c.host.close_session(who, c.treasure.session_id, HostReason.REPAIR),
    "host.reopen_session": lambda c, who: c.host.reopen_session(who, c.treasure.closed_session_id),
    "host.show_people": lambda c, who: c.host.show_people(who, c.treasure.site_id),
    "host.show_people [of a hidden site]": lambda c, who: c.host.show_people(who, c.treasure.hidden_site_id),
    "host.show_people [of no site]": lambda c, who: c.host.show_people(who, SiteId(NOT_THERE)),
    "host.remove_person": lambda c, who: c.host.remove_person(
        who, c.treasure.site_id, c.actors["guide"].person_id
    ),
    "host.remove_person [the last owner]": lambda c, who: c.host.remove_person(
        who, c.treasure.site_id, c.actors["owner"].person_id
    ),
    "host.leave_site": lambda c, who: c.host.leave_site(who, c.treasure.site_id),
    "host.leave_site [hidden]": lambda c, who: c.host.leave_site(who, c.treasure.hidden_site_id),
    "host.leave_site [that is not there]": lambda c, who: c.host.leave_site(who, SiteId(NOT_THERE)),
    "host.create_invitation.to_site": lambda c, who: c.host.create_invitation.to_site(
        who, c.treasure.site_id, Role.OWNER, OTHER_KEY
    ),
    "host.create_invitation.to_site [that is not]": lambda c, who: c.host.create_invitation.to_site(
        who, SiteId(NOT_THERE), Role.OWNER, OTHER_KEY
    ),
    "host.create_invitation.to_region": lambda c, who: c.host.create_invitation.to_region(
        who, c.treasure.region_id, OTHER_KEY
    ),
    "host.create_invitation.by_operator": lambda c, _: c.host.create_invitation.by_operator(
        "komi", None, Role.COORDINATOR, OTHER_KEY
    ),
    "host.accept_invitation": lambda c, who: c.host.accept_invitation(who, c.treasure.invitation),
    "host.accept_invitation [forged]": lambda c, who: c.host.accept_invitation(
        who, c.treasure.invitation[:-1] + "~"
    ),
    "coordinator.show_region": lambda c, who: c.coordinator.show_region(who, c.treasure.region_id),
    "coordinator.show_region [of one's own]": lambda c, who: c.coordinator.show_region(who),
    "coordinator.show_sites": lambda c, who: c.coordinator.show_sites(
        who, c.treasure.region_id, Publication.HIDDEN
    ),
    "coordinator.show_site": lambda c, who: c.coordinator.show_site(who, c.treasure.site_id),
    "coordinator.show_site [hidden]": lambda c, who: c.coordinator.show_site(who, c.treasure.hidden_site_id),
    "coordinator.publish_site": lambda c, who: c.coordinator.publish_site(
        who, c.treasure.site_id, Publication.HIDDEN
    ),
    "coordinator.publish_site [hidden]": lambda c, who: c.coordinator.publish_site(
        who, c.treasure.hidden_site_id, Publication.PUBLISHED
    ),
    "coordinator.show_unanswered": lambda c, who: c.coordinator.show_unanswered(who, c.treasure.region_id),
    "coordinator.create_invitation.to_site": lambda c, who: c.coordinator.create_invitation.to_site(
        who, c.treasure.site_id, Role.OWNER, OTHER_KEY
    ),
    "coordinator.create_invitation.to_region": lambda c, who: c.coordinator.create_invitation.to_region(
        who, c.treasure.region_id, OTHER_KEY
    ),
    "coordinator.create_invitation.by_operator": lambda c, _: c.coordinator.create_invitation.by_operator(
        "komi", None, Role.COORDINATOR, OTHER_KEY
    ),
}

WITH_AN_OWN_DRAFT: dict[str, tuple[Callable[[Treasure], Form], Question, CallWithDraft]] = {
    "host.type_head_count [at one's own question]": (
        lambda t: HeadCountForm(t.visit_id),
        Question.HEAD_COUNT,
        lambda c, who, draft: c.host.type_head_count(who, draft, "12", c.message_id()),
    ),
    "host.type_code [at one's own question]": (
        lambda t: ArrivalCodeForm(t.site_id),
        Question.CODE,
        lambda c, who, draft: c.host.type_code(who, draft, c.treasure.code, c.message_id()),
    ),
    "host.add_session.show [one's own]": (
        lambda t: NewSessionForm(t.site_id),
        Question.SESSION_TIME,
        lambda c, who, draft: c.host.add_session.show(who, draft),
    ),
    "host.add_session.choose_programme": (
        lambda t: NewSessionForm(t.site_id),
        Question.SESSION_TIME,
        lambda c, who, draft: c.host.add_session.choose_programme(who, draft, c.treasure.tour_id),
    ),
    "host.add_session.choose_day": (
        lambda t: NewSessionForm(t.site_id, t.tour_id),
        Question.SESSION_TIME,
        lambda c, who, draft: c.host.add_session.choose_day(who, draft, c.treasure.now.date()),
    ),
    "host.add_session.back": (
        lambda t: NewSessionForm(t.site_id, t.tour_id, t.now.date() + timedelta(days=8)),
        Question.SESSION_TIME,
        lambda c, who, draft: c.host.add_session.back(who, draft),
    ),
    "host.add_session.type": (
        lambda t: NewSessionForm(t.site_id, t.tour_id, t.now.date() + timedelta(days=8)),
        Question.SESSION_TIME,
        lambda c, who, draft: c.host.add_session.type(who, draft, "17:20", c.message_id()),
    ),
}
"""Rows at a question that the person was asked while they still might, for instance before being removed."""


def rows() -> Iterator[tuple[str, list[str]]]:
    for line in TABLE.splitlines():
        if line.strip() and "|" not in line and line.strip() != COLUMNS[0]:
            name, cells = line[:46].strip(), line[46:].split()
            assert len(cells) == len(COLUMNS), line
            yield name, cells


ROWS = dict(rows())


def use_cases() -> set[str]:
    """Everything that can be called on what handlers are given."""
    found = set()
    for area, given in (
        ("visitor", VisitorUseCases),
        ("host", HostUseCases),
        ("coordinator", CoordinatorUseCases),
    ):
        types = get_type_hints(given)
        for each in fields(given):
            if not types[each.name].__module__.startswith("bot.services.") or types[each.name] is Content:
                continue
            for name, method in inspect.getmembers(types[each.name], inspect.iscoroutinefunction):
                if name == "__call__":
                    found.add(f"{area}.{each.name}")
                elif not name.startswith("_"):
                    found.add(f"{area}.{each.name}.{name}")
                assert method is not None
    return found


def test_every_use_case_has_a_row() -> None:
    named = {name.partition(" [")[0] for name in ROWS}
    assert named == use_cases()
    assert ROWS.keys() == CALLS.keys() | WITH_AN_OWN_DRAFT.keys()


class Copies:
    """A castle for every cell: the same one for as long as nobody has changed it."""

    def __init__(self, template: Path, treasure: Treasure, folder: Path) -> None:
        self._template = template
        self._treasure = treasure
        self._folder = folder
        self._number = 0
        self._open: Castle | None = None

    async def take(self) -> Castle:
        if self._open is None:
            self._number += 1
            file = self._folder / f"{self._number}.sqlite3"
            self._open = await open_castle(self._template, self._treasure, file)
        return self._open

    async def throw_away(self) -> None:
        if self._open is not None:
            await self._open.close()
            self._open = None


@pytest.fixture
async def copies(castle_template: tuple[Path, Treasure], tmp_path: Path) -> AsyncIterator[Copies]:
    copies = Copies(*castle_template, tmp_path)
    yield copies
    await copies.throw_away()


@pytest.mark.parametrize("name", ROWS)
async def test_who_may(name: str, copies: Copies) -> None:
    wrong = []
    for column, expected in zip(COLUMNS, ROWS[name], strict=True):
        castle = await copies.take()
        actor = castle.actors[column]
        if name in WITH_AN_OWN_DRAFT:
            form, question, with_draft = WITH_AN_OWN_DRAFT[name]
            draft = await castle.own_draft(actor, form(castle.treasure), question)
            calling = with_draft(castle, actor, draft)
        else:
            calling = CALLS[name](castle, actor)
        look = partial(_look, name=name, actor=actor)
        before = await castle.db.read(look) if name in WITH_AN_OWN_DRAFT else None
        written = castle.written()
        result = await calling
        changed = False
        if castle.written() != written:
            after = await castle.db.read(look)
            discrepancies = await castle.db.read(find_discrepancies)
            await copies.throw_away()
            if before is None:
                before = await (await copies.take()).db.read(look)
            changed = after[0] != before[0]
            if after[1] != before[1]:
                wrong.append(f"{column} changed what belongs to others")
            if changed:
                assert discrepancies == []
        elif before is not None:
            await copies.throw_away()
        found = sign_of(result, changed=changed)
        if found != expected:
            wrong.append(f"{column}: {found} instead of {expected}: {result!r:.200}")
    assert not wrong, "\n".join(wrong)


def _look(connection: Connection, name: str, actor: Actor) -> tuple[str, str]:
    """Everything, and for what visitors do everything that belongs to others."""
    visits = name.startswith("visitor.")
    return digest(connection), digest_of_others(connection, actor.person_id) if visits else ""


def sign_of(result: object, *, changed: bool) -> str:
    """The sign of the table for what came out; a refusal that changed something has none."""
    if not isinstance(result, Refusal):
        return "+" if changed else "="
    signs = [sign for sign, reason in MEANING.items() if reason is result.reason]
    return "refused, but something changed" if changed else signs[0] if signs else result.reason.value
