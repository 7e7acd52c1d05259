"""One engine for everything that is filled in: what a form is, and what happens to it.

A form is a list of questions. Each says whether it is still missing, what a tap and a text mean to it, and
how its answer is taken back. The engine opens, answers, corrects, goes back, leaves, goes on after a restart
(all that there is stands in the draft's row), takes every answer once, and ends the form exactly once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Generic, TypeAlias, TypeVar, get_args

from bot.db.booking import drafts
from bot.db.booking.drafts import (
    close_draft,
    lock_own_draft,
    read_asking_draft,
    read_last_draft,
    read_open_draft,
    read_own_draft,
    save_draft,
    start_draft,
)
from bot.db.engine.locks import lock_person
from bot.db.people.people import note_message, read_last_message
from bot.domain.draft import Draft
from bot.domain.forms import CONTINUED, LONE, Form, Question, without_words
from bot.domain.model import DraftId, DraftState, RegionId
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.answers import means_send
from bot.domain.typed.free_text import lists_people
from bot.domain.typed.party import read_count
from bot.services.permissions import SELF
from bot.services.transaction import Tx, reads, writes

F = TypeVar("F", bound=Form)

LONGEST_TEXT = 300
"""Characters of a typed answer, where a question does not say otherwise."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A text is no answer to the question; ``problem`` is the key of a text that says so, with an example."""

    problem: str
    most: int = 0


@dataclass(frozen=True, slots=True)
class NotAnswered(Refusal):
    """A text that is no answer to the question where the form stands, and so may mean something else.
    ``is_old``: the question stands for so long that the form is better offered than shown, or only overhears
    what is typed."""

    is_old: bool = False


STANDS_FOR = timedelta(hours=12)
"""So long after its last answer a form takes it that what is typed is meant for it."""

SENT_JUST_NOW = timedelta(minutes=15)

TAKES_ANYTHING = frozenset(
    {
        Question.SCHOOL,
        Question.NAME,
        Question.COMMENT,
        Question.COURSE,
        Question.MOTIVATION,
        Question.IMPROVE,
        Question.SENTENCE,
        Question.ENQUIRY,
        Question.ANSWER,
        Question.LINE,
        Question.WHY_NOT,
        Question.FIELD,
        Question.SITE_NAME,
        Question.TOWN,
        Question.MUNICIPALITY,
        Question.INDUSTRY,
        Question.MEETING_POINT,
        Question.TITLE,
        Question.ABOUT,
        Question.NEWS_TEXT,
        Question.CONSENT_TEXT,
        Question.THEME,
        Question.ROUTE_STOPS,
        Question.TRANSPORT,
        Question.FOR_WHOM,
        Question.NOTE,
    }
)
"""Questions to which nearly every text is an answer: only while they are on screen."""


_NAMES: Final = frozenset({"names", "name_and_health", "looks_like_names"})
"""Problems of a text in which somebody is named; see ``_at_place``."""


def refused_text(problem: str, most: int = 0) -> Refusal:
    """Why a typed text cannot be taken: ``problem.<problem>`` in every language."""
    return Refusal(Reason.TEXT_REFUSED, {"problem": problem, "most": most})


@dataclass(frozen=True, slots=True)
class Contact:
    """«Отправить номер». ``own``: it is the sender's own contact."""

    phone: str
    first_name: str
    own: bool


@dataclass(slots=True)
class At(Generic[F]):
    """A form at one moment, inside a transaction.

    Not stored with it: ``op`` of the tap that is being answered, ``message_id`` of what answers; ``month``,
    the page of a calendar; ``refusal``, why the last answer did not do; ``note``, what is said once of how it
    was understood.
    """

    tx: Tx
    draft: Draft[F]
    op: str | None = None
    month: date | None = None
    refusal: Refusal | None = None
    message_id: int | None = None
    note: object = None

    @property
    def form(self) -> F:
        return self.draft.form


A = TypeVar("A")
Answer: TypeAlias = A | Refusal | NotUnderstood


