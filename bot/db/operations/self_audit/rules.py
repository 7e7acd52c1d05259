"""What the audit counts, and what can be wrong: a table of (fault, query, sentence), in SQL of both engines.

A query looks at the rows from id ``:first`` to ``:last``. Its first column is the row's id; ``region_id`` is
whom that concerns, ``fault`` tells apart what one query finds, and the sentence is filled from all of them.
SQLite keeps no counts of rows: asked for ``state = 'due'`` it takes all such rows of the database instead of
the range, which with 1,000,000 bookings is half a second a step; ``state || ''`` is of no index.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from bot.db.booking.seats import DISCREPANCIES
from bot.db.operations.self_audit.report import Fault


class Rule(NamedTuple):
    fault: Fault
    query: str
    sentence: str


COUNTS: Final[Mapping[str, str]] = {
    "session": """SELECT (SELECT count(*) FROM session WHERE id BETWEEN :first AND :last) AS sessions,
            count(*) AS claims, coalesce(sum(seats), 0) AS seats
        FROM claim WHERE session_id BETWEEN :first AND :last AND released_at IS NULL""",
    "claim": """SELECT count(hold_id) AS "of holds", count(visit_id) AS "of visits",
            count(application_id) AS "of placements", count(offer_id) AS "of offers"
        FROM claim WHERE id BETWEEN :first AND :last AND released_at IS NULL""",
    "visit": """SELECT status AS what, count(*) AS number
        FROM visit WHERE id BETWEEN :first AND :last AND status || '' IN :taking GROUP BY status""",
    "booking": "SELECT count(*) AS bookings FROM booking WHERE id BETWEEN :first AND :last",
    "application": "SELECT count(*) AS applications FROM application WHERE id BETWEEN :first AND :last",
    "draw": "SELECT count(*) AS draws, count(seed) AS drawn FROM draw WHERE id BETWEEN :first AND :last",
    "hold": "SELECT count(*) AS live FROM hold WHERE id BETWEEN :first AND :last AND state = 'live'",
    "offer": "SELECT count(*) AS live FROM offer WHERE id BETWEEN :first AND :last AND state = 'live'",
    "waiting": """SELECT count(*) AS live FROM waiting
        WHERE id BETWEEN :first AND :last AND state IN ('waiting', 'offered')""",
    "group": """SELECT count(*) AS gathering FROM session
        WHERE id BETWEEN :first AND :last AND group_state || '' = 'gathering' AND status || '' = 'open'""",
    "draft": """SELECT count(*) AS sent FROM draft WHERE id BETWEEN :first AND :last
        AND state = 'sent' AND kind IN ('booking', 'application')""",
    # Dead letters are counted and no difference: what became of each is known, and told (G4, F6).
    "outbox": """SELECT state AS what, count(*) AS number
        FROM outbox WHERE id BETWEEN :first AND :last GROUP BY state""",
    "person": """SELECT count(*) AS people, count(deleted_at) AS deleted
        FROM person WHERE id BETWEEN :first AND :last""",
}
"""By table: a row of numbers with their names, or rows of ``what`` and ``number``."""

RULES: Final = (
    # The counters are the sums (invariant 2), and no more than there is (1).
    Rule(
        Fault.SEATS_COUNTED_WRONG,
        DISCREPANCIES,
        "says {taken} seats of {parties} parties, live claims hold {claimed} of {claims}; "
        "it has {capacity} for {max_parties}",
    ),
    Rule(
        Fault.SESSION_OF_A_FOREIGN_SITE,
        """SELECT session.id, site.region_id, session.site_id, programme.site_id AS own FROM session
        JOIN programme ON programme.id = session.programme_id
        JOIN site ON site.id = session.site_id
        WHERE session.id BETWEEN :first AND :last AND programme.site_id <> session.site_id""",
        "is at site {site_id}, its programme is of site {own}",
    ),
    # Every live claim has a holder who is entitled to it.
    Rule(
        Fault.CLAIM_OF_AN_ENDED_HOLD,
        """SELECT claim.id, site.region_id, seats, session_id, hold_id, hold.state FROM claim
        JOIN hold ON hold.id = claim.hold_id
        JOIN session ON session.id = claim.session_id
        JOIN site ON site.id = session.site_id
        WHERE claim.id BETWEEN :first AND :last AND released_at IS NULL AND hold.state <> 'live'""",
        "{seats} seats of session {session_id} for hold {hold_id}, which is {state}",
    ),
    Rule(
        Fault.CLAIM_OF_AN_ENDED_VISIT,
        """SELECT claim.id, site.region_id, seats, claim.session_id, visit_id,
            CASE WHEN visit.status NOT IN :taking THEN 'claims.of_an_ended_visit'
                WHEN visit.session_id <> claim.session_id THEN 'claims.elsewhere'
                ELSE 'claims.of_another_size' END AS fault,
            CASE WHEN visit.status NOT IN :taking THEN visit.status
                WHEN visit.session_id <> claim.session_id THEN 'to session ' || visit.session_id
                ELSE 'of ' || (children + adults) || ' people' END AS what
        FROM claim
        JOIN visit ON visit.id = claim.visit_id
        JOIN session ON session.id = claim.session_id
        JOIN site ON site.id = session.site_id
        WHERE claim.id BETWEEN :first AND :last AND released_at IS NULL AND (visit.status NOT IN :taking
            OR visit.session_id <> claim.session_id OR children + adults <> seats)""",
        "{seats} seats of session {session_id} for visit {visit_id}, which is {what}",
    ),
    Rule(
        Fault.CLAIM_OF_NO_PLACEMENT,
        """SELECT claim.id, site.region_id, seats, session_id, application_id, application.status,
            coalesce(' to session ' || accepted_session_id, '') AS accepted
        FROM claim
        JOIN application ON application.id = claim.application_id
        JOIN session ON session.id = claim.session_id
        JOIN site ON site.id = session.site_id
        WHERE claim.id BETWEEN :first AND :last AND released_at IS NULL
            AND (application.status NOT IN ('accepted', 'offered')
                OR accepted_session_id <> session_id OR seats <> 1)""",
        "{seats} seats of session {session_id} for application {application_id}, which is {status}{accepted}",
    ),
    Rule(
        Fault.CLAIM_OF_AN_ENDED_OFFER,
        """SELECT claim.id, site.region_id, seats, session_id, offer_id, offer.state FROM claim
        JOIN offer ON offer.id = claim.offer_id
        JOIN session ON session.id = claim.session_id
        JOIN site ON site.id = session.site_id
        WHERE claim.id BETWEEN :first AND :last AND released_at IS NULL AND offer.state <> 'live'""",
        "{seats} seats of session {session_id} for offer {offer_id}, which is {state}",
    ),
    # Whoever was offered seats, or told «yes», has them, and nobody waits for ever.
    Rule(
        Fault.VISIT_WITHOUT_SEATS,
        """SELECT id, region_id, booking_id, status, claims FROM (
            SELECT visit.id, region_id, booking_id, status,
                (SELECT count(*) FROM claim WHERE visit_id = visit.id AND released_at IS NULL) AS claims
            FROM visit JOIN booking ON booking.id = visit.booking_id
            WHERE visit.id BETWEEN :first AND :last AND status || '' IN :taking) AS taking
        WHERE claims <> 1""",
        "of booking {booking_id} is {status} and has {claims} live claims on seats",
    ),
    Rule(
        Fault.OFFER_WITHOUT_SEATS,
        """SELECT offer.id, person.region_id, purpose, offer_part.session_id,
            (SELECT count(*) FROM claim WHERE offer_id = offer.id AND session_id = offer_part.session_id
                AND released_at IS NULL AND seats = children + adults) AS claims
        FROM offer
        JOIN offer_part ON offer_part.offer_id = offer.id
        JOIN person ON person.id = offer.person_id
        WHERE offer.id BETWEEN :first AND :last AND state || '' = 'live'
            AND (SELECT count(*) FROM claim WHERE offer_id = offer.id
                AND session_id = offer_part.session_id AND released_at IS NULL
                AND seats = children + adults) <> 1""",
        "({purpose}) keeps session {session_id} with {claims} live claims on its seats",
    ),
    Rule(
        Fault.OFFER_NOT_ENDED,
        """SELECT offer.id, person.region_id, purpose, expires_at FROM offer
        JOIN person ON person.id = offer.person_id
        WHERE offer.id BETWEEN :first AND :last AND state || '' = 'live' AND expires_at <= :late_before""",
        "({purpose}) ran out at {expires_at:%Y-%m-%d %H:%M} UTC and still keeps its seats",
    ),
    Rule(
        Fault.WAITING_AND_OFFERED,
        """SELECT waiting.id, person.region_id, waiting.state FROM waiting
        JOIN person ON person.id = waiting.person_id
        WHERE waiting.id BETWEEN :first AND :last AND (waiting.state = 'offered') <> EXISTS (
            SELECT 1 FROM offer WHERE offer.waiting_id = waiting.id AND offer.state || '' = 'live')""",
        "is {state}, and its live offers say otherwise",
    ),
    # A group that waits for people is decided when its time is over, and told as soon as it is complete (C2).
    Rule(
        Fault.GROUP_NOT_DECIDED,
        """SELECT session.id, site.region_id, decides_at AS expires_at FROM session
        JOIN site ON site.id = session.site_id
        WHERE session.id BETWEEN :first AND :last AND group_state || '' = 'gathering'
            AND session.status || '' = 'open' AND decides_at <= :late_before""",
        "has a group that should have been decided at {expires_at:%Y-%m-%d %H:%M} UTC",
    ),
    Rule(
        Fault.GROUP_NOT_TOLD,
        """SELECT id, region_id, minimum, gathered FROM (
            SELECT session.id, site.region_id, minimum,
                (SELECT coalesce(sum(children + adults), 0) FROM visit WHERE session_id = session.id
                    AND status IN ('confirmed', 'arrived', 'no_show')) AS gathered
            FROM session JOIN site ON site.id = session.site_id
            WHERE session.id BETWEEN :first AND :last AND group_state || '' = 'gathering'
                AND session.status || '' = 'open') AS gathering
        WHERE gathered >= minimum""",
        "gathers a group of {minimum}, and {gathered} people have their places",
    ),
    Rule(
        Fault.VISIT_OF_A_FOREIGN_SITE,
        """SELECT visit.id, booking.region_id, booking_id, visit.site_id, session.site_id AS own,
            site.region_id AS own_region
        FROM visit
        JOIN booking ON booking.id = visit.booking_id
        JOIN session ON session.id = visit.session_id
        JOIN site ON site.id = session.site_id
        WHERE visit.id BETWEEN :first AND :last
            AND (visit.site_id <> session.site_id OR site.region_id <> booking.region_id)""",
        "of booking {booking_id} is at site {site_id}, its session is of site {own} "
        "(region {own_region}), its booking of region {region_id}",
    ),
    Rule(
        Fault.VISIT_REPLACED_AND_AWAITED,
        """SELECT visit.id, region_id, booking_id, status FROM visit
        JOIN booking ON booking.id = visit.booking_id
        WHERE visit.id BETWEEN :first AND :last AND replaced
            AND (status || '' IN :taking OR route_id IS NULL)""",
        "of booking {booking_id} is {status}, and another visit is said to be in its place",
    ),
    Rule(
        Fault.VISIT_NOT_EXPIRED,
        """SELECT visit.id, region_id, booking_id, expires_at FROM visit
        JOIN booking ON booking.id = visit.booking_id
        WHERE visit.id BETWEEN :first AND :last AND status = 'pending' AND expires_at <= :late_before""",
        "of booking {booking_id} is pending and ran out at {expires_at:%Y-%m-%d %H:%M} UTC",
    ),
    Rule(
        Fault.BOOKING_WITHOUT_VISIT,
        """SELECT id, region_id FROM booking WHERE id BETWEEN :first AND :last
            AND NOT EXISTS (SELECT 1 FROM visit WHERE booking_id = booking.id)""",
        "has no visit",
    ),
    Rule(
        Fault.BOOKING_WITHOUT_REFERENCE,
        """SELECT id, region_id FROM booking
        WHERE id BETWEEN :first AND :last AND reference IS NULL""",
        "has no reference",
    ),
    Rule(
        Fault.APPLICATION_WITHOUT_SEAT,
        """SELECT id, region_id, claims FROM (
            SELECT id, region_id,
                (SELECT count(*) FROM claim WHERE application_id = application.id AND released_at IS NULL)
                AS claims
            FROM application WHERE id BETWEEN :first AND :last
                AND status IN ('accepted', 'offered')) AS placed
        WHERE claims <> 1""",
        "has a place and {claims} live claims",
    ),
    Rule(
        Fault.APPLICATION_WITHOUT_REFERENCE,
        "SELECT id, region_id FROM application WHERE id BETWEEN :first AND :last AND reference IS NULL",
        "has no reference",
    ),
    Rule(
        Fault.APPLICATION_OFFER_NOT_ENDED,
        """SELECT id, region_id, offered_until AS expires_at FROM application
        WHERE id BETWEEN :first AND :last AND status || '' = 'offered' AND offered_until <= :late_before""",
        "was offered other dates until {expires_at:%Y-%m-%d %H:%M} UTC, and a place is still kept",
    ),
    # What was announced stays: numbers run from 1 on, for applications that asked for the intake (D3).
    Rule(
        Fault.DRAW_LIST_CHANGED,
        """SELECT id, region_id, entries, last_number FROM (
            SELECT draw.id, site.region_id,
                (SELECT count(*) FROM draw_entry WHERE draw_id = draw.id) AS entries,
                (SELECT coalesce(max(number), 0) FROM draw_entry WHERE draw_id = draw.id) AS last_number
            FROM draw
            JOIN session ON session.id = draw.session_id
            JOIN site ON site.id = session.site_id
            WHERE draw.id BETWEEN :first AND :last) AS listed
        WHERE entries = 0 OR entries <> last_number""",
        "has {entries} entries, the last of which has number {last_number}",
    ),
    Rule(
        Fault.HOLD_WITHOUT_SEATS,
        """SELECT hold.id, region_id FROM hold JOIN person ON person.id = hold.person_id
        WHERE hold.id BETWEEN :first AND :last AND state = 'live'
            AND NOT EXISTS (SELECT 1 FROM claim WHERE hold_id = hold.id AND released_at IS NULL)""",
        "is live and holds no seats",
    ),
    Rule(
        Fault.HOLD_NOT_EXPIRED,
        """SELECT hold.id, region_id, expires_at FROM hold JOIN person ON person.id = hold.person_id
        WHERE hold.id BETWEEN :first AND :last AND state = 'live' AND expires_at <= :late_before""",
        "ran out at {expires_at:%Y-%m-%d %H:%M} UTC and still holds its seats",
    ),
    # Each form that was sent became something: nothing is lost (invariant 3). A booking's becomes a booking,
    # a place on a waiting list, perhaps one that was there already, an offer, or another time of a booking.
    # A form is emptied when its person is deleted.
    Rule(
        Fault.FORM_SENT_TO_NOBODY,
        """SELECT draft.id, region_id, kind FROM draft JOIN person ON person.id = draft.person_id
        WHERE draft.id BETWEEN :first AND :last AND state = 'sent' AND form ->> 'programme_id' IS NOT NULL
            AND (kind = 'booking'
                AND NOT EXISTS (SELECT 1 FROM booking WHERE draft_id = draft.id)
                AND NOT EXISTS (SELECT 1 FROM waiting WHERE draft_id = draft.id)
                AND NOT EXISTS (SELECT 1 FROM offer WHERE draft_id = draft.id)
                AND NOT EXISTS (SELECT 1 FROM waiting AS place WHERE place.person_id = draft.person_id
                    AND place.id || '' = (form ->> 'waiting_id') || '')
                AND NOT EXISTS (SELECT 1 FROM booking AS moved WHERE moved.person_id = draft.person_id
                    AND moved.id || '' = (form ->> 'moves') || '')
            OR kind = 'application' AND NOT EXISTS (SELECT 1 FROM application WHERE draft_id = draft.id))""",
        "was sent, and there is no {kind}",
    ),
    # Every message is for somebody, goes out in time, once, and leaves its trace.
    Rule(
        Fault.MESSAGE_FOR_NOBODY,
        """SELECT outbox.id, region_id, kind FROM outbox LEFT JOIN person ON person.id = recipient_id
        WHERE outbox.id BETWEEN :first AND :last AND state || '' = 'due' AND telegram_id IS NULL""",
        "({kind}) waits for somebody who has no account",
    ),
    Rule(
        Fault.MESSAGE_SENT_WITHOUT_TRACE,
        """SELECT outbox.id, region_id, kind FROM outbox LEFT JOIN person ON person.id = recipient_id
        WHERE outbox.id BETWEEN :first AND :last AND state || '' = 'sent'
            AND (sent_at IS NULL OR message_id IS NULL AND last_error IS NULL)""",
        "({kind}) was sent without the moment or the number of the message",
    ),
    Rule(
        Fault.MESSAGE_TWICE,
        """SELECT outbox.id, region_id, kind FROM outbox LEFT JOIN person ON person.id = recipient_id
        WHERE outbox.id BETWEEN :first AND :last AND EXISTS (
            SELECT 1 FROM outbox AS twin
            WHERE twin.dedupe_key = outbox.dedupe_key AND twin.id < outbox.id)""",
        "({kind}) has the same key as an earlier one",
    ),
    Rule(
        Fault.MESSAGE_OVERDUE,
        """SELECT outbox.id, region_id, kind FROM outbox LEFT JOIN person ON person.id = recipient_id
        WHERE outbox.id BETWEEN :first AND :last AND state = 'due' AND due_at <= :late_before""",
        "({kind}) is due for more than an hour and was not tried",
    ),
    Rule(
        Fault.MESSAGE_FORGOTTEN,
        """SELECT outbox.id, region_id, kind FROM outbox LEFT JOIN person ON person.id = recipient_id
        WHERE outbox.id BETWEEN :first AND :last AND state || '' = 'sending'
            AND coalesce(leased_until, :late_before) <= :late_before""",
        "({kind}) was being sent more than an hour ago, and nobody took it up again",
    ),
    # Nothing names or describes deleted people (see `erase_person`), nothing of theirs goes on (H2).
    Rule(
        Fault.DELETED_PERSON_STILL_NAMED,
        """SELECT id, region_id, substr(profile || bookings || applications || cards || forms, 3) AS what
        FROM (SELECT id, region_id,
                CASE WHEN telegram_id IS NULL AND name IS NULL AND phone IS NULL AND organisation_id IS NULL
                    AND last_message_id IS NULL THEN '' ELSE ', profile' END AS profile,
                CASE WHEN EXISTS (SELECT 1 FROM booking WHERE person_id = person.id AND (
                    leader_name IS NOT NULL OR leader_phone IS NOT NULL OR comment IS NOT NULL
                    OR group_title IS NOT NULL OR class_card_id IS NOT NULL))
                    THEN ', bookings' ELSE '' END AS bookings,
                CASE WHEN EXISTS (SELECT 1 FROM application AS a WHERE person_id = person.id AND (
                    a.name IS NOT NULL OR a.phone IS NOT NULL OR motivation IS NOT NULL OR talk IS NOT NULL
                    OR course <> ''))
                    THEN ', applications' ELSE '' END AS applications,
                CASE WHEN EXISTS (SELECT 1 FROM class_card WHERE person_id = person.id)
                    THEN ', class cards' ELSE '' END AS cards,
                CASE WHEN EXISTS (SELECT 1 FROM draft WHERE person_id = person.id
                    AND (CAST(form AS TEXT) <> '{}' OR question IS NOT NULL))
                    THEN ', forms' ELSE '' END AS forms
            FROM person WHERE id BETWEEN :first AND :last AND deleted_at IS NOT NULL) AS deleted
        WHERE profile || bookings || applications || cards || forms <> ''""",
        "is deleted, and there is left: {what}",
    ),
    Rule(
        Fault.DELETED_PERSON_STILL_ACTIVE,
        """SELECT id, region_id, substr(forms || consents || roles || holds || offers || lists, 3) AS what
        FROM (SELECT id, region_id,
                CASE WHEN EXISTS (SELECT 1 FROM draft WHERE person_id = person.id AND state = 'open')
                    THEN ', open forms' ELSE '' END AS forms,
                CASE WHEN consent_version IS NOT NULL OR EXISTS (
                    SELECT 1 FROM consent WHERE person_id = person.id AND withdrawn_at IS NULL)
                    THEN ', consents' ELSE '' END AS consents,
                CASE WHEN EXISTS (SELECT 1 FROM membership WHERE person_id = person.id AND ended_at IS NULL)
                    THEN ', roles' ELSE '' END AS roles,
                CASE WHEN EXISTS (SELECT 1 FROM hold WHERE person_id = person.id AND state = 'live')
                    THEN ', live holds' ELSE '' END AS holds,
                CASE WHEN EXISTS (SELECT 1 FROM offer WHERE person_id = person.id AND state = 'live')
                    THEN ', live offers' ELSE '' END AS offers,
                CASE WHEN EXISTS (SELECT 1 FROM waiting WHERE person_id = person.id
                    AND state IN ('waiting', 'offered'))
                    THEN ', waiting lists' ELSE '' END AS lists
            FROM person WHERE id BETWEEN :first AND :last AND deleted_at IS NOT NULL) AS deleted
        WHERE forms || consents || roles || holds || offers || lists <> ''""",
        "is deleted, and there is left: {what}",
    ),
)
