"""What papers say, line by line: the same on paper, in Word and in the chat (B14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.booking.booking import Booking, Visit, people_in
from bot.domain.booking.codes import grouped
from bot.domain.catalogue.catalogue import Site
from bot.domain.messages.views import PartView
from bot.domain.model import ListKind
from bot.domain.papers.certificate import Certificate, VisitFacts
from bot.domain.papers.kinds import is_class
from bot.domain.papers.review import ExpertReview, Scale
from bot.domain.papers.views import PaperView
from bot.domain.placements.ending import PlacementCertificate
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import clock_label, local_date, weekday_label
from bot.ui.formats.html import Html
from bot.ui.formats.money import total_label
from bot.ui.formats.phones import phone_label
from bot.ui.translator import Translator
from bot.ui.visitor.party import class_label, counts_label

Field = tuple[str, str]
"""A name and what stands beside it."""

NAMED = frozenset({ListKind.NAMES, ListKind.NAMES_DOB, ListKind.NAMES_PASSPORT})
"""Lists in which people stand, which go to the pass office."""


def date_label(day: date, t: Translator) -> str:
    """«3 декабря 2026»: papers are kept for years."""
    return t.label("paper.date", day=day.day, month=t.label(f"date.month_of.{day.month}"), year=day.year)


def paper_moment(visit: Visit, site: Site, t: Translator) -> str:
    """«чт, 3 декабря 2026, 10:00» on the site's clock: whoever reads a paper goes there."""
    day = local_date(visit.starts_at, site.timezone)
    return t.label(
        "paper.moment",
        weekday=weekday_label(day.isoweekday(), t),
        date=date_label(day, t),
        time=clock_label(visit.starts_at, site.timezone),
    )


def moments(part: PartView, t: Translator) -> list[str]:
    """When each subgroup comes, with its people where there are several."""
    several = len(part.visits) > 1
    return [
        f"{paper_moment(each, part.site, t)} · {counts_label(each.children, each.adults, t)}"
        if several
        else paper_moment(each, part.site, t)
        for each in part.visits
    ]


def children_of(part: PartView) -> int:
    return people_in(part.visits)[0]


def adults_of(part: PartView) -> int:
    return people_in(part.visits)[1]


def group_title(booking: Booking, t: Translator) -> str:
    """«7 Б», or how an operator calls its group; nothing where there is neither."""
    if not is_class(booking):
        return booking.group_title or ""
    return class_label(booking.grade, booking.letter, t)


def where(part: PartView, t: Translator) -> str:
    site = part.site
    return f"{t.content(site.meeting_point)}, {t.content(site.city)}"


def letter_fields(view: PaperView, t: Translator) -> list[Field]:
    """What the host has to know, in the order of a letter."""
    part, booking = view.part, view.part.booking
    fields: list[Field] = [(t.label("paper.when"), "\n".join(moments(part, t)))]
    if booking.organisation_title:
        fields.append((t.label("paper.school"), booking.organisation_title))
    if title := group_title(booking, t):
        fields.append((t.label("paper.group"), title))
    fields += people_fields(part, t)
    if booking.party.foreign:
        fields.append((t.label("paper.foreign"), str(booking.party.foreign)))
    if booking.party.wheelchairs:
        fields.append((t.label("paper.wheelchairs"), str(booking.party.wheelchairs)))
    if booking.leader_name:
        fields.append((t.label("paper.leader"), booking.leader_name))
    if booking.leader_phone:
        fields.append((t.label("paper.phone"), phone_label(booking.leader_phone)))
    return fields + price_fields(part, t)


def people_fields(part: PartView, t: Translator) -> list[Field]:
    """How many come: pupils and those who accompany them, or people."""
    children, adults = children_of(part), adults_of(part)
    if not is_class(part.booking) and not children:
        return [(t.label("paper.people"), str(adults))]
    return [(t.label("paper.children"), str(children)), (t.label("paper.adults"), str(adults))]


