import { Duration } from 'aws-cdk-lib';
import { RowTtlConfig } from '../contract';

/** When a row is no longer kept. DynamoDB deletes it within a few days after that; the API does not show it from then on. The ledger entry stays. */
export class RowTtl {
  /** So long after the file was read. */
  public static afterIngest(duration: Duration): RowTtl {
    return new RowTtl({ seconds: secondsOf(duration), from: 'now' });
  }

  /** So long after the file was last changed, so that a file that is read again has the same rows for the same time. */
  public static afterLastModified(duration: Duration): RowTtl {
    return new RowTtl({ seconds: secondsOf(duration), from: 'lastModified' });
  }

  /**
   * When a column of the schema says, or so long after that: of the format `date` or `date-time`, or a number of seconds since 1970. A row that has no value there
   * is kept.
   *
   * @param column its name in the file
   * @param duration added to what the column says; nothing where it is left open
   */
  public static column(column: string, duration: Duration = Duration.seconds(0)): RowTtl {
    return new RowTtl({ seconds: duration.toSeconds(), from: { column } });
  }

  private constructor(private readonly config: RowTtlConfig) {}

  /**
   * What the handler gets.
   *
   * @internal
   */
  public _config(): RowTtlConfig {
    return this.config;
  }
}

function secondsOf(duration: Duration): number {
  const seconds = duration.toSeconds();
  if (seconds < 1) throw new Error(`rows are kept for at least a second, not ${seconds}`);
  return seconds;
}
