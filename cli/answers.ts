/**
 * What each command answers with `--json`, by its words. Tests hold every answer against these, and `docs/cli.schema.json`
 * publishes them; the program itself doesn't load them.
 */
import { z } from 'zod';
import { accountViewSchema, organizationSchema } from '../shared/account.ts';
import { auditPageViewSchema } from '../shared/audit/view.ts';
import { clientViewSchema, connectViewSchema } from '../shared/connect-view.ts';
import { findingSchema } from '../shared/doctor.ts';
import { failureSchema, resultSchema } from '../shared/failure-schema.ts';
import { incidentsViewSchema, incidentViewSchema, textMatchSchema } from '../shared/incident.ts';
import { keyViewSchema, proofSchema } from '../shared/keys/key-view.ts';
import { deviceViewSchema, renamedSchema } from '../shared/renaming.ts';
import { openRevocationSchema } from '../shared/revocations.ts';
import { rotatedSchema } from '../shared/rotation.ts';
import { skippedReasons } from '../shared/scan.ts';
import { keyLeftInFileSchema, settingsHistorySchema, settingsPlacesSchema } from '../shared/settings.ts';
import { watchFindingSchema } from '../shared/watch.ts';

const instant = z.iso.datetime({ offset: true });
const count = z.int().nonnegative();

/** When a key is due, and how near that is; a revoked one never is. */
const due = {
  dueAt: z.iso.datetime().nullable(),
  stage: z.enum(['fresh', 'due-soon', 'due', 'overdue', 'revoked']),
};
const dueKeySchema = keyViewSchema.extend(due);

/** Of one organization. With `stale` it is the last known list, and that says why. */
const keyListSchema = z.strictObject({
  organizationId: z.string(),
  asOf: z.iso.datetime(),
  stale: failureSchema.optional(),
  keys: z.array(dueKeySchema),
});

/** The one answer with a token. */
const newKeySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  token: z.string(),
  tokenHint: z.string(),
  createdAt: instant,
  ...due,
});

const keySchema = z.strictObject({ id: z.string(), name: z.string(), tokenHint: z.string() });

/** A key that lives elsewhere and its successor. Without `proof` the old one works until `notBefore` at least. */
const replacedSchema = z.strictObject({
  oldKey: keySchema,
  newKey: keySchema,
  proof: proofSchema.optional(),
  notBefore: z.iso.datetime().optional(),
  lastUsedAt: instant.nullable().optional(),
});

/** With `--back`: names of keys that stay in use. */
const keptSchema = z.strictObject({ kept: z.array(z.string()) });

const leftBehindSchema = z.strictObject({
  what: z.enum(['session', 'key', 'entry', 'file', 'unread']),
  /** The key's, the session's, the entry's; of a file its path. */
  name: z.string(),
  market: z.string().optional(),
  /** Where a key can be revoked by hand. */
  address: z.url().optional(),
  why: keyLeftInFileSchema.shape.why.optional(),
  detail: z.string().optional(),
  /** The id of its revocation, which goes on. */
  revocation: z.string().optional(),
});

const statusSchema = z.strictObject({
  account: accountViewSchema,
  /** What is connected or begun; Claude Desktop always. Empty where it isn't known. */
  connections: z.array(connectViewSchema),
  findings: z.array(watchFindingSchema),
  openRevocations: z.array(openRevocationSchema).optional(),
  /** Own files that can't be read, so what they hold isn't known. */
  unread: z.array(z.strictObject({ name: z.string(), failure: failureSchema })).optional(),
  stale: failureSchema.optional(),
});

const scanSchema = z.strictObject({
  findings: z.array(
    z.strictObject({
      path: z.string(),
      line: z.int().positive(),
      column: z.int().positive(),
      tokenHint: z.string(),
      keys: z.array(z.strictObject({ id: z.string(), name: z.string(), revokedAt: instant.nullable() })),
      tokenHash: z.string().optional(),
    }),
  ),
  files: count,
  bytes: count,
  skipped: z.record(z.enum(skippedReasons), count),
  /** Places beyond a hundred in one file. */
  more: count,
  unread: z.array(z.strictObject({ path: z.string(), reason: z.enum(skippedReasons) })),
  /** Findings that `.convene-scan-ignore` names. */
  ignored: count,
  places: count,
  placesDone: count,
  cancelled: z.boolean(),
});

