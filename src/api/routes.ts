import type { JsonSchema, JsonSchemaType } from 'aws-cdk-lib/aws-apigateway';
import { Right } from '../contract';

/** What a route does. Names the gateway's operation and the handler's function. */
export type Operation = 'listObjects' | 'getObject' | 'listRows' | 'createUpload' | 'deleteObject' | 'getHealth';

/** One route of the API. */
export interface Route {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Resource path of API Gateway, with path parameters in braces. */
  readonly path: string;
  /** What the caller must be. The gateway asks for it as far as it can, and the handler asks again. */
  readonly right: Right;
  /**
   * Names of the query parameters, all of them optional and none of them repeatable.
   *
   * @default - none
   */
  readonly query?: readonly string[];
  /**
   * JSON Schema (draft-04) of the request body, which is then required.
   *
   * @default - no body
   */
  readonly body?: JsonSchema;
  /** HTTP status of success. */
  readonly success: number;
}

/** The shape of the body of `POST /uploads`. Limits that depend on the stack are the handler's. */
const UPLOAD: JsonSchema = {
  type: 'object' as JsonSchemaType,
  required: ['fileName', 'contentType', 'size'],
  properties: {
    fileName: { type: 'string' as JsonSchemaType, minLength: 1, maxLength: 255 },
    contentType: { type: 'string' as JsonSchemaType, minLength: 3, maxLength: 127 },
    size: { type: 'integer' as JsonSchemaType, minimum: 1 },
  },
};

/**
 * Every route of the API. The constructs create the gateway's resources, methods and validators from it, and the handler
 * dispatches by it, so neither knows a route that the other does not.
 */
export const ROUTES: readonly Route[] = [
  { operation: 'listObjects', method: 'GET', path: '/objects', right: Right.READER, query: ['prefix', 'status', 'limit', 'cursor'], success: 200 },
  { operation: 'getObject', method: 'GET', path: '/objects/{id}', right: Right.READER, success: 200 },
  { operation: 'listRows', method: 'GET', path: '/objects/{id}/rows', right: Right.READER, query: ['limit', 'cursor'], success: 200 },
  { operation: 'createUpload', method: 'POST', path: '/uploads', right: Right.UPLOADER, body: UPLOAD, success: 201 },
  { operation: 'deleteObject', method: 'DELETE', path: '/objects/{id}', right: Right.OPERATOR, success: 202 },
  { operation: 'getHealth', method: 'GET', path: '/health', right: Right.CALLER, success: 200 },
];
