import { s3Endpoint, serviceEndpoint, urlOf } from '../../../lambda-src/aws/endpoint';

test.each([
  ['eu-west-1', 'https://dynamodb.eu-west-1.amazonaws.com/'],
  ['cn-north-1', 'https://dynamodb.cn-north-1.amazonaws.com.cn/'],
  ['us-gov-west-1', 'https://dynamodb.us-gov-west-1.amazonaws.com/'],
  ['eusc-de-east-1', 'https://dynamodb.eusc-de-east-1.amazonaws.eu/'],
])('DynamoDB of %s', (region, url) => {
  expect(urlOf(serviceEndpoint('dynamodb', region))).toBe(url);
});

test.each([
  ['eu-west-1', 'bucket', undefined, 'https://bucket.s3.eu-west-1.amazonaws.com/a%20b'],
  ['us-east-1', 'bucket', undefined, 'https://bucket.s3.us-east-1.amazonaws.com/a%20b'],
  ['cn-north-1', 'bucket', undefined, 'https://bucket.s3.cn-north-1.amazonaws.com.cn/a%20b'],
  ['eu-west-1', 'my.bucket', undefined, 'https://s3.eu-west-1.amazonaws.com/my.bucket/a%20b'],
  ['eu-west-1', 'bucket', 'http://127.0.0.1:4566', 'http://127.0.0.1:4566/bucket/a%20b'],
  ['eu-west-1', 'bucket', 'https://localhost', 'https://localhost/bucket/a%20b'],
])('S3 of %s, bucket %s, override %s', (region, bucket, override, url) => {
  expect(urlOf(s3Endpoint(region, bucket, 'a b', override))).toBe(url);
});

test('an override of DynamoDB keeps its port and its path', () => {
  expect(urlOf(serviceEndpoint('dynamodb', 'eu-west-1', 'http://127.0.0.1:4566'))).toBe('http://127.0.0.1:4566/');
  expect(urlOf(serviceEndpoint('dynamodb', 'eu-west-1', 'https://proxy/dynamodb'))).toBe('https://proxy/dynamodb');
});
