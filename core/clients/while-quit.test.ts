import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { ClientProcess } from './claude-desktop/processes.ts';
import { whileQuit } from './while-quit.ts';

/** A program that runs, or not, and what was asked of it and done, in order. */
function program(given: { running?: boolean; quit?: Result<void>; start?: Result<void> } = {}) {
  const done: string[] = [];
  const process: ClientProcess = {
    running: async () => ok({ running: given.running ?? true, program: '/opt/claude' }),
    async quit() {
      done.push('quit');
      return given.quit ?? ok(undefined);
    },
    async start(path) {
      done.push(`start ${path}`);
      return given.start ?? ok(undefined);
    },
  };
  const change = async (): Promise<Result<string>> => {
    done.push('change');
    return ok('changed');
  };
  return { process, done, change };
}

describe('a program that runs', () => {
  it('is quit for the change, and the same one is started again', async () => {
    const { process, done, change } = program();
    expect(await whileQuit(process, change)).toEqual(ok('changed'));
    expect(done).toEqual(['quit', 'change', 'start /opt/claude']);
  });

  it('that doesn’t quit is left alone, and nothing is changed', async () => {
    const { process, done, change } = program({ quit: failed(failure('claude-did-not-quit')) });
    expect(await whileQuit(process, change)).toMatchObject({ error: { code: 'claude-did-not-quit' } });
    expect(done).toEqual(['quit']);
  });

  it('is started again though the change failed, and the change’s failure is told', async () => {
    const { process, done } = program({ start: failed(failure('claude-did-not-start')) });
    const change = async () => failed(failure('config-not-writable'));
    expect(await whileQuit(process, change)).toMatchObject({ error: { code: 'config-not-writable' } });
    expect(done).toEqual(['quit', 'start /opt/claude']);
  });

  it('is started again though the change threw', async () => {
    const { process, done } = program();
    const change = (): Promise<never> => Promise.reject(new Error('unexpected'));
    await expect(whileQuit(process, change)).rejects.toThrow('unexpected');
    expect(done).toEqual(['quit', 'start /opt/claude']);
  });

  it('that doesn’t start again is told', async () => {
    const { process, change } = program({ start: failed(failure('claude-did-not-start')) });
    expect(await whileQuit(process, change)).toMatchObject({ error: { code: 'claude-did-not-start' } });
  });
});

it('a program that doesn’t run is neither quit nor started', async () => {
  const { process, done, change } = program({ running: false });
  expect(await whileQuit(process, change)).toEqual(ok('changed'));
  expect(done).toEqual(['change']);
});
