// The line to the sandbox: events come over a WebSocket, people's acts go back the same way;
// files and the demo's controls are plain HTTP requests that carry the key of this run.

export const KEY = document.querySelector('meta[name="demo-key"]').content;
const RETRY_MS = 1000;

export class Link {
  /** `receive(event)` is called for each event of the sandbox, `connection(isOpen)` when the line changes. */
  constructor(receive, connection) {
    this.receive = receive;
    this.connection = connection;
    this.acts = 0;
    this.open();
  }

  open() {
    const address = new URL("events", location.href);
    address.protocol = "ws:";
    address.searchParams.set("key", KEY);
    this.socket = new WebSocket(address);
    let opened = false;
    this.socket.onopen = () => {
      opened = true;
      this.connection(true);
    };
    this.socket.onmessage = (frame) => this.receive(JSON.parse(frame.data));
    this.socket.onclose = () => {
      this.connection(false);
      if (!opened) reloadIfServed();
      setTimeout(() => this.open(), RETRY_MS);
    };
  }

  /** Sends what a person does and returns its number, which the sandbox repeats in its answer. */
  act(kind, persona, details = {}) {
    this.acts += 1;
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ kind, persona, act: this.acts, ...details }));
    }
    return this.acts;
  }

  /** Works a control of the demo: "advance", "advance-to-next", "restart-bot". Rejects with the reason. */
  async control(name, details = {}) {
    return this.post(`control/${name}`, JSON.stringify(details), "application/json");
  }

  /** Sends a chosen file as a photo or a document. */
  async upload(persona, as, file) {
    const query = new URLSearchParams({ persona, as, name: file.name });
    return this.post(`upload?${query}`, file, file.type || "application/octet-stream");
  }

  async post(path, body, type) {
    const answer = await fetch(path, { method: "POST", body, headers: { "X-Demo-Key": KEY, "Content-Type": type } });
    if (!answer.ok) throw new Error((await answer.text()) || answer.statusText);
    return answer.json();
  }
}

/** A sandbox that answers but takes no connection was started anew: its page carries the new key. */
async function reloadIfServed() {
  const served = await fetch(location.href).catch(() => null);
  if (served?.ok) location.reload();
}

/** Where the browser finds a file of the simulated Telegram. */
export function fileAddress(fileId, name = "") {
  return `files/${encodeURIComponent(fileId)}?${new URLSearchParams({ key: KEY, name })}`;
}
