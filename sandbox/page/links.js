// Which links the messenger opens itself: links to the bot, and links that share something.

const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Tells what a link does in Telegram: {kind: "start", payload}, {kind: "share", text}, {kind: "bad"} for a
 * link to the bot that Telegram would not open, or {kind: "outside"}.
 */
export function readTelegramLink(address, botUsername) {
  const link = parse(address);
  if (!link) return { kind: "bad" };
  const toBot = (name) => name?.toLowerCase() === botUsername.toLowerCase();
  const { searchParams: query } = link;
  if (link.protocol === "tg:") {
    if (link.host === "resolve" && toBot(query.get("domain"))) return start(query);
    return link.host === "msg_url" ? sharing(query) : { kind: "outside" };
  }
  if (!["t.me", "telegram.me"].includes(link.hostname)) return { kind: "outside" };
  const path = link.pathname.slice(1).replace(/\/$/, "");
  if (path === "share/url" || path === "share") return sharing(query);
  return toBot(path) ? start(query) : { kind: "outside" };
}

function start(query) {
  const payload = query.get("start") ?? "";
  return payload && !PAYLOAD.test(payload) ? { kind: "bad" } : { kind: "start", payload };
}

function sharing(query) {
  return { kind: "share", text: [query.get("url"), query.get("text")].filter(Boolean).join("\n") };
}

function parse(address) {
  try {
    return new URL(/^[a-z]+:/i.test(address) ? address : `https://${address}`);
  } catch {
    return null;
  }
}
