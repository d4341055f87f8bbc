import { SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import type { Settings } from './setting';

/** Properties of AWS::SNS::Topic that the emulator drops. */
interface TopicProperties {
  readonly KmsMasterKeyId: string;
}

/** Sets what the emulator drops of a topic. */
export const topicSettings: Settings<TopicProperties> = {
  KmsMasterKeyId: ({ clients, physicalId }, AttributeValue) => clients.sns.send(
    new SetTopicAttributesCommand({ TopicArn: physicalId, AttributeName: 'KmsMasterKeyId', AttributeValue }),
  ),
};
