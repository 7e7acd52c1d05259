"""Who may do what: the table, and what it means.

A row is a use case, perhaps with other arguments in brackets; a column is somebody who tries it. In a row
without brackets the use case is called about the scenario's own site, region, booking …, so there everybody
whom its declared permissions refuse is refused, and nobody else for this reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from bot.domain.refusal import Reason
from bot.services.transaction import Permission

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
    "T": Reason.TEXT_REFUSED,
}

EVERYBODY = frozenset(COLUMNS)
LEADER = frozenset({"leader", "blocked"})
ANSWERING = frozenset({"staff", "owner"})
WORKING = ANSWERING | {"guard", "guide"}

WHOM: Mapping[str, tuple[frozenset[str], str]] = {
    "anyone": (EVERYBODY, ""),
    "self": (EVERYBODY, ""),
    "not blocked": (EVERYBODY - {"blocked"}, "B"),
    "the system": (frozenset(), "A"),
    "leads the booking": (LEADER, "F"),
    "applied": (LEADER, "F"),
    "works at the site": (WORKING, "A"),
    "works at the site of the visit": (WORKING, "A"),
    "works at some site": (WORKING | {"elsewhere"}, "A"),
    "has worked at the site": (WORKING | {"former"}, "A"),
    "answers at the site": (ANSWERING, "A"),
    "answers at the site of the session": (ANSWERING, "A"),
    "answers at the site of the visit": (ANSWERING, "A"),
    "answers at the site of the application": (ANSWERING, "A"),
    "answers at some site": (ANSWERING | {"elsewhere"}, "A"),
    "sees the people of the site": (ANSWERING | {"guide", "coordinator"}, "A"),
    "invites to the site": (frozenset({"owner", "coordinator"}), "A"),
    "coordinates the site": (frozenset({"coordinator"}), "A"),
    "coordinates the region": (frozenset({"coordinator"}), "A"),
    "coordinates the region of the booking": (frozenset({"coordinator"}), "A"),
    "coordinates some region": (frozenset({"coordinator", "elsewhere region"}), "A"),
}
"""By the name of a permission: whom it lets pass, and the sign of its refusal."""

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
catalogue.browse.find_free                       = = = = = = = = = = = =
catalogue.browse.read_nearest_dates              = = = = = = = = = = = =
catalogue.browse.read_site                       = = = = = = = = = = = =
catalogue.browse.read_site [hidden]              P P P P P P P P P P P P
catalogue.browse.read_place                      = = = = = = = = = = = =
catalogue.browse.read_place [hidden]             P P P P P P P = P P P P
catalogue.browse.read_programme                  = = = = = = = = = = = =
catalogue.browse.read_programme [hidden]         P P P P P P P P P P P P
catalogue.browse.read_route                      = = = = = = = = = = = =
booking.form.start_booking                       + + + + + + + + + + B +
booking.form.start_booking [hidden]              P P P P P P P P P P B P
booking.form.book_again                          F + F F F F F F F F B F
booking.form.explain_day                         F = F F F F F F F F = F
booking.mine.read_mine                           = = = = = = = = = = = =
booking.mine.read_own_booking                    F = F F F F F F F F = F
booking.mine.read_booking_of_form                F = F F F F F F F F = F
booking.mine.cancel_booking                      F + F F F F F F F F + F
booking.on_the_day.read_awaited                 F = F F F F F F F F = F
booking.on_the_day.say_word                      F + F F F F F F F F + F
booking.on_the_day.ask_coming                    F + F F F F F F F F + F
forms.engine.find_open                           = = = = = = = = = = = =
forms.engine.leave_lone                          = + = = = + = = = = + =
forms.engine.has_unfinished_form                 = = = = = = = = = = = =
forms.engine.show                                F = F F F F F F F F = F
forms.engine.show [a placement]                  F = F F F F F F F F = F
forms.engine.show [of a new session]             A A A A A = = A A A A A
forms.engine.show [a colleague's]                F F F F F = F F F F F F
forms.engine.refresh                             F + F F F F F F F F + F
forms.engine.tap                                 F + F F F F F F F F + F
forms.engine.tap [takes seats]                   F + F F F F F F F F B F
forms.engine.tap [a placement]                   F + F F F F F F F F + F
forms.engine.tap [the programme of a session]    A A A A A + + A A A A A
forms.engine.tap [the day of a session]          A A A A A + + A A A A A
forms.engine.tap [back to the day]               A A A A A + + A A A A A
forms.engine.type_text                           F + F F F F F F F F + F
forms.engine.type_text [where buttons answer]    F T F F F F F F F F T F
forms.engine.type_text [the time of a session]   A A A A A + + A A A A A
forms.engine.type_text [a time of a colleague]   F F F F F + F F F F F F
forms.engine.type_text [a head-count]            A A A + + + + A A A A A
forms.engine.type_text [for a colleague]         F F F F F + F F F F F F
forms.engine.type_text [a code]                  A A A + + + + A A A A A
forms.engine.type_text [how many come]           F + F F F F F F F F + F
forms.engine.type_text [a code for a colleague]  F F F F F + F F F F F F
forms.engine.share_contact                       F = F F F F F F F F = F
forms.engine.leave                               F + F F F F F F F F + F
forms.engine.leave [a placement]                 F + F F F F F F F F + F
forms.engine.leave [whatever is open]            F + F F F F F F F F + F
forms.engine.leave [the codes of a colleague]    F F F F F + F F F F F F
forms.engine.leave [a session of a colleague]    F F F F F + F F F F F F
forms.engine.send                                F + F F F F F F F F B F
forms.engine.send [a placement]                  F + F F F F F F F F B F
people.class_card_form.ask_class                 F + F F F F F F F F + F
people.class_card_form.pick_school               F = F F F F F F F F = F
people.class_card_form.pick_school [as typed]    F = F F F F F F F F = F
people.class_cards.read_class_cards              = = = = = = = = = = = =
people.class_cards.change_class_card             F + F F F F F F F F + F
people.class_cards.archive_class_card            = + = = = = = = = = + =
people.profile.ask_profile                       + + + + + + + + + + + +
people.consents.wants_news                       = = = = = = = = = = = =
people.consents.decline_news                     = = = = = = = = = = = =
people.consents.choose_language                  + + + + + + + + + + + +
people.consents.give_consent                     + = + + + + + + + + = +
people.consents.give_consent [to another text]   N N N N N N N N N N N N
people.deletion.read_deletion                    = = = = = = = = = = = =
people.deletion.delete_me                        + + + + + + L L + + + +
placements.form.start_application                + = + + + + + + + + B +
placements.own.read_own_application              F = F F F F F F F F = F
placements.own.read_application_of_form          F F F F F F F F F F F F
placements.own.withdraw_application              F + F F F F F F F F + F
desk.desk.show_desk                              A A A = = = = = A A A A
desk.desk.show_desk [of the site]                A A A = = = = A A A A A
desk.day.show_day                                A A A = = = = A A A A A
desk.requests.show_queue                         A A A A A = = = A A A A
desk.requests.show_queue [of the site]           A A A A A = = A A A A A
desk.requests.show_request                       A A A A A = = A A A A A
desk.requests.show_request [at another site]     A A A A A A A F A A A A
desk.requests.show_request [not there]           A A A A A F F A A A A A
desk.requests.confirm_request                    A A A A A + + A A A A A
desk.requests.decline_request                    A A A A A + + A A A A A
desk.gate.show_visit                             A A A = = = = A A A A A
desk.gate.show_visit [on another day]            A A A A A = = A A A A A
desk.gate.show_visit [not there]                 A A A A A A A A A A A A
desk.gate.mark_arrived                           A A A + + + + A A A A A
desk.gate.mark_missed                            A A A A A + + A A A A A
desk.gate.undo_mark                              A A A = = = = A A A A A
desk.gate.ask_leader                             A A A + + + + A A A A A
desk.typed_at_gate.ask_head_count                A A A + + + + A A A A A
desk.typed_at_gate.ask_codes                     A A A + + + + A A A A A
desk.sessions.show_sessions                      A A A A A = = A A A A A
desk.sessions.show_session                       A A A A A = = A A A A A
desk.sessions.show_session [not there]           A A A A A A A A A A A A
desk.sessions.close_session                      A A A A A + + A A A A A
desk.sessions.reopen_session                     A A A A A + + A A A A A
desk.new_session.begin_session                   A A A A A + + A A A A A
placements.answers.show_application              A A A A A = = A A A A A
placements.answers.accept_application            A A A A A + + A A A A A
placements.answers.decline_application           A A A A A + + A A A A A
people.members.show_members                      A A A A = = = A = A A A
people.members.show_members [of a hidden site]   A A A A A A A = = A A A
people.members.show_members [of no site]         A A A A A A A A A A A A
people.members.remove_member                     A A A A A A + A + A A A
people.members.remove_member [the last owner]    A A A A A A L A + A A A
people.members.leave_site                        A A A + + + L A A A A =
people.members.leave_site [hidden]               A A A A A A A L A A A A
people.members.leave_site [that is not there]    A A A A A A A A A A A A
people.invitations.invite_to_site                A A A A A A + A + A A A
people.invitations.invite_to_site [that is not]  A A A A A A A A A A A A
people.invitations.invite_to_region              A A A A A A A A + A A A
people.invitations.accept_invitation             + + + = = = = + + + B +
people.invitations.accept_invitation [forged]    X X X X X X X X X X B X
region.region.show_region                        A A A A A A A A = = A A
region.region.show_region [of the region]        A A A A A A A A = A A A
region.region.show_unanswered                    A A A A A A A A = A A A
region.complaints.complain                       A A A A A + + A A A A A
region.complaints.complain [at another site]     A A A A A A A F A A A A
region.complaints.complain [again]               A A A A A = = A A A A A
region.complaints.show_complaints                A A A A A A A A = A A A
region.complaints.show_complaint                 A A A A A A A A = A A A
region.complaints.decide                         A A A A A A A A + A A A
region.complaints.decide [lift what is not]      A A A A A A A A = A A A
region.sites.show_sites                          A A A A A A A A = A A A
region.sites.show_site                           A A A A A A A A = A A A
region.sites.show_site [hidden]                  A A A A A A A A = A A A
region.sites.publish_site                        A A A A A A A A + A A A
region.sites.publish_site [hidden]               A A A A A A A A + A A A
"""