@dataclass(frozen=True, slots=True, kw_only=True)
class FormQuestion(Generic[F]):
    """One question. ``is_missing`` is None for a question that only a button opens.

    ``taps``: by the word in the callback data, what its value does to the form. ``text`` and ``contact``:
    what a written answer does; None where a button is wanted. ``corrects``: the form that a text at a later
    question corrects here; None from it: the text is none. ``undo``: the form before this question was
    answered; None where nothing stands before it, so that «Назад» leads out. ``longest``: characters of a
    text. ``keeps_lines``: a text keeps its line breaks. ``reads_names``: lists of people are refused by the
    question itself, in words of its own. ``reply_keyboard``: its screen has one, which goes away afterwards.
    ``overhears``: nobody was asked, the screen only takes what is typed over it; what it does not understand
    was meant for something else.
    """

    name: Question
    is_missing: Callable[[At[F]], bool] | None = None
    taps: Mapping[str, Callable[[At[F], str], F | Refusal]] = field(default_factory=dict)
    text: Callable[[At[F], str], Answer[F]] | None = None
    contact: Callable[[At[F], Contact], F | Refusal] | None = None
    corrects: Callable[[At[F], str], F | Refusal | None] | None = None
    undo: Callable[[At[F]], F] | None = None
    longest: int = LONGEST_TEXT
    keeps_lines: bool = False
    reads_names: bool = False
    reply_keyboard: bool = False
    overhears: bool = False


def _as_it_is(_at: At[F], form: F) -> F:
    return form


def _never(_form: Form) -> bool:
    return False


def _nothing_more(_at: At[F]) -> None:
    return None


def _anybody(_tx: Tx, _form: Form) -> None:
    return None


def _nowhere(_tx: Tx, _form: Form) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormKind(Generic[F]):
    """A kind of form: its questions in order, and what else belongs to it.

    ``view`` reads what the screen of the present question shows. ``settle`` judges the form after each answer
    and does what follows from it (seats are held). ``finish`` makes of it what it is for: by ``send``, but
    after the last answer with ``sends_itself`` and where ``sends_when`` says so; ``sent`` reads what a sent
    one has become. ``leave`` does what follows from giving it up. ``refuse``: why this person may not fill it
    in (any more). ``refuse_answers``: why nobody may just now; it is shown as it stands. ``again``: taps that
    do something although the form stays as it is. ``region``: whose addition to the consent is agreed to
    under it; None: of no region.
    """

    form: type[F]
    questions: tuple[FormQuestion[F], ...]
    view: Callable[[At[F]], object]
    settle: Callable[[At[F], F], F | Refusal] = _as_it_is
    finish: Callable[[At[F]], object]
    sends_itself: bool = False
    sends_when: Callable[[F], bool] = _never
    again: frozenset[str] = frozenset()
    sent: Callable[[Tx, Draft[F]], object] | None = None
    leave: Callable[[At[F]], None] = _nothing_more
    refuse: Callable[[Tx, F], Refusal | None] = _anybody
    refuse_answers: Callable[[Tx, F], Refusal | None] = _anybody
    region: Callable[[Tx, F], RegionId | None] = _nowhere

    def current(self, at: At[F]) -> FormQuestion[F] | None:
        """The question that a button has opened, else the first without an answer; None: all have one."""
        opened = next((each for each in self.questions if each.name is at.draft.question), None)
        return opened if opened is not None and opened.is_missing is None else self.missing(at)

    def missing(self, at: At[F]) -> FormQuestion[F] | None:
        return next(
            (each for each in self.questions if each.is_missing is not None and each.is_missing(at)), None
        )

    def named(self, name: str) -> FormQuestion[F] | None:
        return next((each for each in self.questions if each.name == name), None)

    def tap(self, op: str) -> Callable[[At[F], str], F | Refusal] | None:
        return next((each.taps[op] for each in self.questions if op in each.taps), None)


KINDS: dict[type, FormKind[Any]] = {}
"""Every kind of form, as soon as its module is imported."""


