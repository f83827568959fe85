import { clientNames } from '../shared/clients.ts';
import type { SettingsPlaces } from '../shared/settings.ts';
import { formatMoment } from '../shared/wording/dates.ts';
import { placeStateWords, whyWords } from '../shared/wording/settings.ts';
import { table } from './table.ts';

/** The settings file that is used and why, or why none; and every place where one may be. */
export function placeLines({ client, chosen, why, mayCreate, places }: SettingsPlaces): string[] {
  return [
    chosen ?? `No settings file of ${clientNames[client]} is used yet.`,
    `  ${whyWords(why)}`,
    ...(mayCreate ? [`  connect ${client} --create makes ${mayCreate}.`] : []),
    '',
    ...table(
      places.map(({ path, source, state, writtenAt }) => [
        path === chosen ? '*' : ' ',
        path,
        source,
        placeStateWords(state),
        writtenAt ? `written ${formatMoment(new Date(writtenAt), new Date())}` : '',
      ]),
    ),
  ];
}
