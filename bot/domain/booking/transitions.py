"""What can happen to a visit, to an application for a placement, and to the group of a shared session:
tables, a row an event.

A row says from which states the event leads to which, who brings it about, what becomes of the seats, what
the audit log calls it, who is told, which waiting messages have lost their reason, which are planned, and
whether the notices that hosts were sent change. ``bot.services.booking.transitions``,
``bot.services.placements.transitions`` and ``bot.services.booking.groups`` apply the rows; nobody else
changes the state of any. A new event is a new row, and a row in the table of its test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.model import ApplicationStatus, GroupState, VisitStatus


class Side(StrEnum):
    """Who brings an event about. ``system``: time itself."""

    LEADER = "leader"
    HOST = "host"
    SYSTEM = "system"


class Seats(StrEnum):
    """What becomes of the seats: whoever had none before takes them, or has them no more afterwards."""

    KEEP = "keep"
    TAKE = "take"
    GIVE_BACK = "give_back"
    SWAP = "swap"
    """Others are taken, which somebody has kept for it, and its own are given back, in one step."""


class Told(StrEnum):
    """A message that tells of the event, by its kind in the outbox."""

    LEADER_CONFIRMED = "booking.confirmed"
    LEADER_DECLINED = "booking.declined"
    LEADER_EXPIRED = "booking.expired"
    LEADER_CLOSED = "booking.closed"
    """Of a route the leader is told of all that fell at once: ``route.partial``."""
    LEADERS_GROUP_RUNS = "group.runs"
    LEADER_RETIMED = "booking.retimed"
    HOSTS_CANCELLED = "host.cancelled"
    HOSTS_GROUP_DECIDED = "host.group.decided"
    APPLICANT_CONSIDERED = "application.considered"
    APPLICANT_SHORTLISTED = "application.shortlisted"
    APPLICANT_INVITED = "application.invited"
    APPLICANT_OFFERED = "application.offered"
    APPLICANT_OFFER_OVER = "application.offer_over"
    APPLICANT_ACCEPTED = "application.accepted"
    APPLICANT_DECLINED = "application.declined"
    HOSTS_ANSWERED = "host.application"
    """Of what an applicant said. Of a withdrawal only where somebody counted on them: a place comes free, or
    they were chosen from; else the changed notice says enough."""


class Reminders(StrEnum):
    """Messages that wait for their moment, those of one reason together."""

    TO_ANSWER = "to_answer"
    """To hosts and coordinators, of a request without an answer (E3)."""
    OF_VISIT = "of_visit"
    """Of duties (B17), the day before, two hours before, and when nobody was marked (G1)."""
    TO_TAKE_UP_APPLICANT = "to_take_up_applicant"
    """To hosts, of an application that nobody has taken up."""
    TO_ANSWER_APPLICANT = "to_answer_applicant"
    """The same, and to coordinators, of one without an answer."""
    AFTER_VISIT = "after_visit"
    """An hour after the end, and a week later (B18)."""
    AFTER_PLACEMENT = "after_placement"
    """To hosts, when a placement that they gave is over."""


_KINDS_OF: Final[Mapping[Reminders, tuple[str, ...]]] = MappingProxyType(
    {
        Reminders.TO_ANSWER: ("host.unanswered", "region.unanswered"),
        Reminders.OF_VISIT: (
            "visit.tomorrow",
            "visit.soon",
            "visit.frost",
            "visit.missing",
            "visit.missing.host",
            "visit.unmarked.host",
            "duty.list",
            "duty.police",
            "duty.count",
        ),
        Reminders.TO_TAKE_UP_APPLICANT: ("host.application.late",),
        Reminders.TO_ANSWER_APPLICANT: ("host.application.late", "region.application.late"),
        Reminders.AFTER_VISIT: ("visit.over", "visit.feedback.again"),
        Reminders.AFTER_PLACEMENT: ("host.placement.end",),
    }
)


def kinds_of(reminders: Reminders) -> tuple[str, ...]:
    """Their kinds in the outbox."""
    return _KINDS_OF[reminders]


class VisitEvent(StrEnum):
    CONFIRM = "confirm"
    DECLINE = "decline"
    CANCEL = "cancel"
    """The leader calls it off."""
    CLOSE = "close"
    """The site calls it off, by closing the session."""
    EXPIRE = "expire"
    """Nobody answered in time."""
    MOVE = "move"
    """It goes to another session, to which the site agreed (B9)."""
    ASK_OTHERWISE = "ask_otherwise"
    """A request without an answer yet asks for another session instead (B9)."""
    ASK_ANEW = "ask_anew"
    """It goes to another session with the rest of its route, and its site has to agree to that (C3)."""
    MERGE = "merge"
    """Its people go with another visit of the booking, since the new session takes them all."""
    RETIME = "retime"
    """The site receives it at another time of the day (E5)."""
    RETIME_REQUEST = "retime_request"
    """The same of a request without an answer yet, which stays one."""
    ARRIVE = "arrive"
    RECOUNT = "recount"
    """The head-count of a group that has arrived is corrected."""
    MISS = "miss"
    """The group did not come."""
    UNDO = "undo"
    """The mark was wrong: the group is awaited again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTransition:
    """``notices``: whether all copies of the request's notice change; ``reminded``: whether what people were
    reminded of, or asked, about the visit does. ``audit``: the action's name."""

    before: frozenset[VisitStatus]
    after: VisitStatus
    by: Side
    seats: Seats
    audit: str
    told: Told | None = None
    withdrawn: frozenset[Reminders] = frozenset()
    planned: frozenset[Reminders] = frozenset()
    notices: bool = False
    reminded: bool = False


