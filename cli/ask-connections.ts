import type { Companion } from '../core/companion.ts';

/** What Convene says of the keys of what is connected; where it can't be asked, what is known here stands. */
export async function askConnections({ connections, conditions, connector }: Companion): Promise<void> {
  const listed = await connections.list();
  for (const connection of listed.ok ? listed.value : []) {
    await conditions.ask(connection);
    await connector(connection.client).lookAgain();
  }
}
