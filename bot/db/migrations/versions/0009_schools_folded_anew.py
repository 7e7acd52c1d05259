"""schools are folded anew; those that became one are merged, those that a host has met are verified.

Revision 0009, after 0008. The way back changes nothing: an earlier release finds schools by these keys as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from itertools import groupby
from typing import Final

import sqlalchemy as sa
from alembic import op

from bot.db.engine import types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_organisation = sa.table(
    "organisation",
    *(sa.column(name) for name in ("id", "region_id", "name", "city", "folded")),
    sa.column("verified", sa.Boolean()),
)
_visit = sa.table("visit", *(sa.column(name) for name in ("booking_id", "status", "decided_by")))
_booking = sa.table("booking", *(sa.column(name) for name in ("id", "person_id", "organisation_id")))
_card = sa.table(
    "class_card",
    *(sa.column(name) for name in ("id", "person_id", "organisation_id", "grade", "letter")),
    sa.column("created_at", types.UtcDateTime()),
    sa.column("archived_at", types.UtcDateTime()),
)
_person = sa.table("person", sa.column("id"), sa.column("organisation_id"))
_draft = sa.table("draft", sa.column("id"), sa.column("kind"), sa.column("form", types.JsonDocument))


def upgrade() -> None:
    connection = op.get_bind()
    _verify_met(connection)
    rows = connection.execute(
        sa.select(_organisation).order_by(_organisation.c.verified.desc(), _organisation.c.id)
    ).all()
    first: dict[tuple[int, str], int] = {}
    merged: dict[int, int] = {}
    for row in rows:
        kept = first.setdefault((row.region_id, _fold_organisation(row.name, row.city)), row.id)
        if kept != row.id:
            merged[row.id] = kept
    for gone, kept in merged.items():
        for table in (_booking, _card, _person):
            of_gone = table.c.organisation_id == gone
            connection.execute(sa.update(table).where(of_gone).values(organisation_id=kept))
        connection.execute(sa.delete(_organisation).where(_organisation.c.id == gone))
    if merged:
        _merge_in_forms(connection, merged)
        _archive_twins(connection, set(merged.values()))
    _fold(
        connection, {row_id: key for (_, key), row_id in first.items()}, {row.id: row.folded for row in rows}
    )


def downgrade() -> None:
    pass


def _verify_met(connection: sa.Connection) -> None:
    """Whom a host has confirmed or awaited is no invention; from now on only the author sees the others."""
    met = (
        sa.select(_booking.c.organisation_id)
        .join(_visit, _visit.c.booking_id == _booking.c.id)
        .where(
            _booking.c.organisation_id.is_not(None),
            sa.or_(
                _visit.c.status == "arrived",
                sa.and_(
                    _visit.c.status.in_(["confirmed", "no_show"]), _visit.c.decided_by != _booking.c.person_id
                ),
            ),
        )
    )
    connection.execute(sa.update(_organisation).where(_organisation.c.id.in_(met)).values(verified=True))


def _merge_in_forms(connection: sa.Connection, merged: dict[int, int]) -> None:
    """Requests that are being filled in go on with the school that was kept."""
    forms = connection.execute(sa.select(_draft.c.id, _draft.c.form).where(_draft.c.kind == "booking")).all()
    for draft_id, form in forms:
        kept = merged.get(form.get("organisation_id", 0))
        if kept is not None:
            changed = {**form, "organisation_id": kept}
            connection.execute(sa.update(_draft).where(_draft.c.id == draft_id).values(form=changed))


def _archive_twins(connection: sa.Connection, kept: set[int]) -> None:
    """One class of one school has one card: of two the newer stays."""
    cards = connection.execute(
        sa.select(_card)
        .where(_card.c.organisation_id.in_(kept), _card.c.archived_at.is_(None))
        .order_by(_card.c.id)
    ).all()
    twins = defaultdict(list)
    for card in cards:
        twins[card.person_id, card.organisation_id, card.grade, card.letter].append(card)
    for same in twins.values():
        for older in same[:-1]:
            archived = sa.update(_card).where(_card.c.id == older.id)
            connection.execute(archived.values(archived_at=same[-1].created_at))


def _fold(connection: sa.Connection, keys: dict[int, str], present: dict[int, str]) -> None:
    """A new key may be another's old one: all that change step aside first."""
    changed = {row_id: key for row_id, key in keys.items() if present[row_id] != key}
    for values in ({row_id: f"# {row_id}" for row_id in changed}, changed):
        for row_id, key in values.items():
            of_row = _organisation.c.id == row_id
            connection.execute(sa.update(_organisation).where(of_row).values(folded=key))


# --- how this release folds names; later ones may know better, and move on in revisions of their own

