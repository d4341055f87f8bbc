import { CfnParameterProps } from 'aws-cdk-lib';

/** A parameter, with what the console calls it. */
export type LabelledParameter = CfnParameterProps & { readonly label: string };

const text = (label: string, description: string, rest: Partial<CfnParameterProps> = {}): LabelledParameter => ({ label, description, type: 'String', default: '', ...rest });
const number = (label: string, description: string, [minValue, value, maxValue]: [number, number, number]): LabelledParameter => ({
  label, description, type: 'Number', default: value, minValue, maxValue,
});
const choice = (label: string, description: string, [value, ...others]: string[]): LabelledParameter => ({
  label, description, type: 'String', default: value, allowedValues: [value, ...others],
});
const on = (label: string, description: string) => choice(label, description, ['true', 'false']);
const off = (label: string, description: string) => choice(label, description, ['false', 'true']);

const BUCKET_NAME = { allowedPattern: '^$|^(?:[a-z0-9-]|[{](?:account|region|stage)[}]){3,63}$' };
const SCOPE = { allowedPattern: '^[!#-\\[\\]-~]{1,64}$' };
const PLACEHOLDERS = '{stage}, {account} and {region} stand for theirs; empty for a generated one';

/** What the deployer may say, by the group that the console shows it in. Every default is the construct's own. */
export const GROUPS: Record<string, Record<string, LabelledParameter>> = {
  Environment: {
    Stage: text('Stage', 'Name of the environment: the stage of the API, and a tag of every resource', { default: 'production', allowedPattern: '^[A-Za-z0-9_-]{1,32}$' }),
    Project: text('Project', 'Value of the tag project of every resource', { default: 'serverless-ingest-api', allowedPattern: '^[A-Za-z0-9 +=._:/@-]{1,256}$' }),
    NamePrefix: text('Prefix of names', 'What the names of the functions, the table and the queues start with; empty for generated names', { allowedPattern: '^$|^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$' }),
    AllowedRegions: { ...text('Allowed regions', 'Regions in which the stack may be created, or any', { default: 'any' }), type: 'CommaDelimitedList' },
  },
  Files: {
    BucketName: text('Bucket name', `Physical name of the bucket where files land; ${PLACEHOLDERS}`, BUCKET_NAME),
    Prefix: text('Prefix', 'Only keys that start with it are ingested', { default: 'in/', allowedPattern: '^[A-Za-z0-9!_.*()-][A-Za-z0-9!_.*()/-]{0,63}$' }),
    Suffix: text('Suffix', 'Only keys that end with it are ingested, such as .csv; empty for all', { allowedPattern: '^$|^[A-Za-z0-9!_.*()-]{1,32}$' }),
    Records: choice('Records', 'ROWS: the rows of each file; METADATA: what S3 says about each file, and no content is read', ['ROWS', 'METADATA']),
    LogBucketName: text('Log bucket name', `Physical name of the bucket of server access logs; ${PLACEHOLDERS}`, BUCKET_NAME),
    LogExpirationDays: number('Log expiration', 'Days that server access logs are kept', [1, 365, 3653]),
  },
  Table: {
    CapacityMode: choice('Capacity mode', 'How the table is charged', ['PAY_PER_REQUEST', 'PROVISIONED']),
    ReadCapacity: number('Read capacity', 'Read capacity units, where the mode is PROVISIONED', [1, 5, 40000]),
    WriteCapacity: number('Write capacity', 'Write capacity units, where the mode is PROVISIONED', [1, 5, 40000]),
    MaxReadCapacity: number('Most read capacity', 'Read capacity units that scaling may go up to, where the mode is PROVISIONED; 0 for no scaling', [0, 0, 40000]),
    MaxWriteCapacity: number('Most write capacity', 'Write capacity units that scaling may go up to, where the mode is PROVISIONED; 0 for no scaling', [0, 0, 40000]),
    RecoveryDays: number('Recovery days', 'Days that point-in-time recovery reaches back', [1, 35, 35]),
  },
  Functions: {
    Timeout: choice('Timeout', 'Seconds that one invocation of the ingest may take; the visibility timeout of the queue follows it', ['120', '10', '30', '60', '300', '600', '900']),
    MemorySize: number('Memory', 'Memory of the ingest function in MiB', [256, 512, 10240]),
    MaxConcurrency: number('Concurrency', 'Files that are read at once at most', [2, 100, 1000]),
    ReservedConcurrency: number('Reserved concurrency', 'Concurrency set apart for the ingest function, not below Concurrency; 0 for none', [0, 0, 10000]),
    ApiTimeout: number('API timeout', 'Seconds that an answer of the API may take, below the 29 of API Gateway', [1, 25, 28]),
    ApiMemorySize: number('API memory', 'Memory of the function behind the API in MiB', [256, 512, 10240]),
    Deployment: choice('Deployment', 'How traffic moves to a new version of the functions, by AWS CodeDeploy, and back on alarm', [
      'AllAtOnce', 'Canary10Percent5Minutes', 'Canary10Percent15Minutes', 'Linear10PercentEvery1Minute', 'Linear10PercentEvery3Minutes',
    ]),
    ProvisionedConcurrency: number('Provisioned concurrency', 'Instances of the function behind the API that are started ahead; 0 for none', [0, 0, 1000]),
    MaxProvisionedConcurrency: number('Most provisioned concurrency', 'Instances that scaling may go up to; 0 for as many as ProvisionedConcurrency', [0, 0, 1000]),
    SettingsParameter: text('Parameter', 'Name of a parameter in SSM Parameter Store that the ingest function may read at run time, with a slash in front; empty for none', { allowedPattern: '^$|^/[A-Za-z0-9_./-]{1,511}$' }),
    SecretArn: text('Secret', 'ARN of a secret in Secrets Manager that the ingest function may read at run time; empty for none', { allowedPattern: '^$|^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+-.{6}$' }),
  },
  Encryption: {
    KeyArn: text('Key', 'ARN of a customer-managed KMS key for buckets, queues, table and logs, whose policy lets S3 and CloudWatch Logs use it; empty for the services\' own encryption', { allowedPattern: '^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$' }),
    EnvironmentKeyArn: text('Key of environments', 'ARN of a customer-managed KMS key for the environments of the functions; empty for Lambda\'s own', { allowedPattern: '^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$' }),
  },
  API: {
    ApiName: text('API name', 'Physical name of the API; empty for the name of the stack with the stage', { allowedPattern: '^$|^[A-Za-z0-9][A-Za-z0-9 ._-]{0,127}$' }),
    Authorization: choice('Authorization', 'Who may call the API: IAM signs requests, API_KEY identifies machines, COGNITO takes access tokens', ['IAM', 'API_KEY', 'COGNITO']),
    UserPoolArn: text('User pool', 'ARN of the Cognito user pool, where Authorization is COGNITO', { allowedPattern: '^$|^arn:aws[a-z-]*:cognito-idp:[a-z0-9-]+:[0-9]{12}:userpool/[A-Za-z0-9_-]+$' }),
    ReadScope: text('Scope of readers', 'OAuth scope of the access token that may read, where Authorization is COGNITO', { default: 'ingest/read', ...SCOPE }),
    UploadScope: text('Scope of uploaders', 'OAuth scope of the access token that may upload, where Authorization is COGNITO', { default: 'ingest/upload', ...SCOPE }),
    OperateScope: text('Scope of operators', 'OAuth scope of the access token that may delete, replay and reconcile, where Authorization is COGNITO', { default: 'ingest/operate', ...SCOPE }),
    ThrottleRate: number('Requests per second', 'Requests per second for the whole stage, on average', [1, 1000, 10000]),
    ThrottleBurst: number('Burst', 'Requests that may come at once', [1, 2000, 5000]),
    WebAcl: on('Web ACL', 'Whether a web ACL guards the stage'),
    RateLimitPerAddress: number('Requests per address', 'Requests of one address in five minutes over which the web ACL blocks it', [10, 10000, 2000000000]),
    AllowedCidrs: { ...text('Allowed addresses', 'IPv4 ranges that may call the API, where there is a web ACL', { default: '0.0.0.0/1,128.0.0.0/1' }), type: 'CommaDelimitedList' },
  },
  Operations: {
    LogLevel: choice('Log level', 'The least severe message that the functions log', ['INFO', 'DEBUG', 'WARN', 'ERROR']),
    LogRetentionDays: {
      ...number('Log retention', 'Days that log events are kept', [1, 14, 3653]),
      minValue: undefined,
      maxValue: undefined,
      default: '14',
      allowedValues: ['1', '3', '5', '7', '14', '30', '60', '90', '120', '150', '180', '365', '400', '545', '731', '1096', '1827', '3653'],
    },
    Tracing: on('Tracing', 'Whether X-Ray traces the functions and the API'),
    DetailedMetrics: off('Detailed metrics', 'Whether API Gateway has metrics for each method'),
    Alarms: on('Alarms', 'Whether alarms watch the pipeline'),
    AlarmEmail: text('Alarm address', 'Address that gets alarms; empty for none', { allowedPattern: '^$|^[^@ ]+@[^@ ]+[.][^@ ]+$' }),
    Dashboard: off('Dashboard', 'Whether there is a dashboard'),
    ConfigRules: off('Config rules', 'Whether rules of AWS Config watch the functions; needs the recorder of the account'),
  },
};
