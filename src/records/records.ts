import { Size } from 'aws-cdk-lib';
import { Format } from './format';
import { Limits } from './limits';
import { RowTtl } from './row-ttl';
import { Schema } from './schema';
import { UpsertOptions } from './upsert-options';
import { RecordsConfig } from '../contract';
import { limitsConfig } from '../private/limits-config';
import { checkTtlColumn } from '../private/ttl-column';
import { upsertConfig } from '../private/upsert-config';

/** Options of {@link Records.rows}. */
export interface RowsOptions {
  /**
   * How the bytes become records.
   *
   * @default Format.detect()
   */
  readonly format?: Format;

  /**
   * Share of the records, 0 to 1, that may be rejected before the whole file is quarantined and shows no row.
   *
   * @default 0.1
   */
  readonly maxErrorRate?: number;

  /**
   * Rejected records that a file may have, 0 or more, whatever their share. With one more the file is quarantined at once, unread from there on.
   *
   * @default - the share alone decides
   */
  readonly maxErrors?: number;

  /**
   * Files of lines (CSV, NDJSON) that are more than twice as large and not compressed are read in parts of this size, side by side.
   * From 64 KiB; a file has 256 parts at most, so those of the largest files are larger.
   *
   * @default Size.mebibytes(32)
   */
  readonly partSize?: Size;

  /**
   * What records must be, and how they become rows: typed columns, renames, constants, computed members.
   *
   * @default - each record is a row as it stands, each field of CSV a string
   */
  readonly schema?: Schema;

  /**
   * When a row is no longer kept. The table gets its time to live; on a table of yours set it yourself, on the attribute `expiresAt`.
   *
   * @default - as long as its object
   */
  readonly rowTtl?: RowTtl;

  /**
   * How much one file may come to.
   *
   * @default - 100 GiB, 100 million rows, 200:1 compression, 400 KiB a row, 1,000 columns, 100 levels of JSON
   */
  readonly limits?: Limits;
}

/** What becomes of an object: its metadata alone, each of its records as a row, or each as the newest of its key. */
export class Records {
  /** The ledger entry alone: key, size, type, tags, times. The content is not read. */
  public static metadata(): Records {
    return new Records({ mode: 'metadata', format: { kind: 'detect' }, maxErrorRate: 0 });
  }

  /**
   * Every record becomes one row, in file order, all of a file at once: readers see the rows of one complete version
   * of the object, never a mixture.
   */
  public static rows(options: RowsOptions = {}): Records {
    const maxErrorRate = options.maxErrorRate ?? 0.1;
    if (!(maxErrorRate >= 0 && maxErrorRate <= 1)) {
      throw new Error(`maxErrorRate is a share between 0 and 1, not ${maxErrorRate}`);
    }
    const { maxErrors } = options;
    if (maxErrors !== undefined && !(Number.isInteger(maxErrors) && maxErrors >= 0)) {
      throw new Error(`maxErrors is a whole number of 0 or more, not ${maxErrors}`);
    }
    const limits = limitsConfig(options.limits ?? {});
    const schema = options.schema?._config();
    const rowTtl = options.rowTtl?._config();
    if (rowTtl) checkTtlColumn(rowTtl, schema);
    return new Records({
      mode: 'rows',
      format: (options.format ?? Format.detect())._config(),
      maxErrorRate,
      ...maxErrors !== undefined && { maxErrors },
      ...Object.keys(limits).length > 0 && { limits },
      ...options.partSize && { partBytes: checkPartSize(options.partSize.toBytes()) },
      ...schema && { schema },
      ...rowTtl && { rowTtl },
    });
  }

  /**
   * Every record is found by a key of its own, whatever file it came in, and the newest record of a key stays: that of the object which was
   * modified last, or of the greater object key where two were modified in the same second; of one object that of its newest version; of
   * one version the later one.
   *
   * The last writer wins, key by key. It promises no more: readers may see some records of a file before the others, a new version of an
   * object takes nothing away that it does not overwrite, and neither does the deletion of an object. Records are deleted by records, see
   * {@link UpsertOptions.tombstone}. `COMMITTED` means that each record was written or has lost to a newer one.
   */
  public static upsert(options: UpsertOptions): Records {
    return new Records({ ...Records.rows(options)._config(), mode: 'upsert', upsert: upsertConfig(options) });
  }

  private constructor(private readonly config: RecordsConfig) {}

  /** True where the content of an object is read. */
  public get readsContent(): boolean {
    return this.config.mode !== 'metadata';
  }

  /** True where rows or tombstones are deleted after a time. */
  public get rowsExpire(): boolean {
    return this.config.rowTtl !== undefined || this.config.upsert?.tombstone?.keepSeconds !== undefined;
  }

  /**
   * What the handler gets.
   *
   * @internal
   */
  public _config(tenants: boolean = false): RecordsConfig {
    const { upsert } = this.config;
    return upsert && tenants ? { ...this.config, upsert: { ...upsert, tenants } } : this.config;
  }
}

/** Smaller parts cost more in messages and claims than in reading. */
const MIN_PART_BYTES = 64 * 1024;

function checkPartSize(bytes: number): number {
  if (bytes < MIN_PART_BYTES) throw new Error(`partSize is ${MIN_PART_BYTES} bytes or more, not ${bytes}`);
  return bytes;
}
