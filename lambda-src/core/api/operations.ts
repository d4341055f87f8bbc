import { createUpload } from './create-upload';
import { getDocs, getOpenApi } from './docs';
import { checkIfMatch, isKnown, notModified, revalidated } from './entity-tag';
import { represent } from './entry';
import { createJob, getJob, listJobs, replayObject } from './jobs';
import { listObjects } from './list-objects';
import { listRecords } from './list-records';
import { listRows } from './list-rows';
import { abortMultipartUpload, completeMultipartUpload, createMultipartUpload, getMultipartUpload, signParts } from './multipart';
import { findItem, type Operations } from './operation';

/** What the API can do. The short ones are here, the others in files of their name. */
export const operations: Operations = {
  listObjects,
  listRows,
  listRecords,
  createUpload,
  createJob,
  getJob,
  listJobs,
  replayObject,
  createMultipartUpload,
  getMultipartUpload,
  signParts,
  completeMultipartUpload,
  abortMultipartUpload,
  getOpenApi,
  getDocs,
  getObject: async (request, ports, config) => {
    const { body, etag } = represent(await findItem(request, ports, config));
    const headers = revalidated(etag);
    return isKnown(request.header('if-none-match'), etag) ? notModified(headers) : { body, headers };
  },
  deleteObject: async (request, ports, config) => {
    const item = await findItem(request, ports, config);
    checkIfMatch(request.header('if-match'), represent(item).etag);
    const { id, key } = item;
    await ports.objects.remove(key);
    return JSON.stringify({ id, key });
  },
  getHealth: async () => JSON.stringify({ status: 'ok' }),
};
