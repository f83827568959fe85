import { expect, it } from 'vitest';
import { accountFileSchema, accountOfV0 } from './account-file.ts';

it('reads what 0.1.0 wrote of a sign-in at the demo market', () => {
  const stored = {
    kind: 'pasted-key',
    server: 'http://127.0.0.1:4321',
    serverKind: 'practice',
    organization: { id: 'org-1', name: 'Quince Street Market', slug: 'quince' },
    tokenHint: '…4821',
    signInOffered: true,
  };
  expect(accountFileSchema.parse(accountOfV0(stored))).toEqual({ ...stored, serverKind: 'demo' });
});
