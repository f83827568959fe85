/**
 * The program that Claude Desktop starts: `bridge.cjs <connection id>`. It reads the key from the keychain, speaks MCP
 * on standard input and output with Claude, and Streamable HTTP with Convene. What reads the keychain is a process of
 * its own, `keychain-host.cjs`.
 */
import { start } from './start.ts';

// What Claude's children start shall be what they are, not this.
const asNode = process.env.ELECTRON_RUN_AS_NODE;
delete process.env.ELECTRON_RUN_AS_NODE;

void start(process.argv[2], asNode);
