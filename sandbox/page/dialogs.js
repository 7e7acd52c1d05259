// What comes up over the chat: alerts and toasts of the bot, questions before something is shared, a photo.

import { $, make } from "./dom.js";
import { nameOf, say } from "./words.js";

const TOAST_MS = 4000;
let toastTimer = 0;

/** What one persona was told is not for the next one. */
export function hideToast() {
  clearTimeout(toastTimer);
  $("toast").replaceChildren();
}

export function toast(text) {
  const place = $("toast");
  place.replaceChildren(make("span", {}, text));
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => place.replaceChildren(), TOAST_MS);
}

/** Shows a dialog and resolves with the value of the button that closed it, "" when it was dismissed. */
function show(title, body, buttons, className = "") {
  const dialog = $("dialog");
  if (dialog.open) dialog.close("");
  dialog.className = className;
  $("dialog-title").textContent = title;
  $("dialog-body").replaceChildren(...body);
  $("dialog-buttons").replaceChildren(
    ...buttons.map(([label, value]) => make("button", { value, class: value ? "primary" : null }, label)),
  );
  const before = document.activeElement;
  dialog.returnValue = "";
  dialog.showModal();
  ($("dialog-buttons").querySelector(".primary") ?? $("dialog-buttons").firstElementChild).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      if (before?.isConnected) before.focus({ preventScroll: true });
      resolve(dialog.returnValue);
    }, { once: true });
  });
}

export async function alertOf(title, text) {
  await show(title, [make("p", {}, text)], [[say("ok"), "ok"]]);
}

export async function confirmThat(title, text, yes) {
  return (await show(title, [make("p", {}, text)], [[say("cancel"), ""], [yes, "yes"]])) === "yes";
}

/** Asks which of the people gets a link; resolves with a key, "copy", or "". */
export async function chooseReceiver(people, text) {
  const choices = people.map((person) =>
    make("button", { type: "submit", value: person.key, class: "choice" }, nameOf(person)));
  return show(say("share_title"),
    [make("p", { class: "hint" }, say("share_text")), make("p", { class: "shared-text" }, text),
      make("div", { class: "choices" }, ...choices)],
    [[say("cancel"), ""], [say("copy_link"), "copy"]]);
}

export async function showPhoto(address, description) {
  await show(description, [make("img", { src: address, alt: description })], [[say("close"), ""]], "photo-dialog");
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(say("copied"));
  } catch {
    toast(text); // the browser refuses the clipboard; the text can still be read
  }
}
