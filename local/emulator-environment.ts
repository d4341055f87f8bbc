import { delimiter, dirname, join } from 'node:path';

/** How the emulator is to behave. */
export interface EmulatorOptions {
  /** Enforces IAM policies and signatures. Default: false. */
  readonly auth?: boolean;
  /** Serves TLS with a certificate of its own, which the emulator's `caFile` names. Default: false. */
  readonly tls?: boolean;
}

/** The project's folder. */
export const ROOT = dirname(__dirname);

// Everything else stays behind: credentials, profiles, proxies, CA bundles, NODE_OPTIONS, a Docker daemon. The Lambda functions inherit
// what the emulator has.
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH'];

/**
 * The whole environment of an emulator whose files are in `directory`. Nothing of the person's AWS set-up is in it, and
 * no home directory where an SDK would look for one.
 */
export function emulatorEnvironment(directory: string, { auth = false, tls = false }: EmulatorOptions = {}): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => process.env[name] === undefined ? [] : [[name, process.env[name]]]);
  return {
    ...Object.fromEntries(inherited),
    // The functions run on the Node.js that runs this.
    PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    NODE_PATH: join(ROOT, 'node_modules'),
    HOME: directory,
    TMPDIR: join(directory, 'tmp'),
    LOCAL_RUN_DIRECTORY: directory,
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: 'localhost',
    AUTH: String(auth),
    USE_SSL: tls ? '1' : '0',
    // Both would open further ports, which only one emulator of a machine can have.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    DOCKER_HOST: `unix://${join(directory, 'no-docker.sock')}`,
    AWS_EC2_METADATA_DISABLED: 'true',
    // State machines wait a fiftieth between their attempts.
    SFN_WAIT_SCALE: '0.02',
  };
}
