import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { ok } from '../../shared/result.ts';
import { cooking, createKitchen, plan } from '../../testing/operations/cooking.ts';
import { noLog } from '../log.ts';
import { systemClock } from '../ports.ts';
import { createOperations, type Operations } from './operations.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'operations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const open = (): Operations => createOperations({ folder, clock: systemClock, log: noLog });

it('an operation that stopped is finished by the next companion', async () => {
  const kitchen = createKitchen();
  kitchen.trouble.water = () => failure('offline');
  await open().kind(cooking(kitchen)).run('loaf', { plan });
  expect(readdirSync(join(folder, 'operations'))).toContain('cooking.loaf.json');
  kitchen.trouble = {};
  expect(await open().kind(cooking(kitchen)).run('loaf', { plan })).toEqual(ok('bread of loaf'));
  expect(readdirSync(join(folder, 'operations'))).toEqual([]);
});

it('two companions that are asked at the same time do it one after the other', async () => {
  const kitchen = createKitchen();
  const begun = [open(), open()].map((one) => one.kind(cooking(kitchen)).run('loaf', { plan }));
  expect(await Promise.all(begun)).toEqual([ok('bread of loaf'), ok('bread of loaf')]);
  expect(kitchen.acts).toEqual(['flour', 'water', 'oven', 'flour', 'water', 'oven']);
});

it('kinds with one lock take turns', async () => {
  const operations = open();
  expect(operations.turns('claude-desktop', 0)).toBe(operations.turns('claude-desktop', 0));
  expect(operations.turns('claude-desktop', 0)).not.toBe(operations.turns('zed', 0));
});
