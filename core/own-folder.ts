import { type Computer, dataFolder, formerDataFolder } from './files/data-folder.ts';
import { moveOwnFiles } from './files/move-folder.ts';
import { type ComputerFacts, computerFacts, isOfAnotherComputer } from './this-computer.ts';

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
