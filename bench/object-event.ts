/** `GET /objects/{id}` as API Gateway's Lambda proxy integration passes it on, signed by a role. */
export function objectEvent(id: string): object {
  const headers = {
    'Accept': 'application/json',
    'Accept-Encoding': 'gzip, br',
    'Authorization': 'AWS4-HMAC-SHA256 Credential=bench',
    'Host': 'bench.execute-api.eu-west-1.amazonaws.com',
    'User-Agent': 'bench/1.0',
    'X-Amz-Date': '20261123T040010Z',
    'X-Amzn-Trace-Id': 'Root=1-00000000-000000000000000000000000',
    'X-Forwarded-For': '127.0.0.1',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
  };
  return {
    resource: '/objects/{id}',
    path: `/objects/${id}`,
    httpMethod: 'GET',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { id },
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'bench',
      domainName: headers.Host,
      extendedRequestId: 'bench=',
      httpMethod: 'GET',
      identity: { sourceIp: '127.0.0.1', userAgent: headers['User-Agent'], userArn: 'arn:aws:sts::000000000000:assumed-role/Reader/bench', apiKeyId: null },
      path: `/bench/objects/${id}`,
      protocol: 'HTTP/1.1',
      requestId: '00000000-0000-4000-8000-000000000000',
      requestTimeEpoch: 1_795_406_410_000,
      resourceId: 'bench',
      resourcePath: '/objects/{id}',
      stage: 'bench',
    },
    body: null,
    isBase64Encoded: false,
  };
}
