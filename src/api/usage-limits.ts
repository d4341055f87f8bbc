import { QuotaSettings } from 'aws-cdk-lib/aws-apigateway';

/** What the holder of one API key may use up. API Gateway counts by best effort: it is a meter, no lock. */
export interface UsageLimits {
  /**
   * Requests per second, on average.
   *
   * @default - the rate of the stage
   */
  readonly rateLimit?: number;

  /**
   * Requests that may come at once.
   *
   * @default - the burst of the stage
   */
  readonly burstLimit?: number;

  /**
   * Requests per day, week or month.
   *
   * @default - no quota
   */
  readonly quota?: QuotaSettings;
}
