import { mkdirSync, writeFileSync } from 'fs';
import { isAbsolute, join, resolve } from 'path';
import { Stage, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ComplianceException, ComplianceGateProps } from './compliance-gate-props';
import { CompliancePack } from './compliance-pack';
import { ComplianceRegisterEntry } from './compliance-register-entry';
import { runPacks } from './private/checks';
import { Evidence, evidenceOf, isUnexplained } from './private/evidence';
import { evidenceHtml } from './private/evidence-html';
import { explain, Judged } from './private/explain';
import { REGISTER } from './private/register';
import { statedReasons } from './scope-marker';

const ID = 'ComplianceGate';
const SHORTEST_REASON = 20;

/**
 * Holds an app to cdk-nag rule packs: synthesis fails on every finding that nobody explained, and evidence of every
 * rule that ran is written beside the templates.
 *
 * Findings are explained by two things only: the register of `ServerlessIngestApi`, which covers seven findings on
 * resources inside its own parts and looks at each policy statement before it does, and the exceptions that the app
 * passes. Acknowledgements on constructs do not count here, whoever made them; the evidence lists them.
 *
 * The gate is a validation of the construct tree. So it does not matter whether it is called before or after the
 * stacks are made, it sees what aspects changed, nothing is synthesized when it fails, and `synth({ skipValidation: true })`
 * skips it with all other validations.
 *
 * @example
 * const app = new App();
 * ComplianceGate.enforce(app);
 */
export class ComplianceGate extends Construct {
  /** The findings on parts of `ServerlessIngestApi` that have no better form, with the reason for each. */
  public static get register(): ComplianceRegisterEntry[] {
    return REGISTER.map(({ id, appliesTo, reason, compensatingControl }) => ({ id, appliesTo, reason, compensatingControl }));
  }

  /**
   * Makes synthesis fail on every unexplained finding in a scope, and writes `evidence.json` and `evidence.html`.
   *
   * @param scope the app, or a stage or a stack of it
   * @param props packs, exceptions and the place of the evidence
   * @throws if the scope has a gate already, or an exception lacks an id, a path or a reason of 20 characters
   */
  public static enforce(scope: Construct, props: ComplianceGateProps = {}): ComplianceGate {
    if (scope.node.tryFindChild(ID)) {
      throw new Error(`'${scope.node.path || 'the app'}' has a compliance gate already: pass all packs and exceptions in one call`);
    }
    return new ComplianceGate(scope, props);
  }

  /** Where the evidence is written, as an absolute path. */
  public readonly evidenceDirectory: string;

  private readonly target: Construct;
  private readonly packs: CompliancePack[];
  private readonly exceptions: ComplianceException[];

  private constructor(scope: Construct, props: ComplianceGateProps) {
    super(scope, ID);
    this.target = scope;
    this.packs = [...new Set(props.packs ?? [CompliancePack.AWS_SOLUTIONS, CompliancePack.SERVERLESS])];
    if (this.packs.length === 0) throw new Error('packs is empty: name at least one pack, or leave it out for AWS_SOLUTIONS and SERVERLESS');
    this.exceptions = props.exceptions ?? [];
    this.exceptions.forEach(refuseVagueException);
    this.evidenceDirectory = props.evidenceDirectory === undefined ? defaultDirectory(scope) : absolute(props.evidenceDirectory);
    this.node.addValidation({ validate: () => this.check() });
  }

  /** What the app said where it made its choice. The choices that have reasons are those of one pack. */
  private stated(): ComplianceException[] {
    return this.packs.includes(CompliancePack.AWS_SOLUTIONS) ? statedReasons(this.target) : [];
  }

  private check(): string[] {
    const judgement = explain(runPacks(this.target, this.packs), [...this.exceptions, ...this.stated()]);
    this.write(evidenceOf(this.target, this.packs, judgement, engine()));
    const open = judgement.checks.filter(isUnexplained);
    return open.length === 0 ? [] : [
      ...open.map(describe),
      `${open.length} unexplained ${open.length === 1 ? 'finding' : 'findings'}: correct each, or pass an exception with its id, path and reason; `
        + `evidence is in ${join(this.evidenceDirectory, 'evidence.html')}`,
    ];
  }

  private write(evidence: Evidence): void {
    mkdirSync(this.evidenceDirectory, { recursive: true });
    writeFileSync(join(this.evidenceDirectory, 'evidence.json'), `${JSON.stringify(evidence, undefined, 2)}\n`);
    writeFileSync(join(this.evidenceDirectory, 'evidence.html'), evidenceHtml(evidence));
  }
}

function refuseVagueException({ id, path, reason }: ComplianceException): void {
  if (id.trim() === '') throw new Error(`the exception on '${path}' has no id: give the finding's id as the gate prints it`);
  if (path === '' || path.endsWith('/')) {
    throw new Error(`the exception ${id} has the path '${path}': give the path of the resource or of a construct around it, without a slash at its end`);
  }
  if (Token.isUnresolved(path)) throw new Error(`the exception ${id} has a path with a token in it: give the text of 'construct.node.path'`);
  if (reason.trim().length < SHORTEST_REASON) {
    throw new Error(`the exception ${id} on ${path} has the reason '${reason}': say in at least ${SHORTEST_REASON} characters why the finding is accepted`);
  }
}

function describe(check: Judged): string {
  const why = check.verdict === 'error' ? `the rule could not be evaluated: ${check.message}` : check.description;
  return `${check.id} on ${check.resource.node.path}: ${why}`;
}

function defaultDirectory(scope: Construct): string {
  if (!Stage.isStage(scope.node.root)) {
    throw new Error(`'${scope.node.path}' belongs to no app, so there is no cloud assembly for the evidence: pass evidenceDirectory`);
  }
  return join(absolute(scope.node.root.outdir), 'compliance', scope.node.path);
}

function absolute(directory: string): string {
  return isAbsolute(directory) ? directory : resolve(directory);
}

function engine(): string {
  // The version is in a file of the bundled package, which is read only when the gate runs.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return `cdk-nag ${(require('cdk-nag/package.json') as { version: string }).version}`;
}
