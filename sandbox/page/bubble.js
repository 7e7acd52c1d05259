// One message: its bubble with text, photo, document, place or contact, and the keyboard under it.

import { draw, make, paintAvatar } from "./dom.js";
import { renderText } from "./entities.js";
import { renderInlineKeyboard } from "./keyboards.js";
import { fileAddress } from "./link.js";
import { phoneInGroups, say, sizeOf, timeOf } from "./words.js";

/** Fills an article with a message; `acts` holds what its parts do when they are tapped. */
export function fillMessage(article, message, acts) {
  article.className = `message ${message.out ? "out" : "in"}`;
  article.classList.toggle("with-keyboard", message.keyboard.length > 0);
  const widest = Math.max(0, ...message.keyboard.map((row) => row.length));
  article.classList.toggle("with-wide-keyboard", widest > 4);
  article.setAttribute("aria-label", describe(message));
  const bubble = make("div", { class: "bubble" }, above(message), ...attachments(message, acts));
  if (message.text) {
    bubble.append(make("div", { class: "text" }, renderText(message.text, message.entities, acts)));
  }
  bubble.append(make("span", { class: message.edited ? "meta long" : "meta" }, message.edited ? `${say("edited")} ` : "",
    make("time", { datetime: message.date }, timeOf(new Date(message.date)))));
  article.replaceChildren(bubble);
  if (message.keyboard.length) {
    article.append(renderInlineKeyboard(message.keyboard, (button) => acts.press(message, button),
      (button) => acts.isWaiting(message, button)));
  }
}

/** What a screen reader says first about a message. */
export function describe(message) {
  return `${say(message.out ? "you" : "bot_label")}, ${timeOf(new Date(message.date))}: ${summary(message)}`;
}

/** One line for the list of people. */
export function summary(message) {
  const text = message.text.replace(/\s+/g, " ").trim();
  if (text) return text;
  if (message.photo) return say("photo");
  if (message.document) return message.document.name;
  if (message.place) return message.place.title || say("place");
  if (message.contact) return `${say("contact")}: ${message.contact.first_name}`;
  return say("message");
}

function above(message) {
  if (message.forwarded_from) return make("div", { class: "quote" }, say("forwarded", { name: message.forwarded_from }));
  return message.reply_to ? make("div", { class: "quote" }, message.reply_to) : null;
}

function attachments(message, acts) {
  return [
    message.photo && photo(message.photo, message.text, acts),
    message.document && documentCard(message.document),
    message.place && placeCard(message.place, acts),
    message.contact && contactCard(message.contact, acts),
  ];
}

function photo(file, caption, acts) {
  const address = fileAddress(file.file_id);
  return make("button", { type: "button", class: "photo", "aria-label": say("open_photo"),
    click: () => acts.showPhoto(address, caption.split("\n")[0] || say("photo")) },
  make("img", { src: address, alt: "", width: file.width, height: file.height }));
}

function documentCard(file) {
  return make("a", { class: "card document", href: fileAddress(file.file_id, file.name), download: file.name,
    "aria-label": say("download", { name: file.name }) },
  make("span", { class: "file-icon", "aria-hidden": "true" }, "↓"),
  make("span", { class: "card-lines" }, make("strong", {}, file.name), make("span", {}, sizeOf(file.size))));
}

function placeCard(place, acts) {
  const point = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
  const map = draw("0 0 320 120", "map",
    ["rect", { width: 320, height: 120, class: "land" }],
    ["path", { d: "M-5 96C60 70 90 118 150 92S260 60 325 84V125H-5z", class: "water" }],
    ["path", { d: "M-5 34L325 62M70-5L44 125M186-5L206 125M262-5L300 125M-5 74L190 44", class: "street" }],
    ["path", { d: "M160 76c-4-13-17-19-17-33a17 17 0 0 1 34 0c0 14-13 20-17 33z", class: "pin" }],
    ["circle", { cx: 160, cy: 43, r: 6, class: "pin-hole" }]);
  return make("div", { class: "card place" }, map,
    make("span", { class: "card-lines" }, place.title ? make("strong", {}, place.title) : null,
      place.address ? make("span", {}, place.address) : null,
      make("button", { type: "button", class: "plain", click: () => acts.copy(point) }, point)));
}

function contactCard(contact, acts) {
  const avatar = make("span", { class: "avatar", "aria-hidden": "true" });
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  const phone = contact.phone_number.startsWith("+") ? contact.phone_number : `+${contact.phone_number}`;
  paintAvatar(avatar, name, name.length);
  return make("div", { class: "card contact" }, avatar, make("span", { class: "card-lines" }, make("strong", {}, name),
    make("button", { type: "button", class: "plain", click: () => acts.copy(phone) }, phoneInGroups(phone))));
}
