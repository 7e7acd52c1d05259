// Where a person writes: the text field, attachments, commands, the bot's reply keyboard, «Начать».

import { $, bindMenu, make } from "./dom.js";
import { confirmThat, toast } from "./dialogs.js";
import { renderReplyKeyboard } from "./keyboards.js";
import { phoneInGroups, say } from "./words.js";

const MAX_UPLOAD_BYTES = 50 * 1024 ** 2;

export class Composer {
  /** `acts`: start(), unblock(), send(text), shareContact(), shareLocation(), upload(as, file). */
  constructor(acts) {
    this.acts = acts;
    this.text = $("composer-text");
    this.drafts = new Map();
    this.keyboardShown = true;
    $("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.sendText();
    });
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        const [first] = this.offered();
        if (first && !$("menu-commands").hidden) this.sendCommand(first);
        else this.sendText();
      }
    });
    this.text.addEventListener("input", () => this.fit());
    $("gate-button").addEventListener("click", () => (this.chat.blocked ? acts.unblock() : acts.start()));
    $("keyboard-toggle").addEventListener("click", () => this.showKeyboard(!this.keyboardShown));
    this.showCommands = bindMenu($("commands"), $("menu-commands"), () => this.fillCommands(this.chat.commands));
    this.bindAttachments();
  }

  bindAttachments() {
    const show = bindMenu($("attach"), $("menu-attach"));
    const file = $("file");
    for (const item of $("menu-attach").children) {
      item.addEventListener("click", () => {
        this.uploadAs = item.dataset.attach;
        file.accept = this.uploadAs === "photo" ? "image/png,image/jpeg,image/gif" : "";
        show(false);
        file.click();
      });
    }
    file.addEventListener("change", () => {
      const [chosen] = file.files;
      file.value = "";
      if (chosen && chosen.size > MAX_UPLOAD_BYTES) toast(say("too_large"));
      else if (chosen) this.acts.upload(this.uploadAs, chosen);
    });
  }

  /** Shows the composer of a chat; what was being written to another stays there. */
  open(chat) {
    if (this.chat) this.drafts.set(this.chat.persona.key, this.text.value);
    this.chat = chat;
    this.text.value = this.drafts.get(chat.persona.key) ?? "";
    this.keyboardShown = true;
    this.draw();
    this.fit();
  }

  draw() {
    const { chat } = this;
    const gate = !chat.started || chat.blocked;
    const appears = $("composer").hidden && !gate;
    $("composer").hidden = gate;
    if (appears) this.fit(); // what is hidden has no height
    $("chat-gate").hidden = !gate;
    $("gate-button").textContent = say(chat.blocked ? "unblock" : "start");
    $("keyboard-toggle").hidden = !chat.reply_keyboard;
    this.text.placeholder = chat.reply_keyboard?.placeholder || say("placeholder");
    this.text.setAttribute("aria-label", this.text.placeholder);
    const keyboard = JSON.stringify([chat.persona.key, chat.reply_keyboard]);
    if (keyboard !== this.drawnKeyboard) {
      this.drawnKeyboard = keyboard;
      this.keyboardShown = true;
      if (chat.reply_keyboard) renderReplyKeyboard($("reply-keyboard"), chat.reply_keyboard, (button) => this.pressReply(button));
    }
    this.showKeyboard(this.keyboardShown);
  }

  showKeyboard(shown) {
    this.keyboardShown = shown;
    const possible = this.chat.reply_keyboard && this.chat.started && !this.chat.blocked;
    $("reply-keyboard").hidden = !(possible && shown);
    $("keyboard-toggle").setAttribute("aria-expanded", String(Boolean(possible && shown)));
  }

  async pressReply(button) {
    if (button.action === "contact") {
      const yes = await confirmThat(say("contact_title"), this.contactText(), say("contact_yes"));
      if (!yes) return;
      this.acts.shareContact();
    } else if (button.action === "location") {
      if (!(await confirmThat(say("location_title"), say("location_text"), say("send")))) return;
      this.acts.shareLocation();
    } else {
      this.acts.send(button.text);
    }
  }

  contactText() {
    return say("contact_text", { phone: phoneInGroups(this.chat.persona.phone) });
  }

  sendText() {
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = "";
    this.fit();
    this.acts.send(text);
    this.text.focus();
  }

  /** Grows the field with its lines and offers commands after a slash. */
  fit() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 132)}px`;
    const offered = this.offered();
    if (offered.length) this.fillCommands(offered);
    this.showCommands(offered.length > 0);
  }

  /** The commands that begin with what is written, if it may become one. */
  offered() {
    const written = this.text.value;
    if (!/^\/\w*$/.test(written)) return [];
    return this.chat.commands.filter(({ command }) => `/${command}`.startsWith(written));
  }

  fillCommands(commands) {
    const lines = commands.map((each) => make("button", { type: "button", click: () => this.sendCommand(each) },
      make("strong", {}, `/${each.command}`), make("span", {}, each.description)));
    if (!lines.length) lines.push(make("p", { class: "hint" }, say("no_commands")));
    $("menu-commands").replaceChildren(...lines);
  }

  sendCommand({ command }) {
    this.text.value = "";
    this.fit();
    this.acts.send(`/${command}`);
  }
}
