"""What may be sent: texts, keyboards, files, albums, invoices, polls, places (rules 1-4, 10-16, 35-41)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.clock import MovableClock
from sandbox.files import image_sides
from sandbox.lints import LintRule
from sandbox.model import FloodLimits, SandboxSettings, User
from sandbox.telegram import Telegram, UploadedFile
from tests.sandbox.conftest import Api, button, inline, png

SMILE = "😀"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        pytest.param("", "Bad Request: message text is empty", id="2 nothing"),
        pytest.param(" \n\t", "Bad Request: message text is empty", id="2 white space"),
        pytest.param("<b> </b>", "Bad Request: message text is empty", id="2 white space in tags"),
        pytest.param("я" * 4097, "Bad Request: message is too long", id="1 one character too many"),
        pytest.param(SMILE * 4097, "Bad Request: message is too long", id="1 counted in code points"),
        pytest.param("<b></b>" * 4700, "Bad Request: text is too long", id="3 raw bytes"),
    ],
)
async def test_texts_that_are_refused(api: Api, teacher: User, text: str, refusal: str) -> None:
    assert await api.refusal("sendMessage", chat_id=7, text=text, parse_mode="HTML") == (400, refusal)


@pytest.mark.parametrize(
    "text", ["я" * 4096, SMILE * 4096, "<b>" + "я" * 4096 + "</b>"], ids=["Cyrillic", "emoji", "tags"]
)
async def test_the_longest_text_is_counted_in_code_points_after_parsing(
    api: Api, teacher: User, text: str
) -> None:
    sent = await api.result("sendMessage", chat_id=7, text=text, parse_mode="HTML")
    assert len(sent["text"]) == 4096


async def test_a_missing_text_or_chat_is_named(api: Api, teacher: User) -> None:
    assert await api.refusal("sendMessage", chat_id=7) == (400, "Bad Request: message text is empty")
    assert await api.refusal("sendMessage", text="да") == (400, "Bad Request: chat_id is empty")


async def test_a_caption_holds_1024_code_points(api: Api, teacher: User) -> None:
    api.files = {"document": UploadedFile("a.txt", b"a")}
    sent = await api.result("sendDocument", chat_id=7, caption="<i>" + "я" * 1024 + "</i>", parse_mode="HTML")
    assert len(sent["caption"]) == 1024
    refusal = await api.refusal("sendDocument", chat_id=7, caption="я" * 1025)
    assert refusal == (400, "Bad Request: message caption is too long")
    refusal = await api.refusal(
        "editMessageCaption", chat_id=7, message_id=sent["message_id"], caption="я" * 1025
    )
    assert refusal == (400, "Bad Request: message caption is too long")


def reply(*rows: list[Any]) -> dict[str, Any]:
    return {"keyboard": list(rows)}


UNALLOWED = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
BAD_URL = "inline keyboard button URL 'https://localhost/x' is invalid: Wrong HTTP URL"
BAD_WEB_APP = "inline keyboard button Web App URL 'http://a.ru/' is invalid: Only HTTPS links are allowed"


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        pytest.param(inline([button(data="я" * 33)]), "BUTTON_DATA_INVALID", id="10 66 bytes"),
        pytest.param(inline([button(data="")]), "BUTTON_DATA_INVALID", id="10 no data"),
        pytest.param(inline([{"text": "Да"}]), UNALLOWED, id="11 no action"),
        pytest.param(inline([button("")]), "inline keyboard button text must be non-empty", id="12 inline"),
        pytest.param(reply([{"text": " "}]), "keyboard button text must be non-empty", id="12 reply"),
        pytest.param(inline([{"text": "Карта", "url": "https://localhost/x"}]), BAD_URL, id="13 host"),
        pytest.param(
            inline([{"text": "Окно", "web_app": {"url": "http://a.ru/"}}]), BAD_WEB_APP, id="13 web_app"
        ),
        pytest.param(inline(*[[button()]] * 101), "reply markup is too long", id="14 101 inline buttons"),
        pytest.param(reply(*[["1"]] * 301), "reply markup is too long", id="14 301 reply buttons"),
        pytest.param(inline(*[[button("я" * 90)]] * 60), "reply markup is too long", id="14 10 kB"),
        pytest.param(
            {"keyboard": ["Да"]}, 'field "keyboard" must be an Array of Arrays', id="16 flat keyboard"
        ),
        pytest.param(
            {"inline_keyboard": [button()]},
            'field "inline_keyboard" must be an Array of Arrays',
            id="16 flat inline keyboard",
        ),
        pytest.param("[]", "object expected as reply markup", id="16 a list"),
        pytest.param("{", "can't parse reply keyboard markup JSON object", id="16 broken JSON"),
    ],
)
async def test_keyboards_that_are_refused(api: Api, teacher: User, markup: Any, refusal: str) -> None:
    refused = await api.refusal("sendMessage", chat_id=7, text="Да?", reply_markup=markup)
    assert refused == (400, f"Bad Request: {refusal}")
    assert len(api.telegram.view(7)) == 1, "only the person's own /start is there"


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(inline([button(data="я" * 32)]), id="10 64 bytes"),
        pytest.param(inline(*[[button()]] * 100), id="14 100 inline buttons"),
        pytest.param(reply(*[["1"]] * 300), id="14 300 reply buttons"),
        pytest.param(inline([{"text": "Сайт", "url": "example.org/путь"}]), id="13 no scheme"),
        pytest.param(inline([{"text": "Человек", "url": "tg://user?id=7"}]), id="13 a person"),
        pytest.param({"remove_keyboard": True}, id="remove"),
        pytest.param({"force_reply": True}, id="force reply"),
        pytest.param('{"inline_keyboard":[[{"text":"Да","callback_data":"y"}]]}', id="as JSON text"),
    ],
)
async def test_keyboards_at_the_limit_are_taken(api: Api, teacher: User, markup: Any) -> None:
    await api.result("sendMessage", chat_id=7, text="Да?", reply_markup=markup)


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ("request_contact", "phone number can be requested in private chats only"),
        ("request_location", "location can be requested in private chats only"),
        ("web_app", "web App buttons can be used in private chats only"),
    ],
)
async def test_a_group_is_asked_for_nothing_personal(
    api: Api, telegram: Telegram, teacher: User, wish: str, refusal: str
) -> None:
    value = {"url": "https://a.ru"} if wish == "web_app" else True
    markup = reply([{"text": "Отправить", wish: value}])
    group = telegram.create_group("7 Б", [7])
    refused = await api.refusal("sendMessage", chat_id=group, text="Да?", reply_markup=markup)
    assert refused == (400, f"Bad Request: {refusal}")
    await api.result("sendMessage", chat_id=7, text="Да?", reply_markup=markup)


def photos(*sides: tuple[int, int]) -> dict[str, UploadedFile]:
    return {f"p{n}": UploadedFile(f"{n}.png", png(*pair)) for n, pair in enumerate(sides)}


@pytest.mark.parametrize(
    ("items", "refusal"),
    [
        pytest.param([], "there are no messages to send", id="none"),
        pytest.param(
            [{"type": "photo", "media": "attach://p0"}] * 11,
            "too many messages to send as an album",
            id="eleven",
        ),
        pytest.param(
            [{"type": "photo", "media": "attach://p0"}, {"type": "document", "media": "attach://p0"}],
            "document can't be mixed with other media types",
            id="mixed",
        ),
    ],
)
async def test_albums_that_are_refused(api: Api, teacher: User, items: list[Any], refusal: str) -> None:
    api.files = photos((10, 10))
    assert await api.refusal("sendMediaGroup", chat_id=7, media=items) == (400, f"Bad Request: {refusal}")


async def test_an_album_arrives_as_one_and_a_single_item_is_a_lint(
    api: Api, telegram: Telegram, teacher: User
) -> None:
    api.files = photos((10, 10), (20, 20))
    items = [{"type": "photo", "media": f"attach://p{n}", "caption": "Цех"} for n in range(2)]
    sent = await api.result("sendMediaGroup", chat_id=7, media=items)
    assert len({message["media_group_id"] for message in sent}) == 1
    assert not telegram.lints.of(LintRule.ALBUM_OF_ONE)
    await api.result("sendMediaGroup", chat_id=7, media=items[:1])
    assert len(telegram.lints.of(LintRule.ALBUM_OF_ONE)) == 1
    refused = await api.refusal("sendMediaGroup", chat_id=7, media=items, reply_markup=inline([button()]))
    assert refused == (400, "Bad Request: reply markup is not supported for albums")


@pytest.mark.parametrize(
    ("sides", "refusal"),
    [
        ((9_000, 1_001), "PHOTO_INVALID_DIMENSIONS"),
        ((210, 10), "PHOTO_INVALID_DIMENSIONS"),
        ((0, 10), "IMAGE_PROCESS_FAILED"),
    ],
)
async def test_photos_of_impossible_shape(
    api: Api, teacher: User, sides: tuple[int, int], refusal: str
) -> None:
    api.files = {"photo": UploadedFile("a.png", png(*sides))}
    assert await api.refusal("sendPhoto", chat_id=7) == (400, f"Bad Request: {refusal}")


async def test_photos_at_the_limit_come_back_in_sizes(api: Api, teacher: User) -> None:
    api.files = {"photo": UploadedFile("a.png", png(9_000, 1_000))}
    sent = await api.result("sendPhoto", chat_id=7)
    assert [(size["width"], size["height"]) for size in sent["photo"]] == [(90, 10), (9_000, 1_000)]
    api.files = {}
    again = await api.result("sendPhoto", chat_id=7, photo=sent["photo"][-1]["file_id"])
    assert again["photo"][-1]["file_unique_id"] == sent["photo"][-1]["file_unique_id"]


def jpeg(width: int, height: int) -> bytes:
    """Start, a comment to be skipped, and the frame that holds the sides."""
    frame = b"\xff\xc0\x00\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xfe\x00\x04ab" + frame + bytes(10)


@pytest.mark.parametrize(
    ("content", "sides"),
    [
        (png(640, 480), (640, 480)),
        (jpeg(640, 480), (640, 480)),
        (b"GIF89a" + (640).to_bytes(2, "little") + (480).to_bytes(2, "little"), (640, 480)),
        (b"%PDF", None),
        (b"\xff\xd8\x00", None),
    ],
)
def test_sides_of_pictures(content: bytes, sides: tuple[int, int] | None) -> None:
    assert image_sides(content) == sides


async def test_a_contact(api: Api, teacher: User) -> None:
    sent = await api.result("sendContact", chat_id=7, phone_number="+79000000001", first_name="Проходная")
    assert sent["contact"] == {"phone_number": "+79000000001", "first_name": "Проходная"}
    assert (await api.refusal("sendContact", chat_id=7, phone_number=" ", first_name="я"))[0] == 400
    assert (await api.refusal("sendContact", chat_id=7, phone_number="1", first_name=" "))[0] == 400


async def test_files_that_are_empty_or_too_large(api: Api, teacher: User) -> None:
    api.files = {"document": UploadedFile("a.txt", b"")}
    assert await api.refusal("sendDocument", chat_id=7) == (400, "Bad Request: file must be non-empty")
    api.files = {"document": UploadedFile("a.bin", bytes(50 * 1024 * 1024 + 1))}
    assert await api.refusal("sendDocument", chat_id=7) == (413, "Request Entity Too Large")
    api.files = {"photo": UploadedFile("a.png", png(10, 10) + bytes(10 * 1024 * 1024))}
    code, words = await api.refusal("sendPhoto", chat_id=7)
    assert code == 400
    assert "is too big for a photo; the maximum size is 10485760 bytes" in words


@pytest.mark.parametrize("given", ["AgAD-unknown", "https://example.org/a.png", "attach://nothing"])
async def test_unknown_files_and_web_addresses_are_refused(api: Api, teacher: User, given: str) -> None:
    refused = await api.refusal("sendPhoto", chat_id=7, photo=given)
    assert refused == (400, "Bad Request: wrong file identifier/HTTP URL specified")


async def test_a_document_is_no_photo(api: Api, teacher: User) -> None:
    api.files = {"document": UploadedFile("a.png", png(10, 10))}
    file_id = (await api.result("sendDocument", chat_id=7))["document"]["file_id"]
    api.files = {}
    refused = await api.refusal("sendPhoto", chat_id=7, photo=file_id)
    assert refused == (400, "Bad Request: wrong file identifier/HTTP URL specified")
    assert await api.refusal("sendPhoto", chat_id=7) == (400, "Bad Request: there is no photo in the request")


async def test_a_file_over_20_mb_cannot_be_fetched(api: Api, teacher: User) -> None:
    api.files = {"document": UploadedFile("a.bin", bytes(20 * 1024 * 1024 + 1))}
    file_id = (await api.result("sendDocument", chat_id=7))["document"]["file_id"]
    api.files = {}
    assert await api.refusal("getFile", file_id=file_id) == (400, "Bad Request: file is too big")
    assert (await api.refusal("getFile", file_id="x"))[0] == 400


INVOICE: dict[str, Any] = {
    "chat_id": 7, "title": "Экскурсия", "description": "Билет", "payload": "b1", "currency": "XTR",
    "prices": [{"label": "Билет", "amount": 100}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"prices": []}, "there must be at least one price"),
        ({"prices": [{"label": "Билет", "amount": 1}] * 2}, "STARS_INVOICE_INVALID"),
        ({"provider_token": "1:TEST"}, "PROVIDER_TOKEN_INVALID"),
        ({"currency": "RUB"}, "PAYMENT_PROVIDER_INVALID"),
        ({"payload": "я" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"title": "Э" * 33}, "invoice title must be 1-32 characters long"),
        ({"description": "Э" * 256}, "invoice description must be 1-255 characters long"),
    ],
)
async def test_invoices_that_are_refused(
    api: Api, teacher: User, change: dict[str, Any], refusal: str
) -> None:
    assert await api.refusal("sendInvoice", **INVOICE | change) == (400, f"Bad Request: {refusal}")


async def test_an_invoice_and_the_answer_before_checkout(api: Api, telegram: Telegram, teacher: User) -> None:
    assert (await api.result("sendInvoice", **INVOICE))["invoice"]["total_amount"] == 100
    checkout = telegram.pay(7, telegram.view(7)[-1].message_id)
    assert telegram.updates.pending()[-1].kind == "pre_checkout_query"
    refused = await api.refusal("answerPreCheckoutQuery", pre_checkout_query_id=checkout, ok=False)
    assert refused == (400, "Bad Request: error message is empty")
    assert await api.result("answerPreCheckoutQuery", pre_checkout_query_id=checkout, ok=True) is True


@pytest.mark.parametrize(
    ("question", "options", "refusal"),
    [
        ("?" * 301, ["да"], "poll question length must not exceed 300"),
        ("", ["да"], "poll question must be non-empty"),
        ("Кто?", [], "poll must have at least 1 option"),
        ("Кто?", ["да"] * 13, "poll can't have more than 12 options"),
        ("Кто?", ["д" * 101], "poll options length must not exceed 100"),
        ("Кто?", [" "], "poll options must be non-empty"),
    ],
)
async def test_polls_that_are_refused(
    api: Api, teacher: User, question: str, options: list[str], refusal: str
) -> None:
    given = [{"text": option} for option in options]
    refused = await api.refusal("sendPoll", chat_id=7, question=question, options=given)
    assert refused == (400, f"Bad Request: {refusal}")


async def test_a_poll_at_the_limits(api: Api, teacher: User) -> None:
    options = [{"text": "д" * 100}] * 12
    sent = await api.result("sendPoll", chat_id=7, question="?" * 300, options=options, is_anonymous=False)
    assert len(sent["poll"]["options"]) == 12
    assert sent["poll"]["is_anonymous"] is False


@pytest.mark.parametrize(
    ("method", "change", "refusal"),
    [
        ("sendLocation", {"latitude": 90.1}, "invalid location specified"),
        ("sendVenue", {"longitude": -180.1}, "invalid location specified"),
        ("sendVenue", {"title": " "}, "Venue title must be non-empty"),
        ("sendVenue", {"address": " "}, "Venue address must be non-empty"),
    ],
)
async def test_places_that_are_refused(
    api: Api, teacher: User, method: str, change: dict[str, Any], refusal: str
) -> None:
    place: dict[str, Any] = {"latitude": 61.7, "longitude": 50.8}
    if method == "sendVenue":
        place |= {"title": "Проходная", "address": "ул. Заводская, 1"}
    refused = await api.refusal(method, chat_id=7, **place | change)
    assert refused == (400, "Bad Request: " + refusal[0].lower() + refusal[1:])
    assert await api.result(method, chat_id=7, **place)


@pytest.mark.parametrize("payload", ["с_русской", "a" * 65, "a b", "a.b"])
async def test_a_start_link_that_telegram_refuses_cannot_be_opened(telegram: Telegram, payload: str) -> None:
    user = telegram.add_user("Иван")
    with pytest.raises(Exception, match="refuses a start link"):
        telegram.start(user.id, payload)


async def test_a_start_link_arrives_as_a_command(telegram: Telegram) -> None:
    user = telegram.add_user("Иван")
    telegram.start(user.id, "a" * 64)
    update = telegram.updates.pending()[0].to_json()
    assert update["message"]["text"] == "/start " + "a" * 64
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


@pytest.mark.parametrize(
    ("method", "code", "words"),
    [
        ("sendMesage", 404, "Not Found: method not found"),
        ("sendSticker", 501, "Not Implemented: the sandbox does not model sendSticker"),
    ],
)
async def test_unknown_methods_and_methods_not_modelled(
    api: Api, teacher: User, method: str, code: int, words: str
) -> None:
    assert await api.refusal(method, chat_id=7) == (code, words)


async def test_method_names_have_no_case(api: Api, teacher: User) -> None:
    assert (await api.result("SENDMESSAGE", chat_id="7", text="да"))["text"] == "да"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"parsemode": "HTML"}, "parsemode"),
        ({"disable_web_page_preview": True}, "disable_web_page_preview"),
        ({"reply_to_message_id": 1}, "reply_to_message_id"),
        ({"link_preview_options": {"is_off": True}}, "is_off"),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "Да", "url": "https://a.ru", "stile": "x"}]]}},
            "stile",
        ),
        ({"reply_markup": {"keyboard": [[{"text": "Да", "contact": True}]]}}, "contact"),
    ],
)
async def test_fields_that_the_bot_api_does_not_list_are_refused(
    api: Api, teacher: User, more: dict[str, Any], field: str
) -> None:
    code, words = await api.refusal("sendMessage", chat_id=7, text="да", **more)
    assert code == 400
    assert words.endswith(f'has no field "{field}" in the Bot API')


async def test_styles_of_buttons_are_shown_and_unknown_ones_refused(
    api: Api, telegram: Telegram, teacher: User
) -> None:
    def styled(style: str) -> dict[str, Any]:
        return {"inline_keyboard": [[{"text": "Да", "callback_data": "yes", "style": style}]]}

    sent = await api.result("sendMessage", chat_id=7, text="да", reply_markup=styled("success"))
    assert sent["reply_markup"] == styled("success")
    assert (await api.refusal("sendMessage", chat_id=7, text="да", reply_markup=styled("green")))[0] == 400


async def test_a_mistyped_parameter_is_refused(api: Api, teacher: User) -> None:
    code, words = await api.refusal("sendLocation", chat_id=7, latitude="север", longitude=1)
    assert code == 400
    assert words.startswith('Bad Request: parameter "latitude')


async def test_flood_limits(clock: MovableClock) -> None:
    telegram = Telegram(clock, settings=SandboxSettings(flood=FloodLimits(per_chat_burst=2)))
    telegram.add_user("Ольга", user_id=7)
    telegram.start(7)
    api = Api(telegram)
    for number in range(2):
        await api.result("sendMessage", chat_id=7, text=f"{number}")
    answer = await api.answer("sendMessage", chat_id=7, text="3")
    assert (answer.status, answer.body["description"]) == (429, "Too Many Requests: retry after 1")
    assert answer.body["parameters"] == {"retry_after": 1}
    clock.move(timedelta(seconds=1))
    await api.result("sendMessage", chat_id=7, text="3")
    group = telegram.create_group("7 Б", [7])
    for number in range(20):
        clock.move(timedelta(seconds=2))
        await api.result("sendMessage", chat_id=group, text=f"{number}")
    answer = await api.answer("sendMessage", chat_id=group, text="20")
    assert answer.body["parameters"] == {"retry_after": 22}, "20 a minute: the first of them is 38 s old"


async def test_flood_limit_of_all_chats_together(clock: MovableClock) -> None:
    telegram = Telegram(clock, settings=SandboxSettings(flood=FloodLimits()))
    api = Api(telegram)
    answers = []
    for number in range(31):
        telegram.add_user("Гость", user_id=1000 + number)
        telegram.start(1000 + number)
        answers.append((await api.answer("sendMessage", chat_id=1000 + number, text="да")).status)
    assert answers == [200] * 30 + [429]
