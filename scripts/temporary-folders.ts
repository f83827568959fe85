/** Where a run of the tests keeps its files. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Bytes that must be free in memory for a run to keep its files there. */
const roomInMemory = 4e9;

/** Tests make files by the thousand, each of which is put on disk with care: in memory that takes less time. */
function parentOfTemporary(): string {
  const inMemory = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    if (bavail * bsize < roomInMemory || freemem() < roomInMemory) return tmpdir();
    const probe = mkdtempSync(join(inMemory, 'convene-probe-'));
    try {
      // Often nothing may be started from there.
      copyFileSync(process.execPath, join(probe, 'node'));
      return spawnSync(join(probe, 'node'), ['--version']).status === 0 ? inMemory : tmpdir();
    } finally {
      rmSync(probe, { recursive: true });
    }
  } catch {
    return tmpdir();
  }
}

/**
 * All temporary folders of this run are in one, by whose name its processes are told from others. Like the system's own it is
 * open to everybody, as Electron may be run by another user. Where it is in memory, what must be tried on a disk has another
 * one of that name there.
 */
export function ownTemporaryFolders(): string[] {
  const onDisk = tmpdir();
  const folder = mkdtempSync(join(parentOfTemporary(), 'convene-run-'));
  const folders = [...new Set([folder, join(onDisk, basename(folder))])];
  for (const each of folders) {
    mkdirSync(each, { recursive: true });
    chmodSync(each, 0o1777);
  }
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  process.env.CONVENE_TEST_DISK = folders.at(-1);
  return folders;
}