def form_kind(kind: FormKind[F]) -> FormKind[F]:
    """Registers a kind; ValueError, with what is wrong, for one that could not be filled in."""
    if kind.form in KINDS:
        raise ValueError(f"{kind.form.__name__} has two kinds")
    names = [each.name for each in kind.questions]
    ops = [op for each in kind.questions for op in each.taps]
    for twice in (names, ops):
        if len(set(twice)) != len(twice):
            raise ValueError(f"{kind.form.__name__} has something twice: {sorted(twice)}")
    for each in kind.questions:
        if not each.taps and each.text is None and each.contact is None and each.is_missing is None:
            raise ValueError(f"nothing answers {each.name} of {kind.form.__name__}")
    KINDS[kind.form] = kind
    return kind


# --- what comes of it -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asking:
    """The form stands at a question, which ``view`` shows. ``by_contact``: it comes from one that has a reply
    keyboard. ``is_first``: nothing stands before it. ``is_aside``: it was put aside; whoever shows it has it
    ask again."""

    draft_id: DraftId
    form: Form
    question: Question | None
    view: Any
    by_contact: bool = False
    is_first: bool = False
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """The form has become something."""

    draft_id: DraftId
    form: Form
    result: Any
    by_contact: bool = False


Outcome = Asking | Finished | Refusal


def typed_number(
    take: Callable[[At[F], int], F | Refusal], read: Callable[[str], int | None] = read_count
) -> Callable[[At[F], str], Answer[F]]:
    """What a text means where a number is asked for, of people unless ``read`` says otherwise."""

    def typed(at: At[F], text: str) -> Answer[F]:
        number = read(text)
        return NotUnderstood("not_a_number") if number is None else take(at, number)

    return typed


# --- reading and storing --------------------------------------------------------------------------------


def find_draft(tx: Tx, form: type[F], draft_id: DraftId | None) -> Draft[F] | Refusal:
    """One's own open draft, by its id or the only one of its kind. A sent or cancelled one is a Refusal."""
    if draft_id is None:
        draft = read_open_draft(tx.connection, tx.actor.person_id, form)
    else:
        draft = read_own_draft(tx.connection, draft_id, tx.actor.person_id, form)
    return _judged(tx, form, draft)


def lock_draft(tx: Tx, form: type[F], draft_id: DraftId) -> Draft[F] | Refusal:
    """The same for whoever changes it: nobody else of this person's devices does at the same time."""
    draft = _judged(tx, form, lock_own_draft(tx.connection, draft_id, tx.actor.person_id, form))
    return draft if isinstance(draft, Refusal) else KINDS[form].refuse_answers(tx, draft.form) or draft


def _judged(tx: Tx, form: type[F], draft: Draft[F] | None) -> Draft[F] | Refusal:
    if draft is None:
        return Refusal(Reason.NOT_FOUND)
    if (refusal := KINDS[form].refuse(tx, draft.form)) is not None:
        return refusal
    if draft.state is not DraftState.OPEN:
        return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft.id, "state": draft.state})
    return draft


def _asking(kind: FormKind[F], at: At[F]) -> Asking:
    current = kind.current(at)
    name = None if current is None else current.name
    is_first = current is not None and current.undo is None and current.is_missing is not None
    return Asking(at.draft.id, at.form, name, kind.view(at), is_first=is_first, is_aside=at.draft.aside)


def _waits_for(missing: FormQuestion[F] | None) -> Question:
    """What is stored as the question: an open form always has one, so that a typed text finds it."""
    return Question.SUMMARY if missing is None else missing.name


def begin(tx: Tx, form: F) -> Asking:
    """Opens a form; an open one of its kind is put aside."""
    kind: FormKind[F] = KINDS[type(form)]
    person_id = tx.actor.person_id
    new = Draft(DraftId(0), person_id, DraftState.OPEN, None, form, 0, tx.now, tx.now)
    question = _waits_for(kind.missing(At(tx, new)))
    draft_id = start_draft(tx.connection, person_id, form, question, tx.now)
    return _asking(kind, At(tx, replace(new, id=draft_id, question=question)))


