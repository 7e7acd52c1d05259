// The list of people: who is writing, their last message and what they have not read yet.

import { summary } from "./bubble.js";
import { $, make, paintAvatar } from "./dom.js";
import { nameOf, pageLanguage, say, timeOf } from "./words.js";

export class People {
  constructor(chats, choose) {
    this.chats = chats;
    this.choose = choose;
    $("choose-person").addEventListener("click", () => this.open(!document.body.classList.contains("choosing")));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && document.body.classList.contains("choosing")) {
        this.open(false);
        $("choose-person").focus();
      }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.altKey && step) {
        const keys = [...this.chats.byKey.keys()];
        this.choose(keys[(keys.indexOf(this.chats.activeKey) + step + keys.length) % keys.length]);
        event.preventDefault();
      }
    });
    document.addEventListener("click", (event) => {
      if (!event.target.closest("#people, #choose-person")) this.open(false);
    });
  }

  /** Opens or closes the list where it lies over the chat (narrow screens). */
  open(isOpen) {
    document.body.classList.toggle("choosing", isOpen);
    $("choose-person").setAttribute("aria-expanded", String(isOpen));
    if (isOpen) $("people-list").querySelector("[aria-current]")?.focus();
  }

  draw() {
    const focused = document.activeElement?.dataset?.person;
    $("people-list").replaceChildren(...this.chats.all.map((chat, number) => this.line(chat, number)));
    if (focused) $("people-list").querySelector(`[data-person="${focused}"]`)?.focus({ preventScroll: true });
    this.drawTop();
  }

  line(chat, number) {
    const { persona, newest, unread } = chat;
    const avatar = make("span", { class: "avatar", "aria-hidden": "true" });
    paintAvatar(avatar, nameOf(persona), number);
    const isActive = persona.key === this.chats.activeKey;
    return make("li", {}, make("button", {
      type: "button", class: "person", "data-person": persona.key, "aria-current": isActive ? "true" : null,
      click: () => {
        this.choose(persona.key);
        this.open(false);
      },
    }, avatar, make("span", { class: "person-lines" },
      make("span", { class: "person-name" }, make("strong", {}, nameOf(persona)),
        newest ? make("time", {}, timeOf(new Date(newest.date))) : null),
      make("span", { class: "person-role" }, roleOf(persona)),
      make("span", { class: "person-last" },
        make("span", {}, newest ? `${newest.out ? `${say("you")}: ` : ""}${summary(newest)}` : ""),
        unread ? make("span", { class: "badge", "aria-label": say("unread", { n: unread }) }, String(unread)) : null))));
  }

  drawTop() {
    const { active, all } = this.chats;
    $("top-name").textContent = nameOf(active.persona);
    $("top-role").textContent = this.chats.typing.has(active.persona.key)
      ? `${say("bot_label")} ${say("typing")}` : roleOf(active.persona);
    paintAvatar($("top-avatar"), nameOf(active.persona), all.indexOf(active));
    $("bot-name").textContent = this.chats.bot.first_name;
    $("bot-status").textContent = this.chats.typing.has(active.persona.key) ? say("typing") : say("bot_label");
    const elsewhere = all.filter((chat) => chat !== active).reduce((sum, chat) => sum + chat.unread, 0);
    $("top-unread").hidden = !elsewhere;
    $("top-unread").textContent = elsewhere;
    $("top-unread").setAttribute("aria-label", say("unread", { n: elsewhere }));
    for (const button of $("person-language").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === active.language));
    }
  }
}

const roleOf = (persona) => (pageLanguage() === "ru" ? persona.role_ru : persona.role_en);
