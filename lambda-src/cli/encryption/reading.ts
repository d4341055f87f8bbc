import type { Properties } from './asked';

/** How something is encrypted: in what way, and where a key has a name, by which. */
export interface Encryption {
  readonly how: string;
  readonly key?: string;
}

/** How the encryption of one type of resource is read, from its template and from AWS. */
export interface Reading {
  /** What the properties ask for, AWS's defaults included. Undefined where there is nothing to encrypt. */
  asked(properties: Properties): Encryption | undefined;
  deployed(physicalId: string, properties: Properties): Promise<Encryption>;
}

/** By a key of AWS KMS. */
export const byKey = (key: string): Encryption => ({ how: 'KMS', key });
/** By a key that the service owns, and that costs and shows nothing. */
export const OWNED: Encryption = { how: 'a key that AWS owns' };
/** By S3's or SQS's own. */
export const MANAGED: Encryption = { how: 'AES256' };
/** Not at all, as far as the service says. */
export const NONE: Encryption = { how: 'not encrypted' };

/** A member that is a text and not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A member that is an object; an empty one where it is not there. */
export function objectOf(value: unknown): Properties {
  return typeof value === 'object' && value !== null ? value as Properties : {};
}

/** Whether a member is true, as a template may write it. */
export function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}
