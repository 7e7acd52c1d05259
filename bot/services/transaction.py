"""What a use case is: a function of one transaction, declared together with who may call it.

    @writes(leads("booking_id"))
    def cancel_booking(tx: Tx, booking_id: BookingId, reason: CancelReason) -> BookingView | Refusal:

The body is synchronous, so no network call happens inside the transaction, and uses nothing but :class:`Tx`,
so it may run again. Handlers, jobs and the command line run it through :class:`bot.services.runner.Runner`,
which asks the declared permissions first, inside the same transaction. One use case may call another as a
plain function: the permission was then asked for the outer one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from bot.db.catalogue.reading import note_change
from bot.db.engine.connection import Connection
from bot.db.operations import audit_log as audit
from bot.domain.limits import Limits
from bot.domain.model import PersonId, RegionId, SessionId, SiteId
from bot.domain.people.access import Actor
from bot.domain.refusal import Refusal
from bot.services.catalogue.cache import CatalogueCache

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

SYSTEM = Actor(person_id=PersonId(0), telegram_id=0, language="")
"""Who acts when nobody does: the clock, or whoever has the machine. Has no row and no roles."""


@dataclass(slots=True)
class Tx:
    """One transaction of one actor: everything that a use case may use, and nothing that does I/O.

    ``now`` is UTC. ``drawn``: random bytes, the same for a body that runs again. They are drawn when the
    first are wanted: for that the thread lets go of the interpreter, and most taps need none.
    """

    connection: Connection
    now: datetime
    actor: Actor
    catalogue: CatalogueCache
    limits: Limits
    drawn: Callable[[], bytes] = bytes
    tapped: int | None = None
    """The message of the bot in the actor's chat whose button they tapped: it shows what came of that by
    itself."""
    catalogue_changed: bool = field(default=False, init=False)
    exchanged: set[SessionId] = field(default_factory=set, init=False)
    """Sessions whose seats were given back for others that this transaction takes next."""
    _used: int = field(default=0, init=False)
    _read: dict[object, Any] = field(default_factory=dict, init=False)

    @property
    def by(self) -> PersonId | None:
        """The actor as records name them; None for the system."""
        return None if self.actor is SYSTEM else self.actor.person_id

    def limits_in(self, region_id: RegionId) -> Limits:
        """The numbers as a region has them."""
        return self.catalogue.limits_in(region_id, self.limits)

    def limits_at(self, site_id: SiteId) -> Limits:
        """The numbers as they hold at a site."""
        return self.limits_in(self.catalogue.site(site_id).region_id)

    def draw(self, count: int) -> bytes:
        """The next random bytes; ValueError when more are asked for than were drawn."""
        every = self.drawn()
        drawn = every[self._used : self._used + count]
        if len(drawn) < count:
            raise ValueError(f"{self._used + count} random bytes are wanted, {len(every)} were drawn")
        self._used += count
        return drawn

    def once(self, key: Hashable, read: Callable[[], R]) -> R:
        """What several steps ask and none of them changes, read by the first."""
        if key not in self._read:
            self._read[key] = read()
        return cast("R", self._read[key])

    def change_catalogue(self) -> None:
        """Sites, programmes or routes were changed: every process reads them again after the commit."""
        note_change(self.connection)
        self.catalogue_changed = True

    def attempt(self, step: Callable[[], R]) -> R:
        """Runs a step of which nothing stays when it returns a Refusal; the transaction goes on."""
        savepoint = self.connection.begin_nested()
        result = step()
        if isinstance(result, Refusal):
            savepoint.rollback()
        else:
            savepoint.commit()
        return result


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may call a use case: ``refuse`` tells why the actor may not, None if they may.

    ``argument`` names the parameter of the use case that the question is about, such as ``site_id``.
    """

    name: str
    refuse: Callable[[Tx, object], Refusal | None]
    argument: str | None = None


class UseCase(Generic[P, R_co]):
    """A body with its permissions; calling it as a function runs the body alone."""

    def __init__(
        self, body: Callable[Concatenate[Tx, P], R_co], permissions: tuple[Permission, ...], *, writes: bool
    ) -> None:
        self.name = f"{body.__module__.removeprefix('bot.services.')}.{body.__name__}"
        if not permissions:
            raise TypeError(f"{self.name} says of nobody that they may call it")
        self.body = body
        self.permissions = permissions
        self.writes = writes
        self.__doc__ = body.__doc__
        parameters = list(inspect.signature(body).parameters.values())[1:]
        names = [each.name for each in parameters]
        defaults = {each.name: each.default for each in parameters}
        self._asked: list[tuple[Permission, int, object]] = []
        for permission in permissions:
            if permission.argument is None:
                self._asked.append((permission, -1, None))
                continue
            if permission.argument not in names:
                raise TypeError(f"{self.name} has no parameter {permission.argument!r} to ask about")
            at, default = names.index(permission.argument), defaults[permission.argument]
            self._asked.append((permission, at, None if default is inspect.Parameter.empty else default))
        USE_CASES[self.name] = self

    def __call__(self, tx: Tx, *args: P.args, **kwargs: P.kwargs) -> R_co:
        return self.body(tx, *args, **kwargs)

    def refuse(self, tx: Tx, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Refusal | None:
        """Why the actor may not call it with these arguments; None if they may."""
        for permission, at, default in self._asked:
            if permission.argument is None:
                about: object = None
            elif at < len(args):
                about = args[at]
            else:
                about = kwargs.get(permission.argument, default)
            refusal = permission.refuse(tx, about)
            if refusal is not None:
                return refusal
        return None


USE_CASES: dict[str, UseCase[..., Any]] = {}
"""Every use case by its name, such as ``booking.mine.cancel_booking``, as soon as its module is imported."""


def reads(
    *permissions: Permission,
) -> Callable[[Callable[Concatenate[Tx, P], R]], UseCase[P, R]]:
    """Declares a use case that changes nothing: it runs where a write would be an error."""

    def declare(body: Callable[Concatenate[Tx, P], R]) -> UseCase[P, R]:
        return UseCase(body, permissions, writes=False)

    return declare


def writes(
    *permissions: Permission,
) -> Callable[[Callable[Concatenate[Tx, P], R]], UseCase[P, R]]:
    """Declares a use case that may change something; a Refusal that it returns rolls all of it back."""

    def declare(body: Callable[Concatenate[Tx, P], R]) -> UseCase[P, R]:
        return UseCase(body, permissions, writes=True)

    return declare


def record(
    tx: Tx,
    action: str,
    subject: str,
    subject_id: int | None,
    details: Mapping[str, int | str | None],
    *,
    region_id: RegionId | None,
    site_id: SiteId | None = None,
) -> None:
    """Notes in the audit log what the actor did: ``record(tx, "site.hidden", "site", 12, {}, …)``."""
    audit.record(
        tx.connection,
        tx.by,
        action,
        subject,
        subject_id,
        details,
        region_id=region_id,
        site_id=site_id,
        now=tx.now,
    )
