import { operations } from '../../../../lambda-src/core/api/operations';
import { ROUTES } from '../../../../src/api/routes';

test('the routes are those that were promised', () => {
  expect(ROUTES.map(({ method, path, success }) => `${method} ${path} ${success}`)).toEqual([
    'GET /objects 200', 'GET /objects/{id} 200', 'GET /objects/{id}/rows 200', 'POST /uploads 201', 'DELETE /objects/{id} 202', 'GET /health 200',
  ]);
});

test('each route has its operation and each operation its route', () => {
  expect(ROUTES.map(({ operation }) => operation).sort()).toEqual(Object.keys(operations).sort());
});

test('a body is described without what only the stack knows', () => {
  expect(ROUTES.filter(({ body }) => body).map(({ operation, body }) => [operation, body])).toEqual([['createUpload', {
    type: 'object',
    required: ['fileName', 'contentType', 'size'],
    properties: {
      fileName: { type: 'string', minLength: 1, maxLength: 255 },
      contentType: { type: 'string', minLength: 3, maxLength: 127 },
      size: { type: 'integer', minimum: 1 },
    },
  }]]);
});
