/**
 * Variables of this program that would change how Claude or its servers run: our own, those with which Electron and
 * Node are told what to be, and those that an AppImage sets for itself.
 */
const ours =
  /^(?:CONVENE_.*|ELECTRON_.*|NODE_OPTIONS|NODE_CHANNEL_.*|CHROME_DESKTOP|APPIMAGE|APPDIR|ARGV0|OWD)$/i;

export const withoutOurs = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
