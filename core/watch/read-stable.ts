import type { Result } from '../../shared/result.ts';
import type { SettingsContent, SettingsFile } from '../settings-editor/settings-file.ts';

/** Reads after which the last is believed, also if every one was different. */
const atMost = 5;

/**
 * Reads until what is read is as hoped, or the same twice: a program that is just writing its file leaves it empty or
 * half written for a moment, or without our entry until it has put everything together again.
 */
export async function readStable(
  config: Pick<SettingsFile, 'read'>,
  asHoped: (content: SettingsContent) => Promise<boolean>,
  pauseMs: number,
): Promise<Result<SettingsContent>> {
  let last = await config.read();
  for (let reads = 1; reads < atMost; reads += 1) {
    if (last.ok && (await asHoped(last.value))) return last;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const next = await config.read();
    if (isSame(last, next)) return next;
    last = next;
  }
  return last;
}

function isSame(one: Result<SettingsContent>, other: Result<SettingsContent>): boolean {
  if (one.ok && other.ok) return one.value.bytes.equals(other.value.bytes);
  return !one.ok && !other.ok && one.error.code === other.error.code;
}
