"""Values of a card's fields in words."""

from __future__ import annotations

from typing import Any

from bot.domain.catalogue.cards.fields import NOT_SAID, CardField, Input
from bot.domain.texts import Texts
from bot.ui.formats.money import money_label
from bot.ui.translator import Translator


def field_label(field: CardField, t: Translator) -> str:
    return t.label(f"card.field.{field.name}")


def choice_label(field: CardField, value: str, t: Translator) -> str:
    """Of one of several that a button or a list names."""
    if field.name in {"audience", "languages"}:
        key = f"{'audience' if field.name == 'audience' else 'language'}.{value}"
        return t.label(key) if t.has(key) else value
    key = f"card.choice.{field.name}.{value}"
    return value if field.input is Input.ZONE and not t.has(key) else t.label(key)


def value_label(field: CardField, value: Any, t: Translator) -> str:
    """In the reader's language, in one line."""
    if value is None or value == []:
        free = field.input is Input.AMOUNTS and value == []
        return t.label("card.free" if free else "card.nothing")
    match field.input:
        case Input.TEXT:
            said = t.content(Texts(value))
            return t.label("card.to_come") if said == NOT_SAID else said
        case Input.MINUTES:
            return str(t.count("count.minutes", value))
        case Input.CHOICE | Input.ZONE:
            return choice_label(field, value, t)
        case Input.SEVERAL:
            return ", ".join(choice_label(field, each, t) for each in value)
        case Input.SWITCH:
            return t.label("card.yes" if value else "card.no")
        case Input.AMOUNTS:
            return "; ".join(_amount(each, t) for each in value)
        case Input.KNOWN:
            return t.content(Texts(value))
        case Input.NAMES:
            return ", ".join(t.content(Texts(each)) for each in value)
        case Input.PLACE:
            return ", ".join(map(str, value))
        case _:
            return str(value)


def changed_labels(field: CardField, before: Any, after: Any, t: Translator) -> list[tuple[str, str]]:
    """What stood there and what is to, in the reader's language; of a text in each language in which it
    changes, whatever the reader speaks: who agrees to a rule has seen all of it."""
    if field.input is Input.TEXT and before and after:
        codes = [each for each in {**before, **after} if before.get(each) != after.get(each)]
        if codes not in ([], [t.code]):
            return [(_in_language(before, each, t), _in_language(after, each, t)) for each in codes]
    return [(value_label(field, before, t), value_label(field, after, t))]


def _in_language(texts: dict[str, str], code: str, t: Translator) -> str:
    said = texts.get(code)
    if said is None or said == NOT_SAID:
        said = t.label("card.nothing" if said is None else "card.to_come")
    return t.label("card.in_language", language=t.label(f"language.{code}"), text=said)


def _amount(amount: dict[str, Any], t: Translator) -> str:
    who = ", ".join(t.label(f"audience.{each}") for each in amount["audience"])
    return t.label("price.of", who=who, price=money_label(amount["amount"], t))
