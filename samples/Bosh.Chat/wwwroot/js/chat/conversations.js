const storageKey = 'conversations';
const kept = 200;

// Every conversation of this tab, in memory and in the tab's storage, so that a reload shows them again.
// A conversation: { key, title, kind: 'room' | 'person', online, unread, messages: [{ from, mine, text, at, note }] }.
// Its key is the address that messages go to. Events: 'changed' (which conversations there are, and their states), 'message',
// 'selected' (null when there is none).
export class Conversations extends EventTarget {
  #all = new Map();
  #selected = null;

  get all() {
    return [...this.#all.values()];
  }

  get selected() {
    return this.#selected;
  }

  find(key) {
    return this.#all.get(key);
  }

  open(key, title, kind) {
    let conversation = this.#all.get(key);
    if (!conversation) {
      conversation = { key, title, kind, online: false, unread: 0, messages: [] };
      this.#all.set(key, conversation);
      this.#changed();
    }
    return conversation;
  }

  setOnline(key, online) {
    const conversation = this.#all.get(key);
    if (conversation && conversation.online !== online) {
      conversation.online = online;
      this.#changed();
    }
  }

  select(conversation) {
    this.#selected = conversation;
    if (conversation) {
      conversation.unread = 0;
    }
    this.dispatchEvent(new CustomEvent('selected', { detail: conversation }));
    this.#changed();
  }

  // message: { from, mine, text, at }, or { note } for what happened rather than was said.
  add(conversation, message) {
    conversation.messages.push({ at: Date.now(), ...message });
    conversation.messages.splice(0, Math.max(0, conversation.messages.length - kept));
    if (conversation !== this.#selected && message.text !== undefined) {
      conversation.unread++;
    }
    this.dispatchEvent(new CustomEvent('message', { detail: { conversation, message: conversation.messages.at(-1) } }));
    this.#changed();
  }

  clear() {
    this.#all.clear();
    this.select(null);
    sessionStorage.removeItem(storageKey);
  }

  restore() {
    const stored = JSON.parse(sessionStorage.getItem(storageKey) ?? '{"all":[]}');
    stored.all.forEach(conversation => this.#all.set(conversation.key, { ...conversation, online: false }));
    if (this.#all.has(stored.selected)) {
      this.select(this.#all.get(stored.selected));
    }
  }

  #changed() {
    sessionStorage.setItem(storageKey, JSON.stringify({ all: this.all, selected: this.#selected?.key }));
    this.dispatchEvent(new CustomEvent('changed'));
  }
}
