import { endedSessionSchema, sessionPageSchema } from '../../shared/convene/wire.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { isPath, noServerTime } from './calls.ts';
import type { Convene } from './convene.ts';
import type { Sender } from './sender.ts';

const sessionsPath = '/admin/sessions';

export function sessionCalls({ sendAsPerson }: Sender): Pick<Convene, 'listSessions' | 'endSession'> {
  return {
    async listSessions() {
      const listed = await sendAsPerson({ method: 'GET', path: sessionsPath }, sessionPageSchema);
      if (!listed.ok) return failed(listed.error);
      return listed.at === undefined
        ? noServerTime('list of sessions')
        : ok({ sessions: listed.value.sessions, at: listed.at });
    },

    async endSession(sessionId) {
      if (isPath(sessionId)) return failed(failure('not-found'));
      const path = `${sessionsPath}/${encodeURIComponent(sessionId)}`;
      const ended = await sendAsPerson({ method: 'DELETE', path }, endedSessionSchema);
      if (!ended.ok) return failed(ended.error);
      if (ended.value.id !== sessionId) {
        return failed(failure('unexpected-answer', { detail: 'another session was ended' }));
      }
      return ended.at === undefined ? noServerTime('end of a session') : ok({ endedAt: ended.at });
    },
  };
}
