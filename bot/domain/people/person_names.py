"""Recognising people named in a text, in order to refuse it (H4).

An adult is called by first name and patronymic; whoever is named in another way may be a child. Streets,
plants and towns bear names of people, and many names are everyday words: what stands around a word decides.
What is found is counted; the names themselves are never returned.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from bot.domain.people.name_words import SURNAME_ENDING, Certainty, Reading, read_word


@dataclass(frozen=True, slots=True)
class NameFindings:
    """How many people a text names.

    ``full``: with two parts, a surname with a given name or initials. ``polite``: a given name with a
    patronymic, which is how adults are called. ``given``: a given name alone. ``surnames``: a surname alone.
    """

    full: int = 0
    polite: int = 0
    given: int = 0
    surnames: int = 0

    @property
    def is_list(self) -> bool:
        """Several people are named: nothing that is asked for has that in its answer."""
        return self.full >= 2 or self.full + self.polite >= 3 or self.full + self.given + self.surnames >= 3

    @property
    def is_participant(self) -> bool:
        """Somebody is named in another way than adults are called."""
        return self.full + self.given + self.surnames > 0


# ------------------------------------------------------------------------------------ letters and words

_LOOK_ALIKES: Final = str.maketrans("ABCEHKMOPTXYaceopxyikmtuwbhn", "АВСЕНКМОРТХУасеорхуикмтишьнп")
_MIXED = re.compile(r"[A-Za-zА-Яа-яЁё]*(?:[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z])[A-Za-zА-Яа-яЁё]*")
_SPACED = re.compile(r"(?<![^\W\d_])[^\W\d_](?: [^\W\d_]){3,}(?![^\W\d_])")
_GLUED = re.compile(r"(?<=[а-яёa-z]{2})(?=[А-ЯЁA-Z][а-яёa-z]{2})")
_FIXED = re.compile(
    r"\bдед\w* мороз\w*|\bмарин\w+ рощ\w+|\bиван\w* купал\w*|\bиван-ча\w+|\bроз\w+ ветров"
    r"|\b(?:валентинов|никол(?:ин|аев)|ильин|петров|юрьев|егорьев|татьянин|иванов|духов)(?:а|у|ым)?"
    r" д(?:ень|ня|ню|нем)\b(?! рожд| два| три)"
    r"|\bпетра и февронии|\bкирилла и мефодия|\bбориса и глеба|\bпетра и павла"
    r"|\b(?:гарри|harry) (?:поттер\w*|potter)|\bкрокодил\w* ген\w+|\bтом\w* сойер\w*|\bдяд\w+ ст[её]п\w+"
    r"|\bромео и джульетт\w*|\bанн\w+ каренин\w+|\bдон\w* кихот\w*"
    r"|\b(?:легков\w+|машин\w+|на|жигул\w+) лад[аеыу]\b"
    r"|\bлад[аеыу] (?:вест|грант|калин|ларгус|нив|приор)\w*"
    r"|\b(?:in|on|by|from|until|till|or|early|late|mid|of|this|next)[ -](?:may|june|april|august)\b"
    r"|\b(?:may|june|april|august) \d"
    r"|\bиван\w*-(?:дурак|царевич)\w*|\bзмей горыныч\w*"
    r"|\b(?:red|times) square|\blenin street",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*\.?")
_ENDS_SENTENCE = re.compile(r"[.!?…\n•*|]")


_HEROES = re.compile(
    r"\b(дважды )?(геро\w+) (?:советского союза|россии|российской федерации|рф|(?:социалистического )?труда)",
    re.IGNORECASE,
)


def clean_text(text: str) -> str:
    """A text as it looks to whoever reads it: no invisible signs, no foreign letters inside a word."""
    text = unicodedata.normalize("NFKC", text.replace("№", "#"))
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    text = re.sub(r"[^\S\n]+", " ", re.sub(r"[‐‑‒–—−]", "-", text)).replace("ö", "ӧ").replace("Ö", "Ӧ")
    text = _MIXED.sub(lambda found: found[0].translate(_LOOK_ALIKES), text)
    return _SPACED.sub(lambda found: found[0].replace(" ", ""), text)


@dataclass(frozen=True, slots=True)
class _Word:
    """``gap``: what stands before it. ``kind``: G and g a given name, S and s a surname, P a patronymic, I an
    initial with its point, i one letter, D two initials without points, L a place, C an unknown word with a
    capital, c a known one, o any other, n a part of a namesake's name; small g and s are everyday words, too.
    """

    text: str
    gap: str
    kind: str
    starts: bool
    read: Reading


# Streets, plants, towns, laws and books: the name after such a word is nobody who comes along.
_WORDS_OF_PLACES_BEFORE: Final = """
ул улица пр проспект пр-т просп пл площадь пер переулок б-р бульвар наб набережная ш шоссе им имени имя
память г город гор пос посёлок поселок пгт деревня дер д ст станция ост остановка разъезд район микрорайон
мкр угол перекрёсток пересечение перекресток ип ооо ао оао пао зао фирма компания перевозчик холдинг
памятник бюст герой союз маршал академик генерал адмирал лейтенант полковник царь император князь
космонавт композитор писатель поэт ученый полководец святой
море пролив мыс остров хребет плато залив пик гора озеро бухта архипелаг ледник вулкан пещера перевал
читать прочитать проходить изучать смотреть петь спеть честь named after st saint mr mrs ms miss mister dr
prof professor sir
"""
_PLACES_BEFORE: Final = frozenset(_WORDS_OF_PLACES_BEFORE.split())
_WORDS_OF_OWNERS_BEFORE: Final = """
школа гимназия лицей колледж институт университет академия училище театр музей библиотека сквер парк дом
дворец центр больница завод фабрика комбинат мост аллея премия стипендия закон теорема таблица бином
двигатель правило метод чтения олимпиада фонд картина роман стих стихотворение пьеса повесть сказка опера
рассказ сочинение произведение поэма песня книга
"""
_WORDS_OF_LAWS: Final = """
закон теорема таблица бином двигатель правило метод аксиома формула котел башня цикл реакция печь процесс
сила давление эффект шкала опыт уравнение клетка бутылка кубик лампа лампочка азбука шрифт счетчик круг
диаграмма турбина насос автомат сварка колесо колонна постоянная коэффициент критерий принцип гипотеза
интеграл преобразование функция модель схема треугольник лента сосуд элемент батарея весы
термометр способ магнит катушка генератор мотор станок робот пресс молот порошок смесь раствор реактив
пирамида портрет бюст самолет вертолет ракета трактор комбайн паровоз установка чертеж медаль орден кубок
турнир цилиндр чтение конкурс грант выставка марш вакцина сыворотка палочка пушка винтовка отвертка ангар пила
телеграф спутник комета экспедиция
"""
_FAMOUS_FOR: Final = frozenset({"писатель", "поэт", "композитор", "космонавт", "ученый"})
"""«Писатели: Бунин и Шолохов»."""
_WORDS_OF_AFTER_AUTHORS: Final = """
урок спектакль проект сочинение доклад фильм викторина сказка мотив вечер постановка конкурс игра квест
"""
_AFTER_AUTHORS: Final = frozenset(_WORDS_OF_AFTER_AUTHORS.split())
"""«Спектакль по Островскому»."""
_LAWS: Final = frozenset(_WORDS_OF_LAWS.split())
_OWNERS_BEFORE: Final = frozenset(_WORDS_OF_OWNERS_BEFORE.split()) | _LAWS
"""Of these only somebody's with a surname in the genitive: «завод Михайлова», but not «школа Кирилла»."""
_WHO_IS_NAMED: Final = frozenset(
    {"girl", "boy", "child", "pupil", "student", "son", "daughter", "kid", "classmate", "friend"}
)
_LAWS_OF_GIVEN: Final = frozenset(
    {
        "закон",
        "теорема",
        "таблица",
        "бином",
        "правило",
        "метод",
        "аксиома",
        "формула",
        "сила",
        "печь",
        "принцип",
    }
)
"""«Закон Архимеда» has a given name alone, «робот Саввы» is a child's."""
_NAMED: Final = frozenset(
    {"честь", "им", "имени", "имя", "школа", "гимназия", "лицей", "колледж", "интернат", "сад"}
)
_OF_A_WOMAN = re.compile(r"[А-ЯЁ][а-яё]+(?:[оеё]в|ин)ой")
"""Without «имени» her school is where she learns or teaches."""
_WORDS_OF_YOUNG_HEROES: Final = """
дубинин чайкин голиков коробков портнов котик казе морозов кошев шевцов тюленин громов
"""
_YOUNG_HEROES: Final = tuple(_WORDS_OF_YOUNG_HEROES.split())
"""After whom schools are called by the short form of a name; beginnings of surnames."""
_WORDS_OF_FAMOUS: Final = """
а.пушкин ю.гагарин в.ленин д.менделеев м.ломоносов м.лермонтов ф.достоевск и.тургенев к.циолковск в.вернадск
и.кулибин н.гогол а.чехов п.чайковск ф.шаляпин к.маркс ф.энгельс а.эйнштейн и.ньютон ч.дарвин у.шекспир
в.маяковск с.есенин ф.дзержинск в.чапаев и.куратов и.сталин в.шухов а.туполев и.курчатов к.чуковск с.маршак
б.паскал и.маск i.newton a.einstein c.darwin w.shakespeare m.lomonosov y.gagarin d.mendeleev a.pushkin
l.tolstoy a.chekhov e.musk
"""
_FAMOUS: Final = dict(each.split(".")[::-1] for each in _WORDS_OF_FAMOUS.split())
_FAMOUS_SURNAME = re.compile(rf"({'|'.join(_FAMOUS)})[а-яё]{{0,3}}", re.IGNORECASE)
"""Hardly anybody's own surname, and everybody's topic; with another initial it is somebody else's."""
_STREETS_AFTER = re.compile(
    r" (?:улиц|проспект|площад|переул|бульвар|набережн|собор|монастыр|завод|район|церк|храм|област"
    r"|кра[йя]|икон|тракт|шоссе|мост|лес|парк|театр|дворец|университет|институт|лице|гимназ|колледж"
    r"|школ|музе|street|avenue|square|park|school|university|college|plant"
    r"|factory|museum|theat|lyceum|station|airport|bridge|law|theorem|principle|coil|comet|cycle|equation)",
    re.IGNORECASE,
)
_HOUSE_AFTER = re.compile(
    r",? ?(?:д(?:ом|\.)? ?)?\d{1,3}(?:/\d+)?[а-яё]?(?=$|[,;.\n)]|\s(?![а-яё]?(?:лет|год|клас|\d)))"
    r"(?! ?[«\"]?[А-Я]\b)"
)
_HIGH_HOUSE = re.compile(r",? (?:[2-9]\d|1\d\d)(?:/\d+| ?[а-я])?\.?")
"""Higher than any age or grade of a pupil."""
_TOWN_AFTER = re.compile(r",? (?:школ|сош|лице|гимнази|колледж|област|район|ул\b|едем|поезд)", re.IGNORECASE)
_WORDS_OF_NAMED_STREETS: Final = """
ленина кирова пушкина гагарина маркса энгельса горького чехова толстого лермонтова куйбышева орджоникидзе
калинина дзержинского фрунзе чапаева свердлова маяковского гоголя некрасова тургенева чернышевского
крупской куратова оплеснина савина бабушкина ломоносова менделеева циолковского королева титова чкалова
матросова космодемьянской суворова кутузова нахимова жукова мичурина дьяконова димитрова тельмана
люксембург цеткин мира
"""
_NAMED_STREETS: Final = frozenset(_WORDS_OF_NAMED_STREETS.split())
_WORDS_OF_ON_A_STREET: Final = """
на по с от до у около возле к через вдоль
"""
_ON_A_STREET: Final = frozenset(_WORDS_OF_ON_A_STREET.split())
_WORDS_OF_TO_A_PLACE: Final = """
из в во до через под около возле близ от from in to near
"""
_TO_A_PLACE: Final = frozenset(_WORDS_OF_TO_A_PLACE.split())
_WORDS_OF_TITLED: Final = """
театр клуб команда кружок фильм мультфильм песня конфета шоколад шоколадка сказка роман книга повесть
спектакль балет опера ансамбль группа отряд завод фабрика ооо ип ао компания фирма магазин кафе столовая
автобус кинотеатр гостиница отель лагерь проект хор студия журнал газета канал телеканал поезд сад садик
детсад рассказ стихотворение музей центр школа гимназия лицей турфирма агентство птицефабрика хлебозавод
комбинат санаторий сеть бренд читать прочитать смотреть посмотреть петь спеть ставить поставить проходить
изучать
станция теплоход пароход катер ледокол крейсер корабль яхта паром самолет
остановка улица пьеса картина сорт марка организация объединение фонд конкурс
"""
_TITLED: Final = frozenset(_WORDS_OF_TITLED.split())
_QUOTED = re.compile(r"[«\"“„]([^«»\"“”„]{1,60})[»\"”“]")
_LAST_WORDS = re.compile(r"(?:([^\W\d_]+)[ -])?([^\W\d_]+)\W*$")

