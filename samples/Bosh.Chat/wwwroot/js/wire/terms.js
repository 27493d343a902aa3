import { element } from '../dom.js';

const words = [
  ['sid', 'session', value => value],
  ['wait', 'wait', value => `${value} s`],
  ['hold', 'hold', value => value],
  ['requests', 'requests', value => value],
  ['inactivity', 'inactivity', value => `${value} s`],
  ['polling', 'polling', value => `${value} s`],
];

// What the answer to the session request said: the numbers that page and server agreed on.
export class Terms {
  #root;

  constructor(root, tap) {
    this.#root = root;
    this.#write([]);
    tap.addEventListener('answered', event => {
      const { answer, createsSession } = event.detail;
      if (createsSession && answer?.hasAttribute('sid')) {
        this.#write(words.filter(([name]) => answer.hasAttribute(name)).map(([name, label, format]) => [label, format(answer.getAttribute(name))]));
      }
    });
  }

  #write(pairs) {
    this.#root.replaceChildren(...pairs.map(([label, value]) =>
      element('div', {}, element('dt', {}, label), element('dd', {}, value))));
    this.#root.hidden = pairs.length === 0;
  }
}
