import { Api, ApiProblem } from './client/api.js';
import { listObjects, settled } from './client/objects.js';
import { upload } from './client/upload.js';
import { detail } from './detail.js';
import { byId, button, element } from './elements.js';
import { SAMPLES } from './samples.js';
import { advice, nameOf, sentence, sized, STATUSES, timed } from './words.js';

const connection = /** @type {HTMLDetailsElement} */ (byId('connection'));
const form = /** @type {HTMLFormElement} */ (connection.querySelector('form'));
const files = /** @type {HTMLInputElement} */ (byId('files'));
const moreObjects = byId('more-objects');

/** @type {Api} */
let api;
/** @type {string | null} */
let cursor = null;

/** Tells those who do not see the page. @param {string} text */
function speak(text) {
  byId('spoken').textContent = text;
}

/** @param {unknown} error */
function showProblem(error) {
  const box = byId('problem');
  const problem = error instanceof ApiProblem ? error : new ApiProblem(-1, { title: 'Something went wrong in this page', detail: String(error) });
  box.replaceChildren(element('strong', problem.title), element('p', `${asSentence(problem.message)} ${advice(problem.status)}`));
  if (problem.requestId) box.append(element('small', `Request ${problem.requestId}`));
  box.append(button('Close', () => { box.hidden = true; }));
  box.hidden = false;
}

/** @param {string} text */
function asSentence(text) {
  return text === '' ? '' : `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** Does something for the person, and shows what is wrong where it fails. @param {() => Promise<void>} work */
async function attempt(work) {
  await work().catch(showProblem);
}

/** @param {string} status */
function chip(status) {
  const { label, mood } = STATUSES[status] ?? { label: status, mood: 'calm' };
  return element('span', label, { className: `chip ${mood}` });
}

/** @param {boolean} again from the start, or one page more */
async function showObjects(again) {
  const page = await listObjects(api, again ? null : cursor);
  byId('problem').hidden = true;
  cursor = page.nextCursor;
  moreObjects.hidden = cursor === null;
  const list = byId('objects');
  if (again) list.replaceChildren();
  for (const entry of page.items) {
    const open = button(nameOf(entry.key), () => attempt(() => detail.open(api, entry, true)), 'open');
    open.title = entry.key;
    list.append(element('li', open, element('span', [sized(entry.size), timed(entry.committedAt)].filter(Boolean).join(', '), { className: 'quiet' }), chip(entry.status)));
  }
  if (list.childElementCount === 0) list.append(element('li', 'No file has been uploaded yet.', { className: 'quiet' }));
}

/** Uploads one file and tells how far it is. @param {File} file */
async function take(file) {
  const stop = new AbortController();
  const bar = element('progress', '', { max: Math.max(1, file.size), value: 0 });
  const said = element('span', 'Starting', { className: 'quiet' });
  const cancel = button('Cancel', () => stop.abort(), 'link');
  bar.setAttribute('aria-label', `Upload of ${file.name}`);
  const item = element('li', element('span', file.name, { className: 'name' }), element('span', sized(file.size), { className: 'quiet' }), cancel, bar, said);
  byId('uploads').prepend(item);
  try {
    const { id } = await upload(api, file, {
      signal: stop.signal,
      onProgress: (bytes) => {
        bar.value = bytes;
        said.textContent = bytes < file.size ? `${Math.floor((100 * bytes) / file.size)} % sent` : 'Sent';
      },
    });
    bar.removeAttribute('value');
    cancel.remove();
    said.textContent = 'Being read';
    const entry = await settled(api, id);
    bar.remove();
    said.replaceChildren(chip(entry.status), sentence(entry));
    speak(`${file.name}: ${sentence(entry)}`);
    await showObjects(true);
    await detail.open(api, entry);
  } catch (error) {
    bar.remove();
    cancel.remove();
    if (stop.signal.aborted) {
      said.textContent = 'Cancelled';
      return;
    }
    said.replaceChildren(element('span', 'Not uploaded', { className: 'chip bad' }), error instanceof Error ? asSentence(error.message) : '');
    showProblem(error);
  }
}

/** @param {Iterable<File>} chosen */
function takeAll(chosen) {
  for (const file of chosen) void take(file);
}

async function connect() {
  const { base, apiKey } = Object.fromEntries(new FormData(form));
  api = new Api(String(base), { 'x-api-key': String(apiKey) });
  await showObjects(true);
  connection.open = false;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void attempt(connect);
});
files.addEventListener('change', () => {
  takeAll([...files.files ?? []]);
  files.value = '';
});
for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-sample]'))) {
  one.addEventListener('click', () => void take(SAMPLES[String(one.dataset.sample)]()));
}
byId('refresh').addEventListener('click', () => void attempt(() => showObjects(true)));
moreObjects.addEventListener('click', () => void attempt(() => showObjects(false)));
byId('more-rows').addEventListener('click', () => void attempt(() => detail.more()));

const drop = byId('drop');
document.addEventListener('dragover', (event) => { event.preventDefault(); drop.classList.add('over'); });
document.addEventListener('dragleave', () => drop.classList.remove('over'));
document.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  takeAll(event.dataTransfer?.files ?? []);
});

// The page's own server says where the API is; a page of your own asks whoever signs people in.
await attempt(async () => {
  const { api: base, apiKey } = await (await fetch('config.json')).json();
  /** @type {HTMLInputElement} */ (form.elements.namedItem('base')).value = base;
  /** @type {HTMLInputElement} */ (form.elements.namedItem('apiKey')).value = apiKey;
  await connect();
});
