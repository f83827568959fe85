import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contract } from './contract.ts';
import { callEntries } from './derive.ts';

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