_KIN = re.compile(
    r"(?<!\w)(?:сын\w{0,3}|доч\w+|внук\w*|внучк\w+|брат\w*|сестр\w+|сестренк\w+|подруг\w+|друг\w*"
    r"|мальчик\w*|девочк\w+|учени[кц]\w*|реб[её]н\w+"
    r"|студент\w*|воспитанни\w+|зовут|звать|староста|старост\w+|son|daughter|boy|girl|brother|sister"
    r"|friend|pupil|student|имя|по имени|по фамилии|фамилия|фамилия \w+"
    r"|child|mom|dad|mother|father|cousin|by|named|name is)\W{1,3}$",
    re.IGNORECASE,
)
_WILL = re.compile(r"Will (?:come|be|bring|have|need|arrive|take|go|call|write|send|you|we|there|it|they)\b")
"""At the beginning, a word of the future."""
_NAMING = re.compile(
    r"(?<!\w)(?:зовут|звать|по имени|по фамилии|(?:е[её]|его|их|реб[её]нка) имя|named|called"
    r"|name is)[ :«\"“(–-]{1,3}$",
    re.IGNORECASE,
)
_PARENTS = re.compile(r"(?<!\w)(?:мам|пап|бабушк|дедушк|отец|отц|мать|матер)\w*\s$", re.IGNORECASE)
_ACTS = re.compile(
    r" и (?:сестр|брат|мам|пап|друг|подруг)|(?: [А-ЯЁ]\.?,?)?(?: (?:не|очень|плохо|тоже|может|будет|сам"
    r"|сама|уже|ещ[её]|всё|у нас))* ?"
    r"(?:бо[ия]\w+|опозд\w+|опазд\w+|при[еш]\w*ет|приехал\w*|по[еш]\w*ет|поедут|едут?|ехал\w*|прид\w+"
    r"|приш\w+|пойд\w+|пош\w+|заболе\w+"
    r"|боле\w+|ест\b|едят\b|носит|хочет|хотят|мечта\w+|прос[ия]т|плач\w+|учится|учатся|люби\w+|жд[её]т"
    r"|ждут|видит|слышит"
    r"|сиди\w+|устал\w*|потерял\w*|забыл\w*|говорит|переносит|ходит|пользуется|передвигается|укачива\w+"
    r"|\d{1,2} (?:лет|год)|без (?:глютен|очков)|на (?:коляск|костыл|диет)"
    r"|из \d|из \w+ класса|аллерг|астм|диабет|инвалид|отлични|новеньк|близнец|двойняш|близн|придут"
    r"|вегетариан|слабо(?:слыш|вид)|глух|слеп|незряч|левша|(?:при)?болел"
    r"|с (?:температур|гипс|трост|костыл|аппарат|диабет|астм|аллерг|собак)|в (?:очках|коляск|хиджаб|гипс)"
    r"|на (?:инсулин|домашн|больничн)|без (?:согласи|обед|сменк|маск|каск|паспорт|справк|полис|мамы|пап)"
    r"|не (?:обедает|ест|пьет|пьёт|видит|слышит|сможет)|занимается|пост[ия]тся|uses|висьӧ|висьо|локт"
    r"|needs?\b|uses?\b|has\b|have\b|can'?t|cannot|is (?:afraid|allergic|blind|deaf|late|coming)"
    r"|are (?:vegetarian|twins|late|coming)"
    r"|will (?:come|be)|does not|doesn't|cannot|comes?\b)",
)
_FEELS = re.compile(
    r"(?: (?:не|очень|плохо|тоже|может|уже|ещ[её]))* ?(?:бо[ия]тся|боле[ею]т|заболе\w+|ест\b|едят\b"
    r"|носит|хочет|мечтает|просит|плачет"
    r"|учится|любит|видит|слышит|устал\w*|забыл\w*|говорит|понимает|переносит|аллерг|астм|диабет"
    r"|инвалид|новеньк|левша"
    r"|\(?\d{1,2} (?:лет|года?)\b|has an? |uses a |is (?:afraid|allergic|blind|deaf)|needs? an? )"
)
"""What only people do: whoever does it with an unknown capitalised word is named by it."""
_NEEDS = re.compile(
    r" (?:(?:не|очень|тоже|уже) )*(?:нельзя|можно|нуж(?:ен|на|но|ны)|надо|плохо|страшно|тяжело|трудно"
    r"|больно|\d{1,2} (?:лет|год)"
    r"|по \d|станет|стало|будет \w+о\b|\w+(?:ть|ти|чь)(?:ся)?\b)"
)
"""What follows a name in the dative."""
_WITHOUT = re.compile(
    r"(?<!\w)(?:без|вместо|кроме|из-за|у|для|замен\w+|болеет|заболел[аи]?)\s$", re.IGNORECASE
)
_DID = re.compile(
    r"(?<!\w)(?:будет|поедет|приедет|едет|прид[её]т|опоздает|(?:за|при)?болела?|звонила?)\s$", re.IGNORECASE
)
_AN_INITIAL = re.compile(r" [а-яё](?=\s*(?:[,;\n/]|$))")
_DOES = re.compile(
    r"(?: (?:не|очень|плохо|тоже|может|уже|ещ[её]))* ?(?:боится|опоздает|опаздывает|едет|поедет|приедет"
    r"|прид[её]т"
    r"|пойд[её]т|сможет|(?:за|при)?болела?\b|болеет|ест\b|видит|слышит|слабо(?:слыш|вид)\w+|глух\w+|слеп\w+"
    r"|незряч\w+|левша|астматик|аллергик|диабетик|аутист|на (?:инсулин|коляск|костыл|диет|больничн)"
    r"|с (?:температур|гипс|костыл)"
    r"|в (?:очках|коляск)|без (?:согласи|обед|сменк|очков))"
)
"""What one child does, in the singular: «станков ждут» are machines."""
_ACTS_AFTER_COMMA = re.compile(
    r",? (?:\(?\d{1,2} (?:лет|год|яшь|ёш|years)|ей \d|ему \d|\d{1,2}[- ]?[а-яА-Я]\b|учени|\d{1,2} класс"
    r"|aged? \d)"
)
_PUPIL_AFTER = re.compile(
    r",? ?\(?(?:учени|воспитанни|\d{1,2} ?(?:лет|год|г\.? ?р)|\d{1,2} ?[«\"]?[А-Яа-я]\b|\d{4} ?(?:г|р)"
    r"|из \d{1,2}(?:-?го)? ?(?:[«\"]?[А-Яа-я]\b|класс))"
)
_AND = re.compile(
    r"[\s,;/+&]*[,;/+&\n][\s,;/+&-]*| (?:и|та|да|and|und|или|белән|һәм|ва|va|bilan) |, ?(?:и|and) ",
    re.IGNORECASE,
)
_OF_A_NAME = re.compile(r"[ .\xa0«\"“]*")
_LATIN_SURNAME = re.compile(r"[A-Z][a-z]{3,}ina?")
"""In a text that is Russian in Latin letters."""
_FAMILY_WORDS: Final = re.compile(r"(?:мам|пап|бабуш?к|дедушк|дед|тет|дяд|родител)[иы]н\w*")

