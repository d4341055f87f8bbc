import { CfnCondition, CfnMapping, CfnParameter, CfnParameterProps, CfnRule, Fn, Stack } from 'aws-cdk-lib';

/** What the deployer may say, by the group that the console shows it in. Every default is the construct's own. */
const GROUPS: Record<string, Record<string, CfnParameterProps & { label: string }>> = {
  Environment: {
    Stage: {
      label: 'Stage',
      type: 'String',
      default: 'production',
      allowedPattern: '^[A-Za-z0-9_-]{1,128}$',
      description: 'Name of the environment: the stage of the API, and a tag of every resource',
    },
    Project: {
      label: 'Project',
      type: 'String',
      default: 'serverless-ingest-api',
      allowedPattern: '^[A-Za-z0-9 +=._:/@-]{1,256}$',
      description: 'Value of the tag project of every resource',
    },
    AllowedRegions: {
      label: 'Allowed regions',
      type: 'CommaDelimitedList',
      default: 'any',
      description: 'Regions in which the stack may be created, or any',
    },
  },
  Files: {
    BucketName: {
      label: 'Bucket name',
      type: 'String',
      default: '',
      allowedPattern: '^$|^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$',
      description: 'Physical name of the bucket where files land; empty for a generated one',
    },
    Prefix: {
      label: 'Prefix',
      type: 'String',
      default: 'in/',
      allowedPattern: '^[A-Za-z0-9!_.*()-][A-Za-z0-9!_.*()/-]{0,255}$',
      description: 'Only keys that start with it are ingested',
    },
  },
  Table: {
    CapacityMode: {
      label: 'Capacity mode',
      type: 'String',
      default: 'PAY_PER_REQUEST',
      allowedValues: ['PAY_PER_REQUEST', 'PROVISIONED'],
      description: 'How the table is charged',
    },
    ReadCapacity: {
      label: 'Read capacity',
      type: 'Number',
      default: 5,
      minValue: 1,
      maxValue: 40000,
      description: 'Read capacity units, where the mode is PROVISIONED',
    },
    WriteCapacity: {
      label: 'Write capacity',
      type: 'Number',
      default: 5,
      minValue: 1,
      maxValue: 40000,
      description: 'Write capacity units, where the mode is PROVISIONED',
    },
    RecoveryDays: {
      label: 'Recovery days',
      type: 'Number',
      default: 35,
      minValue: 1,
      maxValue: 35,
      description: 'Days that point-in-time recovery reaches back',
    },
  },
  Functions: {
    Timeout: {
      label: 'Timeout',
      type: 'String',
      default: '120',
      allowedValues: ['10', '30', '60', '120', '300', '600', '900'],
      description: 'Seconds that one invocation of the ingest may take; the visibility timeout of the queue follows it',
    },
    MemorySize: {
      label: 'Memory',
      type: 'Number',
      default: 512,
      minValue: 256,
      maxValue: 10240,
      description: 'Memory of the ingest function in MiB',
    },
    MaxConcurrency: {
      label: 'Concurrency',
      type: 'Number',
      default: 100,
      minValue: 2,
      maxValue: 1000,
      description: 'Files that are read at once at most',
    },
    LogLevel: {
      label: 'Log level',
      type: 'String',
      default: 'INFO',
      allowedValues: ['DEBUG', 'INFO', 'WARN', 'ERROR'],
      description: 'The least severe message that the functions log',
    },
    LogRetentionDays: {
      label: 'Log retention',
      type: 'Number',
      default: '14',
      allowedValues: ['1', '3', '5', '7', '14', '30', '60', '90', '120', '150', '180', '365', '400', '545', '731', '1096', '1827', '3653'],
      description: 'Days that log events are kept',
    },
  },
  API: {
    ThrottleRate: {
      label: 'Requests per second',
      type: 'Number',
      default: 1000,
      minValue: 1,
      maxValue: 10000,
      description: 'Requests per second for the whole stage, on average',
    },
    ThrottleBurst: { label: 'Burst', type: 'Number', default: 2000, minValue: 1, maxValue: 5000, description: 'Requests that may come at once' },
    WebAcl: {
      label: 'Web ACL',
      type: 'String',
      default: 'true',
      allowedValues: ['true', 'false'],
      description: 'Whether a web ACL guards the stage',
    },
    AllowedCidrs: {
      label: 'Allowed addresses',
      type: 'CommaDelimitedList',
      default: '0.0.0.0/1,128.0.0.0/1',
      description: 'IPv4 ranges that may call the API, where there is a web ACL',
    },
  },
  Operations: {
    Alarms: { label: 'Alarms', type: 'String', default: 'true', allowedValues: ['true', 'false'], description: 'Whether alarms watch the pipeline' },
    AlarmEmail: {
      label: 'Alarm address',
      type: 'String',
      default: '',
      allowedPattern: '^$|^[^@ ]+@[^@ ]+[.][^@ ]+$',
      description: 'Address that gets alarms; empty for none',
    },
  },
};

