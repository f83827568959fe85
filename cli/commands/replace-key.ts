import { type Command, InvalidArgumentError } from 'commander';
import type { KeyView, Proof } from '../../shared/keys/key-view.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { HandoverView } from '../../shared/rotation.ts';
import { formatMoment } from '../../shared/wording/dates.ts';
import { provenLines } from '../../shared/wording/revocation.ts';
import { agreeTo } from '../agree.ts';
import { giveTo } from '../give-to-command.ts';
import { listKeys } from '../list-keys.ts';
import { report, say } from '../output.ts';
import { pickKey } from '../pick-key.ts';
import type { Run, Terminal } from '../terminal.ts';
import { wrongUse } from '../words.ts';

interface Options {
  readonly into?: string;
  /** Milliseconds. */
  readonly revokeAfter?: number;
  readonly back?: boolean;
  readonly yes?: boolean;
}

type KeyRef = Pick<KeyView, 'id' | 'name' | 'tokenHint'>;

interface Replaced {
  readonly oldKey: KeyRef;
  readonly newKey: KeyRef;
  /** That the old key is gone; else it works until `notBefore` at least. */
  readonly proof?: Proof;
  readonly notBefore?: string;
  readonly lastUsedAt?: string | null;
}

export function replaceCommand(keys: Command, run: Run): void {
  keys
    .command('replace')
    .description('replace a key that lives elsewhere: a command of yours puts the new one in its place')
    .argument('<key>', 'its name, its id, or the four characters it ends in')
    .option(
      '--into <command>',
      'gets the new key on its standard input; where it ends with 0, the old key goes',
    )
    .option('--revoke-after <time>', 'only once the old key wasn’t used for so long: 24h, 7d, 30m', timeOf)
    .option('--back', 'keep the old key and revoke the new one')
    .option('--yes', "don't ask, with --back; needed where there is no terminal")
    .action((which: string, options: Options) =>
      run(async (terminal, json) => {
        const key = await replaceable(terminal, which);
        if (!key.ok) return report(terminal, json, key, () => []);
        if (options.back)
          return report(terminal, json, await rollBack(terminal, key.value, options), ({ kept }) =>
            kept.map((name) => `“${name}” stays in use, and the new key is revoked.`),
          );
        return report(terminal, json, await replace(terminal, json, key.value, options), replacedLines);
      }),
    );
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function timeOf(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('A time is written as 30m, 24h or 7d.');
  return Number(count) * units[unit as keyof typeof units];
}

async function replaceable({ companion }: Terminal, which: string): Promise<Result<KeyView>> {
  const listed = await listKeys(companion);
  if (!listed.ok) return listed;
  if (listed.value.stale) return failed(listed.value.stale);
  const key = pickKey(listed.value.keys, which);
  if (!key.ok) return key;
  const { name, connectionId, revokedAt } = key.value;
  if (revokedAt) return failed(wrongUse(`“${name}” is revoked already.`, { name }));
  if (connectionId !== undefined)
    return failed(wrongUse(`This computer holds that key. Replace it with: rotate "${name}"`, { name }));
  return key;
}

const begunFor = ({ companion }: Terminal, key: KeyView): HandoverView | undefined =>
  companion.handovers.view().find(({ oldKey }) => oldKey.id === key.id);

async function replace(
  terminal: Terminal,
  json: boolean,
  key: KeyView,
  { into, revokeAfter }: Options,
): Promise<Result<Replaced>> {
  const { handovers } = terminal.companion;
  if (into === undefined && begunFor(terminal, key)?.stage !== 'placed')
    return failed(
      wrongUse(`Where does the new key go? keys replace "${key.name}" --into <command>`, { name: key.name }),
    );
  const begun = await handovers.start(key);
  if (!begun.ok) return begun;
  const { id, newKey, oldKey } = begun.value;
  if (into !== undefined && begun.value.stage !== 'placed') {
    if (!json) say(terminal, `“${begun.value.newKeyName}” is made, and its token goes to the command.`);
    const deliver = (token: string) => giveTo(into, token, { name: key.name, err: terminal.err });
    const placed = await handovers.placeWith(id, deliver, revokeAfter);
    if (!placed.ok) return placed;
  }
  const settled = await handovers.settle(id);
  return settled.ok ? ok({ oldKey, newKey: nameNow(terminal, newKey ?? oldKey), ...settled.value }) : settled;
}

/** The new key takes the old one's name, where it can. */
function nameNow({ companion }: Terminal, { id, name, tokenHint }: KeyRef): KeyRef {
  const now = companion.keys.view();
  const listed = now.state === 'listed' ? now.keys.find((key) => key.id === id) : undefined;
  return { id, name: listed?.name ?? name, tokenHint };
}

function replacedLines({ oldKey, proof, notBefore, lastUsedAt }: Replaced): string[] {
  if (proof) return [`“${oldKey.name}” is replaced.`, ...provenLines(proof, new Date())];
  const when = (at: string): string => formatMoment(new Date(at), new Date());
  return [
    'The new key is in its place. Both work.',
    `“${oldKey.name}” was last used ${lastUsedAt ? when(lastUsedAt) : 'never'}. If that stays so, it is revoked from ${when(notBefore ?? '')} on: by the window, or by keys replace "${oldKey.name}".`,
  ];
}

async function rollBack(
  terminal: Terminal,
  key: KeyView,
  { yes = false }: Options,
): Promise<Result<{ kept: readonly string[] }>> {
  const { handovers } = terminal.companion;
  const begun = begunFor(terminal, key);
  if (!begun) return failed({ code: 'nothing-to-do', detail: `“${key.name}” isn’t being replaced.` });
  const mayBePlaced = await handovers.mayBePlaced(begun.id);
  if (!mayBePlaced.ok) return mayBePlaced;
  const agreed = await agreeTo(terminal, {
    question:
      'A command was given the new key. What it put in place stops working. Take it back all the same?',
    sure: yes || !mayBePlaced.value,
    how: 'A command was given the new key, and what it put in place would stop working. Add --yes.',
  });
  if (!agreed.ok) return failed({ ...agreed.error, name: key.name });
  const back = await handovers.cancel(begun.id);
  return back.ok ? ok({ kept: [key.name] }) : back;
}
