import type { Request } from './json-rpc.ts';

interface Wish {
  readonly request: Request;
  readonly bytes: Buffer;
}

/** What Claude asked a server to remember for the session, to be asked again when the server has forgotten it. */
export interface Wishes {
  note(request: Request, bytes: Buffer): void;
  all(): readonly Wish[];
}

export function createSubscriptions(): Wishes {
  const wishes = new Map<string, Wish>();
  return {
    note(request, bytes) {
      const { method, params } = request;
      if (method === 'logging/setLevel') wishes.set('level', { request, bytes });
      if (method === 'resources/subscribe') wishes.set(`uri ${params.uri}`, { request, bytes });
      if (method === 'resources/unsubscribe') wishes.delete(`uri ${params.uri}`);
    },
    all: () => [...wishes.values()],
  };
}
