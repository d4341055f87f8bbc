import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a scanner wrote. It ends with an exit code of its own choice where it has found something. */
export async function outputOf(program: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const options = { maxBuffer: 256 * 1024 * 1024, env: { ...process.env, ...env } };
  try {
    return (await promisify(execFile)(program, args, options)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    if (stdout.trim() === '') throw new Error(`${program} did not answer: ${stderr || String(error)}`);
    return stdout;
  }
}