_AHEAD: Final = frozenset({VisitStatus.PENDING, VisitStatus.CONFIRMED})
_ALL_OF_VISIT: Final = frozenset({Reminders.TO_ANSWER, Reminders.OF_VISIT})

VISIT_TRANSITIONS: Final[Mapping[VisitEvent, VisitTransition]] = MappingProxyType(
    {
        VisitEvent.CONFIRM: VisitTransition(
            before=frozenset({VisitStatus.PENDING}),
            after=VisitStatus.CONFIRMED,
            by=Side.HOST,
            seats=Seats.KEEP,
            audit="request.confirmed",
            told=Told.LEADER_CONFIRMED,
            withdrawn=frozenset({Reminders.TO_ANSWER}),
            planned=frozenset({Reminders.OF_VISIT}),
            notices=True,
        ),
        VisitEvent.DECLINE: VisitTransition(
            before=frozenset({VisitStatus.PENDING}),
            after=VisitStatus.DECLINED,
            by=Side.HOST,
            seats=Seats.GIVE_BACK,
            audit="request.declined",
            told=Told.LEADER_DECLINED,
            withdrawn=frozenset({Reminders.TO_ANSWER}),
            notices=True,
        ),
        VisitEvent.CANCEL: VisitTransition(
            before=_AHEAD,
            after=VisitStatus.CANCELLED,
            by=Side.LEADER,
            seats=Seats.GIVE_BACK,
            audit="booking.cancelled",
            told=Told.HOSTS_CANCELLED,
            withdrawn=_ALL_OF_VISIT,
            notices=True,
            reminded=True,
        ),
        VisitEvent.CLOSE: VisitTransition(
            before=_AHEAD,
            after=VisitStatus.CANCELLED_BY_HOST,
            by=Side.HOST,
            seats=Seats.GIVE_BACK,
            audit="booking.closed",
            told=Told.LEADER_CLOSED,
            withdrawn=_ALL_OF_VISIT,
            notices=True,
            reminded=True,
        ),
        VisitEvent.EXPIRE: VisitTransition(
            before=frozenset({VisitStatus.PENDING}),
            after=VisitStatus.EXPIRED,
            by=Side.SYSTEM,
            seats=Seats.GIVE_BACK,
            audit="request.expired",
            told=Told.LEADER_EXPIRED,
            withdrawn=frozenset({Reminders.TO_ANSWER}),
            notices=True,
        ),
        VisitEvent.MOVE: VisitTransition(
            before=_AHEAD,
            after=VisitStatus.CONFIRMED,
            by=Side.LEADER,
            seats=Seats.SWAP,
            audit="booking.moved",
            withdrawn=_ALL_OF_VISIT,
            planned=frozenset({Reminders.OF_VISIT}),
            notices=True,
            reminded=True,
        ),
        VisitEvent.ASK_OTHERWISE: VisitTransition(
            before=frozenset({VisitStatus.PENDING}),
            after=VisitStatus.PENDING,
            by=Side.LEADER,
            seats=Seats.SWAP,
            audit="booking.moved",
            withdrawn=frozenset({Reminders.TO_ANSWER}),
            planned=frozenset({Reminders.TO_ANSWER}),
            notices=True,
        ),
        VisitEvent.ASK_ANEW: VisitTransition(
            before=_AHEAD,
            after=VisitStatus.PENDING,
            by=Side.LEADER,
            seats=Seats.SWAP,
            audit="booking.moved",
            withdrawn=_ALL_OF_VISIT,
            planned=frozenset({Reminders.TO_ANSWER}),
            notices=True,
            reminded=True,
        ),
        VisitEvent.MERGE: VisitTransition(
            before=_AHEAD,
            after=VisitStatus.MOVED,
            by=Side.LEADER,
            seats=Seats.GIVE_BACK,
            audit="booking.moved",
            withdrawn=_ALL_OF_VISIT,
            reminded=True,
        ),
        VisitEvent.RETIME: VisitTransition(
            before=frozenset({VisitStatus.CONFIRMED}),
            after=VisitStatus.CONFIRMED,
            by=Side.HOST,
            seats=Seats.SWAP,
            audit="booking.retimed",
            told=Told.LEADER_RETIMED,
            withdrawn=frozenset({Reminders.OF_VISIT}),
            planned=frozenset({Reminders.OF_VISIT}),
            notices=True,
            reminded=True,
        ),
        VisitEvent.RETIME_REQUEST: VisitTransition(
            before=frozenset({VisitStatus.PENDING}),
            after=VisitStatus.PENDING,
            by=Side.HOST,
            seats=Seats.SWAP,
            audit="booking.retimed",
            told=Told.LEADER_RETIMED,
            notices=True,
        ),
        # Marks at the gate withdraw no reminders: a mark can be taken back, and what was withdrawn cannot.
        VisitEvent.ARRIVE: VisitTransition(
            before=frozenset({VisitStatus.CONFIRMED, VisitStatus.NO_SHOW}),
            after=VisitStatus.ARRIVED,
            by=Side.HOST,
            seats=Seats.KEEP,
            audit="visit.marked",
            planned=frozenset({Reminders.AFTER_VISIT}),
            reminded=True,
        ),
        VisitEvent.RECOUNT: VisitTransition(
            before=frozenset({VisitStatus.ARRIVED}),
            after=VisitStatus.ARRIVED,
            by=Side.HOST,
            seats=Seats.KEEP,
            audit="visit.marked",
            planned=frozenset({Reminders.AFTER_VISIT}),
            reminded=True,
        ),
        VisitEvent.MISS: VisitTransition(
            before=frozenset({VisitStatus.CONFIRMED}),
            after=VisitStatus.NO_SHOW,
            by=Side.HOST,
            seats=Seats.KEEP,
            audit="visit.marked",
            reminded=True,
        ),
        VisitEvent.UNDO: VisitTransition(
            before=frozenset({VisitStatus.ARRIVED, VisitStatus.NO_SHOW}),
            after=VisitStatus.CONFIRMED,
            by=Side.HOST,
            seats=Seats.KEEP,
            audit="visit.marked",
            reminded=True,
        ),
    }
)

