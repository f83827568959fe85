import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ForeignServer, startForeignServer } from './foreign-server.ts';

/** git-mcp-server over HTTP, with a repository of one commit and a change to look at. */
export async function startGitServer(): Promise<ForeignServer & { readonly repository: string }> {
  const repository = mkdtempSync(join(tmpdir(), 'market-'));
  writeFileSync(join(repository, 'stalls.txt'), 'apples\npears\n');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ana', '-c', 'user.email=ana@quince.example', ...args], {
      cwd: repository,
      stdio: 'ignore',
    });
  git('init');
  git('add', '.');
  git('commit', '-m', 'Stalls');
  writeFileSync(join(repository, 'stalls.txt'), 'apples\nquinces\n');

  const program = resolve('node_modules/@cyanheads/git-mcp-server/dist/index.js');
  const server = await startForeignServer([program], (port) => ({
    MCP_TRANSPORT_TYPE: 'http',
    MCP_HTTP_HOST: '127.0.0.1',
    MCP_HTTP_PORT: port,
    MCP_LOG_LEVEL: 'error',
    GIT_BASE_DIR: repository,
    LOGS_DIR: join(repository, '.git', 'logs-of-server'),
  }));
  return {
    ...server,
    repository,
    async stop() {
      await server.stop();
      rmSync(repository, { recursive: true, force: true });
    },
  };
}
