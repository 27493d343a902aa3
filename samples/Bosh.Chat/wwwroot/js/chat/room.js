import { $pres } from '../../lib/strophe.esm.js';

const mucNamespace = 'http://jabber.org/protocol/muc';

// The one room of the embedded server (XEP-0045): who is in it, what is said in it, and private messages between those who are.
export class Room {
  #connection;
  #conversations;
  #onRefused;
  #entered = false;

  constructor(address, nick, connection, conversations, onRefused) {
    this.address = address;
    this.nick = nick;
    this.#connection = connection;
    this.#conversations = conversations;
    this.#onRefused = onRefused;
  }

  // Older messages are asked for only where the page does not have them still.
  enter(withHistory) {
    const room = this.#conversations.open(this.address, this.address.split('@')[0], 'room');
    this.#connection.send($pres({ to: `${this.address}/${this.nick}` })
      .c('x', { xmlns: mucNamespace })
      .c('history', { maxstanzas: withHistory ? 20 : 0 }));
    if (!this.#conversations.selected) {
      this.#conversations.select(room);
    }
  }

  // Whether a stanza came from the room; then nobody else needs to look at it.
  owns(stanza) {
    return stanza.getAttribute('from')?.split('/')[0] === this.address;
  }

  nickOf(stanza) {
    return stanza.getAttribute('from').slice(this.address.length + 1);
  }

  onPresence(presence) {
    const nick = this.nickOf(presence);
    const type = presence.getAttribute('type');
    const room = this.#conversations.find(this.address);
    if (type === 'error') {
      const taken = presence.querySelector('error > conflict') !== null;
      this.#onRefused(taken
        ? `Somebody called ${this.nick} is here already. A name is free again a minute after its tab was closed.`
        : 'The room did not let you in.');
    } else if (presence.querySelector('x > status[code="110"]')) { // this is you
      this.nick = nick;
      this.#entered = true;
      this.#conversations.setOnline(this.address, type !== 'unavailable');
    } else if (nick !== '') {
      const key = presence.getAttribute('from');
      const wasOnline = this.#conversations.find(key)?.online ?? false;
      const online = type !== 'unavailable';
      if (online) {
        this.#conversations.open(key, nick, 'person');
      }
      this.#conversations.setOnline(key, online);
      if (this.#entered && online !== wasOnline) {
        this.#conversations.add(room, { note: online ? `${nick} came in` : `${nick} went away` });
      }
    }
  }
}
