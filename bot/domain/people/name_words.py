"""What one word may be: a given name, a surname, a patronymic, a place, an everyday word (H4).

The morphological dictionary of Russian knows the names, their cases and short forms. Beside it stand what it
lacks: names of the peoples of the region, short forms made by rules, English names, Russian names in Latin
letters. Nobody is refused because a name is *not* known: this recognises names, it checks none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import ProbabilityEstimator


class Certainty(IntEnum):
    """How surely a word is a name. MAYBE is an everyday word, too: what stands around it decides."""

    NO = 0
    MAYBE = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What a word may be, whatever its capital. ``known``: it is in a dictionary, so an unknown one may be a
    name nobody has listed. ``cases``: of its readings as a name, as the dictionary calls them (nomn, gent,
    datv …). ``lemmas``: its first forms as an everyday word, with е for ё. ``name``: the first form
    of the given name."""

    given: Certainty = Certainty.NO
    surname: Certainty = Certainty.NO
    patronymic: bool = False
    place: bool = False
    everyday: bool = False
    known: bool = False
    cases: frozenset[str] = frozenset()
    lemmas: frozenset[str] = frozenset()
    name: str = ""

    @property
    def is_endearing(self) -> bool:
        """«Катя», «Лёша», «Вовка»: how a child is called, and no school after somebody."""
        return _ENDEARING.fullmatch(self.name) is not None


