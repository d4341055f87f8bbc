import { App } from 'aws-cdk-lib';
import { operatedStack } from './stack';
import { ComplianceGate } from '../../src';

const app = new App();
const context = (name: string) => app.node.tryGetContext(name) as string | undefined;
const [stage, region, replicaRegion, copiesBucket] = ['stage', 'region', 'replicaRegion', 'copiesBucket'].map(context);
ComplianceGate.enforce(operatedStack(app, { stage, region, replicaRegion, copiesBucket }));
app.synth();