def price_fields(part: PartView, t: Translator) -> list[Field]:
    """The total for this party, how and to whom it is paid, where anything is (C5)."""
    people = children_of(part) + adults_of(part)
    total = total_label(part.programme.price_of(part.booking.audience, people), t)
    tariff = part.programme.known_tariff
    if total is None or tariff is None:
        return []
    payee = [(t.label("paper.payee"), t.content(tariff.payee))] if tariff.payee else []
    return [(t.label("paper.price"), total), *payee]


def operator_price(part: PartView, t: Translator) -> list[Field]:
    """The same on papers beside the letter, which say it to operators only (C5)."""
    return price_fields(part, t) if part.booking.is_operator else []


def letter_ends(view: PaperView, t: Translator) -> list[str]:
    """What stands below: where the list is, that the rules are known."""
    names = view.part.programme.list_kind in NAMED
    return [*([t.label("paper.letter.list")] if names else []), t.label("paper.letter.rules")]


def letter_lines(view: PaperView, t: Translator) -> list[str]:
    """The letter as text to copy."""
    part = view.part
    return [
        f"{t.label('paper.letter.to')}: {t.content(part.site.name)}, {t.content(part.site.city)}",
        t.label("paper.letter.title", reference=part.booking.reference),
        t.label("paper.letter.ask", programme=part.programme.title),
        *[f"{name}: {text}" for name, text in letter_fields(view, t)],
        *letter_ends(view, t),
        t.label("paper.head"),
    ]


# --- after the visit ------------------------------------------------------------------------------------


def days_label(facts: VisitFacts, t: Translator) -> str:
    return ", ".join(date_label(each, t) for each in facts.days)


def length_label(facts: VisitFacts, t: Translator) -> str:
    """«90 минут (2 академических часа)»; no more academic hours than were full, and for classes only."""
    minutes = str(t.count("count.minutes", facts.minutes))
    academic = facts.half_hours and not facts.operator
    return f"{minutes} ({academic_label(facts.half_hours, t)})" if academic else minutes


def academic_label(half_hours: int, t: Translator) -> str:
    """«2 академических часа», of halves."""
    whole, half = divmod(half_hours, 2)
    hours = f"{whole}{t.label('paper.half')}" if half else str(whole)
    return str(t.count("count.academic_hours", 2 if half else whole, hours=hours))


def came_label(facts: VisitFacts, t: Translator) -> str:
    """How many children and adults came; where others than expected did, only how many in all is known."""
    if not facts.as_booked:
        people = str(t.count("count.people", facts.came))
        counts = counts_label(facts.children, facts.adults, t)
        return t.label("paper.came_all", people=people, counts=counts)
    if facts.operator:
        return counts_label(facts.children, facts.adults, t)
    return t.label(
        "paper.came",
        children=facts.children,
        adults=facts.adults,
    )


def professions_label(facts: VisitFacts, t: Translator) -> str:
    return ", ".join(t.content(each) for each in facts.professions)


def certificate_fields(certificate: Certificate, t: Translator) -> list[Field]:
    """Everything that a certificate says, in its order."""
    facts = certificate.visit_facts
    fields: list[Field] = [
        (t.label("paper.certificate.day"), days_label(facts, t)),
        (t.label("paper.site"), f"{t.content(facts.site)}, {t.content(facts.city)}"),
        (t.label("paper.programme"), t.content(facts.programme)),
    ]
    if facts.organisation:
        fields.append((t.label("paper.school"), facts.organisation))
    if title := facts.group_title if facts.operator else class_label(facts.grade, facts.letter, t):
        fields.append((t.label("paper.group"), title))
    fields.append((t.label("paper.certificate.came"), came_label(facts, t)))
    if total := total_label(facts.price, t):
        fields.append((t.label("paper.certificate.price"), total))
    fields.append((t.label("paper.certificate.length"), length_label(facts, t)))
    if facts.direction:
        fields.append((t.label("paper.certificate.direction"), t.content(facts.direction)))
    if facts.professions:
        fields.append((t.label("paper.certificate.professions"), professions_label(facts, t)))
    fields.append((t.label("paper.certificate.received"), t.content(facts.received_by)))
    return fields


