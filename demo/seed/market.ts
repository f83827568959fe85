import type { DemoContext } from '../context.ts';
import { harbor, quince } from './people.ts';
import type { Random } from './random.ts';

const categories = [
  'Produce',
  'Bakery',
  'Cheese',
  'Flowers',
  'Preserves',
  'Crafts',
  'Coffee',
  'Prepared food',
] as const;
const firstWords = [
  'Bramble',
  'Copper',
  'Willow',
  'North Gate',
  'Marigold',
  'Old Mill',
  'Salt Pond',
  'Juniper',
] as const;
const secondWords = [
  'Farm',
  'Bakehouse',
  'Dairy',
  'Blooms',
  'Orchard',
  'Pottery',
  'Roasters',
  'Kitchen',
] as const;
const people = [
  'Mara Quill',
  'Jonas Adeyemi',
  'Lucía Prado',
  'Bea Novak',
  'Omar Haddad',
  'Priya Rao',
] as const;
const dayMs = 86_400_000;

interface MarketPlan {
  readonly organizationId: string;
  readonly location: string;
  /** As JavaScript counts: 6 is Saturday. */
  readonly weekday: number;
  readonly vendors: number;
  readonly applications: readonly ('pending' | 'approved' | 'waitlisted' | 'rejected')[];
  /** Where this market's numbers begin, so that no number belongs to two markets. */
  readonly firstNumber: number;
}

const plans: readonly MarketPlan[] = [
  {
    organizationId: quince.id,
    location: 'Quince Street, between 4th and 6th',
    weekday: 6,
    vendors: 24,
    applications: [
      'approved',
      'rejected',
      'approved',
      'pending',
      'waitlisted',
      'pending',
      'approved',
      'pending',
    ],
    firstNumber: 101,
  },
  {
    organizationId: harbor.id,
    location: 'Pier 2 warehouse',
    weekday: 0,
    vendors: 11,
    applications: ['pending', 'approved', 'pending'],
    firstNumber: 501,
  },
];

/** Dates and vendors, applications that wait for an answer, and bookings; "booking 123" is one that waits. */
export function seedMarkets(context: DemoContext, random: Random, today: Date): void {
  for (const plan of plans) {
    const vendors = seedVendors(context, random, today, plan);
    seedApplications(context, random, today, plan);
    const dates = seedDates(context, today, plan);
    seedBookings(context, random, today, plan, vendors, dates);
  }
}

function business(random: Random, taken: Set<string>): { name: string; contact: string; email: string } {
  let name = '';
  do name = `${random.pick(firstWords)} ${random.pick(secondWords)}`;
  while (taken.has(name));
  taken.add(name);
  const email = `hello@${name.toLowerCase().replaceAll(' ', '-')}.example`;
  return { name, contact: random.pick(people), email };
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
const daysAgo = (today: Date, days: number): Date => new Date(today.getTime() - days * dayMs);

function seedVendors(context: DemoContext, random: Random, today: Date, plan: MarketPlan): number[] {
  const taken = new Set<string>();
  return Array.from({ length: plan.vendors }, (_, index) => {
    const { name, contact, email } = business(random, taken);
    const id = plan.firstNumber + index;
    context.database.run('INSERT INTO vendors VALUES (?, ?, ?, ?, ?, ?, ?)', [
      id,
      plan.organizationId,
      name,
      random.pick(categories),
      contact,
      email,
      dayOf(daysAgo(today, 30 + random.whole(900))),
    ]);
    return id;
  });
}

function seedApplications(context: DemoContext, random: Random, today: Date, plan: MarketPlan): void {
  const taken = new Set<string>();
  for (const [index, status] of plan.applications.entries()) {
    const { name, contact, email } = business(random, taken);
    const age = (plan.applications.length - index) * 2;
    context.database.run(
      `INSERT INTO vendor_applications (id, organization_id, business_name, category, contact_name, contact_email,
         status, payment_status, submitted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        plan.firstNumber + 200 + index,
        plan.organizationId,
        name,
        random.pick(categories),
        contact,
        email,
        status,
        status === 'approved' ? (index === 0 ? 'paid' : 'awaiting') : 'not_due',
        daysAgo(today, age).toISOString(),
      ],
    );
  }
}

/** Three market days that were and eight that come, a week apart. */
function seedDates(context: DemoContext, today: Date, plan: MarketPlan): number[] {
  const until = (plan.weekday - today.getUTCDay() + 7) % 7 || 7;
  return Array.from({ length: 11 }, (_, index) => {
    const id = plan.firstNumber + 300 + index;
    const date = dayOf(daysAgo(today, -(until + (index - 3) * 7)));
    context.database.run('INSERT INTO market_dates VALUES (?, ?, ?, ?, ?, ?, ?)', [
      id,
      plan.organizationId,
      date,
      '08:00',
      '13:00',
      plan.location,
      40,
    ]);
    return id;
  });
}

function seedBookings(
  context: DemoContext,
  random: Random,
  today: Date,
  plan: MarketPlan,
  vendors: readonly number[],
  dates: readonly number[],
): void {
  const coming = dates.slice(3);
  for (let index = 0; index < 30; index += 1) {
    const waits = index === 22 || index >= 26;
    context.database.run('INSERT INTO bookings VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
      plan.firstNumber + index,
      plan.organizationId,
      vendors[random.whole(vendors.length)] ?? plan.firstNumber,
      coming[random.whole(coming.length)] ?? plan.firstNumber + 300,
      `${random.pick(['A', 'B', 'C'])}${1 + random.whole(20)}`,
      3_500 + random.whole(6) * 500,
      waits ? 'pending' : random.pick(['approved', 'approved', 'approved', 'declined']),
      daysAgo(today, 30 - index).toISOString(),
    ]);
  }
}
