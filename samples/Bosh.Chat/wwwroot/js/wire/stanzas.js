// What a <body/> carries, in the words that the picture shows, and without its secrets.

const saslNamespace = 'urn:ietf:params:xml:ns:xmpp-sasl';
const secretElements = new Set(['auth', 'response', 'challenge', 'success', 'password']);

// Returns the <body/>, or null where the text is none.
export function parseBody(text) {
  const root = new DOMParser().parseFromString(text, 'text/xml').documentElement;
  return root.localName === 'body' && !root.querySelector('parsererror') ? hideSecrets(root) : null;
}

// The sid is as good as a password while the session lives, so the picture keeps only its beginning.
function hideSecrets(root) {
  for (const child of root.querySelectorAll('*')) {
    if (secretElements.has(child.localName) && child.childElementCount === 0 && child.textContent !== '') {
      child.textContent = '••••••••';
    }
  }
  for (const name of ['sid', 'authid', 'key', 'newkey']) {
    const value = root.getAttribute(name);
    if (value) {
      root.setAttribute(name, `${value.slice(0, 4)}…`);
    }
  }
  return root;
}

export function describeRequest(root) {
  const words = [];
  if (!root.hasAttribute('sid')) {
    words.push('new session');
  }
  if (root.getAttribute('xmpp:restart') === 'true') {
    words.push('restart');
  }
  if (root.hasAttribute('pause')) {
    words.push('pause');
  }
  words.push(...describeChildren(root));
  if (root.getAttribute('type') === 'terminate') {
    words.push('terminate');
  }
  return count(words);
}

export function describeAnswer(root, toNewSession) {
  const words = toNewSession && root.hasAttribute('sid') ? ['session'] : [];
  words.push(...describeChildren(root));
  if (root.getAttribute('type') === 'terminate') {
    words.push(root.getAttribute('condition') ?? 'goodbye');
  }
  return count(words);
}

function describeChildren(root) {
  return [...root.children].map(child => {
    if (child.namespaceURI === saslNamespace) {
      const mechanism = child.getAttribute('mechanism');
      return mechanism ? `${child.localName} ${mechanism}` : child.localName;
    }
    if (child.localName === 'iq') {
      const payload = child.firstElementChild;
      const what = payload?.namespaceURI?.match(/[^:/#-]+$/)?.[0];
      return ['iq', child.getAttribute('type') === 'get' || child.getAttribute('type') === 'set' ? what : child.getAttribute('type')].join(' ');
    }
    return child.getAttribute('type') === 'error' ? `${child.localName} error` : child.localName;
  });
}

// ['message', 'message', 'presence'] becomes 'message ×2, presence'.
function count(words) {
  const counts = new Map();
  for (const word of words) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, times]) => times > 1 ? `${word} ×${times}` : word).join(', ');
}
