"""Everything that people of a site can do, wired together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.db.engine import Database
from bot.domain.limits import Limits
from bot.services.content import Content
from bot.services.host.applications import AnswerApplication, ShowApplication
from bot.services.host.arrivals import (
    AskCode,
    AskHeadCount,
    MarkArrival,
    ShowVisit,
    TypeCode,
    TypeHeadCount,
)
from bot.services.host.day import ShowDay, ShowDesk
from bot.services.host.new_session import AddSession
from bot.services.host.people import LeaveSite, RemovePerson, ShowPeople
from bot.services.host.requests import AnswerRequest, ShowQueue, ShowRequest
from bot.services.host.sessions import CloseSession, ReopenSession, ShowSession, ShowSessions
from bot.services.invitations import AcceptInvitation, CreateInvitation


@dataclass(frozen=True, slots=True)
class HostUseCases:
    show_desk: ShowDesk
    show_day: ShowDay
    show_queue: ShowQueue
    show_request: ShowRequest
    answer_request: AnswerRequest
    show_application: ShowApplication
    answer_application: AnswerApplication
    show_visit: ShowVisit
    mark_arrival: MarkArrival
    ask_head_count: AskHeadCount
    type_head_count: TypeHeadCount
    ask_code: AskCode
    type_code: TypeCode
    show_sessions: ShowSessions
    show_session: ShowSession
    add_session: AddSession
    close_session: CloseSession
    reopen_session: ReopenSession
    show_people: ShowPeople
    remove_person: RemovePerson
    leave_site: LeaveSite
    create_invitation: CreateInvitation
    accept_invitation: AcceptInvitation


def build(
    db: Database,
    clock: Clock,
    content: Content,
    limits: Limits,
    random_bytes: Callable[[int], bytes],
) -> HostUseCases:
    """``random_bytes``: so many bytes that nobody can guess (``secrets.token_bytes``)."""
    return HostUseCases(
        show_desk=ShowDesk(db, clock, content),
        show_day=ShowDay(db, clock, content),
        show_queue=ShowQueue(db, clock, content),
        show_request=ShowRequest(db, clock, content),
        answer_request=AnswerRequest(db, clock, content),
        show_application=ShowApplication(db, clock, content),
        answer_application=AnswerApplication(db, clock, content),
        show_visit=ShowVisit(db, clock, content),
        mark_arrival=MarkArrival(db, clock, content),
        ask_head_count=AskHeadCount(db, clock, content),
        type_head_count=TypeHeadCount(db, clock, content),
        ask_code=AskCode(db, clock, content),
        type_code=TypeCode(db, clock, content),
        show_sessions=ShowSessions(db, clock, content),
        show_session=ShowSession(db, clock, content),
        add_session=AddSession(db, clock, content, limits),
        close_session=CloseSession(db, clock, content),
        reopen_session=ReopenSession(db, clock, content),
        show_people=ShowPeople(db, content, random_bytes),
        remove_person=RemovePerson(db, clock, content, random_bytes),
        leave_site=LeaveSite(db, clock, content),
        create_invitation=CreateInvitation(db, clock, content, limits),
        accept_invitation=AcceptInvitation(db, clock, content),
    )
