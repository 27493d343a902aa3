import { $pres } from '../../lib/strophe.esm.js';
import { Conversations } from './conversations.js';
import { Room } from './room.js';

const rosterNamespace = 'jabber:iq:roster';
const profileKey = 'profile';

// What happens between login and logout: turns stanzas into conversations, and what is typed into stanzas.
// A profile: { name, address, room } says who is logged in; room only on the embedded server.
export class Session {
  conversations = new Conversations();
  onRefused = () => {};
  #connection;
  #room = null;
  #profile = null;

  constructor(connection) {
    this.#connection = connection;
    connection.addEventListener('message', event => this.#onMessage(event.detail));
    connection.addEventListener('presence', event => this.#onPresence(event.detail));
  }

  get profile() {
    return this.#profile;
  }

  prepare(profile) {
    this.#profile = profile;
    sessionStorage.setItem(profileKey, JSON.stringify(profile));
    this.conversations.clear();
  }

  // Whether this tab had a session before it was reloaded.
  restore() {
    this.#profile = JSON.parse(sessionStorage.getItem(profileKey) ?? 'null');
    if (this.#profile === null || !this.#connection.canRestore) {
      this.end();
      return false;
    }
    this.conversations.restore();
    this.#connection.restore();
    return true;
  }

  start(restored) {
    this.#connection.send($pres());
    if (this.#profile.room) {
      this.#room = new Room(this.#profile.room, this.#profile.name, this.#connection, this.conversations, reason => this.onRefused(reason));
      this.#room.enter(!restored);
    } else {
      this.#room = null;
      this.#connection.get(rosterNamespace, answer => answer.querySelectorAll('item').forEach(item =>
        this.#person(item.getAttribute('jid'), item.getAttribute('name'))));
    }
  }

  end() {
    sessionStorage.removeItem(profileKey);
    this.conversations.clear();
  }

  // Opens a conversation with an address that somebody typed.
  talkTo(address) {
    this.conversations.select(this.#person(bare(address.trim())));
  }

  send(conversation, typed) {
    const text = sendable(typed);
    if (text.trim() === '') {
      return;
    }
    if (conversation.kind === 'room') {
      this.#connection.sendMessage(conversation.key, 'groupchat', text); // shown when the room says it, in the room's order
    } else {
      this.#connection.sendMessage(conversation.key, 'chat', text);
      this.conversations.add(conversation, { from: this.#profile.name, mine: true, text });
    }
  }

  #person(address, name) {
    return this.conversations.open(address, name || address, 'person');
  }

  #onMessage(message) {
    const from = message.getAttribute('from') ?? this.#profile.address;
    const type = message.getAttribute('type');
    const text = [...message.children].find(child => child.localName === 'body')?.textContent;
    const inRoom = this.#room?.owns(message);
    if (type === 'error') {
      const conversation = this.conversations.find(from) ?? this.conversations.find(bare(from));
      const condition = message.querySelector('error > *')?.localName ?? 'unknown reason';
      if (conversation) {
        this.conversations.add(conversation, { note: `A message was not delivered (${condition}).` });
      }
    } else if (text === undefined || (type === 'groupchat' && !inRoom)) {
      return;
    } else if (type === 'groupchat') {
      const nick = this.#room.nickOf(message);
      const room = this.conversations.find(this.#room.address);
      this.conversations.add(room, nick === '' ? { note: text } : { from: nick, mine: nick === this.#room.nick, text, at: sentAt(message) });
    } else if (inRoom) {
      const nick = this.#room.nickOf(message);
      this.conversations.add(this.conversations.open(from, nick, 'person'), { from: nick, mine: false, text, at: sentAt(message) });
    } else {
      const person = this.#person(bare(from));
      this.conversations.add(person, { from: person.title, mine: false, text, at: sentAt(message) });
      if (!this.conversations.selected) {
        this.conversations.select(person);
      }
    }
  }

  #onPresence(presence) {
    const from = presence.getAttribute('from') ?? '';
    const type = presence.getAttribute('type');
    if (this.#room?.owns(presence)) {
      this.#room.onPresence(presence);
    } else if (type === null || type === 'unavailable') {
      this.conversations.setOnline(bare(from), type === null);
    }
  }
}

const bare = address => address.split('/')[0];

function sentAt(message) {
  const stamp = message.querySelector('delay')?.getAttribute('stamp');
  return stamp ? Date.parse(stamp) : Date.now();
}

// XML has no place for most control characters, nor for halves of surrogate pairs.
const sendable = text => text.toWellFormed().replaceAll('\r\n', '\n').replace(/[^\t\n\r\u{20}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
