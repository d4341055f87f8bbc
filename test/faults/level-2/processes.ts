import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LOOPBACK = '0100007F';

function lines(path: string): string[] {
  try {
    return readFileSync(path, 'latin1').split('\n');
  } catch {
    // The process is gone.
    return [];
  }
}

function inodeOf(port: number): string | undefined {
  const local = `${LOOPBACK}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return lines('/proc/net/tcp').map((line) => line.trim().split(/\s+/)).find((fields) => fields[1] === local)?.[9];
}

function isMember(pid: string, group: number): boolean {
  return Number(lines(`/proc/${pid}/stat`)[0]?.split(') ').at(-1)?.split(' ')[2]) === group;
}

function holds(pid: string, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** Whether processes can be told apart here. */
export const CAN_TELL_PROCESSES = process.platform === 'linux';

/** The process of a group that a port on loopback belongs to, or undefined. Never one outside of the group. */
export function processOfPort(port: number, group: number): number | undefined {
  const inode = inodeOf(port);
  if (inode === undefined) return undefined;
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && Number(name) !== group && isMember(name, group) && holds(name, inode));
  return pid === undefined ? undefined : Number(pid);
}
