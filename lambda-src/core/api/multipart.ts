import { type ChecksumAlgorithm, MAX_PARTS } from '../../../src/contract';
import { objectId, OBJECT_ID } from '../identity';
import { readBody } from './body';
import { uploadPrefix, visiblePrefix } from './caller';
import { signedUntil } from './create-upload';
import type { OperationHandler, OperationRequest } from './operation';
import { completedParts, lengthOfPart, readPartList, readPartRequests } from './part-list';
import type { ApiConfig, ApiPorts, UploadedPart } from './ports';
import { conflict, notFound } from './problem';
import { checkAlgorithm, checkFile, uploadKey } from './upload-checks';

/** What is remembered of an upload in parts. The client's id of it is that of the object which it becomes. */
export interface MultipartUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly size: number;
  readonly partSize: number;
  readonly algorithm?: ChecksumAlgorithm;
  /** The answer to its completion, once it is complete. */
  readonly completed?: string;
}

const MIB = 1024 ** 2;
/** Small enough to be sent again after a broken connection; S3's least is 5 MiB. */
const PART_BYTES = 8 * MIB;
/** The bucket's lifecycle aborts what is older. */
const LIFETIME_SECONDS = 7 * 24 * 3600;
/** For how long the completion of an upload may be asked for again. */
const COMPLETED_SECONDS = 24 * 3600;
const OWNER = 'upload';

/** `POST /multipart-uploads`: opens an upload of one object in parts. */
export const createMultipartUpload: OperationHandler = async ({ body, caller }, ports, config) => {
  const { checksumAlgorithm, ...file } = readBody(body, ['fileName', 'contentType', 'size', 'checksumAlgorithm'],
    '{"fileName": "...", "contentType": "...", "size": <bytes>}');
  checkFile(file, config);
  const { fileName, contentType, size } = file;
  const algorithm = checkAlgorithm(checksumAlgorithm, config.uploads.checksum);
  const key = uploadKey(uploadPrefix(caller, config), ports.uniqueName(), fileName);
  const partSize = Math.max(PART_BYTES, Math.ceil(size / MAX_PARTS / MIB) * MIB);
  const uploadId = await ports.multipart.create({ key, contentType, ...algorithm && { algorithm } });
  const id = objectId(config.bucket, key);
  const upload: MultipartUpload = { key, uploadId, size, partSize, ...algorithm && { algorithm } };
  await remember(id, upload, LIFETIME_SECONDS, ports);
  return JSON.stringify({ id, key, partSize, partCount: Math.ceil(size / partSize), checksumAlgorithm: algorithm ?? null });
};

/** `GET /multipart-uploads/{id}`: the parts that have arrived, so that an upload can be resumed. */
export const getMultipartUpload: OperationHandler = async (request, ports, config) => {
  const { key, size, partSize, algorithm, ...upload } = await findUpload(request, ports, config);
  const parts = upload.completed === undefined ? await listParts({ key, uploadId: upload.uploadId }, ports) : [];
  return JSON.stringify({
    id: request.id,
    key,
    size,
    partSize,
    partCount: Math.ceil(size / partSize),
    checksumAlgorithm: algorithm ?? null,
    completed: upload.completed !== undefined,
    parts: parts.map(part => ({ partNumber: part.partNumber, size: part.size, etag: part.etag })),
  });
};

/** `POST /multipart-uploads/{id}/parts`: a signed request for each of some parts, each for exactly the bytes that the part has. */
export const signParts: OperationHandler = async (request, ports, config) => {
  const upload = await findOpenUpload(request, ports, config);
  const parts = readPartRequests(request.body, upload);
  const expiresAt = signedUntil(ports.clock.now(), config);
  return JSON.stringify({
    parts: parts.map(({ partNumber, checksum }) => ({
      partNumber,
      size: lengthOfPart(partNumber, upload),
      ...ports.multipart.signPart({
        key: upload.key,
        uploadId: upload.uploadId,
        partNumber,
        bytes: lengthOfPart(partNumber, upload),
        expiresAt,
        ...checksum !== undefined && upload.algorithm && { checksum: { algorithm: upload.algorithm, value: checksum } },
      }),
    })),
    expiresAt: expiresAt.toISOString(),
  });
};

/** `POST /multipart-uploads/{id}/completion`: makes an object of the parts, if they are all there and no byte more than was announced. */
export const completeMultipartUpload: OperationHandler = async (request, ports, config) => {
  const upload = await findUpload(request, ports, config);
  const named = readPartList(request.body);
  if (upload.completed !== undefined) return upload.completed;
  const parts = completedParts(await listParts(upload, ports), upload, named);
  const object = await ports.multipart.complete({ ...upload, parts });
  if (!object) throw notFound(GONE);
  const completed = JSON.stringify({ id: request.id, key: upload.key, size: upload.size, etag: object.etag });
  await remember(request.id, { ...upload, completed }, COMPLETED_SECONDS, ports);
  return completed;
};

/** `DELETE /multipart-uploads/{id}`: gives an upload up, and its parts with it. */
export const abortMultipartUpload: OperationHandler = async (request, ports, config) => {
  const { key, uploadId } = await findOpenUpload(request, ports, config);
  await ports.multipart.abort({ key, uploadId });
  await ports.store.remove('upload', request.id, OWNER);
  return JSON.stringify({ id: request.id, key });
};

const GONE = 'no upload in parts has this id: it was never begun, it was aborted, or it is too old';

async function remember(id: string, upload: MultipartUpload, seconds: number, { store, clock }: ApiPorts): Promise<void> {
  await store.write('upload', id, OWNER, JSON.stringify(upload), new Date(clock.now().getTime() + seconds * 1000));
}

async function findUpload({ id, caller }: OperationRequest, ports: ApiPorts, config: ApiConfig): Promise<MultipartUpload> {
  const text = OBJECT_ID.test(id) ? await ports.store.read('upload', id) : undefined;
  const upload = text === undefined ? undefined : JSON.parse(text) as MultipartUpload;
  if (!upload?.key.startsWith(visiblePrefix(caller, config)) || objectId(config.bucket, upload.key) !== id) throw notFound(GONE);
  return upload;
}

async function findOpenUpload(request: OperationRequest, ports: ApiPorts, config: ApiConfig): Promise<MultipartUpload> {
  const upload = await findUpload(request, ports, config);
  if (upload.completed !== undefined) throw conflict('the upload is complete: see the object by GET /objects/{id}');
  return upload;
}

async function listParts(upload: { key: string; uploadId: string }, ports: ApiPorts): Promise<UploadedPart[]> {
  const parts = await ports.multipart.listParts(upload);
  if (!parts) throw notFound(GONE);
  return parts;
}
