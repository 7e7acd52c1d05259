// The page's own labels. What the bot says comes from the bot.

const WORDS = {
  ru: {
    people: "Кто пишет боту", chat: "Чат с ботом", messages: "Сообщения", demo_panel: "Управление демонстрацией",
    demo_data: "Демонстрационные данные", clock: "Часы", moscow_time: "московское время",
    plus_hour: "+1 ч", plus_day: "+1 день", to_next: "До следующего напоминания",
    moving: "Время идёт…", moved: "Теперь {when}", nothing_due: "Впереди нет назначенных сообщений",
    bot: "Бот", bot_running: "Бот работает", bot_stopped: "Бот остановлен", restarting: "Бот перезапускается…",
    restart_bot: "Перезапустить бота", restarted: "Бот перезапущен, чаты на месте",
    failed: "Не получилось: {reason}", offline: "Нет связи с демонстрацией. Переподключаемся…",
    what_to_try: "Что попробовать",
    help: [
      "Анна Петровна записывает класс: «Начать», каталог, дата, отправить.",
      "Отдел приёма гостей того предприятия подтверждает или отклоняет заявку.",
      "Переведите часы до следующего напоминания и посмотрите, кому оно пришло.",
      "Перезапустите бота посреди анкеты и продолжите с того же места.",
    ],
    other_language: "Page in English", telegram_language: "Язык Telegram", language_kept: "Это язык Telegram. Язык бота меняет команда /language",
    chat_menu: "Меню чата", start_again: "Отправить /start", share_contact: "Поделиться номером",
    block: "Заблокировать бота", unblock: "Разблокировать бота", start: "Начать",
    commands: "Команды бота", no_commands: "У бота пока нет команд", attach: "Прикрепить",
    attach_photo: "Фото", attach_file: "Файл", send: "Отправить", toggle_keyboard: "Клавиатура бота",
    reply_keyboard: "Кнопки бота", buttons: "Кнопки сообщения", placeholder: "Сообщение",
    skip_to_composer: "К полю сообщения", to_newest: "К последнему сообщению",
    bot_label: "бот", typing: "печатает…", unread: "непрочитанных: {n}", you: "Вы", edited: "изменено",
    empty_chat: "Здесь пока нет сообщений. Нажмите «Начать», и бот ответит.",
    contact_title: "Поделиться номером?", contact_text: "Бот увидит ваш номер {phone}.",
    contact_yes: "Поделиться", cancel: "Отмена", ok: "Понятно", close: "Закрыть",
    location_title: "Отправить местоположение?", location_text: "Демонстрация отправит центр Сыктывкара.",
    copied: "Скопировано", open_photo: "Открыть фото", download: "Скачать {name}",
    share_title: "Кому переслать?", share_text: "Выбранный человек откроет ссылку в своём чате с ботом.",
    copy_link: "Скопировать ссылку", bad_link: "Такая ссылка в Telegram не открылась бы: {link}",
    outside_title: "Ссылка ведёт наружу", open_link: "Открыть",
    not_here: "Эта кнопка работает только в настоящем Telegram",
    slow_bot: "Бот пока не ответил. Нажатие дошло и ждёт его.", too_large: "Файл больше 50 МБ бот не примет",
    refused: "Не отправлено: {reason}", show_text: "Показать скрытый текст", bytes: "Б", kb: "КБ", mb: "МБ",
    forwarded: "Переслано от: {name}", photo: "Фото", document: "Файл", place: "Место", contact: "Контакт", message: "Сообщение",
  },
  en: {
    people: "Who writes to the bot", chat: "Chat with the bot", messages: "Messages", demo_panel: "Demo controls",
    demo_data: "Demo data", clock: "Clock", moscow_time: "Moscow time",
    plus_hour: "+1 h", plus_day: "+1 day", to_next: "To the next reminder",
    moving: "Time is moving…", moved: "It is now {when}", nothing_due: "No messages are due ahead",
    bot: "Bot", bot_running: "The bot is running", bot_stopped: "The bot is stopped", restarting: "Restarting the bot…",
    restart_bot: "Restart the bot", restarted: "The bot has restarted, the chats are kept",
    failed: "It did not work: {reason}", offline: "No connection to the demo. Reconnecting…",
    what_to_try: "What to try",
    help: [
      "Anna Petrovna books a class: “Start”, catalogue, date, send.",
      "The reception of that site confirms or declines the request.",
      "Move the clock to the next reminder and see who gets it.",
      "Restart the bot in the middle of a form and go on where you were.",
    ],
    other_language: "Страница по-русски", telegram_language: "Telegram language", language_kept: "This is the language of Telegram. The bot changes its own by /language",
    chat_menu: "Chat menu", start_again: "Send /start", share_contact: "Share phone number",
    block: "Block the bot", unblock: "Unblock the bot", start: "Start",
    commands: "Bot commands", no_commands: "The bot has no commands yet", attach: "Attach",
    attach_photo: "Photo", attach_file: "File", send: "Send", toggle_keyboard: "Bot keyboard",
    reply_keyboard: "Bot buttons", buttons: "Message buttons", placeholder: "Message",
    skip_to_composer: "Skip to the message field", to_newest: "To the newest message",
    bot_label: "bot", typing: "typing…", unread: "unread: {n}", you: "You", edited: "edited",
    empty_chat: "No messages here yet. Press “Start” and the bot will answer.",
    contact_title: "Share your phone number?", contact_text: "The bot will see your number {phone}.",
    contact_yes: "Share", cancel: "Cancel", ok: "OK", close: "Close",
    location_title: "Send your location?", location_text: "The demo will send the centre of Syktyvkar.",
    copied: "Copied", open_photo: "Open photo", download: "Download {name}",
    share_title: "Forward to whom?", share_text: "The chosen person opens the link in their own chat with the bot.",
    copy_link: "Copy the link", bad_link: "Telegram would not open such a link: {link}",
    outside_title: "The link leads outside", open_link: "Open",
    not_here: "This button works only in the real Telegram",
    slow_bot: "The bot has not answered yet. Your tap is waiting for it.", too_large: "The bot takes no files over 50 MB",
    refused: "Not sent: {reason}", show_text: "Show hidden text", bytes: "B", kb: "kB", mb: "MB",
    forwarded: "Forwarded from {name}", photo: "Photo", document: "File", place: "Place", contact: "Contact", message: "Message",
  },
};

