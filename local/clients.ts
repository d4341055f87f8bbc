import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';

/** The account that the emulator plays. */
export const ACCOUNT = '000000000000';

/** Where the local stack is and who talks to it. */
export interface Target {
  /** Base URL of every AWS API, on loopback. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The certificate to trust, in PEM. Undefined for plain HTTP. */
  readonly caFile?: string;
}

/** One client for each service that the local stack is set up and read through. */
export interface Clients {
  readonly apiGateway: APIGatewayClient;
  readonly cloudFormation: CloudFormationClient;
  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  /** Closes the connections. */
  destroy(): void;
}

/**
 * What any SDK v3 client needs to talk to `target` and to nothing else. Each setting that a profile or an environment
 * variable could change is given, because a given one wins.
 */
export function clientConfig({ endpoint, region, accessKeyId, secretAccessKey, caFile }: Target) {
  return {
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 60_000,
      httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 50 }),
      httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 50, ca: caFile && readFileSync(caFile) }),
    },
  };
}

/** Opens the clients of a target. */
export function openClients(target: Target): Clients {
  const config = clientConfig(target);
  const clients = {
    apiGateway: new APIGatewayClient(config),
    cloudFormation: new CloudFormationClient(config),
    dynamodb: new DynamoDBClient(config),
    lambda: new LambdaClient(config),
    // The emulator answers at an address without room for a bucket's name; and it takes no trailing checksums.
    s3: new S3Client({ ...config, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }),
    sns: new SNSClient(config),
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => client.destroy()) };
}