CANCELLABLE: Final = VISIT_TRANSITIONS[VisitEvent.CANCEL].before
"""States of visits that still lie ahead of their leader, and can be called off."""


class ApplicationEvent(StrEnum):
    CONSIDER = "consider"
    """Somebody at the site takes it up."""
    SHORTLIST = "shortlist"
    INVITE = "invite"
    """To a talk."""
    ACCEPT = "accept"
    OFFER = "offer"
    """Other dates than those that were asked for, with a place kept until the applicant answers."""
    AGREE = "agree"
    """The applicant takes the other dates."""
    REFUSE = "refuse"
    """The applicant cannot come then: the site goes on choosing."""
    LAPSE = "lapse"
    """The other dates are kept no more: nobody answered in time, or the intake was closed."""
    DECLINE = "decline"
    CLOSE = "close"
    """Its intake was closed after it had been accepted: the host declines it, for the same reason."""
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationTransition:
    """``notices``: whether all copies of the application's notice change. ``audit``: the action's name."""

    before: frozenset[ApplicationStatus]
    after: ApplicationStatus
    by: Side
    seats: Seats
    audit: str
    told: tuple[Told, ...]
    withdrawn: frozenset[Reminders] = frozenset({Reminders.TO_ANSWER_APPLICANT})
    notices: bool = True


