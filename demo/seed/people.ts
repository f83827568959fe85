import type { Role } from '../../shared/convene/wire.ts';
import { hashPassword } from '../secrets/passwords.ts';

/** Everybody's password. The demo server is reachable from this computer only and holds made-up data only. */
export const demoPassword = 'quince-demo';

export const quince = { id: 'org_quince', name: 'Quince Street Market', slug: 'quince-street' } as const;
export const harbor = { id: 'org_harbor', name: 'Harbor Makers Fair', slug: 'harbor-makers' } as const;

export const demoOrganizations = [quince, harbor] as const;

interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
  /** In the order in which the person sees them. */
  readonly memberships: readonly { readonly organizationId: string; readonly role: Role }[];
}

const inQuince = (role: Role) => [{ organizationId: quince.id, role }];

export const demoPeople = {
  ana: {
    id: 'person_ana',
    name: 'Ana Ferreira',
    email: 'ana@quince.example',
    active: true,
    memberships: [...inQuince('admin'), { organizationId: harbor.id, role: 'admin' }],
  },
  tom: {
    id: 'person_tom',
    name: 'Tom Okafor',
    email: 'tom@quince.example',
    active: true,
    memberships: inQuince('market_manager'),
  },
  vera: {
    id: 'person_vera',
    name: 'Vera Lind',
    email: 'vera@quince.example',
    active: true,
    memberships: inQuince('volunteer'),
  },
  sam: {
    id: 'person_sam',
    name: 'Sam Reyes',
    email: 'sam@quince.example',
    active: false,
    memberships: inQuince('market_manager'),
  },
  ines: {
    id: 'person_ines',
    name: 'Ines Duarte',
    email: 'ines@harbor.example',
    active: true,
    memberships: [{ organizationId: harbor.id, role: 'admin' }],
  },
} as const satisfies Record<string, DemoPerson>;

/** scrypt is slow on purpose; tests start many servers with the same people. */
const hashed = new Map<string, Promise<string>>();

export function demoPasswordHash(salt: string): Promise<string> {
  const known = hashed.get(salt);
  if (known) return known;
  const hash = hashPassword(demoPassword, Buffer.from(salt, 'hex'));
  hashed.set(salt, hash);
  return hash;
}
