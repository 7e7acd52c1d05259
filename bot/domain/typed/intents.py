"""What a text wants that answers no question: «перенести», «мы заболели», "how much" open their screens.

One table for each language. A phrase is words in their order, with at most two others between; ``*`` is the
rest of a word. The first intent of the list that is said and not denied wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, TypeVar


class Intent(StrEnum):
    """In the order in which they win: «здравствуйте, мы заболели, можно перенести?» is about another day."""

    LATE = "late"
    MOVE = "move"
    HANDOVER = "handover"
    CANCEL = "cancel"
    ILL = "ill"
    NUMBERS = "numbers"
    TRANSPORT = "transport"
    HAND_LIST = "hand_list"
    ON_THE_DAY = "on_the_day"
    DELETE_ME = "delete_me"
    PRICE = "price"
    WHERE = "where"
    PLACEMENT = "placement"
    CHECK = "check"
    BRING = "bring"
    PAPERS = "papers"
    PROFILE = "profile"
    HELP = "help"
    CONTACT = "contact"
    MINE = "mine"
    CLASSES = "classes"
    LANGUAGE = "language"
    ROUTES = "routes"
    DATES = "dates"
    FOR_A_CLASS = "for_a_class"
    CATALOGUE = "catalogue"
    HOME = "home"
    GREETING = "greeting"
    THANKS = "thanks"

    @property
    def is_polite(self) -> bool:
        """It wants nothing."""
        return self in {Intent.GREETING, Intent.THANKS}


@dataclass(frozen=True, slots=True)
class Said:
    """``is_all``: the text says nothing else, and says it without a slip. ``rest``: its other words."""

    intent: Intent
    is_all: bool
    rest: tuple[str, ...] = ()

    @property
    def is_no_name(self) -> bool:
        """Nobody is called so, and no school."""
        return self.is_all and self.intent in _NO_NAMES


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_RUSSIAN: Final[Mapping[Intent, str]] = {
    Intent.LATE: (
        "опазд*; опозд*; задержив*; задержим*; застрял*; в пробке; пробк* на дорог*; не успева*; "
        "не успеем; приедем позже; будем позже; позже приед*; чуть позже буд*; сломался автобус; "
        "автобус сломался; автобус не прие*"
    ),
    Intent.MOVE: (
        "перенес*; перенос*; перенест*; переносит*; другой день; другую дату; другая дата; "
        "другое время; другое число; другой дат*; другую недел*; сменить дат*; сменить ден*; "
        "сменить врем*; поменять дат*; поменять ден*; поменять врем*; изменить дат*; изменить ден*; "
        "изменить врем*; сдвин*; сдвиг*; перезапис*; переиграть; отложить"
    ),
    Intent.HANDOVER: (
        "передать коллег*; передам коллег*; передаю коллег*; передайте коллег*; передать друг* учител*; "
        "передать друг* педагог*; передать экскурси*; передать заявк*; передать запис*; передать бронь; "
        "передать посещен*; поедет другой; поедет другая; поедет коллега; едет другой учител*; "
        "другой учитель; другая учительница; другой педагог; другой сопровожда*; заменит коллега; "
        "вместо меня"
    ),
    Intent.CANCEL: (
        "отмен*; отказыва*; отказат*; не приедем; не придем; не поедем; не едем; не сможем; "
        "не можем приех*; не можем прийти; не получится; не получается; не состоится; снять заявк*; "
        "снимите заявк*; удалить заявк*; удалите заявк*; убрать заявк*; уберите заявк*; отозвать; "
        "отзовите; аннулир*; передума*; отбой; мороз; морозы; мороза; актировк*; актированн* день"
    ),
    Intent.ILL: (
        "забол*; приболе*; болеем; болеют; болеет; болею; болен; больна; больны; карантин*; грипп*; "
        "орви; ветрянк*; температурит; с температурой; на больничном"
    ),
    Intent.NUMBERS: (
        "нас будет меньше; нас будет больше; нас меньше; нас больше; будет меньше дет*; "
        "будет больше дет*; изменить числ*; изменить количеств*; изменилось числ*; "
        "изменилось количеств*; поменять количеств*; изменился состав; изменить состав; "
        "добавить дет*; добавить ребен*; другое количеств*"
    ),
    Intent.TRANSPORT: (
        "едем на автобус*; поедем на автобус*; приедем на автобус*; будем на автобус*; едем автобус*; "
        "поедем автобус*; приедем автобус*; едем на поезд*; поедем на поезд*; приедем на поезд*; "
        "едем поезд*; поедем поезд*; приедем поезд*; идем пешком; пойдем пешком; придем пешком"
    ),
    Intent.HAND_LIST: (
        "список передал*; списки передал*; передал* список; передали списки; список отправил*; "
        "отправил* список; список сдал*; сдал* список; список отдал*; отдал* список; список готов"
    ),
    Intent.ON_THE_DAY: (
        "выехали; мы едем; уже едем; подъезжаем; мы в пути; мы на месте; уже на месте; мы приехали; "
        "мы здесь; мы тут; мы прибыли; стоим у; мы у проходной; едем; приехали; у ворот; "
        "у проходной; прибыли"
    ),
    Intent.DELETE_ME: (
        "удалить мои данн*; удалите мои данн*; удали мои данн*; сотри* мои данн*; удалить меня; "
        "удалите меня; удали меня; забудьте меня; удалить аккаунт; удалить профиль; "
        "отозвать согласие; отзываю согласие"
    ),
    Intent.PRICE: (
        "сколько стоит; сколько стоят; сколько будет стоить; во сколько обойдется; стоимост*; цена; "
        "цену; цены; цене; ценник; прайс*; платн*; платно*; бесплатн*; почем; оплат*; платить; "
        "заплатить; сколько денег; сколько это; сколько платить; расценк*; тариф*; билет*; скидк*"
    ),
    Intent.WHERE: (
        "где вы; где вас; где это; где находит*; где встреч*; где вход; где стоянка; где собира*; "
        "адрес*; как доехать; как добраться; как проехать; как пройти; как вас найти; как найти; "
        "куда ехать; куда приезжать; куда подъезж*; куда подъехать; куда идти; куда приходить; "
        "координат*; на карте; карта; место встречи; маршрут проезда; схема проезда; остановка; "
        "парковк*; вы где; заблуди*; не можем найти"
    ),
    Intent.PLACEMENT: (
        "стажир*; практик*; практикант*; трудоустро*; пройти практику; вакансии; вакансия; "
        "подработк*; работа; работу; хочу работать"
    ),
    Intent.CHECK: (
        "проверить справк*; проверк* справк*; проверьте справк*; подлинност* справк*; справка настоящая; "
        "проверить код справк*; проверить жеребь*; проверк* жеребь*; жеребьевк*"
    ),
    Intent.BRING: "что взять; что брать; что с собой; что надеть; как одеться; как одевать*; форма одежды",
    Intent.PAPERS: (
        "письмо; письма; бланк*; памятк*; справка о посещен*; справку о посещен*; справка для школ*; "
        "нужна справка; лист инструктажа; инструктаж; согласие родител*; согласия родител*; список групп*; "
        "бумаги; документы для проход*; текст для отчет*; отчет о посещен*; в календарь; календар*; "
        "пропуск; пропуска"
    ),
    Intent.HELP: (
        "помощь; помоги*; помогите; хелп; инструкци*; справка; что ты умеешь; что умеешь; "
        "что вы умеете; что умеет; что делать; как пользоваться; как это работает; как работает; "
        "как записат*; как подать заявк*; не понимаю; непонятно; не получается понять; команды; "
        "оператор; живой человек; поддержк*; техподдержк*; вопрос; есть вопрос*; оператор*; кто вы; "
        "кто ты; что это; ты бот; вы бот; что за бот; чем занимаетесь; жалоб*; пожаловат*"
    ),
    Intent.CONTACT: (
        "телефон; телефон предприят*; телефон завод*; номер телефона; какой телефон; связаться; "
        "как связаться; как с вами связаться; контакт*; позвонить; кому звонить; куда звонить; "
        "не пускают; не пропускают; позвать; позовите; соедините; живой оператор; с человеком"
    ),
    Intent.MINE: (
        "мои заявк*; мои запис*; моя заявк*; моя запись; моя бронь; мои брони; мои посещени*; "
        "мои экскурси*; статус; статус заявк*; что с заявк*; где моя заявк*; когда ответ*; "
        "ответ* на заявк*; подтвердили; подтвердят; какой код; мой код; код; пароль для проходной; "
        "заявки; заявка; во сколько приезжать; во сколько приходить; во сколько быть; во сколько начало; "
        "к какому часу; к какому времени; когда приезжать; когда приходить; "
        "на когда я запис*; когда у нас; когда наша экскурси*; напомните когда; "
        "пароль; не ответил*; не отвеча*; нет ответа"
    ),
    Intent.CLASSES: (
        "мои классы; мой класс; список классов; карточк* класс*; паспорт* класс*; изменить класс; "
        "сменить класс; добавить класс; добавить еще класс; завести класс"
    ),
    Intent.PROFILE: (
        "мои данные; мой профиль; профиль; сменить имя; изменить имя; сменить телефон; "
        "изменить телефон; сменить номер; изменить номер; личный кабинет; настройки; отписаться; "
        "отпишите; отписка; не присылайте"
    ),
    Intent.LANGUAGE: (
        "язык; сменить язык; по-английски; на английском; английский; английский язык; инглиш; "
        "на русском; по-русски; русский язык"
    ),
    Intent.ROUTES: ("маршрут*"),
    Intent.DATES: (
        "расписан*; график; график экскурси*; свободн* дат*; свободн* мест*; свободн* дн*; "
        "свободн* врем*; когда можно; когда есть; когда экскурси*; когда ближайш*; какие дат*; "
        "какие дни; какие числа; на какие дат*; ближайш* дат*; ближайш* экскурси*; ближайш* сеанс*; "
        "сеанс*; есть места; есть ли места; дата; даты; во сколько экскурси*; часы работы; "
        "когда работаете"
    ),
    Intent.FOR_A_CLASS: "записать класс; запишите класс; записать свой класс; записать школьников",
    Intent.CATALOGUE: (
        "каталог*; предприяти*; завод*; фабрик*; экскурси*; куда сходить; куда поехать; "
        "куда съездить; куда можно; что есть; что посмотреть; что предлагаете; программ*; "
        "турфирм*; туристическ* фирм*; турагентств*; туроператор*; "
        "записать детей; записать ребенк*; записать группу; записать нас; "
        "запишите нас; записаться; хотим записат*; хочу записат*; забронир*; подать заявк*; "
        "оставить заявк*; новая заявка; найти; поиск; пробы; профпроб*"
    ),
    Intent.HOME: ("начать; старт; меню; на главную; главное меню; в начало; домой; сначала; начало"),
    Intent.GREETING: (
        "привет*; здравствуйте; здравствуй; здрасте; добрый день; добрый вечер; доброе утро; доброго дня"
    ),
    Intent.THANKS: (
        "спасибо*; благодар*; ок; окей; хорошо; понятно; понял; поняла; поняли; ясно; отлично; "
        "супер; принято; до свидания; всего доброго; всего хорошего; до встречи"
    ),
}
_ENGLISH: Final[Mapping[Intent, str]] = {
    Intent.LATE: (
        "late; be late; running late; running behind; delayed; delay; stuck in; in traffic; "
        "traffic jam; later than planned"
    ),
    Intent.MOVE: (
        "reschedul*; postpon*; another date; another day; another time; other date; other day; "
        "different date; different day; different time; new date; change date; change day; "
        "change time; move booking; move visit; move it; move our; move to; move the; move my; "
        "rebook"
    ),
    Intent.HANDOVER: (
        "hand over; hand it over; hand the booking; hand this over; to a colleague; to my colleague; "
        "another teacher; a different teacher; other teacher; instead of me"
    ),
    Intent.CANCEL: (
        "cancel*; call off; call it off; can't come; cant come; cannot come; can not come; "
        "can't make; cannot make; can't make it; not coming; won't come; won't make; "
        "won't be coming; not able to come; unable to come; withdraw; changed our mind; "
        "changed my mind"
    ),
    Intent.ILL: ("ill; sick; unwell; flu; quarantine; fever; chickenpox; covid; caught a cold"),
    Intent.NUMBERS: (
        "fewer; fewer people; fewer children; more children; more people; more kids; change number; "
        "change the number; change numbers; add a child; add children; group size"
    ),
    Intent.TRANSPORT: (
        "come by bus; coming by bus; go by bus; going by bus; travel by bus; come by train; coming by train; "
        "go by train; going by train; travel by train; come on foot; coming on foot; go on foot"
    ),
    Intent.HAND_LIST: (
        "list handed over; list is handed over; handed over the list; handed in the list; sent the list; "
        "list sent; list is sent; list is handed in"
    ),
    Intent.ON_THE_DAY: (
        "on our way; on my way; on the way; we are here; we're here; we have arrived; we've arrived; "
        "we arrived; at the gate; just left"
    ),
    Intent.DELETE_ME: (
        "delete my data; delete me; erase my data; erase me; forget me; remove my data; "
        "delete my account; withdraw consent; withdraw my consent"
    ),
    Intent.PRICE: (
        "how much; price; prices; pricing; cost; costs; fee; fees; paid; pay; payment; ticket; "
        "tickets; charge; is it free; are they free; for free; free of charge; free entry"
    ),
    Intent.WHERE: (
        "where are you; where is it; where is the; where do we; where to; where's; address; "
        "directions; location; how to get; how do i get; how do we get; how can i find; "
        "how can we find; map; on the map; meeting point; parking; entrance; how to find"
    ),
    Intent.PLACEMENT: (
        "internship*; intern; placement*; work experience; trainee*; traineeship; apprentice*; job; "
        "jobs; vacanc*"
    ),
    Intent.CHECK: "check a certificate; check the certificate; check certificate; verify certificate; "
    "check a draw; check the draw",
    Intent.BRING: "what to bring; what to wear; what to take; dress code; what do we bring",
    Intent.PAPERS: (
        "papers; the letter; letter of application; application letter; leaflet; group list; consent form*; "
        "parent* consent; briefing sheet; certificate of the visit; visit certificate; i need a certificate; "
        "calendar; text for the report; pass for the gate"
    ),
    Intent.HELP: (
        "help; support; instructions; how does it work; how does this work; how do i book; "
        "how do we book; how to book; what can you do; what can i do; what to do; operator; human; "
        "commands; question; i don't understand"
    ),
    Intent.CONTACT: (
        "phone; phone number; contact; contacts; call; call you; get in touch; speak to; talk to"
    ),
    Intent.MINE: (
        "my booking; my bookings; my request; my requests; my visit; my visits; our booking; "
        "our visit; booking; bookings; status; arrival code; my code; code; when is our; when is my; "
        "confirmed; what time should we; what time do we; when should we come; when do we come"
    ),
    Intent.CLASSES: "my class; my classes; class card; class cards; class passport; passport of the class; "
    "add a class; add class; add another class",
    Intent.PROFILE: (
        "my data; my profile; profile; change my name; change my phone; change name; change phone; "
        "settings; account; unsubscribe; stop the news"
    ),
    Intent.LANGUAGE: ("language; change language; english; in english; russian; in russian"),
    Intent.ROUTES: ("route; routes"),
    Intent.DATES: (
        "schedule; timetable; dates; date; available; availability; available dates; free seats; "
        "free dates; seats; when can; when are; nearest; sessions; opening hours; calendar; "
        "opening times; free places; when are you open"
    ),
    Intent.FOR_A_CLASS: "book a class; book my class; book the class; book for a class",
    Intent.CATALOGUE: (
        "catalog; catalogue; plant; plants; factory; factories; site; sites; tour; tours; excursion; "
        "excursions; programme; programmes; program; programs; book; book a tour; "
        "book a visit; sign up; where can we go; what is there; what do you offer; search; find; "
        "visit"
    ),
    Intent.HOME: ("start; begin; menu; home; main menu"),
    Intent.GREETING: "hello; hi; hey; good morning; good afternoon; good evening; greetings",
    Intent.THANKS: (
        "thanks; thank you; thank; ok; okay; got it; great; fine; understood; perfect; bye; goodbye; see you"
    ),
}

_NO_NAMES: Final = frozenset(
    {
        Intent.LATE,
        Intent.MOVE,
        Intent.CANCEL,
        Intent.ILL,
        Intent.NUMBERS,
        Intent.DELETE_ME,
        Intent.PRICE,
        Intent.HELP,
        Intent.MINE,
        Intent.HOME,
    }
)
_DENIALS: Final = _words("не ни нет not don't dont never no isn't aren't won't")
_AROUND: Final = _words(
    # With nothing but these beside it a text is all intent.
    "а и ну мы я нам мне нас у вас ваш ваша по на в о к это этот эту можно ли как хочу хотим хотел хотела "
    "нужно надо пожалуйста плиз бы же мой моя мою мои наш наша нашу наши заявку заявка заявки запись "
    "посещение экскурсию бронь "
    "здравствуйте добрый день привет "
    "i we you it is are be to the a an my our your please can could would like want need do me us for about "
    "booking visit request hello hi"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_LONGEST = 300
_OFTEN: Final = tuple(
    _words(
        "отменить отмена перенести опаздываем стажировка расписание помощь заболели бесплатно стоимость "
        "каталог маршруты cancel reschedule internship schedule catalogue"
    )
)
"""Written so often that slips of the finger are mended, where nothing else was said."""
_NEARLY: Final = _words("перевести отметить заменить измена")
_MENDED_FROM, _NEAR = 6, 0.83
_GAP = 2
_Phrase = tuple[str, ...]


W = TypeVar("W", bound=StrEnum)


def table_of(wishes: type[W], *languages: Mapping[W, str]) -> Mapping[W, tuple[_Phrase, ...]]:
    """What may be wanted, in the order in which it wins, with its phrases in all languages."""
    return {
        wish: tuple(
            tuple(each.split())
            for phrases in languages
            for each in phrases.get(wish, "").split(";")
            if each.strip()
        )
        for wish in wishes
    }


_TABLE: Final = table_of(Intent, _RUSSIAN, _ENGLISH)


_WILL_BE_AT = re.compile(
    r"\b(?:буд(?:ем|у)|(?:при|подъ|до)едем|придем|подойдем|прибудем"
    r"|(?:we'll|we will) be|be there|arriv(?:e|ing))"
    r"(?:\s+(?:там|на месте|у вас|только|примерно|где-то|there|only))*(?:\s+(?:в|к|около|at|by|around))?\s+"
    r"\d{1,2}[:.]\d{2}\b(?!\.)"
)
"""«Будем в 10:20»: on the day of a visit that is how late they come."""


_OF_A_PARTY = re.compile(
    r"\b(?:\d+(?:[-\s]?[а-яёa-z])?|дет(?:и|ей|ьми)|реб[яеё]\w*|человека?|взросл\w+|класс\w*|лет|школьник\w*"
    r"|учени\w*|студент\w*|групп[аыойу]+|семь(?:я|и|[её]й|ю)|мам[аыойу]+|пап[аыойу]+|муж(?:ем|а)?|жен[аыойу]+"
    r"|бабушк\w*|дедушк\w*|сын\w*|доч\w*|внук\w*|друзьями|родител\w*"
    r"|один|одна|двое|двух|двумя|вдвоем|вдвоём|трое|тр[её]х|втро[её]м|четверо|четыр\w*|вчетвером|пятеро|впятером"
    r"|children|child|kids?|adults?|people|persons?|grade|class|pupils?|students?|group|years?|old"
    r"|family|families|husband|wife|mum|mom|dad|sons?|daughters?|parents?|one|two|three|four|five|six)\b",
    re.IGNORECASE,
)


def without_party(text: str) -> str:
    """A sentence without those who come: «на бумажную фабрику на четверг, 7б, 27 детей»."""
    return _OF_A_PARTY.sub(" ", text)


def read_intent(text: str) -> Said | None:
    """What a text wants, in whichever language it is said; None when nothing in it says so plainly."""
    if len(text) > _LONGEST:
        return None
    tidy = _tidy(text)
    words = _WORD.findall(tidy)
    said = _said(words)
    if said is not None:
        return said
    if _WILL_BE_AT.search(tidy):
        return Said(Intent.LATE, is_all=False)
    mended = [_mended(each) for each in words]
    said = None if mended == words else _said(mended)
    return None if said is None else replace(said, is_all=False)


def read_wish(text: str, table: Mapping[W, tuple[_Phrase, ...]]) -> W | None:
    """The first of a table that a text says; None for none of it."""
    found = None if len(text) > _LONGEST else _first_said(table, _WORD.findall(_tidy(text)))
    return None if found is None else found[0]


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("’", "'")


def _mended(word: str) -> str:
    if len(word) < _MENDED_FROM or word in _NEARLY:
        return word
    near = get_close_matches(word, _OFTEN, n=1, cutoff=_NEAR)
    return near[0] if near else word


def _said(words: Sequence[str]) -> Said | None:
    found = _first_said(_TABLE, words)
    if found is None:
        return None
    others = tuple(word for at, word in enumerate(words) if at not in found[1])
    return Said(found[0], is_all=_AROUND.issuperset(others), rest=others)


def _first_said(table: Mapping[W, tuple[_Phrase, ...]], words: Sequence[str]) -> tuple[W, set[int]] | None:
    """With the places of its words."""
    for wish, phrases in table.items():
        for phrase in phrases:
            found = _places(phrase, words)
            if found is not None:
                return wish, found
    return None


def _places(phrase: _Phrase, words: Sequence[str]) -> set[int] | None:
    """Where the words of a phrase stand; None where it is not said, or denied."""
    for start, word in enumerate(words):
        if not _is(word, phrase[0]) or (start and words[start - 1] in _DENIALS):
            continue
        found, at = {start}, start
        for wanted in phrase[1:]:
            at = next((n for n in range(at + 1, min(at + 2 + _GAP, len(words))) if _is(words[n], wanted)), -1)
            if at < 0:
                break
            found.add(at)
        else:
            return found
    return None


def _is(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
