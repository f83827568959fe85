import type { ReactElement } from 'react';
import { useAccount } from '../../store/use-stores.ts';

/** The sign-in that the demo market accepts; it protects nothing, so it may stand here. */
export function DemoHint(): ReactElement | null {
  const hint = useAccount((state) => state.demoSignIn);
  if (!hint) return null;
  return (
    <section className="section">
      <h2>Sign in there as</h2>
      <dl className="demo-facts">
        <dt>Email</dt>
        <dd>{hint.email}</dd>
        <dt>Password</dt>
        <dd>{hint.password}</dd>
      </dl>
      <p className="quiet small">
        Everybody’s demo market has this password. It runs on this computer, and nothing in it reaches
        Convene.
      </p>
    </section>
  );
}
