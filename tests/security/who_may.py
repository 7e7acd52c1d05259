"""Who may do what: a row for each use case, and how it is called, with ids of the scenario, whoever calls."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from functools import cache

from bot.db.operations.deletions_log import Deletion
from bot.db.operations.restore_diff import RestoreDiff
from bot.db.operations.self_audit import Found, Moments, Report, Span
from bot.db.outbox.queue import OutboxMessage
from bot.domain.booking.transitions import ApplicationEvent
from bot.domain.catalogue.photo import Shrunk
from bot.domain.catalogue.reading import read_catalogue
from bot.domain.catalogue.sheets.comparing import GivenFile
from bot.domain.desk.prints import PrintSize
from bot.domain.desk.views import REASONS_TO_DECLINE_APPLICANTS, ClosedCount
from bot.domain.figures.views import FileKind
from bot.domain.forms import (
    ApplicationForm,
    ArrivalCodeForm,
    BookingForm,
    CardForm,
    ClassField,
    ComingForm,
    DaysKind,
    DutyForm,
    FeedbackField,
    Form,
    HeadCountForm,
    LinkLabelForm,
    MentorForm,
    NewProgrammeForm,
    NewSessionForm,
    NewSiteForm,
    NumbersForm,
    ProfileField,
    ProfileForm,
    Question,
    ReviewForm,
    RouteForm,
    SeedForm,
    SessionChangeForm,
    SessionField,
    TalkForm,
    WhyNotForm,
)
from bot.domain.links import Link
from bot.domain.model import (
    AbuseReason,
    BookingId,
    CancelReason,
    ComplaintState,
    ConsentKind,
    DayWord,
    DraftId,
    DrawId,
    DutyKind,
    FeedId,
    GuideAnyway,
    HostReason,
    LinkTo,
    OfferId,
    OrganisationId,
    OutboxId,
    OwnHours,
    PhotoId,
    ProgrammeKind,
    Publication,
    RegionSetting,
    RevisionId,
    Role,
    RouteId,
    SessionId,
    SiteId,
    VisitId,
)
from bot.domain.papers.kinds import PaperKind
from bot.domain.papers.review import Scale
from bot.domain.people.access import Actor
from bot.domain.people.consents import CONSENT_VERSION
from bot.domain.people.handover import PAYLOAD_PREFIX
from bot.domain.placements.selection import USUAL_CRITERIA
from bot.domain.region.files import FileView
from bot.domain.region.settings_views import DaysEffect
from bot.domain.retention import DataClass
from bot.services.booking import duties, mine, moving, numbers, on_the_day
from bot.services.booking.form import class_places
from bot.services.booking.form import questions as form
from bot.services.booking.offers import taking as offers
from bot.services.booking.offers import waiting_list
from bot.services.catalogue import browse, home, importing, photos, roll_schedules, search, wishes
from bot.services.catalogue.cards import form as card_form
from bot.services.catalogue.cards import making, revisions
from bot.services.catalogue.cards import reading as card_reading
from bot.services.desk import (
    day,
    desk,
    gate,
    groups,
    new_session,
    passes,
    requests,
    reviews,
    sessions,
    typed_at_gate,
)
from bot.services.desk import feedback as feedback_read
from bot.services.desk import numbers as desk_numbers
from bot.services.desk.guides import asking as guide_asking
from bot.services.desk.guides import leading
from bot.services.desk.schedule import intake_form, one_session, period, rule_form, rules
from bot.services.desk.schedule.period import Closing
from bot.services.enquiries import answering, asking, contact
from bot.services.figures import job, report, weekly
from bot.services.figures import site as figures
from bot.services.figures.asked import Awaited
from bot.services.figures.counting import Steps
from bot.services.forms import engine
from bot.services.links import handover, prints, sources
from bot.services.messages import due
from bot.services.papers import calendars, certificates, feedback, papers, passport
from bot.services.people import (
    class_card_form,
    class_cards,
    consents,
    deletion,
    invitations,
    members,
    own_data,
    own_region,
    profile,
    quiet,
    reachability,
    registration,
)
from bot.services.placements import answers, draws, ending, own, selection, talk
from bot.services.placements import form as placement
from bot.services.region import announcements, complaints, journal, region, route_form, settings, sites, watch
from bot.services.region import consent as region_consent
from bot.services.region import days as region_days
from bot.services.region import routes as region_routes
from bot.services.upkeep import (
    after_restore,
    backup,
    deadlines,
    deletions,
    incidents,
    retention,
    self_audit,
    telegram_bot,
)
from tests.security.scenario import OTHER_KEY, Scenario, Targets
from tests.sites import demo_of

NOT_THERE = 999_999

Call = Callable[[Scenario, Actor], Awaitable[object]]

CallWithDraft = Callable[[Scenario, Actor, DraftId], Awaitable[object]]


def _route(c: Scenario, *, whole: bool) -> RouteId:
    """One that can be booked as one, or one of which a stop is hidden."""
    return next(each.id for each in c.content.published.routes.values() if bool(each.closed) is not whole)


@cache
def _file() -> GivenFile:
    """The demo, whose region is called otherwise."""
    document = json.loads(demo_of())
    document["region"]["name"] = {"ru": "Другое название"}
    read = read_catalogue(json.dumps(document))
    if isinstance(read, list):
        raise TypeError(read)
    return GivenFile(read)


async def _import_as_shown(c: Scenario, who: Actor) -> object:
    view = await c.do(who, importing.preview_file, c.targets.region_id, _file())
    key = view.key if isinstance(view, FileView) else ""
    return await c.do(who, importing.import_file, c.targets.region_id, _file(), key)


TABLE = """
                                                 stranger
                                                 | leader
                                                 | | visitor
                                                 | | | guard
                                                 | | | | guide
                                                 | | | | | staff
                                                 | | | | | | owner
                                                 | | | | | | | elsewhere
                                                 | | | | | | | | coordinator
                                                 | | | | | | | | | elsewhere region
                                                 | | | | | | | | | | blocked
                                                 | | | | | | | | | | | former
