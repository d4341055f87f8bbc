import { element } from './xml';

/** The services that the data plane calls. */
export type ServiceName = 'dynamodb' | 's3' | 'sqs' | 'events' | 'states' | 'lambda';

/** A call to an AWS service that did not succeed. Carries no credential, no request body and no signed URL. */
export class ServiceError extends Error {
  /** The call may succeed if it is repeated; a write may have been applied. */
  readonly retryable: boolean;
  /** The service asked for fewer calls. */
  readonly throttled: boolean;

  constructor(
    readonly service: ServiceName,
    /** `PutItem`, or for S3 the HTTP method. */
    readonly operation: string,
    /** HTTP status, 0 where no answer came. */
    readonly status: number,
    /** The service's own code (`ConditionalCheckFailedException`, `NoSuchKey`) or Node's (`ECONNRESET`). */
    readonly code: string,
    detail: string,
    readonly requestId?: string,
    /** The answer's JSON but for S3, for instance with the `Item` of a failed condition. */
    readonly response?: Record<string, unknown>,
  ) {
    super(`${service} ${operation} failed with ${code}${status ? ` (${status})` : ''}${detail ? `: ${detail}` : ''}`);
    this.name = code;
    this.throttled = THROTTLES.has(code) || status === 429;
    this.retryable = this.throttled || status === 0 || status >= 500 || TRANSIENT.has(code);
  }
}

/** Whether an error is a service's and the call may succeed if it is repeated. */
export function isRetryable(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.retryable;
}

/** Whether a write did not hold under its condition. */
export function isConditionFailure(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'ConditionalCheckFailedException';
}

const THROTTLES: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded', 'LimitExceededException',
  'ThrottlingError', 'Throttling', 'TooManyRequestsException', 'SlowDown', 'ReplicatedWriteConflictException',
]);

const TRANSIENT: ReadonlySet<string> = new Set([
  'TransactionInProgressException', 'RequestTimeout', 'RequestTimeoutException', 'OperationAborted',
]);

/** Codes for answers without a body: S3 sends none for HEAD and for 304. */
const CODE_OF_STATUS: Record<number, string> = {
  301: 'PermanentRedirect',
  304: 'NotModified',
  307: 'TemporaryRedirect',
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  412: 'PreconditionFailed',
  416: 'InvalidRange',
  429: 'TooManyRequestsException',
  503: 'SlowDown',
};

/** Reads the error body of the JSON protocol: `{"__type": "com.amazonaws.dynamodb.v20120810#Code", "message": …}`, in either capitalisation. */
export function jsonError(service: ServiceName, operation: string, status: number, body: string, requestId?: string): ServiceError {
  let answer: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) answer = parsed as Record<string, unknown>;
  } catch {
    // A proxy or a load balancer answered: the status says what there is to say.
  }
  const type = typeof answer.__type === 'string' ? answer.__type : '';
  const code = type.slice(type.lastIndexOf('#') + 1) || codeOf(status);
  return new ServiceError(service, operation, status, code, String(answer.message ?? answer.Message ?? ''), requestId, answer);
}

/** Reads S3's error body: `<Error><Code>…</Code><Message>…</Message><RequestId>…</RequestId></Error>`. */
export function s3Error(method: string, status: number, body: string, requestId?: string): ServiceError {
  const code = element(body, 'Code') ?? codeOf(status);
  return new ServiceError('s3', method, status, code, element(body, 'Message') ?? '', requestId ?? element(body, 'RequestId'));
}

/** A socket that closed, a name that did not resolve, an answer that did not come in time. */
export function networkError(service: ServiceName, operation: string, cause: unknown): ServiceError {
  const code = (cause as NodeJS.ErrnoException).code;
  return new ServiceError(service, operation, 0, code ?? 'NetworkError', 'no answer came from the service');
}

function codeOf(status: number): string {
  return CODE_OF_STATUS[status] ?? (status >= 500 ? 'InternalError' : 'UnknownError');
}
