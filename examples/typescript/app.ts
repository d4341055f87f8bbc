import { App } from 'aws-cdk-lib';
import { ordersStack } from './stack';
import { ComplianceGate } from '../../src';
import { pythonStack } from '../python-processor/stack';

const app = new App();
ComplianceGate.enforce(ordersStack(app));
// A sandbox, outside of the compliance promise.
pythonStack(app);
app.synth();