_ENDEARING = re.compile(
    r"[а-я]*(?:[бвгдзклмнпрстфхц]я|[жшх]а|[оеуыняйьлшчр]ка|[ео]чка|[еа]нь?ка|(?<!р)ик)"
    r"|дима|тима|вова|лева|сева|слава|лида|люда|влада|лиза|лена|лера|сима|валера|гена|тема|рома|юра|шура"
    r"|жора|ира|тома|рита|света|стас|макс"
)
# Names that the dictionary lacks or knows as something else: Tatar, Uzbek, Tajik, peoples of the Caucasus,
# Kazakh, Kyrgyz, Buryat, Yakut, Tuvan, Ukrainian, Komi, Vietnamese, and the newest Russian fashions.
_BESIDE: Final = """
Адиля Айбике Айзиля Айназ Айсина Алсина Амелия Асылай Гульназ Гульфия Данис Динияр Зиля Зубаржат Ильназ
Ильнара
Ильсия Ильсур Илюся Ихтияр Ландыш Лейсан Ляйля Миляуша Назлыгуль Нурсиля Райля Раяна Рузаль Рузиля Сафия
Сумая
Сюмбель Тансылу Тимерлан Файруза Фидан Хабир Чачак Энже Юлгиза Айсылу
Абдулло Азамджон Акобир Анвар Асадбек Асилбек Бахром Бехзод Бехруз Бобур Ботир Гулноз Гулнора Гулсара
Гулчехра
Далер Диёра Дилафруз Дилноза Дилором Дильшод Дилшод Дониёр Дурдона Ёркин Ёсуман Жавлон Жамшид Жахонгир Зебо
Зилола Зиёда Зухро Зухриддин Иброхим Икром Илхом Имрона Ирода Исломбек Исмоил Камола Комил Комрон Кудрат
Манижа Мафтуна Мехрангез Мехриддин Мехрона Мехрубон Мохира Мохинур Мубина Мунисахон Мухаммадали Мухаммаджон
Мухриддин Навруз Насиба Нигина Нигора Нилуфар Нодир Нодира Нозанин Нозима Нурали Озода Ойбек Ойдин Парвиз
Парвина
Раъно Сабохат Садокат Саидакбар Саидмухаммад Сардор Сафар Собир Ситора Сиёвуш Сомон Сорбон Сумайя Сухроб
Темур
Тохир Умеда Уктам Фарангис Фаридун Фаррух Фарход Фирдавс Фируз Фотима Хадича Хилола Хумоюн Хуршед Хуршид
Хусан Шабнам
Шахзод Шахло Шахноза Шахром Шерзод Шодмон Шохида Шохрух Эльёр Юнусджон Джамшед Джахонгир Нозияхон Манучехр
Мадинабону
Вачаган Гайк Гор Жирайр Завен Мариам Назели Нарек Нвард Нуне Сона Татевик Шогик Гоар Астхик Эрна Мери
Вазген Карапет
Гио Дато Ика Кетеван Натия Сосо Тамуна Хатиа Нугзар Тамрико Гиорги Сандро Нини
Айшат Асият Дени Залим Зарема Залихан Исмаил Лом-Али Мансур Милана Петимат Сацита Селима Тамирлан Турпал
Хава Хадижа
Хаджимурад Хеда Хизри Хамзат Абубакар Аллаудин Раяна Сафият Шамсудин Адлан Мухамед Назима Шейх Умалат
Айару Айпери Айкоркем Айым Акжол Алихан Аяулым Бауыржан Бегимай Бегайым Ерасыл Ерлан Жанар Жасмин Жибек
Инкар
Кубат Кымбат Мээрим Мирас Нурай Санжар Темирлан Тилек Толеген Эламан Эрлан Нурсая Кунсулуу
Айаал Айдыс Айта Айталина Аюр Аяна Аяс Баярма Булган Дайаана Доржи Кэскил Нарыйа Начын Нюргун Сайаана Сайын
Сайзана
Сарыал Сарюна Сэсэг Уйгулаан Цырен Чечек Чимит Эржена Эрчим Сандан Долаана Туяна Арюна
Андрий Анастасия Виктория Гнат Глеб Данило Дмитро Евген Иван Игор Любомир Марийка Миколка Назарко Надия
Наталка
Оксанка Олександр Олександра Олена Оленка Омелян Орися Петро Михайло Павло Василь Сергий София Соломия
Северин
Софийка Стефко Тарасик Юрко Юлия Вира Ганна Яринка Тимко
Ваньо Вась Варук Гриш Иваш Марпа Машук Микол Миш Нинук Оксинь Олексан Олексей Оньо Ольош Оля Оринь Огаш
Окуль
Педор Педь Петыр Сёмо Як
Минь Тхи Чан Нгуен Хоанг Чжан Чжэн Вэй Сяо Юйхан Мэй Дэвид Джек Джон Джейн Эмма Лиам Ной Майкл
Антоха Тоха Геша Ариша Арсик Антоша Аришка Вован Вадя Виталя Веруня Груня Димас Евочка Илюха Илюша Илюшка
Костик Костян
Ксюня Лесик Лёха Максик Мишаня Мироша Ромка Русик Святик Светик Серый Стасян Серёжка Серафима Славка Славик
Софийка
Тася Таська Темка Толик Тёмыч Тимоха Тимоша Тимка Тима Тося Толян Уля Филька Юляша Яська Яся Есения Мира
Рада
Виола Милан Гера Ная Аделина Амели Николь Оливия Оливер Златослава Мирослав Ратмир Элайза Ассоль Леон
Стефан Даная
Косьта Ондрей Йогор Микулай Опонь Пашо Ольоксан Ольок Паладь Парась Педо Ваньо Митьо
Нарик Наркиз Поля Севара Аделя Ильвина Ильсаф
Алмаз Канат Улан Грант Давит Дарима Сонька Лерка Севка Глиб Ирма Ксюха Мияна Мия Тея Сая Лия Ника
"""
_ENGLISH: Final = """
artyom artem fyodor semyon alyona pyotr yegor tyoma lyosha alyosha seryozha
aaron abby abigail abraham adam adele adrian agnes ahmed aidan aisha alan alastair albert alex alexa
alexander
alexandra alexis alfie alfred ali alice alicia alison allison alma alyssa amanda amber amelia amelie amir
amy ana
anastasia andrea andreas andrew andy angela angelina angus anika anita ann anna annabel anne annie anthony
antonio
archie ariana ariel arthur arya asher ashley aubrey audrey aurora ava avery barbara barry beatrice becky
bella ben
benjamin bernard bert beth bethany betty beverly billy blake bob bobby bonnie boris brad bradley brandon
brayden
brenda brian brianna bridget brooke bruce bryan caitlin caleb callum cameron camila carl carla carlos
carmen carol
caroline carolyn carter catherine cathy cecilia charles charlie charlotte chloe chris christina christine
christopher cindy claire clara claudia clement clara colin connor conor courtney craig curtis cynthia daisy
dan
daniel danielle danny darcy darren dave david dawson deborah denise dennis derek derrick diana diane diego
dina
dominic donald donna dorothy doug douglas duncan dylan eddie edgar edith edmund edward edwin eileen elaine
eleanor
elena eli elias elijah elisa eliza elizabeth ella ellen ellie elliot elsie emil emilia emily emma eric
erica erik
erin ernest esther ethan eugene eva evan evelyn evie ezra fatima felicity felix fernando fiona florence
frances
francesca francis frankie fred freddie frederick freya gabriel gabriella gareth gary gavin gemma geoffrey
george
georgina gerald gerard gertrude gianna gilbert gina gloria gordon graham greg gregory greta gwen hailey
hanna
hannah hans harold harriet harrison harry harvey hassan hazel heather heidi helen helena henrik henry
howard hugh
hugo ian ibrahim imogen ingrid irene iris isaac isabel isabella isabelle isaiah isla ismail ivan ivy jack
jackie
jackson jacob jacqueline jaden jake james jamie jane janet janice jasmine jason jayden jean jeff jeffrey
jenna
jennifer jenny jeremy jerome jerry jesse jessica jill jim jimmy joan joanna joe joel johan johann john
johnny
jonas jonathan jose joseph josephine josh joshua joyce juan judith judy julia julian juliana julie juliet
justin
karen karl kate katherine kathleen kathryn katie kayla keith kelly kelsey ken kenneth kerry kevin khalid
kieran
kirsten kimberly kurt kyle lara larry laura lauren laurie layla leah leila leo leon leonard leroy leslie
lewis
liam lilian lillian lily linda lindsay lisa logan lois lola louis louisa louise luca lucas lucia lucy luis
luke
luna lydia lynn mabel maddie madeleine madison maggie malcolm marcus margaret maria marie marilyn mario
marion
martha martin marvin mary mason mateo matilda matt matthew maurice maya megan mehmet melanie melissa melvin
mia
michael michelle miguel mike mila millie miriam mohamed mohammad mohammed moira molly monica morgan muhammad
mustafa nancy naomi natalie natasha nathan nathaniel neil nelson niamh nicholas nick nicola nicole nigel
nina noah
noel nora norma oliver olivia omar oscar otis otto owen pablo pamela patricia patrick paul paula pauline
pedro poppy
penelope percy peter petra phil philip phillip phoebe polly priya quentin rachel rafael raj ralph rashid
raymond
rebecca reggie reuben rhys riley rita robert roberta robin rodney roger ronald ronan rory rosie ross rowan
roy
ruby rupert russell ruth ryan sabrina sadie sally sam samantha samir samuel sara sarah scarlett scott sean
sebastian selena serena shane shannon sharon shawn sheila shirley sidney sienna simon skye sofia sonia
sonya sophia
sophie stacy stanley stella stephanie stephen steve steven stuart sue susan suzanne sylvia tabitha tamara
tanya
tara taylor ted teresa terry tessa thea theo theodore theresa thomas tiffany tim timothy tina tobias toby
todd tom
tommy tony tracy travis trevor tyler ursula valerie vanessa vera veronica vicky victor victoria vincent
viola
vivian wallace walter wanda wayne wendy wesley wilfred william willow wolfgang xavier yasmin yusuf yvonne
zac zach
zachary zainab zara zoe zoey yuki wei yuna hiroshi kenji sakura
smith johnson williams jones davis wilson thompson moore anderson harris clark lewis robinson allen wright
adams
nelson mitchell roberts phillips evans parker edwards collins stewart morris murphy rogers peterson cooper
richardson
howard ramirez watson sanders bennett barnes ross henderson jenkins patterson hughes simmons griffin hayes
bryant
mcdonald hamilton graham sullivan wallace jordan owens reynolds ellis harrison gibson burns holmes palmer
robertson
harvey dixon ramos knight fox matthews fletcher davies thomas walsh doyle oneill oconnor novak schmidt
mueller
garcia max rossi harper martinez rodriguez lopez hernandez gonzalez perez nguyen patel singh khan tanaka
zhang haddad
"""
_ENGLISH_WORDS: Final = """
amber angel art aurora austin bill blake brook chase christian clay daisy dawn dean drew eve faith frank
gene georgia
grace grant guy hazel heather holly hope iris ivy jack jasmine jean joy june lily luna major mark miles
olive pat pearl
peg ray rich robin rock rod roman rose ruby rusty sage sally sandy max scott sky skye sue summer sunny ted
tom tony trinity
violet victoria will willow florence madison paris derrick logan mason sam tim roger
"""
_ENGLISH_SURNAMES: Final = """
baker black brown burns carter cook cooper ellis fox green harvey hill hunter jordan kelly king knight long
mason miller mill
moore owens page palmer parker penny ward white wood woods young rogers taylor
"""
_WORDS_OF_ENGLISH_ONLY: Final = """
begun valid allow below main fail asia fast well arcs cost ways marks darwin prev grey january dash edit brand
said vary shot camel german germany romania russia ukraine moldova july august cats rahmat kits wishes
ride deny anti chan korean bulgarian syrian libyan indian asian italian brazilian bars cars masks pass
gala agata data dates mini mans mates lava pain beat lady cent bell bond tall bush jury rolling sand rail
nail germans raid sony carpet genes lean victorian potter ally basin modest fisher ginger gosh bets yell
eden rotten altar dementia gardner vain violin flex scum gays garrison lays dang claw jolly wary resin
grin mona alloy zinc wand plank annoy grit arson genera lash anus doppler supernova mica tarp oxen tosh
trojan orion pluto amen kong miami iowa milan geneva danish calif clash martian damp drama usher rica alta
kits maris sati athena aria jani alpina amber mali kiev moscow berlin
"""
_ENGLISH_ONLY: Final = frozenset(_WORDS_OF_ENGLISH_ONLY.split())
"""What reads like a Russian name when its letters are written over."""
_WORDS_OF_STEADY: Final = """
jack tom tony ted sam tim daisy lily scott robin ruby hazel heather sally kelly
"""
_WORDS_OF_NAMED_PLACES: Final = """
jordan georgia victoria florence paris charlotte austin madison sydney lincoln washington chelsea adelaide
houston
"""
_NAMED_PLACES: Final = frozenset(_WORDS_OF_NAMED_PLACES.split())
_STEADY: Final = frozenset(_WORDS_OF_STEADY.split())
"""English names that are everyday words in lower case only."""
_WORDS_OF_EVERYDAY: Final = """
вера надежда любовь роман лев слава роза лилия марка виктория аврора марта лада резеда азалия макет мир
поле том тема свет рай луг полк любой толика мишка серый майка галка ромашка светик сонька улан канат
алмаз булат мука арфа сима гран грант гор аида победа земля карта кора мороз майя карат август цезарь рада
рано нора север ермак илья-пророк батыр злато миля стеллаж регина корона сона дина инга кармен марго ария
ода ландыш светка олимпиада султан джем гелий рог ус нос жук кит арка лира ирис рубин пена хата сковорода
крутой мел крем планка орел вест линь юнга раджа жасмин степь дворецкий духовой бор нил ферма яшма
толстый белый черный седой грозный горький
ленка голубка зорька зоря снежана ясень маяк лаврик лесик чайка тим серая эмма бела арина амур
"""
_EVERYDAY: Final = frozenset(_WORDS_OF_EVERYDAY.split())
"""Everyday words that are names besides; at the beginning of a sentence what follows decides."""

