import { element } from '../dom.js';

// A coloured circle with the first letter of a name; the same name always has the same colour.
export function avatar(name, online = null) {
  const first = new Intl.Segmenter().segment(name)[Symbol.iterator]().next().value?.segment ?? '?';
  let hash = 0;
  for (const character of name) {
    hash = (hash * 31 + character.codePointAt(0)) % 360;
  }
  const circle = element('span', { class: 'avatar', 'aria-hidden': 'true' }, first.toLocaleUpperCase());
  circle.style.setProperty('--hue', String(hash));
  if (online !== null) {
    circle.classList.add(online ? 'is-online' : 'is-away');
  }
  return circle;
}
