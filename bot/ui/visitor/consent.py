"""The consent to processing one's own data: a text of its own, filled with the operator's details (H1)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ui.html import Html
from bot.ui.translator import Translator


@dataclass(frozen=True, slots=True)
class Operator:
    """Who answers for the data; from the settings."""

    name: str
    inn: str
    address: str
    email: str
    policy_url: str
    database_location: str
    consent_version: int


def consent_text(t: Translator, operator: Operator) -> Html:
    """The text whose SHA-256 is kept with the consent."""
    return t.html(
        "consent.text",
        title=t.label("consent.title"),
        version=operator.consent_version,
        name=operator.name,
        inn=operator.inn,
        address=operator.address,
        email=operator.email,
        policy=operator.policy_url,
        database=operator.database_location,
    )