def present(tx: Tx, draft: Draft[F], *, month: date | None = None, refusal: Refusal | None = None) -> Asking:
    """The form as it stands."""
    return _asking(KINDS[type(draft.form)], At(tx, draft, month=month, refusal=refusal))


def go_on(at: At[F], form: F, *, ask: Question | None = None) -> Outcome:
    """Stores an answer with all that follows from it, and shows what comes next.

    ``ask``: a question that a button opens.
    """
    tx, kind = at.tx, KINDS[type(form)]
    # As it was asked: meanwhile something outside the form may have been answered, such as the consent.
    answered = kind.named(at.draft.question or "") or kind.current(at)
    by_contact = answered is not None and answered.reply_keyboard
    settled = kind.settle(at, form)
    if isinstance(settled, Refusal):
        return settled
    after = At(tx, replace(at.draft, form=settled, question=ask), at.op, at.month, at.refusal, note=at.note)
    missing = kind.missing(after)
    if missing is None and (kind.sends_itself or kind.sends_when(settled)):
        return _finish(kind, after, by_contact=by_contact)
    question = ask or _waits_for(missing)
    same = question is at.draft.question
    asked_after = at.draft.asked_after if same else at.message_id
    if not save_draft(tx.connection, at.draft, settled, question, tx.now, asked_after):
        return Refusal(Reason.DRAFT_CHANGED, {"draft_id": at.draft.id})
    after.draft = replace(after.draft, question=question, version=at.draft.version + 1, aside=False)
    asking = _asking(kind, after)
    stays = answered is not None and asking.question is answered.name
    return replace(asking, by_contact=by_contact and not stays)


def _finish(kind: FormKind[F], at: At[F], *, by_contact: bool = False) -> Finished | Refusal:
    if not close_draft(at.tx.connection, at.draft.id, DraftState.SENT, at.tx.now):
        return Refusal(Reason.DRAFT_CHANGED, {"draft_id": at.draft.id})
    result = kind.finish(at)
    if isinstance(result, Refusal):
        return result
    return Finished(at.draft.id, at.form, result, by_contact)


# --- use cases ------------------------------------------------------------------------------------------


@reads(SELF)
def find_open(tx: Tx) -> Draft[Form] | None:
    """The form that a typed text or a contact answers: the one that asked last."""
    return read_asking_draft(tx.connection, tx.actor.person_id)


@reads(SELF)
def find_sent(tx: Tx) -> Draft[Form] | None:
    """The form that was sent just now, if nothing else was filled in since: who says «да» once more than is
    needed is shown again what became of it."""
    draft = read_last_draft(tx.connection, tx.actor.person_id)
    just_sent = draft is not None and draft.state is DraftState.SENT and draft.form.kind in CONTINUED
    return draft if just_sent and draft is not None and tx.now - draft.updated_at <= SENT_JUST_NOW else None


@reads(SELF)
def show_sent(tx: Tx, form: type[Form], draft_id: DraftId) -> Any | Refusal:
    """What one's own form has become that was sent."""
    kind, draft = KINDS[form], read_own_draft(tx.connection, draft_id, tx.actor.person_id, form)
    if draft is None or draft.state is not DraftState.SENT or kind.sent is None:
        return Refusal(Reason.NOT_FOUND)
    return kind.sent(tx, draft)


@reads(SELF)
def show_came(tx: Tx, form: type[Form], draft_id: DraftId) -> Finished | Refusal:
    """What one's own form came to that was sent before: the same answer again. ``result``: None where it
    cannot be told any more; the form says then where it belongs."""
    kind, draft = KINDS[form], read_own_draft(tx.connection, draft_id, tx.actor.person_id, form)
    if draft is None or draft.state is not DraftState.SENT:
        return Refusal(Reason.NOT_FOUND)
    refusal = kind.refuse(tx, draft.form)
    if refusal is not None and refusal.reason is Reason.NOT_ALLOWED:
        return refusal
    result = None if kind.sent is None else kind.sent(tx, draft)
    return Finished(draft.id, draft.form, None if isinstance(result, Refusal) else result)


