import { element } from '../dom.js';
import { prettyXml } from './pretty-xml.js';

// The XML of one request and its answer.
export class Detail {
  #root;
  #shown = null;

  constructor(root, onFollow) {
    this.#root = root;
    this.onFollow = onFollow;
    this.#write(null, false);
  }

  show(exchange, picked) {
    const key = exchange && `${exchange.id} ${exchange.state} ${picked}`;
    if (key !== this.#shown) {
      this.#shown = key;
      this.#write(exchange, picked);
    }
  }

  #write(exchange, picked) {
    if (!exchange) {
      this.#root.replaceChildren(element('p', { class: 'hint' }, 'What page and server say to each other appears here as XML.'));
      return;
    }
    const follow = element('button', { type: 'button', class: 'quiet small', 'data-testid': 'follow' }, 'Follow the newest');
    follow.addEventListener('click', () => this.onFollow());
    this.#root.replaceChildren(
      element('header', {},
        element('h3', {}, `rid ${exchange.rid}`),
        element('p', { class: 'hint' }, `connection ${exchange.laneName}, sent ${exchange.clock.toLocaleTimeString()}`),
        picked ? follow : ''),
      element('div', { class: 'pair' },
        half('request', 'up', 'The page sent', `${exchange.requestSize} bytes`, exchange.request, 'Not a body.'),
        half('answer', 'down', 'The server answered', answerNote(exchange), exchange.answer,
          exchange.state === 'held' ? 'Nothing yet: the server holds this request until it has news, or until the wait is over.' : exchange.cameBack)));
  }
}

function answerNote(exchange) {
  return exchange.state === 'held' ? '' : `${exchange.answerSize} bytes, after ${exchange.heldFor().toFixed(1)} s`;
}

function half(name, direction, title, note, xml, otherwise) {
  return element('article', {},
    element('h4', {}, element('i', { class: `arrow ${direction}` }), title, element('small', {}, note)),
    xml
      ? element('pre', { tabindex: '0', 'data-testid': `detail-${name}` }, prettyXml(xml))
      : element('p', { class: 'hint', 'data-testid': `detail-${name}` }, otherwise));
}
