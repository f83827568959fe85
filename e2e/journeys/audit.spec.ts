import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompanionPage } from '../../testing/page/companion-page.ts';
import { parseStrictCsv } from '../../testing/strict-csv.ts';
import { connectClaude, signIn } from '../harness/steps.ts';
import { expect, host, test } from '../harness/test.ts';

const claudeKey = 'Claude Desktop on Market office laptop';
const events = (companion: CompanionPage) => companion.page.getByRole('list', { name: /^Events/ });

test(`what Claude was asked stands in the log, under its key’s name (${host})`, async ({
  world,
  companion,
}) => {
  await signIn(world, companion);
  const claude = await connectClaude(world, companion);
  await claude.ask('What’s pending today?');
  await companion.tab('Audit');
  await expect(events(companion)).toContainText(`${claudeKey} read what’s pending.`);
  await expect(events(companion)).toContainText(`made the key “${claudeKey}”`);
});

test(`the log as CSV is opened by a strict reader, and holds no key (${host})`, async ({
  world,
  running,
  companion,
}) => {
  await signIn(world, companion);
  await companion.tab('Audit');
  await expect(events(companion)).toBeVisible();
  const path = join(world.home, 'log.csv');
  await running.willChoose(path);
  await companion.button('Export CSV').click();
  await expect(companion.text(/events written to /)).toBeVisible();
  const [head = [], ...rows] = parseStrictCsv(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.every((row) => row.length === head.length)).toBe(true);
  expect(readFileSync(path, 'utf8')).not.toMatch(/fm_(?:org|session|refresh)_\w{8}/);
});
