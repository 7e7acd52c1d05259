"""The schema. Constraints here are the invariants of the product, not conveniences.

Seats: a session's ``taken`` and ``parties`` are the sums over its live rows of ``claim``, whoever the
claim is for (a hold while somebody decides, a visit of a booking, a placement, an offer). They change only in
``bot.db.booking.seats``, by conditional updates, and CHECKs keep them within the capacity.

Times are UTC. Translated texts are JSON objects {language: text}. Partial unique indexes say what may
exist only once "at a time" (one live hold a person, one open draft of a kind).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.db.engine.types import JsonDocument, TextsType, UtcDateTime, enum_column
from bot.db.metadata import metadata
from bot.domain import lengths
from bot.domain.booking.codes import CHECK_CODE_LENGTH
from bot.domain.forms import DraftKind
from bot.domain.model import (
    AbuseReason,
    Access,
    AgeBand,
    AnnouncementState,
    Applicant,
    ApplicationStatus,
    Audience,
    ComplaintState,
    Confirmation,
    ConsentKind,
    CopyState,
    Criterion,
    DayWord,
    DraftState,
    DutyKind,
    EnquiryState,
    GroupState,
    GuideAnyway,
    GuideState,
    HandoverState,
    HoldState,
    IfShort,
    LinkTo,
    ListKind,
    ListWay,
    NewsAudience,
    OfferPurpose,
    OfferState,
    OrganisationKind,
    OutboxState,
    OwnHours,
    PhotoRule,
    PhotoState,
    ProgrammeKind,
    Publication,
    RegionSetting,
    RevisionState,
    Role,
    SessionStatus,
    Sharing,
    VisitStatus,
    WaitState,
)
from bot.domain.papers.kinds import PaperKind

__all__ = ["metadata"]


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _ref(target: str, *, name: str | None = None, null: bool = False, index: bool = False) -> Column[int]:
    table = target.split(".", maxsplit=1)[0]
    return Column(name or f"{table}_id", ForeignKey(target), nullable=null, index=index)


# --- who and where ---------------------------------------------------------------------------------

region = Table(
    "region",
    metadata,
    _id(),
    Column("slug", String(lengths.SLUG), nullable=False, unique=True),
    Column("name", TextsType, nullable=False),
    Column("timezone", String(lengths.ZONE), nullable=False),
    Column("prefix", String(lengths.PREFIX), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

day_off = Table(
    "day_off",
    metadata,
    _id(),
    _ref("region.id"),
    _ref("site.id", null=True),
    Column("day", Date, nullable=False),
    Column("is_working", Boolean, nullable=False),
    Column("note", TextsType, nullable=True),
    UniqueConstraint("region_id", "site_id", "day"),
)
"""Overrides of the production calendar: for a region, or for one of its sites."""

school_holiday = Table(
    "school_holiday",
    metadata,
    _id(),
    _ref("region.id"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    UniqueConstraint("region_id", "first_day"),
    CheckConstraint("first_day <= last_day", name="days"),
)
"""When schools have none, both days counted: weekly rules may leave them out, or have only them."""

region_setting = Table(
    "region_setting",
    metadata,
    _id(),
    _ref("region.id"),
    Column("name", enum_column(RegionSetting), nullable=False),
    Column("value", String(lengths.SETTING), nullable=False),
    UniqueConstraint("region_id", "name"),
)
"""What a region has otherwise than the installation; without a row it is as the operator's settings say."""

