import type { ReactElement } from 'react';
import { useAccount } from '../../store/use-stores.ts';

/** The sign-in that the practice market accepts; it protects nothing, so it may stand here. */
export function PracticeHint(): ReactElement | null {
  const hint = useAccount((state) => state.practiceSignIn);
  if (!hint) return null;
  return (
    <section className="section">
      <h2>Sign in there as</h2>
      <dl className="practice-facts">
        <dt>Email</dt>
        <dd>{hint.email}</dd>
        <dt>Password</dt>
        <dd>{hint.password}</dd>
      </dl>
      <p className="quiet small">
        Everybody’s practice market has this password. It runs on this computer, and nothing in it reaches
        Convene.
      </p>
    </section>
  );
}
