/** Names of the business metrics, in the namespace `ServerlessIngestApi` unless the stack says otherwise. */
export const Metric = {
  OBJECTS: 'Objects',
  ROWS: 'Rows',
  REJECTED_ROWS: 'RejectedRows',
  LAG: 'Lag',
  THROTTLES: 'TableThrottles',
  REFUSED_EVENTS: 'RefusedEvents',
  /** Keys that a reconcile found to differ from the ledger: changes whose events were lost. */
  RECONCILE_MISSING: 'ReconcileMissing',
  SWEPT_GENERATIONS: 'SweptGenerations',
} as const;

/** Service that the ingest reports its metrics under. */
export const INGEST_SERVICE = 'ingest';

/** Dimensions of the business metrics: both are always there, so that two pipelines of one account stay apart. */
export const MetricDimension = {
  SERVICE: 'service',
  /** Name of the function that reports. */
  FUNCTION: 'function_name',
} as const;
