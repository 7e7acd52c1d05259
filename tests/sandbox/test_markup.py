"""Formatted text (rules 5 to 9): byte offsets in complaints, UTF-16 offsets in entities."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.markup import Entity, Formatted, read_formatted, to_html
from sandbox.model import User
from sandbox.rules import ApiError
from tests.sandbox.conftest import Api

PREFIX = "Bad Request: can't parse entities: "
RESERVED = "Character '{}' is reserved and must be escaped with the preceding '\\'"


def refusal_of(text: str, mode: str | None, entities: list[dict[str, Any]] | None = None) -> str:
    with pytest.raises(ApiError) as refused:
        read_formatted(text, mode, entities)
    assert refused.value.code == 400
    return refused.value.description


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<p>абзац</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("Да<br>нет", 'Unsupported start tag "br" at byte offset 4'),
        ("<b>Да</b> 😀 <div>", 'Unsupported start tag "div" at byte offset 17'),
        ("2 < 3", 'Unsupported start tag "" at byte offset 2'),
        ("а <", "Unclosed start tag at byte offset 3"),
        ("а <b", "Unclosed start tag at byte offset 3"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<b>Да", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>Да</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>Да</i>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("<b><i>Ё</b></i>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
        ("Да</b>", "Unexpected end tag at byte offset 4"),
        ("<b>Да</b", "Unclosed end tag at byte offset 7"),
        ("<span>Да</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<span class="x">Да</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<a href>Да</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 3',
        ),
        ("<b =x>Да</b>", 'Empty attribute name in the tag "b" at byte offset 3'),
        ("<a href=a/b>Да</a>", "Unexpected end of name token at byte offset 8"),
        ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_html_that_is_refused(text: str, complaint: str) -> None:
    assert refusal_of(text, "HTML") == PREFIX + complaint


@pytest.mark.parametrize(
    ("text", "plain", "entities"),
    [
        ("<b>Привет</b> 👋 <i>мир</i>", "Привет 👋 мир", [("bold", 0, 6), ("italic", 10, 3)]),
        ("👨‍👩‍👧 <u>семья</u>", "👨‍👩‍👧 семья", [("underline", 9, 5)]),
        ("<strong><em>а</em></strong>", "а", [("bold", 0, 1), ("italic", 0, 1)]),
        ("<B>а</B>", "а", [("bold", 0, 1)]),
        ("<b>а</>", "а", [("bold", 0, 1)]),
        ("<ins>а</ins><strike>б</strike><del>в</del>", "абв",
         [("underline", 0, 1), ("strikethrough", 1, 1), ("strikethrough", 2, 1)]),
        ('<span class="tg-spoiler">а</span><tg-spoiler>б</tg-spoiler>', "аб",
         [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("&lt;b&gt; &amp; &quot;&#1071;&#x42F;&quot; &nbsp; AT&T", '<b> & "ЯЯ" &nbsp; AT&T', []),
        ("<blockquote>а</blockquote><blockquote expandable>б</blockquote>", "аб",
         [("blockquote", 0, 1), ("expandable_blockquote", 1, 1)]),
        ("<b></b>а", "а", []),
        ("<code><b>а</b></code>", "а", [("code", 0, 1)]),
        ("  <b> а </b>  ", "а", [("bold", 0, 1)]),
        ('<a href="не адрес">а</a>', "а", []),
    ],
)  # fmt: skip
def test_html_that_is_taken(text: str, plain: str, entities: list[tuple[str, int, int]]) -> None:
    formatted = read_formatted(text, "html", None)
    assert formatted.text == plain
    assert [(entity.kind, entity.offset, entity.length) for entity in formatted.entities] == entities


def test_links_languages_and_people_in_html() -> None:
    source = (
        '<a href="https://example.org/?a=1&amp;b=2">карта</a> <a href="tg://user?id=7">он</a> '
        '<pre><code class="language-python">x</code></pre> <tg-emoji emoji-id="55">👍</tg-emoji>'
    )
    link, person, code, emoji = read_formatted(source, "HTML", None).entities
    assert (link.kind, link.url) == ("text_link", "https://example.org/?a=1&b=2")
    assert (person.kind, person.user_id) == ("text_mention", 7)
    assert (code.kind, code.language) == ("pre", "python")
    assert (emoji.kind, emoji.custom_emoji_id) == ("custom_emoji", "55")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Да.", RESERVED.format(".")),
        ("2 - 1", RESERVED.format("-")),
        ("(да)", RESERVED.format("(")),
        ("Ё *да", "Can't find end of Bold entity at byte offset 3"),
        ("`да", "Can't find end of Code entity at byte offset 0"),
        ("*_да*_", "Can't find end of Italic entity at byte offset 1"),
        ("[да](https://a.ru", "Can't find end of a URL at byte offset 19"),
    ],
)
def test_markdown_v2_that_is_refused(text: str, complaint: str) -> None:
    assert refusal_of(text, "MarkdownV2") == PREFIX + complaint


@pytest.mark.parametrize(
    ("text", "plain", "kinds"),
    [
        ("*да* _нет_ __так__ ~а~ ||б||", "да нет так а б",
         ["bold", "italic", "underline", "strikethrough", "spoiler"]),
        (r"1\.5 \- да\!", "1.5 - да!", []),
        ("`a.b` ```python\nx = 1```", "a.b x = 1", ["code", "pre"]),
        ("[да](https://example.org/a_b)", "да", ["text_link"]),
        ("*жирно _и курсив_*", "жирно и курсив", ["bold", "italic"]),
        (">цитата\nда", "цитата\nда", ["blockquote"]),
    ],
)  # fmt: skip
def test_markdown_v2_that_is_taken(text: str, plain: str, kinds: list[str]) -> None:
    formatted = read_formatted(text, "MarkdownV2", None)
    assert formatted.text == plain
    assert [entity.kind for entity in formatted.entities] == kinds


def test_old_markdown() -> None:
    formatted = read_formatted("*да* _нет_ `код` [сайт](example.org) \\*", "Markdown", None)
    assert formatted.text == "да нет код сайт *"
    assert [entity.kind for entity in formatted.entities] == ["bold", "italic", "code", "text_link"]
    complaint = refusal_of("Ё _да", "Markdown")
    assert complaint == PREFIX + "Can't find end of the entity starting at byte offset 3"


@pytest.mark.parametrize("mode", ["html5", "Markdown2", "text"])
async def test_an_unknown_parse_mode_is_refused(api: Api, teacher: User, mode: str) -> None:
    refused = await api.refusal("sendMessage", chat_id=7, text="да", parse_mode=mode)
    assert refused == (400, "Bad Request: unsupported parse_mode")


@pytest.mark.parametrize(
    ("entity", "complaint"),
    [
        (
            {"type": "bold", "offset": 0, "length": 5},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 5",
        ),
        (
            {"type": "bold", "offset": 2, "length": 2},
            "entity beginning at UTF-16 offset 2 begins in a middle of a UTF-16 symbol at UTF-16 offset 2",
        ),
        (
            {"type": "bold", "offset": 0, "length": 2},
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at UTF-16 offset 2",
        ),
        (
            {"type": "fat", "offset": 0, "length": 1},
            'can\'t parse MessageEntity: Unsupported type "fat" specified',
        ),
    ],
)
def test_entities_that_are_refused(entity: dict[str, Any], complaint: str) -> None:
    assert refusal_of("а👋б", None, [entity]) == f"Bad Request: {complaint}"


async def test_entities_that_are_taken(api: Api, teacher: User) -> None:
    given = [{"type": "bold", "offset": 1, "length": 2}]
    sent = await api.result("sendMessage", chat_id=7, text="а👋б", entities=given)
    assert sent["entities"] == given


def test_telegram_finds_commands_links_mentions_and_mail_itself() -> None:
    text = "/book 👋 https://example.org/a. Пишите @olga_t или a@example.org, #завод 24/7 и/или"
    found = [(e.kind, text.encode("utf-16-le")[e.offset * 2 : e.end * 2].decode("utf-16-le"))
             for e in read_formatted(text, None, None).entities]  # fmt: skip
    assert found == [
        ("bot_command", "/book"),
        ("url", "https://example.org/a"),
        ("mention", "@olga_t"),
        ("email", "a@example.org"),
        ("hashtag", "#завод"),
    ]


def test_what_a_page_shows_is_escaped() -> None:
    formatted = Formatted(
        "<script> 👋 да", (Entity("bold", 0, 8), Entity("italic", 9, 2), Entity("text_link", 12, 2, '"><b>'))
    )
    assert to_html(formatted) == (
        "<b>&lt;script&gt;</b> <i>👋</i> "
        '<a href="&quot;&gt;&lt;b&gt;" target="_blank" rel="noopener noreferrer">да</a>'
    )


def test_every_kind_of_formatting_is_shown() -> None:
    source = (
        "<u>а</u><s>б</s><tg-spoiler>в</tg-spoiler><code>г</code><pre>д</pre><blockquote>е</blockquote>"
        "<blockquote expandable>ж</blockquote> a@example.org https://example.org/x /book "
        '<tg-emoji emoji-id="1">👍</tg-emoji>'
    )
    shown = to_html(read_formatted(source, "HTML", None))
    assert shown == (
        '<u>а</u><s>б</s><span class="tg-spoiler">в</span><code>г</code><pre>д</pre>'
        "<blockquote>е</blockquote>"
        '<blockquote class="expandable">ж</blockquote> <a href="mailto:a@example.org">a@example.org</a> '
        '<a href="https://example.org/x" target="_blank" rel="noopener noreferrer">https://example.org/x</a> '
        '<a class="command" data-command="/book">/book</a> <span class="custom_emoji">👍</span>'
    )


@given(
    st.text(alphabet="<>/&;#ab ё👋\"'=*_[]()`\\~|.-!", max_size=40),
    st.sampled_from(["HTML", "MarkdownV2", "Markdown"]),
)
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_refused(text: str, mode: str) -> None:
    try:
        formatted = read_formatted(text, mode, None)
    except ApiError:
        return
    size = len(formatted.text.encode("utf-16-le")) // 2
    assert all(0 <= entity.offset < entity.end <= size for entity in formatted.entities)
    _Balanced().feed(to_html(formatted))


def test_formatting_that_overlaps_is_shown_balanced() -> None:
    formatted = read_formatted("<b>a@exam</b>ple.org", "HTML", None)
    mail = '<a href="mailto:a@example.org">'
    assert to_html(formatted) == f"{mail}<b>a@exam</b>ple.org</a>"
    crossing = Formatted("абв", (Entity("bold", 0, 2), Entity("italic", 1, 2)))
    assert to_html(crossing) == "<b>а<i>б</i></b><i>в</i>"


class _Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
