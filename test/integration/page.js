/* What a page on another origin does: it runs in a browser and, where there is none, in Node.js. */
// eslint-disable-next-line @typescript-eslint/no-unused-vars
async function visit(api, apiKey) {
  const seen = {};
  const step = async (name, work) => {
    try {
      seen[name] = await work();
    } catch (error) {
      seen[name] = `${error.name}`;
    }
  };
  const get = (path, key = apiKey) => fetch(`${api}${path}`, { headers: { 'x-api-key': key } });
  const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

  await step('upload', async () => {
    const answer = await fetch(`${api}/uploads`, {
      method: 'POST',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ fileName: 'page.csv', contentType: 'text/csv', size: 6 }),
    });
    const form = await answer.json();
    const data = new FormData();
    for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
    data.append('file', new Blob(['n\n1\n2\n']));
    const uploaded = await fetch(form.url, { method: 'POST', body: data });
    seen.key = form.key;
    return uploaded.status;
  });
  await step('list', async () => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const { items } = await (await get('/objects')).json();
      const entry = items.find(({ key }) => key === seen.key);
      if (entry?.status === 'COMMITTED') return (seen.id = entry.id) && entry.rowsWritten;
      await pause();
    }
    return 'not committed';
  });
  await step('rows', async () => {
    const answer = await get(`/objects/${seen.id}/rows`);
    return { items: (await answer.json()).items, etag: answer.headers.get('etag') !== null };
  });
  await step('refusal of the gateway', async () => {
    const answer = await get('/objects', 'wrong');
    const { title, requestId } = await answer.json();
    const type = answer.headers.get('content-type');
    return { status: answer.status, type, title, same: requestId === answer.headers.get('x-amzn-requestid') };
  });
  // Without a header of our own, because what there is not answers no preflight.
  await step('no such route', async () => (await fetch(`${api}/nothing`)).status);
  await step('refusal of the handler', async () => {
    const answer = await get('/objects?limit=0');
    return { status: answer.status, detail: (await answer.json()).detail };
  });
  await step('deletion', async () => (await fetch(`${api}/objects/${seen.id}`, { method: 'DELETE', headers: { 'x-api-key': apiKey } })).status);
  await step('a header that is not allowed', async () => (await fetch(`${api}/health`, { headers: { 'x-api-key': apiKey, 'x-other': '1' } })).status);
  return seen;
}
