import { EventEmitter } from 'node:events';
import { setImmediate as settled } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { limitedAttempts } from './attempts.ts';
import { outliveExceptions, outliveProcesses, recoverPage } from './crash-recovery.ts';

const log = vi.fn();
const tell = vi.fn();
const keepsClosing = vi.fn();
let isQuitting = false;
const quitting = (): boolean => isQuitting;
beforeEach(() => {
  vi.resetAllMocks();
  isQuitting = false;
});

describe('a page whose process is gone', () => {
  function page({ times = 1 } = {}) {
    const contents = Object.assign(new EventEmitter(), { isCrashed: vi.fn(() => true), reload: vi.fn() });
    const window = { isDestroyed: () => false, hide: vi.fn(), webContents: contents };
    const attempts = limitedAttempts({ times, withinMs: 60_000 }, () => 0);
    const recovery = recoverPage(window, { log, tell, quitting, keepsClosing, attempts });
    const crash = async (): Promise<void> => {
      contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 });
      await settled();
    };
    return { contents, window, recovery, crash };
  }

  it('is loaded again, logged and told', async () => {
    const { contents, crash } = page();
    await crash();
    expect(contents.reload).toHaveBeenCalledOnce();
    expect(log).toHaveBeenCalledWith('page gone', { reason: 'crashed', exitCode: 11 });
    expect(tell).toHaveBeenCalledExactlyOnceWith({ kind: 'window-reopened' });
    expect(keepsClosing).not.toHaveBeenCalled();
  });

  it('again and again is not loaded for ever: the window is hidden and that is said', async () => {
    const { contents, window, crash } = page({ times: 2 });
    for (let count = 0; count < 3; count += 1) await crash();
    expect(contents.reload).toHaveBeenCalledTimes(2);
    expect(window.hide).toHaveBeenCalledOnce();
    expect(keepsClosing).toHaveBeenCalledOnce();
  });

  it('is loaded again when the person wants to see it, and may be gone again after that', async () => {
    const { contents, recovery, crash } = page();
    await crash();
    await crash();
    recovery.showing();
    expect(contents.reload).toHaveBeenCalledTimes(2);
    await crash();
    expect(contents.reload).toHaveBeenCalledTimes(3);
  });

  it('stays as it is while the program quits', async () => {
    const { contents, crash } = page();
    isQuitting = true;
    await crash();
    expect(contents.reload).not.toHaveBeenCalled();
    expect(log).not.toHaveBeenCalled();
  });

  it('that is there isn’t loaded anew when the window is shown', () => {
    const { contents, recovery } = page();
    contents.isCrashed.mockReturnValue(false);
    recovery.showing();
    expect(contents.reload).not.toHaveBeenCalled();
  });
});

describe('another process that is gone', () => {
  function processes(drawing = 'enabled') {
    const appendSwitch = vi.fn();
    const app = Object.assign(new EventEmitter(), {
      getGPUFeatureStatus: () => ({ gpu_compositing: drawing }),
      commandLine: { appendSwitch },
    });
    outliveProcesses(app, { log, tell, quitting });
    const end = (type: string, serviceName: string, reason = 'crashed'): boolean =>
      app.emit('child-process-gone', {}, { type, serviceName, reason, exitCode: 9 });
    return { end, appendSwitch };
  }

  it('is told and logged once, however often', () => {
    const { end } = processes();
    for (let count = 0; count < 5; count += 1) end('GPU', 'GPU');
    expect(tell).toHaveBeenCalledExactlyOnceWith({ kind: 'graphics-restarted' });
    expect(log).toHaveBeenCalledOnce();
  });

  it('is told as another part where it doesn’t draw', () => {
    processes().end('Utility', 'network.mojom.NetworkService');
    expect(tell).toHaveBeenCalledExactlyOnceWith({ kind: 'part-restarted' });
  });

  it('may end by itself when it is done', () => {
    processes().end('Utility', 'printing', 'clean-exit');
    expect(tell).not.toHaveBeenCalled();
  });

  it('is left to Chromium while the graphics card draws: it goes on without the card', () => {
    const { end, appendSwitch } = processes();
    for (let count = 0; count < 5; count += 1) end('GPU', 'GPU');
    expect(appendSwitch).not.toHaveBeenCalled();
  });

  it('doesn’t end the app where nothing is left to do without', () => {
    const { end, appendSwitch } = processes('disabled_software');
    end('GPU', 'GPU');
    expect(appendSwitch).not.toHaveBeenCalled();
    for (let count = 0; count < 5; count += 1) end('GPU', 'GPU');
    expect(appendSwitch).toHaveBeenCalledExactlyOnceWith('disable-gpu-process-crash-limit');
  });
});

describe('what nobody caught', () => {
  function listening(): EventEmitter {
    const process = new EventEmitter();
    outliveExceptions(process, { log, tell });
    return process;
  }

  it.each(['uncaughtException', 'unhandledRejection'])(
    '(%s) is told and logged once for each place',
    (event) => {
      const process = listening();
      const thrown = (): Error => new RangeError('secret words');
      for (let count = 0; count < 3; count += 1) process.emit(event, thrown());
      expect(tell).toHaveBeenCalledExactlyOnceWith({ kind: 'mistake' });
      process.emit(event, new Error('elsewhere'));
      expect(log).toHaveBeenCalledTimes(2);
    },
  );

  it('is logged without what it says', () => {
    listening().emit('uncaughtException', new SyntaxError('Unexpected token in "password": "hunter2"'));
    expect(log).toHaveBeenCalledWith(
      'exception not caught',
      expect.objectContaining({ name: 'SyntaxError' }),
    );
    expect(JSON.stringify(log.mock.calls)).not.toContain('hunter2');
  });
});
