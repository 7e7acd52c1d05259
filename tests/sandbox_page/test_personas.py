"""The people of the demo."""

from __future__ import annotations

import phonenumbers
import pytest

from sandbox.personas import OTHER_APPLICANTS, OTHER_HOSTS, PERSONAS, persona_by_key


def test_ids_keys_and_phones_are_each_ones_own() -> None:
    for field in ("key", "user_id", "phone"):
        assert len({getattr(persona, field) for persona in PERSONAS}) == len(PERSONAS)


def test_phones_are_possible_but_nobodys() -> None:
    for persona in (*PERSONAS, *OTHER_HOSTS, *OTHER_APPLICANTS):
        number = persona.user_id - 700_000_000
        parsed = phonenumbers.parse(persona.phone)
        assert phonenumbers.is_possible_number(parsed)
        assert not phonenumbers.is_valid_number(parsed)
        assert persona.phone == f"+7000000{number:04d}"


def test_hosts_are_functions_at_three_sites() -> None:
    hosts = [persona for persona in PERSONAS if persona.site_slug]
    assert [host.site_slug for host in hosts] == ["vychegda-sheet", "sloist", "warm-trace"]
    assert all(host.first_name.endswith(" · отдел приёма гостей") for host in hosts)


def test_a_persona_is_found_by_key() -> None:
    assert persona_by_key("tourist").first_name == "Марина"
    with pytest.raises(KeyError, match="coordinator"):
        persona_by_key("nobody")
