/**
 * The program that Claude Desktop starts: `bridge.cjs <connection id>`. It reads the key from the keychain, speaks MCP
 * on standard input and output with Claude, and Streamable HTTP with Convene. As `bridge.cjs --keychain-host` the same
 * file is the child process that reads the keychain, so that one file is all there is.
 */

// What Claude's children start shall be what they are, not this.
const asNode = process.env.ELECTRON_RUN_AS_NODE;
delete process.env.ELECTRON_RUN_AS_NODE;

// Each loads what it needs and no more: half of the time until the first answer is spent on starting.
if (process.argv[2] === '--keychain-host') void import('../core/keychain/host-program.ts');
else void import('./start.ts').then(({ start }) => start(process.argv[2], asNode));