_IN_SELECTION: Final = frozenset(each for each in ApplicationStatus if each.in_selection)

APPLICATION_TRANSITIONS: Final[Mapping[ApplicationEvent, ApplicationTransition]] = MappingProxyType(
    {
        # Hosts are reminded no more of what somebody took up; the coordinator still is, when it is due.
        ApplicationEvent.CONSIDER: ApplicationTransition(
            before=frozenset({ApplicationStatus.REVIEW}),
            after=ApplicationStatus.CONSIDERED,
            by=Side.HOST,
            seats=Seats.KEEP,
            audit="application.considered",
            told=(Told.APPLICANT_CONSIDERED,),
            withdrawn=frozenset({Reminders.TO_TAKE_UP_APPLICANT}),
        ),
        ApplicationEvent.SHORTLIST: ApplicationTransition(
            before=_IN_SELECTION - {ApplicationStatus.SHORTLISTED},
            after=ApplicationStatus.SHORTLISTED,
            by=Side.HOST,
            seats=Seats.KEEP,
            audit="application.shortlisted",
            told=(Told.APPLICANT_SHORTLISTED,),
        ),
        ApplicationEvent.INVITE: ApplicationTransition(
            before=_IN_SELECTION - {ApplicationStatus.INVITED},
            after=ApplicationStatus.INVITED,
            by=Side.HOST,
            seats=Seats.KEEP,
            audit="application.invited",
            told=(Told.APPLICANT_INVITED,),
        ),
        ApplicationEvent.ACCEPT: ApplicationTransition(
            before=_IN_SELECTION,
            after=ApplicationStatus.ACCEPTED,
            by=Side.HOST,
            seats=Seats.TAKE,
            audit="application.accepted",
            told=(Told.APPLICANT_ACCEPTED,),
        ),
        ApplicationEvent.OFFER: ApplicationTransition(
            before=_IN_SELECTION,
            after=ApplicationStatus.OFFERED,
            by=Side.HOST,
            seats=Seats.TAKE,
            audit="application.offered",
            told=(Told.APPLICANT_OFFERED,),
        ),
        ApplicationEvent.AGREE: ApplicationTransition(
            before=frozenset({ApplicationStatus.OFFERED}),
            after=ApplicationStatus.ACCEPTED,
            by=Side.LEADER,
            seats=Seats.KEEP,
            audit="application.agreed",
            told=(Told.APPLICANT_ACCEPTED, Told.HOSTS_ANSWERED),
        ),
        ApplicationEvent.REFUSE: ApplicationTransition(
            before=frozenset({ApplicationStatus.OFFERED}),
            after=ApplicationStatus.SHORTLISTED,
            by=Side.LEADER,
            seats=Seats.GIVE_BACK,
            audit="application.refused_offer",
            told=(Told.HOSTS_ANSWERED,),
        ),
        ApplicationEvent.LAPSE: ApplicationTransition(
            before=frozenset({ApplicationStatus.OFFERED}),
            after=ApplicationStatus.SHORTLISTED,
            by=Side.SYSTEM,
            seats=Seats.GIVE_BACK,
            audit="application.offer_over",
            told=(Told.APPLICANT_OFFER_OVER, Told.HOSTS_ANSWERED),
        ),
        ApplicationEvent.DECLINE: ApplicationTransition(
            before=_IN_SELECTION,
            after=ApplicationStatus.DECLINED,
            by=Side.HOST,
            seats=Seats.KEEP,
            audit="application.declined",
            told=(Told.APPLICANT_DECLINED,),
        ),
        ApplicationEvent.CLOSE: ApplicationTransition(
            before=frozenset({ApplicationStatus.ACCEPTED}),
            after=ApplicationStatus.DECLINED,
            by=Side.HOST,
            seats=Seats.GIVE_BACK,
            audit="application.declined",
            told=(Told.APPLICANT_DECLINED,),
            withdrawn=frozenset({Reminders.TO_ANSWER_APPLICANT, Reminders.AFTER_PLACEMENT}),
        ),
        ApplicationEvent.WITHDRAW: ApplicationTransition(
            before=_IN_SELECTION | {ApplicationStatus.OFFERED, ApplicationStatus.ACCEPTED},
            after=ApplicationStatus.WITHDRAWN,
            by=Side.LEADER,
            seats=Seats.GIVE_BACK,
            audit="application.withdrawn",
            told=(Told.HOSTS_ANSWERED,),
            withdrawn=frozenset({Reminders.TO_ANSWER_APPLICANT, Reminders.AFTER_PLACEMENT}),
        ),
    }
)


