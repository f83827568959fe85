import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it } from 'vitest';
import { clientEnvironment, handedOn } from './client-environment.ts';

describe('what a client hands on', () => {
  it('is what the official SDK hands on here', () => {
    expect(clientEnvironment(process.env)).toEqual(getDefaultEnvironment());
  });

  it('is the SDK’s list on Windows as well', () => {
    const path = fileURLToPath(import.meta.resolve('@modelcontextprotocol/sdk/client/stdio.js'));
    const list = /win32'\s*\? \[([^\]]*)\]/.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
    expect(handedOn('win32')).toEqual([...list.matchAll(/'(\w+)'/g)].map(([, name]) => name));
  });

  it('is neither the bus nor a proxy nor a certificate', () => {
    const env = {
      HOME: '/home/ana',
      SHELL: '() { :; }',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
      XDG_RUNTIME_DIR: '/run/user/1000',
      HTTPS_PROXY: 'http://proxy',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
    };
    expect(clientEnvironment(env, 'linux')).toEqual({ HOME: '/home/ana' });
  });
});
