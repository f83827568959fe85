import type { ReactElement, ReactNode } from 'react';
import type { Failure } from '../../shared/failure.ts';
import type { Proof } from '../../shared/keys/key-view.ts';
import type { Result } from '../../shared/result.ts';
import { fullDayText } from '../../shared/wording/dates.ts';
import { failureMessage } from '../../shared/wording/failures.ts';
import {
  proofLines,
  type RevocationTrouble,
  revocationTrouble,
  revokedDetail,
  revokedTitle,
} from '../../shared/wording/revocation.ts';
import { Alarm } from '../ui/alarm.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { ProofTicket } from '../ui/proof-slip.tsx';

/** The key in question; `market` stands beside the day of the proof. */
export interface RevocationSubject {
  readonly name: string;
  readonly tokenHint: string;
  readonly market?: string;
}

/** What came of asking; asking again is left out where it can't be done from here. */
export interface RevocationCall {
  readonly answer: Result<Proof>;
  close(): void;
  again?(): void;
  openKeysPage?(): void;
}

/** What is true besides, once the key is revoked, in place of the usual words. */
export interface AfterRevocation {
  readonly title?: string;
  readonly detail?: string;
}

interface Parts {
  readonly subject: RevocationSubject;
  readonly call: RevocationCall;
  readonly after?: AfterRevocation;
}

/** What became of a key that was to be revoked. Only the server's word, with its time, is ever called "revoked". */
export function RevocationDialog({ subject, call, after = {} }: Parts): ReactElement {
  const { answer } = call;
  if (answer.ok) return <Proven subject={subject} call={call} after={after} proof={answer.value} />;
  const trouble = revocationTrouble(answer.error, subject);
  return trouble ? (
    <MayStillWork subject={subject} call={call} trouble={trouble} />
  ) : (
    <Refused subject={subject} call={call} failure={answer.error} />
  );
}

const Proven = ({ subject, call, after, proof }: Required<Parts> & { proof: Proof }): ReactElement => (
  <Dialog
    proof
    title={after.title ?? revokedTitle(subject.name)}
    description={after.detail ?? revokedDetail(proof)}
    onClose={call.close}
    actions={
      <Button autoFocus size="large" look="primary" onPress={call.close}>
        Done
      </Button>
    }
  >
    <ProofTicket
      heading="Proof"
      aside={[fullDayText(new Date(proof.revokedAt)), subject.market].filter(Boolean).join(', ')}
      lines={proofLines(subject, proof)}
    />
  </Dialog>
);

const MayStillWork = ({ subject, call, trouble }: Parts & { trouble: RevocationTrouble }): ReactElement => (
  <Dialog
    alert
    title={trouble.title}
    description={
      trouble.mark === 'Not confirmed'
        ? `${trouble.happened} It may have been revoked, or not.`
        : trouble.happened
    }
    onClose={call.close}
    actions={
      <Choices call={call}>
        {call.openKeysPage && (
          <Button size="large" onPress={call.openKeysPage}>
            <Icon name="out" />
            Revoke on the web
          </Button>
        )}
        {call.again && (
          <Button autoFocus size="large" look="alarm" onPress={call.again}>
            Try now
          </Button>
        )}
      </Choices>
    }
  >
    <Alarm title={`${trouble.mark}: ${subject.name}`}>
      <p>
        <b>{trouble.live}</b> {trouble.todo}
      </p>
    </Alarm>
  </Dialog>
);

/** Convene said no: nothing happened, so there is nothing to be unsure about. */
function Refused({ subject, call, failure }: Parts & { failure: Failure }): ReactElement {
  const { title, todo } = failureMessage(failure);
  return (
    <Dialog
      alert
      title={`“${subject.name}” is not revoked.`}
      description={`${title} ${todo} The key works as before.`}
      onClose={call.close}
      actions={
        <Choices call={call} closeFirst>
          {call.again && (
            <Button size="large" look="danger" onPress={call.again}>
              Try again
            </Button>
          )}
        </Choices>
      }
    />
  );
}

const Choices = (parts: {
  call: RevocationCall;
  closeFirst?: boolean;
  children: ReactNode;
}): ReactElement => (
  <>
    <Button autoFocus={parts.closeFirst || !parts.call.again} size="large" onPress={parts.call.close}>
      Close
    </Button>
    {parts.children}
  </>
);