class GroupEvent(StrEnum):
    """What happens to the group of a shared session that needs a minimum (C2)."""

    MEET = "meet"
    """Its people are as many as it needs."""
    HOLD = "hold"
    """The site holds it, small as it is."""
    RULE_HOLDS = "rule_holds"
    """Its time is over, the site said nothing, and the programme holds small groups."""
    LEAVE = "leave"
    """Everybody has left before it would have been decided: it begins anew."""
    CALL_OFF = "call_off"
    """The site calls it off: the session is closed, and its visits with it (``VisitEvent.CLOSE``)."""
    RULE_CANCELS = "rule_cancels"
    """Its time is over, the site said nothing, and the programme cancels small groups: the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTransition:
    """``audit``: the action's name. ``told``: those who have a place; ``hosts_told``: the site, where it did
    not decide itself. The site's question shows the end of it in any case."""

    before: GroupState
    after: GroupState
    by: Side
    audit: str
    told: Told | None = None
    hosts_told: Told | None = None


GROUP_TRANSITIONS: Final[Mapping[GroupEvent, GroupTransition]] = MappingProxyType(
    {
        GroupEvent.MEET: GroupTransition(
            before=GroupState.GATHERING,
            after=GroupState.RUNS,
            by=Side.SYSTEM,
            audit="group.met",
            told=Told.LEADERS_GROUP_RUNS,
            hosts_told=Told.HOSTS_GROUP_DECIDED,
        ),
        GroupEvent.HOLD: GroupTransition(
            before=GroupState.GATHERING,
            after=GroupState.RUNS,
            by=Side.HOST,
            audit="group.held",
            told=Told.LEADERS_GROUP_RUNS,
        ),
        GroupEvent.RULE_HOLDS: GroupTransition(
            before=GroupState.GATHERING,
            after=GroupState.RUNS,
            by=Side.SYSTEM,
            audit="group.held",
            told=Told.LEADERS_GROUP_RUNS,
            hosts_told=Told.HOSTS_GROUP_DECIDED,
        ),
        # Fewer people than it needs, as long as there are any, change nothing: what was said stands.
        GroupEvent.LEAVE: GroupTransition(
            before=GroupState.RUNS,
            after=GroupState.GATHERING,
            by=Side.SYSTEM,
            audit="group.left",
        ),
        GroupEvent.CALL_OFF: GroupTransition(
            before=GroupState.GATHERING,
            after=GroupState.CALLED_OFF,
            by=Side.HOST,
            audit="group.called_off",
        ),
        GroupEvent.RULE_CANCELS: GroupTransition(
            before=GroupState.GATHERING,
            after=GroupState.CALLED_OFF,
            by=Side.SYSTEM,
            audit="group.called_off",
            hosts_told=Told.HOSTS_GROUP_DECIDED,
        ),
    }
)
