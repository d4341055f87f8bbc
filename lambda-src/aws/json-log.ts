import type { Log } from '../core/api/ports';

/** Powertools' levels, so that one setting serves every function. */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT'];

/** One line of JSON per record on standard output, where Lambda's log group takes it from. Costs no import. */
export class JsonLog implements Log {
  constructor(
    private readonly service: string, private readonly level = 'INFO', private readonly write: (line: string) => void = line => process.stdout.write(line),
  ) {}

  info(message: string, details: Record<string, unknown>): void {
    this.record('INFO', message, details);
  }

  error(message: string, details: Record<string, unknown>): void {
    this.record('ERROR', message, details);
  }

  private record(level: string, message: string, details: Record<string, unknown>): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.level.toUpperCase())) return;
    this.write(`${JSON.stringify({ level, timestamp: new Date().toISOString(), service: this.service, message, ...details })}\n`);
  }
}
