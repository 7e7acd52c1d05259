"""What a visit costs, in words: «350 ₽ × 30 = 10 500 ₽», «бесплатно» (C5). Amounts are whole roubles."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.tariff import Charge, Price, Tariff, total_of
from bot.domain.model import Audience
from bot.ui.formats.html import Html, lines
from bot.ui.translator import Translator


def money_label(amount: int, t: Translator) -> str:
    """«10 500 ₽»: digits in threes, as the catalogue of the language writes a thousand."""
    between = t.label("money.thousand")[1:-3]
    return t.label("money.amount", amount=f"{amount:,}".replace(",", between))


def due_price(
    programme: Programme, audience: Audience, people: int, t: Translator, *, payee: bool = False
) -> Html | None:
    """The total for a party, where it pays something: on cards that have much else to say."""
    price = programme.price_of(audience, people)
    nothing = price is not None and not price.total
    return None if nothing else party_price(programme, audience, people, t, payee=payee)


def party_price(
    programme: Programme, audience: Audience, people: int, t: Translator, *, payee: bool = False
) -> Html:
    """The total for a party, and how it is paid; with ``payee`` also to whom."""
    price, tariff = programme.price_of(audience, people), programme.known_tariff
    if price is None or tariff is None:
        return t.html("programme.price", text=programme.price or "")
    if not price.total:
        return t.html("programme.free")
    return lines(
        t.html("price.total", total=_counted(price, t), how=t.label(f"payment.{price.charge.payment}")),
        t.html("price.payee", text=tariff.payee) if payee and tariff.payee else None,
    )


def total_label(price: Price | None, t: Translator) -> str | None:
    """«350 ₽ × 25 = 8 750 ₽, на месте», as papers say it; None where nothing is paid, or nobody has said how
    much."""
    if price is None or not price.total:
        return None
    return f"{_counted(price, t)}, {t.label(f'payment.{price.charge.payment}')}"


def _counted(price: Price, t: Translator) -> str:
    total = money_label(price.total, t)
    if price.people == 1:
        return total
    amount = money_label(price.charge.amount, t)
    return t.label("price.counted", amount=amount, people=price.people, total=total)


def route_price(
    stops: Sequence[tuple[Site, Programme, int]],
    audience: Audience,
    t: Translator,
    *,
    only_due: bool = False,
    brief: bool = False,
) -> Html | None:
    """What a party pays at each stop that is not free, for so many people, and in all. Where nobody pays it
    says so, or nothing (``only_due``). ``brief``: in all only, where that is known."""
    prices = [(site, programme, programme.price_of(audience, people)) for site, programme, people in stops]
    due = [each for each in prices if each[2] is None or each[2].total]
    if not due:
        return None if only_due else t.html("programme.free")
    total = total_of(price for *_, price in prices)
    if brief and total is not None:
        return t.html("price.of_route", total=money_label(total, t))
    return lines(
        *[
            t.html("price.at_stop", site=site.name, price=_stop_price(programme, price, t))
            for site, programme, price in due
        ],
        t.html("price.of_route", total=money_label(total, t)) if total is not None and len(due) > 1 else None,
    )


def _stop_price(programme: Programme, price: Price | None, t: Translator) -> str:
    if price is None:
        return t.content(programme.price) if programme.price else ""
    how = t.label(f"payment.{price.charge.payment}")
    return t.label("price.with_way", total=_counted(price, t), how=how)


def programme_price(programme: Programme, audience: Collection[Audience], t: Translator) -> Html:
    """What each of these kinds of guests pays, how and what for."""
    tariff = programme.known_tariff
    if tariff is None:
        return t.html("programme.price", text=programme.price or "")
    text = _tariff_label(tariff, audience, t)
    if not text:
        return t.html("programme.free")
    return lines(
        t.html("programme.price", text=text),
        t.html("price.covers", text=tariff.covers) if tariff.covers else None,
    )


def payee_line(programme: Programme, t: Translator) -> Html | None:
    """To whom one pays, if somebody does."""
    payee = None if programme.tariff is None else programme.tariff.payee
    return t.html("price.payee", text=payee) if payee else None


def site_price(programmes: Sequence[Programme], t: Translator) -> Html:
    """What all programmes of a site cost alike; else where it is said."""
    said = {
        t.content(each.price) if each.price and tariff is None else _tariff_label(tariff, each.audience, t)
        for each, tariff in ((each, each.known_tariff) for each in programmes)
    }
    if len(said) > 1:
        return t.html("site.price.by_programme")
    text = "".join(said)
    return t.html("programme.price", text=text) if text else t.html("programme.free")


def _tariff_label(tariff: Tariff | None, audience: Collection[Audience], t: Translator) -> str:
    """«школьники — бесплатно; семьи, туристы — 350 ₽ с человека, на месте»; empty where nobody pays."""
    found = [] if tariff is None else tariff.by_charge(audience)
    if not any(charge.amount for charge, _ in found):
        return ""
    if len(found) == 1:
        return _a_person(found[0][0], t)
    named = [(charge, ", ".join(t.label(f"audience.{each}") for each in who)) for charge, who in found]
    return "; ".join(t.label("price.of", who=who, price=_a_person(charge, t)) for charge, who in named)


def _a_person(charge: Charge, t: Translator) -> str:
    if not charge.amount:
        return t.label("price.nothing")
    how = t.label(f"payment.{charge.payment}")
    return t.label("price.a_person", amount=money_label(charge.amount, t), how=how)
