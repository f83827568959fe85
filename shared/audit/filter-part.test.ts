import { describe, expect, it } from 'vitest';
import { isFilterPart } from './filter-part.ts';
import { type AuditFilter, auditFilterSchema } from './view.ts';

const texts = [
  'key-1',
  '',
  'a'.repeat(200),
  'a'.repeat(201),
  '2026-02-28',
  '2026-02-29',
  '2024-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-04-31',
  '2026-4-1',
  '2026-04-01T00:00',
  ' 2026-04-01',
  '0000-01-01',
  'yesterday',
];
const parts = Object.keys(auditFilterSchema.shape) as (keyof AuditFilter)[];

describe.each(parts)('the part %s of a filter', (part) => {
  it.each(texts.filter((text) => text !== '' || part !== 'text'))('takes %j as the schema does', (text) => {
    expect(isFilterPart(part, text)).toBe(auditFilterSchema.safeParse({ [part]: text }).success);
  });
});

it('an empty text is no part', () => {
  expect(isFilterPart('text', '')).toBe(false);
});
