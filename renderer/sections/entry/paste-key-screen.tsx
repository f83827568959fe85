import { type ReactElement, useState } from 'react';
import { Form } from 'react-aria-components';
import { failureMessage } from '../../../shared/wording/failures.ts';
import { EntryWindow } from '../../common/entry-window.tsx';
import { useAccount, useStores } from '../../store/use-stores.ts';
import { failureOf, isRunning } from '../../store/work.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { SecretField } from '../../ui/secret-field.tsx';
import { useEscape } from '../../ui/use-escape.ts';

/** Working with a key that somebody made on Convene's web page. */
export function PasteKeyScreen({ onBack }: { onBack: () => void }): ReactElement {
  const { account, keys } = useStores();
  const work = useAccount((state) => state.work);
  const [token, setToken] = useState('');
  const [missing, setMissing] = useState(false);
  const checking = isRunning(work, 'paste');
  useEscape(onBack);
  const failed = failureOf(work, 'paste');
  const words = missing ? failureMessage({ code: 'not-a-key' }) : failed && failureMessage(failed);

  const submit = async (): Promise<void> => {
    if (checking) return;
    setMissing(token.trim() === '');
    if (token.trim() === '') return;
    // A key is pasted, not fixed: what was sent leaves the window, whatever the answer.
    setToken('');
    await account.pasteKey(token);
  };

  return (
    <EntryWindow foot={<span>Keys are kept in this computer’s keychain, and nowhere else.</span>}>
      <div>
        <h1>Paste your key.</h1>
        <p className="lede">
          We ask Convene whether it works and whose it is, then keep it in this computer’s keychain. You won’t
          see it here again.
        </p>
        <section className="section with-a-key">
          <h2>What a key can’t do</h2>
          <ul className="bullets">
            <li>
              <Icon name="close" />
              See, make or revoke keys: Convene lets only a signed-in person do that
            </li>
            <li>
              <Icon name="close" />
              Change a password, Stripe or billing
            </li>
          </ul>
        </section>
      </div>
      <Form
        className="paste-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <SecretField
          label="Convene key"
          hint="It starts with fm_org_. You get one at Convene, under Admin, API keys."
          value={token}
          error={words && `${words.title} ${words.todo}`}
          onChange={(typed) => {
            setToken(typed);
            setMissing(false);
            if (failed) account.forgetFailure();
          }}
        />
        <div className="actions">
          <Button size="large" look="primary" type="submit" isPending={checking}>
            {checking ? 'Asking Convene…' : 'Use this key'}
          </Button>
          <Button size="large" onPress={() => void keys.openKeysPage()}>
            <Icon name="out" />
            Open the keys page
          </Button>
          <Button size="large" look="quiet" isDisabled={checking} onPress={onBack}>
            Back
          </Button>
        </div>
      </Form>
    </EntryWindow>
  );
}
