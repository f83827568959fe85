import { type AppNotice, isVersion } from '../../shared/app-notices.ts';

/** What to tell when the app was started once more, if that was another version. `about` is what that one said of itself. */
export function otherVersion(running: string, about: unknown): AppNotice | undefined {
  const opened =
    typeof about === 'object' && about !== null && 'version' in about ? about.version : undefined;
  if (!isVersion(opened) || !isVersion(running) || opened === running) return undefined;
  return { kind: 'other-version', running, opened };
}
