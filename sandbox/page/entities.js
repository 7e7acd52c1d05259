// Text with Telegram's entities, built as elements. Offsets are UTF-16 units, like JavaScript's own.

import { make } from "./dom.js";
import { say } from "./words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

const BLOCKS = new Set(["PRE", "BLOCKQUOTE"]);

// What Telegram's apps, not its server, make tappable in every text: short links and phones.
const FOUND = /(?<url>(?<![\w\/.])t\.me\/[\w?=&\/+\-]*\w)|(?<phone_number>(?<![\w+])\+\d[\d\s()\-]{8,18}\d)/gu;

/** Renders a text; `acts` has open(link), command(text) and copy(text). */
export function renderText(text, entities, acts) {
  const whole = document.createDocumentFragment();
  const known = (entities ?? [])
    .map((entity) => ({ ...entity, end: entity.offset + entity.length }))
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
  fill(whole, { text, acts, findLinks: true }, 0, text.length, known);
  return whole;
}

function fill(parent, context, from, to, entities) {
  let position = from;
  const waiting = [...entities];
  while (waiting.length) {
    const entity = waiting.shift();
    if (entity.offset < position) continue;
    const end = Math.min(entity.end, to);
    const inner = [];
    while (waiting.length && waiting[0].offset < end) inner.push(waiting.shift());
    plain(parent, context, position, entity.offset);
    const element = elementFor(entity, context.text.slice(entity.offset, end), context.acts);
    const findLinks = context.findLinks && !["A", "CODE", "PRE", "BUTTON"].includes(element.tagName);
    fill(element, { ...context, findLinks }, entity.offset, end, inner);
    parent.append(element);
    position = end;
    if (BLOCKS.has(element.tagName) && context.text[position] === "\n" && position < to) position += 1;
  }
  plain(parent, context, position, to);
}

function plain(parent, context, from, to) {
  const piece = context.text.slice(from, to);
  if (!context.findLinks) return void parent.append(piece);
  let position = 0;
  for (const match of piece.matchAll(FOUND)) {
    const [type] = Object.entries(match.groups).find(([, value]) => value);
    parent.append(piece.slice(position, match.index));
    const element = elementFor({ type }, match[0], context.acts);
    element.textContent = match[0];
    parent.append(element);
    position = match.index + match[0].length;
  }
  parent.append(piece.slice(position));
}

function elementFor(entity, text, acts) {
  const doing = (act) => (event) => {
    event.preventDefault();
    act();
  };
  switch (entity.type) {
    case "url": {
      const link = /^[a-z]+:/i.test(text) ? text : `https://${text}`;
      return make("a", { href: link, rel: "noopener noreferrer", click: doing(() => acts.open(link)) });
    }
    case "text_link":
      return make("a", { href: entity.url, rel: "noopener noreferrer", click: doing(() => acts.open(entity.url)) });
    case "bot_command":
      return make("a", { href: "#composer-text", click: doing(() => acts.command(text)) });
    case "email":
    case "phone_number":
      return make("a", { href: "#composer-text", click: doing(() => acts.copy(text)) });
    case "code":
    case "pre":
      return make(TAGS[entity.type], { click: () => acts.copy(text) });
    case "spoiler":
      return spoiler();
    default: {
      const element = make(TAGS[entity.type] ?? "span");
      if (entity.type === "expandable_blockquote") foldable(element);
      return element;
    }
  }
}

function spoiler() {
  const cover = make("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": say("show_text") });
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    cover.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
    event.preventDefault();
  };
  cover.addEventListener("click", reveal);
  cover.addEventListener("keydown", reveal);
  return cover;
}

function foldable(quote) {
  quote.classList.add("folded");
  quote.addEventListener("click", () => quote.classList.remove("folded"));
}
