import { Fragment, type ReactElement } from 'react';
import { counted } from '../../../shared/wording/numbers.ts';
import type { KeysSummary } from '../../common/keys-summary.ts';
import { dueWords } from '../../common/keys-words.ts';
import { Button } from '../../ui/button.tsx';

/** Under the answer: where to go, and that the rest is in order. */
export function KeysSub(parts: {
  summary: KeysSummary;
  now: Date;
  onGo: (keyId: string) => void;
}): ReactElement | null {
  const { attention, more, inOrder, nextDue } = parts.summary;
  if (attention.length === 0) {
    if (!nextDue) return null;
    const { due, away } = dueWords(nextDue.age, parts.now);
    return (
      <p>
        Next is “{nextDue.view.name}”: {due.charAt(0).toLowerCase() + due.slice(1)}, {away}.
      </p>
    );
  }
  const last = attention.length - 1;
  return (
    <p>
      Go to{' '}
      {attention.map(({ label, keyId }, index) => (
        <Fragment key={keyId}>
          {index > 0 && (index === last && more === 0 ? ' or ' : ', ')}
          <Button look="link" onPress={() => parts.onGo(keyId)}>
            {label}
          </Button>
        </Fragment>
      ))}
      {more > 0 && ` and ${counted(more, 'other place')}`}.
      {inOrder > 0 && ` The other ${inOrder === 1 ? 'one is' : `${inOrder} are`} in order.`}
    </p>
  );
}
