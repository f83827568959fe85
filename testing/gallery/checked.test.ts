import { expect, it } from 'vitest';
import type { AccountView } from '../../shared/account.ts';
import { ok } from '../../shared/result.ts';
import { exampleWaiting } from './example-views.ts';
import { fakeCompanion } from './fake-companion.ts';

it('an example answer that main would refuse is refused here too', async () => {
  const surplus = { ...exampleWaiting, token: 'surplus' } as AccountView;
  const { api } = fakeCompanion({ signIn: async () => ok(surplus) });
  await expect(api.account.signIn({ where: 'convene' })).rejects.toThrow('account.signIn');
});

it('an example event that main would refuse is refused here too', () => {
  const { api, emit } = fakeCompanion();
  api.on.account(() => {});
  expect(() => emit('account', { state: 'unknown' } as unknown as AccountView)).toThrow('account');
});

it('a question that main would refuse is refused here too', async () => {
  const { api } = fakeCompanion();
  await expect(api.account.pasteKey({} as { token: string })).rejects.toThrow('account.pasteKey');
});