@reads(SELF)
def find_waiting(tx: Tx) -> Draft[Form] | None:
    """A form that was put aside lately and waits to be continued."""
    draft = read_asking_draft(tx.connection, tx.actor.person_id, put_aside=True)
    waits = draft is not None and draft.aside and draft.form.kind in CONTINUED
    return draft if waits and draft is not None and not _is_old(tx, draft) else None


def _is_old(tx: Tx, draft: Draft[F]) -> bool:
    return tx.now - draft.updated_at > STANDS_FOR


@writes(SELF)
def ask_again(tx: Tx, form: type[Form], draft_id: DraftId) -> Refusal | None:
    """A form that was put aside is on screen again: what is typed now is its answer."""
    draft = find_draft(tx, form, draft_id)
    if isinstance(draft, Refusal):
        return draft
    drafts.ask_again(tx.connection, draft.id, tx.now)
    return None


@reads(SELF)
def find_edited(tx: Tx, message_id: int, written_at: datetime) -> Draft[Form] | None:
    """The form whose present question a message was written to (``written_at``, in whole seconds); its edit
    is an answer, too."""
    draft = read_asking_draft(tx.connection, tx.actor.person_id)
    if draft is None or message_id <= (draft.asked_after or 0):
        return None
    if message_id <= (read_last_message(tx.connection, tx.actor.person_id) or 0):
        # It was an answer before, after which the form stayed where it was.
        return None if draft.asked_after is None else draft
    return draft if written_at >= draft.updated_at.replace(microsecond=0) else None


@reads(SELF)
def has_unfinished_form(tx: Tx) -> bool:
    """Whether there is a request or an application that was begun and not sent."""
    return any(
        read_open_draft(tx.connection, tx.actor.person_id, form) is not None
        for form in get_args(Form)
        if form.kind in CONTINUED
    )


@reads(SELF)
def show(
    tx: Tx,
    form: type[Form],
    draft_id: DraftId | None = None,
    *,
    month: date | None = None,
    refusal: Refusal | None = None,
) -> Asking | Refusal:
    """The present question again: after a restart, from an old button, in another month, after a refusal."""
    draft = find_draft(tx, form, draft_id)
    if isinstance(draft, Refusal):
        return draft
    return _asking(KINDS[form], At(tx, draft, month=month, refusal=refusal))


@writes(SELF)
def refresh(tx: Tx, form: type[Form], draft_id: DraftId) -> Outcome:
    """Goes on after something outside the form was answered, such as the consent (H1)."""
    draft = lock_draft(tx, form, draft_id)
    return draft if isinstance(draft, Refusal) else go_on(At(tx, draft), draft.form)


@writes(SELF)
def refuse_consent(tx: Tx, form: type[Form], draft_id: DraftId) -> Asking | Refusal:
    """A no to the consent: what was written is gone, numbers and choices stay for a change of mind (H1). Safe
    to repeat."""
    kind = KINDS[form]
    draft = _judged(tx, form, lock_own_draft(tx.connection, draft_id, tx.actor.person_id, form))
    if isinstance(draft, Refusal):
        return draft
    bare = replace(draft, form=without_words(draft.form), question=None, version=draft.version + 1)
    bare = replace(bare, question=_waits_for(kind.missing(At(tx, bare))))
    if not save_draft(tx.connection, draft, bare.form, bare.question, tx.now):
        return Refusal(Reason.DRAFT_CHANGED, {"draft_id": draft.id})
    return _asking(kind, At(tx, bare))


