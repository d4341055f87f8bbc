/** What one row of the sheet asks for. */
export interface Requirement {
  readonly id: string;
  readonly what: string;
  /** What of it no emulator can show; the tests of the row assert the template that stands in for it. */
  readonly onlyOnAws?: string;
  /** What of it is not built yet. */
  readonly notYet?: string;
}

/** A way to build the pipeline, and what must be right about it. */
export interface Way {
  readonly letter: string;
  readonly name: string;
  readonly folder: string;
  readonly rows: readonly Requirement[];
}

const row = (id: string, what: string, onlyOnAws?: string, notYet?: string): Requirement => ({ id, what, onlyOnAws, notYet });

/** The ways, and each of their rows. A test shows a row by naming it at the beginning of its title, as in `C4: …` or `A2, C8: …`. */
export const WAYS: readonly Way[] = [
  {
    letter: 'A',
    name: 'CloudFormation alone',
    folder: 'examples/cloudformation',
    rows: [
      row('A1', 'what lands under the prefix and the suffixes starts the function, told by this bucket and account alone, without a cycle in one stack or across stacks'),
      row('A2', 'functions know stage, region and table by their environment, by reference'),
      row('A3', 'the ingest ends after exactly 10 s where it is told to; its memory is explained, not maximal'),
      row('A4', 'names of buckets by account, stage and region, checked at synth; private, encrypted, versioned, TLS only'),
      row('A5', '5 read and 5 write units exactly, on demand by default; keys and indexes for each query, never a scan; restorable to any second of some days'),
      row('A6', 'no plain HTTP, a modern TLS policy, a domain, proxy integration, throttled by stage and method, a usage plan, errors with a status',
        'that the gateway throttles at the rate and refuses older TLS'),
      row('A7', 'least privilege: no action with a star, every resource named; logging by own or managed policy; sizes checked',
        'that IAM takes a policy of the checked size'),
      row('A8', 'log groups are declared, kept for 14 days, with a removal policy'),
      row('A9', 'dashboard, alarms, business metrics, metrics of each method', 'metrics extracted from log lines, and alarms on them'),
      row('A10', 'the region is checked at synth; several regions from one app; no partition, region or account is literal'),
      row('A11', 'the tags of the project and the stage are on all that takes tags'),
      row('A12', 'two stages live in one account'),
      row('A13', 'end to end: upload to row, API, table, errors, cold start, load with its resource use', 'start-up and load of AWS itself; `npm run bench` measures both here'),
      row('A14', 'data survives the stack, what was retained is listed and removed by one command, a failing update rolls back, a change of routes redeploys the stage'),
      row('A15', 'the table scales; what is not used is not there; what each option costs', 'that the table scales'),
    ],
  },
  {
    letter: 'B',
    name: 'SAM',
    folder: 'examples/sam',
    rows: [
      row('B1', 'the template has no error for any validator and describes all of it; packaged, deployed and nested by SAM', 'SAM\'s own transform as a service'),
      row('B2', 'environments under a key of the customer', 'that Lambda encrypts by it'),
      row('B3', 'web ACL: a rate for each address, AWS\'s managed groups, ranges that may call', 'that WAF blocks'),
      row('B4', 'authorization by IAM, Cognito, a Lambda function or a key; requests validated; the gateway\'s answers mapped'),
      row('B5', 'prod, staging and dev from one definition'),
      row('B6', 'secrets and parameters are read at run time by name, and are in no environment or template'),
      row('B7', 'traces of functions and API; functions that log WARN or ERROR only', 'traces in X-Ray'),
      row('B8', 'Config rules watch the functions', 'what AWS Config finds'),
      row('B9', 'memory, timeout, reserved concurrency, newest runtime; retries that back off'),
      row('B10', 'versions and alias, gradual deployment, rollback on an alarm', 'that CodeDeploy shifts traffic and rolls back'),
      row('B11', 'names beginning with prod-, an API prod-MyAPI, one region, one account'),
      row('B12', 'security scans of the template are clean'),
    ],
  },
  {
    letter: 'C',
    name: 'CDK, from TypeScript and Python',
    folder: 'examples/typescript',
    rows: [
      row('C1', 'functions in isolated subnets, gateway endpoints, interface endpoints for what is used, no way to the internet', 'the network itself'),
      row('C2', 'layers of the caller, and none besides'),
      row('C3', 'access and execution logs of the API; the account\'s role is set only where none is', 'lines of the access log'),
      row('C4', 'an API key for every method but OPTIONS, a usage plan of 1,000 requests per second'),
      row('C5', 'CORS in full, in errors of the gateway too'),
      row('C6', 'capacity of 5/5 at least; rows live for 30 days'),
      row('C7', 'a function of the caller in Python, or any runtime, gets what ours gets'),
      row('C8', 'dead letters, X-Ray on functions and API, environment', 'traces in X-Ray'),
      row('C9', 'the tag of the environment; logging scoped, by a policy of its own'),
      row('C10', 'errors have statuses and are problems of RFC 9457'),
      row('C11', 'outputs tell where everything is, a key by its id; exported where it is asked for'),
      row('C12', 'tested against running services through the SDK'),
    ],
  },
  {
    letter: 'D',
    name: 'Operated CloudFormation',
    folder: 'examples/operated',
    rows: [
      row('D1', 'a bucket for logs by name, account and region, with a lifecycle; access logs of S3 and API in it', 'the delivery of S3\'s server access logs'),
      row('D2', 'quotas are checked before a deployment, which is tried again with back-off and another name', 'the account\'s own quotas'),
      row('D3', 'provisioned concurrency that scales; 30 s for the ingest; the API answers before its gateway gives up; long work is asynchronous', 'that concurrency scales'),
      row('D4', 'a throttled table is retried with back-off and jitter inside a deadline; scaling; alarms', 'that DynamoDB throttles and scales'),
      row('D5', 'encryption by AWS\'s or the customer\'s keys, read back from what is deployed'),
      row('D6', 'preflights have an integration and a method response'),
      row('D7', 'an alarm where nothing is logged any more', 'the alarm itself'),
      row('D8', 'change sets, nested stacks and rollback triggers, documented and tried', 'rollback by a trigger'),
      row('D9', 'backup plan, replicas of table and bucket, a restore drill, a move to another region', 'AWS Backup, replication between regions'),
      row('D10', 'responses are cached, encrypted', 'the cache itself'),
      row('D11', 'policies are simulated: what handlers call is allowed, a list of other calls is denied'),
      row('D12', 'load: throughput of the table, concurrent runs, latency of the API', 'figures of AWS itself; `npm run bench` has those of this machine'),
      row('D13', 'forced failures end as dead letters, an alarm, and a redrive that works'),
    ],
  },
  {
    letter: 'E',
    name: 'Pulumi, from Python',
    folder: 'examples/pulumi',
    rows: [
      row('E1', 'one program deploys the released template: configuration, provider, tags, outputs, dependencies, errors', '`pulumi up`: the program runs under Pulumi\'s mock runtime, which deploys on the emulator'),
      row('E2', 'an upload\'s metadata is in the table: key, size, type, etag, version, checksum, user metadata, tags, times'),
      row('E3', '100 read and 100 write units'),
      row('E4', 'versions, encryption, CORS of the bucket for uploads by browsers', 'encryption at rest'),
      row('E5', 'events in all their forms, input checked, errors of services handled and retried, large files streamed'),
      row('E6', 'X-Ray, alarms, tags, logs', 'traces in X-Ray'),
      row('E7', 'each resource of each preset is justified, and no option makes more than it names'),
    ],
  },
];

/** All rows in their order. */
export const REQUIREMENTS: readonly Requirement[] = WAYS.flatMap(({ rows }) => rows);