SURNAME_ENDING = re.compile(
    r"[а-я]{2,}(?:(?:[оеё]в|ин|цын)(?:а|у|ым|ом|е|ой)?|(?:[оеё]в|[иы]н)ы(?:х|м|ми)?|енко|енк[оа]"
    r"|чук[ау]?|щук[ау]?"
    r"|швили|дзе|[а-я]ян(?:а|у|ом|е|ц)?|дж[ие]ев[ау]?)(?:-[а-я]+)?"
)
_PATRONYMIC_ENDING = re.compile(
    r"[а-яa-z]{2,}(?:(?:ович|евич|ьич|[а-я]ныч|алыч|[ое]рыч)(?:а|у|ем|е)?|(?:овн|евн|иничн)(?:а|ы|е|у|ой)"
    r"|ovich|evich|ovna|evna)"
    r"|оглы|кызы|улы|кизи|(?:степ|ром)анн(?:а|ы|е|у|ой)|(?:борис|денис|максим|никола|серге|алексе|андре)вн[аы]"
)
_SHORT_ENDINGS: Final = tuple(
    re.compile(rf"(?P<stem>[а-я]{{2,}}?){shape}")
    for shape in (
        r"(?:[оеи]чк|[ео]ньк|[ую]шк|[ую]льк|ишк|[её]нк)(?:[аиеу]|ой|ом)?",
        r"(?<=...)(?:[оеё]к|ик|ь?к)(?:[аиеу]|ой|ом)?",
        r"(?:[ую]ш|[ую]х|[ую]л|[ую]н|[ую]с|[ая]ш|[ая]н)(?:[аяиыеую]|[ое]й)",
        r"(?<=...)(?:[ая]н|он|ос|чик|[йь]?ко)(?:[аеу]|ом)?",
    )
)
# Common in Komi; the dictionary knows a town, a plural or nothing.
_SURNAMES_BESIDE = re.compile(
    r"(?:канев|юркин|тимин|королев|рыбин|кочанов|молодцов|сивков|чабанов|тебеньков)(?:а|у|ым|е|ой)?"
)
_LATIN_SURNAME = re.compile(r"[a-z]{2,}(?:ov|ev|ova|eva|enko|chuk|shvili|yan)")
_NEIGHBOURS: Final = str.maketrans("ӧіїєґңҗәөүһғқўҳӣӯҷ", "оииегнжаоухгкухиуч")
"""Letters of the region's languages, as Russian papers write them."""
_OF_TWO = re.compile(r"(?:старш|младш|перв|втор)[а-я]+")
_OF_TATAR: Final = frozenset("әөү")
_OF_THE_EAST = re.compile(
    r"[а-я]{3,}(?:бек|жон|джон|жан|джан|хон|ахан|ихан|улло|улла|иддин|аддин|бону|гуль?|нисо|ниса|мурод|мурат|назар"
    r"|зода|кулы?|берди|шох|шод|сулу)(?:а|у|ом|е|ы|я|ю|ем|и|ей|ой)?"
)
"""Endings of given names of Central Asia that the dictionary lacks."""
_BEGINS_IN_THE_EAST = re.compile(
    r"(?:иль[сшгдфнм]|гул|дил|мехр|нур|шах|шох|абду|мухамм|мирзо|саид|фарид|юлд|жамол|зеб)[а-я]{2,}"
    r"(?<!ск)(?<!ово)(?<!ево)(?<!ино)(?<!ий)(?<!ый)(?<!ая)(?<!ое)(?<!ые)"
)
"""And beginnings, of words with a capital."""
_SURNAMES_IN_A_ROW = re.compile(r"(?:[а-я]{3,}?(?:[оеё]в|ин)а?){2,}")
_BARE_ENDINGS: Final = ("а", "я", "й", "ий", "ь", "")
_SHORTEST_GLUED: Final = 9
_SHORTEST_WRITTEN_OVER: Final = 4
_SMALLEST_SHARE: Final = 0.5
_SURE_SHARE: Final = 0.8
_NEVER: Final = 2.0
_LONGEST_READ: Final = 40
_SHORTEST_SMALL: Final = 2
_FUNCTION_WORDS: Final = frozenset({"PREP", "CONJ", "PRCL", "NPRO", "PRED"})
_WORDS_OF_THANKS: Final = """
рахмат рахмет хакас
"""
_THANKS: Final = frozenset(_WORDS_OF_THANKS.split())


