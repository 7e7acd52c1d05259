"""Everything that visitors can do, put together once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.db.engine import Database
from bot.domain.forms import ClassCardForm, ProfileForm
from bot.domain.limits import Limits
from bot.domain.model import ConsentKind
from bot.services.content import Content
from bot.services.visitor.apply import (
    AnswerApplication,
    CancelApplicationForm,
    ReadApplication,
    SendApplication,
    ShowApplicationForm,
    StartApplication,
    WithdrawApplication,
)
from bot.services.visitor.class_answers import (
    AddCardSchool,
    AnswerClass,
    AskClass,
    PickSchool,
)
from bot.services.visitor.classes import ArchiveClass, ChangeClass, ReadClasses
from bot.services.visitor.fill_form import (
    AddSchool,
    AnswerByTap,
    BookAgain,
    CancelForm,
    ExplainDay,
    FindQuestion,
    RefreshForm,
    ShowForm,
    StartBooking,
)
from bot.services.visitor.form_view import FormContext
from bot.services.visitor.my_bookings import CancelBooking, ReadBooking, ReadBookingOfDraft, ReadMine
from bot.services.visitor.person import (
    ChooseLanguage,
    DeclineNews,
    DeleteMe,
    GiveConsent,
    ReadDeletion,
    WantsNews,
)
from bot.services.visitor.profile import AnswerProfile, AskProfile
from bot.services.visitor.read_catalogue import (
    ReadCatalogue,
    ReadNearestDates,
    ReadPlace,
    ReadProgramme,
    ReadRoute,
    ReadSite,
)
from bot.services.visitor.send_booking import SendBooking
from bot.services.visitor.stop_asking import StopAsking
from bot.services.visitor.typed_answers import AnswerByText, AnswerWithContact

CONSENT_VERSION = 1
"""Version of the text of the consent; raised with every change of its meaning, so that it is asked anew."""
NEWS_CONSENT_VERSION = 1
"""The same of the consent to news."""


@dataclass(frozen=True, slots=True)
class VisitorUseCases:
    content: Content
    limits: Limits
    read_catalogue: ReadCatalogue
    read_nearest_dates: ReadNearestDates
    read_site: ReadSite
    read_place: ReadPlace
    read_programme: ReadProgramme
    read_route: ReadRoute
    start_booking: StartBooking
    show_form: ShowForm
    explain_day: ExplainDay
    answer_by_tap: AnswerByTap
    answer_by_text: AnswerByText
    answer_with_contact: AnswerWithContact
    add_school: AddSchool
    cancel_form: CancelForm
    find_question: FindQuestion
    book_again: BookAgain
    refresh_form: RefreshForm
    send_booking: SendBooking
    read_mine: ReadMine
    read_booking: ReadBooking
    read_booking_of_draft: ReadBookingOfDraft
    cancel_booking: CancelBooking
    read_classes: ReadClasses
    change_class: ChangeClass
    archive_class: ArchiveClass
    ask_class: AskClass
    answer_class: AnswerClass
    pick_school: PickSchool
    add_card_school: AddCardSchool
    close_class_question: StopAsking
    ask_profile: AskProfile
    answer_profile: AnswerProfile
    close_profile: StopAsking
    choose_language: ChooseLanguage
    give_consent: GiveConsent
    decline_news: DeclineNews
    wants_news: WantsNews
    read_deletion: ReadDeletion
    delete_me: DeleteMe
    start_application: StartApplication
    show_application_form: ShowApplicationForm
    answer_application: AnswerApplication
    cancel_application_form: CancelApplicationForm
    send_application: SendApplication
    read_application: ReadApplication
    withdraw_application: WithdrawApplication


def build(
    db: Database,
    clock: Clock,
    content: Content,
    limits: Limits,
    random_bytes: Callable[[int], bytes],
) -> VisitorUseCases:
    context = FormContext(content, limits, CONSENT_VERSION)
    return VisitorUseCases(
        content=content,
        limits=limits,
        read_catalogue=ReadCatalogue(db, clock, content),
        read_nearest_dates=ReadNearestDates(db, clock, content),
        read_site=ReadSite(db, clock, content),
        read_place=ReadPlace(db, content),
        read_programme=ReadProgramme(db, clock, content),
        read_route=ReadRoute(db, clock, content),
        start_booking=StartBooking(db, clock, context),
        show_form=ShowForm(db, clock, context),
        explain_day=ExplainDay(db, clock, context),
        answer_by_tap=AnswerByTap(db, clock, context),
        answer_by_text=AnswerByText(db, clock, context),
        answer_with_contact=AnswerWithContact(db, clock, context),
        add_school=AddSchool(db, clock, context),
        cancel_form=CancelForm(db, clock),
        find_question=FindQuestion(db),
        book_again=BookAgain(db, clock, context),
        refresh_form=RefreshForm(db, clock, context),
        send_booking=SendBooking(db, clock, context, random_bytes),
        read_mine=ReadMine(db, clock, content),
        read_booking=ReadBooking(db, clock, content),
        read_booking_of_draft=ReadBookingOfDraft(db, clock, content, limits),
        cancel_booking=CancelBooking(db, clock, content),
        read_classes=ReadClasses(db),
        change_class=ChangeClass(db),
        archive_class=ArchiveClass(db, clock),
        ask_class=AskClass(db, clock),
        answer_class=AnswerClass(db, clock),
        pick_school=PickSchool(db, clock),
        add_card_school=AddCardSchool(db, clock),
        close_class_question=StopAsking(db, clock, ClassCardForm),
        ask_profile=AskProfile(db, clock),
        answer_profile=AnswerProfile(db, clock),
        close_profile=StopAsking(db, clock, ProfileForm),
        choose_language=ChooseLanguage(db),
        give_consent=GiveConsent(
            db,
            clock,
            {ConsentKind.PROCESSING: CONSENT_VERSION, ConsentKind.NEWS: NEWS_CONSENT_VERSION},
        ),
        decline_news=DeclineNews(db, clock),
        wants_news=WantsNews(db, NEWS_CONSENT_VERSION),
        read_deletion=ReadDeletion(db, clock),
        delete_me=DeleteMe(db, clock),
        start_application=StartApplication(db, clock, context),
        show_application_form=ShowApplicationForm(db, clock, context),
        answer_application=AnswerApplication(db, clock, context),
        cancel_application_form=CancelApplicationForm(db, clock),
        send_application=SendApplication(db, clock, context),
        read_application=ReadApplication(db, clock, content),
        withdraw_application=WithdrawApplication(db, clock),
    )
