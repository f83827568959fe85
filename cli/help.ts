import { exitStatusWords } from './exit-status.ts';

const variables: readonly (readonly [string, string])[] = [
  ['CONVENE_SERVER', 'another Convene, for example http://127.0.0.1:4747'],
  ['CONVENE_DEVICE_NAME', 'what this computer is called in the names of keys'],
  ['CONVENE_COMPANION_HOME', 'another folder for the companion’s own files'],
];

const width = Math.max(...variables.map(([name]) => name.length));

/** What stands below the list of commands. */
export const helpBelow = `
Exit status:
${exitStatusWords.map((words, status) => `  ${status}  ${words}`).join('\n')}

Environment:
${variables.map(([name, words]) => `  ${name.padEnd(width)}  ${words}`).join('\n')}

A key is never an argument: login --key asks for it, or reads it from standard input.`;