@cache
def _dictionary() -> MorphAnalyzer:
    """Read from the disk at first need: most who look around type nothing."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru", probability_estimator_cls=None)


@cache
def _likelihoods() -> ProbabilityEstimator:
    """How often a word is what: asked only about words that may be names, since it costs most of the time."""
    from pymorphy3.analyzer import ProbabilityEstimator

    return ProbabilityEstimator(_dictionary().dictionary.path)


@cache
def _listed() -> frozenset[str]:
    return frozenset(form for name in _BESIDE.split() for form in _cases(_folded(name)))


@cache
def _english() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(words.split()) for words in (_ENGLISH, _ENGLISH_WORDS, _ENGLISH_SURNAMES))


def _folded(word: str) -> str:
    return word.lower().replace("ё", "е")


def _cases(name: str) -> Iterator[str]:
    """The six cases of a given name in lower case, with е for ё."""
    endings = {
        "а": ("ы", "и", "е", "у", "ой", "ей"),
        "я": ("и", "е", "ю", "ей"),
        "й": ("я", "ю", "ем", "е", "и"),
        "ь": ("я", "ю", "ем", "е", "и"),
    }.get(name[-1])
    yield name
    stem = name[:-1] if endings else name
    for ending in endings or ("а", "у", "ом", "ем", "е"):
        yield stem + ending


def read_word(word: str) -> Reading:
    """What a word in Cyrillic or Latin letters may be. Small letters make a name less sure than a capital."""
    word = word[:_LONGEST_READ]
    if len(word) <= _SHORTEST_SMALL and word[0].islower():
        return Reading(known=True, everyday=True, lemmas=frozenset({word}))
    sure = _SMALLEST_SHARE if word[0].isupper() else _SURE_SHARE
    folded = _folded(word)
    if "-" in folded and folded not in _listed():
        return _read_halves(word)
    return _read_latin(folded, sure) if folded.isascii() else _read_cyrillic(word.lower(), sure)


def _read_halves(word: str) -> Reading:
    """«Иванова-Петрова», «Коля-Петя»: a name if all its parts are; what else has a hyphen is none."""
    halves = [part for part in word.split("-") if part]
    parts = [read_word(part) for part in halves]
    first = parts[0] if parts else Reading()
    beside = all(each.islower() for each in halves[1:])
    if word[0].isupper() and first.given is Certainty.YES and beside and not word.isascii():
        return replace(first, everyday=False)  # «Гриша-коляска»
    if word[0].isupper() and first.surname is Certainty.YES and beside and _OF_TWO.fullmatch(halves[-1]):
        return replace(first, everyday=False)  # «Филиппов-старший»
    if all(part.given or part.surname for part in parts):
        return replace(
            first, given=min(part.given for part in parts), surname=min(part.surname for part in parts)
        )
    return Reading(place=any(part.place for part in parts), everyday=True, known=True, lemmas=first.lemmas)


def _read_cyrillic(word: str, sure: float) -> Reading:
    written = word.translate(_NEIGHBOURS)
    if not _OF_TATAR.isdisjoint(word):
        written = next(filter(_is_given, _in_russian(word)), written)
    word = _folded(written)
    if word in _THANKS:
        return Reading(known=True, everyday=True)
    found = _from_dictionary(written, sure)  # with its ё: «Стёпу» is nobody's step dance
    if sure == _SMALLEST_SHARE and _SURNAMES_BESIDE.fullmatch(word):
        return replace(found, surname=Certainty.YES, known=True)
    if _PATRONYMIC_ENDING.fullmatch(word) and not found.given:
        return replace(found, patronymic=True, known=True)
    if found.given is Certainty.YES:
        return found
    town = _TOWN_IN_A_CASE.fullmatch(word)
    if town and not found.known and _from_dictionary(f"{town[1]}ь", sure).place:
        return Reading(place=True, known=True)
    if (word in _listed() and len(word) > 2) or (
        not found.known and not found.given and _is_short_form(word)
    ):
        certain = Certainty.MAYBE if found.everyday else Certainty.YES
        # «Раде» may be told something, «Рада познакомиться» is glad.
        case = {"ы": {"gent"}, "а": {"nomn"}, "я": {"nomn"}}.get(word[-1], {"nomn", "datv"})
        cases = found.cases | case
        return replace(found, given=certain, known=True, cases=cases)
    return found


_TOWN_IN_A_CASE = re.compile(r"([а-я]{3,}н)(?:и|ью)")
"""«В Микуни», of a town whose first form alone the dictionary has."""


def _in_russian(word: str) -> Iterator[str]:
    """A Tatar word as Russian papers may write it: «Гөлнара» is Гульнара, Гулнара or Голнара."""
    for ol, a, u in product(("ул", "уль", "ол", "юл"), ("а", "я", "е"), ("у", "ю")):
        written = word.replace("өл", ol).replace("ө", ol[0])
        yield _folded(written.replace("ә", a).replace("ү", u).translate(_NEIGHBOURS))


def _from_dictionary(word: str, sure: float) -> Reading:
    if not _dictionary().word_is_known(word):
        return _unknown(_folded(word), capital=sure == _SMALLEST_SHARE)
    known = _dictionary().parse(word)
    if not any(grammeme in parse.tag for parse in known for grammeme in ("Name", "Surn", "Patr", "Geox")):
        every = frozenset(_folded(parse.normal_form) for parse in known)
        return Reading(known=True, everyday=True, lemmas=every)
    known = _likelihoods().apply_to_parses(word, word, known)
    surnamed = any("Surn" in parse.tag for parse in known)
    shares = dict.fromkeys(("Name", "Surn", "Patr", "Geox", "Poss", ""), 0.0)
    cases, lemmas = set(), []
    for parse in known:
        kind = next((each for each in shares if each and each in parse.tag), "")
        if kind == "Name" and surnamed and "plur" in parse.tag:
            kind = "Poss"  # «Иванов» is a surname, hardly ever several called Иван
        shares[kind] += parse.score
        if parse.tag.POS in _FUNCTION_WORDS:
            if sure == _SURE_SHARE:
                return Reading(known=True, everyday=True, lemmas=frozenset({_folded(parse.normal_form)}))
            sure = _NEVER
        if kind in {"Name", "Surn"}:
            cases.add(str(parse.tag.case))
        elif not kind:
            lemmas.append(_folded(parse.normal_form))
    total = sum(shares.values()) or 1.0
    named = (shares["Name"] + shares["Surn"] + shares["Poss"]) / total
    likely = named >= sure and _EVERYDAY.isdisjoint(lemmas)
    certainty = Certainty.YES if likely else Certainty.MAYBE
    return Reading(
        given=certainty if shares["Name"] else Certainty.NO,
        surname=certainty if shares["Surn"] else Certainty.NO,
        patronymic=shares["Patr"] > 0,
        place=shares["Geox"] > 0,
        everyday=bool(lemmas),
        known=True,
        cases=frozenset(cases),
        lemmas=frozenset(lemmas),
        name=next((_folded(parse.normal_form) for parse in known if "Name" in parse.tag), ""),
    )


def _unknown(word: str, *, capital: bool) -> Reading:
    """A word that the dictionary lacks: its ending may be a surname's, its halves two names in one."""
    plural = re.fullmatch(r"(.{3,}(?:[ое]в|[иы]н))ы(?:х|м|ми)?", word)
    glued = _is_glued(word)
    surname = glued or plural or SURNAME_ENDING.fullmatch(word)
    eastern = _OF_THE_EAST.fullmatch(word) or (capital and _BEGINS_IN_THE_EAST.fullmatch(word))
    given = glued or (eastern and _PATRONYMIC_ENDING.fullmatch(word) is None)
    return Reading(
        given=Certainty.YES if given else Certainty.NO,
        surname=Certainty.YES if surname else Certainty.NO,
        cases=_cases_of_surname(word) if surname else frozenset(),
        known=glued,
    )


