import { expect, it } from 'vitest';
import { type Part, planTests } from './test-stages.ts';

const plan = (platform: NodeJS.Platform, part?: Part) => {
  const { stages, leftOut } = planTests({ part, platform, reports: '/reports' });
  return { reports: stages.map(({ report }) => report), leftOut };
};

it('on Linux everything is run but what takes an hour', () => {
  expect(plan('linux')).toEqual({
    reports: ['/reports/unit.json', '/reports/page.json', '/reports/journeys.json'],
    leftOut: [],
  });
});

it.each(['unit', 'page', 'e2e', 'long'] as const)('on Linux a part is run alone: %s', (part) => {
  expect(plan('linux', part)).toMatchObject({ reports: [expect.any(String)], leftOut: [] });
});

it.each(['darwin', 'win32'] as const)('on %s what needs Linux is left out, and named', (platform) => {
  const { stages, leftOut } = planTests({ part: undefined, platform, reports: '/reports' });
  expect(stages.map(({ args }) => args.slice(0, 3))).toEqual([['run', '--project', 'unit']]);
  expect(leftOut).toEqual([
    'unit tests of keychain, processes, kills and locks',
    'specs of the page',
    'journeys',
  ]);
});

it('on a Mac journeys alone are nothing to run', () => {
  expect(plan('darwin', 'e2e')).toEqual({ reports: [], leftOut: ['journeys'] });
});
