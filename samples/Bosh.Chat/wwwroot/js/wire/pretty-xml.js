import { element } from '../dom.js';

const longLine = 44;

// An element as indented lines, coloured by spans. Built of nodes: what a message says never becomes markup of the page.
export function prettyXml(root) {
  const lines = document.createDocumentFragment();
  write(root, 0, lines);
  return lines;
}

function write(node, depth, out) {
  const indent = '  '.repeat(depth);
  out.append(indent, span('punctuation', '<'), span('tag', node.tagName));
  writeAttributes(node, indent, out);
  if (node.childNodes.length === 0) {
    out.append(span('punctuation', '/>'));
    return;
  }
  out.append(span('punctuation', '>'));
  const inline = [...node.childNodes].some(child => child.nodeType !== Node.ELEMENT_NODE);
  for (const child of node.childNodes) {
    out.append(inline ? '' : '\n');
    if (child.nodeType === Node.ELEMENT_NODE) {
      write(child, inline ? 0 : depth + 1, out);
    } else {
      out.append(span('text', escape(child.nodeValue)));
    }
  }
  out.append(inline ? '' : `\n${indent}`, span('punctuation', '</'), span('tag', node.tagName), span('punctuation', '>'));
}

function writeAttributes(node, indent, out) {
  const attributes = [...node.attributes];
  const length = attributes.reduce((sum, attribute) => sum + attribute.name.length + attribute.value.length + 4, node.tagName.length);
  const separator = length > longLine ? `\n${indent}  ` : ' ';
  for (const attribute of attributes) {
    out.append(separator, span('attribute', attribute.name), span('punctuation', '='), span('value', `"${escape(attribute.value)}"`));
  }
}

const escape = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const span = (kind, text) => element('span', { class: `xml-${kind}` }, text);