const incident = z.strictObject({ incident: incidentViewSchema });
/** As a text, or written to a file. */
const page = z.union([z.strictObject({ text: z.string() }), z.strictObject({ path: z.string() })]);

/** The `value` of a command that has an answer. */
const values = {
  login: accountViewSchema,
  logout: z.strictObject({ leftBehind: z.array(leftBehindSchema) }),
  status: statusSchema,
  organization: z.strictObject({ organizationId: z.string(), organizations: z.array(organizationSchema) }),
  device: deviceViewSchema,
  'device rename': renamedSchema,
  'keys list': keyListSchema,
  'keys create': newKeySchema,
  'keys replace': z.union([replacedSchema, keptSchema]),
  'keys revoke': proofSchema,
  rotate: z.union([z.strictObject({ rotated: z.array(rotatedSchema) }), keptSchema]),
  due: keyListSchema,
  /** With `--text-from` what was found in it. */
  'incident leak': incident.extend({ text: textMatchSchema.optional() }),
  'incident device': incident,
  'incident status': incidentsViewSchema,
  'incident list': incidentsViewSchema,
  'incident close': incident,
  'incident report': page,
  'incident card': page,
  audit: z.union([auditPageViewSchema, z.strictObject({ written: count, path: z.string() })]),
  clients: z.strictObject({ clients: z.array(clientViewSchema) }),
  connect: connectViewSchema,
  disconnect: connectViewSchema,
  settings: z.union([settingsPlacesSchema, settingsHistorySchema]),
  history: settingsHistorySchema,
  restore: settingsHistorySchema,
  undo: settingsHistorySchema,
  doctor: z.strictObject({ findings: z.array(findingSchema) }),
  scan: scanSchema,
  help: z.strictObject({ help: z.string() }),
  version: z.strictObject({ version: z.string() }),
} as const;

const byName: Readonly<Record<string, z.ZodType>> = values;

/** What is answered to these arguments; to a command that there isn't, a failure. */
export function answerSchema(args: readonly string[]): z.ZodType {
  return resultSchema(byName[commandIn(args)] ?? z.never());
}

function commandIn(args: readonly string[]): string {
  if (args.some((arg) => arg === '--help' || arg === '-h' || arg === 'help')) return 'help';
  if (args.some((arg) => arg === '--version' || arg === '-V')) return 'version';
  const [first = '', second = ''] = args.filter((arg) => !arg.startsWith('-'));
  return `${first} ${second}` in values ? `${first} ${second}` : first;
}

/** What several answers hold, each once in the published schema. */
const shared = {
  failure: failureSchema,
  account: accountViewSchema,
  connection: connectViewSchema,
  incident: incidentViewSchema,
  incidents: incidentsViewSchema,
  key: dueKeySchema,
  keys: keyListSchema,
  'settings-history': settingsHistorySchema,
} as const;

/** All of them as one JSON Schema (2020-12); `$defs` has each by its command, `answer-keys-list` for `keys list`. */
export function answersAsJsonSchema(): Readonly<Record<string, unknown>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(shared)) registry.add(schema, { id });
  const names = Object.keys(values).map((command) => `answer-${command.replace(' ', '-')}`);
  for (const [index, value] of Object.values(values).entries())
    registry.add(resultSchema(value), { id: names[index] ?? '' });
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/$defs/${id}`,
    // What a format says already.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  const defs = Object.entries(schemas).map(([name, { $schema: _draft, $id: _id, ...schema }]) => [
    name,
    schema,
  ]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What convene-companion answers with --json, by command',
    anyOf: names.map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: Object.fromEntries(defs),
  };
}
