import type { ReactElement } from 'react';
import type { EntryPreview } from '../../../shared/connect-view.ts';
import { useConnect, useStores } from '../../store/use-stores.ts';
import { failureOf } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { serversKeyOf } from './connect-words.ts';
import { FileChoice } from './file-choice.tsx';

/** What is added to which file, to the letter. */
export function EntryPreviewPanel({
  preview,
  heading,
  mayChoose = false,
}: {
  preview: EntryPreview;
  heading: string;
  /** Whether another file may still be chosen. */
  mayChoose?: boolean;
}): ReactElement {
  const { connect } = useStores();
  const failure = useConnect((state) => failureOf(state.work, 'show-file'));
  return (
    <section className="section">
      <h2>{heading}</h2>
      <p className="path">{preview.path}</p>
      {mayChoose && <FileChoice client={preview.client} />}
      <pre className="entry">
        {`"${serversKeyOf(preview.client)}": {\n`}
        <ins>{entryText(preview)}</ins>
        {'}'}
      </pre>
      <p>
        There is no key in this file, so sharing it by accident gives nothing away. A copy from before is
        kept.{' '}
        <Button look="link" onPress={() => void connect.showConfigFile()}>
          Show the file
        </Button>
      </p>
      {failure && <FailureNotice failure={failure} client={preview.client} />}
    </section>
  );
}

const entryText = ({ entryName, entry }: EntryPreview): string =>
  `${JSON.stringify(entryName)}: ${entry}`
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('');