catalogue.browse.look_around                     = = = = = = = = = = = =
catalogue.browse.read_nearest_dates              = = = = = = = = = = = =
catalogue.browse.read_site                       = = = = = = = = = = = =
catalogue.browse.read_site [hidden]              P P P P P P P P P P P P
catalogue.browse.read_place                      = = = = = = = = = = = =
catalogue.browse.read_place [hidden]             P P P P P P P = P P P P
catalogue.browse.read_programme                  = = = = = = = = = = = =
catalogue.browse.read_programme [hidden]         P P P P P P P P P P P P
catalogue.browse.read_route                      = = = = = = = = = = = =
catalogue.browse.read_typed_day                  = = = = = = = = = = = =
catalogue.browse.find_named_day                  = = = = = = = = = = = =
catalogue.browse.read_next_dates                 = = = = = = = = = = = =
catalogue.browse.read_linked_session             = = = = = = = = = = = =
catalogue.photos.read_site_photo                 P P P P P P P P P P P P
catalogue.photos.ask_photo                       A A A A A A + A A A A A
catalogue.photos.keep_photo                      A A A A A A + A A A A A
catalogue.photos.show_photo                      A A A A A A = A A A A A
catalogue.photos.drop_preview                    A A A A A A = A A A A A
catalogue.photos.remove_photo                    A A A A A A = A A A A A
catalogue.photos.read_photo_of_site              A A A A A A A A = A A A
catalogue.photos.hide_photo                      A A A A A A A A = A A A
catalogue.cards.reading.show_cards               A A A A A A = A = A A A
catalogue.cards.reading.show_card                A A A A A A = A = A A A
catalogue.cards.form.ask_field                   A A A A A A + A + A A A
catalogue.cards.form.fill_window                 A A A A A A + A + A A A
catalogue.cards.revisions.ask_for_publication    A A A A A A = A A A A A
catalogue.cards.revisions.show_revisions         A A A A A A A A = A A A
catalogue.cards.revisions.show_revision          A A A A A A A A = A A A
catalogue.cards.revisions.show_revision [not there] A A A A A A A A A A A A
catalogue.cards.revisions.approve                A A A A A A A A + A A A
catalogue.cards.revisions.publish_programme      A A A A A A A A = A A A
catalogue.cards.revisions.begin_decline          A A A A A A A A + A A A
catalogue.cards.making.begin_site                A A A A A A A A + A A A
catalogue.cards.making.begin_programme           A A A A A A A A + A A A
forms.engine.type_text [a field of a card]       A A A A A A + A + A A A
forms.engine.type_text [why a card stays]        A A A A A A A A + A A A
forms.engine.type_text [a new site]              A A A A A A A A + A A A
forms.engine.type_text [a new programme]         A A A A A A A A + A A A
forms.engine.type_text [a route]                 A A A A A A A A + A A A
links.handover.offer_booking                     F + F F F F F F F F B F
links.handover.offer_card                        F + F F F F F F F F B F
links.handover.read_handover                     F = = F F F F F F F = F
links.handover.withdraw_handover                 F + F F F F F F F F + F
links.handover.refuse_handover                   F + + F F F F F F F + F
links.handover.confirm_handover                  F + F F F F F F F F B F
links.handover.open_handover                     U = = U U U U U U U B U
links.handover.open_handover [forged]            K K K K K K K K K K B K
links.sources.note_opened                        = = = = = = = = = = = =
links.sources.show_links                         A A A A A = = A A A A A
links.sources.show_region_links                  A A A A A A A A = A A A
links.sources.show_label                         A A A A A = = A A A A A
links.sources.show_label [of nobody]             A A A A A F F A A A A A
links.sources.show_region_label                  A A A A A A A A = A A A
links.sources.show_session_link                  A A A A A = = A A A A A
links.sources.ask_label                          A A A A A + + A A A A A
links.sources.ask_region_label                   A A A A A A A A + A A A
catalogue.importing.show_files                   A A A A A A A A = A A A
catalogue.importing.ask_file                     A A A A A A A A + A A A
catalogue.importing.preview_file                 A A A A A A A A = A A A
catalogue.importing.import_file                  A A A A A A A A = A A A
catalogue.importing.import_file [as shown]       A A A A A A A A + A A A
links.prints.show_print                          A A A A A = = A A A A A
links.prints.show_print [of another site]        A A A A A P P A A A A A
links.prints.show_region_print                   A A A A A A A A = A A A
links.prints.ask_print                           A A A A A + + A A A A A
links.prints.ask_region_print                    A A A A A A A A + A A A
forms.engine.type_text [a label]                 A A A A A + + A A A A A
catalogue.home.read_home                         = = = = = = = = = = = =
catalogue.search.find                            = = = = = = = = = = = =
catalogue.search.find_said                       = = = = = = = = = = = =
catalogue.wishes.find_wish                       = = = = = = = = = = = =
booking.form.questions.start_booking                       + + + + + + + + + + B +
booking.form.questions.start_booking [hidden]              P P P P P P P P P P B P
booking.form.questions.start_booking [a saved class]       + + + + + + + + + + B +
booking.form.questions.start_route                         + + + + + + + + + + B +
booking.form.questions.start_route [hidden]                P P P P P P P P P P B P
booking.form.questions.book_again                          F + F F F F F F F F B F
booking.form.questions.book_opening                        F + F F F F F F F F B F
booking.form.questions.explain_day                         F = F F F F F F F F = F
booking.mine.read_mine                           = = = = = = = = = = = =
booking.mine.read_own_booking                    F = F F F F F F F F = F
booking.mine.cancel_booking                      F + F F F F F F F F + F
booking.offers.taking.read_own_offer                    F = F F F F F F F F = F
booking.offers.taking.take_offer                        F + F F F F F F F F B F
booking.offers.taking.decline_offer                     F + F F F F F F F F + F
booking.offers.waiting_list.read_own_waiting            F = F F F F F F F F = F
booking.offers.waiting_list.wait_for_more               F + F F F F F F F F B F
booking.offers.waiting_list.leave_list                  F + F F F F F F F F + F
booking.moving.start_move                        F + F F F F F F F F B F
booking.moving.show_move                         A A A A A = = A A A A A
booking.moving.show_move [not there]             A A A A A A A A A A A A
booking.moving.answer_move                       A A A A A + + A A A A A
booking.on_the_day.read_awaited                 F = F F F F F F F F = F
booking.on_the_day.say_word                      F + F F F F F F F F + F
booking.on_the_day.ask_coming                    F + F F F F F F F F + F
booking.duties.mark_duty                         F + F F F F F F F F + F
booking.duties.undo_duty                         F + F F F F F F F F + F
booking.numbers.ask_numbers                      F + F F F F F F F F + F
booking.numbers.take_meant                       F + F F F F F F F F + F
booking.duties.ask_duty                          F + F F F F F F F F + F
papers.papers.read_papers                        F = F F F F F F F F = F
papers.papers.read_paper                         F = F F F F F F F F = F
papers.papers.ask_paper                          F + F F F F F F F F + F
papers.papers.ask_paper [to be read]             F F F F F F F F F F F F
papers.certificates.check_certificate            = = = = = = = = = = = =
papers.calendars.open_feed                       + + + + + + + + + + + +
papers.calendars.renew_feed                      F F F F F F F F F F F F
papers.calendars.close_feed                      F F F F F F F F F F F F
papers.passport.read_passport                    F = F F F F F F F F = F
papers.passport.ask_passport                     F + F F F F F F F F + F
papers.feedback.read_feedback_of                 F = F F F F F F F F = F
papers.feedback.rate                             F + F F F F F F F F + F
papers.feedback.rate [before the visit]          F E F F F F F F F F E F
papers.feedback.ask_feedback                     F + F F F F F F F F + F
forms.engine.find_open                           = = = = = = = = = = = =
forms.engine.find_waiting                        = = = = = = = = = = = =
forms.engine.find_sent                           = = = = = = = = = = = =
forms.engine.show_sent                           F = F F F F F F F F = F
forms.engine.show_came                           F = F F F F F F F F = F
forms.engine.ask_again                           F = F F F F F F F F = F
forms.engine.find_edited                         = = = = = = = = = = = =
forms.engine.walk_away                           = + = = = + = = = = + =
forms.engine.has_unfinished_form                 = = = = = = = = = = = =
forms.engine.show                                F = F F F F F F F F = F
forms.engine.show [a placement]                  F = F F F F F F F F = F
forms.engine.show [of a new session]             A A A A A = = A A A A A
forms.engine.show [a colleague's]                F F F F F = F F F F F F
forms.engine.refresh                             F + F F F F F F F F + F
forms.engine.refuse_consent                      F + F F F F F F F F + F
forms.engine.tap                                 F + F F F F F F F F + F
forms.engine.tap [takes seats]                   F + F F F F F F F F B F
forms.engine.tap [a placement]                   F + F F F F F F F F + F
forms.engine.tap [the programme of a session]    A A A A A + + A A A A A
forms.engine.tap [the day of a session]          A A A A A + + A A A A A
forms.engine.tap [back to the day]               A A A A A + + A A A A A
forms.engine.type_text                           F + F F F F F F F F + F
forms.engine.type_text [over a whole form]       F + F F F F F F F F + F
forms.engine.type_text [the time of a session]   A A A A A + + A A A A A
forms.engine.type_text [the seats of a session]  A A A A A + + A A A A A
forms.engine.type_text [a time of a colleague]   F F F F F + F F F F F F
forms.engine.type_text [a head-count]            A A A + + + + A A A A A
forms.engine.type_text [for a colleague]         F F F F F + F F F F F F
forms.engine.type_text [a code]                  A A A + + + + A A A A A
forms.engine.type_text [when the site calls]     A A A A A + + A A A A A
forms.engine.tap [the applicant calls]           A A A A A + + A A A A A
forms.engine.type_text [the seed of a draw]      A A A A A + + A + A A A
forms.engine.tap [draw]                          A A A A A + + A + A A A
forms.engine.type_text [how many come]           F + F F F F F F F F + F
forms.engine.type_text [other numbers]           F + F F F F F F F F + F
forms.engine.type_text [what a duty needs]       F + F F F F F F F F + F
forms.engine.type_text [what an expert says]     A A A A + + + A A A A A
forms.engine.type_text [what a mentor says]      A A A A A + + A A A A A
forms.engine.type_text [a code for a colleague]  F F F F F + F F F F F F
forms.engine.share_contact                       F = F F F F F F F F = F
forms.engine.leave                               F + F F F F F F F F + F
forms.engine.leave [a placement]                 F + F F F F F F F F + F
forms.engine.leave [whatever is open]            F + F F F F F F F F + F
forms.engine.leave [the codes of a colleague]    F F F F F + F F F F F F
forms.engine.leave [a session of a colleague]    F F F F F + F F F F F F
forms.engine.send                                F + F F F F F F F F B F
forms.engine.send [a placement]                  F + F F F F F F F F B F
people.class_card_form.ask_class                 F + F F F F F F F F + F
people.class_card_form.pick_school               F = F F F F F F F F = F
people.class_card_form.pick_school [as typed]    F = F F F F F F F F = F
people.class_cards.read_class_cards              = = = = = = = = = = = =
booking.form.class_places.read_class_places           F = F F F F F F F F = F
people.class_cards.change_class_card             F + F F F F F F F F + F
people.class_cards.archive_class_card            = + = = = = = = = = + =
people.profile.ask_profile                       + + + + + + + + + + + +
people.own_region.ask_region                     + + + + + + + + + + + +
people.own_region.choose_region                  = = = = = = = = = = = =
people.own_region.come_by_link                   = = = = = = = = = = = =
people.own_region.find_or_ask                    = = = = = = = = = = = =
people.own_region.show_regions                   + + + + + + + + + + + +
people.consents.wants_news                       = = = = = = = = = = = =
people.consents.decline_news                     = = = = = = = = = = = =
people.consents.choose_language                  + + + + + + + + + + + +
people.consents.find_wanted                      C = C C C C C C C C = C
people.consents.give_consent                     + = + + + + + + + + = +
people.consents.give_consent [to another text]   N N N N N N N N N N N N
people.deletion.read_deletion                    = = = = = = = = = = = =
people.deletion.delete_me                        + + + + + + L L + + + +
people.own_data.ask_my_data                      + + + + + + + + + + + +
people.own_data.keep_me                          + + + + + + + + + + + +
people.quiet.choose_hours                        + + + + + + + + + + + +
people.quiet.choose_weekends                     + + + + + + + + + + + +
placements.form.start_application                + = + + + + + + + + B +
placements.own.read_own_application              F = F F F F F F F F = F
placements.own.read_application_of_form          F F F F F F F F F F F F
placements.own.answer_other_dates                F + F F F F F F F F + F
placements.own.withdraw_application              F + F F F F F F F F + F
placements.ending.ask_certificate                F + F F F F F F F F + F
enquiries.asking.ask_site                        + + + + + + + + + + B +
enquiries.asking.ask_site [hidden]               P P P P P P P P P P B P
enquiries.asking.show_own_enquiry                F F = F F F F F F F F F
enquiries.asking.withdraw_enquiry                F F + F F F F F F F F F
enquiries.asking.read_enquiry_of_form            F F F F F F F F F F F F
enquiries.contact.contact_leader                 A A A A A + + A A A A A
enquiries.contact.contact_leader [asked already] A A A A A = = A A A A A
enquiries.contact.show_contact                   A A A A A = = A A A A A
enquiries.answering.start_answer                 F F F F F + + F F F F F
enquiries.answering.start_answer [to a site]     F + F F F F F F F F B F
enquiries.answering.find_question                = = = = = = = = = = = =
enquiries.answering.offer_answer                 F F F F F = = F F F F F
enquiries.answering.offer_answer [to a site]     F + F F F F F F F F B F
enquiries.answering.show_question                F F F F F = = F F F F F
enquiries.answering.show_question [of a site]    F = F F F F F F F F = F
enquiries.answering.read_question_of_form        F F F F F F F F F F F F
enquiries.answering.close_enquiry                A A A A A + + A A A A A
enquiries.answering.keep_answer                  A A A A A = = A A A A A
enquiries.answering.drop_answer                  A A A A A + + A + A A A
enquiries.answering.read_answers                 = = = = = = = = = = = =
desk.desk.show_desk                              A A A = = = = = A A A A
desk.feedback.show_feedback                      A A A A = = = A = A A A
desk.feedback.show_low_rated                     A A A A A A A A = A A A
figures.report.show_report                       A A A A A A A A = A A A
figures.report.ask_report                        A A A A A A A A + A A A
figures.site.show_figures                        A A A A A = = A A A A A
figures.site.ask_figures                         A A A A A + + A A A A A
desk.desk.show_desk [of the site]                A A A = = = = A A A A A
desk.day.show_day                                A A A = = = = A A A A A
desk.day.show_coming                             A A A = = = = A A A A A
desk.day.ask_day_sheet                           A A A + + + + A A A A A
desk.requests.show_queue                         A A A A A = = = A A A A
desk.requests.show_queue [of the site]           A A A A A = = A A A A A
desk.requests.show_request                       A A A A A = = A A A A A
desk.requests.show_request [at another site]     A A A A A A A F A A A A
desk.requests.show_request [not there]           A A A A A F F A A A A A
desk.requests.confirm_request                    A A A A A + + A A A A A
desk.requests.decline_request                    A A A A A + + A A A A A
desk.requests.show_dates                         A A A A A = = A A A A A
desk.requests.offer_dates                        A A A A A = = A A A A A
desk.requests.call_off                           A A A A A + + A A A A A
desk.requests.ask_why                            A A A A A + + A A A A A
desk.requests.show_no                            A A A A A = = A A A A A
desk.numbers.answer_numbers                      A A A A A = = A A A A A
desk.passes.mark_passes                          A A A A A + + A A A A A
desk.gate.show_visit                             A A A = = = = A A A A A
desk.gate.show_visit [on another day]            A A A A A = = A A A A A
desk.gate.show_visit [not there]                 A A A A A A A A A A A A
desk.gate.mark_arrived                           A A A + + + + A A A A A
desk.gate.mark_missed                            A A A A A + + A A A A A
desk.gate.undo_mark                              A A A = = = = A A A A A
desk.gate.ask_leader                             A A A + + + + A A A A A
desk.reviews.show_review                         A A A A = = = A A A A A
desk.reviews.judge                               A A A A + + + A A A A A
desk.reviews.drop_sentence                       A A A A + + + A A A A A
desk.reviews.ask_sentence                        A A A A + + + A A A A A
desk.typed_at_gate.ask_head_count                A A A + + + + A A A A A
desk.typed_at_gate.ask_codes                     A A A + + + + A A A A A
desk.typed_at_gate.find_by_code                  A A A = = = = A A A A A
desk.typed_at_gate.scan_code                     A A A + + + + A A A A A
desk.sessions.show_sessions                      A A A A A = = A A A A A
desk.sessions.show_session                       A A A A A = = A A A A A
desk.sessions.show_session [not there]           A A A A A A A A A A A A
desk.sessions.close_session                      A A A A A + + A A A A A
desk.sessions.reopen_session                     A A A A A + + A A A A A
desk.groups.hold_group                           A A A A A = = A A A A A
desk.groups.call_off_group                       A A A A A = = A A A A A
desk.guides.asking.show_guides                   A A A A A = = A A A A A
desk.guides.asking.ask_guide                     A A A A A + + A A A A A
desk.guides.asking.ask_guide_anyway              A A A A A A + A A A A A
desk.guides.asking.take_guide_off                A A A A A + + A A A A A
desk.guides.leading.show_led                     A A A = = = = = A A A A
desk.guides.leading.show_led_session             A A A A = G G A A A A A
desk.guides.leading.answer_asked                 A A A A + G G A A A A A
desk.guides.leading.give_back                    A A A A = G G A A A A A
desk.new_session.begin_session                   A A A A A + + A A A A A
desk.schedule.one_session.begin_change           A A A A A + + A A A A A
desk.schedule.rules.show_schedule                A A A A A = = A A A A A
desk.schedule.rules.fill_window                  A A A A A A + A A A A A
desk.schedule.rules.show_off_schedule            A A A A A = = A A A A A
desk.schedule.rules.close_off_schedule           A A A A A = = A A A A A
desk.schedule.rule_form.begin_rule               A A A A A A + A A A A A
desk.schedule.rule_form.begin_change             A A A A A A + A A A A A
desk.schedule.rule_form.begin_from_session       A A A A A A + A A A A A
desk.schedule.intake_form.begin_intake           A A A A A A + A A A A A
desk.schedule.intake_form.begin_change           A A A A A A + A A A A A
desk.schedule.period.begin_period                A A A A A + + A A A A A
desk.schedule.period.find_sessions_to_empty      A A A A A = = A A A A A
desk.schedule.period.empty_session               A A A A A = = A A A A A
desk.schedule.period.show_closures               A A A A A = = A A A A A
desk.schedule.period.show_closed                 A A A A A = = A A A A A
desk.schedule.period.open_period                 A A A A A + + A A A A A
desk.schedule.period.reopen_of_period            A A A A A + + A A A A A
placements.answers.show_application              A A A A A = = A A A A A
placements.answers.show_other_dates              A A A A A = = A A A A A
placements.answers.preview_step                  A A A A A = = A A A A A
placements.answers.consider_application          A A A A A + + A A A A A
placements.answers.shortlist_application         A A A A A + + A A A A A
placements.answers.offer_other_dates             A A A A A + + A A A A A
placements.answers.accept_application            A A A A A + + A A A A A
placements.talk.begin_talk                       A A A A A + + A A A A A
placements.ending.show_end                       A A A A A = = A A A A A
placements.ending.say_end                        A A A A A + + A A A A A
placements.ending.drop_line                      A A A A A + + A A A A A
placements.ending.ask_line                       A A A A A + + A A A A A
placements.selection.show_selections             A A A A A = = A A A A A
placements.selection.show_selection              A A A A A = = A A A A A
placements.selection.show_criteria               A A A A A A = A A A A A
placements.selection.choose_criterion            A A A A A A = A A A A A
placements.selection.show_scores                 A A A A A = = A A A A A
placements.selection.score_application           A A A A A + + A A A A A
placements.draws.prepare_draw                    A A A A A = = A A A A A
placements.draws.announce_draw                   A A A A A + + A A A A A
placements.draws.announce_draw [again]           A A A A A = = A A A A A
placements.draws.show_draw                       = = = = = = = = = = = =
placements.draws.show_draw [not there]           F F F F F F F F F F F F
placements.draws.find_draw                       = = = = = = = = = = = =
placements.draws.begin_seed                      A A A A A + + A + A A A
placements.answers.decline_application           A A A A A + + A A A A A
people.members.show_members                      A A A A = = = A = A A A
people.members.show_members [of a hidden site]   A A A A A A A = = A A A
people.members.show_members [of no site]         A A A A A A A A A A A A
people.members.remove_member                     A A A A A A + A + A A A
people.members.remove_member [the last owner]    A A A A A A L A + A A A
people.members.leave_site                        A A A + + + L A A A A =
people.members.leave_site [hidden]               A A A A A A A L A A A A
people.members.leave_site [that is not there]    A A A A A A A A A A A A
people.members.show_coordinators                 A A A A A A A A = A A A
people.members.remove_coordinator                A A A A A A A A R A A A
people.invitations.invite_to_site                A A A A A A + A + A A A
people.invitations.invite_to_site [that is not]  A A A A A A A A A A A A
people.invitations.invite_to_region              A A A A A A A A + A A A
people.invitations.accept_invitation             + + + = = = = + + + B +
people.invitations.accept_invitation [forged]    X X X X X X X X X X B X
region.region.show_region                        A A A A A A A A = = A A
region.region.show_region [of the region]        A A A A A A A A = A A A
region.journal.show_log                          A A A A A A A A = A A A
region.journal.choose_site                       A A A A A A A A = A A A
region.journal.ask_log                           A A A A A A A A + A A A
region.region.show_unanswered                    A A A A A A A A = A A A
region.complaints.complain                       A A A A A + + A A A A A
region.complaints.complain [at another site]     A A A A A A A F A A A A
region.complaints.complain [again]               A A A A A = = A A A A A
region.complaints.show_complaints                A A A A A A A A = A A A
region.complaints.show_complaint                 A A A A A A A A = A A A
region.complaints.decide                         A A A A A A A A + A A A
region.complaints.decide [lift what is not]      A A A A A A A A = A A A
region.complaints.complain_of_question           A A A A A + + A A A A A
region.complaints.show_complaint_of_question     A A A A A A A A = A A A
region.complaints.decide_about_question          A A A A A A A A + A A A
region.announcements.show_announcements          A A A A A A A A = A A A
region.announcements.show_announcement           A A A A A A A A = A A A
region.announcements.stop_announcement           A A A A A A A A + A A A
region.announcements.begin_announcement          A A A A A A A A + A A A
region.announcements.send_test                   F F F F F F F F F F F F
region.days.begin_days                           A A A A A A A A + A A A
region.days.find_to_follow                       A A A A A A A A = A A A
region.days.follow_days                          A A A A A A A A + A A A
region.settings.show_settings                    A A A A A A A A = A A A
region.settings.show_settled                     A A A A A A A A = A A A
region.settings.begin_setting                    A A A A A A A A + A A A
region.consent.begin_consent                     A A A A A A A A + A A A
region.consent.begin_without                     A A A A A A A A T A A A
region.routes.show_routes                        A A A A A A A A = A A A
region.routes.show_route                         A A A A A A A A = A A A
region.routes.publish_route                      A A A A A A A A + A A A
region.route_form.begin_route                    A A A A A A A A + A A A
region.route_form.edit_route                     A A A A A A A A + A A A
region.watch.show_watch                          A A A A A A A A = A A A
region.watch.mark_done                           A A A A A A A A F A A A
region.sites.show_sites                          A A A A A A A A = A A A
region.sites.show_site                           A A A A A A A A = A A A
region.sites.show_site [hidden]                  A A A A A A A A = A A A
region.sites.publish_site                        A A A A A A A A + A A A
region.sites.publish_site [hidden]               A A A A A A A A + A A A
"""


def waiting_message(scenario: Scenario) -> OutboxMessage:
    leader, now = scenario.actors["leader"], scenario.targets.now
    return OutboxMessage(
        OutboxId(1), "1", "unknown", 1, leader.person_id, leader.telegram_id, "ru", {}, now, None, 0
    )


CALLS: dict[str, Call] = {
    "catalogue.browse.look_around": lambda c, who: c.do(who, browse.look_around, ["we"]),
    "catalogue.browse.read_nearest_dates": lambda c, who: c.do(
        who, browse.read_nearest_dates, [c.targets.tour_id], skip=0, most=5, period=""
    ),
    "catalogue.browse.read_next_dates": lambda c, who: c.do(who, browse.read_next_dates, [c.targets.tour_id]),
    "catalogue.home.read_home": lambda c, who: c.do(who, home.read_home),
    "catalogue.browse.read_site": lambda c, who: c.do(who, browse.read_site, c.targets.site_id),
    "catalogue.browse.read_site [hidden]": lambda c, who: c.do(
        who, browse.read_site, c.targets.hidden_site_id
    ),
    "catalogue.browse.read_place": lambda c, who: c.do(who, browse.read_place, c.targets.site_id),
    "catalogue.browse.read_place [hidden]": lambda c, who: c.do(
        who, browse.read_place, c.targets.hidden_site_id
    ),
    "catalogue.browse.read_programme": lambda c, who: c.do(who, browse.read_programme, c.targets.tour_id),
    "catalogue.browse.read_programme [hidden]": lambda c, who: c.do(
        who, browse.read_programme, c.targets.hidden_programme_id
    ),
    "catalogue.browse.read_linked_session": lambda c, who: c.do(
        who, browse.read_linked_session, c.targets.session_id
    ),
    "catalogue.photos.read_site_photo": lambda c, who: c.do(who, photos.read_site_photo, c.targets.site_id),
    "catalogue.photos.ask_photo": lambda c, who: c.do(who, photos.ask_photo, c.targets.site_id),
    "catalogue.photos.keep_photo": lambda c, who: c.do(
        who, photos.keep_photo, c.targets.site_id, Shrunk(b"jpeg", 1, 1), c.message_id()
    ),
    "catalogue.photos.show_photo": lambda c, who: c.do(
        who, photos.show_photo, c.targets.site_id, PhotoId(NOT_THERE)
    ),
    "catalogue.photos.drop_preview": lambda c, who: c.do(who, photos.drop_preview, c.targets.site_id),
    "catalogue.photos.remove_photo": lambda c, who: c.do(who, photos.remove_photo, c.targets.site_id),
    "catalogue.photos.read_photo_of_site": lambda c, who: c.do(
        who, photos.read_photo_of_site, c.targets.site_id
    ),
    "catalogue.photos.hide_photo": lambda c, who: c.do(
        who, photos.hide_photo, c.targets.site_id, hidden=True
    ),
    "catalogue.cards.reading.show_cards": lambda c, who: c.do(
        who, card_reading.show_cards, c.targets.site_id
    ),
    "catalogue.cards.reading.show_card": lambda c, who: c.do(
        who, card_reading.show_card, c.targets.site_id, c.targets.tour_id
    ),
    "catalogue.cards.form.ask_field": lambda c, who: c.do(
        who, card_form.ask_field, c.targets.site_id, c.targets.tour_id, "title"
    ),
    "catalogue.cards.form.fill_window": lambda c, who: c.do(
        who, card_form.fill_window, c.targets.site_id, c.targets.tour_id
    ),
    "catalogue.cards.revisions.ask_for_publication": lambda c, who: c.do(
        who, revisions.ask_for_publication, c.targets.site_id
    ),
    "catalogue.cards.revisions.show_revisions": lambda c, who: c.do(
        who, revisions.show_revisions, c.targets.region_id
    ),
    "catalogue.cards.revisions.show_revision": lambda c, who: c.do(
        who, revisions.show_revision, c.targets.revision_id
    ),
    "catalogue.cards.revisions.show_revision [not there]": lambda c, who: c.do(
        who, revisions.show_revision, RevisionId(NOT_THERE)
    ),
    "catalogue.cards.revisions.approve": lambda c, who: c.do(
        who, revisions.approve, c.targets.revision_id, c.targets.revision_key
    ),
    "catalogue.cards.revisions.publish_programme": lambda c, who: c.do(
        who, revisions.publish_programme, c.targets.site_id, c.targets.tour_id
    ),
    "catalogue.cards.revisions.begin_decline": lambda c, who: c.do(
        who, revisions.begin_decline, c.targets.revision_id, c.targets.revision_key
    ),
    "catalogue.cards.making.begin_site": lambda c, who: c.do(who, making.begin_site, c.targets.region_id),
    "catalogue.cards.making.begin_programme": lambda c, who: c.do(
        who, making.begin_programme, c.targets.site_id
    ),
    "links.handover.offer_booking": lambda c, who: c.do(who, handover.offer_booking, c.targets.booking_id),
    "links.handover.offer_card": lambda c, who: c.do(who, handover.offer_card, c.targets.card_id),
    "links.handover.read_handover": lambda c, who: c.do(who, handover.read_handover, c.targets.handover_id),
    "links.handover.withdraw_handover": lambda c, who: c.do(
        who, handover.withdraw_handover, c.targets.handover_id
    ),
    "links.handover.refuse_handover": lambda c, who: c.do(
        who, handover.refuse_handover, c.targets.handover_id
    ),
    "links.handover.confirm_handover": lambda c, who: c.do(
        who, handover.confirm_handover, c.targets.handover_id
    ),
    "links.handover.open_handover": lambda c, who: c.do(who, handover.open_handover, c.targets.handover_link),
    "links.handover.open_handover [forged]": lambda c, who: c.do(
        who, handover.open_handover, f"{PAYLOAD_PREFIX}{c.targets.handover_id}-{'x' * 22}"
    ),
    "links.sources.note_opened": lambda c, who: c.do(
        who, sources.note_opened, Link(LinkTo.SITE, c.targets.site_id, "poster1")
    ),
    "links.sources.show_links": lambda c, who: c.do(who, sources.show_links, c.targets.site_id),
    "links.sources.show_region_links": lambda c, who: c.do(
        who, sources.show_region_links, c.targets.region_id
    ),
    "links.sources.show_label": lambda c, who: c.do(who, sources.show_label, c.targets.site_id, ""),
    "links.sources.show_label [of nobody]": lambda c, who: c.do(
        who, sources.show_label, c.targets.site_id, "poster1"
    ),
    "links.sources.show_region_label": lambda c, who: c.do(
        who, sources.show_region_label, c.targets.region_id, ""
    ),
    "links.sources.show_session_link": lambda c, who: c.do(
        who, sources.show_session_link, c.targets.session_id
    ),
    "links.sources.ask_label": lambda c, who: c.do(who, sources.ask_label, c.targets.site_id),
    "links.sources.ask_region_label": lambda c, who: c.do(who, sources.ask_region_label, c.targets.region_id),
    "catalogue.importing.show_files": lambda c, who: c.do(who, importing.show_files, c.targets.region_id),
    "catalogue.importing.ask_file": lambda c, who: c.do(
        who, importing.ask_file, c.targets.region_id, "xlsx", "ru"
    ),
    "catalogue.importing.preview_file": lambda c, who: c.do(
        who, importing.preview_file, c.targets.region_id, _file()
    ),
    "catalogue.importing.import_file": lambda c, who: c.do(
        who, importing.import_file, c.targets.region_id, _file(), "another"
    ),
    "catalogue.importing.import_file [as shown]": _import_as_shown,
    "links.prints.show_print": lambda c, who: c.do(
        who, prints.show_print, c.targets.site_id, Link(LinkTo.SITE, c.targets.site_id)
    ),
    "links.prints.show_print [of another site]": lambda c, who: c.do(
        who, prints.show_print, c.targets.site_id, Link(LinkTo.PROGRAMME, c.targets.other_tour_id)
    ),
    "links.prints.show_region_print": lambda c, who: c.do(
        who, prints.show_region_print, c.targets.region_id, Link(LinkTo.ROUTE, _route(c, whole=True))
    ),
    "links.prints.ask_print": lambda c, who: c.do(
        who,
        prints.ask_print,
        c.targets.site_id,
        Link(LinkTo.SITE, c.targets.site_id),
        PrintSize.POSTER,
        "ru",
    ),
    "links.prints.ask_region_print": lambda c, who: c.do(
        who,
        prints.ask_region_print,
        c.targets.region_id,
        Link(LinkTo.ROUTE, _route(c, whole=True)),
        PrintSize.HANDOUT,
        "en",
    ),
    "catalogue.search.find": lambda c, who: c.do(who, search.find, "бумага"),
    "catalogue.search.find_said": lambda c, who: c.do(
        who, search.find_said, "сколько стоит слоист", "слоист"
    ),
    "catalogue.wishes.find_wish": lambda c, who: c.do(who, wishes.find_wish, "в субботу семьёй втроём"),
    "catalogue.browse.find_named_day": lambda c, who: c.do(
        who, browse.find_named_day, "записать 7 Б на 29 декабря"
    ),
    "catalogue.browse.read_typed_day": lambda c, who: c.do(who, browse.read_typed_day, "завтра"),
    "catalogue.browse.read_route": lambda c, who: c.do(
        who, browse.read_route, next(iter(c.content.published.routes))
    ),
    "booking.form.questions.start_booking": lambda c, who: c.do(
        who, form.start_booking, c.targets.other_tour_id
    ),
    "booking.form.questions.start_route": lambda c, who: c.do(who, form.start_route, _route(c, whole=True)),
    "booking.form.questions.start_route [hidden]": lambda c, who: c.do(
        who, form.start_route, _route(c, whole=False)
    ),
    "booking.form.questions.start_booking [hidden]": lambda c, who: c.do(
        who, form.start_booking, c.targets.hidden_programme_id
    ),
    "booking.form.questions.start_booking [a saved class]": lambda c, who: c.do(
        who, form.start_booking, c.targets.other_tour_id, None, c.targets.card_id
    ),
    "booking.form.questions.book_again": lambda c, who: c.do(who, form.book_again, c.targets.booking_id, ()),
    "booking.form.questions.book_opening": lambda c, who: c.do(
        who, form.book_opening, c.targets.waiting_id, c.targets.other_sessions[0]
    ),
    "booking.form.questions.explain_day": lambda c, who: c.do(
        who, form.explain_day, c.targets.form_id, date(2026, 12, 10)
    ),
    "booking.mine.read_mine": lambda c, who: c.do(who, mine.read_mine),
    "booking.mine.read_own_booking": lambda c, who: c.do(who, mine.read_own_booking, c.targets.booking_id),
    "booking.offers.taking.read_own_offer": lambda c, who: c.do(
        who, offers.read_own_offer, c.targets.offer_id
    ),
    "booking.offers.taking.take_offer": lambda c, who: c.do(who, offers.take_offer, c.targets.offer_id, 1),
    "booking.offers.taking.decline_offer": lambda c, who: c.do(who, offers.decline_offer, c.targets.offer_id),
    "booking.offers.waiting_list.read_own_waiting": lambda c, who: c.do(
        who, waiting_list.read_own_waiting, c.targets.waiting_id
    ),
    "booking.offers.waiting_list.wait_for_more": lambda c, who: c.do(
        who, waiting_list.wait_for_more, c.targets.waiting_id, c.targets.wider
    ),
    "booking.offers.waiting_list.leave_list": lambda c, who: c.do(
        who, waiting_list.leave_list, c.targets.waiting_id
    ),
    "booking.moving.start_move": lambda c, who: c.do(who, moving.start_move, c.targets.booking_id),
    "booking.moving.show_move": lambda c, who: c.do(who, moving.show_move, c.targets.move_id),
    "booking.moving.show_move [not there]": lambda c, who: c.do(who, moving.show_move, OfferId(NOT_THERE)),
    "booking.moving.answer_move": lambda c, who: c.do(who, moving.answer_move, c.targets.move_id, grant=True),
    "booking.on_the_day.read_awaited": lambda c, who: c.do(
        who, on_the_day.read_awaited, c.targets.today_booking_id
    ),
    "booking.on_the_day.say_word": lambda c, who: c.do(
        who, on_the_day.say_word, c.targets.today_booking_id, DayWord.ON_WAY
    ),
    "booking.on_the_day.ask_coming": lambda c, who: c.do(
        who, on_the_day.ask_coming, c.targets.today_booking_id
    ),
    "booking.numbers.ask_numbers": lambda c, who: c.do(who, numbers.ask_numbers, c.targets.listed_booking_id),
    "booking.numbers.take_meant": lambda c, who: c.do(
        who, numbers.take_meant, c.targets.listed_booking_id, "14.2"
    ),
    "desk.numbers.answer_numbers": lambda c, who: c.do(
        who, desk_numbers.answer_numbers, c.targets.listed_booking_id, c.targets.site_id, 0, granted=True
    ),
    "booking.duties.mark_duty": lambda c, who: c.do(
        who, duties.mark_duty, c.targets.listed_booking_id, c.targets.site_id, DutyKind.FINAL_COUNT
    ),
    "booking.duties.undo_duty": lambda c, who: c.do(
        who, duties.undo_duty, c.targets.listed_booking_id, c.targets.site_id, DutyKind.TRANSPORT
    ),
    "booking.duties.ask_duty": lambda c, who: c.do(
        who, duties.ask_duty, c.targets.listed_booking_id, c.targets.site_id, DutyKind.HAND_LIST
    ),
    "desk.passes.mark_passes": lambda c, who: c.do(
        who,
        passes.mark_passes,
        c.targets.listed_booking_id,
        c.targets.site_id,
        DutyKind.PASSES_READY,
        done=True,
    ),
    "booking.mine.cancel_booking": lambda c, who: c.do(
        who, mine.cancel_booking, c.targets.booking_id, CancelReason.FROST
    ),
    "papers.papers.read_papers": lambda c, who: c.do(who, papers.read_papers, c.targets.booking_id),
    "papers.papers.read_paper": lambda c, who: c.do(
        who, papers.read_paper, c.targets.booking_id, PaperKind.LETTER_TEXT
    ),
    "papers.papers.ask_paper": lambda c, who: c.do(
        who, papers.ask_paper, c.targets.booking_id, PaperKind.LETTER, "ru"
    ),
    "papers.papers.ask_paper [to be read]": lambda c, who: c.do(
        who, papers.ask_paper, c.targets.booking_id, PaperKind.LETTER_TEXT, "ru"
    ),
    "papers.certificates.check_certificate": lambda c, who: c.do(
        who, certificates.check_certificate, "Д7Ш4-Г39Ж-Л8Ф2"
    ),
    "papers.calendars.open_feed": lambda c, who: c.do(who, calendars.open_feed),
    "papers.calendars.renew_feed": lambda c, who: c.do(who, calendars.renew_feed, 1),
    "papers.calendars.close_feed": lambda c, who: c.do(who, calendars.close_feed, 1),
    "papers.passport.read_passport": lambda c, who: c.do(who, passport.read_passport, c.targets.card_id),
    "papers.passport.ask_passport": lambda c, who: c.do(who, passport.ask_passport, c.targets.card_id, "ru"),
    "papers.feedback.read_feedback_of": lambda c, who: c.do(
        who, feedback.read_feedback_of, c.targets.visited_booking_id, c.targets.site_id
    ),
    "papers.feedback.rate": lambda c, who: c.do(
        who, feedback.rate, c.targets.visited_booking_id, c.targets.site_id, 3
    ),
    "papers.feedback.rate [before the visit]": lambda c, who: c.do(
        who, feedback.rate, c.targets.booking_id, c.targets.site_id, 3
    ),
    "papers.feedback.ask_feedback": lambda c, who: c.do(
        who, feedback.ask_feedback, c.targets.visited_booking_id, c.targets.site_id, FeedbackField.IMPROVE
    ),
    "forms.engine.find_open": lambda c, who: c.do(who, engine.find_open),
    "forms.engine.find_waiting": lambda c, who: c.do(who, engine.find_waiting),
    "forms.engine.find_sent": lambda c, who: c.do(who, engine.find_sent),
    "forms.engine.show_came": lambda c, who: c.do(
        who, engine.show_came, BookingForm, c.targets.sent_draft_id
    ),
    "forms.engine.show_sent": lambda c, who: c.do(
        who, engine.show_sent, BookingForm, c.targets.sent_draft_id
    ),
    "forms.engine.ask_again": lambda c, who: c.do(who, engine.ask_again, BookingForm, c.targets.form_id),
    "forms.engine.find_edited": lambda c, who: c.do(who, engine.find_edited, 1, c.clock.now()),
    "forms.engine.walk_away": lambda c, who: c.do(who, engine.walk_away),
    "forms.engine.has_unfinished_form": lambda c, who: c.do(who, engine.has_unfinished_form),
    "forms.engine.show": lambda c, who: c.do(who, engine.show, BookingForm, c.targets.form_id),
    "forms.engine.show [a placement]": lambda c, who: c.do(
        who, engine.show, ApplicationForm, c.targets.application_form_id
    ),
    "forms.engine.refresh": lambda c, who: c.do(who, engine.refresh, BookingForm, c.targets.form_id),
    "forms.engine.refuse_consent": lambda c, who: c.do(
        who, engine.refuse_consent, BookingForm, c.targets.form_id
    ),
    "forms.engine.tap": lambda c, who: c.do(who, engine.tap, BookingForm, c.targets.form_id, "fo", "1"),
    "forms.engine.tap [takes seats]": lambda c, who: c.do(
        who,
        engine.tap,
        BookingForm,
        c.targets.form_id,
        "ses",
        ".".join(map(str, c.targets.other_sessions)),
    ),
    "forms.engine.tap [a placement]": lambda c, who: c.do(
        who, engine.tap, ApplicationForm, c.targets.application_form_id, "dates"
    ),
    "forms.engine.type_text [over a whole form]": lambda c, who: c.do(
        who, engine.type_text, BookingForm, c.targets.form_id, "8 А, 9", c.message_id()
    ),
    "forms.engine.type_text": lambda c, who: c.do(
        who, engine.type_text, ProfileForm, c.targets.profile_draft_id, "Ольга", c.message_id()
    ),
    "forms.engine.share_contact": lambda c, who: c.do(
        who,
        engine.share_contact,
        BookingForm,
        c.targets.form_id,
        engine.Contact("+79123456789", "Анна", own=True),
        c.message_id(),
    ),
    "forms.engine.leave": lambda c, who: c.do(who, engine.leave, BookingForm, c.targets.form_id),
    "forms.engine.leave [a placement]": lambda c, who: c.do(
        who, engine.leave, ApplicationForm, c.targets.application_form_id
    ),
    "forms.engine.leave [whatever is open]": lambda c, who: c.do(who, engine.leave, ProfileForm),
    "forms.engine.send": lambda c, who: c.do(who, engine.send, BookingForm, c.targets.form_id),
    "forms.engine.send [a placement]": lambda c, who: c.do(
        who, engine.send, ApplicationForm, c.targets.application_form_id
    ),
    "people.class_card_form.ask_class": lambda c, who: c.do(
        who, class_card_form.ask_class, c.targets.card_id, ClassField.SCHOOL
    ),
    "people.class_card_form.pick_school": lambda c, who: c.do(
        who, class_card_form.pick_school, c.targets.card_id, OrganisationId(1)
    ),
    "people.class_card_form.pick_school [as typed]": lambda c, who: c.do(
        who, class_card_form.pick_school, c.targets.card_id, None
    ),
    "booking.form.class_places.read_class_places": lambda c, who: c.do(
        who, class_places.read_class_places, c.targets.card_id
    ),
    "people.class_cards.read_class_cards": lambda c, who: c.do(who, class_cards.read_class_cards),
    "people.class_cards.change_class_card": lambda c, who: c.do(
        who, class_cards.change_class_card, c.targets.card_id, children=30
    ),
    "people.class_cards.archive_class_card": lambda c, who: c.do(
        who, class_cards.archive_class_card, c.targets.card_id
    ),
    "people.profile.ask_profile": lambda c, who: c.do(who, profile.ask_profile, ProfileField.PHONE),
    "people.own_region.ask_region": lambda c, who: c.do(who, own_region.ask_region, "cat"),
    "people.own_region.choose_region": lambda c, who: c.do(
        who, own_region.choose_region, c.targets.profile_draft_id, c.targets.region_id
    ),
    "people.own_region.come_by_link": lambda c, who: c.do(
        who, own_region.come_by_link, Link(LinkTo.SITE, c.targets.site_id)
    ),
    "people.own_region.find_or_ask": lambda c, who: c.do(who, own_region.find_or_ask, "cat"),
    "people.own_region.show_regions": lambda c, who: c.do(
        who, own_region.show_regions, c.targets.profile_draft_id
    ),
    "people.consents.wants_news": lambda c, who: c.do(who, consents.wants_news),
    "people.consents.decline_news": lambda c, who: c.do(who, consents.decline_news),
    "people.consents.choose_language": lambda c, who: c.do(who, consents.choose_language, "en"),
    "people.consents.find_wanted": lambda c, who: c.do(
        who, consents.find_wanted, BookingForm, c.targets.sent_draft_id
    ),
    "people.consents.give_consent": lambda c, who: c.do(
        who, consents.give_consent, ConsentKind.PROCESSING, CONSENT_VERSION, "text"
    ),
    "people.consents.give_consent [to another text]": lambda c, who: c.do(
        who, consents.give_consent, ConsentKind.PROCESSING, CONSENT_VERSION - 1, "text"
    ),
    "people.own_data.keep_me": lambda c, who: c.do(who, own_data.keep_me),
    "people.own_data.ask_my_data": lambda c, who: c.do(who, own_data.ask_my_data),
    "people.quiet.choose_hours": lambda c, who: c.do(who, quiet.choose_hours, OwnHours.FROM_9_TO_20),
    "people.quiet.choose_weekends": lambda c, who: c.do(who, quiet.choose_weekends, quiet=True),
    "people.deletion.read_deletion": lambda c, who: c.do(who, deletion.read_deletion),
    "people.deletion.delete_me": lambda c, who: c.do(who, deletion.delete_me),
    "placements.form.start_application": lambda c, who: c.do(
        who, placement.start_application, c.targets.other_placement_id
    ),
    "placements.own.read_own_application": lambda c, who: c.do(
        who, own.read_own_application, c.targets.application_id
    ),
    "placements.own.read_application_of_form": lambda c, who: c.do(
        who, own.read_application_of_form, c.targets.sent_application_draft_id
    ),
    "placements.own.answer_other_dates": lambda c, who: c.do(
        who, own.answer_other_dates, c.targets.offered_application_id, agree=True
    ),
    "placements.own.withdraw_application": lambda c, who: c.do(
        who, own.withdraw_application, c.targets.application_id
    ),
    "enquiries.asking.ask_site": lambda c, who: c.do(who, asking.ask_site, c.targets.other_tour_id),
    "enquiries.asking.ask_site [hidden]": lambda c, who: c.do(
        who, asking.ask_site, c.targets.hidden_programme_id
    ),
    "enquiries.asking.show_own_enquiry": lambda c, who: c.do(
        who, asking.show_own_enquiry, c.targets.enquiry_id
    ),
    "enquiries.asking.withdraw_enquiry": lambda c, who: c.do(
        who, asking.withdraw_enquiry, c.targets.enquiry_id
    ),
    "enquiries.asking.read_enquiry_of_form": lambda c, who: c.do(
        who, asking.read_enquiry_of_form, c.targets.sent_draft_id
    ),
    "enquiries.contact.contact_leader": lambda c, who: c.do(
        who, contact.contact_leader, c.targets.listed_booking_id, c.targets.site_id
    ),
    "enquiries.contact.contact_leader [asked already]": lambda c, who: c.do(
        who, contact.contact_leader, c.targets.booking_id, c.targets.site_id
    ),
    "enquiries.contact.show_contact": lambda c, who: c.do(
        who, contact.show_contact, c.targets.booking_id, c.targets.site_id
    ),
    "enquiries.answering.start_answer": lambda c, who: c.do(
        who, answering.start_answer, c.targets.enquiry_id
    ),
    "enquiries.answering.start_answer [to a site]": lambda c, who: c.do(
        who, answering.start_answer, c.targets.leader_enquiry_id
    ),
    "enquiries.answering.find_question": lambda c, who: c.do(who, answering.find_question),
    "enquiries.answering.offer_answer": lambda c, who: c.do(
        who, answering.offer_answer, c.targets.answered_enquiry_id, "Нужен"
    ),
    "enquiries.answering.offer_answer [to a site]": lambda c, who: c.do(
        who, answering.offer_answer, c.targets.leader_enquiry_id, "Нужен"
    ),
    "enquiries.answering.show_question": lambda c, who: c.do(
        who, answering.show_question, c.targets.enquiry_id
    ),
    "enquiries.answering.show_question [of a site]": lambda c, who: c.do(
        who, answering.show_question, c.targets.leader_enquiry_id
    ),
    "enquiries.answering.read_question_of_form": lambda c, who: c.do(
        who, answering.read_question_of_form, c.targets.sent_draft_id
    ),
    "enquiries.answering.close_enquiry": lambda c, who: c.do(
        who, answering.close_enquiry, c.targets.enquiry_id
    ),
    "enquiries.answering.keep_answer": lambda c, who: c.do(
        who, answering.keep_answer, c.targets.answered_enquiry_id
    ),
    "enquiries.answering.drop_answer": lambda c, who: c.do(
        who, answering.drop_answer, c.targets.answered_enquiry_id
    ),
    "enquiries.answering.read_answers": lambda c, who: c.do(who, answering.read_answers, c.targets.tour_id),
    "region.complaints.complain_of_question": lambda c, who: c.do(
        who, complaints.complain_of_question, c.targets.enquiry_id, AbuseReason.RUDENESS
    ),
    "region.complaints.show_complaint_of_question": lambda c, who: c.do(
        who, complaints.show_complaint_of_question, c.targets.answered_enquiry_id
    ),
    "region.complaints.decide_about_question": lambda c, who: c.do(
        who, complaints.decide_about_question, c.targets.answered_enquiry_id, ComplaintState.BLOCKED
    ),
    "desk.feedback.show_feedback": lambda c, who: c.do(who, feedback_read.show_feedback, c.targets.site_id),
    "desk.feedback.show_low_rated": lambda c, who: c.do(
        who, feedback_read.show_low_rated, c.targets.region_id
    ),
    "figures.report.show_report": lambda c, who: c.do(who, report.show_report, c.targets.region_id, "y2026"),
    "figures.report.ask_report": lambda c, who: c.do(
        who, report.ask_report, c.targets.region_id, "y2026", FileKind.XLSX
    ),
    "figures.site.show_figures": lambda c, who: c.do(who, figures.show_figures, c.targets.site_id, ""),
    "figures.site.ask_figures": lambda c, who: c.do(
        who, figures.ask_figures, c.targets.site_id, "", FileKind.PICTURE
    ),
    "region.journal.show_log": lambda c, who: c.do(who, journal.show_log, c.targets.region_id),
    "region.journal.choose_site": lambda c, who: c.do(who, journal.choose_site, c.targets.region_id),
    "region.journal.ask_log": lambda c, who: c.do(
        who, journal.ask_log, c.targets.region_id, c.targets.site_id, None, 31, FileKind.CSV
    ),
    "desk.desk.show_desk": lambda c, who: c.do(who, desk.show_desk),
    "desk.desk.show_desk [of the site]": lambda c, who: c.do(who, desk.show_desk, c.targets.site_id),
    "desk.day.show_day": lambda c, who: c.do(who, day.show_day, c.targets.site_id),
    "desk.day.show_coming": lambda c, who: c.do(who, day.show_coming, c.targets.site_id),
    "desk.day.ask_day_sheet": lambda c, who: c.do(who, day.ask_day_sheet, c.targets.site_id, "ru"),
    "forms.engine.show [a colleague's]": lambda c, who: c.do(
        who, engine.show, NewSessionForm, c.targets.new_session_draft_id
    ),
    "forms.engine.type_text [a time of a colleague]": lambda c, who: c.do(
        who, engine.type_text, NewSessionForm, c.targets.new_session_draft_id, "17:20", c.message_id()
    ),
    "forms.engine.type_text [for a colleague]": lambda c, who: c.do(
        who, engine.type_text, HeadCountForm, c.targets.head_count_draft_id, "12", c.message_id()
    ),
    "forms.engine.type_text [a code for a colleague]": lambda c, who: c.do(
        who, engine.type_text, ArrivalCodeForm, c.targets.code_draft_id, c.targets.code, c.message_id()
    ),
    "forms.engine.leave [the codes of a colleague]": lambda c, who: c.do(
        who, engine.leave, ArrivalCodeForm, c.targets.code_draft_id
    ),
    "forms.engine.leave [a session of a colleague]": lambda c, who: c.do(
        who, engine.leave, NewSessionForm, c.targets.new_session_draft_id
    ),
    "desk.requests.show_queue": lambda c, who: c.do(who, requests.show_queue),
    "desk.requests.show_queue [of the site]": lambda c, who: c.do(
        who, requests.show_queue, c.targets.site_id
    ),
    "desk.requests.show_request": lambda c, who: c.do(
        who, requests.show_request, c.targets.booking_id, c.targets.site_id
    ),
    "desk.requests.show_request [at another site]": lambda c, who: c.do(
        who, requests.show_request, c.targets.booking_id, c.targets.hidden_site_id
    ),
    "desk.requests.show_request [not there]": lambda c, who: c.do(
        who, requests.show_request, BookingId(NOT_THERE), c.targets.site_id
    ),
    "desk.requests.confirm_request": lambda c, who: c.do(
        who, requests.confirm_request, c.targets.booking_id, c.targets.site_id
    ),
    "desk.requests.decline_request": lambda c, who: c.do(
        who, requests.decline_request, c.targets.booking_id, c.targets.site_id, HostReason.REPAIR
    ),
    "desk.requests.show_dates": lambda c, who: c.do(
        who, requests.show_dates, c.targets.booking_id, c.targets.site_id
    ),
    "desk.requests.offer_dates": lambda c, who: c.do(
        who, requests.offer_dates, c.targets.booking_id, c.targets.site_id, []
    ),
    "desk.requests.call_off": lambda c, who: c.do(
        who, requests.call_off, c.targets.listed_booking_id, c.targets.site_id, HostReason.REPAIR
    ),
    "desk.requests.ask_why": lambda c, who: c.do(
        who, requests.ask_why, c.targets.listed_booking_id, c.targets.site_id, calls_off=True
    ),
    "desk.requests.show_no": lambda c, who: c.do(
        who, requests.show_no, c.targets.listed_booking_id, c.targets.site_id
    ),
    "desk.reviews.show_review": lambda c, who: c.do(who, reviews.show_review, c.targets.tried_visit_id),
    "desk.reviews.judge": lambda c, who: c.do(
        who, reviews.judge, c.targets.tried_visit_id, Scale.CARE, 5, seen=4
    ),
    "desk.reviews.drop_sentence": lambda c, who: c.do(who, reviews.drop_sentence, c.targets.tried_visit_id),
    "desk.reviews.ask_sentence": lambda c, who: c.do(who, reviews.ask_sentence, c.targets.tried_visit_id),
    "desk.gate.show_visit": lambda c, who: c.do(who, gate.show_visit, c.targets.visit_id),
    "desk.gate.show_visit [on another day]": lambda c, who: c.do(
        who, gate.show_visit, c.targets.later_visit_id
    ),
    "desk.gate.show_visit [not there]": lambda c, who: c.do(who, gate.show_visit, VisitId(NOT_THERE)),
    "desk.gate.mark_arrived": lambda c, who: c.do(who, gate.mark_arrived, c.targets.visit_id, 9),
    "desk.gate.mark_missed": lambda c, who: c.do(who, gate.mark_missed, c.targets.visit_id),
    "desk.gate.undo_mark": lambda c, who: c.do(who, gate.undo_mark, c.targets.visit_id),
    "desk.gate.ask_leader": lambda c, who: c.do(who, gate.ask_leader, c.targets.visit_id),
    "desk.typed_at_gate.ask_head_count": lambda c, who: c.do(
        who, typed_at_gate.ask_head_count, c.targets.visit_id
    ),
    "desk.typed_at_gate.find_by_code": lambda c, who: c.do(
        who, typed_at_gate.find_by_code, c.targets.site_id, c.targets.code
    ),
    "desk.typed_at_gate.scan_code": lambda c, who: c.do(
        who, typed_at_gate.scan_code, c.targets.site_id, c.targets.code
    ),
    "desk.typed_at_gate.ask_codes": lambda c, who: c.do(who, typed_at_gate.ask_codes, c.targets.site_id),
    "desk.sessions.show_sessions": lambda c, who: c.do(who, sessions.show_sessions, c.targets.site_id),
    "desk.sessions.show_session": lambda c, who: c.do(who, sessions.show_session, c.targets.session_id),
    "desk.sessions.show_session [not there]": lambda c, who: c.do(
        who, sessions.show_session, SessionId(NOT_THERE)
    ),
    "desk.sessions.close_session": lambda c, who: c.do(
        who, sessions.close_session, c.targets.session_id, HostReason.REPAIR
    ),
    "desk.sessions.reopen_session": lambda c, who: c.do(
        who, sessions.reopen_session, c.targets.closed_session_id
    ),
    "desk.groups.hold_group": lambda c, who: c.do(who, groups.hold_group, c.targets.session_id),
    "desk.groups.call_off_group": lambda c, who: c.do(who, groups.call_off_group, c.targets.session_id),
    "desk.schedule.rules.show_schedule": lambda c, who: c.do(who, rules.show_schedule, c.targets.site_id),
    "desk.schedule.rules.fill_window": lambda c, who: c.do(who, rules.fill_window, c.targets.tour_id),
    "desk.schedule.rules.show_off_schedule": lambda c, who: c.do(
        who, rules.show_off_schedule, c.targets.tour_id
    ),
    "desk.schedule.rules.close_off_schedule": lambda c, who: c.do(
        who, rules.close_off_schedule, c.targets.tour_id, HostReason.REPAIR, "others"
    ),
    "desk.schedule.rule_form.begin_rule": lambda c, who: c.do(who, rule_form.begin_rule, c.targets.site_id),
    "desk.schedule.rule_form.begin_change": lambda c, who: c.do(
        who, rule_form.begin_change, c.targets.site_id, c.targets.schedule_id
    ),
    "desk.schedule.rule_form.begin_from_session": lambda c, who: c.do(
        who, rule_form.begin_from_session, c.targets.session_id
    ),
    "desk.schedule.intake_form.begin_intake": lambda c, who: c.do(
        who, intake_form.begin_intake, c.targets.site_id
    ),
    "desk.schedule.intake_form.begin_change": lambda c, who: c.do(
        who, intake_form.begin_change, c.targets.site_id, c.targets.intake_rule_id
    ),
    "desk.schedule.period.begin_period": lambda c, who: c.do(who, period.begin_period, c.targets.site_id),
    "desk.schedule.period.find_sessions_to_empty": lambda c, who: c.do(
        who, period.find_sessions_to_empty, c.targets.site_id
    ),
    "desk.schedule.period.empty_session": lambda c, who: c.do(
        who, period.empty_session, c.targets.session_id
    ),
    "desk.schedule.period.show_closures": lambda c, who: c.do(who, period.show_closures, c.targets.site_id),
    "desk.schedule.period.show_closed": lambda c, who: c.do(
        who,
        period.show_closed,
        c.targets.site_id,
        Closing(c.targets.site_id, c.targets.closure_id, ClosedCount(0, 0)),
    ),
    "desk.schedule.period.open_period": lambda c, who: c.do(who, period.open_period, c.targets.closure_id),
    "desk.schedule.period.reopen_of_period": lambda c, who: c.do(
        who, period.reopen_of_period, c.targets.closed_session_id
    ),
    "desk.schedule.one_session.begin_change": lambda c, who: c.do(
        who, one_session.begin_change, c.targets.session_id, SessionField.CAPACITY
    ),
    "desk.guides.asking.show_guides": lambda c, who: c.do(
        who, guide_asking.show_guides, c.targets.session_id
    ),
    "desk.guides.asking.ask_guide": lambda c, who: c.do(
        who, guide_asking.ask_guide, c.targets.session_id, c.actors["guide"].person_id, ""
    ),
    "desk.guides.asking.ask_guide_anyway": lambda c, who: c.do(
        who,
        guide_asking.ask_guide_anyway,
        c.targets.session_id,
        c.actors["guide"].person_id,
        "",
        GuideAnyway.NEAR,
    ),
    "desk.guides.asking.take_guide_off": lambda c, who: c.do(
        who, guide_asking.take_guide_off, c.targets.led_session_id, c.targets.led_key
    ),
    "desk.guides.leading.show_led": lambda c, who: c.do(who, leading.show_led),
    "desk.guides.leading.show_led_session": lambda c, who: c.do(
        who, leading.show_led_session, c.targets.led_session_id
    ),
    "desk.guides.leading.answer_asked": lambda c, who: c.do(
        who, leading.answer_asked, c.targets.led_session_id, agrees=True
    ),
    "desk.guides.leading.give_back": lambda c, who: c.do(who, leading.give_back, c.targets.led_session_id),
    "desk.new_session.begin_session": lambda c, who: c.do(who, new_session.begin_session, c.targets.site_id),
    "placements.answers.show_application": lambda c, who: c.do(
        who, answers.show_application, c.targets.application_id
    ),
    "placements.answers.show_other_dates": lambda c, who: c.do(
        who, answers.show_other_dates, c.targets.application_id
    ),
    "placements.answers.preview_step": lambda c, who: c.do(
        who, answers.preview_step, c.targets.application_id, ApplicationEvent.SHORTLIST
    ),
    "placements.answers.consider_application": lambda c, who: c.do(
        who, answers.consider_application, c.targets.application_id
    ),
    "placements.answers.shortlist_application": lambda c, who: c.do(
        who, answers.shortlist_application, c.targets.application_id
    ),
    "placements.answers.offer_other_dates": lambda c, who: c.do(
        who, answers.offer_other_dates, c.targets.application_id, c.targets.other_intake_id
    ),
    "placements.ending.show_end": lambda c, who: c.do(who, ending.show_end, c.targets.ended_application_id),
    "placements.ending.say_end": lambda c, who: c.do(
        who, ending.say_end, c.targets.ended_application_id, 5, seen=4
    ),
    "placements.ending.drop_line": lambda c, who: c.do(who, ending.drop_line, c.targets.ended_application_id),
    "placements.ending.ask_line": lambda c, who: c.do(who, ending.ask_line, c.targets.ended_application_id),
    "placements.ending.ask_certificate": lambda c, who: c.do(
        who, ending.ask_certificate, c.targets.ended_application_id
    ),
    "placements.talk.begin_talk": lambda c, who: c.do(who, talk.begin_talk, c.targets.application_id),
    "placements.selection.show_selections": lambda c, who: c.do(
        who, selection.show_selections, c.targets.site_id
    ),
    "placements.selection.show_selection": lambda c, who: c.do(
        who, selection.show_selection, c.targets.tied_intake_id
    ),
    "placements.selection.show_criteria": lambda c, who: c.do(
        who, selection.show_criteria, c.targets.tied_intake_id
    ),
    "placements.selection.choose_criterion": lambda c, who: c.do(
        who, selection.choose_criterion, c.targets.tied_intake_id, USUAL_CRITERIA[0], counts=True
    ),
    "placements.selection.show_scores": lambda c, who: c.do(
        who, selection.show_scores, c.targets.scored_application_id
    ),
    "placements.selection.score_application": lambda c, who: c.do(
        who, selection.score_application, c.targets.scored_application_id, USUAL_CRITERIA[0], 2
    ),
    "placements.draws.prepare_draw": lambda c, who: c.do(who, draws.prepare_draw, c.targets.tied_intake_id),
    "placements.draws.announce_draw": lambda c, who: c.do(who, draws.announce_draw, c.targets.tied_intake_id),
    "placements.draws.announce_draw [again]": lambda c, who: c.do(
        who, draws.announce_draw, c.targets.drawn_intake_id
    ),
    "placements.draws.show_draw": lambda c, who: c.do(who, draws.show_draw, c.targets.draw_id),
    "placements.draws.show_draw [not there]": lambda c, who: c.do(who, draws.show_draw, DrawId(NOT_THERE)),
    "placements.draws.find_draw": lambda c, who: c.do(who, draws.find_draw, c.targets.draw_code),
    "placements.draws.begin_seed": lambda c, who: c.do(who, draws.begin_seed, c.targets.draw_id),
    "placements.answers.accept_application": lambda c, who: c.do(
        who, answers.accept_application, c.targets.application_id, c.targets.intake_id
    ),
    "placements.answers.decline_application": lambda c, who: c.do(
        who, answers.decline_application, c.targets.application_id, REASONS_TO_DECLINE_APPLICANTS[0]
    ),
    "people.members.show_members": lambda c, who: c.do(who, members.show_members, c.targets.site_id),
    "people.members.show_members [of a hidden site]": lambda c, who: c.do(
        who, members.show_members, c.targets.hidden_site_id
    ),
    "people.members.show_members [of no site]": lambda c, who: c.do(
        who, members.show_members, SiteId(NOT_THERE)
    ),
    "people.members.remove_member": lambda c, who: c.do(
        who, members.remove_member, c.targets.site_id, c.actors["guide"].person_id
    ),
    "people.members.remove_member [the last owner]": lambda c, who: c.do(
        who, members.remove_member, c.targets.site_id, c.actors["owner"].person_id
    ),
    "people.members.leave_site": lambda c, who: c.do(who, members.leave_site, c.targets.site_id),
    "people.members.leave_site [hidden]": lambda c, who: c.do(
        who, members.leave_site, c.targets.hidden_site_id
    ),
    "people.members.leave_site [that is not there]": lambda c, who: c.do(
        who, members.leave_site, SiteId(NOT_THERE)
    ),
    "people.members.show_coordinators": lambda c, who: c.do(
        who, members.show_coordinators, c.targets.region_id
    ),
    "people.members.remove_coordinator": lambda c, who: c.do(
        who, members.remove_coordinator, c.targets.region_id, c.actors["coordinator"].person_id
    ),
    "people.invitations.invite_to_site": lambda c, who: c.do(
        who, invitations.invite_to_site, c.targets.site_id, Role.OWNER, OTHER_KEY
    ),
    "people.invitations.invite_to_site [that is not]": lambda c, who: c.do(
        who, invitations.invite_to_site, SiteId(NOT_THERE), Role.OWNER, OTHER_KEY
    ),
    "people.invitations.invite_to_region": lambda c, who: c.do(
        who, invitations.invite_to_region, c.targets.region_id, OTHER_KEY
    ),
    "people.invitations.accept_invitation": lambda c, who: c.do(
        who, invitations.accept_invitation, c.targets.invitation
    ),
    "people.invitations.accept_invitation [forged]": lambda c, who: c.do(
        who, invitations.accept_invitation, c.targets.invitation[:-1] + "~"
    ),
    "region.region.show_region": lambda c, who: c.do(who, region.show_region),
    "region.region.show_region [of the region]": lambda c, who: c.do(
        who, region.show_region, c.targets.region_id
    ),
    "region.region.show_unanswered": lambda c, who: c.do(who, region.show_unanswered, c.targets.region_id),
    "region.complaints.complain": lambda c, who: c.do(
        who, complaints.complain, c.targets.booking_id, c.targets.site_id, AbuseReason.RUDENESS
    ),
    "region.complaints.complain [at another site]": lambda c, who: c.do(
        who, complaints.complain, c.targets.booking_id, c.targets.hidden_site_id, AbuseReason.RUDENESS
    ),
    "region.complaints.complain [again]": lambda c, who: c.do(
        who, complaints.complain, c.targets.today_booking_id, c.targets.site_id, AbuseReason.RUDENESS
    ),
    "region.complaints.show_complaints": lambda c, who: c.do(
        who, complaints.show_complaints, c.targets.region_id
    ),
    "region.complaints.show_complaint": lambda c, who: c.do(
        who, complaints.show_complaint, c.targets.today_booking_id
    ),
    "region.complaints.decide": lambda c, who: c.do(
        who, complaints.decide, c.targets.today_booking_id, ComplaintState.BLOCKED
    ),
    "region.complaints.decide [lift what is not]": lambda c, who: c.do(
        who, complaints.decide, c.targets.today_booking_id, ComplaintState.LIFTED
    ),
    "region.announcements.show_announcements": lambda c, who: c.do(
        who, announcements.show_announcements, c.targets.region_id
    ),
    "region.announcements.show_announcement": lambda c, who: c.do(
        who, announcements.show_announcement, c.targets.announcement_id
    ),
    "region.announcements.stop_announcement": lambda c, who: c.do(
        who, announcements.stop_announcement, c.targets.announcement_id
    ),
    "region.announcements.begin_announcement": lambda c, who: c.do(
        who, announcements.begin_announcement, c.targets.region_id
    ),
    "region.announcements.send_test": lambda c, who: c.do(
        who, announcements.send_test, c.targets.sent_draft_id
    ),
    "region.days.begin_days": lambda c, who: c.do(
        who, region_days.begin_days, c.targets.region_id, DaysKind.OFF
    ),
    "region.days.find_to_follow": lambda c, who: c.do(who, region_days.find_to_follow, c.targets.region_id),
    "region.days.follow_days": lambda c, who: c.do(
        who, region_days.follow_days, c.targets.region_id, c.targets.tour_id
    ),
    "region.settings.show_settings": lambda c, who: c.do(who, settings.show_settings, c.targets.region_id),
    "region.settings.show_settled": lambda c, who: c.do(
        who, settings.show_settled, c.targets.region_id, DaysKind.OFF, DaysEffect(1, 0, 0, ())
    ),
    "region.settings.begin_setting": lambda c, who: c.do(
        who, settings.begin_setting, c.targets.region_id, RegionSetting.ANSWER_DAYS
    ),
    "region.consent.begin_consent": lambda c, who: c.do(
        who, region_consent.begin_consent, c.targets.region_id
    ),
    "region.consent.begin_without": lambda c, who: c.do(
        who, region_consent.begin_without, c.targets.region_id
    ),
    "region.routes.show_routes": lambda c, who: c.do(who, region_routes.show_routes, c.targets.region_id),
    "region.routes.show_route": lambda c, who: c.do(
        who, region_routes.show_route, c.targets.region_id, _route(c, whole=True)
    ),
    "region.routes.publish_route": lambda c, who: c.do(
        who, region_routes.publish_route, c.targets.region_id, _route(c, whole=True), Publication.HIDDEN, ""
    ),
    "region.route_form.begin_route": lambda c, who: c.do(who, route_form.begin_route, c.targets.region_id),
    "region.route_form.edit_route": lambda c, who: c.do(
        who, route_form.edit_route, c.targets.region_id, _route(c, whole=True), "theme"
    ),
    "region.watch.show_watch": lambda c, who: c.do(who, watch.show_watch, c.targets.region_id),
    "region.watch.mark_done": lambda c, who: c.do(who, watch.mark_done, c.targets.region_id, "b0"),
    "region.sites.show_sites": lambda c, who: c.do(
        who, sites.show_sites, c.targets.region_id, Publication.HIDDEN
    ),
    "region.sites.show_site": lambda c, who: c.do(who, sites.show_site, c.targets.site_id),
    "region.sites.show_site [hidden]": lambda c, who: c.do(who, sites.show_site, c.targets.hidden_site_id),
    "region.sites.publish_site": lambda c, who: c.do(
        who, sites.publish_site, c.targets.site_id, Publication.HIDDEN
    ),
    "region.sites.publish_site [hidden]": lambda c, who: c.do(
        who, sites.publish_site, c.targets.hidden_site_id, Publication.PUBLISHED
    ),
}

AT_AN_OWN_QUESTION: dict[str, tuple[Callable[[Targets], Form], Question, CallWithDraft]] = {
    "forms.engine.show [of a new session]": (
        lambda t: NewSessionForm(t.site_id),
        Question.PROGRAMME,
        lambda c, who, draft: c.do(who, engine.show, NewSessionForm, draft),
    ),
    "forms.engine.tap [the programme of a session]": (
        lambda t: NewSessionForm(t.site_id),
        Question.PROGRAMME,
        lambda c, who, draft: c.do(
            who, engine.tap, NewSessionForm, draft, "programme", str(c.targets.tour_id)
        ),
    ),
    "forms.engine.tap [the day of a session]": (
        lambda t: NewSessionForm(t.site_id, t.tour_id),
        Question.DAY,
        lambda c, who, draft: c.do(
            who, engine.tap, NewSessionForm, draft, "day", c.targets.now.date().isoformat()
        ),
    ),
    "forms.engine.tap [back to the day]": (
        lambda t: NewSessionForm(t.site_id, t.tour_id, t.now.date() + timedelta(days=8)),
        Question.SESSION_TIME,
        lambda c, who, draft: c.do(who, engine.tap, NewSessionForm, draft, "back", Question.SESSION_TIME),
    ),
    "forms.engine.type_text [a field of a card]": (
        lambda t: CardForm(t.site_id, "title", t.tour_id),
        Question.FIELD,
        lambda c, who, draft: c.do(who, engine.type_text, CardForm, draft, "Слой", c.message_id()),
    ),
    "forms.engine.type_text [why a card stays]": (
        lambda t: WhyNotForm(t.revision_id, t.revision_key),
        Question.WHY_NOT,
        lambda c, who, draft: c.do(who, engine.type_text, WhyNotForm, draft, "Мало", c.message_id()),
    ),
    "forms.engine.type_text [a new site]": (
        lambda t: NewSiteForm(t.region_id),
        Question.SITE_NAME,
        lambda c, who, draft: c.do(who, engine.type_text, NewSiteForm, draft, "Цех", c.message_id()),
    ),
    "forms.engine.type_text [a new programme]": (
        lambda t: NewProgrammeForm(t.site_id, ProgrammeKind.CAREER),
        Question.TITLE,
        lambda c, who, draft: c.do(who, engine.type_text, NewProgrammeForm, draft, "Слой", c.message_id()),
    ),
    "forms.engine.type_text [a route]": (
        lambda t: RouteForm(t.region_id),
        Question.TITLE,
        lambda c, who, draft: c.do(who, engine.type_text, RouteForm, draft, "Лес", c.message_id()),
    ),
    "forms.engine.type_text [the seats of a session]": (
        lambda t: SessionChangeForm(t.session_id, SessionField.CAPACITY),
        Question.CAPACITY,
        lambda c, who, draft: c.do(who, engine.type_text, SessionChangeForm, draft, "40", c.message_id()),
    ),
    "forms.engine.type_text [the time of a session]": (
        lambda t: NewSessionForm(t.site_id, t.tour_id, t.now.date() + timedelta(days=8)),
        Question.SESSION_TIME,
        lambda c, who, draft: c.do(who, engine.type_text, NewSessionForm, draft, "17:20", c.message_id()),
    ),
    "forms.engine.type_text [a head-count]": (
        lambda t: HeadCountForm(t.visit_id),
        Question.HEAD_COUNT,
        lambda c, who, draft: c.do(who, engine.type_text, HeadCountForm, draft, "12", c.message_id()),
    ),
    "forms.engine.type_text [what an expert says]": (
        lambda t: ReviewForm(t.tried_visit_id),
        Question.SENTENCE,
        lambda c, who, draft: c.do(
            who, engine.type_text, ReviewForm, draft, "Работали дружно", c.message_id()
        ),
    ),
    "forms.engine.type_text [what a mentor says]": (
        lambda t: MentorForm(t.ended_application_id),
        Question.SENTENCE,
        lambda c, who, draft: c.do(
            who, engine.type_text, MentorForm, draft, "Работает дружно", c.message_id()
        ),
    ),
    "forms.engine.type_text [how many come]": (
        lambda t: ComingForm(t.today_booking_id),
        Question.COMING,
        lambda c, who, draft: c.do(who, engine.type_text, ComingForm, draft, "3", c.message_id()),
    ),
    "forms.engine.type_text [other numbers]": (
        lambda t: NumbersForm(t.listed_booking_id),
        Question.NUMBERS,
        lambda c, who, draft: c.do(who, engine.type_text, NumbersForm, draft, "10 + 2", c.message_id()),
    ),
    "forms.engine.type_text [what a duty needs]": (
        lambda t: DutyForm(t.listed_booking_id, t.site_id, DutyKind.HAND_LIST),
        Question.DUTY,
        lambda c, who, draft: c.do(who, engine.type_text, DutyForm, draft, "26", c.message_id()),
    ),
    "forms.engine.type_text [when the site calls]": (
        lambda t: TalkForm(t.application_id),
        Question.TALK,
        lambda c, who, draft: c.do(who, engine.type_text, TalkForm, draft, "в среду", c.message_id()),
    ),
    "forms.engine.tap [the applicant calls]": (
        lambda t: TalkForm(t.application_id),
        Question.TALK,
        lambda c, who, draft: c.do(who, engine.tap, TalkForm, draft, "call", ""),
    ),
    "forms.engine.type_text [the seed of a draw]": (
        lambda t: SeedForm(t.draw_id),
        Question.SEED,
        lambda c, who, draft: c.do(who, engine.type_text, SeedForm, draft, "92,4512", c.message_id()),
    ),
    "forms.engine.tap [draw]": (
        lambda t: SeedForm(t.draw_id, "92.4512"),
        Question.SEED,
        lambda c, who, draft: c.do(who, engine.tap, SeedForm, draft, "agree", "92.4512"),
    ),
    "forms.engine.type_text [a label]": (
        lambda t: LinkLabelForm(t.region_id, t.site_id),
        Question.LABEL,
        lambda c, who, draft: c.do(who, engine.type_text, LinkLabelForm, draft, "poster1", c.message_id()),
    ),
    "forms.engine.type_text [a code]": (
        lambda t: ArrivalCodeForm(t.site_id),
        Question.CODE,
        lambda c, who, draft: c.do(
            who, engine.type_text, ArrivalCodeForm, draft, c.targets.code, c.message_id()
        ),
    ),
}
"""Rows at a question that the person was asked while they still might, for instance before being removed."""

OF_THE_SYSTEM: dict[str, Call] = {
    "booking.offers.waiting_list.find_awaited": lambda c, who: c.do(who, waiting_list.find_awaited),
    "booking.offers.waiting_list.end_waits": lambda c, who: c.do(
        who, waiting_list.end_waits, c.targets.tour_id
    ),
    "booking.offers.waiting_list.find_free_days": lambda c, who: c.do(
        who, waiting_list.find_free_days, c.targets.tour_id
    ),
    "booking.offers.waiting_list.offer_free": lambda c, who: c.do(
        who, waiting_list.offer_free, [c.targets.session_id]
    ),
    "catalogue.photos.note_photo_file": lambda c, who: c.do(
        who, photos.note_photo_file, PhotoId(NOT_THERE), "file"
    ),
    "links.sources.forget_seen": lambda c, who: c.do(who, sources.forget_seen),
    "figures.job.count_awaited": lambda c, who: c.do(
        who, job.count_awaited, Awaited(c.targets.region_id, "y2026"), Steps()
    ),
    "figures.job.tell_how_far": lambda c, who: c.do(
        who, job.tell_how_far, Awaited(c.targets.region_id, "y2026"), 40
    ),
    "region.announcements.find_to_send": lambda c, who: c.do(who, announcements.find_to_send),
    "region.announcements.send_part": lambda c, who: c.do(
        who, announcements.send_part, c.targets.announcement_id
    ),
    "region.announcements.forget_readers": lambda c, who: c.do(who, announcements.forget_readers),
    "desk.schedule.period.find_all_to_empty": lambda c, who: c.do(who, period.find_all_to_empty),
    "desk.schedule.period.empty_left": lambda c, who: c.do(who, period.empty_left, c.targets.session_id),
    "desk.schedule.period.find_all_to_open": lambda c, who: c.do(who, period.find_all_to_open),
    "desk.schedule.period.open_left": lambda c, who: c.do(who, period.open_left, c.targets.closed_session_id),
    "upkeep.deadlines.lapse_offers": lambda c, who: c.do(who, deadlines.lapse_offers),
    "upkeep.deadlines.expire_handovers": lambda c, who: c.do(who, deadlines.expire_handovers),
    "upkeep.deadlines.lapse_other_dates": lambda c, who: c.do(who, deadlines.lapse_other_dates),
    "catalogue.roll_schedules.find_scheduled_programmes": lambda c, who: c.do(
        who, roll_schedules.find_scheduled_programmes
    ),
    "catalogue.roll_schedules.roll_on": lambda c, who: c.do(
        who, roll_schedules.roll_on, c.targets.hidden_programme_id
    ),
    "people.invitations.invite_by_operator": lambda c, who: c.do(
        who, invitations.invite_by_operator, "komi", None, Role.COORDINATOR
    ),
    "papers.calendars.read_feed": lambda c, who: c.do(who, calendars.read_feed, FeedId(1), "5" * 32),
    "upkeep.telegram_bot.read_bot": lambda c, who: c.do(who, telegram_bot.read_bot),
    "upkeep.telegram_bot.change_bot": lambda c, who: c.do(who, telegram_bot.change_bot, 42),
    "people.reachability.answer_later": lambda c, who: c.do(
        who, reachability.answer_later, c.actors["leader"].telegram_id, 1
    ),
    "people.reachability.note_reachability": lambda c, who: c.do(
        who, reachability.note_reachability, c.actors["leader"].telegram_id, reachable=False
    ),
    "people.registration.find_person": lambda c, who: c.do(
        who, registration.find_person, c.actors["leader"].telegram_id
    ),
    "people.registration.found_region": lambda c, who: c.do(
        who, registration.found_region, "north", "Europe/Moscow"
    ),
    "people.registration.register_person": lambda c, who: c.do(
        who, registration.register_person, 99, "ru", "komi", coordinates=True
    ),
    "messages.due.read_due": lambda c, who: c.do(who, due.read_due, waiting_message(c)),
    "people.deletion.delete_again": lambda c, who: c.do(
        who, deletion.delete_again, c.actors["leader"].person_id
    ),
    "upkeep.after_restore.drop_overdue": lambda c, who: c.do(who, after_restore.drop_overdue),
    "upkeep.after_restore.end_as_there": lambda c, who: c.do(
        who, after_restore.end_as_there, RestoreDiff((), ())
    ),
    "upkeep.after_restore.find_undeleted": lambda c, who: c.do(
        who,
        after_restore.find_undeleted,
        [Deletion(c.targets.now + timedelta(days=1), c.actors["leader"].person_id)],
    ),
    "upkeep.after_restore.read_waiting": lambda c, who: c.do(who, after_restore.read_waiting),
    "upkeep.backup.tell_backup_failed": lambda c, who: c.do(who, backup.tell_backup_failed),
    "upkeep.retention.find_highest": lambda c, who: c.do(who, retention.find_highest, DataClass.CONSENT),
    "upkeep.retention.find_own_terms": lambda c, who: c.do(who, retention.find_own_terms),
    "upkeep.retention.find_over": lambda c, who: c.do(
        who, retention.find_over, DataClass.CONSENT, Span(1, 9)
    ),
    "upkeep.retention.end_some": lambda c, who: c.do(who, retention.end_some, DataClass.CONSENT, (1,)),
    "upkeep.retention.find_idle": lambda c, who: c.do(who, retention.find_idle, Span(1, 9)),
    "upkeep.retention.warn_idle": lambda c, who: c.do(who, retention.warn_idle, c.actors["leader"].person_id),
    "upkeep.retention.erase_idle": lambda c, who: c.do(
        who, retention.erase_idle, c.actors["leader"].person_id
    ),
    "upkeep.retention.read_log": lambda c, who: c.do(
        who, retention.read_log, c.clock.now(), c.clock.now(), 0
    ),
    "upkeep.deadlines.expire_holds": lambda c, who: c.do(who, deadlines.expire_holds),
    "upkeep.deadlines.expire_request": lambda c, who: c.do(
        who, deadlines.expire_request, c.targets.booking_id
    ),
    "desk.groups.decide_group": lambda c, who: c.do(who, groups.decide_group, c.targets.session_id),
    "desk.groups.ask_about_group": lambda c, who: c.do(who, groups.ask_about_group, c.targets.session_id),
    "upkeep.deadlines.find_groups_to_ask_about": lambda c, who: c.do(who, deadlines.find_groups_to_ask_about),
    "upkeep.deadlines.find_undecided_groups": lambda c, who: c.do(who, deadlines.find_undecided_groups),
    "upkeep.deadlines.find_without_duties": lambda c, who: c.do(who, deadlines.find_without_duties),
    "upkeep.deadlines.give_duties": lambda c, who: c.do(who, deadlines.give_duties, c.targets.booking_id),
    "upkeep.deadlines.find_due_digests": lambda c, who: c.do(who, deadlines.find_due_digests),
    "upkeep.deadlines.find_expired_requests": lambda c, who: c.do(who, deadlines.find_expired_requests),
    "figures.weekly.plan_weeks": lambda c, who: c.do(who, weekly.plan_weeks),
    "upkeep.deadlines.plan_digest": lambda c, who: c.do(
        who, deadlines.plan_digest, c.targets.site_id, date(2026, 12, 1)
    ),
    "upkeep.deletions.find_newest_deletion": lambda c, who: c.do(who, deletions.find_newest_deletion),
    "upkeep.deletions.read_deletions": lambda c, who: c.do(who, deletions.read_deletions),
    "upkeep.incidents.store_incident": lambda c, who: c.do(
        who, incidents.store_incident, "1123-AAAABBBB", 7, "message", "ValueError", "nowhere"
    ),
    "upkeep.self_audit.find_highest_ids": lambda c, who: c.do(who, self_audit.find_highest_ids),
    "upkeep.self_audit.look_at_parts": lambda c, who: c.do(
        who, self_audit.look_at_parts, [], Moments.at(c.targets.now)
    ),
    "upkeep.self_audit.tell_differences": lambda c, who: c.do(
        who,
        self_audit.tell_differences,
        Report.of(c.targets.now, [("seats", Found({"claims": 1, "seats": 2}))]),
    ),
}
"""For time itself, and for whoever has the machine: refused to everybody in the table."""
