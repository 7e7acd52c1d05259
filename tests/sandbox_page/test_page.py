"""The chat page in a real browser, at a phone's and a desktop's width."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.sandbox_page.conftest import Screen

pytestmark = pytest.mark.browser


def test_a_new_chat_begins_with_start(screen: Screen) -> None:
    expect(screen.page.locator("#composer")).to_be_hidden()
    screen.start()
    assert "Здравствуйте, Анна Петровна К." in screen.last()
    expect(screen.page.locator("#composer")).to_be_visible()
    screen.assert_fits()


def test_the_text_field_is_whole_after_a_chat_that_has_not_begun(phone: Screen) -> None:
    """Hidden behind «Начать» it was measured, and stayed 0 pixels high."""
    phone.start()
    _choose(phone, "teacher-vorkuta")
    expect(phone.page.locator("#gate-button")).to_be_visible()
    _choose(phone, "teacher-syktyvkar")
    field = phone.page.locator("#composer-text").bounding_box()
    assert field is not None
    assert field["height"] > 30


def test_the_language_of_telegram_is_not_the_bots_own(phone: Screen) -> None:
    phone.start()
    if phone.page.locator("#chat-menu-button").is_visible():
        phone.page.locator("#chat-menu-button").click()
    phone.page.locator("#person-language button:visible").first.click()
    expect(phone.page.locator("#toast")).to_contain_text("/language")


def test_calendar_labels_are_whole_and_on_one_line(screen: Screen) -> None:
    screen.start()
    screen.tap("Ближайшие даты")
    screen.wait_for_text("Число мест")
    labels = screen.page.locator(".columns-7 button")
    assert labels.count() == 42
    heights = {box["height"] for box in (labels.nth(at).bounding_box() for at in range(42)) if box}
    assert len(heights) == 1
    sizes = labels.evaluate_all(
        "all => all.map(e => [e.scrollWidth, e.clientWidth, parseFloat(getComputedStyle(e).fontSize)])"
    )
    assert all(scroll <= client for scroll, client, _ in sizes)
    assert all(font >= 13 for *_, font in sizes)
    screen.assert_fits()
    screen.tap("10·20")
    screen.wait_for_text("Выбрано: 10")
    assert screen.is_in_view("Выбрано: 10")


def test_eight_in_a_row_fit(screen: Screen) -> None:
    screen.start()
    screen.say("/eight")
    screen.wait_for_text("Восемь в ряд")
    screen.assert_fits()


def test_an_edit_happens_in_place_and_stays_in_view(screen: Screen) -> None:
    screen.start()
    before = screen.page.locator("#messages .message").count()
    screen.tap("Каталог предприятий")
    screen.wait_for_text("Предприятий: 6")
    assert screen.page.locator("#messages .message").count() == before
    assert screen.is_in_view("Предприятий: 6")
    screen.assert_fits()
    assert "изменено" not in screen.last()


def test_an_older_message_that_is_tapped_stays_in_view(screen: Screen) -> None:
    screen.start()
    screen.tap("Много сообщений")
    screen.wait_for_text("Сообщение 12")
    assert screen.is_in_view("Сообщение 12")
    screen.tap_target("Ближайшие даты").scroll_into_view_if_needed()
    screen.tap("Ближайшие даты")
    screen.wait_for_text("Число мест")
    assert screen.is_in_view("Число мест")


def test_the_newest_message_is_in_view_after_each_own_text(screen: Screen) -> None:
    screen.start()
    for number in range(1, 8):
        screen.say(f"строка {number}\n" * 3)
        expect(screen.page.locator("#messages .in", has_text=f"строка {number}")).to_be_visible()
        assert screen.is_in_view(f"строка {number}")


def test_a_reader_of_old_messages_is_not_pulled_down(phone: Screen) -> None:
    phone.start()
    phone.tap("Много сообщений")
    phone.wait_for_text("Сообщение 12")
    phone.page.locator("#messages").hover()
    phone.page.mouse.wheel(0, -600)
    arrow = phone.page.locator("#to-newest")
    expect(arrow).to_be_visible()
    _work_demo(phone, "#advance-next")
    expect(arrow.locator(".badge")).to_have_text("1")
    arrow.click()
    expect(arrow).to_be_hidden()
    assert phone.is_in_view("Завтра, чт, 3 декабря")


def test_a_toast_and_an_alert_are_shown(screen: Screen) -> None:
    screen.start()
    screen.tap("Подсказка")
    expect(screen.page.locator("#toast")).to_have_text("Заявка отправлена")
    screen.tap("Окно")
    dialog = screen.page.locator("dialog[open]")
    expect(dialog).to_contain_text("Этот сеанс уже заполнен")
    screen.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def test_a_tapped_button_turns_until_it_is_answered(phone: Screen) -> None:
    phone.page.clock.install()
    phone.start()
    phone.tap("Долго")
    expect(phone.tap_target("Долго")).to_have_class("waiting")
    phone.tap("Подсказка")
    expect(phone.tap_target("Подсказка")).not_to_have_class("waiting")
    expect(phone.tap_target("Долго")).to_have_class("waiting")
    phone.page.clock.run_for(15_000)
    expect(phone.tap_target("Долго")).not_to_have_class("waiting")
    expect(phone.page.locator("#toast")).to_contain_text("Бот пока не ответил")


def test_a_phone_number_is_shared_only_after_a_yes(screen: Screen) -> None:
    screen.start()
    screen.tap("Мой телефон")
    send = screen.page.locator("#reply-keyboard button", has_text="Отправить номер")
    send.click()
    dialog = screen.page.locator("dialog[open]")
    expect(dialog).to_contain_text("Поделиться номером?")
    dialog.get_by_role("button", name="Отмена").click()
    expect(screen.page.locator(".contact")).to_have_count(0)
    send.click()
    dialog.get_by_role("button", name="Поделиться").click()
    screen.wait_for_text("Номер получен: 70000000001")
    expect(screen.page.locator(".out .contact")).to_have_count(1)
    expect(screen.page.locator("#reply-keyboard")).to_be_hidden()
    screen.assert_fits()


def test_a_reply_keyboard_sends_its_label_and_can_be_folded(phone: Screen) -> None:
    phone.start()
    phone.say("/keyboard")
    keyboard = phone.page.locator("#reply-keyboard")
    expect(keyboard).to_be_visible()
    phone.page.locator("#keyboard-toggle").click()
    expect(keyboard).to_be_hidden()
    phone.page.locator("#keyboard-toggle").click()
    keyboard.get_by_role("button", name="Два").click()
    expect(phone.page.locator("#messages .out", has_text="Два")).to_be_visible()
    keyboard.get_by_role("button", name="Убрать").click()
    phone.wait_for_text("Кнопки убраны")
    expect(keyboard).to_be_hidden()


def test_a_document_is_downloaded_under_its_name(screen: Screen, tmp_path: Path) -> None:
    screen.start()
    screen.tap("Письмо")
    with screen.page.expect_download() as download:
        screen.page.locator(".document").click()
    assert download.value.suggested_filename == "Письмо-заявка 7 Б.txt"
    download.value.save_as(tmp_path / "letter")
    assert (tmp_path / "letter").read_text(encoding="utf-8") == "Письмо-заявка\n"


def test_files_and_photos_are_sent(screen: Screen, tmp_path: Path) -> None:
    screen.start()
    screen.tap("Фото")
    photo = screen.page.locator(".photo img")
    expect(photo).to_be_visible()
    picture = tmp_path / "gate.png"
    picture.write_bytes(screen.page.request.get(_address_of(screen, photo.get_attribute("src"))).body())
    for menu_item, path, answer in (
        ("Файл", tmp_path / "список.txt", "Получен файл: список.txt"),
        ("Фото", picture, "Получен файл: фото"),
    ):
        if not path.exists():
            path.write_text("27 + 3", encoding="utf-8")
        screen.page.locator("#attach").click()
        with screen.page.expect_file_chooser() as chooser:
            screen.page.locator("#menu-attach button", has_text=menu_item).click()
        chooser.value.set_files(path)
        screen.wait_for_text(answer)
        assert screen.is_in_view(answer)
    screen.page.locator(".out .photo").click()
    expect(screen.page.locator("dialog[open] img")).to_be_visible()
    screen.page.keyboard.press("Escape")
    screen.assert_fits()


def _address_of(screen: Screen, relative: str | None) -> str:
    return str(screen.page.evaluate("path => new URL(path, location.href).href", relative))


def test_a_venue_is_a_card_without_a_map_service(screen: Screen) -> None:
    screen.start()
    screen.tap("Место встречи")
    card = screen.page.locator(".place")
    expect(card).to_contain_text("Фанерный цех «Слоист»")
    expect(card).to_contain_text("проходная № 2")
    expect(card.locator("svg")).to_be_visible()
    assert screen.is_in_view("проходная № 2")


def test_formatted_text_is_built_from_entities(phone: Screen) -> None:
    phone.start()
    phone.say("/help")
    text = phone.page.locator(".in .text").last
    expect(text.locator("strong", has_text=re.compile("^жирный$"))).to_have_count(1)
    expect(text.locator("strong em")).to_have_text("и курсив")
    expect(text.locator("strong", has_text="после эмодзи")).to_have_text("после эмодзи")
    expect(text.locator("blockquote")).to_have_text("Закрытая обувь, длинные брюки, документы.")
    expect(text.locator("pre")).to_have_text("строка один\nстрока два")
    expect(text.locator("script")).to_have_count(0)
    expect(text).to_contain_text("<script>alert(1)</script>")
    spoiler = text.locator(".spoiler")
    expect(spoiler).not_to_have_class(re.compile("shown"))
    spoiler.press("Enter")
    expect(spoiler).to_have_class(re.compile("shown"))


def test_links_to_the_bot_open_in_the_same_chat(screen: Screen) -> None:
    screen.start()
    screen.page.locator(".text a", has_text="t.me").last.click()
    screen.wait_for_text("Открыта карточка site_sloist")
    screen.say("t.me/prokhodnaya_demo_bot?start=" + "x" * 65)
    screen.page.locator(".out .text a", has_text="xxxx").click()
    expect(screen.page.locator("#toast")).to_contain_text("не открылась бы")


def test_a_shared_link_is_opened_by_somebody_else(screen: Screen) -> None:
    screen.start()
    screen.say("/share")
    screen.tap("Поделиться")
    screen.page.locator("dialog[open] .choice", has_text="Игорь В.").click()
    screen.wait_for_text("Открыта карточка site_sloist")
    expect(screen.page.locator('[data-person="teacher-vorkuta"]')).to_have_attribute("aria-current", "true")


def test_people_are_switched_and_show_what_they_have_not_read(screen: Screen) -> None:
    screen.start()
    _choose(screen, "coordinator")
    screen.start()
    _choose(screen, "tourist")
    expect(screen.page.locator("#gate-button")).to_be_visible()
    _work_demo(screen, "#advance-next")
    for key in ("teacher-syktyvkar", "coordinator"):
        expect(screen.page.locator(f'[data-person="{key}"] .badge')).to_have_text("1")
    _choose(screen, "coordinator")
    screen.wait_for_text("Завтра, чт, 3 декабря")
    expect(screen.page.locator('[data-person="coordinator"] .badge')).to_have_count(0)
    screen.page.reload()
    screen.wait_for_text("Завтра, чт, 3 декабря")
    expect(screen.page.locator('[data-person="teacher-syktyvkar"] .badge')).to_have_text("1")
    screen.assert_fits()


def _choose(screen: Screen, key: str) -> None:
    if screen.page.locator("#choose-person").is_visible():
        screen.page.locator("#choose-person").click()
    screen.page.locator(f'[data-person="{key}"]').click()


def _work_demo(screen: Screen, button: str) -> None:
    toggle = screen.page.locator("#demo-toggle")
    if toggle.is_visible() and toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    screen.page.locator(button).click()
    expect(screen.page.locator(button)).to_be_enabled()
    if toggle.is_visible():
        screen.assert_fits()
        toggle.click()


def test_the_clock_is_moved_on_and_the_bot_restarted(screen: Screen) -> None:
    screen.start()
    time = screen.page.locator("#demo-time:visible, #demo-time-large:visible").first
    expect(time).to_have_text("пн, 23 ноября, 12:00")
    _work_demo(screen, "#advance-hour")
    expect(time).to_have_text("пн, 23 ноября, 13:00")
    _work_demo(screen, "#advance-day")
    expect(time).to_have_text("вт, 24 ноября, 13:00")
    _work_demo(screen, "#advance-next")
    expect(time).to_have_text("вт, 24 ноября, 15:00")
    screen.wait_for_text("Завтра, чт, 3 декабря")
    expect(screen.page.locator("#demo-outcome")).to_contain_text("Теперь вт, 24 ноября, 15:00")
    expect(screen.page.locator("#demo-outcome button")).to_have_text(["Анна Петровна К.1"])
    _work_demo(screen, "#advance-next")
    expect(screen.page.locator("#demo-outcome")).to_have_text("Впереди нет назначенных сообщений")
    messages = screen.page.locator("#messages .message").count()
    _work_demo(screen, "#restart-bot")
    expect(screen.page.locator("#demo-outcome")).to_have_text("Бот перезапущен, чаты на месте")
    assert screen.page.locator("#messages .message").count() == messages
    screen.say("после перезапуска")
    expect(screen.page.locator("#messages .in", has_text="после перезапуска")).to_be_visible()


def test_the_page_speaks_english_and_the_person_another_language(screen: Screen) -> None:
    screen.start()
    current = screen.page.locator("#person-language button[aria-pressed=true]")
    expect(current).to_have_text("RU")
    screen.page.locator("#person-language button:visible").last.click()
    expect(current).to_have_text("EN")
    _work_demo(screen, "#page-language")
    expect(screen.page.locator("#composer-text")).to_have_attribute("placeholder", "Message")
    expect(screen.page.locator("html")).to_have_attribute("lang", "en")
    screen.assert_fits()


def test_a_blocked_bot_is_unblocked_by_the_button_below(phone: Screen) -> None:
    phone.start()
    phone.page.locator("#chat-menu-button").click()
    phone.page.locator("#menu-block").click()
    gate = phone.page.locator("#gate-button")
    expect(gate).to_have_text("Разблокировать бота")
    gate.click()
    phone.say("снова здесь")
    expect(phone.page.locator("#messages .in", has_text="снова здесь")).to_be_visible()


def test_everything_can_be_done_with_the_keyboard(screen: Screen) -> None:
    page = screen.page
    page.locator("#gate-button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#composer-text")).to_be_visible()
    screen.wait_for_text("Здравствуйте")
    page.locator("#composer-text").focus()
    page.keyboard.type("первая")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("вторая")
    page.keyboard.press("Enter")
    expect(page.locator("#messages .in", has_text="вторая")).to_contain_text("первая\nвторая")
    page.keyboard.type("/st")
    expect(page.locator("#menu-commands")).to_contain_text("начать")
    page.keyboard.press("Enter")
    expect(page.locator("#messages .in", has_text="Здравствуйте")).to_have_count(2)
    _tab_to(screen, "Каталог предприятий", backwards=True)
    page.keyboard.press("ArrowRight")
    assert _focused(screen) == "Ближайшие даты"
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    screen.wait_for_text("Число мест")
    assert _focused(screen) == "вт", "the focus stays at the same place of the new keyboard"
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    screen.wait_for_text("Выбрано: 9")
    assert "Выбрано: 9" in page.locator("#announcer").inner_text()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator('[data-person="teacher-vorkuta"]')).to_have_attribute("aria-current", "true")


def _focused(screen: Screen) -> str:
    return str(screen.page.evaluate("() => document.activeElement.textContent"))


def _tab_to(screen: Screen, label: str, *, backwards: bool) -> None:
    for _ in range(60):
        screen.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if _focused(screen) == label:
            return
    pytest.fail(f"the focus never came to «{label}»")


def test_people_are_chosen_with_the_keyboard_on_a_phone(phone: Screen) -> None:
    phone.page.locator("#choose-person").focus()
    phone.page.keyboard.press("Enter")
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator("#top-name")).to_have_text("Игорь В.")
    expect(phone.page.locator("#people")).to_be_hidden()


def test_every_control_has_a_name(screen: Screen) -> None:
    screen.start()
    nameless = screen.page.evaluate(
        "() => [...document.querySelectorAll('button, textarea, a[href]')].filter(e => e.checkVisibility()"
        " && !(e.textContent.trim() || e.getAttribute('aria-label'))).map(e => e.outerHTML)"
    )
    assert nameless == []


def test_nothing_is_loaded_from_elsewhere(screen: Screen, address: str) -> None:
    screen.start()
    for label in ("Фото", "Место встречи", "Письмо"):
        screen.tap(label)
    screen.page.locator(".photo img").wait_for()
    assert screen.requests
    assert [url for url in screen.requests if not url.startswith(address)] == []
