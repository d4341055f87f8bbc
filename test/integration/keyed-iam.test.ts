import { signedBy, withKey, nobody, type Caller } from './callers';
import { expectMatrix, may, refused } from './credentials-matrix';
import { Pipeline } from './pipeline';
import { stackOf } from './stacks';
import { startSession } from '../../local/session';
import { Preset } from '../../src';
import { Right } from '../../src/contract';

let pipeline: Pipeline;
let both: Caller;
beforeAll(async () => {
  const session = await startSession({ build: stackOf({ preset: Preset.SANDBOX, api: { requireApiKey: true } }) });
  both = (request) => signedBy(session)({ ...request, headers: withKey(session.apiKey)(request) });
  pipeline = new Pipeline(session, both);
});
afterAll(() => pipeline?.stop());

test('an API that asks for a key besides a signature is let in to with both, and with neither alone', async () => {
  const { id } = await pipeline.ingest('a.csv', 'n\n1\n');
  const matrix = { client: pipeline.api, owner: pipeline.api, id };
  for (const caller of [nobody, withKey(pipeline.session.apiKey), signedBy(pipeline.session)]) await expectMatrix(matrix, caller, refused(403));
  await expectMatrix(matrix, both, may(...Object.values(Right)));
});
