import { Format } from './format';
import { Limits } from './limits';
import { UpsertOptions } from './upsert-options';
import { RecordsConfig } from '../contract';
import { limitsConfig } from '../private/limits-config';
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
    return new Records({
      mode: 'rows',
      format: (options.format ?? Format.detect())._config(),
      maxErrorRate,
      ...maxErrors !== undefined && { maxErrors },
      ...Object.keys(limits).length > 0 && { limits },
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

  /**
   * What the handler gets.
   *
   * @internal
   */
  public _config(): RecordsConfig {
    return this.config;
  }
}
