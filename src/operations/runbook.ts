/** Where the runbook of this library is. */
export const RUNBOOK = 'https://github.com/serverless-ingest-api/serverless-ingest-api/blob/main/RUNBOOK.md';
