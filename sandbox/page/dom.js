// Building the page from elements: texts of the bot never pass through an HTML parser.

export const $ = (id) => document.getElementById(id);

/** Makes an element; attributes that are null or false are left out, functions become listeners. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** Draws with lines and shapes given as [tag, attributes]. */
export function draw(viewBox, className, ...shapes) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", viewBox);
  picture.setAttribute("class", className);
  picture.setAttribute("aria-hidden", "true");
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    picture.append(shape);
  }
  return picture;
}

const HUES = [211, 152, 24, 276, 340, 190, 48];

/** Fills a round picture with a person's initials on their own colour. */
export function paintAvatar(element, name, number) {
  const first = name.split("·")[0].trim();
  element.textContent = first.split(/\s+/).slice(0, 2).map((word) => word[0]).join("").toUpperCase();
  element.style.setProperty("--hue", HUES[number % HUES.length]);
}

/** Opens and closes a small menu with its button; Escape and a tap elsewhere close it. */
export function bindMenu(button, menu, beforeOpening = () => {}) {
  const show = (open) => {
    if (menu.hidden === !open) return;
    if (open) beforeOpening();
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => {
    show(menu.hidden);
    if (!menu.hidden) menu.querySelector("button")?.focus();
  });
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const items = [...menu.querySelectorAll("button")];
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    const inside = menu.contains(document.activeElement);
    show(false);
    if (inside) button.focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target) && !button.contains(event.target)) show(false);
  });
  return show;
}
