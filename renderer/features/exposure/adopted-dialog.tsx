import type { ReactElement } from 'react';
import { clientNames } from '../../../shared/clients.ts';
import type { Adopted } from '../../../shared/exposure.ts';
import { useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { adoptedWords, adoptStepWords } from '../../wording/exposure.ts';

/** What was done in which order, and what is left to do. */
export function AdoptedDialog({ adopted }: { adopted: Adopted }): ReactElement {
  const { exposure } = useStores();
  const words = adoptedWords(adopted, clientNames[adopted.client]);
  return (
    <Dialog
      title={words.title}
      description={words.detail}
      onClose={exposure.close}
      actions={
        <Button autoFocus size="large" look="primary" onPress={exposure.close}>
          Done
        </Button>
      }
    >
      <ol className="adopt-steps adopt-steps-done">
        {adopted.steps.map((step) => (
          <li key={step.id}>
            {step.done ? <Icon name="check" /> : <span className="adopt-open" aria-hidden="true" />}
            <span>
              <span className="spoken">{step.done ? 'Done: ' : 'Not done: '}</span>
              {adoptStepWords(step.id, adopted)}
            </span>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
