import { ValidateTemplateCommand } from '@aws-sdk/client-cloudformation';
import { openClients, type Clients } from '../../local/clients';
import { Emulator } from '../../local/emulator';
import { REFUSED_TYPES, withoutRefused, type Template } from '../../local/template';

const SCALABLE = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';

const full: Template = {
  Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>' }, Mine: { Type: 'String' } },
  Rules: { CheckBootstrapVersion: { Assertions: [] } },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', DependsOn: ['Target', 'Topic'] },
    Topic: { Type: 'AWS::SNS::Topic', DependsOn: 'Target' },
    Target: { Type: SCALABLE, Properties: { MinCapacity: 1 } },
    Policy: { Type: POLICY, Properties: { ScalingTargetId: { Ref: 'Target' } } },
    ByAttribute: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::GetAtt': ['Target', 'ScalableTargetAction'] } } },
    BySub: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::Sub': 'x-${BySub2}-${Target}' } } },
    OnlyAlike: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::Sub': '${Targets}' }, Name: 'Target' } },
  },
  Outputs: { Gone: { Value: { Ref: 'Target' } }, Stays: { Value: { Ref: 'Queue' } } },
};

describe('without the refused types', () => {
  const { template, leftOut } = withoutRefused(full);

  test('they are gone, and whatever refers to them', () => {
    expect(Object.keys(template.Resources)).toEqual(['Queue', 'Topic', 'OnlyAlike']);
    expect(template.Outputs).toEqual({ Stays: { Value: { Ref: 'Queue' } } });
  });

  test('what was left out is told', () => {
    expect(leftOut.map(({ logicalId }) => logicalId).sort()).toEqual(['ByAttribute', 'BySub', 'Policy', 'Target']);
    expect(leftOut).toContainEqual({ logicalId: 'Target', type: SCALABLE });
  });

  test('no dependency points to them', () => {
    expect(template.Resources.Queue.DependsOn).toEqual(['Topic']);
    expect(template.Resources.Topic).not.toHaveProperty('DependsOn');
  });

  test('the check of a bootstrap stack is gone, other parameters stay', () => {
    expect(template.Parameters).toEqual({ Mine: { Type: 'String' } });
    expect(template.Rules).toEqual({});
  });

  test('an alarm on metric math is gone, one on a metric stays', () => {
    const alarms: Template = {
      Resources: {
        Math: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [{ Id: 'm', Expression: 'ANOMALY_DETECTION_BAND(a)' }] } },
        Plain: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
      },
    };
    expect(Object.keys(withoutRefused(alarms).template.Resources)).toEqual(['Plain']);
  });

  test('the original is as it was', () => {
    expect(Object.keys(full.Resources)).toHaveLength(7);
    expect(full.Resources.Queue.DependsOn).toEqual(['Target', 'Topic']);
  });
});

describe('the emulator', () => {
  let emulator: Emulator;
  let clients: Clients;

  beforeAll(async () => {
    emulator = await Emulator.start();
    clients = openClients({ endpoint: emulator.endpoint, region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' });
  });
  afterAll(async () => {
    clients.destroy();
    await emulator.stop();
  });

  const validate = (type: string) => clients.cloudFormation.send(new ValidateTemplateCommand({
    TemplateBody: JSON.stringify({ Resources: { It: { Type: type } } }),
  }));

  test.each(REFUSED_TYPES)('does refuse %s', async (type) => {
    await expect(validate(type)).rejects.toThrow(`Unrecognized resource types: [${type}]`);
  });

  test('takes what is not on the list', async () => {
    await expect(validate('AWS::WAFv2::WebACL')).resolves.toBeDefined();
  });
});
