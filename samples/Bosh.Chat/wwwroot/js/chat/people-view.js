import { byId, element, show } from '../dom.js';
import { avatar } from './avatar.js';

// The left column: the room, and everybody that one can talk to.
export function drawPeople(session) {
  const { conversations } = session;

  const entry = conversation => {
    const button = element('button', {
      type: 'button',
      'data-testid': conversation.kind,
      'data-key': conversation.key,
      'aria-current': conversation === conversations.selected ? 'true' : null,
    });
    button.append(
      conversation.kind === 'room' ? element('span', { class: 'avatar hash' }, '#') : avatar(conversation.title, conversation.online),
      element('span', { class: 'name' }, conversation.title),
      conversation.kind === 'person' ? element('span', { class: 'unseen' }, conversation.online ? 'online' : 'not online') : '');
    if (conversation.unread > 0) {
      button.append(element('span', { class: 'badge', 'aria-label': `${conversation.unread} unread` }, String(conversation.unread)));
    }
    button.addEventListener('click', () => conversations.select(conversation));
    return element('li', { class: conversation.kind === 'room' || conversation.online ? 'online' : 'away' }, button);
  };

  const draw = () => {
    const focused = document.activeElement?.dataset.key;
    const rooms = conversations.all.filter(conversation => conversation.kind === 'room');
    const people = conversations.all.filter(conversation => conversation.kind === 'person')
      .sort((a, b) => Number(b.online) - Number(a.online) || a.title.localeCompare(b.title));
    byId('rooms').replaceChildren(...rooms.map(entry));
    byId('people').replaceChildren(...people.map(entry));
    show(byId('room-section'), rooms.length > 0);
    show(byId('nobody'), people.length === 0 && rooms.length > 0);
    if (focused) {
      [...document.querySelectorAll('.people [data-key]')].find(button => button.dataset.key === focused)?.focus();
    }
  };

  // Presence comes in bursts: draw once for each.
  let asked = false;
  conversations.addEventListener('changed', () => {
    if (!asked) {
      asked = true;
      queueMicrotask(() => {
        asked = false;
        draw();
      });
    }
  });

  byId('new-chat').addEventListener('submit', event => {
    event.preventDefault();
    const address = byId('new-chat-address');
    session.talkTo(address.value);
    address.value = '';
    byId('composer-text').focus();
  });
}
