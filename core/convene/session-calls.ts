import {
  endedSessionSchema,
  sessionPageSchema,
  sessionSchema,
  teamSessionPageSchema,
} from '../../shared/convene/wire.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { forOrganization, isPath, noServerTime, whereUnknown } from './calls.ts';
import type { Convene } from './convene.ts';
import type { Sender } from './sender.ts';

const sessionsPath = '/admin/sessions';
const teamPath = '/admin/team/sessions';

type SessionCalls = 'listSessions' | 'endSession' | 'renameSession' | 'listTeamSessions' | 'endTeamSession';

export function sessionCalls(sender: Sender): Pick<Convene, SessionCalls> {
  const { sendAsPerson } = sender;
  return {
    async listSessions() {
      const listed = await sendAsPerson({ method: 'GET', path: sessionsPath }, sessionPageSchema);
      if (!listed.ok) return failed(listed.error);
      return listed.at === undefined
        ? noServerTime('list of sessions')
        : ok({ sessions: listed.value.sessions, at: listed.at });
    },

    endSession: (sessionId) => end(sender, sessionsPath, sessionId),

    async renameSession(sessionId, deviceName) {
      if (isPath(sessionId)) return failed(failure('not-found'));
      const renamed = await sendAsPerson(
        {
          method: 'PATCH',
          path: `${sessionsPath}/${encodeURIComponent(sessionId)}`,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ device_name: deviceName }),
        },
        sessionSchema,
      );
      if (!renamed.ok) return failed(whereUnknown(renamed.error));
      return renamed.value.id === sessionId && renamed.value.device_name === deviceName
        ? ok(undefined)
        : failed(failure('unexpected-answer', { detail: 'another session was renamed' }));
    },

    async listTeamSessions(organizationId) {
      const headers = forOrganization(organizationId);
      const listed = await sendAsPerson({ method: 'GET', path: teamPath, headers }, teamSessionPageSchema);
      return listed.ok ? ok(listed.value.sessions) : failed(listed.error);
    },

    endTeamSession: (organizationId, sessionId) =>
      end(sender, teamPath, sessionId, forOrganization(organizationId)),
  };
}

async function end(
  { sendAsPerson }: Sender,
  base: string,
  sessionId: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Result<{ endedAt: string }>> {
  if (isPath(sessionId)) return failed(failure('not-found'));
  const path = `${base}/${encodeURIComponent(sessionId)}`;
  const ended = await sendAsPerson({ method: 'DELETE', path, headers }, endedSessionSchema);
  if (!ended.ok) return failed(ended.error);
  if (ended.value.id !== sessionId) {
    return failed(failure('unexpected-answer', { detail: 'another session was ended' }));
  }
  return ended.at === undefined ? noServerTime('end of a session') : ok({ endedAt: ended.at });
}