# A name is a regular expression over the kinds of the words of a text, with a bar for anything but a space
# between two.
_FULL = re.compile(
    r"[SsCt][GgC]P|[GgC]P[SsCt]|[Ss]P|[Gg]{1,2}[SsCtu]|[SsCtu]G|Gv|vG|Sg|(?<![GgCc])PG|[SsCctGgLoP]I[Ii]"
    r"|I[Ii][SsCGtP]|[SGg]I|I[SG]"
    r"|S[Dii]{1,2}|CC+"
)
_POLITE = re.compile(r"[GgCc]P|P")


_ENGLISH = re.compile(
    r"\b(?:the|is|are|of|and|to|in|we|you|for|at|with|our|please|my|can|be|it|or|by|on|no|not|how|what"
    r"|an?)\b",
    re.IGNORECASE,
)
_WORDS_OF_ROLES: Final = """
тьютор соцпедагог физрук физручка teacher driver director principal headmaster headmistress dear our the
"""
_ROLES: Final = frozenset(_WORDS_OF_ROLES.split())


class _Text:
    """The words of one text, each with what it is here."""

    def __init__(self, text: str, *, shouted: bool = False) -> None:
        self.shouted = shouted
        self.text = _without_titles(_FIXED.sub(" ", text))
        self.english = _ENGLISH.search(self.text) is not None
        self.words: list[_Word] = []
        self.ends: list[int] = []
        self._read_words()
        self._pass_namesakes()

    def _read_words(self) -> None:
        end, before = 0, ""
        for found in _TOKEN.finditer(self.text):
            token, gap = found[0], self.text[end : found.start()]
            shortened = token.endswith(".") and len(token) > 2
            if shortened:
                token = token[:-1]
            starts = self.shouted or not self.words or _ENDS_SENTENCE.search(gap) is not None
            if self.words and self.words[-1].kind != "I" and self.words[-1].text.endswith("."):
                starts = True
            read = read_word(token.rstrip("."))
            cut = shortened and re.match(r"\. [а-яa-z]", self.text[found.end() - 1 :]) is not None
            plain = token.lower()
            # Only in Latin letters throughout may a name go without a capital: "masha i petya".
            english = self.english and token.isascii() and token.islower() and not read.known
            kind = "o" if cut or english or plain in _ROLES else _kind(token, read, before)
            kind = self._in_place(token, read, kind, starts=starts, gap=gap)
            self.words.append(_Word(token, gap, kind, starts, read))
            end = found.start() + len(token)
            self.ends.append(end)
            before = "" if kind == "I" else token.lower().rstrip(".")

    def _in_place(self, token: str, read: Reading, kind: str, *, starts: bool, gap: str) -> str:
        """What a word is by where it stands."""
        plain = token.lower().rstrip(".")
        if kind == "S" and starts and not self.shouted and plain.replace("ё", "е") in read.lemmas:
            return "s"  # «Турбина работает?»
        if plain == "иванна" and gap == " " and self.words and self.words[-1].text[0].isupper():
            return "P"
        if kind == "C" and not self.english and _LATIN_SURNAME.fullmatch(token):
            return "S"
        return kind

    def _pass_namesakes(self) -> None:
        words = self.words
        for at, word in enumerate(words):
            plain = word.text.lower().rstrip(".")
            lemmas = word.read.lemmas
            if word.kind in "GgSs":
                self._pass_street(at)
            if (word.read.place or not word.read.known) and _TOWN_AFTER.match(self.text[self.ends[at] :]):
                self._pass([at])
            elif plain == "по" and at and not _AFTER_AUTHORS.isdisjoint(words[at - 1].read.lemmas):
                self._pass(self._name_after(at))
            elif plain in _PLACES_BEFORE or not _PLACES_BEFORE.isdisjoint(lemmas):
                name = self._name_after(at)
                if not self._is_a_persons(at, plain, name):
                    self._pass(name)
            elif not _OWNERS_BEFORE.isdisjoint(lemmas):
                name = self._name_after(at)
                of_given = not _LAWS_OF_GIVEN.isdisjoint(lemmas)
                owners = "GSsCt" if of_given else "SsCt" if not _LAWS.isdisjoint(lemmas) else "SsC"
                if any(words[each].kind in owners and _is_of(words[each]) for each in name) and not (
                    self._is_a_persons(at, plain, name)
                ):
                    self._pass(name)

    def _is_a_persons(self, at: int, plain: str, name: list[int]) -> bool:
        """«Д. Павлов», «мальчик по имени Лёва», «школа Кати Ивановой»: nobody's plant, street or school."""
        word = self.words[at]
        before = self.words[at - 1].text.lower() if at else ""
        if len(plain) == 1 and word.text[0].isupper():
            return True
        if plain == "имени" and before == "по":
            return True
        if plain == "named" and before in _WHO_IS_NAMED:
            return True
        if plain == "имя" and not before.startswith(("нос", "прис", "получ")):
            return True
        named = [self.words[each] for each in name]
        kinds = "".join(each.kind for each in named)
        if not _FAMOUS_FOR.isdisjoint(word.read.lemmas) and set(kinds) <= set("Gg"):
            return True
        if re.search("[SsC][Gg]", kinds) and plain not in _PLACES_BEFORE - _NAMED:
            return True
        if plain not in _NAMED and _NAMED.isdisjoint(word.read.lemmas):
            return False
        if any(each.text.lower().startswith(_YOUNG_HEROES) for each in named):
            return False
        hers = plain not in _PLACES_BEFORE and any(_OF_A_WOMAN.fullmatch(each.text) for each in named)
        return hers or any(each.read.is_endearing for each in named if each.kind in "Gg")

    def _name_after(self, at: int) -> list[int]:
        name: list[int] = []
        lemmas = self.words[at].read.lemmas
        many = self.words[at].text == "по" or not _FAMOUS_FOR.isdisjoint(lemmas)
        law = not _LAWS.isdisjoint(lemmas)
        for each in range(at + 1, len(self.words)):
            word = self.words[each]
            following = self.words[each + 1] if each + 1 < len(self.words) else None
            if name and word.text == "и" and following is not None and (many or _is_of(following)):
                continue
            between = word.gap.replace(":", "") if many and not name else word.gap
            if law and name and _is_of(word):
                between = between.replace("-", "")  # «закон Джоуля — Ленца»
            measure = law and word.kind == "c" and _is_of(word)  # a joule is one, too
            if not _OF_A_NAME.fullmatch(between) or not (word.kind in "GgSstPCLIi" or measure):
                break
            if word.kind in "GS" and word.text[0].islower() and not name:
                break
            name.append(each)
        return name

    def _pass(self, name: list[int]) -> None:
        for each in name:
            word = self.words[each]
            self.words[each] = _Word(word.text, word.gap, "n", word.starts, word.read)

    def _pass_street(self, at: int) -> None:
        """«на Ленина», «Пушкина, 5», "Victoria Park": a street without the word."""
        word, after = self.words[at], self.text[self.ends[at] :]
        before = self.words[at - 1].text.lower() if at else ""
        famous = word.text.lower().replace("ё", "е") in _NAMED_STREETS
        alone = not at or self.words[at - 1].kind not in "GgI" or bool(word.gap.strip())
        if word.text.lower().endswith(("'s", "’s")) and re.match(r" (?:school|class|college)", after):
            return
        if (
            _STREETS_AFTER.match(after)
            or (famous and alone and (before in _ON_A_STREET or _HOUSE_AFTER.match(after)))
            or (word.kind == "S" and before in {"на", "по"} and _HOUSE_AFTER.match(after))
            or (word.kind == "S" and before == "с" and _is_of(word) and _HOUSE_AFTER.match(after))
            or (word.kind == "S" and not at and _HIGH_HOUSE.fullmatch(after))
        ):
            self._pass([at])

    def find(self) -> NameFindings:
        line = "".join(
            ("|" if word.gap.strip() or "\n" in word.gap else "") + word.kind for word in self.words
        )
        places = [at for at, word in enumerate(line) if word != "|"]
        index = {place: at for at, place in enumerate(places)}
        full = 0
        rest = list(line)
        for found in _FULL.finditer(line):
            members = [self.words[index[at]] for at in range(found.start(), found.end())]
            if not _is_one_name(found[0], members):
                continue
            full += not self._is_famous(index[found.end() - 1], members)
            rest[found.start() : found.end()] = "o" * len(found[0])
        polite = 0
        for found in _POLITE.finditer("".join(rest)):
            at = index[found.start()]
            last = index[found.end() - 1]
            if self._is_pupil(at, last):
                full += 1
            else:
                polite += 1
            rest[found.start() : found.end()] = "o" * len(found[0])
        given = surnames = 0
        for place, kind in enumerate(rest):
            if kind in "GgSsuvtcCL" and self._is_somebody(index[place], kind):
                given, surnames = given + (kind in "Gg"), surnames + (kind not in "Gg")
        return NameFindings(full, polite, given, surnames)

    def _is_famous(self, last: int, members: list[_Word]) -> bool:
        """«Юрий Гагарин», «Менделеев»: whom everybody knows, and who does nothing here."""
        found = _FAMOUS_SURNAME.fullmatch(members[-1].text)
        if found is None or not found[0][0].isupper() or any(each.read.is_endearing for each in members):
            return False
        initial = members[0].text[0].lower()
        if len(members) > 1 and initial != _FAMOUS[found[1].lower()]:
            return False
        first = last - len(members) + 1
        before = self.text[: self.ends[first] - len(members[0].text)]
        after = self.text[self.ends[last] :]
        somebodys = any(each.search(before) for each in (_KIN, _PARENTS, _WITHOUT))
        return not somebodys and not _ACTS.match(after) and not _ACTS_AFTER_COMMA.match(after)

    def _is_pupil(self, first: int, last: int) -> bool:
        before = self.text[: self.ends[first] - len(self.words[first].text)]
        found = _KIN.search(before)
        named = self.words[first].kind != "P"
        return named and (
            (found is not None and not before.rstrip().lower().endswith((" by", "друг", "друга")))
            or _PUPIL_AFTER.match(self.text[self.ends[last] :]) is not None
        )

    def _is_somebody(self, at: int, kind: str) -> bool:
        word = self.words[at]
        if kind in "Ss" and self._is_famous(at, [word]):
            return False
        if kind in "GS":
            return True
        after = self.text[self.ends[at] :]
        before = self.text[: self.ends[at] - len(word.text)]
        if kind in "uv":
            return self._is_a_small_surname(at, kind, before, after)
        capital = word.text[0].isupper()
        if kind in "CcLt" and capital and _NAMING.search(before):
            return True
        if kind in "cL" or (word.starts and _WILL.match(word.text + after)):
            return False
        if kind == "C":
            acts = _FEELS.match(after) is not None or _KIN.search(before) is not None
            return acts and not word.text.isascii()
        if (
            kind == "s"
            and not word.starts
            and not word.read.place
            and SURNAME_ENDING.fullmatch(word.text.lower())
        ):
            return True
        if kind == "t":
            plural = word.text.endswith(("ов", "ев", "ёв")) and not self.words[at - 1].text[0].isupper()
            return not word.starts and bool(plural or _KIN.search(before) or _PARENTS.search(before))
        if kind == "g" and capital and not word.starts and not before.rstrip().endswith(tuple("0123456789")):
            return True
        did = _ACTS.match(after) or ("datv" in word.read.cases and len(word.text) > 2 and _NEEDS.match(after))
        if at and word.starts and capital and kind == "g" and not after.strip(" .!)\n"):
            return True  # whoever wrote it has signed it
        if did or _ACTS_AFTER_COMMA.match(after) or _KIN.search(before):
            return capital or kind == "g"
        return capital and not word.read.place and self._is_in_a_row(at)

    def _is_a_small_surname(self, at: int, kind: str, before: str, after: str) -> bool:
        """«рочева не едет», «вместо мишарина», «юшков к, канев д»; «часов» and «машина» say no name."""
        word = self.words[at]
        if not (kind == "u" or word.read.surname or (word.read.place and _AN_INITIAL.match(after))):
            return False
        if _AN_INITIAL.match(after):
            return True
        acts = _DOES.match(after) or (_DID.search(before) and kind == "u")
        if acts and ("nomn" in word.read.cases or word.text.endswith("а")):
            return True
        if kind == "u" and _WITHOUT.search(before) and not word.text.endswith(("ов", "ев", "ёв", "ин")):
            return True
        return kind == "u" and any(
            each.kind in "uSG" or (each.kind == "v" and (each.read.surname or each.read.place))
            for each in self._beside(at)
        )

    def _beside(self, at: int) -> list[_Word]:
        """The words before and after, «и» left out."""
        found = []
        for step in (-1, 1):
            other = at + step
            if 0 <= other + step < len(self.words) and self.words[other].text == "и":
                other += step
            if 0 <= other < len(self.words):
                found.append(self.words[other])
        return found

    def _is_in_a_row(self, at: int) -> bool:
        """Beside another capitalised name, with nothing but «и» or a comma between."""
        for one, other in ((at, at + 1), (at - 1, at)):
            if one >= 0 and other < len(self.words):
                neighbour = self.words[other if one == at else one]
                between = self.text[self.ends[one] : self.ends[other] - len(self.words[other].text)]
                if neighbour.kind in "GgSs" and neighbour.text[0].isupper() and _AND.fullmatch(between):
                    return True
        return False


