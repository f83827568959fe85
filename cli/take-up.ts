import { openRevocationView } from '../core/keys/left-behind.ts';
import { openRevocationLine } from './open-revocation-line.ts';
import { say } from './output.ts';
import type { Terminal } from './terminal.ts';

/** What this person had asked for before they signed out is asked for again, and they hear how it stands. */
export async function takeUpRevocations(terminal: Terminal): Promise<void> {
  const { keys, incidents } = terminal.companion;
  const before = await keys.myRevocations();
  await incidents.resume();
  if (before.length === 0) return;
  await keys.refresh();
  const open = await keys.myRevocations();
  for (const one of before) {
    const still = open.find(({ keyId, server }) => keyId === one.keyId && server === one.server);
    const name = one.keyName ?? one.keyId;
    say(
      terminal,
      still
        ? openRevocationLine(openRevocationView(still), still.email)
        : `“${name}” is settled, as you had asked before.`,
    );
  }
}
