"""Forms being filled: one open draft of a kind for a person, kept whole in a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, get_args

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Select, bindparam, insert, select, update

from bot.db.engine.locks import lock_person
from bot.db.engine.statements import AnyRow, from_row
from bot.db.tables import draft, person
from bot.domain.draft import Draft, F
from bot.domain.forms import DraftKind, Form, Question, without_words
from bot.domain.model import DraftId, DraftState, PersonId

_ADAPTERS: dict[DraftKind, TypeAdapter[Form]] = {each.kind: TypeAdapter(each) for each in get_args(Form)}

_COLUMNS = (
    draft.c.id,
    draft.c.person_id,
    draft.c.kind,
    draft.c.state,
    draft.c.question,
    draft.c.form,
    draft.c.version,
    draft.c.updated_at,
    draft.c.created_at,
    draft.c.aside,
    draft.c.asked_after,
)

# Made once: they run with every step of a form, and making one costs several times what running it does.
_DRAFT = select(*_COLUMNS).where(draft.c.id == bindparam("draft_id"))
_OF_PERSON = select(*_COLUMNS).where(draft.c.person_id == bindparam("person_id"))
_OWN = _OF_PERSON.where(draft.c.id == bindparam("draft_id"), draft.c.kind == bindparam("kind"))
_OWN_LOCKED = _OWN.join(person, person.c.id == draft.c.person_id).with_for_update(
    key_share=True, of=[person, draft]
)
_OPEN = _OF_PERSON.where(draft.c.kind == bindparam("kind"), draft.c.state == DraftState.OPEN)
_NEWEST = (
    _OF_PERSON.where(draft.c.state == DraftState.OPEN)
    .order_by(draft.c.updated_at.desc(), draft.c.id.desc())
    .limit(1)
)
_LAST = _OF_PERSON.order_by(draft.c.updated_at.desc(), draft.c.id.desc()).limit(1)
_ASKING = _NEWEST.where(~draft.c.aside)
_CLOSE = update(draft).where(draft.c.id == bindparam("draft_id"), draft.c.state == DraftState.OPEN)
_SAVE = _CLOSE.where(draft.c.version == bindparam("seen"))


def _draft_of(row: AnyRow) -> Draft[Form]:
    question = None if row.question is None else Question(row.question)
    return from_row(Draft, row, question=question, form=_ADAPTERS[row.kind].validate_python(row.form))


def start_draft(
    connection: Connection, person_id: PersonId, form: Form, question: Question | None, now: datetime
) -> DraftId:
    """Opens a draft; an older open one of the same kind is put aside (cancelled)."""
    lock_person(connection, person_id)
    kind = form.kind
    connection.execute(
        update(draft)
        .where(draft.c.person_id == person_id, draft.c.kind == kind, draft.c.state == DraftState.OPEN)
        .values(state=DraftState.CANCELLED, question=None, updated_at=now)
    )
    new_id = connection.execute(
        insert(draft)
        .values(
            person_id=person_id,
            kind=kind,
            state=DraftState.OPEN,
            question=question,
            form=_ADAPTERS[kind].dump_python(form, mode="json"),
            created_at=now,
            updated_at=now,
        )
        .returning(draft.c.id)
    ).scalar_one()
    return DraftId(new_id)


def read_draft(connection: Connection, draft_id: DraftId) -> Draft[Form] | None:
    row = connection.execute(_DRAFT, {"draft_id": draft_id}).one_or_none()
    return None if row is None or not row.form else _draft_of(row)


def owns_draft(connection: Connection, person_id: PersonId, draft_id: DraftId) -> bool:
    """Whether a draft, in whatever state, is this person's."""
    found = select(draft.c.id).where(draft.c.id == draft_id, draft.c.person_id == person_id)
    return connection.execute(found).one_or_none() is not None


def read_own_draft(
    connection: Connection, draft_id: DraftId, person_id: PersonId, form_type: type[F]
) -> Draft[F] | None:
    """A person's draft with this kind of form, in whatever state; None for anybody else's, or emptied."""
    return _own(connection, _OWN, draft_id, person_id, form_type)


def lock_own_draft(
    connection: Connection, draft_id: DraftId, person_id: PersonId, form_type: type[F]
) -> Draft[F] | None:
    """The same with its person locked (``bot.db.engine.locks``), in one round trip. The draft's row is locked
    as well, so that it comes as whoever was waited for has left it."""
    statement = _OWN_LOCKED if connection.dialect.name == "postgresql" else _OWN
    return _own(connection, statement, draft_id, person_id, form_type)


def _own(
    connection: Connection,
    statement: Select[*tuple[Any, ...]],
    draft_id: DraftId,
    person_id: PersonId,
    form_type: type[F],
) -> Draft[F] | None:
    asked = {"draft_id": draft_id, "person_id": person_id, "kind": form_type.kind}
    row = connection.execute(statement, asked).one_or_none()
    if row is None or not row.form:
        return None
    found = _draft_of(row)
    if not isinstance(found.form, form_type):
        return None
    return Draft(
        found.id,
        found.person_id,
        found.state,
        found.question,
        found.form,
        found.version,
        found.updated_at,
        found.created_at,
        found.aside,
        found.asked_after,
    )


