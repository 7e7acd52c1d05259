// The demo's own controls: the sandbox clock and the bot's process.

import { $, make } from "./dom.js";
import { momentOf, nameOf, say, switchPageLanguage } from "./words.js";

const EVENTS_ARRIVE_MS = 200;

export class DemoPanel {
  /**
   * `control(name, details)` works a control of the sandbox; `redraw` follows a change of the page's language;
   * `chats` tells who got messages meanwhile, `choose(key)` goes to one of them.
   */
  constructor(control, redraw, chats, choose) {
    this.control = control;
    this.chats = chats;
    this.choose = choose;
    this.now = new Date(0);
    $("demo-toggle").addEventListener("click", () => this.open(!document.body.classList.contains("demo-open")));
    $("advance-hour").addEventListener("click", () => this.work("moving", "advance", { minutes: 60 }));
    $("advance-day").addEventListener("click", () => this.work("moving", "advance", { minutes: 24 * 60 }));
    $("advance-next").addEventListener("click", () => this.work("moving", "advance-to-next"));
    $("restart-bot").addEventListener("click", () => this.work("restarting", "restart-bot"));
    $("page-language").addEventListener("click", () => {
      switchPageLanguage();
      this.tell("");
      this.draw();
      redraw();
    });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.open(false));
    document.addEventListener("click", (event) => !event.target.closest("#demo") && this.open(false));
  }

  /** Opens or closes the panel where it lies over the chat (narrow screens). */
  open(isOpen) {
    document.body.classList.toggle("demo-open", isOpen);
    $("demo-toggle").setAttribute("aria-expanded", String(isOpen));
  }

  async work(saying, name, details) {
    const before = new Map(this.chats.all.map((chat) => [chat, chat.received]));
    this.busy(true);
    this.tell(say(saying));
    try {
      const done = await this.control(name, details);
      if (name === "restart-bot") this.tell(say("restarted"));
      else if (done.moved) {
        await new Promise((resolve) => setTimeout(resolve, EVENTS_ARRIVE_MS));
        this.tell(say("moved", { when: momentOf(new Date(done.now)) }), before);
      } else this.tell(say("nothing_due"));
    } catch (problem) {
      this.tell(say("failed", { reason: problem.message }));
    } finally {
      this.busy(false);
    }
  }

  /** Says how it went and offers the chats that grew since `before`. */
  tell(text, before = new Map()) {
    const reached = [...before].filter(([chat, received]) => chat.received > received);
    $("demo-outcome").replaceChildren(text, ...reached.map(([chat, received]) =>
      make("button", { type: "button", class: "reached", click: () => {
        this.open(false);
        this.choose(chat.persona.key);
      } }, nameOf(chat.persona), make("span", { class: "badge" }, String(chat.received - received)))));
  }

  busy(isBusy) {
    for (const button of document.querySelectorAll(".demo-buttons button")) button.toggleAttribute("disabled", isBusy);
    document.body.classList.toggle("busy", isBusy);
  }

  update({ now, bot_running: running }) {
    this.now = new Date(now);
    this.running = running;
    this.draw();
  }

  draw() {
    for (const id of ["demo-time", "demo-time-large"]) {
      $(id).textContent = momentOf(this.now);
      $(id).dateTime = this.now.toISOString();
    }
    $("bot-state").textContent = say(this.running ? "bot_running" : "bot_stopped");
    $("bot-state").classList.toggle("stopped", !this.running);
    $("help").replaceChildren(...say("help").map((line) => make("li", {}, line)));
  }
}
