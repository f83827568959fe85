import { contract } from '../../shared/contract/contract.ts';
import { type CompanionApi, callEntries } from '../../shared/contract/derive.ts';
import { resultSchema } from '../../shared/failure-schema.ts';

type AnyCall = (...input: unknown[]) => Promise<unknown>;
type AnyListening = (listener: (value: unknown) => void) => () => void;

/**
 * The same API, of which every answer and event is compared with its schema, as main compares what it sends: an example that
 * main would refuse proves nothing about the page. An answer that doesn't fit rejects; an event throws at whoever tells it.
 */
export function checked(api: CompanionApi): CompanionApi {
  const calls = api as unknown as Readonly<Record<string, Readonly<Record<string, AnyCall>>>>;
  const events = api.on as unknown as Readonly<Record<string, AnyListening>>;
  const groups: Record<string, Record<string, AnyCall>> = {};
  for (const { group, name, call } of callEntries(contract.calls)) {
    const answer = resultSchema(call.output);
    groups[group] = {
      ...groups[group],
      [name]: async (...input) => {
        const given = call.input.safeParse(input[0] ?? {});
        if (!given.success) throw new Error(`${group}.${name} is asked with ${given.error.message}`);
        return fitting(answer, `${group}.${name}`, await calls[group]?.[name]?.(...input));
      },
    };
  }
  const on: Record<string, AnyListening> = {};
  for (const [name, schema] of Object.entries(contract.events))
    on[name] = (listener) => events[name]?.((value) => listener(fitting(schema, name, value))) ?? (() => {});
  return { ...groups, on } as unknown as CompanionApi;
}

function fitting(
  schema: { safeParse(value: unknown): { success: boolean; error?: { message: string } | undefined } },
  name: string,
  value: unknown,
): unknown {
  const { success, error } = schema.safeParse(value);
  if (!success) throw new Error(`the example for ${name} doesn’t fit the contract: ${error?.message}`);
  return value;
}
