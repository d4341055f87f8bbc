/**
 * What the infrastructure and the handlers agree on. Both sides import this folder: the constructs to wire and to check
 * at synth, the handlers to read and to write. Nothing in it depends on the CDK or on an AWS SDK.
 */
export * from './access';
export * from './docs';
export * from './environment';
export * from './events';
export * from './jobs';
export * from './ledger';
export * from './messages';
export * from './metrics';
export * from './records';
export * from './source';
export * from './table';
