import { Token } from 'aws-cdk-lib';

/** Props of {@link Capacity.provisioned}. */
export interface ProvisionedCapacity {
  /** Read capacity units, at least 1. The two indexes get the same each. */
  readonly read: number;
  /** Write capacity units, at least 1. The two indexes get the same each. */
  readonly write: number;

  /**
   * Read capacity units that scaling may go up to. The two indexes scale alike.
   *
   * @default - reads do not scale
   */
  readonly maxRead?: number;

  /**
   * Write capacity units that scaling may go up to. The two indexes scale alike.
   *
   * @default - writes do not scale
   */
  readonly maxWrite?: number;

  /**
   * Share of the capacity in use, in percent, 20 to 90, that scaling aims at.
   *
   * @default 70
   */
  readonly targetUtilizationPercent?: number;
}

/** Props of {@link Capacity.onDemand}. */
export interface OnDemandCapacity {
  /**
   * Read request units per second over which the table throttles, so that a mistake has a bounded price. The two indexes get the same each.
   *
   * @default - only the quota of the account
   */
  readonly maxRead?: number;

  /**
   * Write request units per second over which the table throttles. The two indexes get the same each.
   *
   * @default - only the quota of the account
   */
  readonly maxWrite?: number;
}

/** How a table is charged. */
export class Capacity {
  /** By request. */
  public static onDemand(limits: OnDemandCapacity = {}): Capacity {
    checkUnits({ maxRead: limits.maxRead, maxWrite: limits.maxWrite });
    return new Capacity(undefined, undefined, limits.maxRead, limits.maxWrite);
  }

  /** By the hour, for a throughput that is fixed or scales between two bounds. */
  public static provisioned(capacity: ProvisionedCapacity): Capacity {
    const { read, write, maxRead, maxWrite, targetUtilizationPercent: target } = capacity;
    checkUnits({ read, write, maxRead, maxWrite });
    for (const [name, min, max] of [['read', read, maxRead], ['write', write, maxWrite]] as const) {
      if (max !== undefined && ![min, max].some(Token.isUnresolved) && max < min) throw new Error(`${name} capacity scales from ${min} to ${max}: the second must not be below the first`);
    }
    if (target !== undefined && !(target >= 20 && target <= 90)) throw new Error(`targetUtilizationPercent is 20 to 90, not ${target}`);
    return new Capacity(read, write, maxRead, maxWrite, target);
  }

  private constructor(
    /** Read capacity units; undefined on demand. */
    public readonly read?: number,
    /** Write capacity units; undefined on demand. */
    public readonly write?: number,
    /** Upper bound of the read units; undefined where there is none. */
    public readonly maxRead?: number,
    /** Upper bound of the write units; undefined where there is none. */
    public readonly maxWrite?: number,
    /** What scaling aims at, in percent; undefined for the default. */
    public readonly targetUtilizationPercent?: number,
  ) {}

  /** True where requests are charged one by one. */
  public get isOnDemand(): boolean {
    return this.write === undefined;
  }
}

function checkUnits(units: Record<string, number | undefined>): void {
  for (const [name, value] of Object.entries(units)) {
    if (value !== undefined && !Token.isUnresolved(value) && (!Number.isInteger(value) || value < 1)) throw new Error(`${name} capacity is a whole number from 1, not ${value}`);
  }
}
