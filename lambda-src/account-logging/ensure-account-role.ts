/** The account, as far as API Gateway's logs go. */
export interface AccountPorts {
  /** ARN of the role that is set; undefined or empty where none is. */
  accountRole(): Promise<string | undefined>;
  setAccountRole(arn: string): Promise<void>;
  /** Creates the role, or finds it, and returns its ARN. */
  createRole(name: string): Promise<string>;
  sleep(milliseconds: number): Promise<void>;
}

/** A role that was just made is not known everywhere at once: API Gateway refuses it for some seconds. */
const ATTEMPTS = 20;
const WAIT_MS = 5_000;

/** Sets the account's role only where none is set, and says which one is in force. */
export async function ensureAccountRole(ports: AccountPorts, roleName: string): Promise<{ RoleArn: string; Changed: string }> {
  const present = await ports.accountRole();
  if (present) return { RoleArn: present, Changed: 'false' };
  const arn = await ports.createRole(roleName);
  for (let attempt = 1; ; attempt++) {
    try {
      await ports.setAccountRole(arn);
      return { RoleArn: arn, Changed: 'true' };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await ports.sleep(WAIT_MS);
    }
  }
}
