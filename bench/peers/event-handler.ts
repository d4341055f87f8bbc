/**
 * The usual way to answer `GET /objects/{id}`, written with care: Powertools' router and logger, and the DocumentClient. It reads the same item
 * as strongly and answers the same body; it looks at no right of the caller and makes no entity tag.
 */
import { NotFoundError, Router } from '@aws-lambda-powertools/event-handler/http';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';

const table = process.env.DYNAMODB_TABLE_NAME ?? '';
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const logger = new Logger();
const app = new Router({ logger });

app.get('/objects/:id', async ({ params: { id } }) => {
  const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { pk: id, sk: 'ledger' }, ConsistentRead: true }));
  if (Item === undefined) throw new NotFoundError('no object has this id');
  const { objectKey: key, published } = Item;
  return {
    id,
    key,
    status: published.status,
    rowsParsed: published.rowsParsed,
    rowsWritten: published.rowsWritten,
    rowsRejected: published.rowsRejected,
    firstError: published.firstError,
    quarantine: published.quarantine ?? null,
    size: published.size,
    etag: published.etag,
    versionId: published.versionId,
    contentType: published.contentType,
    checksum: published.checksum,
    userMetadata: published.userMetadata,
    tags: published.tags,
    lastModified: published.lastModified,
    committedAt: published.committedAt,
    finalAt: published.committedAt,
    attempts: published.attempts,
    lagMs: published.lagMs,
  };
});

export const handler = async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
  logger.addContext(context);
  const result = await app.resolve(event, context);
  logger.info('request', { status: result.statusCode });
  return result;
};
