import { listRows } from './client/objects.js';
import { byId, element } from './elements.js';
import { nameOf, sentence } from './words.js';

/**
 * @typedef {import('./client/api.js').Api} Api
 * @typedef {import('./client/api.js').Entry} Entry
 */

/** Characters of a value that are shown. */
const LONGEST = 300;

/** One file and its rows. */
class Detail {
  /** @type {Api | undefined} */
  api;
  id = '';
  /** @type {string | null} */
  cursor = null;
  /** @type {string[]} */
  columns = [];
  /** @type {{ row: number, data: unknown }[]} */
  rows = [];

  /**
   * Shows a file from its first row on.
   *
   * @param {Api} api
   * @param {Entry} entry
   * @param {boolean} [asked] by the person, whose eyes it should meet
   */
  async open(api, entry, asked = false) {
    Object.assign(this, { api, id: entry.id, cursor: null, columns: [], rows: [] });
    byId('detail-title').textContent = nameOf(entry.key);
    byId('detail-status').textContent = sentence(entry);
    byId('rows').replaceChildren();
    byId('more-rows').hidden = true;
    byId('detail').hidden = false;
    if (entry.rowsWritten > 0) await this.more();
    if (!asked) return;
    byId('detail').focus({ preventScroll: true });
    byId('detail').scrollIntoView({ block: 'nearest' });
  }

  /** Shows one page of rows more. */
  async more() {
    if (!this.api) return;
    const { id } = this;
    const page = await listRows(this.api, id, this.cursor);
    // Another file may have been opened meanwhile.
    if (id !== this.id) return;
    this.cursor = page.nextCursor;
    this.rows.push(...page.items);
    this.columns = [...new Set([...this.columns, ...page.items.flatMap(({ data }) => Object.keys(membersOf(data)))])];
    byId('rows').replaceChildren(this.table());
    byId('more-rows').hidden = this.cursor === null;
  }

  table() {
    const head = element('tr', heading('#'), ...this.columns.map(heading));
    const body = this.rows.map(({ row, data }) => {
      const members = membersOf(data);
      return element('tr', element('td', String(row), { className: 'quiet' }), ...this.columns.map((name) => cell(members[name])));
    });
    return element('table', element('thead', head), element('tbody', ...body));
  }
}

/** @param {string} text */
function heading(text) {
  return element('th', text, { scope: 'col' });
}

/** Rows of JSON need not be objects. @param {unknown} data @returns {Record<string, unknown>} */
function membersOf(data) {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? /** @type {Record<string, unknown>} */ (data) : { value: data };
}

/** @param {unknown} value */
function cell(value) {
  if (value === undefined) return element('td');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return element('td', text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

export const detail = new Detail();
