"""Certificates that were given out (B14)."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.db.engine.statements import from_row, insert_ignoring_conflict, values_of
from bot.db.tables import certificate
from bot.domain.model import BookingId, SiteId
from bot.domain.papers.certificate import Certificate


def add_certificate(connection: Connection, new: Certificate) -> None:
    insert_ignoring_conflict(connection, certificate, **values_of(new))


def read_certificate(
    connection: Connection, booking_id: BookingId, site_id: SiteId, digest: str
) -> Certificate | None:
    """The one that says these facts of a booking's visits at a site."""
    found = select(certificate).where(
        certificate.c.booking_id == booking_id,
        certificate.c.site_id == site_id,
        certificate.c.digest == digest,
    )
    row = connection.execute(found).one_or_none()
    return None if row is None else from_row(Certificate, row)


def read_newest(connection: Connection, booking_id: BookingId, site_id: SiteId) -> Certificate | None:
    """The one given out last for a booking's visits at a site."""
    found = (
        select(certificate)
        .where(certificate.c.booking_id == booking_id, certificate.c.site_id == site_id)
        .order_by(certificate.c.id.desc())
        .limit(1)
    )
    row = connection.execute(found).one_or_none()
    return None if row is None else from_row(Certificate, row)


def find_by_code(connection: Connection, code: str) -> Certificate | None:
    row = connection.execute(select(certificate).where(certificate.c.code == code)).one_or_none()
    return None if row is None else from_row(Certificate, row)