/** The parameters of the released template, its conditions and what follows from them. */
export class Parameters {
  private readonly all: Record<string, CfnParameter> = {};
  readonly hasBucketName: CfnCondition;
  readonly isProvisioned: CfnCondition;
  readonly hasWebAcl: CfnCondition;
  readonly hasAlarms: CfnCondition;
  readonly hasAlarmEmail: CfnCondition;
  private readonly timeouts: CfnMapping;

  constructor(stack: Stack) {
    for (const parameters of Object.values(GROUPS)) {
      for (const [id, { label: _label, ...props }] of Object.entries(parameters)) this.all[id] = new CfnParameter(stack, id, props);
    }
    const condition = (id: string, expression: CfnCondition['expression']) => new CfnCondition(stack, id, { expression });
    const is = (id: string, value: string) => Fn.conditionEquals(this.all[id].valueAsString, value);
    this.hasBucketName = condition('HasBucketName', Fn.conditionNot(is('BucketName', '')));
    this.isProvisioned = condition('IsProvisioned', is('CapacityMode', 'PROVISIONED'));
    this.hasWebAcl = condition('HasWebAcl', is('WebAcl', 'true'));
    this.hasAlarms = condition('HasAlarms', is('Alarms', 'true'));
    this.hasAlarmEmail = condition('HasAlarmEmail', Fn.conditionAnd(is('Alarms', 'true'), Fn.conditionNot(is('AlarmEmail', ''))));
    const { allowedValues = [] } = GROUPS.Functions.Timeout;
    const timeouts = Object.fromEntries(allowedValues.map((seconds) => [seconds, {
      Seconds: Number(seconds), Visibility: 6 * Number(seconds), Alarm: 0.9 * 1000 * Number(seconds),
    }]));
    this.timeouts = new CfnMapping(stack, 'Timeouts', { mapping: timeouts });
    this.addRules(stack);
    stack.templateOptions.metadata = { 'AWS::CloudFormation::Interface': interfaceMetadata() };
  }

  /** What follows from the timeout: itself and the visibility timeout in seconds, the duration that raises an alarm in milliseconds. */
  timeout(value: 'Seconds' | 'Visibility' | 'Alarm'): string {
    return this.timeouts.findInMap(this.text('Timeout'), value);
  }

  text(id: string): string {
    return this.all[id].valueAsString;
  }

  number(id: string): number {
    return this.all[id].valueAsNumber;
  }

  list(id: string): string[] {
    return this.all[id].valueAsList;
  }

  private addRules(stack: Stack): void {
    new CfnRule(stack, 'RegionIsAllowed', {
      assertions: [{
        assert: Fn.conditionOr(...['any', stack.region].map((region) => Fn.conditionContains(this.list('AllowedRegions'), region))),
        assertDescription: 'this region is not among AllowedRegions: deploy in one of them, or add it',
      }],
    });
    new CfnRule(stack, 'AlarmsHaveWatchers', {
      ruleCondition: Fn.conditionNot(Fn.conditionEquals(this.text('AlarmEmail'), '')),
      assertions: [{
        assert: Fn.conditionEquals(this.text('Alarms'), 'true'),
        assertDescription: 'AlarmEmail is given and Alarms is false: take the address away, or set Alarms to true',
      }],
    });
  }
}

function interfaceMetadata() {
  return {
    ParameterGroups: Object.entries(GROUPS).map(([name, parameters]) => ({ Label: { default: name }, Parameters: Object.keys(parameters) })),
    ParameterLabels: Object.fromEntries(
      Object.values(GROUPS).flatMap((parameters) => Object.entries(parameters)).map(([id, { label }]) => [id, { default: label }]),
    ),
  };
}
