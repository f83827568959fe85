/** What `npm test` runs on which system. */
import { join } from 'node:path';
import { type CommandLine, withoutPrivileges } from '../e2e/electron/sandbox.ts';
import { tool } from './run.ts';

export const parts = ['unit', 'page', 'e2e', 'long'] as const;
export type Part = (typeof parts)[number];

export interface Stage extends CommandLine {
  readonly title: string;
  /** Where the runner writes its counts as JSON. */
  readonly report: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Plan {
  readonly stages: readonly Stage[];
  /** What this system can't run, in words. */
  readonly leftOut: readonly string[];
}

/** Without a part: all but what takes an hour. `more` is handed on to Playwright (`-g title`). */
export function planTests(wanted: {
  readonly part: Part | undefined;
  readonly platform: NodeJS.Platform;
  /** The folder for reports. */
  readonly reports: string;
  readonly more?: readonly string[];
}): Plan {
  const { part, platform, reports } = wanted;
  const isWanted = (one: Part): boolean => (part ? part === one : one !== 'long');
  if (platform !== 'linux')
    return {
      stages: isWanted('unit') ? [unitTests(reports, ['--project', 'unit'])] : [],
      leftOut: [
        ...(isWanted('unit') ? ['unit tests of keychain, processes, kills and locks'] : []),
        ...(isWanted('page') ? ['specs of the page'] : []),
        ...(isWanted('e2e') ? ['journeys'] : []),
        ...(isWanted('long') ? ['long tests'] : []),
      ],
    };
  return {
    stages: [
      ...(isWanted('unit') ? [unitTests(reports)] : []),
      ...(isWanted('page') ? [pageSpecs(reports, wanted.more ?? [])] : []),
      ...(isWanted('e2e') ? [journeys(reports, wanted.more ?? [])] : []),
      ...(isWanted('long') ? [longTests(reports)] : []),
    ],
    leftOut: [],
  };
}

const vitest = (report: string, more: readonly string[]): CommandLine & { readonly report: string } => ({
  command: tool('vitest'),
  args: ['run', ...more, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  report,
});

const unitTests = (reports: string, project: readonly string[] = []): Stage => ({
  title: project.length > 0 ? 'unit tests, with a keychain in memory' : 'unit tests',
  ...vitest(join(reports, 'unit.json'), project),
});

const longTests = (reports: string): Stage => ({
  title: 'a million settings files, every kill, ten thousand calls through the bridge',
  ...vitest(join(reports, 'long.json'), []),
  env: { CONVENE_LONG_RUNS: '1000000' },
});

const playwright = (config: string, more: readonly string[]): CommandLine => ({
  command: tool('playwright'),
  args: ['test', '--config', config, '--reporter', 'list,json', ...more],
});

function pageSpecs(reports: string, more: readonly string[]): Stage {
  const report = join(reports, 'page.json');
  return {
    title: 'specs of the page',
    ...playwright('testing/page/playwright.config.ts', more),
    report,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  };
}

/** As a user who can have Chromium's sandbox. */
function journeys(reports: string, more: readonly string[]): Stage {
  const report = join(reports, 'journeys.json');
  const { line, problem } = withoutPrivileges(playwright('e2e/playwright.config.ts', more));
  return {
    title: problem ? `journeys. ${problem}` : 'journeys',
    ...line,
    report,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  };
}
