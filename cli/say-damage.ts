import { basename } from 'node:path';
import { recoveredWords, tellsOfKeys, unknownWithout } from '../shared/wording/state-files.ts';
import { say } from './output.ts';
import type { Terminal } from './terminal.ts';

/** Files of ours that were damaged: had again, or not to be read. What a command answers may lack what they hold. */
export async function sayDamage(terminal: Terminal): Promise<void> {
  const { companion } = terminal;
  companion.onRecovered(({ path, asideAt, foundAgain }) => {
    const { title, meaning } = recoveredWords({ file: basename(path), asideAt, foundAgain });
    say(terminal, `${title} ${meaning}`);
  });
  for (const { name } of await companion.unreadable())
    if (tellsOfKeys(name))
      say(terminal, `! ${name} can’t be read, so it isn’t known ${unknownWithout(name)}.`);
}
