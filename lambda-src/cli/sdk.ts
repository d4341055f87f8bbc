import type { AwsAccess } from './aws';

/** What each of the SDK's clients is made with: the same credentials and region, and patience with throttles. */
export function sdkConfig({ region, credentials }: Pick<AwsAccess, 'region' | 'credentials'>) {
  return { region, credentials, maxAttempts: 6, retryMode: 'adaptive' };
}

/** The same for S3: an endpoint that is no AWS has no host name for each bucket, and need not know trailing checksums. */
export function s3Config(access: Pick<AwsAccess, 'region' | 'credentials'>) {
  const elsewhere = Boolean(process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL);
  return {
    ...sdkConfig(access),
    ...elsewhere && { forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' as const, responseChecksumValidation: 'WHEN_REQUIRED' as const },
  };
}

/** Whether an error of the SDK has one of these names. */
export function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** What `ask` answers, or undefined where the error has one of these names: what is asked for is not there. */
export async function unless<T>(ask: Promise<T>, ...names: string[]): Promise<T | undefined> {
  try {
    return await ask;
  } catch (error) {
    if (isNamed(error, ...names)) return undefined;
    throw error;
  }
}
