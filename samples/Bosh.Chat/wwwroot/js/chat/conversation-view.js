import { byId, element } from '../dom.js';
import { avatar } from './avatar.js';

const together = 3 * 60 * 1000; // messages of one person within this many milliseconds stand under one name

// The messages of the selected conversation, and the field to write the next one.
export function drawConversation(session) {
  const { conversations } = session;
  const list = byId('messages');
  const text = byId('composer-text');
  let last = null;

  const line = message => {
    if (message.note !== undefined) {
      last = null;
      return element('li', { class: 'note', 'data-testid': 'note' }, message.note);
    }
    const follows = last !== null && last.from === message.from && last.mine === message.mine && message.at - last.at < together;
    last = message;
    const time = new Date(message.at);
    return element('li', { class: `message ${message.mine ? 'mine' : 'theirs'} ${follows ? 'follows' : ''}`, 'data-testid': 'message', 'data-from': message.from },
      message.mine ? '' : avatar(message.from),
      element('div', {},
        element('p', { class: 'by' }, element('b', {}, message.mine ? 'You' : message.from), ' ',
          element('time', { datetime: time.toISOString() }, time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }))),
        element('p', { class: 'text', dir: 'auto', 'data-testid': 'message-text' }, message.text)));
  };

  const toEnd = () => { list.scrollTop = list.scrollHeight; };

  conversations.addEventListener('selected', event => {
    const conversation = event.detail;
    last = null;
    byId('composer').inert = conversation === null;
    if (conversation === null) {
      byId('conversation-title').textContent = 'No conversation yet';
      byId('conversation-address').textContent = 'Type an address under “New chat”, or wait until somebody writes to you.';
      text.placeholder = '';
      list.replaceChildren();
      return;
    }
    const isRoom = conversation.kind === 'room';
    byId('conversation-title').textContent = isRoom ? `# ${conversation.title}` : conversation.title;
    byId('conversation-address').textContent = isRoom ? 'Everybody who is here reads this' : conversation.key;
    text.placeholder = isRoom ? 'Write to everybody' : `Write to ${conversation.title}`;
    list.replaceChildren(...conversation.messages.map(line));
    toEnd();
  });

  conversations.addEventListener('message', event => {
    const { conversation, message } = event.detail;
    if (conversation === conversations.selected) {
      const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
      list.append(line(message));
      if (atEnd || message.mine) {
        toEnd();
      }
    }
  });

  const fit = () => {
    text.style.height = 'auto';
    text.style.height = `${Math.min(text.scrollHeight, 140)}px`;
  };

  byId('composer').addEventListener('submit', event => {
    event.preventDefault();
    if (conversations.selected) {
      session.send(conversations.selected, text.value);
      text.value = '';
      fit();
    }
    text.focus();
  });
  text.addEventListener('input', fit);
  text.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      byId('composer').requestSubmit();
    }
  });
}
