import type { ReactElement } from 'react';
import { counted } from '../../../shared/wording/numbers.ts';
import { type MarkedKey, needsReplacing } from '../../common/key-mark.ts';
import type { KeyToRotate } from '../../store/rotate-store.ts';
import { useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';

/** Several keys of this computer are due: one press replaces them one after another, and stops at the first doubt. */
export function RotateAllDue({ keys }: { keys: readonly MarkedKey[] }): ReactElement | null {
  const { rotate } = useStores();
  const due = keys.filter(needsReplacing).flatMap(({ view }): KeyToRotate[] => {
    const { connectionId, name } = view;
    return connectionId === undefined ? [] : [{ connectionId, keyName: name }];
  });
  if (due.length < 2) return null;
  return (
    <p className="rotate-all">
      <Button look="primary" onPress={() => void rotate.rotateAll(due)}>
        {`Rotate the ${counted(due.length, 'key')} of this computer that are due`}
      </Button>
    </p>
  );
}
