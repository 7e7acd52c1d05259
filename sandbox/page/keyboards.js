// Keyboards of the bot: inline ones under a message, reply ones under the text field.

import { draw, make } from "./dom.js";
import { say } from "./words.js";

export const ROW_LIMIT = 8;

/** Telegram shows at most 8 inline buttons in a row; the rest of a longer row is not shown. */
export function renderInlineKeyboard(rows, press, isWaiting) {
  const keyboard = make("div", { class: "inline-keyboard", role: "group", "aria-label": say("buttons") });
  for (const row of rows) {
    const shown = row.slice(0, ROW_LIMIT);
    keyboard.append(make("div", { class: `keyboard-row columns-${shown.length}` },
      ...shown.map((button) => make("button", {
        type: "button",
        class: [button.style ? `style-${button.style}` : "", isWaiting(button) ? "waiting" : ""].join(" ").trim() || null,
        disabled: button.action === "disabled",
        "aria-busy": isWaiting(button) ? "true" : null,
        "data-action": button.action,
        click: () => press(button),
      }, make("span", { class: "label" }, button.text), mark(button)))));
  }
  keyboard.addEventListener("keydown", moveByArrows);
  return keyboard;
}

function mark(button) {
  const shape = { url: "M4 10L10 4M5 4h5v5", copy_text: "M5 5h6v6H5zM3 9V3h6" }[button.action];
  return shape ? draw("0 0 14 14", "mark", ["path", { d: shape }]) : null;
}

export function renderReplyKeyboard(place, keyboard, press) {
  place.replaceChildren(...keyboard.rows.map((row) =>
    make("div", { class: `keyboard-row columns-${Math.min(row.length, ROW_LIMIT)}` },
      ...row.map((button) => make("button", { type: "button", "data-kind": button.kind, click: () => press(button) },
        make("span", { class: "label" }, button.text))))));
  place.onkeydown = moveByArrows;
}

/** Arrow keys walk over the buttons as over a table, so that a calendar needs no forty tabs. */
function moveByArrows(event) {
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
  if (down === undefined) return;
  const rows = [...event.currentTarget.children].map((row) => [...row.children]);
  const [row, column] = placeOf(event.currentTarget, document.activeElement);
  const target = right ? rows[row]?.[column + right] : rows[row + down]?.[Math.min(column, (rows[row + down]?.length ?? 1) - 1)];
  if (target) target.focus();
  event.preventDefault();
}

/** Row and column of a button in a keyboard, [-1, -1] when it is elsewhere. */
export function placeOf(keyboard, button) {
  const row = [...(keyboard?.children ?? [])].findIndex((each) => each.contains(button));
  return [row, row < 0 ? -1 : [...keyboard.children[row].children].indexOf(button)];
}

/** The button at a place, or the nearest to it after the keyboard has changed. */
export function buttonNear(keyboard, [row, column]) {
  const rows = keyboard?.children ?? [];
  const buttons = rows[Math.min(row, rows.length - 1)]?.children ?? [];
  return buttons[Math.min(column, buttons.length - 1)] ?? null;
}
