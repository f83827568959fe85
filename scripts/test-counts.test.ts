import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countTests } from './test-counts.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, report: unknown): void =>
  writeFileSync(join(folder, name), JSON.stringify(report));

it('the counts of all runners are added up', () => {
  write('unit.json', { numPassedTests: 10, numFailedTests: 1 });
  write('journeys.json', { stats: { expected: 5, unexpected: 2, flaky: 0 } });
  expect(countTests(folder)).toMatchObject({ passed: 15, failed: 3 });
});

it('a journey that passed only when repeated counts as failed', () => {
  write('journeys.json', { stats: { expected: 5, unexpected: 0, flaky: 1 } });
  expect(countTests(folder)).toMatchObject({ passed: 5, failed: 1 });
});

it('what failed is named', () => {
  const assertionResults = [
    { fullName: 'a key is revoked', status: 'passed' },
    { fullName: 'a key is rotated', status: 'failed' },
  ];
  write('unit.json', { numPassedTests: 1, numFailedTests: 1, testResults: [{ assertionResults }] });
  const specs = [
    { title: 'an organizer signs in', ok: false },
    { title: 'Quit ends the program', ok: true },
  ];
  write('journeys.json', {
    stats: { expected: 1, unexpected: 1, flaky: 0 },
    suites: [{ suites: [{ specs }] }],
  });
  expect(countTests(folder).names.sort()).toEqual(['a key is rotated', 'an organizer signs in']);
});

it('a report that is none is said', () => {
  write('other.json', {});
  expect(() => countTests(folder)).toThrow('other.json is no report');
});
