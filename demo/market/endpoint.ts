import { z } from 'zod';
import type { Outcome } from '../audit/audit.ts';
import type { DemoContext } from '../context.ts';
import { type KeyCaller, recordKeyCall } from '../keys/key-access.ts';
import { invalid, Refusal } from '../refusal.ts';

/**
 * One thing that a key may do, described once: the REST route, the MCP tools and the OpenAPI document all come from
 * here, so they can't drift apart.
 */
export interface Endpoint {
  readonly method: 'get' | 'patch' | 'post';
  /** Under the REST base, with parameters as in OpenAPI: `/bookings/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly input: { readonly path: z.ZodObject; readonly query: z.ZodObject; readonly body: z.ZodObject };
  readonly answer: z.ZodObject;
  /** How the audit log calls it. */
  readonly action: string;
  /** What an `id` in the input is the id of. */
  readonly resourceKind: string;
  readonly tools: readonly Tool[];
  /** `input` has everything: path, query and body. Throws a Refusal. */
  run(context: DemoContext, organizationId: string, input: unknown): unknown;
}

/** An MCP tool on an endpoint. `preset` is filled in by the tool, so that the assistant can't get it wrong. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** Written for the assistant: when to use it, what it answers. */
  readonly description: string;
  readonly preset?: Readonly<Record<string, string>>;
}

type Shape = z.ZodRawShape;

/** Ties the input schemas to the function that gets their output. */
export function endpoint<
  Path extends Shape = Record<never, never>,
  Query extends Shape = Record<never, never>,
  Body extends Shape = Record<never, never>,
>(
  definition: Omit<Endpoint, 'input' | 'run'> & {
    readonly input?: { readonly path?: Path; readonly query?: Query; readonly body?: Body };
    run(
      context: DemoContext,
      organizationId: string,
      input: z.output<z.ZodObject<Path>> & z.output<z.ZodObject<Query>> & z.output<z.ZodObject<Body>>,
    ): unknown;
  },
): Endpoint {
  const path = z.object(definition.input?.path ?? ({} as Path));
  const query = z.object(definition.input?.query ?? ({} as Query));
  const body = z.object(definition.input?.body ?? ({} as Body));
  return {
    ...definition,
    input: { path, query, body },
    run: (context, organizationId, input) =>
      definition.run(context, organizationId, {
        ...read(path, input),
        ...read(query, input),
        ...read(body, input),
      }),
  };
}

function read<Schema extends z.ZodObject>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(...problemsOf(parsed.error));
}

export const problemsOf = (error: z.ZodError): string[] =>
  error.issues.map((issue) =>
    issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message,
  );

/** Runs an endpoint for a key and writes it into the audit log, however it ends. */
export function callEndpoint(
  context: DemoContext,
  caller: KeyCaller,
  { action, resourceKind, answer, run }: Endpoint,
  input: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { id } = input;
  const known = typeof id === 'string' || typeof id === 'number';
  const resource = known ? { kind: resourceKind, id: String(id).slice(0, 200) || '-' } : undefined;
  try {
    return context.database.transaction(() => {
      const given = answer.parse(run(context, caller.organizationId, input));
      recordKeyCall(context, caller, action, resource, 'ok');
      return given;
    });
  } catch (error) {
    recordKeyCall(context, caller, action, resource, outcomeOf(error));
    throw error;
  }
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Refusal)) return 'failed';
  if (error.status === 404) return 'not_found';
  return error.status === 409 ? 'conflict' : 'invalid';
}