region_consent = Table(
    "region_consent",
    metadata,
    _id(),
    _ref("region.id"),
    Column("version", Integer, nullable=False),
    Column("text", TextsType, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("region_id", "version"),
)
"""What a region adds to the consent: the highest version holds, an older one stays as what somebody agreed
to. ``text``: None, nothing is added any more."""

watch_done = Table(
    "watch_done",
    metadata,
    _id(),
    _ref("region.id"),
    Column("key", String(lengths.WATCH_KEY), nullable=False),
    _ref("person.id", name="done_by", null=True),
    Column("done_at", UtcDateTime, nullable=False),
    UniqueConstraint("region_id", "key"),
)
"""Entries of a region's watch list that a coordinator has dealt with by telephone (F6)."""

announcement = Table(
    "announcement",
    metadata,
    _id(),
    _ref("region.id", index=True),
    _ref("person.id", name="written_by"),
    Column("draft_id", ForeignKey("draft.id"), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("audience", enum_column(NewsAudience), nullable=False),
    Column("city_slug", String(lengths.SLUG), nullable=True),
    Column("state", enum_column(AnnouncementState), nullable=False, index=True),
    Column("total", Integer, nullable=False),
    Column("sent", Integer, nullable=True),
    Column("failed", Integer, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
)
"""News of a region (F7). ``total``: how many it is for, as it was agreed to; ``sent``, ``failed``: what came
of it, kept when its copies have had their time."""

announcement_copy = Table(
    "announcement_copy",
    metadata,
    _id(),
    _ref("announcement.id"),
    _ref("person.id", index=True),
    Column("state", enum_column(CopyState), nullable=False),
    UniqueConstraint("announcement_id", "person_id"),
    Index("ix_announcement_copy_state", "announcement_id", "state", "id"),
)
"""For whom an announcement is, settled when it was agreed to: a row a person, so that nobody has it twice."""

organisation = Table(
    "organisation",
    metadata,
    _id(),
    _ref("region.id", index=True),
    Column("kind", enum_column(OrganisationKind), nullable=False),
    Column("name", String(lengths.ORGANISATION), nullable=False),
    Column("city", String(lengths.LINE), nullable=True),
    Column("folded", String(lengths.FOLDED), nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("region_id", "folded"),
)
"""A directory with free entry. ``verified``: imported, or met by a host in a request; the others are seen by
those only who use them. ``folded``: what all spellings of one school and city have in common."""

person = Table(
    "person",
    metadata,
    _id(),
    Column("telegram_id", BigInteger, nullable=True, unique=True),
    Column("language", String(8), nullable=False),
    Column("language_chosen", Boolean, nullable=False, server_default=text("false")),
    Column("name", String(lengths.PERSON), nullable=True),
    Column("phone", String(lengths.PHONE), nullable=True),
    _ref("organisation.id", null=True),
    _ref("region.id", null=True),
    Column("city_slug", String(lengths.SLUG), nullable=True),
    Column("consent_version", Integer, nullable=True),
    Column("unreachable_since", UtcDateTime, nullable=True),
    Column("blocked_at", UtcDateTime, nullable=True),
    Column("last_message_id", BigInteger, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("deleted_at", UtcDateTime, nullable=True),
    Column("quiet_hours", enum_column(OwnHours), nullable=True),
    Column("quiet_weekends", Boolean, nullable=False, server_default=text("false")),
    Column("idle_warned_at", UtcDateTime, nullable=True),
    Column("kept_at", UtcDateTime, nullable=True),
    Column("data_asked_at", UtcDateTime, nullable=True),
)
"""``last_message_id``: newest text or contact of this person that was handled; one not newer is a repeat.
``city_slug``: of the catalogue, whose sites this person wants to see first. ``quiet_hours``,
``quiet_weekends``: when they want to hear nothing, beside what a site says. ``idle_warned_at``: when they
were told that their data go soon; ``kept_at``: when they said that they shall stay (H3). ``data_asked_at``:
when they last asked for all of their data (H2)."""

consent = Table(
    "consent",
    metadata,
    _id(),
    _ref("person.id", index=True),
    Column("kind", enum_column(ConsentKind), nullable=False),
    Column("version", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime, nullable=True),
    _ref("region.id", null=True),
    Column("own_version", Integer, nullable=True),
    Index(
        "uq_consent_live",
        "person_id",
        "kind",
        unique=True,
        sqlite_where=text("withdrawn_at IS NULL AND region_id IS NULL"),
        postgresql_where=text("withdrawn_at IS NULL AND region_id IS NULL"),
    ),
    Index(
        "uq_consent_region_live",
        "person_id",
        "kind",
        "region_id",
        unique=True,
        sqlite_where=text("withdrawn_at IS NULL AND region_id IS NOT NULL"),
        postgresql_where=text("withdrawn_at IS NULL AND region_id IS NOT NULL"),
    ),
)
"""``version``: of the installation's text. ``region_id`` and ``own_version``: of what a region added to it,
where one did; ``text_hash`` is of the whole as it was shown."""

membership = Table(
    "membership",
    metadata,
    _id(),
    _ref("person.id", index=True),
    Column("role", enum_column(Role), nullable=False),
    _ref("region.id"),
    _ref("site.id", null=True, index=True),
    _ref("person.id", name="granted_by", null=True),
    Column("granted_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    CheckConstraint("(role = 'coordinator') = (site_id IS NULL)", name="site_of_role"),
    Index(
        "uq_membership_site_live",
        "person_id",
        "site_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL AND site_id IS NOT NULL"),
        postgresql_where=text("ended_at IS NULL AND site_id IS NOT NULL"),
    ),
    Index(
        "uq_membership_region_live",
        "person_id",
        "region_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL AND site_id IS NULL"),
        postgresql_where=text("ended_at IS NULL AND site_id IS NULL"),
    ),
)
"""One live role of a person at a site, and one in a region."""

invitation = Table(
    "invitation",
    metadata,
    _id(),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("role", enum_column(Role), nullable=False),
    _ref("region.id"),
    _ref("site.id", null=True),
    _ref("person.id", name="created_by", null=True),
    Column("operation_key", String(64), nullable=True, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    _ref("person.id", name="used_by", null=True),
    Column("used_at", UtcDateTime, nullable=True),
    Column("revoked_at", UtcDateTime, nullable=True),
    CheckConstraint("(used_by IS NULL) = (used_at IS NULL)", name="used_once"),
)

# --- what can be visited ---------------------------------------------------------------------------

content_version = Table(
    "content_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

site = Table(
    "site",
    metadata,
    _id(),
    _ref("region.id", index=True),
    Column("slug", String(lengths.SLUG), nullable=False),
    Column("status", enum_column(Publication), nullable=False),
    Column("name", TextsType, nullable=False),
    Column("city_slug", String(lengths.SLUG), nullable=False),
    Column("city", TextsType, nullable=False),
    Column("municipality", TextsType, nullable=False),
    Column("industry_slug", String(lengths.SLUG), nullable=False),
    Column("industry", TextsType, nullable=False),
    Column("short", TextsType, nullable=False),
    Column("timezone", String(lengths.ZONE), nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("meeting_point", TextsType, nullable=False),
    Column("dress", TextsType, nullable=False),
    Column("bring", TextsType, nullable=False),
    Column("gear", TextsType, nullable=False),
    Column("photo", enum_column(PhotoRule), nullable=False),
    Column("photo_text", TextsType, nullable=False),
    Column("access", enum_column(Access), nullable=False),
    Column("access_text", TextsType, nullable=False),
    Column("health", TextsType, nullable=False),
    Column("languages", JsonDocument, nullable=False),
    Column("contact_name", TextsType, nullable=False),
    Column("contact_phone", String(lengths.PHONE), nullable=True),
    Column("pass_office_email", String(lengths.EMAIL), nullable=True),
    Column("bus_plate", Boolean, nullable=False, server_default=text("false")),
    Column("professions", JsonDocument, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("edited", JsonDocument, nullable=True),
    UniqueConstraint("region_id", "slug"),
)
"""``languages``: list of language codes. ``professions``: list of {language: text}. ``edited``: what was
changed in the chat, by column, with what it was before, as the catalogue's file says it
(:class:`bot.domain.catalogue.merging.Marks`)."""

PREVIEW = text("state = 'preview'")
NOT_PREVIEW = text("state <> 'preview'")

site_photo = Table(
    "site_photo",
    metadata,
    _id(),
    _ref("site.id"),
    Column("state", enum_column(PhotoState), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("uq_site_photo_preview", "site_id", unique=True, sqlite_where=PREVIEW, postgresql_where=PREVIEW),
    Index("uq_site_photo", "site_id", unique=True, sqlite_where=NOT_PREVIEW, postgresql_where=NOT_PREVIEW),
)
"""One photo of a site, and one that was sent and is not agreed to yet. ``content``: a JPEG of some hundred
kilobytes, so that a copy of the database is whole."""

site_photo_file = Table(
    "site_photo_file",
    metadata,
    _id(),
    _ref("site_photo.id"),
    Column("bot_id", BigInteger, nullable=False),
    Column("file_id", String(lengths.FILE_ID), nullable=False),
    UniqueConstraint("site_photo_id", "bot_id"),
)
"""By which file a bot (its id at Telegram) sends a photo again; another bot has its own."""

programme = Table(
    "programme",
    metadata,
    _id(),
    _ref("site.id", index=True),
    Column("code", String(lengths.SLUG), nullable=False),
    Column("kind", enum_column(ProgrammeKind), nullable=False),
    Column("status", enum_column(Publication), nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", TextsType, nullable=False),
    Column("about", TextsType, nullable=False),
    Column("min_age", Integer, nullable=False),
    Column("min_group", Integer, nullable=False),
    Column("max_group", Integer, nullable=False),
    Column("duration_min", Integer, nullable=True),
    Column("before_min", Integer, nullable=False, server_default=text("0")),
    Column("after_min", Integer, nullable=False, server_default=text("0")),
    Column("days", Integer, nullable=True),
    Column("hours_per_day", Integer, nullable=True),
    Column("audience", JsonDocument, nullable=False),
    Column("confirmation", enum_column(Confirmation), nullable=False),
    Column("sharing", enum_column(Sharing), nullable=False),
    Column("lead_working_days", Integer, nullable=False),
    Column("foreign_lead_days", Integer, nullable=False),
    Column("list_lead_working_days", Integer, nullable=False),
    Column("list_kind", enum_column(ListKind), nullable=False),
    Column("children_per_adult", Integer, nullable=False),
    Column("price", TextsType, nullable=True),
    Column("tariff", JsonDocument, nullable=True),
    Column("minimum", JsonDocument, nullable=True),
    Column("professions", JsonDocument, nullable=False),
    Column("subjects", TextsType, nullable=True),
    Column("direction", TextsType, nullable=True),
    Column("task", TextsType, nullable=True),
    Column("product", TextsType, nullable=True),
    Column("level", String(16), nullable=True),
    Column("rolled_until", Date, nullable=True),
    Column("rolled_with", String(64), nullable=True),
    Column("edited", JsonDocument, nullable=True),
    UniqueConstraint("site_id", "code"),
    CheckConstraint("max_group >= 1 AND min_group >= 1 AND min_group <= max_group", name="group_range"),
    CheckConstraint("children_per_adult >= 1", name="children_per_adult"),
    CheckConstraint("before_min >= 0 AND after_min >= 0", name="margins"),
    CheckConstraint(
        "(kind = 'internship' AND days IS NOT NULL AND hours_per_day IS NOT NULL)"
        " OR (kind <> 'internship' AND duration_min IS NOT NULL AND duration_min > 0)",
        name="length",
    ),
)
"""``rolled_until``: the local day through which it has the sessions of its schedules; ``rolled_with``: by
which rules, a hash; or «zone was …» until what a corrected zone means is dealt with. ``edited``: as of a
site, and of its weekly rules as «schedule»."""

PROPOSED_OF_SITE = text("state = 'proposed' AND programme_id IS NULL")
PROPOSED_OF_PROGRAMME = text("state = 'proposed' AND programme_id IS NOT NULL")

revision = Table(
    "revision",
    metadata,
    _id(),
    _ref("region.id", index=True),
    _ref("site.id"),
    _ref("programme.id", null=True),
    Column("field", String(lengths.SLUG), nullable=False),
    Column("before", JsonDocument, nullable=False),
    Column("after", JsonDocument, nullable=False),
    Column("state", enum_column(RevisionState), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("reason", String(lengths.WHY), nullable=True),
    CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
    Index(
        "uq_revision_of_site",
        "site_id",
        "field",
        unique=True,
        sqlite_where=PROPOSED_OF_SITE,
        postgresql_where=PROPOSED_OF_SITE,
    ),
    Index(
        "uq_revision_of_programme",
        "programme_id",
        "field",
        unique=True,
        sqlite_where=PROPOSED_OF_PROGRAMME,
        postgresql_where=PROPOSED_OF_PROGRAMME,
    ),
)
"""A change of a card that a coordinator has to agree to (E6): what stands there never changes, so that its id
names what was shown. ``before`` and ``after`` hold the value as the catalogue's file says it, under «is». Who
did what stands in the audit log."""

schedule = Table(
    "schedule",
    metadata,
    _id(),
    _ref("programme.id", index=True),
    Column("rule", JsonDocument, nullable=False),
    Column("audience", JsonDocument, nullable=True),
    Column("confirmation", enum_column(Confirmation), nullable=True),
    Column("sharing", enum_column(Sharing), nullable=True),
    Column("capacity", Integer, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
)
"""A weekly rule (or a rule of intakes) from which sessions are rolled forward; nulls: as the programme."""

GATHERING = text("group_state = 'gathering'")
"""As the index says it: SQLite takes an index of some rows only for a query that says the same."""
CLASHES = text("clashes")

closure = Table(
    "closure",
    metadata,
    _id(),
    _ref("site.id", index=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("reason", String(32), nullable=False),
    _ref("person.id", name="closed_by", null=True),
    Column("closed_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    CheckConstraint("first_day <= last_day", name="days"),
)
"""Local days, both counted, on which a site receives nobody (E5): its schedules make no sessions of them.
Until ``ended_at``, when a host has opened them again."""

session = Table(
    "session",
    metadata,
    _id(),
    _ref("programme.id"),
    _ref("site.id"),
    _ref("schedule.id", null=True),
    _ref("closure.id", null=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("status", enum_column(SessionStatus), nullable=False),
    Column("sharing", enum_column(Sharing), nullable=False),
    Column("confirmation", enum_column(Confirmation), nullable=False),
    Column("audience", JsonDocument, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("max_parties", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default=text("0")),
    Column("parties", Integer, nullable=False, server_default=text("0")),
    _ref("person.id", name="guide_id", null=True, index=True),
    Column("guide_state", enum_column(GuideState), nullable=True),
    Column("guide_asked_at", UtcDateTime, nullable=True),
    Column("guide_anyway", enum_column(GuideAnyway), nullable=True),
    Column("clashes", Boolean, nullable=False, server_default=text("false")),
    Column("closed_reason", String(32), nullable=True),
    Column("minimum", Integer, nullable=True),
    Column("decides_at", UtcDateTime, nullable=True),
    Column("if_short", enum_column(IfShort), nullable=True),
    Column("group_state", enum_column(GroupState), nullable=True),
    Column("asked_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("programme_id", "starts_at"),
    CheckConstraint("0 <= taken AND taken <= capacity", name="seats"),
    CheckConstraint("0 <= parties AND parties <= max_parties", name="parties"),
    CheckConstraint("sharing <> 'private' OR max_parties = 1", name="private_is_one_party"),
    CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    CheckConstraint(
        "(guide_id IS NULL) = (guide_state IS NULL) AND (guide_id IS NULL) = (guide_asked_at IS NULL)"
        " AND (guide_anyway IS NULL OR guide_id IS NOT NULL)",
        name="guide",
    ),
    CheckConstraint(
        "(minimum IS NULL) = (group_state IS NULL) AND (minimum IS NULL) = (decides_at IS NULL)"
        " AND (minimum IS NULL) = (if_short IS NULL) AND (minimum IS NULL OR sharing = 'shared')",
        name="minimum",
    ),
    Index(
        "ix_session_group",
        "decides_at",
        sqlite_where=GATHERING,
        postgresql_where=GATHERING,
    ),
    Index("ix_session_programme_start", "programme_id", "status", "starts_at"),
    Index("ix_session_site_start", "site_id", "starts_at"),
    Index("ix_session_start", "status", "starts_at"),
    Index("ix_session_clashes", "site_id", sqlite_where=CLASHES, postgresql_where=CLASHES),
)
"""``minimum`` to ``asked_at``: the group that it needs (C2), as was told when it was opened; null: none.
``schedule_id``: of the rule that made it, as long as nobody has changed it by hand. ``closure_id``: it was
closed with the period, not by itself. ``guide_state``: what its guide has said; ``guide_asked_at``: which
time it was asked; ``guide_anyway``: why its guide has it in spite of another session (E7). ``clashes``: with
another open session of its site, since they need more time between them now: neither is offered (E11)."""

route = Table(
    "route",
    metadata,
    _id(),
    _ref("region.id", index=True),
    Column("slug", String(lengths.SLUG), nullable=False),
    Column("status", enum_column(Publication), nullable=False),
    Column("title", TextsType, nullable=False),
    Column("theme", TextsType, nullable=False),
    Column("note", TextsType, nullable=False),
    Column("transport", TextsType, nullable=False),
    Column("audience_text", TextsType, nullable=False),
    Column("days", Integer, nullable=False),
    Column("min_age", Integer, nullable=False),
    Column("edited", JsonDocument, nullable=True),
    UniqueConstraint("region_id", "slug"),
)
"""``status``: a draft is published with the last of its sites; one that the chat has begun or taken back is
hidden, and only a coordinator publishes it. ``edited``: as of a site, with its stops under «stops»."""

route_stop = Table(
    "route_stop",
    metadata,
    _id(),
    _ref("route.id"),
    Column("position", Integer, nullable=False),
    _ref("programme.id"),
    Column("day", Integer, nullable=False),
    Column("travel_min", Integer, nullable=False),
    UniqueConstraint("route_id", "position"),
)

# --- links and where people come from --------------------------------------------------------------

link_label = Table(
    "link_label",
    metadata,
    _id(),
    _ref("region.id"),
    _ref("site.id", null=True),
    Column("label", String(lengths.LABEL), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(
        "uq_link_label_site",
        "site_id",
        "label",
        unique=True,
        sqlite_where=text("site_id IS NOT NULL"),
        postgresql_where=text("site_id IS NOT NULL"),
    ),
    Index(
        "uq_link_label_region",
        "region_id",
        "label",
        unique=True,
        sqlite_where=text("site_id IS NULL"),
        postgresql_where=text("site_id IS NULL"),
    ),
)
"""Labels of sources that a site, or for all of its sites a region, has in its links (A8)."""

link_count = Table(
    "link_count",
    metadata,
    _id(),
    Column("day", Date, nullable=False),
    _ref("region.id"),
    _ref("site.id", null=True),
    Column("opens", enum_column(LinkTo), nullable=False),
    Column("opened_id", Integer, nullable=False),
    Column("label", String(lengths.LABEL), nullable=False),
    Column("seen", Integer, nullable=False),
    UniqueConstraint("day", "opens", "opened_id", "label"),
    CheckConstraint("seen > 0", name="seen"),
    Index("ix_link_count_region", "region_id", "day"),
)
"""How many people opened a labelled link on a local day of its region; nobody is told apart by it. What came
of it, requests and visits, follows from ``booking.source`` and ``application.source``."""

link_seen = Table(
    "link_seen",
    metadata,
    _id(),
    Column("day", Date, nullable=False, index=True),
    Column("digest", String(lengths.DIGEST), nullable=False, unique=True),
)
"""A hash, with the installation's key, of who opened what on which day, so that each counts once; deleted
when the day is over."""

# --- asking and booking ----------------------------------------------------------------------------

class_card = Table(
    "class_card",
    metadata,
    _id(),
    _ref("person.id", index=True),
    _ref("organisation.id"),
    Column("audience", enum_column(Audience), nullable=False),
    Column("grade", Integer, nullable=True),
    Column("letter", String(lengths.LETTER), nullable=True),
    Column("children", Integer, nullable=False),
    Column("adults", Integer, nullable=False),
    Column("youngest_age", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("archived_at", UtcDateTime, nullable=True),
    CheckConstraint("children >= 0 AND adults >= 0 AND children + adults >= 1", name="counts"),
)

draft = Table(
    "draft",
    metadata,
    _id(),
    _ref("person.id", index=True),
    Column("kind", enum_column(DraftKind), nullable=False),
    Column("state", enum_column(DraftState), nullable=False),
    Column("question", String(32), nullable=True),
    Column("form", JsonDocument, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("aside", Boolean, nullable=False, server_default=text("false")),
    Column("asked_after", BigInteger, nullable=True),
    Index(
        "uq_draft_open",
        "person_id",
        "kind",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)
"""A form being filled. ``question``: what the person is asked to type now, unless it is put ``aside``, as
something else was opened; ``version`` rises with changes. ``asked_after``: the message with which it came
to this question; an edit of a later one is an answer to it."""

LIVE_HOLD = text("state = 'live'")
"""As the index says it: SQLite takes an index of some rows only for a query that says the same."""

hold = Table(
    "hold",
    metadata,
    _id(),
    _ref("person.id"),
    _ref("draft.id", index=True),
    Column("state", enum_column(HoldState), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(
        "uq_hold_live",
        "person_id",
        unique=True,
        sqlite_where=LIVE_HOLD,
        postgresql_where=LIVE_HOLD,
    ),
    Index("ix_hold_expiry", "state", "expires_at"),
)

booking = Table(
    "booking",
    metadata,
    _id(),
    _ref("region.id", index=True),
    _ref("person.id", index=True),
    Column("draft_id", ForeignKey("draft.id"), nullable=False, unique=True),
    _ref("route.id", null=True),
    _ref("organisation.id", null=True, index=True),
    _ref("class_card.id", null=True),
    Column("reference", String(16), nullable=True, unique=True),
    Column("audience", enum_column(Audience), nullable=False),
    Column("grade", Integer, nullable=True),
    Column("letter", String(lengths.LETTER), nullable=True),
    Column("children", Integer, nullable=False),
    Column("adults", Integer, nullable=False),
    Column("youngest_age", Integer, nullable=True),
    Column("foreign_guests", Integer, nullable=False),
    Column("wheelchairs", Integer, nullable=False),
    Column("comment", Text, nullable=True),
    Column("group_title", String(lengths.GROUP_TITLE), nullable=True),
    Column("leader_name", String(lengths.PERSON), nullable=True),
    Column("leader_phone", String(lengths.PHONE), nullable=True),
    Column("cancel_reason", String(32), nullable=True),
    Column("agreed_seats", Integer, nullable=True),
    Column("wanted_children", Integer, nullable=True),
    Column("wanted_adults", Integer, nullable=True),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("source", String(lengths.LABEL), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("children >= 0 AND adults >= 0 AND children + adults >= 1", name="counts"),
    CheckConstraint(
        "foreign_guests >= 0 AND foreign_guests <= children + adults"
        " AND wheelchairs >= 0 AND wheelchairs <= children + adults",
        name="among_the_party",
    ),
)
"""``source``: the label of the link by which it was asked for."""

visit = Table(
    "visit",
    metadata,
    _id(),
    _ref("booking.id"),
    _ref("site.id"),
    _ref("session.id", index=True),
    Column("position", Integer, nullable=False),
    Column("status", enum_column(VisitStatus), nullable=False),
    Column("children", Integer, nullable=False),
    Column("adults", Integer, nullable=False),
    Column("code", String(8), nullable=False),
    Column("answer_due_at", UtcDateTime, nullable=True),
    Column("expires_at", UtcDateTime, nullable=True),
    Column("list_due_at", UtcDateTime, nullable=True),
    _ref("person.id", name="decided_by", null=True),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("reason", String(32), nullable=True),
    Column("line", String(lengths.SITE_LINE), nullable=True),
    Column("arrived_at", UtcDateTime, nullable=True),
    Column("arrived_count", Integer, nullable=True),
    _ref("person.id", name="marked_by", null=True),
    Column("marked_at", UtcDateTime, nullable=True),
    Column("said", enum_column(DayWord), nullable=True),
    Column("said_at", UtcDateTime, nullable=True),
    Column("coming", Integer, nullable=True),
    Column("asked_at", UtcDateTime, nullable=True),
    Column("calendar_sequence", Integer, nullable=False, server_default=text("0")),
    Column("stop", Integer, nullable=True),
    Column("replaced", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("booking_id", "position"),
    UniqueConstraint("session_id", "code"),
    CheckConstraint("children >= 0 AND adults >= 0 AND children + adults >= 1", name="counts"),
    CheckConstraint("arrived_count IS NULL OR arrived_count >= 0", name="arrived_count"),
    Index("ix_visit_site_status", "site_id", "status"),
    Index("ix_visit_expiry", "status", "expires_at"),
)
"""``line``: what the site wrote beside the reason of a no. ``stop``: of the booking's route, from 1.
``replaced``: it was refused, and another visit of the booking has taken its place in the route."""

duty = Table(
    "duty",
    metadata,
    _id(),
    _ref("booking.id"),
    _ref("site.id"),
    Column("kind", enum_column(DutyKind), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime, nullable=True),
    _ref("person.id", name="done_by", null=True),
    Column("people", Integer, nullable=True),
    Column("way", enum_column(ListWay), nullable=True),
    Column("detail", String(lengths.PLATE), nullable=True),
    UniqueConstraint("booking_id", "site_id", "kind"),
    CheckConstraint("people IS NULL OR people >= 0", name="people"),
    CheckConstraint("done_by IS NULL OR done_at IS NOT NULL", name="done_by_whom"),
    Index("ix_duty_detail", "kind", "due_at"),
)
"""What is to be done for a booking at a site, by when; ``detail``: how the class comes, or the plate of its
bus, which is deleted a day after the visit."""

printed_paper = Table(
    "printed_paper",
    metadata,
    _id(),
    _ref("booking.id"),
    _ref("site.id"),
    Column("kind", enum_column(PaperKind), nullable=False),
    Column("language", String(8), nullable=False),
    Column("printed_at", UtcDateTime, nullable=False),
    Column("children", Integer, nullable=False),
    Column("adults", Integer, nullable=False),
    Column("facts", String(lengths.DIGEST), nullable=False),
    UniqueConstraint("booking_id", "site_id", "kind", "language"),
)
"""What was made last of each kind of paper for a site: for how many people, and a hash of the other facts on
it, so that a change says which papers are out of date (B14)."""

certificate = Table(
    "certificate",
    metadata,
    _id(),
    _ref("booking.id"),
    _ref("site.id"),
    Column("number", String(16), nullable=False),
    Column("code", String(CHECK_CODE_LENGTH), nullable=False, unique=True),
    Column("digest", String(lengths.DIGEST), nullable=False),
    Column("facts", JsonDocument, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    UniqueConstraint("booking_id", "site_id", "digest"),
)
"""Each certificate of a visit that may have been given out, with the facts that its ``code`` vouches for.
``digest``: of what a correction at the gate changes; as long as that stays the certificate stays the same."""

signing_key = Table(
    "signing_key",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("secret", String(lengths.DIGEST), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""With what the codes of certificates and the addresses of calendars are made; made itself at first use."""

calendar_feed = Table(
    "calendar_feed",
    metadata,
    _id(),
    Column("person_id", ForeignKey("person.id"), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
"""Somebody's calendar at a secret address, which follows from id, ``version`` and the signing key; the next
version is another address."""

feedback = Table(
    "feedback",
    metadata,
    _id(),
    _ref("booking.id", null=True),
    _ref("site.id", index=True),
    Column("score", Integer, nullable=False),
    Column("text", Text, nullable=True),
    Column("hands", Integer, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("booking_id", "site_id"),
    CheckConstraint("1 <= score AND score <= 5", name="score"),
    CheckConstraint("hands IS NULL OR hands >= 0", name="hands"),
)
"""What the leader says of a visit afterwards (B18). ``hands``: how many children would like to work there.
``booking_id``: null once it is nobody's any more, a month after the visit (H3)."""

access_figure = Table(
    "access_figure",
    metadata,
    _id(),
    _ref("site.id"),
    Column("month", Date, nullable=False),
    Column("groups", Integer, nullable=False),
    Column("wheelchairs", Integer, nullable=False),
    UniqueConstraint("site_id", "month"),
    CheckConstraint("groups >= 0 AND wheelchairs >= 0", name="counts"),
)
"""How many groups needed step-free access at a site in a month (its first day), with how many wheelchairs:
what is left of that for the report, when no booking says it any more (H3)."""

expert_review = Table(
    "expert_review",
    metadata,
    _id(),
    Column("visit_id", ForeignKey("visit.id"), nullable=False, unique=True),
    Column("interest", Integer, nullable=True),
    Column("care", Integer, nullable=True),
    Column("result", Integer, nullable=True),
    Column("text", Text, nullable=True),
    _ref("person.id", name="written_by", null=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("completed_at", UtcDateTime, nullable=True),
    CheckConstraint("interest IS NULL OR interest BETWEEN 1 AND 5", name="interest"),
    CheckConstraint("care IS NULL OR care BETWEEN 1 AND 5", name="care"),
    CheckConstraint("result IS NULL OR result BETWEEN 1 AND 5", name="result"),
    CheckConstraint(
        "completed_at IS NULL OR (interest IS NOT NULL AND care IS NOT NULL AND result IS NOT NULL)",
        name="complete",
    ),
)
"""What the expert of a job trial says of a group (D1): counts as said once all three are judged."""
OPEN_ENQUIRY = text("state = 'open' AND booking_id IS NULL")
OPEN_ENQUIRY_OF_BOOKING = text("state = 'open' AND booking_id IS NOT NULL")

enquiry = Table(
    "enquiry",
    metadata,
    _id(),
    _ref("site.id"),
    _ref("booking.id", null=True, index=True),
    _ref("programme.id", null=True),
    _ref("person.id", index=True),
    Column("state", enum_column(EnquiryState), nullable=False),
    Column("text", Text, nullable=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answer_due_at", UtcDateTime, nullable=True),
    Column("answer", Text, nullable=True),
    _ref("person.id", name="answered_by", null=True),
    Column("answered_at", UtcDateTime, nullable=True),
    Column("additions", Integer, nullable=False, server_default=text("0")),
    Column("kept_at", UtcDateTime, nullable=True),
    CheckConstraint("(booking_id IS NULL) <> (programme_id IS NULL)", name="one_subject"),
    CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered"),
    CheckConstraint("kept_at IS NULL OR (programme_id IS NOT NULL AND state = 'answered')", name="kept"),
    Index(
        "uq_enquiry_open",
        "person_id",
        "site_id",
        unique=True,
        sqlite_where=OPEN_ENQUIRY,
        postgresql_where=OPEN_ENQUIRY,
    ),
    Index(
        "uq_enquiry_open_of_booking",
        "booking_id",
        "site_id",
        unique=True,
        sqlite_where=OPEN_ENQUIRY_OF_BOOKING,
        postgresql_where=OPEN_ENQUIRY_OF_BOOKING,
    ),
    Index("ix_enquiry_site", "site_id", "state"),
    Index("ix_enquiry_asked", "asked_at"),
)
"""A question and its answer (E2, E3): of a site to a booking's leader, or of a visitor about a programme.
``text`` and ``answer`` go after a year, or with whoever wrote them. ``kept_at``: the programme's card shows
both, until it is taken back."""

complaint = Table(
    "complaint",
    metadata,
    _id(),
    Column("booking_id", ForeignKey("booking.id"), nullable=True, unique=True),
    Column("enquiry_id", ForeignKey("enquiry.id"), nullable=True, unique=True),
    _ref("person.id", index=True),
    _ref("region.id", index=True),
    _ref("site.id"),
    Column("reason", enum_column(AbuseReason), nullable=False),
    Column("state", enum_column(ComplaintState), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    _ref("person.id", name="decided_by", null=True),
    Column("decided_at", UtcDateTime, nullable=True),
    CheckConstraint("(booking_id IS NULL) <> (enquiry_id IS NULL)", name="one_subject"),
)
"""About the leader of a booking, or whoever asked a question. Whether somebody is blocked says
``person.blocked_at``; this says why."""

application = Table(
    "application",
    metadata,
    _id(),
    _ref("region.id", index=True),
    _ref("person.id", index=True),
    Column("draft_id", ForeignKey("draft.id"), nullable=False, unique=True),
    Column("reference", String(16), nullable=True, unique=True),
    _ref("programme.id"),
    _ref("site.id", index=True),
    _ref("session.id", name="first_session_id"),
    _ref("session.id", name="second_session_id", null=True),
    Column("applicant", enum_column(Applicant), nullable=False),
    Column("age_band", enum_column(AgeBand), nullable=False),
    Column("course", String(lengths.COURSE), nullable=False),
    Column("motivation", Text, nullable=True),
    Column("name", String(lengths.PERSON), nullable=True),
    Column("phone", String(lengths.PHONE), nullable=True),
    Column("status", enum_column(ApplicationStatus), nullable=False),
    _ref("session.id", name="accepted_session_id", null=True),
    _ref("person.id", name="decided_by", null=True),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("reason", String(32), nullable=True),
    Column("talk", String(lengths.TALK), nullable=True),
    Column("offered_until", UtcDateTime, nullable=True),
    Column("answer_due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("source", String(lengths.LABEL), nullable=True),
    CheckConstraint(
        "(status IN ('accepted', 'offered')) = (accepted_session_id IS NOT NULL)", name="accepted_where"
    ),
    CheckConstraint("(status = 'offered') = (offered_until IS NOT NULL)", name="offered_until"),
    Index("ix_application_offered", "status", "offered_until"),
)
"""``accepted_session_id``: where it has a place, or one is kept for it until ``offered_until``. ``talk``:
when the site calls, in its own words. ``source``: the label of the link by which it was asked for."""

placement_end = Table(
    "placement_end",
    metadata,
    _id(),
    Column("application_id", ForeignKey("application.id"), nullable=False, unique=True),
    Column("mark", Integer, nullable=True),
    Column("text", Text, nullable=True),
    _ref("person.id", name="written_by", null=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("code", String(CHECK_CODE_LENGTH), nullable=True, unique=True),
    Column("facts", JsonDocument, nullable=True),
    Column("issued_at", UtcDateTime, nullable=True),
    CheckConstraint("mark IS NULL OR mark BETWEEN 1 AND 5", name="mark"),
    CheckConstraint(
        "(code IS NULL) = (facts IS NULL) AND (code IS NULL) = (issued_at IS NULL)", name="certificate"
    ),
    CheckConstraint("mark IS NULL OR code IS NOT NULL", name="certified"),
)
"""What a site says of a placement that is over (D2): the mentor's ``mark``, none where it was not gone
through to its end, one sentence, and the certificate that was given out: the ``facts`` that its ``code``
vouches for."""

application_criteria = Table(
    "application_criteria",
    metadata,
    _id(),
    Column("programme_id", ForeignKey("programme.id"), nullable=False, unique=True),
    Column("criteria", String(lengths.LINE), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
"""By what the owner of a site has those chosen who apply for a programme, where it is not by the usual; names
of criteria with commas between them (D3)."""

application_reviewer = Table(
    "application_reviewer",
    metadata,
    _id(),
    _ref("application.id"),
    Column("seat", Integer, nullable=False),
    _ref("person.id"),
    UniqueConstraint("application_id", "seat"),
    UniqueConstraint("application_id", "person_id"),
    CheckConstraint("seat IN (1, 2)", name="seat"),
)
"""Who scores an application: two at most."""

application_score = Table(
    "application_score",
    metadata,
    _id(),
    _ref("application_reviewer.id", name="reviewer_id"),
    Column("criterion", enum_column(Criterion), nullable=False),
    Column("points", Integer, nullable=False),
    Column("scored_at", UtcDateTime, nullable=False),
    UniqueConstraint("reviewer_id", "criterion"),
    CheckConstraint("points BETWEEN 0 AND 5", name="points"),
)

draw = Table(
    "draw",
    metadata,
    _id(),
    Column("session_id", ForeignKey("session.id"), nullable=False, unique=True),
    Column("code", String(CHECK_CODE_LENGTH), nullable=False, unique=True),
    Column("places", Integer, nullable=False),
    Column("digest", String(lengths.DIGEST), nullable=False),
    Column("seed_day", Date, nullable=False),
    Column("seed_at", UtcDateTime, nullable=False),
    _ref("person.id", name="announced_by"),
    Column("announced_at", UtcDateTime, nullable=False),
    Column("seed", String(lengths.SEED), nullable=True),
    _ref("person.id", name="drawn_by", null=True),
    Column("drawn_at", UtcDateTime, nullable=True),
    CheckConstraint("places > 0", name="places"),
    CheckConstraint("(seed IS NULL) = (drawn_at IS NULL)", name="drawn"),
)
"""A draw among those who apply for an intake (D3): one for each, announced before its seed can be known.
``digest``: of the list that its entries make; ``seed_day``: whose rate is the seed, which is known from
``seed_at``."""

draw_entry = Table(
    "draw_entry",
    metadata,
    _id(),
    _ref("draw.id"),
    Column("number", Integer, nullable=False),
    _ref("application.id", index=True),
    Column("points", Integer, nullable=False),
    UniqueConstraint("draw_id", "number"),
    UniqueConstraint("draw_id", "application_id"),
    CheckConstraint("number > 0", name="number"),
)
"""A line of the list: which application has which number. ``points``: halves of a point."""

LIVE_WAITING = text("state IN ('waiting', 'offered')")
LIVE_OFFER = text("state = 'live'")

waiting = Table(
    "waiting",
    metadata,
    _id(),
    _ref("person.id"),
    Column("draft_id", ForeignKey("draft.id"), nullable=False, unique=True),
    _ref("programme.id"),
    Column("party", String(lengths.LINE), nullable=False),
    Column("seats", Integer, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("weekdays", Integer, nullable=False),
    Column("state", enum_column(WaitState), nullable=False),
    Column("stands_since", UtcDateTime, nullable=False),
    Column("lapses", Integer, nullable=False, server_default=text("0")),
    Column("passed", Integer, nullable=False, server_default=text("0")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    CheckConstraint("first_day <= last_day AND weekdays BETWEEN 1 AND 127", name="days"),
    CheckConstraint("seats > 0", name="seats"),
    Index(
        "uq_waiting_live",
        "person_id",
        "programme_id",
        "party",
        "first_day",
        "last_day",
        "weekdays",
        unique=True,
        sqlite_where=LIVE_WAITING,
        postgresql_where=LIVE_WAITING,
    ),
    Index("ix_waiting_programme", "programme_id", "state", "stands_since"),
)
"""A party on a waiting list (B12): for days of a programme, from ``first_day`` to ``last_day`` (of the site),
on these weekdays (bits, Monday is 1). Who it is says the form in its draft. ``party`` tells the parties of a
person apart; ``stands_since`` is its place in the order; ``lapses``: offers it let go by; ``passed``: how
often seats went to others because it is larger."""

offer = Table(
    "offer",
    metadata,
    _id(),
    _ref("person.id", index=True),
    Column("purpose", enum_column(OfferPurpose), nullable=False),
    _ref("draft.id", index=True),
    _ref("booking.id", null=True),
    _ref("waiting.id", null=True),
    Column("state", enum_column(OfferState), nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("granted", Boolean, nullable=False, server_default=text("false")),
    _ref("person.id", name="made_by", null=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("taken_option", Integer, nullable=True),
    CheckConstraint("(booking_id IS NULL) <> (waiting_id IS NULL)", name="one_party"),
    CheckConstraint("(state = 'taken') = (taken_option IS NOT NULL)", name="taken_option"),
    Index(
        "uq_offer_booking",
        "booking_id",
        "purpose",
        unique=True,
        sqlite_where=LIVE_OFFER,
        postgresql_where=LIVE_OFFER,
    ),
    Index(
        "uq_offer_waiting", "waiting_id", unique=True, sqlite_where=LIVE_OFFER, postgresql_where=LIVE_OFFER
    ),
    Index("ix_offer_booking", "booking_id", "id"),
    Index("ix_offer_waiting", "waiting_id", "id"),
    Index("ix_offer_expiry", "state", "expires_at"),
)
"""Seats kept for one party until ``expires_at``, taken with one tap or passed on (K). Its options are in
``offer_part``, their seats in ``claim``. Whom it is for says the form in its draft, which becomes the booking
when it is taken; ``booking_id`` or ``waiting_id`` says what led to it. ``told_at``: when its reader is told,
which at night is the next morning."""

offer_part = Table(
    "offer_part",
    metadata,
    _id(),
    _ref("offer.id"),
    Column("option", Integer, nullable=False),
    _ref("session.id", index=True),
    Column("children", Integer, nullable=False),
    Column("adults", Integer, nullable=False),
    Column("stop", Integer, nullable=True),
    UniqueConstraint("offer_id", "session_id"),
    CheckConstraint("children >= 0 AND adults >= 0 AND children + adults >= 1", name="counts"),
)
"""One option of an offer takes one session, or several for the subgroups of a class and the stops of a route
(``stop``, from 1)."""

claim = Table(
    "claim",
    metadata,
    _id(),
    _ref("session.id", index=True),
    Column("seats", Integer, nullable=False),
    _ref("hold.id", null=True, index=True),
    _ref("visit.id", null=True, index=True),
    _ref("application.id", null=True, index=True),
    _ref("offer.id", null=True, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("released_at", UtcDateTime, nullable=True),
    CheckConstraint("seats > 0", name="seats"),
    CheckConstraint(
        "(CASE WHEN hold_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END)"
        " + (CASE WHEN application_id IS NULL THEN 0 ELSE 1 END)"
        " + (CASE WHEN offer_id IS NULL THEN 0 ELSE 1 END) = 1",
        name="one_holder",
    ),
    Index(
        "uq_claim_visit_live",
        "visit_id",
        unique=True,
        sqlite_where=text("released_at IS NULL AND visit_id IS NOT NULL"),
        postgresql_where=text("released_at IS NULL AND visit_id IS NOT NULL"),
    ),
)
"""Seats of a session that somebody has; live while ``released_at`` is null."""

LIVE_HANDOVER = text("state IN ('open', 'accepted')")

handover = Table(
    "handover",
    metadata,
    _id(),
    _ref("person.id", name="giver_id", index=True),
    _ref("booking.id", null=True, index=True),
    _ref("class_card.id", null=True),
    Column("reference", String(16), nullable=True),
    Column("state", enum_column(HandoverState), nullable=False),
    _ref("person.id", name="taker_id", null=True, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    CheckConstraint("taker_id IS NOT NULL OR state NOT IN ('accepted', 'done')", name="taker"),
    Index(
        "uq_handover_booking",
        "booking_id",
        unique=True,
        sqlite_where=LIVE_HANDOVER,
        postgresql_where=LIVE_HANDOVER,
    ),
    Index(
        "uq_handover_card",
        "class_card_id",
        unique=True,
        sqlite_where=LIVE_HANDOVER,
        postgresql_where=LIVE_HANDOVER,
    ),
    Index("ix_handover_expiry", "expires_at", sqlite_where=LIVE_HANDOVER, postgresql_where=LIVE_HANDOVER),
)
"""A booking that goes to a colleague, or a class card of which a colleague gets a copy, by a link that works
once (A8). ``booking_id`` and ``class_card_id``: one of them, until the card is deleted."""

# --- messages and records --------------------------------------------------------------------------

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("dedupe_key", String(120), nullable=False, unique=True),
    Column("kind", String(48), nullable=False),
    Column("priority", Integer, nullable=False),
    _ref("person.id", name="recipient_id"),
    Column("payload", JsonDocument, nullable=False),
    Column("state", enum_column(OutboxState), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("stale_at", UtcDateTime, nullable=True),
    Column("leased_until", UtcDateTime, nullable=True),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("open_ends", Integer, nullable=False, server_default=text("0")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime, nullable=True),
    Column("message_id", BigInteger, nullable=True),
    Column("last_error", String(200), nullable=True),
    Index("ix_outbox_due", "state", "due_at", "priority"),
    Index("ix_outbox_urgent", "state", "priority", "due_at", "id"),
    Index("ix_outbox_recipient", "recipient_id", "state", "id"),
)
"""The row is the job. ``payload`` holds ids and numbers, never texts or personal data: what is said is
rendered from the present truth when it is sent. After ``stale_at`` it is dropped instead. ``open_ends``:
tries after which nobody knows whether it arrived."""

telegram_bot = Table(
    "telegram_bot",
    metadata,
    _id(),
    Column("bot_id", BigInteger, nullable=False),
    Column("since", UtcDateTime, nullable=False),
)
"""One row: the bot (its id at Telegram) to which ``person.last_message_id`` and ``outbox.message_id`` belong.
Each bot numbers the messages of a chat for itself."""

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", UtcDateTime, nullable=False, index=True),
    _ref("person.id", name="actor_id", null=True),
    _ref("region.id", null=True),
    _ref("site.id", null=True),
    Column("action", String(48), nullable=False),
    Column("subject", String(32), nullable=False),
    Column("subject_id", Integer, nullable=True),
    Column("details", JsonDocument, nullable=False),
    Index("ix_audit_region", "region_id", "at", "id"),
    Index("ix_audit_site", "site_id", "at", "id"),
)
"""Who did what when. ``details`` hold ids, enumerations and numbers; ``action``: one of
``bot.domain.audit``."""

incident = Table(
    "incident",
    metadata,
    _id(),
    Column("number", String(16), nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("update_kind", String(32), nullable=False),
    Column("error", String(120), nullable=False),
    Column("traceback", Text, nullable=False),
)
"""Poison updates: what failed and where in the code, without what the person wrote."""

deletion_log = Table(
    "deletion_log",
    metadata,
    _id(),
    Column("at", UtcDateTime, nullable=False),
    Column("data_class", String(48), nullable=False),
    Column("records", Integer, nullable=False),
    Column("subject_ids", JsonDocument, nullable=False),
    Column("basis", String(48), nullable=False),
)
