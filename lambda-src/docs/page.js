/* The page of documentation. It is given the document, or the ways to authorize, and then gets the document as a caller of the API. */
(() => {
  const given = JSON.parse(document.getElementById('given').textContent);
  const form = document.getElementById('ask');
  const problem = document.getElementById('problem');

  const dark = matchMedia('(prefers-color-scheme: dark)');
  const dress = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
  dark.addEventListener('change', dress);
  dress();

  /** Shows the document. Whoever came here by HTTP may try it, on the API that the page came from. */
  function show(spec, entered = {}) {
    const isFile = location.protocol === 'file:';
    if (!isFile) spec.servers = [{ url: new URL('.', location.href).href.replace(/\/$/, '') }];
    document.title = spec.info.title;
    const ui = SwaggerUIBundle({
      spec,
      domNode: document.getElementById('documentation'),
      deepLinking: true,
      displayRequestDuration: true,
      defaultModelsExpandDepth: 0,
      supportedSubmitMethods: isFile ? [] : ['get', 'post', 'delete'],
      onComplete: () => Object.entries(entered).forEach(([name, value]) => ui.preauthorizeApiKey(name, value)),
    });
  }

  /** The header that a scheme of OpenAPI is sent in. */
  function headerOf({ type, name }, value) {
    return type === 'http' ? ['authorization', `Bearer ${value}`] : [name, value];
  }

  function addField(scheme, { type, description }) {
    const label = document.createElement('label');
    const note = document.createElement('small');
    const input = Object.assign(document.createElement('input'), { type: 'password', name: scheme, required: true, autocomplete: 'off', spellcheck: false });
    label.textContent = scheme === 'apiKey' ? 'API key' : type === 'http' ? 'Token' : 'Authorization';
    note.textContent = description;
    label.append(note, input);
    document.getElementById('credentials').append(label);
  }

  async function submit() {
    const entered = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    const headers = Object.entries(entered).map(([name, value]) => headerOf(given.schemes[name], value));
    const answer = await fetch('openapi.json', { headers, cache: 'no-store', credentials: 'omit' });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail ?? `The API answered with ${answer.status}.`);
    form.hidden = true;
    show(body, entered);
  }

  if (given.document) return show(given.document);
  Object.entries(given.schemes).forEach(([name, scheme]) => addField(name, scheme));
  form.hidden = false;
  form.elements[0].focus();
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    problem.textContent = '';
    await submit().catch((error) => { problem.textContent = error.message; });
    button.disabled = false;
  });
})();
