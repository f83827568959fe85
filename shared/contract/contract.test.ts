import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answeredQuestions, viewNames } from './answers.ts';
import { contract } from './contract.ts';
import { type CallEntry, callEntries } from './derive.ts';

/** The objects in a schema that let an unknown field through, by their places. */
function looseObjects(schema: z.core.$ZodType, place: string): string[] {
  const parts = schema instanceof z.ZodObject ? schema.shape : schema._zod.def;
  const isLoose = schema instanceof z.ZodObject && !(schema.def.catchall instanceof z.ZodNever);
  const inside = Object.entries(parts).flatMap(([name, part]) =>
    [part]
      .flat()
      .flatMap((one) => (one instanceof z.core.$ZodType ? looseObjects(one, `${place}.${name}`) : [])),
  );
  return isLoose ? [place, ...inside] : inside;
}

describe('a field too many is refused at every depth', () => {
  it.each(callEntries(contract.calls).map(({ group, name, call }) => [`${group}.${name}`, call] as const))(
    'of %s',
    (name, { input, output }) => {
      expect([...looseObjects(input, `${name} input`), ...looseObjects(output, `${name} output`)]).toEqual(
        [],
      );
    },
  );

  it.each(Object.entries<z.ZodType>(contract.events))('of the event %s', (name, schema) => {
    expect(looseObjects(schema, name)).toEqual([]);
  });

  it('is found where an object lets it through', () => {
    const loose = z.array(
      z.strictObject({ a: z.union([z.string(), z.object({ b: z.string() })]).optional() }),
    );
    expect(looseObjects(loose, 'it')).toHaveLength(1);
  });
});

describe('answers that say the same', () => {
  const calls = new Map<string, CallEntry['call']>(
    callEntries(contract.calls).map(({ group, name, call }) => [`${group}.${name}`, call] as const),
  );
  const fieldsOf = (name: string): string[] => {
    const input = calls.get(name)?.input;
    return input instanceof z.ZodObject ? Object.keys(input.shape) : [];
  };

  it.each(viewNames)('the event %s pushes what its view answers', (name) => {
    expect(calls.get(`${name}.view`)?.output).toBe(contract.events[name]);
    expect(fieldsOf(`${name}.view`)).toEqual(name === 'connect' ? ['client'] : []);
  });

  it.each(Object.entries(answeredQuestions))('%s answers %s anew', (name, question) => {
    expect(calls.get(name)?.output).toBe(calls.get(question)?.output);
    // About which client is told by the call's own input.
    expect(fieldsOf(name)).toEqual(expect.arrayContaining(fieldsOf(question)));
    expect(['', 'client']).toContain(fieldsOf(question).join());
  });

  it('are all named', () => {
    const questions = new Set<string>(Object.values(answeredQuestions));
    const shapes = new Set([...questions].map((name) => calls.get(name)?.output));
    const others = [...calls].filter(([name, { output }]) => shapes.has(output) && !questions.has(name));
    expect(others.map(([name]) => name).sort()).toEqual(Object.keys(answeredQuestions).sort());
  });
});
