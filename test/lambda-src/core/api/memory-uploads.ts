import type { ApiStore, MultipartUploads, StoredKind, UploadedPart } from '../../../../lambda-src/core/api/ports';

/** Uploads in parts in memory. */
export class MemoryMultipart implements MultipartUploads {
  /** Parts by S3's id of the upload; none where it is gone. */
  readonly open = new Map<string, UploadedPart[]>();
  readonly created: { key: string; contentType: string; algorithm?: string }[] = [];
  readonly completed: { key: string; parts: readonly UploadedPart[] }[] = [];

  async create(upload: { key: string; contentType: string; algorithm?: string }): Promise<string> {
    this.created.push(upload);
    this.open.set(`s3-${this.created.length}`, []);
    return `s3-${this.created.length}`;
  }

  async listParts({ uploadId }: { uploadId: string }): Promise<UploadedPart[] | undefined> {
    return this.open.get(uploadId);
  }

  async complete({ key, uploadId, parts }: { key: string; uploadId: string; parts: readonly UploadedPart[] }): Promise<{ etag: string } | undefined> {
    if (!this.open.delete(uploadId)) return undefined;
    this.completed.push({ key, parts });
    return { etag: `whole-${parts.length}` };
  }

  async abort({ uploadId }: { uploadId: string }): Promise<void> {
    this.open.delete(uploadId);
  }

  signPart({ key, partNumber, bytes, checksum }: Parameters<MultipartUploads['signPart']>[0]): { url: string; headers: Record<string, string> } {
    return { url: `https://landing.example/${key}?part=${partNumber}&bytes=${bytes}`, headers: checksum ? { 'x-sum': checksum.value } : {} };
  }
}

/** What the API remembers, in memory. */
export class MemoryStore implements ApiStore {
  readonly items = new Map<string, { owner: string; text: string; expiresAt: Date }>();

  constructor(private readonly now: () => Date) {}

  async read(kind: StoredKind, id: string): Promise<string | undefined> {
    return this.at(kind, id)?.text;
  }

  async claim(kind: StoredKind, id: string, owner: string, text: string, expiresAt: Date): Promise<boolean> {
    const held = this.at(kind, id);
    if (held && held.owner !== owner) return false;
    this.items.set(`${kind} ${id}`, { owner, text, expiresAt });
    return true;
  }

  write(kind: StoredKind, id: string, owner: string, text: string, expiresAt: Date): Promise<boolean> {
    return this.claim(kind, id, owner, text, expiresAt);
  }

  async remove(kind: StoredKind, id: string, owner: string): Promise<void> {
    if (this.at(kind, id)?.owner === owner) this.items.delete(`${kind} ${id}`);
  }

  private at(kind: StoredKind, id: string): { owner: string; text: string; expiresAt: Date } | undefined {
    const item = this.items.get(`${kind} ${id}`);
    return item && item.expiresAt > this.now() ? item : undefined;
  }
}
