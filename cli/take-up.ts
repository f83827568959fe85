import { openRevocationLine } from './open-revocation-line.ts';
import { say } from './output.ts';
import type { Terminal } from './terminal.ts';

/** What this person had asked for before they signed out is asked for again, and they hear how it stands. */
export async function takeUpRevocations(terminal: Terminal): Promise<void> {
  const { keys, incidents, revocations } = terminal.companion;
  const before = (await revocations.look()).open.filter(({ canTry }) => canTry);
  await incidents.resume();
  if (before.length === 0) return;
  await keys.refresh();
  const { open } = await revocations.look();
  for (const one of before) {
    const still = open.find(({ id }) => id === one.id);
    say(
      terminal,
      still ? openRevocationLine(still, new Date()) : `“${one.name}” is settled, as you had asked before.`,
    );
  }
}
