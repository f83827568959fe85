import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteEnvironment } from './note-environment.ts';
import { adoptNotedEnvironment, notedEnvironmentPath } from './noted-environment.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'noted-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const noted = (): unknown => JSON.parse(readFileSync(notedEnvironmentPath(folder), 'utf8'));
const adopted = (env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  adoptNotedEnvironment(folder, env);
  return env;
};

describe('what is noted for bridges', () => {
  it('has no password of a proxy', async () => {
    const env = { HTTPS_PROXY: 'http://ana:hunter2@proxy.market:3128/', NO_PROXY: '.local' };
    expect(await noteEnvironment(folder, env, 'darwin')).toMatchObject({ ok: true });
    expect(noted()).toEqual({ HTTPS_PROXY: 'http://proxy.market:3128', NO_PROXY: '.local' });
    expect(adopted()).toEqual(noted());
  });

  it('is the proxy in small letters as well, and without a scheme', async () => {
    await noteEnvironment(folder, { https_proxy: 'proxy.market:3128' }, 'darwin');
    expect(noted()).toEqual({ HTTPS_PROXY: 'http://proxy.market:3128' });
  });

  it('goes with the network it was for', async () => {
    await noteEnvironment(folder, { HTTPS_PROXY: 'http://proxy.market:3128' }, 'darwin');
    await noteEnvironment(folder, {}, 'darwin');
    expect(noted()).toEqual({});
  });

  it('stays when the companion is started outside of a desktop session', async () => {
    await noteEnvironment(folder, { HTTPS_PROXY: 'http://proxy.market:3128' }, 'darwin');
    await noteEnvironment(folder, { HOME: folder }, 'linux');
    expect(noted()).toEqual({ HTTPS_PROXY: 'http://proxy.market:3128' });
  });

  it('doesn’t take the place of what the environment says, in small letters neither', async () => {
    await noteEnvironment(folder, { HTTPS_PROXY: 'http://proxy.market:3128' }, 'darwin');
    expect(adopted({ https_proxy: '' })).toEqual({ https_proxy: '' });
  });

  it.each([
    '{"HTTPS_PROXY":"http://ana:hunter2@proxy.market:3128"}',
    '{"HTTPS_PROXY":"file:///etc/passwd"}',
    '{"HTTPS_PROXY":7}',
    '{"NODE_EXTRA_CA_CERTS":"here.pem"}',
    '{"NODE_OPTIONS":"--require=/tmp/x"}',
    '{"DBUS_SESSION_BUS_ADDRESS":"unix:abstract=/tmp/x"}',
    'no JSON',
    'null',
  ])('isn’t believed as %s', (text) => {
    writeFileSync(notedEnvironmentPath(folder), text);
    expect(adopted()).toEqual({});
  });
});
