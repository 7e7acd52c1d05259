// What each persona sees: the messages of their chat with the bot and what is unread. No drawing here.

import { KEY as RUN } from "./link.js";

const READ_UP_TO = "demo-read-up-to";

class Chat {
  constructor(persona) {
    this.persona = persona;
    this.messages = new Map();
    this.readUpTo = 0;
    this.update(persona.chat);
    for (const message of persona.messages) this.messages.set(message.id, message);
  }

  /** Takes the state of the chat apart from its messages: started, blocked, reply_keyboard, commands, language. */
  update(state) {
    Object.assign(this, state);
  }

  get ordered() {
    return [...this.messages.values()].sort((a, b) => a.id - b.id);
  }

  get newest() {
    return this.ordered.at(-1);
  }

  get received() {
    return this.ordered.filter((message) => !message.out).length;
  }

  get unread() {
    return this.ordered.filter((message) => !message.out && message.id > this.readUpTo).length;
  }
}

export class Chats {
  constructor() {
    this.byKey = new Map();
    this.activeKey = sessionStorage.getItem("demo-persona");
    this.typing = new Map();
  }

  /** Begins anew with what the sandbox tells on connecting; what was read in this run stays read. */
  welcome(event) {
    this.bot = event.bot;
    const read = JSON.parse(sessionStorage.getItem(READ_UP_TO) ?? "{}");
    this.byKey = new Map(event.personas.map((persona) => [persona.key, new Chat(persona)]));
    for (const [key, chat] of this.byKey) chat.readUpTo = read.run === RUN ? (read[key] ?? 0) : 0;
    if (!this.byKey.has(this.activeKey)) this.activeKey = event.personas[0].key;
  }

  /** Somebody to whom the bot writes for the first time. */
  join(persona) {
    if (!this.byKey.has(persona.key)) this.byKey.set(persona.key, new Chat(persona));
  }

  get all() {
    return [...this.byKey.values()];
  }

  get active() {
    return this.byKey.get(this.activeKey);
  }

  choose(key) {
    this.activeKey = key;
    sessionStorage.setItem("demo-persona", key);
  }

  /** Keeps a message that is new or changed; tells which of the two. */
  keep(key, message) {
    const chat = this.byKey.get(key);
    const isNew = !chat.messages.has(message.id);
    chat.messages.set(message.id, message);
    return isNew;
  }

  markRead(chat) {
    chat.readUpTo = chat.newest?.id ?? 0;
    const read = Object.fromEntries(this.all.map((each) => [each.persona.key, each.readUpTo]));
    sessionStorage.setItem(READ_UP_TO, JSON.stringify({ run: RUN, ...read }));
  }
}
