import { createUpload } from './create-upload';
import { toEntry } from './entry';
import { listObjects } from './list-objects';
import { listRows } from './list-rows';
import { findItem, type Operations } from './operation';

/** What the API can do. The short ones are here, the others in files of their name. */
export const operations: Operations = {
  listObjects,
  listRows,
  createUpload,
  getObject: async (request, ports, config) => JSON.stringify(toEntry(await findItem(request, ports, config))),
  deleteObject: async (request, ports, config) => {
    const { id, key } = await findItem(request, ports, config);
    await ports.objects.remove(key);
    return JSON.stringify({ id, key });
  },
  getHealth: async () => JSON.stringify({ status: 'ok' }),
};
