import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startDemoServer } from './server.ts';

const program = resolve(import.meta.dirname, '../out/programs/demo-server.cjs');
const readySchema = z.strictObject({ address: z.url(), pid: z.int() });

const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
});

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: 'pipe' });
  running.push(child);
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const ended = once(child, 'exit').then(([status]: unknown[]) => ({ status, complaint }));
  const firstLine = once(createInterface({ input: child.stdout }), 'line').then(([line]: unknown[]) =>
    String(line),
  );
  return { child, ended, firstLine };
}

describe('the program', () => {
  it('says in one line where it listens, and ends with its parent', async () => {
    const { child, ended, firstLine } = run('--json', '--with-parent', '--port', '0', '--in-memory');
    const { address, pid } = readySchema.parse(JSON.parse(await firstLine));
    expect(pid).toBe(child.pid);
    expect((await fetch(`${address}/openapi.json`)).status).toBe(200);
    child.stdin.end();
    expect(await ended).toEqual({ status: 0, complaint: '' });
  });

  it('keeps its data when it is ended by signal, and goes on with them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'convene-demo-'));
    const first = run('--json', '--port', '0', '--data', folder);
    const { address } = readySchema.parse(JSON.parse(await first.firstLine));
    first.child.kill('SIGTERM');
    expect(await first.ended).toEqual({ status: 0, complaint: '' });
    const second = run('--json', '--port', new URL(address).port, '--data', folder);
    expect(readySchema.parse(JSON.parse(await second.firstLine)).address).toBe(address);
    second.child.kill('SIGINT');
    expect(await second.ended).toEqual({ status: 0, complaint: '' });
    await rm(folder, { recursive: true });
  });

  it('tells people who can sign in', async () => {
    const { firstLine } = run('--port', '0');
    expect(await firstLine).toMatch(/^The demo market is open at http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('says when its port is in use', async () => {
    const server = await startDemoServer();
    const { ended } = run('--port', String(server.port));
    expect(await ended).toEqual({
      status: 1,
      complaint: 'This port is in use. Choose another one with --port.\n',
    });
    await server.stop();
  });

  it.each([
    ['--port', '65536'],
    ['--port', 'http'],
    ['--seed', '-1'],
    ['--data', join(program, 'below-a-file')],
  ])('refuses %s %s', async (option, value) => {
    const { status, complaint } = await run('--port', '0', option, value).ended;
    expect(status).toBe(1);
    expect(complaint).not.toMatch(/ at .*:\d+/);
  });
});
