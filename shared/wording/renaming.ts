import type { Renamed, RenamedKey } from '../renaming.ts';

/** Why a key keeps its name; behind “…” keeps its name. */
const keepsBecause: Readonly<Record<NonNullable<RenamedKey['keeps']>, string>> = {
  cannot: 'Convene can’t rename keys there. It still counts as this computer’s',
  'in-use': 'it is being replaced. The new key gets the new name',
  'not-ours': 'it wasn’t made by this Companion, so it may be another computer’s',
  refused: 'Convene didn’t allow it. It still counts as this computer’s',
  'not-asked': 'it still counts as this computer’s',
};

/** What became of the names at Convene, a sentence each: keys that were renamed first. */
export function renamedSentences({ formerName, session, keys }: Renamed): string[] {
  const renamed = keys.filter(({ keeps }) => keeps === undefined);
  const kept = keys.filter(({ keeps }) => keeps !== undefined);
  return [
    ...renamed.map(
      ({ name, newName, organizationName }) => `“${name}” is now “${newName}” in ${organizationName}.`,
    ),
    ...kept.map(
      ({ name, organizationName, keeps }) =>
        `“${name}” in ${organizationName} keeps its name: ${keepsBecause[keeps ?? 'refused']}.`,
    ),
    ...(session === 'cannot'
      ? [`Convene’s list of signed-in devices may still say “${formerName}” for this computer.`]
      : []),
  ];
}

export const renamedTitle = ({ name }: Pick<Renamed, 'name'>): string =>
  `This computer is now called “${name}”.`;

/** Behind a failure, once the name has been taken here. */
export const renamingGoesOn = (formerName: string): string =>
  `Convene may still say “${formerName}” in some names. That is finished by itself, at the next start at the latest.`;
