import { $iq, $msg, Strophe } from '../../lib/strophe.esm.js';
import { boshUrl, wait } from '../config.js';

const { Status } = Strophe;

Strophe.setLogLevel(Strophe.LogLevel.WARN);

const failures = {
  'host-unknown': 'This server does not know that domain.',
  'remote-connection-failed': 'The XMPP server behind could not be reached.',
  'remote-stream-error': 'The XMPP server ended the conversation.',
  'system-shutdown': 'The server is shutting down.',
  'item-not-found': 'The server does not know this session any more.',
  'policy-violation': 'The server found that this page sends too much.',
  conflict: 'You are logged in from elsewhere.',
};

// One XMPP connection over BOSH. Events, each with its facts in `detail`:
// 'state' { state: 'connecting' | 'online' | 'offline', reason, restored }, 'message' and 'presence' (the stanza).
export class Connection extends EventTarget {
  #strophe = new Strophe.Connection(boshUrl, { keepalive: true });
  #reason = '';
  #state = 'offline';

  get jid() {
    return this.#strophe.jid;
  }

  get domain() {
    return Strophe.getDomainFromJid(this.#strophe.jid);
  }

  // An address without a name before the @ logs in as a guest (SASL ANONYMOUS).
  connect(address, password) {
    this.#reason = '';
    this.#strophe.reset();
    this.#strophe.connect(address, password, this.#changed, wait);
  }

  // Whether this tab had a session before it was reloaded. A duplicated tab has a copy of it, but one session cannot serve two.
  get canRestore() {
    return performance.getEntriesByType('navigation')[0]?.type === 'reload' && sessionStorage.getItem('strophe-bosh-session') !== null;
  }

  restore() {
    this.#strophe.restore(undefined, this.#changed, wait);
  }

  disconnect() {
    this.#strophe.disconnect();
  }

  sendMessage(to, type, text) {
    this.#strophe.send($msg({ to, type, id: this.#strophe.getUniqueId().slice(0, 8) }).c('body').t(text));
    this.#strophe.flush();
  }

  send(stanza) {
    this.#strophe.send(stanza);
  }

  // Calls back with the answer; an error is treated as no answer.
  get(namespace, onResult) {
    this.#strophe.sendIQ($iq({ type: 'get' }).c('query', { xmlns: namespace }), onResult);
  }

  #changed = (status, condition) => {
    switch (status) {
      case Status.CONNECTING:
        this.#become('connecting');
        break;
      case Status.CONNECTED:
      case Status.ATTACHED:
        this.#handle('message');
        this.#handle('presence');
        this.#become('online', '', status === Status.ATTACHED);
        break;
      case Status.AUTHFAIL:
        this.#reason = 'The user or the password is wrong.';
        this.#strophe.disconnect();
        break;
      case Status.CONNFAIL:
      case Status.ERROR:
        this.#reason = failures[condition] ?? `The connection failed (${condition ?? 'unknown'}).`;
        break;
      case Status.DISCONNECTED:
        this.#become('offline', this.#reason);
        break;
    }
  };

  #become(state, reason = '', restored = false) {
    if (state === this.#state) {
      return;
    }
    this.#state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: { state, reason, restored } }));
  }

  // A handler of Strophe stays only as long as it returns true, and goes when it throws.
  #handle(name) {
    this.#strophe.addHandler(stanza => {
      try {
        this.dispatchEvent(new CustomEvent(name, { detail: stanza }));
      } catch (error) {
        console.error(error);
      }
      return true;
    }, null, name, null);
  }
}
