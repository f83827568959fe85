/** What power cuts, other programs, other versions and copied folders make of a file of ours. */
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';

/** Of a companion that isn't written yet. */
const newest = 99;

export const damages = {
  'zero length': (path) => writeFileSync(path, ''),
  NULs: (path) => writeFileSync(path, Buffer.alloc(64)),
  'half of it': (path) => {
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, Math.floor(whole.length / 2)));
  },
  'another shape': (path) => writeFileSync(path, '{ "version": 1, "kept": [] }'),
  'another version': (path) => {
    const stored: object = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...stored, version: newest }));
  },
  'another user’s': (path) => {
    if (isRoot()) chownSync(path, 0, 0);
    chmodSync(path, isRoot() ? 0o600 : 0);
  },
  'a folder': (path) => {
    rmSync(path);
    mkdirSync(path);
  },
  'a link to nowhere': (path) => {
    rmSync(path);
    symlinkSync(`${path}-elsewhere`, path);
  },
} as const satisfies Readonly<Record<string, (path: string) => void>>;

export type Damage = keyof typeof damages;
export const damageKinds = Object.keys(damages) as Damage[];

const isRoot = (): boolean => process.geteuid?.() === 0;

/** Whom root acts as where files of another user are to be had. */
export const ordinaryUser = 65_534;

/** Works as somebody to whom another user's files are closed: as root, which tests often run as, nothing is. */
export async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (!isRoot()) return work();
  process.setegid?.(ordinaryUser);
  process.seteuid?.(ordinaryUser);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

/** What is there: the bytes of a file, or what it is instead. */
export function whatIsAt(path: string): string {
  try {
    const found = lstatSync(path);
    if (found.isDirectory()) return 'a folder';
    return found.isSymbolicLink() ? 'a link' : readFileSync(path, 'latin1');
  } catch {
    return 'nothing';
  }
}
