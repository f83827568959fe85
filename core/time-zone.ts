/**
 * The zone of this computer as it is now, by its IANA name. Node keeps the one of its start, in `Intl` and in every `Date`, until
 * `TZ` is set or removed; then it asks the system anew, and so does Electron's main process, which nobody tells that the computer
 * has moved. On Windows Node asks the system at its start only.
 */
export function timeZoneHere(env: NodeJS.ProcessEnv = process.env): string {
  const set = env.TZ;
  // It has to be set to be removed, which is what counts.
  env.TZ = set ?? 'UTC';
  if (set === undefined) delete env.TZ;
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
