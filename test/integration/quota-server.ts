import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A quota, as the service tells it. */
export interface ToldQuota {
  readonly ServiceCode: string;
  readonly QuotaCode: string;
  readonly QuotaName: string;
  readonly Value: number;
  readonly Adjustable: boolean;
}

interface Request {
  readonly ServiceCode: string;
  readonly QuotaCode?: string;
  readonly DesiredValue?: number;
}

/** Service Quotas on loopback, in its own JSON protocol, because the emulator has none. */
export class QuotaServer {
  static async start(quotas: readonly ToldQuota[]): Promise<QuotaServer> {
    const told = new QuotaServer(quotas);
    await new Promise<void>((resolve) => told.server.listen(0, '127.0.0.1', resolve));
    return told;
  }

  /** What was asked for. */
  readonly asked: Request[] = [];
  private readonly server: Server;

  private constructor(private readonly quotas: readonly ToldQuota[]) {
    this.server = createServer(async (request, response) => {
      const operation = String(request.headers['x-amz-target']).split('.')[1];
      const body = JSON.stringify(this.answer(operation, JSON.parse(await text(request)) as Request));
      response.writeHead(body === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' }).end(body ?? '{"__type":"NoSuchResourceException"}');
    });
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(operation: string, request: Request): object | undefined {
    const open = () => this.asked.filter(({ ServiceCode }) => ServiceCode === request.ServiceCode).map((one) => ({ ...one, Status: 'CASE_OPENED' }));
    switch (operation) {
      case 'ListServiceQuotas': return { Quotas: this.quotas.filter(({ ServiceCode }) => ServiceCode === request.ServiceCode) };
      case 'ListRequestedServiceQuotaChangeHistory': return { RequestedQuotas: open() };
      case 'RequestServiceQuotaIncrease':
        this.asked.push(request);
        return { RequestedQuota: { ...request, Status: 'PENDING' } };
      default: return undefined;
    }
  }
}
