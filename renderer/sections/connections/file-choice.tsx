import { type ReactElement, useState } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import { useQuery } from '../../data/companion.tsx';
import { Button } from '../../ui/button.tsx';
import { ChooseFileDialog } from './choose-file-dialog.tsx';
import { whyThisFile } from './settings-words.ts';

/** Why that file and no other, and the way to another one. */
export function FileChoice({ client }: { client: ClientId }): ReactElement | null {
  const places = useQuery('settings.places', { client });
  const [choosing, setChoosing] = useState(false);
  if (places.state !== 'ready') return null;
  return (
    <>
      <p className="file-choice">
        {whyThisFile(places.value)}{' '}
        <Button look="link" onPress={() => setChoosing(true)}>
          Use another file…
        </Button>
      </p>
      {choosing && (
        <ChooseFileDialog client={client} places={places.value} onClose={() => setChoosing(false)} />
      )}
    </>
  );
}
