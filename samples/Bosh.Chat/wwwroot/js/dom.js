// The few things that every view does with the document. Text enters it as text nodes only.

export const byId = id => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children);
  return made;
}

// Shows one of several parts of the page: what is hidden takes no part in a form either.
export function show(part, visible) {
  part.hidden = !visible;
  if ('disabled' in part) {
    part.disabled = !visible;
  }
}
