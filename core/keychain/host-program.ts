import { serveKeychain } from './host.ts';

delete process.env.ELECTRON_RUN_AS_NODE;

// Loaded when it is first needed, so that a missing library is an answer and not a crash.
serveKeychain(process.stdin, process.stdout, () => require('keytar'));
