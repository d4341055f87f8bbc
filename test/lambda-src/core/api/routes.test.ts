import { operations } from '../../../../lambda-src/core/api/operations';
import { ROUTES } from '../../../../src/api/routes';

test('the routes are those that were promised', () => {
  expect(ROUTES.map(({ method, path, success }) => `${method} ${path} ${success}`)).toEqual([
    'GET /objects 200', 'GET /objects/{id} 200', 'GET /objects/{id}/rows 200', 'GET /records 200', 'POST /uploads 201', 'POST /multipart-uploads 201',
    'GET /multipart-uploads/{id} 200', 'POST /multipart-uploads/{id}/parts 200', 'POST /multipart-uploads/{id}/completion 200',
    'DELETE /multipart-uploads/{id} 200', 'DELETE /objects/{id} 202', 'GET /health 200', 'GET /openapi.json 200', 'GET /docs 200',
    'POST /objects/{id}/replay 202', 'POST /jobs 202', 'GET /jobs 200', 'GET /jobs/{id} 200',
  ]);
});

test('each route has its operation and each operation its route', () => {
  expect(ROUTES.map(({ operation }) => operation).sort()).toEqual(Object.keys(operations).sort());
});

test('a body has the members that the route wants, and no other', () => {
  const [{ body }] = ROUTES.filter(({ operation }) => operation === 'createUpload');
  expect(body).toMatchObject({ type: 'object', required: ['fileName', 'contentType', 'size'], additionalProperties: false });
  expect(Object.keys(body?.properties ?? {})).toEqual(['fileName', 'contentType', 'size', 'checksum']);
});
