import { type ReactElement, useEffect, useState } from 'react';
import type { ClientId } from '../../../shared/clients.ts';
import { useSettings, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { ChooseFileDialog } from './choose-file-dialog.tsx';
import { whyThisFile } from './settings-words.ts';

/** Why that file and no other, and the way to another one. */
export function FileChoice({ client }: { client: ClientId }): ReactElement | null {
  const { settings } = useStores();
  const places = useSettings((state) => (state.client === client ? state.places : undefined));
  const [choosing, setChoosing] = useState(false);
  useEffect(() => void settings.loadPlaces(client), [settings, client]);
  if (places?.state !== 'ready') return null;
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