_LONGEST_KEY: Final = 240
_TWINS: Final = str.maketrans("abcehikmoptxy", "авсенікмортху")
"""Latin letters that look like Cyrillic ones, small or capital."""
_SCHOOL: Final = "школа"
_NUMBER_SIGN = re.compile(r"\b(?:n|nо|nr|н|номер|number|numвеr)\s+(?=\d)")
_OWNERSHIP = re.compile(
    r"\b(?:[мгчн]о?[бакц]?н?оу|ф?г[бак]оу|фгкоу|м[бак]у|[гкач]{0,2}[бап]?п?поу|[гкч][бап]поу|ан?п?оо|ано|рк"
    r"|республик[аи] коми"
    r"|(?:(?:муниципальн|государственн|частн|негосударственн|республиканск|областн|автономн|бюджетн|казенн"
    r"|некоммерческ|общеобразовательн|образовательн|профессиональн)[а-я]+ )+(?:учреждени|организаци)[а-я]+)\b"
    r"|\bс (?:углубленн[а-я]+ изучени[а-я]+ отдельн[а-я]+ предмет[а-я]+|уиоп)\b"
)
_FOLDED_KINDS: Final = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), kind)
    for pattern, kind in (
        (r"школ[а-я]* интернат[а-я]*", "интернат"),
        (r"(?:основн[а-я]+ )(?:общеобразовательн[а-я]+ )?школ[а-я]+", "оош"),
        (r"(?:начальн[а-я]+ )(?:общеобразовательн[а-я]+ )?школ[а-я]+", "нош"),
        (r"(?:средн[а-я]+ )?(?:общеобразовательн[а-я]+ )?(?:школ(?:а|ы|е|у|ои|ою)|шк)|с[оу]?ш", _SCHOOL),
        (r"sсноо[lл]|sоsн|sнкоlа", _SCHOOL),
        (r"лице(?:и|я|ю|е|ем)|lусеuм", "лицеи"),
        (r"гимнази(?:я|и|ю|еи)|gумnаsіuм", "гимназия"),
        (r"колледж[а-я]*|соllеgе", "колледж"),
        (r"техникум[а-я]*", "техникум"),
        (r"училищ[а-я]+", "училище"),
        (r"центр[а-я]* образовани[а-я]+", "цо"),
        (r"имени", "им"),
    )
)
_KINDS: Final = frozenset(kind for _, kind in _FOLDED_KINDS) - {"им"}
_ORDINALS: Final = ([], *([each] for each in ("я", "ая", "и", "ои", "ыи", "ии", "е", "ое")))
_KIND_OF_PLACE = re.compile(
    r"\b(?:г|гор|город[ае]?|с|сел[оае]|п|пос|пст|пгт|поселк[ае]|поселок|д|дер|деревн[яие]|ст)\s+(?=[^\W\d])"
)


def _fold_organisation(name: str, city: str | None) -> str:
    """One key for all spellings of one school."""
    folded = f"{_fold_name(name)} {_without_kind_of_place(_plain(city or ''))}"
    return " ".join(folded.split())[:_LONGEST_KEY]


def _seen(text: str) -> str:
    """Without signs that nobody sees."""
    categories = ((sign, unicodedata.category(sign)) for sign in text)
    return "".join(" " if kind == "Cc" else sign for sign, kind in categories if kind not in {"Cf", "Cs"})


def _plain(text: str) -> str:
    """Words and numbers of a text, in small letters of one alphabet."""
    bare = unicodedata.normalize("NFKD", _seen(text).replace("№", " n ")).casefold()
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_TWINS)
    return " ".join(each.lstrip("0") or "0" for each in re.findall(r"[^\W\d_]+|\d+", letters))


def _fold_name(name: str) -> str:
    plain = _NUMBER_SIGN.sub("", _plain(name))
    bare = _OWNERSHIP.sub(" ", plain)
    for pattern, kind in _FOLDED_KINDS:
        bare = pattern.sub(kind, bare)
    tokens = [each for each, _ in groupby(bare.split())]
    kind_at = next((n for n, each in enumerate(tokens) if each in _KINDS), None)
    if kind_at is None and tokens and tokens[0].isdecimal() and (bare != plain or len(tokens) == 1):
        tokens.insert(0, _SCHOOL)  # «МБОУ № 12»
    elif kind_at is not None and (kind_at == len(tokens) - 1 or _is_ordinal(tokens[:kind_at])):
        tokens = [tokens[kind_at], *_without_ordinal(tokens[:kind_at]), *tokens[kind_at + 1 :]]
    return _without_kind_of_place(" ".join(tokens))


def _is_ordinal(tokens: list[str]) -> bool:
    """«12», «12-я»."""
    return len(_without_ordinal(tokens)) == 1 and tokens[0].isdecimal()


def _without_ordinal(tokens: list[str]) -> list[str]:
    return tokens[:1] if tokens[:1] and tokens[0].isdecimal() and tokens[1:] in _ORDINALS else tokens


def _without_kind_of_place(plain: str) -> str:
    return _KIND_OF_PLACE.sub("", plain)