const ZONE = "Europe/Moscow";
const STORED_AS = "demo-page-language";
let language = localStorage.getItem(STORED_AS) ?? "ru";

export const pageLanguage = () => language;

/** What a person is called on the page. */
export const nameOf = (persona) => (language === "ru" ? persona.first_name : persona.first_name_en);

export function say(key, values = {}) {
  const phrase = WORDS[language][key];
  if (typeof phrase !== "string") return phrase;
  return phrase.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Switches the page's own labels between Russian and English and redraws the fixed ones. */
export function switchPageLanguage() {
  language = language === "ru" ? "en" : "ru";
  localStorage.setItem(STORED_AS, language);
  labelPage();
}

export function labelPage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll("[data-word-label]")) {
    const label = say(element.dataset.wordLabel);
    element.setAttribute("aria-label", label);
    if (element.tagName === "BUTTON") element.title = label;
  }
}

const formats = new Map();
function format(name, options) {
  const key = `${language} ${name}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(language === "ru" ? "ru-RU" : "en-GB", { timeZone: ZONE, ...options }));
  }
  return formats.get(key);
}

export const timeOf = (date) => format("time", { hour: "2-digit", minute: "2-digit" }).format(date);
export const dayOf = (date) => format("day", { day: "numeric", month: "long" }).format(date);

/** «пн, 23 ноября, 12:00», the way the bot writes a moment. */
export function momentOf(date) {
  return `${format("weekday", { weekday: "short" }).format(date)}, ${dayOf(date)}, ${timeOf(date)}`;
}

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} ${say("bytes")}`;
  const [amount, unit] = bytes < 1024 ** 2 ? [bytes / 1024, "kb"] : [bytes / 1024 ** 2, "mb"];
  return `${amount.toLocaleString(language, { maximumFractionDigits: 1 })} ${say(unit)}`;
}

/** +7 000 000-00-01 with spaces and hyphens at which no line breaks. */
export const phoneInGroups = (phone) => phone.replace(/^(\+\d)(\d{3})(\d{3})(\d\d)(\d\d)$/, "$1\u00a0$2\u00a0$3\u2011$4\u2011$5");
