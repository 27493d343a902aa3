import { element } from '../dom.js';

const shown = 200;

// The same requests as lines, the newest first: for reading, for the keyboard and for screen readers.
export class ExchangeList {
  #list;
  #hooks;
  #rows = new Map();
  #selected = null;

  // hooks: { peek(exchange or null), pick(exchange) }.
  constructor(list, tap, hooks) {
    this.#list = list;
    this.#hooks = hooks;
    tap.addEventListener('sent', event => this.#add(event.detail));
    tap.addEventListener('answered', event => this.#fill(event.detail));
    setInterval(() => this.#tick(), 100);
  }

  select(exchange) {
    this.#rows.get(this.#selected)?.button.removeAttribute('aria-current');
    this.#selected = exchange;
    this.#rows.get(exchange)?.button.setAttribute('aria-current', 'true');
  }

  #add(exchange) {
    const row = {
      time: element('span', { class: 'time' }),
      cameBack: element('span', { class: 'came-back' }),
      button: element('button', { type: 'button', 'data-testid': 'exchange', 'data-rid': exchange.rid }),
    };
    row.button.append(
      element('span', { class: 'connection', title: `Connection ${exchange.laneName}` }, exchange.laneName),
      element('span', { class: 'rid' }, exchange.shortRid),
      element('span', { class: exchange.sent === '' ? 'sent nothing' : 'sent' }, exchange.sent || 'nothing, waits'),
      row.time,
      row.cameBack);
    row.button.addEventListener('mouseenter', () => this.#hooks.peek(exchange));
    row.button.addEventListener('mouseleave', () => this.#hooks.peek(null));
    row.button.addEventListener('click', () => this.#hooks.pick(exchange));
    this.#rows.set(exchange, row);
    this.#list.prepend(element('li', {}, row.button));
    this.#fill(exchange);
    if (this.#rows.size > shown) {
      this.#rows.delete(this.#rows.keys().next().value);
      this.#list.lastElementChild.remove();
    }
  }

  #fill(exchange) {
    const row = this.#rows.get(exchange);
    if (row) {
      row.button.dataset.state = exchange.state;
      row.time.textContent = `${exchange.heldFor().toFixed(1)} s`;
      row.cameBack.textContent = exchange.state === 'held' ? 'still held' : exchange.cameBack || 'nothing';
    }
  }

  #tick() {
    for (const exchange of this.#rows.keys()) {
      if (exchange.state === 'held') {
        this.#fill(exchange);
      }
    }
  }
}