def _is_one_name(kinds: str, words: list[_Word]) -> bool:
    """A name is written with capitals throughout, or, by people in a hurry, without any."""
    capitals = [word.text[0].isupper() for word in words]
    if set(kinds) <= set("Cc"):
        return all(not word.text.isascii() for word in words)
    first = words[0]
    if kinds == "gC" and first.starts and first.text.lower().replace("ё", "е") in first.read.lemmas:
        return False  # «Грант Росмолодёжи»
    return all(capitals) or not any(capitals)


def _is_of(word: _Word) -> bool:
    return "gent" in word.read.cases or word.text.lower().endswith(("а", "я", "ого", "ой", "ых"))


def _kind(token: str, read: Reading, before: str) -> str:
    letters = token.rstrip(".")
    capital, upper = letters[0].isupper(), letters.isupper()
    if len(letters) == 1:
        return "o" if not capital else "I" if token.endswith(".") else "i"
    if len(letters) == 2 and upper:
        return "D"
    if _FAMILY_WORDS.fullmatch(letters.lower().replace("ё", "е")):
        return "o"
    if read.patronymic and read.given is not Certainty.YES:
        return "P"
    if before in _TO_A_PLACE and (read.place or (capital and not read.known and not read.given)):
        return "L"
    if upper and len(letters) <= _LONGEST_UPPER:
        return "o"
    return _kind_of_word(
        letters.lower(), read, capital=capital, short=upper and len(letters) <= _LONGEST_ABBREVIATION
    )