@writes(SELF)
def tap(
    tx: Tx,
    form: type[Form],
    draft_id: DraftId,
    op: str,
    value: str = "",
    message_id: int | None = None,
    *,
    tapped_in: int | None = None,
) -> Outcome:
    """A tap on an answer. Repeating it, or tapping an answer of an earlier question, is harmless.

    «back» takes back the answer before the question that ``value`` names; where the form does not stand there
    any more it changes nothing. «ask» opens a question that only a button opens, and closes it without a
    value. ``message_id``: of a text that said the same in words; handled before, it changes nothing.
    ``tapped_in``: the message that has the button.
    """
    draft = lock_draft(tx, form, draft_id)
    if isinstance(draft, Refusal):
        return draft
    kind, at = KINDS[form], At(tx, draft, op, message_id=message_id or tapped_in)
    if message_id is not None and not note_message(tx.connection, tx.actor.person_id, message_id):
        return _asking(kind, At(tx, draft))
    if op == "back":
        return go_on(at, _taken_back(kind, at, value))
    if op == "ask":
        opened = kind.named(value)
        return go_on(
            at, at.form, ask=None if opened is None or opened.is_missing is not None else opened.name
        )
    act = kind.tap(op)
    if act is None:
        return _asking(kind, At(tx, draft))
    answered = act(at, value)
    if isinstance(answered, Refusal):
        return answered
    opened = kind.named(draft.question or "")
    stays = opened is None or opened.is_missing is not None
    if stays and answered == at.form and op not in kind.again:
        # Said before: nothing is stored anew, so that a tap may be repeated however often.
        return _asking(kind, at)
    return go_on(at, answered)


def _taken_back(kind: FormKind[F], at: At[F], question: str) -> F:
    """The form one question earlier; as it is when a question stands open that a button opened, or the form
    stands elsewhere by now."""
    current = kind.current(at)
    if current is None:
        summary = kind.named(Question.SUMMARY)
        if summary is None or summary.undo is None or question != Question.SUMMARY:
            return at.form
        return summary.undo(at)
    if current.is_missing is None or current.undo is None or current.name != question:
        return at.form
    return current.undo(at)


@writes(SELF)
def type_text(
    tx: Tx,
    form: type[Form],
    draft_id: DraftId,
    text: str,
    message_id: int | None = None,
    *,
    edited: bool = False,
) -> Outcome:
    """A typed answer to the question where the form stands; kept together with the message's id.

    What does not answer it may correct an earlier one; else it is ``NotAnswered``. A message that was handled
    before changes nothing, unless it was ``edited``.
    """
    draft = lock_draft(tx, form, draft_id)
    if isinstance(draft, Refusal):
        return draft
    kind, at = KINDS[form], At(tx, draft, message_id=message_id)
    question = kind.current(at)
    is_new = message_id is None or note_message(tx.connection, tx.actor.person_id, message_id)
    if not is_new and not edited:
        return _asking(kind, at)
    # What is optional, or takes anything, is answered while it is on screen only.
    is_careless = (
        question is None
        or question.is_missing is None
        or question.name in TAKES_ANYTHING
        or question.overhears
    )
    if is_careless and (draft.aside or _is_old(tx, draft)):
        return _not_answered(at, "press_a_button")
    if question is None and means_send(text):
        return _finish(kind, at)
    # Over a complete form a text corrects it.
    question = question or kind.named(Question.SUMMARY)
    if question is None or question.text is None:
        return refused_text("names") if lists_people(text) else _not_answered(at, "press_a_button")
    answered = _read(kind, at, question, text)
    return _at_place(answered, question) if isinstance(answered, Refusal) else go_on(at, answered)


def _read(kind: FormKind[F], at: At[F], question: FormQuestion[F], text: str) -> F | Refusal:
    """What a text at a question makes of the form."""
    tidy = text.strip() if question.keeps_lines else " ".join(text.split())
    if (len(tidy) > question.longest or not question.reads_names) and lists_people(text):
        return refused_text("names")
    if len(tidy) > question.longest:
        return refused_text("too_long", question.longest)
    if question.text is None:
        return _not_answered(at, "press_a_button")
    answered = question.text(at, tidy)
    if isinstance(answered, NotUnderstood):
        answered = _corrected(kind, at, question, tidy) or _not_answered(at, answered.problem, answered.most)
    return answered


