import { join } from 'node:path';
import { Child } from './child';
import type { BenchFile } from './invocation';
import type { Order, Report } from './stub/protocol';

/** The stub of S3 and DynamoDB, seen from the runner. */
export class StubProcess {
  static async start(): Promise<StubProcess> {
    const child = new Child(join(__dirname, 'stub', 'index.ts'), [], { execArgv: ['--import', 'tsx'] });
    const { port } = await child.next<{ port: number }>();
    return new StubProcess(child, `http://127.0.0.1:${port}`);
  }

  private constructor(private readonly child: Child, readonly endpoint: string) {}

  /** Rejects when the process ends. */
  get ended(): Promise<never> {
    return this.child.ended;
  }

  /** Serves such a file from now on, and forgets what came before. */
  async load({ rows, format = 'csv', typed = false }: BenchFile, partition: string): Promise<void> {
    await this.order({ kind: 'load', rows, format, typed, partition });
  }

  /** What came since. */
  report(): Promise<Report> {
    return this.order({ kind: 'report' });
  }

  stop(): void {
    this.child.stop();
  }

  private order<T>(order: Order): Promise<T> {
    return this.child.ask(order);
  }
}
