// Puts the page together: events of the sandbox come in, acts of the chosen person go out.

import { Chats } from "./chats.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { DemoPanel } from "./demo.js";
import { alertOf, chooseReceiver, confirmThat, copy, hideToast, showPhoto, toast } from "./dialogs.js";
import { $, bindMenu } from "./dom.js";
import { Link } from "./link.js";
import { readTelegramLink } from "./links.js";
import { People } from "./people.js";
import { labelPage, say } from "./words.js";

const PATIENCE_MS = 15000;
const OTHER_LANGUAGE = { ru: "en", en: "ru" };

const chats = new Chats();
const taps = new Map();

const isWaiting = (message, button) =>
  [...taps.values()].some((tap) => tap.persona === chats.activeKey && tap.message === message.id && tap.data === button.value);

const link = new Link(receive, (isOpen) => {
  $("offline").hidden = isOpen;
});
const act = (kind, details) => link.act(kind, chats.activeKey, details);

const people = new People(chats, choosePerson);
const panel = new DemoPanel((name, details) => link.control(name, details), redraw, chats, choosePerson);
const conversation = new Conversation(
  { open: openLink, command: sendText, copy, showPhoto, press: pressInline, isWaiting },
  () => {
    if (!chats.active || !chats.active.unread || document.hidden) return;
    chats.markRead(chats.active);
    people.draw();
  });
const composer = new Composer({
  start: () => act("start", { payload: "" }),
  unblock: () => act("unblock"),
  send: sendText,
  shareContact: () => ownAct("contact"),
  shareLocation: () => ownAct("location"),
  upload: (as, file) => {
    link.upload(chats.activeKey, as, file).catch((problem) => toast(say("refused", { reason: problem.message })));
  },
});

function receive(event) {
  HANDLERS[event.kind]?.(event, chats.byKey.get(event.persona));
}

const HANDLERS = {
  welcome(event) {
    chats.welcome(event);
    taps.clear();
    panel.update(event.clock);
    redraw();
  },
  joined(event) {
    chats.join(event.persona);
    people.draw();
  },
  message(event) {
    const isNew = chats.keep(event.persona, event.message);
    if (!event.message.out) chats.typing.delete(event.persona);
    if (event.persona === chats.activeKey) isNew ? conversation.add(event.message) : conversation.change(event.message);
    people.draw();
  },
  gone(event, chat) {
    chat.messages.delete(event.message_id);
    if (event.persona === chats.activeKey) conversation.draw(chat);
    people.draw();
  },
  chat(event, chat) {
    chat.update(event.chat);
    if (event.persona === chats.activeKey) drawChatControls();
    people.draw();
  },
  tapped(event) {
    const tap = taps.get(event.act);
    if (!tap) return;
    tap.query = event.query_id;
  },
  answered(event) {
    const found = [...taps].find(([, tap]) => tap.query === event.query_id);
    if (found) endTap(found[0]);
    if (event.persona !== chats.activeKey) return;
    if (event.url) openLink(event.url);
    if (event.text && event.alert) alertOf(chats.bot.first_name, event.text);
    else if (event.text) toast(event.text);
  },
  typing(event) {
    clearTimeout(chats.typing.get(event.persona));
    chats.typing.set(event.persona, setTimeout(() => {
      chats.typing.delete(event.persona);
      people.drawTop();
    }, 5000));
    people.drawTop();
  },
  refused(event) {
    endTap(event.act);
    toast(say("refused", { reason: event.reason }));
  },
  clock(event) {
    panel.update(event.clock);
  },
};

function redraw() {
  labelPage();
  if (!chats.active) return;
  composer.open(chats.active);
  conversation.draw(chats.active);
  people.draw();
  drawChatControls();
}

function drawChatControls() {
  composer.draw();
  $("menu-block").textContent = say(chats.active.blocked ? "unblock" : "block");
  for (const id of ["menu-start", "menu-contact"]) $(id).hidden = chats.active.blocked;
}

function choosePerson(key) {
  if (key === chats.activeKey) return;
  hideToast();
  chats.choose(key);
  redraw();
}

function ownAct(kind, details) {
  conversation.touch(chats.active.newest?.id ?? null);
  act(kind, details);
}

function sendText(text) {
  ownAct("text", { text });
}

const INLINE_ACTS = {
  callback_data(message, button) {
    conversation.touch(message.id);
    const number = act("press", { message_id: message.id, data: button.value });
    taps.set(number, { persona: chats.activeKey, message: message.id, data: button.value });
    conversation.showWaiting(message.id);
    setTimeout(() => {
      if (!taps.has(number)) return;
      endTap(number);
      toast(say("slow_bot"));
    }, PATIENCE_MS);
  },
  url: (message, button) => openLink(button.value),
  copy_text: (message, button) => copy(button.value),
};

function pressInline(message, button) {
  (INLINE_ACTS[button.action] ?? (() => toast(say("not_here"))))(message, button);
}

function endTap(number) {
  const tap = taps.get(number);
  if (!tap) return;
  taps.delete(number);
  if (tap.persona === chats.activeKey) conversation.showWaiting(tap.message);
}

async function openLink(address) {
  const target = readTelegramLink(address, chats.bot.username);
  if (target.kind === "start") act("start", { payload: target.payload });
  else if (target.kind === "bad") toast(say("bad_link", { link: address }));
  else if (target.kind === "share") await share(target.text);
  else if (target.kind === "outside" && (await confirmThat(say("outside_title"), address, say("open_link")))) {
    window.open(address, "_blank", "noopener,noreferrer");
  }
}

/** Forwards a text: the receiver opens the bot's link in it, since people of the demo chat only with the bot. */
async function share(text) {
  const others = chats.all.filter((chat) => chat !== chats.active).map((chat) => chat.persona);
  const choice = await chooseReceiver(others, text);
  if (choice === "copy") return copy(text);
  if (!choice) return;
  choosePerson(choice);
  const inside = text.match(/(?:https?:\/\/)?t\.me\/\S+/)?.[0];
  if (inside) openLink(inside);
  else sendText(text);
}

function bindChatMenu() {
  const show = bindMenu($("chat-menu-button"), $("chat-menu"));
  const onChoice = (id, choice) => $(id).addEventListener("click", () => {
    show(false);
    choice();
  });
  onChoice("menu-start", () => act("start", { payload: "" }));
  onChoice("menu-block", () => act(chats.active.blocked ? "unblock" : "block"));
  onChoice("menu-contact", async () => {
    if (await confirmThat(say("contact_title"), composer.contactText(), say("contact_yes"))) ownAct("contact");
  });
  for (const button of $("person-language").querySelectorAll("button")) {
    const own = button.dataset.language;
    button.addEventListener("click", () => {
      const language = chats.active.language === own ? OTHER_LANGUAGE[own] : own; // narrow screens show only the current one
      act("language", { language });
      if (chats.active.started) toast(say("language_kept"));
    });
  }
}

document.addEventListener("visibilitychange", () => conversation.chat && conversation.isAtEnd() && conversation.toEnd());
bindChatMenu();
labelPage();