def _at_place(refusal: Refusal, question: FormQuestion[F]) -> Refusal:
    """What is refused as a name is said with an example of what can stand there instead."""
    if refusal.params.get("problem") not in _NAMES:
        return refusal
    return replace(refusal, params={**refusal.params, "place": question.name.value})


def _not_answered(at: At[F], problem: str, most: int = 0) -> NotAnswered:
    question = KINDS[type(at.form)].current(at)
    overheard = question is not None and question.overhears
    is_old = overheard or _is_old(at.tx, at.draft)
    return NotAnswered(Reason.TEXT_REFUSED, {"problem": problem, "most": most}, is_old=is_old)


def _corrected(kind: FormKind[F], at: At[F], question: FormQuestion[F], text: str) -> F | Refusal | None:
    """What the text makes of an earlier answer; None if it corrects none."""
    earlier = kind.questions[: kind.questions.index(question)]
    for each in reversed(earlier):
        if each.corrects is not None and (corrected := each.corrects(at, text)) is not None:
            return corrected
    return None


@writes(SELF)
def share_contact(tx: Tx, form: type[Form], draft_id: DraftId, contact: Contact, message_id: int) -> Outcome:
    """«Отправить номер». Where no number is asked for, the form shows its question again."""
    draft = lock_draft(tx, form, draft_id)
    if isinstance(draft, Refusal):
        return draft
    kind, at = KINDS[form], At(tx, draft)
    question = kind.current(at)
    if question is None or question.contact is None:
        # Delivered again, when its number has been kept; or sent unasked, and nobody is thanked for it.
        return replace(_asking(kind, at), by_contact=tx.actor.phone is not None)
    if not note_message(tx.connection, tx.actor.person_id, message_id):
        return _asking(kind, at)
    answered = question.contact(at, contact)
    return answered if isinstance(answered, Refusal) else go_on(at, answered)


@writes(SELF)
def leave(tx: Tx, form: type[Form], draft_id: DraftId | None = None) -> Form | Refusal:
    """«Отмена»: the form is put aside, and what it kept comes free. Safe to repeat; a sent form is a Refusal.

    Without an id the open one of its kind.
    """
    lock_person(tx.connection, tx.actor.person_id)
    if draft_id is None:
        draft = read_open_draft(tx.connection, tx.actor.person_id, form)
    else:
        draft = read_own_draft(tx.connection, draft_id, tx.actor.person_id, form)
    if draft is None:
        return Refusal(Reason.NOT_FOUND)
    if draft.state is DraftState.SENT:
        return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft.id, "state": draft.state})
    if close_draft(tx.connection, draft.id, DraftState.CANCELLED, tx.now):
        KINDS[form].leave(At(tx, draft))
    return draft.form


@writes(SELF)
def walk_away(tx: Tx, kept: Collection[type[Form]] = ()) -> None:
    """Something else is opened: a lone question is closed, other forms are put aside. ``kept``: those whose
    button it was."""
    opened = drafts.read_open_kinds(tx.connection, tx.actor.person_id)
    for form in get_args(Form):
        if form.kind in opened and form.kind in LONE and form not in kept:
            leave(tx, form)
    drafts.put_aside(tx.connection, tx.actor.person_id, [each.kind for each in kept])


@writes(SELF)
def send(tx: Tx, form: type[Form], draft_id: DraftId) -> Finished | Refusal:
    """Makes of a form what it is for, once, however often and from however many devices it is sent."""
    kind = KINDS[form]
    draft = lock_own_draft(tx.connection, draft_id, tx.actor.person_id, form)
    if draft is not None and draft.state is DraftState.SENT and kind.sent is not None:
        return Finished(draft.id, draft.form, kind.sent(tx, draft))
    found = _judged(tx, form, draft)
    if isinstance(found, Refusal):
        return found
    at = At(tx, found)
    if kind.missing(at) is not None:
        return Refusal(Reason.INCOMPLETE, {"draft_id": found.id})
    return _finish(kind, at)
