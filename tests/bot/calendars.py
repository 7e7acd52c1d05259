"""A small reader of calendars (RFC 5545), which shares nothing with what writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

Entry = dict[str, str]


def unfolded(raw: bytes) -> list[str]:
    """Lines as they are meant; each of at most 75 octets as it is sent, all ended by CRLF."""
    assert raw.endswith(b"\r\n")
    sent = raw.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in sent), [line for line in sent if len(line) > 75]
    assert not any(b"\n" in line or b"\r" in line for line in sent)
    whole: list[bytes] = []
    for line in sent:
        if line.startswith(b" "):
            whole[-1] += line[1:]
        else:
            whole.append(line)
    return [line.decode() for line in whole]


def read_calendar(raw: bytes) -> tuple[Entry, list[Entry]]:
    """The calendar's own properties, and those of each entry; texts without their escapes."""
    own: Entry = {}
    entries: list[Entry] = []
    open_parts: list[str] = []
    for line in unfolded(raw):
        found = re.match(r"([A-Z-]+)((?:;[^:]*)?):(.*)", line)
        assert found is not None, line
        name, value = found[1], found[3]
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                entries.append({})
        elif name == "END":
            assert open_parts.pop() == value
        else:
            into = entries[-1] if open_parts[-1] == "VEVENT" else own
            assert name not in into, f"{name} stands twice"
            into[name] = re.sub(r"\\(.)", lambda sign: "\n" if sign[1] in "nN" else sign[1], value)
    assert not open_parts
    return own, entries


def moment(value: str) -> datetime:
    """Of a time in UTC; any other form fails."""
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
