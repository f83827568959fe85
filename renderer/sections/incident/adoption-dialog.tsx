import type { ReactElement } from 'react';
import { clientNames } from '../../../shared/clients.ts';
import type { Adoption } from '../../../shared/scan.ts';
import { keyLeftWords } from '../../../shared/wording/keys-in-files.ts';
import { useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { adoptedWords, adoptStepWords } from './scan-words.ts';

/** What was done in which order, and what is left to do. */
export function AdoptedDialog({ adopted }: { adopted: Adoption }): ReactElement {
  const { scan } = useStores();
  const words = adoptedWords(adopted, clientNames[adopted.client]);
  return (
    <Dialog
      title={words.title}
      description={words.detail}
      onClose={scan.close}
      actions={
        <Button autoFocus size="large" look="primary" onPress={scan.close}>
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
      {adopted.leftIn.length > 0 && (
        <div className="notice notice-bad" role="alert">
          <p>A key may still stand here:</p>
          <ul>
            {adopted.leftIn.map((one) => {
              const { title, todo } = keyLeftWords(one);
              return (
                <li key={one.path}>
                  <b>{title}</b> {todo}
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </Dialog>
  );
}
