import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isSameDevice } from '../shared/keys/device-name.ts';
import { type Computer, dataFolder, formerDataFolder } from './files/data-folder.ts';
import { moveOwnFiles } from './files/move-folder.ts';
import { type ComputerFacts, computerFacts } from './this-computer/computer-facts.ts';

/**
 * The companion's own folder, after what an earlier version kept elsewhere has come over, once. What another computer has noted
 * there is left to that one, and what can't be moved stays for the next start.
 */
export function ownFolder(
  computer: Computer,
  facts: ComputerFacts = computerFacts(computer.platform),
): string {
  const folder = dataFolder(computer);
  const former = formerDataFolder(computer);
  if (former !== undefined && !isOfAnotherComputer(former, facts)) {
    try {
      moveOwnFiles(former, folder);
    } catch {
      // The old files are as they were.
    }
  }
  return folder;
}

const notedSchema = z.object({ hostName: z.string(), marks: z.array(z.string()) });

/** Whether the folder was another computer's: carried here with a profile. Without a mark on either side the name has to do. */
export function isOfAnotherComputer(folder: string, { hostName, marks }: ComputerFacts): boolean {
  const noted = notedSchema.safeParse(readJson(join(folder, 'computer.json'))).data;
  if (!noted) return false;
  return noted.marks.length > 0 && marks.length > 0
    ? !noted.marks.some((mark) => marks.includes(mark))
    : !isSameDevice(noted.hostName, hostName);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
