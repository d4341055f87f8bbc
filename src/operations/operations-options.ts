import { AnnouncementOptions } from './announcement-options';
import { GovernanceOptions } from './governance-options';
import { MaintenanceOptions } from './maintenance-options';
import { MonitoringOptions } from './monitoring-options';
import { TelemetryOptions } from './telemetry-options';

/** What the caller may say about running the pipeline. */
export interface OperationsOptions extends TelemetryOptions, MonitoringOptions, MaintenanceOptions, AnnouncementOptions, GovernanceOptions {
}