def placement_fields(certificate: PlacementCertificate, t: Translator) -> list[Field]:
    """Everything that the certificate of a placement says besides the name, in its order."""
    facts = certificate.placement_facts
    dates = [date_label(each, t) for each in dict.fromkeys((facts.first_day, facts.last_day))]
    length = t.label(
        "programme.days",
        days=t.count("count.working_days", facts.days),
        hours=t.count("count.hours", facts.hours_per_day),
    )
    fields: list[Field] = [
        (t.label("paper.site"), f"{t.content(facts.site)}, {t.content(facts.city)}"),
        (t.label("paper.programme"), t.content(facts.programme)),
        (t.label("paper.placement.dates"), " – ".join(dates)),
        (t.label("paper.certificate.length"), length),
    ]
    if facts.professions:
        professions = ", ".join(t.content(each) for each in facts.professions)
        fields.append((t.label("paper.participant.professions"), professions))
    fields.append((t.label("paper.certificate.received"), t.content(facts.received_by)))
    return fields


def participant_fields(facts: VisitFacts, t: Translator) -> list[Field]:
    """What the certificate of one who took part says besides the name, which is written in by hand."""
    fields: list[Field] = [
        (t.label("paper.site"), f"{t.content(facts.site)}, {t.content(facts.city)}"),
        (t.label("paper.certificate.day"), days_label(facts, t)),
        (t.label("paper.certificate.length"), length_label(facts, t)),
    ]
    if facts.organisation:
        fields.append((t.label("paper.school"), facts.organisation))
    if facts.professions:
        fields.append((t.label("paper.participant.professions"), professions_label(facts, t)))
    return fields


def scale_lines(review: ExpertReview, t: Translator, *, but: Scale | None = None) -> list[Html]:
    """What the expert of a job trial has judged so far, a line each."""
    return [
        t.html("review.line", scale=t.label(f"review.scale.{each}"), n=value)
        for each, value in review.said.items()
        if each is not but
    ]


def review_label(reviews: Sequence[ExpertReview], t: Translator, *, words: bool = True) -> str:
    """The same in one sentence, of several groups from the least to the most, with the experts' own sentences
    unless there is no room for their ``words``."""
    shown = {
        scale.value: _span([value for each in reviews if (value := each.of(scale)) is not None])
        for scale in Scale
    }
    sentences = [t.label("review.sentence", text=each.text) for each in reviews if each.text and words]
    return " ".join([t.label("report.review", **shown), *sentences])


def _span(values: Sequence[int]) -> str:
    """«4», or «3–5»."""
    least, most = min(values), max(values)
    return str(least) if least == most else f"{least}\N{EN DASH}{most}"


def _group_of(facts: VisitFacts, t: Translator) -> str:
    """«7 Б», «группа „Осенний тур“»."""
    if facts.group_title:
        return t.label("report.group", title=facts.group_title)
    return class_label(facts.grade, facts.letter, t)


def report_lines(
    certificate: Certificate, t: Translator, reviews: Sequence[ExpertReview] = (), *, words: bool = True
) -> Sequence[str]:
    """The text for the report or site of whoever came: of a school in five lines, and one for what experts
    say of its groups; of an operator with the total."""
    facts = certificate.visit_facts
    lines = [
        t.label(
            "report.visit",
            date=days_label(facts, t),
            group=_group_of(facts, t),
            school=facts.organisation or "—",
            site=facts.site,
            city=facts.city,
        ),
        t.label("report.programme", programme=facts.programme, length=length_label(facts, t)),
        t.label("report.came", came=came_label(facts, t)),
    ]
    if total := total_label(facts.price, t):
        lines.append(t.label("report.price", total=total))
    if facts.professions:
        lines.append(t.label("report.professions", list=professions_label(facts, t)))
    if reviews:
        lines.append(review_label(reviews, t, words=words))
    code = code_label(grouped(certificate.code), t)
    lines.append(t.label("report.certificate", reference=certificate.number, code=code))
    return lines
