import type { AccountView } from '../shared/account.ts';
import { listed } from '../shared/wording/numbers.ts';

/** Who is signed in, in words. */
export function accountSummary(view: AccountView): string[] {
  if (view.state === 'signed-in') {
    const { name, email } = view.person;
    const organization = view.organizations.find(({ id }) => id === view.organizationId);
    const others = view.organizations.filter(({ id }) => id !== view.organizationId);
    return [
      `Signed in as ${name} (${email}), for ${organization?.name ?? 'no organization'}${where(view)}.`,
      ...(organization?.managesKeys ? [] : ['You may look, but not manage keys: ask an admin.']),
      ...(others.length > 0
        ? [
            `Also yours: ${listed(others.map(({ name }) => name))}. Choose with: convene-companion organization`,
          ]
        : []),
    ];
  }
  if (view.state === 'pasted-key')
    return [
      `Working with the pasted key ${view.tokenHint} of ${view.organization.name}${where(view)}.`,
      view.signInOffered
        ? 'A key can’t manage keys: login without --key does.'
        : 'Keys are managed on Convene’s web page; this Convene doesn’t offer sign-in for apps.',
    ];
  return ['Nobody is signed in. Run: convene-companion login'];
}

function where({ server }: Extract<AccountView, { server: unknown }>): string {
  if (server.kind === 'production') return '';
  return server.kind === 'demo' ? ' in the demo market' : ` on ${server.address}`;
}
