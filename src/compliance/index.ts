export * from './compliance-gate';
export * from './compliance-gate-props';
export * from './compliance-pack';
export * from './compliance-register-entry';
