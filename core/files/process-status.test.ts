import { expect, it } from 'vitest';
import { readLinuxStatus } from './process-status.ts';

it('a process on Linux is dated by its start, whatever its name', () => {
  const fields = Array.from({ length: 19 }, (_, at) => at + 4).join(' ');
  expect(readLinuxStatus(`12 (claude (x) 1) S ${fields.replace(/22$/, '4200')} 0`)).toEqual({
    state: 'S',
    startedTicks: 4_200,
  });
});
