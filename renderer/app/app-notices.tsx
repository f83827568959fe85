import type { ReactElement, ReactNode } from 'react';
import { useCall, useViewValue } from '../data/companion.tsx';
import { useAccount } from '../store/use-stores.ts';
import { Button } from '../ui/button.tsx';
import { appNoticeWords } from './app-notices-words.ts';

/** What has to be told whichever screen is up: about the app itself, and what no notification could show. */
export function AppNotices(): ReactElement | null {
  // Not to know them harms nothing, so a failure shows nothing.
  const notices = useViewValue('appNotices')?.notices ?? [];
  const dismiss = useCall('appNotices.dismiss');
  const untold = useViewValue('reminders')?.untold;
  if (notices.length === 0 && !untold) return null;
  return (
    <section className="app-notices" aria-label="What the Companion has to tell">
      {untold && <Untold title={untold.title} body={untold.body} />}
      {notices.map(({ id, notice }) => {
        const { title, meaning } = appNoticeWords(notice);
        return <Told key={id} title={title} text={meaning} onClose={() => void dismiss.run({ id })} />;
      })}
    </section>
  );
}

/** A reminder that the computer has no notifications for. */
function Untold({ title, body }: { title: string; body: string }): ReactElement {
  const read = useCall('reminders.read');
  const isIn = useAccount((state) => state.view.state === 'signed-in');
  const showKeys = (): void => {
    window.location.hash = '#keys';
    void read.run();
  };
  return (
    <Told title={`${title}.`} text={body} onClose={() => void read.run()}>
      {isIn && (
        <Button look="primary" onPress={showKeys}>
          Show the keys
        </Button>
      )}
    </Told>
  );
}

const Told = (parts: {
  title: string;
  text: string;
  onClose: () => void;
  children?: ReactNode;
}): ReactElement => (
  <div className="fix fix-quiet" role="status">
    <p>
      <b>{parts.title}</b> {parts.text}
    </p>
    <div className="actions">
      {parts.children}
      <Button onPress={parts.onClose}>Close this notice</Button>
    </div>
  </div>
);
