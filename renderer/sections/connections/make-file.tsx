import { type ReactElement, useEffect, useState } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import { useSettings, useStores } from '../../store/use-stores.ts';
import { Button } from '../../ui/button.tsx';
import { MakeFileDialog } from './make-file-dialog.tsx';

/** An empty settings file where the program has made none yet, only because the person agrees. */
export function MakeFile({ client }: { client: ClientId }): ReactElement | null {
  const { settings } = useStores();
  const places = useSettings((state) => state.places);
  const [asking, setAsking] = useState(false);
  useEffect(() => void settings.loadPlaces(client), [settings, client]);
  const path = places.state === 'ready' ? places.value.mayCreate : undefined;
  if (path === undefined) return null;
  return (
    <>
      <p className="quiet">
        If you know that {clientShortNames[client]} is here and only hasn’t made its settings yet, we can make
        an empty file for it.{' '}
        <Button look="link" onPress={() => setAsking(true)}>
          Make an empty settings file…
        </Button>
      </p>
      {asking && <MakeFileDialog client={client} path={path} onClose={() => setAsking(false)} />}
    </>
  );
}
