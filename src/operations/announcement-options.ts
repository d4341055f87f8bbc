import { IEventBus } from 'aws-cdk-lib/aws-events';

/** Whom the pipeline tells. */
export interface AnnouncementOptions {
  /**
   * An event bus that gets one event for each final status of an object, when its rows can be read: source `serverless-ingest-api`, detail
   * type `Object Ingested`, detail as `schemas/object-ingested.schema.json` has it, at least once. 1 USD per million events. The account's own bus is
   * `EventBus.fromEventBusName(this, 'Bus', 'default')`.
   *
   * @default - nobody is told
   */
  readonly announceTo?: IEventBus;
}
