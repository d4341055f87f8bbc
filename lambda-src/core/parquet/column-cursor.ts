import { DamagedParquet, decoding } from './damaged';
import type { ColumnMetadata, Hyparquet, PageHeader } from './hyparquet';
import { readerOf } from './hyparquet';
import type { Page, Pages } from './page';
import { MAX_PAGE_BYTES } from './page';
import type { OpenObject } from '../ports';
import type { ByteString } from '../records/parser';

/** A page header is longer only where it has statistics of long values. */
const HEADER_BYTES = 1024;
const MAX_HEADER_BYTES = 1024 * 1024;

/** Walks through the values of one column of one row group, page by page; of the file it holds one window, of the values one page. */
export class ColumnCursor {
  private window: Buffer = Buffer.alloc(0);
  /** Offsets in the object: where the window begins, what is read next, and where the column ends. */
  private base: number;
  private next: number;
  private readonly end: number;
  private page?: Page;
  private row = 0;
  private value = 0;

  /** @param onPage told the bytes of each page, packed and not */
  constructor(
    private readonly object: OpenObject, meta: ColumnMetadata, private readonly pages: Pages, private readonly windowBytes: number,
    private readonly lib: Hyparquet, private readonly onPage: (packed: number, unpacked: number) => void,
  ) {
    const data = Number(meta.data_page_offset);
    const dictionary = Number(meta.dictionary_page_offset ?? 0);
    this.next = this.base = dictionary > 0 && dictionary < data ? dictionary : data;
    this.end = this.next + Number(meta.total_compressed_size);
    if (!(this.next >= 4 && this.end <= object.metadata.size && this.end > this.next)) throw new DamagedParquet('a column that lies outside of the file');
  }

  /** Whether the next value is at hand. */
  get ready(): boolean {
    return this.page !== undefined && this.row < this.page.count;
  }

  /** Fetches the next page that has values. */
  async load(): Promise<void> {
    while (!this.ready) {
      if (this.next >= this.end) throw new DamagedParquet('a column that has fewer values than rows');
      const { header, length } = await this.header();
      const packed = Number(header.compressed_page_size);
      if (!(packed >= 0 && packed <= MAX_PAGE_BYTES)) throw new DamagedParquet(`a page of ${packed} bytes, and ${MAX_PAGE_BYTES} are allowed: write smaller pages`);
      this.onPage(packed, Number(header.uncompressed_page_size));
      const bytes = await this.bytes(this.next + length, packed);
      this.next += length + packed;
      const page = decoding(() => this.pages.read(header, bytes));
      if (page) {
        this.page = page;
        this.row = this.value = 0;
      }
    }
  }

  /** The JSON text of the next value; undefined where JSON cannot say it. */
  take(): ByteString | undefined {
    const page = this.page!;
    const present = page.levels === undefined || page.levels[this.row] === 1;
    this.row++;
    return present ? page.json(this.value++) : 'null';
  }

  private async header(): Promise<{ header: PageHeader; length: number }> {
    for (let size = HEADER_BYTES; ; size *= 4) {
      const available = Math.min(size, this.end - this.next);
      const reader = readerOf(await this.bytes(this.next, available));
      try {
        return { header: decoding(() => this.lib.parquetHeader(reader)), length: reader.offset };
      } catch (error) {
        if (available < size || size > MAX_HEADER_BYTES) throw error;
      }
    }
  }

  /** Bytes of the object, by way of the window. */
  private async bytes(from: number, length: number): Promise<Buffer> {
    if (from + length > this.end) throw new DamagedParquet('a page that ends behind its column');
    if (from < this.base || from + length > this.base + this.window.length) {
      const to = Math.min(this.end, from + Math.max(length, this.windowBytes));
      const chunks: Buffer[] = [];
      for await (const chunk of this.object.range(from, to)) chunks.push(chunk);
      this.window = Buffer.concat(chunks);
      this.base = from;
    }
    return this.window.subarray(from - this.base, from - this.base + length);
  }
}
