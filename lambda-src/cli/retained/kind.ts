/** How a kind of resource that stacks leave behind is looked at and removed. */
export interface Kind {
  /** How AWS has it now; undefined where it is gone. */
  find(physicalId: string): Promise<Found | undefined>;
  /** Removes it with all that it holds. */
  remove(physicalId: string, onRemoved: (parts: number) => void): Promise<void>;
}

/** A resource that is there. */
export interface Found {
  /** What it holds, for a person. */
  readonly holds: string;
  readonly createdAt?: Date;
  /** The stack that its tags name. */
  readonly stackId?: string;
}
