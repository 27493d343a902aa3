import { Connection } from './chat/connection.js';
import { drawConversation } from './chat/conversation-view.js';
import { LoginView } from './chat/login-view.js';
import { drawPeople } from './chat/people-view.js';
import { Session } from './chat/session.js';
import { boshUrl, loadDomains } from './config.js';
import { byId, show } from './dom.js';
import { WireTap } from './wire/tap.js';
import { drawWire } from './wire/wire-view.js';

const words = { offline: 'Not connected', connecting: 'Connecting…', online: 'Connected' };

drawWire(new WireTap(boshUrl));

const connection = new Connection();
const session = new Session(connection);
drawPeople(session);
drawConversation(session);

const login = new LoginView(await loadDomains(), (profile, password) => {
  session.prepare(profile);
  connection.connect(profile.address, password);
});

let refusal = '';
session.onRefused = reason => {
  refusal = reason;
  connection.disconnect();
};

connection.addEventListener('state', event => {
  const { state, reason, restored } = event.detail;
  const status = byId('status');
  status.dataset.state = state;
  status.textContent = words[state];
  const online = state === 'online';
  show(byId('talk'), online);
  show(byId('log-out'), online);
  show(byId('me'), online);
  if (online) {
    login.close();
    byId('me').textContent = session.profile.room ? session.profile.name : session.profile.address;
    show(byId('new-chat'), !session.profile.room);
    session.start(restored);
    byId('composer-text').focus();
  } else if (state === 'offline') {
    session.end();
    login.open(refusal || reason);
    refusal = '';
  }
});

byId('log-out').addEventListener('click', () => connection.disconnect());

if (!session.restore()) {
  login.open();
}