def rows_of(table: str) -> Iterator[tuple[str, list[str]]]:
    """Each row with its signs, in the order of the columns."""
    for line in table.splitlines():
        if line.strip() and "|" not in line and line.strip() != COLUMNS[0]:
            name, *cells = line.rsplit(maxsplit=len(COLUMNS))
            assert len(cells) == len(COLUMNS), line
            yield name, cells


def disagreements(permissions: Iterable[Permission], signs: Sequence[str]) -> list[str]:
    """Where a row says of somebody something else than these permissions do."""
    asked = [WHOM[each.name] for each in permissions]
    own = {sign for _, sign in asked}
    wrong: list[str] = []
    for column, sign in zip(COLUMNS, signs, strict=True):
        refusing = [refusal for passes, refusal in asked if column not in passes]
        if refusing and sign != refusing[0]:
            wrong.append(f"{column}: {sign} instead of {refusing[0]}")
        if not refusing and (sign == "A" or sign in own):
            wrong.append(f"{column}: {sign}, though the permission lets them pass")
    return wrong


def is_of_visitors(permissions: Collection[Permission]) -> bool:
    """Whether it is about nothing but what is one's own."""
    return {each.name for each in permissions} <= {
        "anyone",
        "self",
        "not blocked",
        "leads the booking",
        "applied",
    }
