// The column of messages: drawing, changing in place, and what stays in view.

import { describe, fillMessage } from "./bubble.js";
import { $, make } from "./dom.js";
import { ROW_LIMIT, buttonNear, placeOf } from "./keyboards.js";
import { dayOf, say } from "./words.js";

const NEAR_END_PX = 80;
const ANSWERS_COME_MS = 5000;

export class Conversation {
  /** `acts` are the acts of messages (see bubble.js), `seen` is called when the newest message is in view. */
  constructor(acts, seen) {
    this.acts = acts;
    this.seen = seen;
    this.place = $("messages");
    this.articles = new Map();
    this.touched = null;
    this.following = true;
    this.height = this.place.clientHeight;
    this.place.addEventListener("scroll", () => {
      // A bar that opens below shrinks the chat before the scroll of toEnd() is told: nobody has left the end.
      if (this.place.clientHeight !== this.height) return;
      this.following = this.isAtEnd();
      this.showArrow();
      if (this.following) this.seen();
    });
    for (const reading of ["wheel", "touchmove"]) {
      this.place.addEventListener(reading, () => { this.touched = null; }, { passive: true });
    }
    this.place.addEventListener("load", () => this.following && this.toEnd(), true);
    new ResizeObserver(() => {
      this.height = this.place.clientHeight;
      if (this.following) this.toEnd();
    }).observe(this.place);
    $("to-newest").addEventListener("click", () => this.toEnd());
  }

  /** Draws a chat from its beginning and shows its end. */
  draw(chat) {
    this.chat = chat;
    this.articles.clear();
    this.touched = null;
    this.lastDay = "";
    this.place.replaceChildren();
    for (const message of chat.ordered) this.append(message);
    if (!chat.messages.size) this.place.append(make("p", { class: "empty" }, say("empty_chat")));
    this.toEnd();
  }

  add(message) {
    this.place.querySelector(".empty")?.remove();
    this.append(message);
    if (message.out || this.following || this.isAnswer()) this.toEnd();
    else this.showArrow();
    if (!message.out) this.announce(message);
  }

  /** Redraws a changed message where it stands; the focus stays on the button at the same place. */
  change(message) {
    const article = this.articles.get(message.id);
    const focused = article.contains(document.activeElement)
      ? placeOf(article.querySelector(".inline-keyboard"), document.activeElement) : null;
    const wasFollowing = this.following;
    fillMessage(article, message, this.acts);
    if (focused) (buttonNear(article.querySelector(".inline-keyboard"), focused) ?? article).focus({ preventScroll: true });
    if (this.touched === message.id && message.id !== this.chat.newest?.id) article.scrollIntoView({ block: "nearest" });
    else if (wasFollowing) this.toEnd();
    if (this.touched === message.id) this.announce(message);
  }

  /** Redraws only the spinners of a message. */
  showWaiting(messageId) {
    const message = this.chat.messages.get(messageId);
    const keyboard = this.articles.get(messageId)?.querySelector(".inline-keyboard");
    if (!keyboard) return;
    message.keyboard.forEach((row, rowNumber) => row.slice(0, ROW_LIMIT).forEach((button, column) => {
      const element = keyboard.children[rowNumber].children[column];
      const waiting = this.acts.isWaiting(message, button);
      element.classList.toggle("waiting", waiting);
      element.toggleAttribute("aria-busy", waiting);
    }));
  }

  /** Remembers which message the person has just acted on: its change is kept in view. */
  touch(messageId) {
    this.touched = messageId;
    this.touchedAt = performance.now();
  }

  /** Whether what comes now answers what the person has just done. */
  isAnswer() {
    return this.touched !== null && performance.now() - this.touchedAt < ANSWERS_COME_MS;
  }

  append(message) {
    const date = new Date(message.date);
    if (dayOf(date) !== this.lastDay) {
      this.lastDay = dayOf(date);
      this.place.append(make("div", { class: "day" }, make("span", {}, this.lastDay)));
    }
    const article = make("article", { tabindex: "-1", "data-id": message.id });
    fillMessage(article, message, this.acts);
    this.articles.set(message.id, article);
    this.place.append(article);
  }

  announce(message) {
    $("announcer").textContent = describe(message);
  }

  isAtEnd() {
    return this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < NEAR_END_PX;
  }

  toEnd() {
    this.place.scrollTop = this.place.scrollHeight;
    this.following = true;
    this.showArrow();
    this.seen();
  }

  showArrow() {
    const arrow = $("to-newest");
    arrow.hidden = this.isAtEnd();
    const badge = arrow.querySelector(".badge");
    badge.hidden = !this.chat?.unread;
    badge.textContent = this.chat?.unread ?? "";
  }
}