def _kind_of_word(word: str, read: Reading, *, capital: bool, short: bool) -> str:
    if read.given is Certainty.YES:
        return "G"
    if read.surname is Certainty.YES:
        return "S" if capital or read.known else "u"
    if short:
        return "o"
    if read.given:
        return "g"
    if capital and (read.surname or (read.place and SURNAME_ENDING.fullmatch(word))):
        return "s"
    if not capital and _SHAPED.fullmatch(word):
        return "v"
    if read.place or not capital:
        return "L" if read.place else "o"
    if not read.known:
        return "C"
    return "t" if _SHAPED.fullmatch(word) else "c"


_LONGEST_ABBREVIATION: Final = 6
_LONGEST_UPPER: Final = 3
_SHAPED = re.compile(rf"{SURNAME_ENDING.pattern}|[а-я]{{2,}}(?:[иы]х|[сц]к(?:ий|ая|ого|ому|ой|ую))")


_BEFORE_A_TITLE: Final = frozenset({"на", "в", "по", "про", "из", "о", "об"})
"""Before quotes: «плавали на «Адмирале Ушакове»»."""


def _has_a_title(word: str) -> bool:
    return word.lower() in _TITLED or not _TITLED.isdisjoint(read_word(word).lemmas)


def _without_titles(text: str) -> str:
    """Without what stands in quotes after a word for what has a title: a film, a club, a plant."""
    parts: list[str] = []
    end = title_end = 0
    for found in _QUOTED.finditer(text):
        before = text[end : found.start()]
        last = _LAST_WORDS.search(before)
        linked = title_end == end and end > 0 and re.fullmatch(r"[\s,]*(?:и|или|and)?\s*", before) is not None
        titled = linked or (
            last is not None
            and (last[2] in _BEFORE_A_TITLE or any(map(_has_a_title, filter(None, last.groups()))))
        )
        parts.append(before)
        parts.append(" " if titled else f" {found[1]} ")
        end = found.end()
        title_end = end if titled else 0
    parts.append(text[end:])
    return "".join(parts)


def find_names(text: str) -> NameFindings:
    """Counts the people whom a text names, in Russian or English. Meant for a page at most."""
    text = _HEROES.sub(r"\2", _GLUED.sub(" | ", clean_text(text)))
    shouted = not any(sign.islower() for sign in text)
    return _Text(_lowered(text) if shouted else text, shouted=shouted).find()


_SHOUTED_WORD = re.compile(r"[^\W\d_]+")
_ABBREVIATION = re.compile(
    r"[МГАЧН][БАКПОДУСТ]{0,4}(?:ОУ|ПО|ДО)|[СОН]ОШ|ДЮ[СЦ]Ш?|[ЗОП]?АО|ООО|АНО|[^АЕЁИОУЫЭЮЯAEIOUY]+"
)
"""Of schools and firms, and what has no vowel: no name, though it is shouted like all the rest."""


def _lowered(text: str) -> str:
    """«ИВАНОВ ПЁТР» as a name is written; abbreviations stay."""
    return _SHOUTED_WORD.sub(
        lambda word: word[0] if _ABBREVIATION.fullmatch(word[0]) else word[0].title(), text
    )
