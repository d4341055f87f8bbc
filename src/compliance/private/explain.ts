import { ComplianceException } from '../compliance-gate-props';
import { Check, isFinding, RuleVerdict } from './checks';
import { entryFor, REGISTER } from './register';

/** A check together with what the gate made of it. */
export interface Judged extends Omit<Check, 'verdict'> {
  readonly verdict: RuleVerdict | 'explained';
  readonly reason?: string;
  readonly compensatingControl?: string;
  /** Where the explanation comes from. */
  readonly explainedBy?: 'register' | 'exception';
}

/** How often something explained a finding. */
export interface Usage<T> {
  readonly entry: T;
  readonly findings: number;
}

/** Every check judged, and what was left over. */
export interface Judgement {
  readonly checks: Judged[];
  readonly register: Usage<typeof REGISTER[number]>[];
  readonly exceptions: Usage<ComplianceException>[];
}

/** Explains findings by the register first, then by the exceptions of the app. Acknowledgements on constructs do not count. */
export function explain(checks: Check[], exceptions: ComplianceException[]): Judgement {
  const used = new Map<unknown, number>();
  const use = (entry: unknown): void => void used.set(entry, (used.get(entry) ?? 0) + 1);
  const judged = checks.map((check): Judged => {
    if (!isFinding(check.verdict)) return check;
    const entry = entryFor(check);
    if (entry) {
      use(entry);
      return { ...check, verdict: 'explained', explainedBy: 'register', reason: entry.reason, compensatingControl: entry.compensatingControl };
    }
    const exception = exceptions.find(candidate => candidate.id === check.id && covers(candidate.path, check.resource.node.path));
    if (!exception) return check;
    use(exception);
    return { ...check, verdict: 'explained', explainedBy: 'exception', reason: exception.reason };
  });
  return {
    checks: judged,
    register: REGISTER.map(entry => ({ entry, findings: used.get(entry) ?? 0 })),
    exceptions: exceptions.map(entry => ({ entry, findings: used.get(entry) ?? 0 })),
  };
}

/** Whether a construct path is another one or lies below it. */
export function covers(path: string, resourcePath: string): boolean {
  return resourcePath === path || resourcePath.startsWith(`${path}/`);
}
