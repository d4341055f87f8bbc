/** Props of {@link Capacity.provisioned}. */
export interface ProvisionedCapacity {
  /** Read capacity units, at least 1. The two indexes get the same each. */
  readonly read: number;
  /** Write capacity units, at least 1. The two indexes get the same each. */
  readonly write: number;
}

/** How a table is charged. */
export class Capacity {
  /** By request. */
  public static onDemand(): Capacity {
    return new Capacity();
  }

  /** By the hour, for a fixed throughput. */
  public static provisioned(capacity: ProvisionedCapacity): Capacity {
    for (const [name, value] of Object.entries(capacity)) {
      if (!Number.isInteger(value) || value < 1) {
        throw new Error(`${name} capacity is a whole number from 1, not ${value}`);
      }
    }
    return new Capacity(capacity.read, capacity.write);
  }

  private constructor(
    /** Read capacity units; undefined on demand. */
    public readonly read?: number,
    /** Write capacity units; undefined on demand. */
    public readonly write?: number,
  ) {}

  /** True where requests are charged one by one. */
  public get isOnDemand(): boolean {
    return this.write === undefined;
  }
}
