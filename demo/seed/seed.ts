import { z } from 'zod';
import type { DemoContext } from '../context.ts';
import { seedKeys } from './keys.ts';
import { seedMarkets } from './market.ts';
import { demoOrganizations, demoPasswordHash, demoPeople } from './people.ts';
import { createRandom } from './random.ts';

/** Fills an empty database; one that was filled before stays as it is. Dates are counted back from now. */
export async function seedOnce(context: DemoContext, seed: number): Promise<void> {
  const filled = context.database.get(z.object({ id: z.string() }), 'SELECT id FROM organizations LIMIT 1');
  if (filled) return;
  const random = createRandom(seed);
  const today = context.now();
  const people = await Promise.all(
    Object.values(demoPeople).map(async (person) => ({
      ...person,
      passwordHash: await demoPasswordHash(random.hex(32)),
    })),
  );
  context.database.transaction(() => {
    for (const { id, name, slug } of demoOrganizations) {
      context.database.run('INSERT INTO organizations (id, name, slug) VALUES (?, ?, ?)', [id, name, slug]);
    }
    for (const { id, name, email, active, memberships, passwordHash } of people) {
      context.database.run('INSERT INTO people VALUES (?, ?, ?, ?, ?)', [
        id,
        name,
        email,
        passwordHash,
        Number(active),
      ]);
      for (const [position, { organizationId, role }] of memberships.entries()) {
        context.database.run('INSERT INTO memberships VALUES (?, ?, ?, ?)', [
          id,
          organizationId,
          role,
          position,
        ]);
      }
    }
    seedKeys(context, random, today);
    seedMarkets(context, random, today);
  });
}
