import type { ReactElement } from 'react';
import { useConnect } from '../../store/use-stores.ts';

/** A market without a key: what a key is for and where the first one comes from. */
export function KeysEmpty({ market }: { market: string }): ReactElement {
  const connected = useConnect((state) => state.view?.state === 'connected');
  return (
    <div className="message">
      <p>
        A key lets an assistant such as Claude work for {market}: one key for each assistant on each device,
        so that a lost one can be shut off alone.
      </p>
      {!connected && (
        <p className="actions">
          <a className="button button-primary button-large" href="#connect">
            Connect Claude Desktop
          </a>
        </p>
      )}
    </div>
  );
}
