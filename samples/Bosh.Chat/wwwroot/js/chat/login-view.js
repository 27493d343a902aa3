import { byId, element, show } from '../dom.js';

const nickKey = 'nick';

// The login card. On the embedded server a name is enough; a real one wants an account.
export class LoginView {
  #domains;
  #form = byId('login');

  // onLogin({ name, address, room }, password): address without a user is a guest's.
  constructor(domains, onLogin) {
    this.#domains = domains;
    byId('domain').append(...domains.map(domain =>
      element('option', { value: domain.name }, domain.embedded ? `${domain.name} (embedded)` : domain.name)));
    byId('nick').value = localStorage.getItem(nickKey) ?? '';
    byId('domain').addEventListener('change', () => this.#fit());
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      this.#submit(onLogin);
    });
    this.#fit();
  }

  open(reason = '') {
    show(this.#form, true);
    byId('login-error').textContent = reason;
    byId('password').value = '';
    byId('log-in').disabled = this.#domain === undefined;
    byId(this.#domain?.embedded ? 'nick' : 'user').focus();
  }

  close() {
    show(this.#form, false);
  }

  get #domain() {
    return this.#domains.find(domain => domain.name === byId('domain').value);
  }

  #fit() {
    const domain = this.#domain;
    show(byId('domain-field'), this.#domains.length > 1);
    show(byId('guest-fields'), domain?.embedded === true);
    show(byId('account-fields'), domain?.embedded === false);
    byId('login-hint').textContent = domain === undefined
      ? 'No domain is configured.'
      : domain.embedded
        ? 'Pick a name, and open this page in a second tab to have somebody to talk to.'
        : `Log in with an account on ${domain.name}.`;
  }

  #submit(onLogin) {
    const domain = this.#domain;
    byId('log-in').disabled = true;
    byId('login-error').textContent = '';
    if (domain.embedded) {
      const name = byId('nick').value.trim();
      localStorage.setItem(nickKey, name);
      onLogin({ name, address: domain.name, room: domain.room }, null);
    } else {
      const user = byId('user').value.trim();
      const address = user.includes('@') ? user : `${user}@${domain.name}`;
      onLogin({ name: address.split('@')[0], address }, byId('password').value);
    }
  }
}
