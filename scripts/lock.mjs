/** A lock between processes of one checkout: a directory, because making one is atomic everywhere. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function take(directory) {
  try {
    mkdirSync(directory);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(directory, 'pid'), String(process.pid));
  return true;
}

function holder(directory) {
  try {
    return readFileSync(join(directory, 'pid'), 'utf8');
  } catch {
    return '';
  }
}

/** A holder that is no more, or that never got as far as writing its pid. */
function isStale(directory) {
  const pid = Number(holder(directory));
  if (pid) return !isAlive(pid);
  const made = statSync(directory, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && Date.now() - made > 10_000;
}

/** Removes a stale lock. Where another process was faster, the lock that was taken away by mistake is put back. */
function evict(directory) {
  if (!isStale(directory)) return;
  const grave = `${directory}.${process.pid}`;
  try {
    renameSync(directory, grave);
    if (isStale(grave)) rmSync(grave, { recursive: true, force: true });
    else renameSync(grave, directory);
  } catch (error) {
    if (!['ENOENT', 'EEXIST', 'ENOTEMPTY'].includes(error.code)) throw error;
  }
}

/** Runs `work` while no other process of this checkout holds the lock. `waiting` is called once when there is one. */
export async function withLock(directory, work, waiting) {
  mkdirSync(join(directory, '..'), { recursive: true });
  for (let tries = 0; !take(directory); tries++) {
    if (tries === 5) waiting?.();
    evict(directory);
    await sleep(200);
  }
  const release = () => rmSync(directory, { recursive: true, force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    release();
    process.off('exit', release);
  }
}
