/** Elements of the page: text goes in as text and never as markup. */

/** @param {string} id */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {...(string | Node | Partial<HTMLElementTagNameMap[Tag]>)} content texts, nodes, properties
 */
export function element(tag, ...content) {
  const made = document.createElement(tag);
  for (const one of content) {
    if (typeof one === 'string' || one instanceof Node) made.append(one);
    else Object.assign(made, one);
  }
  return made;
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @param {string} [className]
 */
export function button(text, onClick, className = '') {
  const made = element('button', text, { type: 'button', className });
  made.addEventListener('click', onClick);
  return made;
}
