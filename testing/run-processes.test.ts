import { describe, expect, it } from 'vitest';
import { openRunProcesses, processList, type SeenProcess } from './run-processes.ts';

const mark = 'convene-run-Ab12Cd';
const root = { pid: 100, session: 90, group: 90 };

const seen = (given: Partial<SeenProcess> & { pid: number }): SeenProcess => ({
  parent: 1,
  group: root.group,
  session: root.session,
  startedAt: `${given.pid}`,
  arguments: 'program',
  environment: '',
  ...given,
});
const run = seen(root);

/** Who is found in the last of these lists, after a look at each. */
function found(...lists: readonly SeenProcess[][]): number[] {
  let list: readonly SeenProcess[] = [];
  const processes = openRunProcesses({ root: root.pid, mark, list: () => list });
  let now: readonly SeenProcess[] = [];
  for (const one of lists) {
    list = one;
    now = processes.now();
  }
  return now.map(({ pid }) => pid).sort();
}

describe('a process belongs to the run', () => {
  it('when it descends from it, however far, in whatever order they are listed', () => {
    const [child, grandchild] = [seen({ pid: 101, parent: 100 }), seen({ pid: 102, parent: 101 })];
    expect(found([grandchild, child, run])).toEqual([100, 101, 102]);
  });

  it('when its parent has died since it was first seen', () => {
    const [child, orphan] = [seen({ pid: 101, parent: 100 }), seen({ pid: 102, parent: 101 })];
    expect(found([run, child, orphan], [run, { ...orphan, parent: 1 }])).toEqual([100, 102]);
  });

  it('when it descends from one whose parent has died', () => {
    const orphan = seen({ pid: 102, parent: 101 });
    const late = seen({ pid: 103, parent: 102 });
    const child = seen({ pid: 101, parent: 100 });
    expect(found([run, child, orphan], [run, { ...orphan, parent: 1 }, late])).toEqual([100, 102, 103]);
  });

  it('when it is in a session that one of the run has begun, though its parent was gone before it was seen', () => {
    const leader = seen({ pid: 101, parent: 100, session: 101, group: 101 });
    const missed = seen({ pid: 105, session: 101, group: 105 });
    expect(found([run, leader], [run, missed])).toEqual([100, 105]);
  });

  it.each(['arguments', 'environment'] as const)('when its %s name a folder of the run', (where) => {
    const other = seen({ pid: 500, session: 500, group: 500, [where]: `HOME=/tmp/${mark}/home-1` });
    expect(found([run, other])).toEqual([100, 500]);
  });
});

describe('a process is somebody else’s', () => {
  it('also in the terminal from which the run was started', () => {
    expect(found([run, seen({ pid: 200, parent: 90 })])).toEqual([100]);
  });

  it('when it only got the number of one that has ended', () => {
    const child = seen({ pid: 101, parent: 100, session: 101, group: 101 });
    expect(found([run, child], [run], [run, seen({ pid: 101, session: 101, startedAt: 'later' })])).toEqual([
      100,
    ]);
  });
});

describe('what is read of a process', () => {
  /** `/proc/7` of a made-up system; what else is asked isn't there. */
  function system() {
    const files = { stat: '', cmdline: 'program\0', environ: '' };
    const reads: string[] = [];
    const become = (name: string, place: number): void => {
      const fields = Array.from({ length: 50 }, (_, at) => (at < 22 ? 1 : place));
      files.stat = `7 (${name}) S ${fields.join(' ')}`;
    };
    become('sh', 1000);
    const look = processList({
      ids: () => ['7'],
      read(path) {
        const name = path.slice('/proc/7/'.length) as keyof typeof files;
        reads.push(name);
        return files[name];
      },
    });
    const timesRead = (): number => reads.filter((name) => name === 'environ').length;
    return { files, become, look, timesRead };
  }

  it('is read twice, and then believed for a while', () => {
    const { look, timesRead } = system();
    for (let looks = 0; looks < 20; looks += 1) look();
    expect(timesRead()).toBe(2);
    look();
    expect(timesRead()).toBe(3);
  });

  it.each([
    ['another name', 'claude', 1000],
    ['another place in memory', 'sh', 2000],
  ])('is read anew when it has become another program: %s', (_what, name, place) => {
    const { files, become, look } = system();
    for (let looks = 0; looks < 5; looks += 1) look();
    become(name, place);
    files.cmdline = 'other\0';
    expect(look()).toMatchObject([{ pid: 7, arguments: 'other\0' }]);
  });
});
