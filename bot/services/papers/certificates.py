"""Certificates of visits: giving them out, and telling a genuine one from a forged one (B14)."""

from __future__ import annotations

from bot.db.booking.bookings import read_booking
from bot.db.papers import certificates
from bot.db.papers.signing import add_signing_key, read_signing_key
from bot.db.placements import ends
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.codes import normalise_check_code
from bot.domain.model import SiteId, VisitStatus
from bot.domain.papers.certificate import Certificate, VisitFacts, issue
from bot.domain.papers.views import CheckResult, CheckView
from bot.services.permissions import ANYONE
from bot.services.transaction import Tx, reads

KEY_BYTES = 32


def that_took_place(booking: Booking, site_id: SiteId) -> tuple[Visit, ...]:
    return tuple(each for each in booking.at(site_id) if each.status is VisitStatus.ARRIVED)


def read_certificate(tx: Tx, booking: Booking, site_id: SiteId) -> Certificate | None:
    """The one that says what is marked now; None where none was given out."""
    facts = _facts(tx, booking, site_id)
    if facts is None:
        return None
    return certificates.read_certificate(tx.connection, booking.id, site_id, facts.digest)


def give_certificate(tx: Tx, booking: Booking, site_id: SiteId) -> Certificate | None:
    """The same, made if there is none yet; None where nobody came, and of whoever comes for themselves."""
    known = read_certificate(tx, booking, site_id)
    facts = _facts(tx, booking, site_id)
    if known is not None or facts is None or not booking.is_organised:
        return known
    key = signing_key(tx)
    certificates.add_certificate(tx.connection, issue(key, booking, site_id, facts, tx.now))
    return read_certificate(tx, booking, site_id)


def signing_key(tx: Tx) -> bytes:
    """The key of the installation, made at its first use."""
    known = read_signing_key(tx.connection)
    return known or add_signing_key(tx.connection, tx.draw(KEY_BYTES), tx.now)


def _facts(tx: Tx, booking: Booking, site_id: SiteId) -> VisitFacts | None:
    came = that_took_place(booking, site_id)
    if not came:
        return None
    programme = tx.catalogue.programme(came[0].programme_id)
    return VisitFacts.of(booking, came, tx.catalogue.site(site_id), programme)


def _check_placement(tx: Tx, code: str, key: bytes) -> CheckView:
    """A placement's certificate is withdrawn when its site says that it was not gone through."""
    found = ends.find_by_code(tx.connection, code)
    certificate = None if found is None else found[0].given_out(found[1])
    if found is None or certificate is None or not certificate.is_genuine(key):
        return CheckView(CheckResult.UNKNOWN)
    result = CheckResult.WITHDRAWN if found[0].mark is None else CheckResult.GENUINE
    return CheckView(result, placement=certificate)


@reads(ANYONE)
def check_certificate(tx: Tx, typed: str) -> CheckView:
    """What a check code vouches for, in the letters of either alphabet. It names counts, and nobody."""
    code, key = normalise_check_code(typed), read_signing_key(tx.connection)
    found = None if code is None else certificates.find_by_code(tx.connection, code)
    if found is None and code is not None and key is not None:
        return _check_placement(tx, code, key)
    if found is None or key is None or not found.is_genuine(key):
        return CheckView(CheckResult.UNKNOWN)
    booking = read_booking(tx.connection, found.booking_id)
    if booking is None or not that_took_place(booking, found.site_id):
        return CheckView(CheckResult.WITHDRAWN, found)
    now = _facts(tx, booking, found.site_id)
    is_same = now is not None and now.digest == found.digest
    return CheckView(CheckResult.GENUINE if is_same else CheckResult.REPLACED, found)
