import { type AuditFilter, auditFilterSchema } from '../shared/audit/view.ts';
import type { KeyView } from '../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../shared/result.ts';
import { listKeys } from './list-keys.ts';
import { pickKey } from './pick-key.ts';
import type { Terminal } from './terminal.ts';
import { wrongUse } from './words.ts';

export interface AuditOptions {
  readonly key?: string;
  readonly person?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly address?: string;
  readonly since?: string;
  readonly until?: string;
  readonly find?: string;
}

/** What was typed as a filter; names of keys and people are looked up in the list of keys. */
export async function auditFilter(
  { companion }: Terminal,
  options: AuditOptions,
): Promise<Result<AuditFilter>> {
  const { action, outcome, address, since, until, find } = options;
  const listed = await listKeys(companion);
  if (!listed.ok) return listed;
  const { keys } = listed.value;
  const key = options.key === undefined ? undefined : pickKey(keys, options.key);
  if (key && !key.ok) return key;
  const now = companion.account.view();
  const people = [
    ...(now.state === 'signed-in' ? [now.person] : []),
    ...keys.map(({ createdBy }) => createdBy),
  ];
  const person = options.person === undefined ? undefined : pickPerson(people, options.person);
  if (person && !person.ok) return person;
  const filter = auditFilterSchema.safeParse({
    keyId: key?.value.id,
    personId: person?.value,
    action,
    outcome,
    address,
    from: since,
    until,
    text: find,
  });
  if (filter.success) return ok(filter.data);
  const wrong = filter.error.issues[0]?.path[0];
  return failed(
    wrong === 'from' || wrong === 'until'
      ? wrongUse('A day is written as 2026-06-09: year, month, day.')
      : wrongUse('That is too short or too long to look for.'),
  );
}

type Person = Pick<KeyView['createdBy'], 'id' | 'name' | 'email'>;

function pickPerson(people: readonly Person[], which: string): Result<string> {
  const wanted = which.toLowerCase();
  const fitting = people.filter(({ id, name, email }) =>
    [id, name, email].some((each) => each.toLowerCase() === wanted),
  );
  const ids = new Set(fitting.map(({ id }) => id));
  const [id] = ids;
  if (id !== undefined && ids.size === 1) return ok(id);
  return failed(
    wrongUse(
      id === undefined
        ? `Nobody called “${which}” has made a key. --find looks for words in every name.`
        : `More than one person fits “${which}”. Say who by their e-mail address.`,
    ),
  );
}
