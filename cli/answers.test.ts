import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failure } from '../shared/failure.ts';
import { failed, ok } from '../shared/result.ts';
import { answerSchema, answersAsJsonSchema } from './answers.ts';

describe('docs/cli.schema.json', () => {
  const published = JSON.parse(readFileSync('docs/cli.schema.json', 'utf8'));

  it('is what the schemas of the commands say (npm run write:cli-schema)', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(answersAsJsonSchema())));
  });

  it('has every field in camelCase', () => {
    const names: string[] = [];
    JSON.stringify(published, (name, value) => {
      if (name === 'properties') names.push(...Object.keys(value));
      return value;
    });
    expect(names.filter((name) => !/^[a-z][a-zA-Z]*$/.test(name))).toEqual([]);
    expect(names).toContain('dueAt');
  });
});

describe('the schema of an answer', () => {
  it('is that of the command, wherever its options stand', () => {
    const version = ok({ version: '1' });
    for (const args of [
      ['--version', '--json'],
      ['--json', '--version'],
    ])
      expect(answerSchema(args).safeParse(version).success).toBe(true);
    expect(answerSchema(['--json', 'keys', 'list']).safeParse(version).success).toBe(false);
  });

  it('takes no field that isn’t in it', () => {
    expect(answerSchema(['--version']).safeParse(ok({ version: '1', more: 1 })).success).toBe(false);
    expect(
      answerSchema(['frob']).safeParse({ ok: false, error: { code: 'bad-input', more: 1 } }).success,
    ).toBe(false);
  });

  it('takes a failure of any command, also of one that there isn’t', () => {
    for (const args of [['keys', 'list'], ['frob'], []])
      expect(answerSchema(args).safeParse(failed(failure('bad-input'))).success).toBe(true);
    expect(answerSchema(['frob']).safeParse(ok({})).success).toBe(false);
  });
});
