import {
  paginateListRequestedServiceQuotaChangeHistory, paginateListServiceQuotas, RequestServiceQuotaIncreaseCommand, type ServiceQuota,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import type { Quota } from './quota';
import type { AwsAccess } from '../aws';
import { sdkConfig } from '../sdk';

/** Quotas of the whole account are kept here. */
const GLOBAL_REGION = 'us-east-1';

/** What an account may have of a quota. */
export interface Limit {
  readonly value: number;
  /** Known to Service Quotas by this code. */
  readonly code?: string;
  readonly adjustable: boolean;
}

/** Service Quotas of one account and region. */
export class Limits {
  private readonly listed = new Map<string, Promise<ServiceQuota[]>>();

  constructor(private readonly access: AwsAccess) {}

  async of(quota: Quota): Promise<Limit> {
    const { service, name, code, byDefault } = quota;
    const found = (await this.list(quota)).find(({ QuotaCode, QuotaName, ServiceCode = service }) =>
      ServiceCode === service && (QuotaCode === code || QuotaName === name));
    return { value: found?.Value ?? byDefault, adjustable: found?.Adjustable ?? false, ...found && { code: found.QuotaCode } };
  }

  /** Asks AWS for more, once: a request that is open is left alone. Returns its state. */
  async ask(quota: Quota, code: string, desired: number): Promise<string> {
    const client = this.client(quota);
    for await (const { RequestedQuotas = [] } of paginateListRequestedServiceQuotaChangeHistory({ client }, { ServiceCode: quota.service })) {
      const open = RequestedQuotas.find(({ QuotaCode, Status }) => QuotaCode === code && (Status === 'PENDING' || Status === 'CASE_OPENED'));
      if (open) return `${open.DesiredValue} was asked for before, ${open.Status}`;
    }
    const { RequestedQuota: asked } = await client.send(new RequestServiceQuotaIncreaseCommand({
      ServiceCode: quota.service, QuotaCode: code, DesiredValue: desired,
    }));
    return `${asked?.DesiredValue ?? desired} is asked for, ${asked?.Status ?? 'PENDING'}`;
  }

  private list(quota: Quota): Promise<ServiceQuota[]> {
    const { service } = quota;
    const known = this.listed.get(service) ?? this.all(quota);
    this.listed.set(service, known);
    return known;
  }

  private async all(quota: Quota): Promise<ServiceQuota[]> {
    const found: ServiceQuota[] = [];
    const client = this.client(quota);
    for await (const { Quotas = [] } of paginateListServiceQuotas({ client }, { ServiceCode: quota.service })) found.push(...Quotas);
    return found;
  }

  private client({ global }: Quota): ServiceQuotasClient {
    return new ServiceQuotasClient(sdkConfig(global ? { ...this.access, region: GLOBAL_REGION } : this.access));
  }
}