def _cases_of_surname(word: str) -> frozenset[str]:
    return frozenset(("gent",)) if word.endswith(("а", "ого", "ой", "ых")) else frozenset(("nomn",))


def _is_glued(word: str) -> bool:
    """«ивановпетров»: two names and nothing else."""
    if _SURNAMES_IN_A_ROW.fullmatch(word):
        return True
    return len(word) >= _SHORTEST_GLUED and any(
        _is_plain_name(word[:cut]) and (_is_plain_name(word[cut:]) or _is_glued(word[cut:]))
        for cut in range(4, len(word) - 3)
    )


def _is_plain_name(word: str) -> bool:
    dictionary = _dictionary()
    return dictionary.word_is_known(word) and any(
        ("Name" in parse.tag or "Surn" in parse.tag)
        and "nomn" in parse.tag
        and parse.score >= _SMALLEST_SHARE / 2
        for parse in _likelihoods().apply_to_parses(word, word, dictionary.parse(word))
    )


def _is_short_form(word: str) -> bool:
    """«Настюша», «Димон», «Никитос»: a name with one of the endings that endear."""
    for shape in _SHORT_ENDINGS:
        found = shape.fullmatch(word)
        if found is not None:
            stem = found["stem"]
            if any(_is_given(stem + ending) for ending in _BARE_ENDINGS):
                return True
    return False