def read_open_draft(connection: Connection, person_id: PersonId, form_type: type[F]) -> Draft[F] | None:
    row = connection.execute(_OPEN, {"person_id": person_id, "kind": form_type.kind}).one_or_none()
    if row is None:
        return None
    return read_own_draft(connection, DraftId(row.id), person_id, form_type)


def read_open_kinds(connection: Connection, person_id: PersonId) -> set[DraftKind]:
    """Of the forms that a person has open."""
    found = select(draft.c.kind).where(
        draft.c.person_id == person_id, draft.c.state == DraftState.OPEN, draft.c.kind.in_(sorted(DraftKind))
    )
    return {DraftKind(kind) for kind in connection.execute(found).scalars()}


def read_asking_draft(
    connection: Connection, person_id: PersonId, *, put_aside: bool = False
) -> Draft[Form] | None:
    """The draft whose question a typed text answers: the open one that changed last. ``put_aside``: also one
    that asks nothing, since something else was opened."""
    row = connection.execute(_NEWEST if put_aside else _ASKING, {"person_id": person_id}).one_or_none()
    return None if row is None else _draft_of(row)


def read_last_draft(connection: Connection, person_id: PersonId) -> Draft[Form] | None:
    """The draft that changed last, in whatever state; None if there is none, or it was emptied since."""
    row = connection.execute(_LAST, {"person_id": person_id}).one_or_none()
    return None if row is None or not row.form else _draft_of(row)


def put_aside(connection: Connection, person_id: PersonId, but: Collection[DraftKind]) -> None:
    """The open drafts of a person ask nothing any more, but for those of these kinds."""
    connection.execute(
        update(draft)
        .where(
            draft.c.person_id == person_id,
            draft.c.state == DraftState.OPEN,
            ~draft.c.aside,
            draft.c.kind.not_in(but),
        )
        .values(aside=True, asked_after=None)
    )


def ask_again(connection: Connection, draft_id: DraftId, now: datetime) -> None:
    """A draft that was put aside asks its question again."""
    connection.execute(
        _CLOSE.where(draft.c.aside),
        {"draft_id": draft_id, "aside": False, "updated_at": now},
    )


def save_draft(
    connection: Connection,
    seen: Draft[F],
    form: F,
    question: Question | None,
    now: datetime,
    asked_after: int | None = None,
) -> bool:
    """Stores the next answers. ``asked_after``: as the draft has it. False: the draft was changed or closed
    on another device meanwhile."""
    saved = connection.execute(
        _SAVE,
        {
            "draft_id": seen.id,
            "seen": seen.version,
            "form": _ADAPTERS[form.kind].dump_python(form, mode="json"),
            "question": question,
            "version": seen.version + 1,
            "updated_at": now,
            "aside": False,
            "asked_after": asked_after,
        },
    )
    return saved.rowcount == 1


def keep_form(connection: Connection, draft_id: DraftId, form: Form) -> None:
    """Puts a sent form down as it was understood at last, such as with its school from the directory."""
    values = {"form": _ADAPTERS[form.kind].dump_python(form, mode="json")}
    connection.execute(update(draft).where(draft.c.id == draft_id).values(values))


def edit_forms(
    connection: Connection,
    which: ColumnElement[bool],
    edit: Callable[[Form], Form],
    asked: Mapping[str, Any] | None = None,
) -> list[DraftId]:
    """Changes what forms say that nobody fills in any more; of which drafts. ``asked``: the parameters of the
    condition."""
    locked = select(*_COLUMNS).where(which, draft.c.state != DraftState.OPEN).with_for_update()
    edited = [_draft_of(row) for row in connection.execute(locked, asked or {}) if row.form]
    for each in edited:
        keep_form(connection, each.id, edit(each.form))
    return [each.id for each in edited]


def add_sent_draft(connection: Connection, person_id: PersonId, form: Form, now: datetime) -> DraftId:
    """A form that nobody filled in: it says whom seats are kept for."""
    new_id = connection.execute(
        insert(draft)
        .values(
            person_id=person_id,
            kind=form.kind,
            state=DraftState.SENT,
            question=None,
            form=_ADAPTERS[form.kind].dump_python(form, mode="json"),
            created_at=now,
            updated_at=now,
        )
        .returning(draft.c.id)
    ).scalar_one()
    return DraftId(new_id)


def close_draft(connection: Connection, draft_id: DraftId, state: DraftState, now: datetime) -> bool:
    """Ends an open draft as sent or cancelled. False: it was not open any more."""
    values = {"draft_id": draft_id, "state": state, "question": None, "updated_at": now}
    closed = connection.execute(_CLOSE, values)
    return closed.rowcount == 1


def keep_no_words(connection: Connection, of: Draft[F]) -> None:
    """What was written freely goes out of a form that is filled in no more."""
    bare = _ADAPTERS[of.form.kind].dump_python(without_words(of.form), mode="json")
    connection.execute(update(draft).where(draft.c.id == of.id).values(form=bare))
