/** An answer of HTTP/1.1, all of it. */
export interface Answer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** As UTF-8. */
  readonly text: string;
  /** Whether the connection can be used again. */
  readonly keepsAlive: boolean;
}

type Part = 'head' | 'content' | 'chunk size' | 'chunk' | 'chunk end' | 'trailer' | 'nothing';

interface Head extends Pick<Answer, 'status' | 'headers'> {
  readonly version: string;
}

const BREAK = '\r\n';

/** Bytes that a head, or a line between chunks, may have. */
const MAX_TEXT_BYTES = 64 * 1024;

/**
 * Puts one answer together of the pieces that a connection brings: a body of a known length, in chunks, or up to the end of the connection.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
export class AnswerReader {
  private expected: Part = 'head';
  private unread: Buffer = Buffer.alloc(0);
  private head: Head | undefined;
  private readonly body: Buffer[] = [];
  /** Bytes of the content or the chunk that are still to come. */
  private left = 0;

  /** Takes the next piece, and keeps no hold of it; returns the answer where that was its last. Throws where it is not HTTP. */
  push(piece: Buffer): Answer | undefined {
    this.unread = this.unread.length === 0 ? piece : Buffer.concat([this.unread, piece]);
    while (this.take());
    if (this.expected === 'nothing') return this.answer();
    this.unread = Buffer.from(this.unread);
    return undefined;
  }

  /** The connection has ended; returns the answer that had no other end. */
  end(): Answer | undefined {
    return this.expected === 'content' && this.left === Infinity ? this.answer() : undefined;
  }

  /** Takes what is expected next off the unread bytes; false where they are not all of it. */
  private take(): boolean {
    switch (this.expected) {
      case 'head': return this.line(BREAK + BREAK, text => this.begin(text));
      case 'content': return this.content('nothing');
      case 'chunk size': return this.line(BREAK, text => this.beginChunk(text));
      case 'chunk': return this.content('chunk end');
      case 'chunk end': return this.line(BREAK, text => text === '' ? 'chunk size' : malformed('a chunk is longer than its size'));
      case 'trailer': return this.line(BREAK, text => text === '' ? 'nothing' : 'trailer');
      case 'nothing': return false;
    }
  }

  private line(end: string, then: (text: string) => Part): boolean {
    const length = this.unread.indexOf(end, 0, 'latin1');
    if (length > MAX_TEXT_BYTES || (length < 0 && this.unread.length > MAX_TEXT_BYTES)) return malformed('its head does not end');
    if (length < 0) return false;
    const text = this.unread.toString('latin1', 0, length);
    this.unread = this.unread.subarray(length + end.length);
    this.expected = then(text);
    return true;
  }

  private content(next: Part): boolean {
    const piece = this.unread.subarray(0, this.left);
    this.unread = this.unread.subarray(piece.length);
    this.left -= piece.length;
    if (piece.length > 0) this.body.push(Buffer.from(piece));
    if (this.left > 0) return false;
    this.expected = next;
    return true;
  }

  private begin(text: string): Part {
    const head = headOf(text);
    // An interim answer: the final one comes behind it.
    if (head.status < 200) return 'head';
    this.head = head;
    if (head.status === 204 || head.status === 304) return 'nothing';
    const coding = head.headers.get('transfer-encoding');
    if (coding !== undefined) return coding.toLowerCase() === 'chunked' ? 'chunk size' : malformed(`its transfer coding is ${coding}`);
    this.left = lengthOf(head.headers.get('content-length'));
    return 'content';
  }

  private beginChunk(text: string): Part {
    const size = /^[0-9a-f]{1,8}(?=;|$)/i.exec(text)?.[0] ?? malformed('a chunk has no size');
    this.left = parseInt(size, 16);
    return this.left === 0 ? 'trailer' : 'chunk';
  }

  private answer(): Answer {
    const { version, status, headers } = this.head ?? malformed('it has no head');
    const keepsAlive = version === '1.1' && this.left === 0 && this.unread.length === 0 && !/\bclose\b/i.test(headers.get('connection') ?? '');
    return { status, headers, text: (this.body.length === 1 ? this.body[0] : Buffer.concat(this.body)).toString(), keepsAlive };
  }
}

function headOf(text: string): Head {
  const [first, ...lines] = text.split(BREAK);
  const [, version, status] = /^HTTP\/(1\.[01]) ([1-5]\d\d)(?: |$)/.exec(first) ?? malformed('it does not begin with a status');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) malformed('a header has no name');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return { version, status: Number(status), headers };
}

/** Without a length, the body ends with the connection. */
function lengthOf(header: string | undefined): number {
  if (header === undefined) return Infinity;
  return /^\d{1,15}$/.test(header) ? Number(header) : malformed(`its length is ${header}`);
}

function malformed(why: string): never {
  throw Object.assign(new Error(`the answer is no HTTP/1.1: ${why}`), { code: 'EPROTO' });
}
