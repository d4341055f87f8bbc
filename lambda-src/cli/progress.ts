import { SingleBar } from 'cli-progress';

const COLUMN = 34;

/** Shows on stderr what is going on: a bar on a terminal, a line for each step elsewhere. */
export class Progress {
  private bar: SingleBar | undefined;
  private current: string | undefined;

  constructor(private readonly out: NodeJS.WriteStream = process.stderr) {}

  /**
   * Shows a step, or how far it is.
   *
   * @param step - what is being done; another step than before ends the one before
   * @param done - finished parts. Default: the step has no parts
   * @param total - all parts
   */
  public show(step: string, done: number = 0, total: number = 0): void {
    if (step !== this.current) {
      this.end();
      this.current = step;
      if (!this.out.isTTY || total === 0) this.out.write(`${step}\n`);
    }
    if (!this.out.isTTY || total === 0) return;
    if (this.bar === undefined) {
      const format = `${step.padEnd(COLUMN)} {bar} {value}/{total}`;
      this.bar = new SingleBar({ stream: this.out, format, barsize: 30, hideCursor: true, gracefulExit: false });
      this.bar.start(total, done);
    }
    this.bar.setTotal(total);
    this.bar.update(done);
  }

  /** Says something between two steps. */
  public say(text: string): void {
    this.end();
    this.out.write(`${text}\n`);
  }

  /** Ends the step, and gives the cursor back. */
  public end(): void {
    this.bar?.stop();
    this.bar = undefined;
    this.current = undefined;
  }
}