def _is_given(word: str) -> bool:
    dictionary = _dictionary()
    return word in _listed() or (
        len(word) >= 3
        and dictionary.word_is_known(word)
        and any(
            "Name" in parse.tag and "nomn" in parse.tag and "sing" in parse.tag
            for parse in dictionary.parse(word)
        )
    )


# ------------------------------------------------------------------------------------------- in Latin letters

_CYRILLIC: Final = (
    ("shch", "щ"), ("sch", "щ"), ("kh", "х"), ("zh", "ж"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц"), ("tz", "ц"),
    ("yu", "ю"), ("ju", "ю"), ("iu", "ю"), ("ya", "я"), ("ja", "я"), ("yo", "е"), ("jo", "е"), ("ye", "е"),
    ("iy", "ий"), ("ij", "ий"), ("ey", "ей"), ("ay", "ай"), ("oy", "ой"), ("uy", "уй"), ("x", "кс"),
    ("w", "в"), ("q", "к"), ("c", "к"), ("j", "й"), ("y", "ы"), ("'", "ь"),
    *zip("abdefghiklmnoprstuvz", "абдефгхиклмнопрстувз", strict=True),
)  # fmt: skip


def _read_latin(word: str, sure: float) -> Reading:
    names, everyday, surnames = _english()
    if word.endswith("'s"):
        word = word[:-2]
    if _PATRONYMIC_ENDING.fullmatch(word):
        return Reading(patronymic=True, known=True)
    if word in surnames:
        return Reading(surname=Certainty.MAYBE, known=True, everyday=True, place=word in _NAMED_PLACES)
    if word in names or word in everyday:
        capital = sure == _SMALLEST_SHARE
        if word in everyday and not capital:
            return Reading(known=True, everyday=True)
        maybe = word in everyday and word not in _STEADY
        certain = Certainty.MAYBE if maybe else Certainty.YES
        return Reading(given=certain, known=True, everyday=maybe, place=word in _NAMED_PLACES)
    if len(word) >= _SHORTEST_WRITTEN_OVER and word not in _ENGLISH_ONLY and not word.endswith("e"):
        place = False
        for candidate in _in_cyrillic(word):
            if candidate in _listed():
                return Reading(given=Certainty.YES, known=True)
            if _dictionary().word_is_known(candidate):
                found = _from_dictionary(candidate, sure)
                place = place or found.place
                if (found.given or found.surname) is Certainty.YES and not found.place:
                    return replace(found, known=False)
        if _LATIN_SURNAME.fullmatch(word):
            return Reading(surname=Certainty.YES)
        return Reading(place=place)
    return Reading()


def _in_cyrillic(word: str) -> Iterator[str]:
    """The spellings in Cyrillic that a word in Latin letters may stand for."""
    plain = re.sub(r"(?<=[bcdfghklmnprstvxz])y$", "iy", word)
    for before, after in _CYRILLIC:
        plain = plain.replace(before, after)
    yield plain
    if plain.endswith("и"):
        yield plain[:-1] + "й"
        yield plain + "й"
    yield re.sub("л(?=[гдтшнмкв])", "ль", plain)
    yield plain.replace("иа", "ия")
    yield plain.replace("ля", "лия")
    yield plain + "ь"
    if plain.startswith("е"):
        yield "э" + plain[1:]
