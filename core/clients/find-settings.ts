import { mkdir, stat } from 'node:fs/promises';
import { type Failure, failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { SettingsPlace, SettingsPlaces } from '../../shared/settings.ts';
import type { Computer } from '../files/data-folder.ts';
import { storageFailure, systemCode } from '../files/file-failure.ts';
import { replaceFile } from '../files/replace-file.ts';
import { brokenLink } from '../files/resolve-link.ts';
import type { Candidate, ClientRow } from './client-row.ts';
import { pathsOf } from './folders.ts';

/** A file that was written this much later than every other is taken without asking. Milliseconds. */
const clearlyLaterMs = 24 * 60 * 60 * 1000;

/**
 * Where a program's settings are, which file is meant, and why. What the person chose counts; else the only file, or
 * the one that was written last by at least a day. Anything else is asked. Nothing is created.
 */
export async function findSettings(
  client: ClientRow,
  computer: Computer,
  chosenByPerson?: string,
): Promise<SettingsPlaces> {
  const places = await Promise.all(client.candidates(computer).map((one) => look(one, computer)));
  return { client: client.id, places, ...choose(places, chosenByPerson) };
}

async function look({ path, source }: Candidate, computer: Computer): Promise<SettingsPlace> {
  const [seen, folder] = await Promise.all([kindOf(path), kindOf(pathsOf(computer).dirname(path))]);
  const { state, writtenAt } = seen;
  const linkTo = state === 'missing' ? await brokenLink(path) : undefined;
  return {
    path,
    source,
    state,
    folderExists: folder.state === 'not-a-file',
    ...(linkTo === undefined ? {} : { linkTo }),
    ...(writtenAt ? { writtenAt: writtenAt.toISOString() } : {}),
  };
}

/** A folder is `not-a-file`. */
async function kindOf(path: string): Promise<{ state: SettingsPlace['state']; writtenAt?: Date }> {
  try {
    const seen = await stat(path);
    return seen.isFile() ? { state: 'file', writtenAt: seen.mtime } : { state: 'not-a-file' };
  } catch (error) {
    const code = systemCode(error);
    return { state: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable' };
  }
}

type Choice = Pick<SettingsPlaces, 'chosen' | 'why' | 'mayCreate'>;

function choose(places: readonly SettingsPlace[], chosenByPerson: string | undefined): Choice {
  const files = places.filter(({ state }) => state === 'file');
  // What stands there without being a file counts only where there is none, so that it is said what it is.
  const there = files.length > 0 ? files : places.filter(({ state }) => state !== 'missing');
  if (places.some(({ path }) => path === chosenByPerson) && chosenByPerson !== undefined)
    return { chosen: chosenByPerson, why: 'chosen-by-you' };
  const [only, another] = there;
  if (only && !another) return { chosen: only.path, why: 'only-one' };
  if (!only) return noneYet(places);
  const [latest, second] = [...there].sort((one, other) => writtenMs(other) - writtenMs(one));
  if (latest && second && writtenMs(latest) - writtenMs(second) >= clearlyLaterMs)
    return { chosen: latest.path, why: 'written-last' };
  return { why: 'ambiguous' };
}

const writtenMs = ({ writtenAt }: SettingsPlace): number => (writtenAt ? Date.parse(writtenAt) : 0);

/** In the one folder that the program has made, or where it is likeliest to look if it has made none. */
function noneYet(places: readonly SettingsPlace[]): Choice {
  const withFolder = places.filter(({ folderExists }) => folderExists);
  if (withFolder.length > 1) return { why: 'ambiguous' };
  const mayCreate = (withFolder[0] ?? places[0])?.path;
  return { why: 'none-yet', mayCreate };
}

/**
 * Makes an empty settings file, because the person agreed. Never where one is, and no folder unless the program has
 * made none at all.
 */
export async function createSettings(
  places: SettingsPlaces,
  path: string,
  computer: Computer,
): Promise<Result<void>> {
  const place = places.places.find((one) => one.path === path);
  if (!place) return failed(failure('bad-input', { path }));
  if (place.state !== 'missing')
    return failed(failure('config-changed-meanwhile', { client: places.client, path }));
  const anyFolder = places.places.some(({ folderExists }) => folderExists);
  if (anyFolder && !place.folderExists) return failed(failure('config-ambiguous', { client: places.client }));
  try {
    if (!anyFolder) await mkdir(pathsOf(computer).dirname(path), { recursive: true });
  } catch (error) {
    return failed(notMade(places, path, storageFailure(path, error)));
  }
  // Through a link, if that is what stands there.
  const made = await replaceFile(path, Buffer.from('{}\n'), { mustStillBe: 'absent' });
  return made.ok ? made : failed(notMade(places, path, made.error));
}

/** About the program's file, whose link may lead to a folder that isn't there. */
function notMade({ client, places }: SettingsPlaces, path: string, why: Failure): Failure {
  const linkTo = places.find((one) => one.path === path)?.linkTo;
  if (why.code !== 'storage-failed') return { ...why, client };
  return linkTo !== undefined && why.detail === 'ENOENT'
    ? failure('config-link-broken', { client, path, name: linkTo })
    : { ...why, client, about: 'settings' };
}

/** The file that is meant, or why the person has to say: `config-ambiguous`; `config-missing` or `config-link-broken`, with what could be made. */
export function locationIn({
  client,
  chosen,
  why,
  mayCreate,
  places,
}: SettingsPlaces): Result<{ path: string }> {
  if (chosen !== undefined) return ok({ path: chosen });
  if (why === 'ambiguous') return failed(failure('config-ambiguous', { client }));
  const linkTo = places.find(({ path }) => path === mayCreate)?.linkTo;
  return failed(
    linkTo === undefined
      ? failure('config-missing', { client, path: mayCreate })
      : failure('config-link-broken', { client, path: mayCreate, name: linkTo }),
  );
}

/** Whether the program was found here: by its settings, or by the folder that it has made for them. */
export const isInstalled = ({ places }: SettingsPlaces, computer: Computer): boolean =>
  places.some(
    ({ path, state, folderExists }) =>
      state !== 'missing' || (folderExists && pathsOf(computer).dirname(path) !== computer.home),
  );
