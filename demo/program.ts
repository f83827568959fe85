import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { describeOffline } from './describe-offline.ts';
import { demoPassword, demoPeople } from './seed/people.ts';
import { type DemoServer, startDemoServer } from './server.ts';

// As a child of the app this runs on Electron's own Node; what it starts should not.
delete process.env.ELECTRON_RUN_AS_NODE;

interface ProgramOptions {
  readonly port: number;
  readonly data?: string;
  readonly inMemory?: boolean;
  readonly seed: number;
  readonly appSignIn: boolean;
  readonly json?: boolean;
  readonly withParent?: boolean;
  readonly writeOpenapi?: string | true;
}

const whole = (most: number) => (text: string) => {
  const number = Number(text);
  if (!/^[0-9]+$/.test(text) || number > most)
    throw new InvalidArgumentError(`A whole number up to ${most}.`);
  return number;
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

new Command('demo-server')
  .description('A Convene server on this computer, for trying everything without an account.')
  .option('--port <number>', 'where to listen on 127.0.0.1; 0 for any free port', whole(65_535), 4_747)
  .option('--data <folder>', 'where the database is kept')
  .option('--in-memory', 'forget everything at the end (the default without --data)')
  .option(
    '--seed <number>',
    'which market to make up; the same number makes the same market',
    whole(2 ** 32 - 1),
    1,
  )
  .option('--no-app-sign-in', 'like production today: no sign-in for apps')
  .option('--json', 'say in one line of JSON when ready')
  .option('--with-parent', 'end when standard input is closed')
  .option('--write-openapi [file]', 'write the OpenAPI document and end')
  .action(run)
  // As Electron's Node has it too: commander would take it for the app, whose arguments begin one earlier.
  .parseAsync(process.argv, { from: 'node' })
  .catch(fail);

async function run(options: ProgramOptions): Promise<void> {
  if (options.writeOpenapi !== undefined) {
    const file = options.writeOpenapi === true ? 'docs/openapi.json' : options.writeOpenapi;
    writeFileSync(file, `${JSON.stringify(describeOffline(), null, 2)}\n`);
    return say(`Written: ${file}`);
  }
  const server = await startDemoServer({
    port: options.port,
    seed: options.seed,
    metadata: options.appSignIn,
    inMemory: options.inMemory ?? options.data === undefined,
    ...(options.data === undefined ? {} : { dataFolder: options.data }),
  });
  endWith(server, options.withParent === true);
  if (options.json) say(JSON.stringify({ address: server.address, pid: process.pid }));
  else welcome(server.address);
}

function welcome(address: string): void {
  say(`The demo market is open at ${address}`);
  say('');
  for (const { name, email, active, memberships } of Object.values(demoPeople)) {
    const roles = memberships.map(({ role }) => role.replace('_', ' '));
    say(`  ${email.padEnd(22)} ${name}, ${active ? [...new Set(roles)].join(', ') : 'account closed'}`);
  }
  say('');
  say(`Everybody’s password: ${demoPassword}`);
  say('End it with Ctrl+C.');
}

function endWith(server: DemoServer, withParent: boolean): void {
  const end = (): void => {
    server.stop().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (!withParent) return;
  process.stdin.once('end', end);
  process.stdin.once('close', end);
  process.stdin.once('error', end);
  process.stdin.resume();
}

function fail(error: unknown): never {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(taken ? 'This port is in use. Choose another one with --port.\n' : `${why}\n`);
  process.exit(1);
}
