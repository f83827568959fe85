import { describe, expect, it } from 'vitest';
import { serversIn } from './servers-in.ts';

describe('the servers that an entry names', () => {
  it.each([
    ['none', { command: 'npx', args: ['mcp-remote', '--header', 'Authorization: Bearer x'] }, []],
    ['its address', { url: 'https://app.convene.markets/mcp' }, ['https://app.convene.markets']],
    ['an argument', { args: ['mcp-remote', 'http://127.0.0.1:8080/mcp?x=1'] }, ['http://127.0.0.1:8080']],
    ['a variable', { env: { CONVENE_URL: 'https://one.example' } }, ['https://one.example']],
    [
      'several, each once',
      { args: ['https://one.example/a', 'https://one.example/b', '--at=https://two.example'] },
      ['https://one.example', 'https://two.example'],
    ],
    ['what is no address', { args: ['https://', 'ftp://one.example'] }, []],
  ])('are found: %s', (_what, entry, servers) => {
    expect(serversIn(entry)).toEqual(servers);
  });
});
