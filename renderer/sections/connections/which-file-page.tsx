import { type ReactElement, useEffect, useState } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import { useSettings, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { PlaceChoices } from './place-choices.tsx';
import { ambiguousTitle, likelyPlaces } from './settings-words.ts';

/** More than one file could be the one that is read. It is asked, never guessed. */
export function WhichFilePage({ client }: { client: ClientId }): ReactElement {
  const { connect, settings } = useStores();
  const asked = useSettings((state) => state.places);
  const work = useSettings((state) => state.work);
  const [wanted, setWanted] = useState<string>();
  useEffect(() => void settings.loadPlaces(client), [settings, client]);
  const places = asked.state === 'ready' ? asked.value.places : [];
  const busy = isRunning(work, 'choose');
  const failure = asked.state === 'failed' ? asked.failure : failureOf(work, 'choose');
  const use = async (path: string): Promise<void> => {
    if (await settings.choosePlace(client, path)) await connect.loadPreview(client);
  };
  return (
    <>
      <PageHead title={ambiguousTitle(client, places)}>
        <p>
          We don’t guess, because a change in the wrong file does nothing. If you don’t know: open{' '}
          {clientShortNames[client]}, change any setting of it, quit it, and look which file was written just
          now.
        </p>
      </PageHead>
      <div className="which-file">
        {asked.state === 'loading' && <Progress label="Looking for settings files" />}
        {places.length > 0 && (
          <PlaceChoices
            places={likelyPlaces(places)}
            chosen={wanted}
            isDisabled={busy}
            onChoose={setWanted}
          />
        )}
        {failure && <FailureNotice failure={failure} client={client} />}
        <div className="actions">
          <Button
            size="large"
            look="primary"
            isDisabled={wanted === undefined}
            isPending={busy}
            onPress={() => wanted !== undefined && void use(wanted)}
          >
            Use this file
          </Button>
          <Button size="large" look="quiet" onPress={() => void settings.loadPlaces(client)}>
            Look again
          </Button>
        </div>
      </div>
    </>
  );
}
