import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ok } from '../../shared/result.ts';
import { isLongRun, longTestMs } from '../../testing/long-runs.ts';
import { createWatched, only, type Watched } from './testing/watched.ts';
import type { Watch } from './watch.ts';
import { putBackAtMost } from './watch-state.ts';

/** What happens around the watch, in any order. */
const events = [
  'claude starts',
  'claude runs for a while',
  'claude drops our entry',
  'claude quits',
  'the person adds a server',
  'the person removes our entry by hand',
  'the companion starts anew',
  'nothing',
] as const;
type Event = (typeof events)[number];

/** What chance would rarely bring about. */
const wholeStories = [
  fc.constant<Event[]>(['claude starts', 'claude drops our entry', 'claude quits']),
  fc.constant<Event[]>([
    'claude starts',
    'claude runs for a while',
    'claude drops our entry',
    'claude quits',
  ]),
];

/** A computer on which these things happen, with what must be true of it after each. */
async function live(happenings: readonly Event[]): Promise<void> {
  let since: Date | undefined;
  const home = createWatched(() => ({
    running: async () => ok(since ? { running: true, since } : { running: false }),
    quit: async () => ok(undefined),
    start: async () => ok(undefined),
  }));
  const { entryName } = home.connection;
  const servers = (): Record<string, unknown> => home.servers();
  const write = (ours: boolean): void => {
    const { [entryName]: _ours, ...others } = servers();
    home.write(ours ? { ...others, [entryName]: home.ours() } : others);
  };
  let added = 0;
  const happen: Record<Event, () => void> = {
    'claude starts': () => {
      since ??= new Date();
    },
    'claude runs for a while': () => {
      if (since) since = new Date(since.getTime() - 10 * 60_000);
    },
    'claude drops our entry': () => {
      if (since) write(false);
    },
    'claude quits': () => {
      since = undefined;
    },
    'the person adds a server': () => {
      added += 1;
      home.write({ ...servers(), [`server-${added}`]: { command: '/bin/true' } });
    },
    'the person removes our entry by hand': () => {
      if (!since) write(false);
    },
    'the companion starts anew': () => {},
    nothing: () => {},
  };

  let watch = await home.open();
  let putBack = 0;
  try {
    for (const event of happenings) {
      happen[event]();
      if (event === 'the companion starts anew') watch = await startAnew(home, watch);
      const before = readFileSync(home.configPath, 'utf8');
      const others = Object.keys(servers()).filter((name) => name !== entryName);
      const wasThere = entryName in servers();
      const wasRemoved = only(watch.view())?.kind === 'disconnected-in-client';

      const finding = only(await watch.check());

      const isThere = entryName in servers();
      if (since) expect(readFileSync(home.configPath, 'utf8')).toBe(before);
      expect(Object.keys(servers()).filter((name) => name !== entryName)).toEqual(others);
      if (wasRemoved && !wasThere) expect(isThere).toBe(false);
      if (!wasThere && isThere) putBack += 1;
      expect(putBack).toBeLessThanOrEqual(putBackAtMost);
      expect(finding === undefined).toBe(isThere);
      if (finding) expect(finding.quitFirst).toBe(since !== undefined);
    }
  } finally {
    await home.end();
  }
}

async function startAnew(home: Watched, watch: Watch): Promise<Watch> {
  await watch.close();
  return home.open();
}

it(
  'whatever happens: nothing is written while Claude runs, others’ entries stay, and ours comes back three times at most',
  async () => {
    const happenings = fc
      .array(
        fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...events).map((one) => [one]) }, ...wholeStories),
        {
          minLength: 1,
          maxLength: 8,
        },
      )
      .map((several) => several.flat());
    await fc.assert(fc.asyncProperty(happenings, live), { numRuns: isLongRun ? 1_000 : 25 });
  },
  longTestMs,
);
