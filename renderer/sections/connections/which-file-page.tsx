import { type ReactElement, useState } from 'react';
import { type ClientId, clientShortNames } from '../../../shared/clients.ts';
import { useCall, useQuery } from '../../data/companion.tsx';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { Progress } from '../../ui/pulse.tsx';
import { PlaceChoices } from './place-choices.tsx';
import { ambiguousTitle, likelyPlaces } from './settings-words.ts';
import { useSettingsChanged } from './use-settings-changed.ts';

/** More than one file could be the one that is read. It is asked, never guessed. */
export function WhichFilePage({ client }: { client: ClientId }): ReactElement {
  const asked = useQuery('settings.places', { client });
  const choose = useCall('settings.choosePlace', { says: 'This file is used now.' });
  const settingsChanged = useSettingsChanged(client);
  const [wanted, setWanted] = useState<string>();
  const places = asked.state === 'ready' ? asked.value.places : [];
  const busy = choose.running;
  const failure = asked.state === 'failed' ? asked.failure : choose.failure;
  const use = async (path: string): Promise<void> => {
    if ((await choose.run({ client, path })).ok) settingsChanged();
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
          <Button size="large" look="quiet" onPress={() => void asked.again()}>
            Look again
          </Button>
        </div>
      </div>
    </>
  );
}
