import { Names } from 'aws-cdk-lib';
import { Alarm, AlarmBase, AnomalyDetectionAlarm, ComparisonOperator, Dashboard, IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmSpec, alarmSpecs, anomalySpecs, silenceSpecs } from './alarm-specs';
import { AlarmThresholds } from './alarm-thresholds';
import { createDashboard } from './dashboard';
import { MonitoringOptions } from './monitoring-options';
import { RUNBOOK } from './runbook';
import { IngestApi } from '../api/ingest-api';
import { markPart } from '../compliance/scope-marker';
import { fail } from '../private/imports';
import { IngestProcessor } from '../processing/ingest-processor';
import { IngestSource } from '../source/ingest-source';
import { IngestTable } from '../storage/ingest-table';

/** Props of {@link IngestMonitoring}. */
export interface IngestMonitoringProps extends MonitoringOptions {
  /** Where files land. */
  readonly source: IngestSource;
  /** The ledger and the rows. */
  readonly table: IngestTable;
  /** The ingest function. */
  readonly processor: IngestProcessor;
  /** The API. */
  readonly api: IngestApi;

  /**
   * Namespace of the business metrics.
   *
   * @default 'ServerlessIngestApi'
   */
  readonly metricsNamespace?: string;
}

/** Alarms with ids that never change, each with a section of the runbook, and a dashboard where asked for. */
export class IngestMonitoring extends Construct {
  /**
   * Whether any option asks for an alarm or a dashboard.
   *
   * @internal
   */
  public static _isAskedFor(options: MonitoringOptions): boolean {
    return (options.alarms ?? true) || options.anomalyDetection === true || options.logSilence !== undefined || options.dashboard === true;
  }

  /** Every alarm, in the order of the runbook. Their construct ids are the headings of the runbook. */
  public readonly alarms: Alarm[] = [];
  /** The dashboard, where asked for. */
  public readonly dashboard?: Dashboard;

  private readonly runbookUrl: string;

  constructor(scope: Construct, id: string, props: IngestMonitoringProps) {
    super(scope, id);
    markPart(this);
    this.runbookUrl = props.runbookUrl ?? RUNBOOK;
    const limits = props.alarmThresholds ?? {};
    checkThresholds(this, limits);
    if (props.alarms ?? true) {
      for (const spec of alarmSpecs(this, props, limits, props.metricsNamespace)) this.add(spec, spec.threshold);
    }
    if (props.anomalyDetection) {
      for (const spec of anomalySpecs(this, props, props.metricsNamespace)) this.addAnomaly(spec);
    }
    if (props.logSilence) {
      const hours = props.logSilence.toHours({ integral: false });
      if (!Number.isInteger(hours) || hours < 1 || hours > 24) {
        fail(this, `logSilence is a whole number of hours from 1 to 24, not ${props.logSilence.toHumanString()}`);
      }
      for (const spec of silenceSpecs(this, props, props.logSilence)) {
        this.add({ ...spec, operator: ComparisonOperator.LESS_THAN_THRESHOLD }, 1, TreatMissingData.BREACHING);
      }
    }
    this.addActions(props.alarmActions ?? [], props.okActions ?? []);
    if (props.dashboard) this.dashboard = createDashboard(this, props, this.alarms);
  }

  /** Lets every alarm do something more when it goes off. */
  public addAlarmAction(...actions: IAlarmAction[]): void {
    this.addActions(actions, []);
  }

  private add(spec: Omit<AlarmSpec, 'threshold'>, threshold: number, missing = TreatMissingData.NOT_BREACHING): void {
    const [scope, id] = this.placeOf(spec);
    this.alarms.push(new Alarm(scope, id, {
      ...this.common(spec),
      metric: spec.metric,
      threshold,
      evaluationPeriods: spec.periods ?? 1,
      comparisonOperator: spec.operator ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missing,
    }));
  }

  private addAnomaly(spec: Pick<AlarmSpec, 'id' | 'what' | 'metric' | 'home'>): void {
    const [scope, id] = this.placeOf(spec);
    this.alarms.push(new AnomalyDetectionAlarm(scope, id, {
      ...this.common(spec),
      metric: spec.metric,
      evaluationPeriods: 3,
      stdDevs: 3,
      treatMissingData: TreatMissingData.IGNORE,
    }));
  }

  private placeOf({ id, home }: Pick<AlarmSpec, 'id' | 'home'>): [Construct, string] {
    return home instanceof Construct ? [home, `${id}${Names.uniqueId(this)}`] : [this, id];
  }

  private common({ id, what }: Pick<AlarmSpec, 'id' | 'what'>): { alarmDescription: string } {
    return { alarmDescription: `${what}; what to do: ${this.runbookUrl}#${id.toLowerCase()}` };
  }

  private addActions(alarmActions: IAlarmAction[], okActions: IAlarmAction[]): void {
    for (const alarm of this.alarms as AlarmBase[]) {
      if (alarmActions.length > 0) alarm.addAlarmAction(...alarmActions);
      if (okActions.length > 0) alarm.addOkAction(...okActions);
    }
  }
}

/** What a threshold must be, and the test for it. */
const RATE: [string, (value: number) => boolean] = ['a share over 0 and at most 1', (value) => value > 0 && value <= 1];
const COUNT: [string, (value: number) => boolean] = ['a number from 1', (value) => value >= 1];

function checkThresholds(scope: Construct, limits: AlarmThresholds): void {
  const rules: [keyof AlarmThresholds, [string, (value: number) => boolean]][] = [
    ['functionErrors', COUNT], ['functionThrottles', COUNT], ['deadLetters', COUNT], ['tableThrottles', COUNT], ['rejectedRows', COUNT],
    ['durationShare', RATE], ['clientErrorRate', RATE], ['serverErrorRate', RATE],
  ];
  for (const [name, [rule, test]] of rules) {
    const value = limits[name];
    if (typeof value === 'number' && !test(value)) fail(scope, `the threshold ${name} is ${rule}, not ${value}`);
  }
}
