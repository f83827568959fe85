import type { FailureCode } from '../failure.ts';
import {
  at,
  behindLink,
  encodingWords,
  type FailureWords,
  isInStore,
  place,
  systemSays,
  type Told,
  untouched,
  words,
} from './failure-parts.ts';

/** What is wrong with a program's settings file. */
export const settingsFailures = {
  'config-missing': ({ fullName, file }) =>
    words(`${file} isn’t there.`, `Install ${fullName} and open it once, then quit it and try again.`),
  'config-empty': ({ client, file, failure }) =>
    words(
      `${file} is empty.`,
      `Let us put empty settings there, or open ${client} once so that it writes a fresh one and quit it.${at(failure)}`,
    ),
  'config-not-a-file': ({ client, file, failure }) =>
    words(
      `Where ${file} should be, there is something else.`,
      `Move it away, open ${client} once, quit it, then try again.${at(failure)}`,
    ),
  'config-link-broken': ({ file, failure }) =>
    words(
      `${file} is a link to a file that isn’t there.`,
      `${failure.name ? `It leads to ${failure.name}. ` : ''}Bring that file back, or connect the drive or folder in which it is, then try again.${at(failure)}`,
    ),
  'config-unreadable': ({ file, failure }) =>
    words(
      `${file} can’t be read.`,
      `${systemSays(failure, 'Allow your own account to read it, then try again.')}${at(failure)}`,
    ),
  'config-not-writable': ({ file, failure }) =>
    isInStore(failure)
      ? words(
          `${file} is made by a package manager, which alone changes it.`,
          `Add our entry where that is set up, or put a file of your own there.${at(failure)}${behindLink(failure)}`,
        )
      : words(
          `${file} may not be changed.`,
          `${systemSays(failure, 'Allow your own account to write it and its folder, then try again.')}${at(failure)}${behindLink(failure)}`,
        ),
  'config-too-large': ({ file, failure }) =>
    words(
      `${file} is ${failure.detail === 'nested too deeply' ? 'nested far deeper' : 'larger than 64 MB, far larger'} than settings are.`,
      `${untouched} Something else wrote into it. Ask whoever set it up.${at(failure)}`,
    ),
  'config-byte-order-mark': ({ client, file, failure }) =>
    words(
      `${file} starts with an invisible mark that ${client} can’t read.`,
      `${untouched} Let us repair it, or save it as “UTF-8” without a mark (BOM).${at(failure)}`,
    ),
  'config-not-json': (told) =>
    told.failure.encoding === undefined
      ? words(
          `${told.file} has a mistake${place(told.failure)}.`,
          `${untouched} Often a comma or a quotation mark is missing or too many. Fix it, then try again.${at(told.failure)}`,
        )
      : encodingWords[told.failure.encoding](told),
  'config-not-an-object': ({ client, file, failure }) =>
    words(
      `${file} isn’t written the way ${client} writes it.`,
      `${untouched} Its first sign should be a curly bracket. Fix it, then try again.${at(failure)}`,
    ),
  'config-servers-not-an-object': ({ file, failure }) =>
    words(
      `“${failure.name ?? 'mcpServers'}”${place(failure)} of ${file} isn’t a list of servers.`,
      `${untouched} Fix or remove that part, then try again.${at(failure)}`,
    ),
  'config-ambiguous': ({ client }) =>
    words(
      `There is more than one file that ${client} may read its settings from.`,
      'Choose the one that is meant. If you don’t know, choose the one that was written last.',
    ),
  'config-changed-meanwhile': ({ client, file }) =>
    words(
      `${file} was changed by another program just now.`,
      `Quit ${client}, close other editors of that file, then try again.`,
    ),
} satisfies Partial<Record<FailureCode, (told: Told) => FailureWords>>;
