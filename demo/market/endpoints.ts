import { bookingEndpoints } from './bookings.ts';
import { dashboardEndpoints } from './dashboard.ts';
import type { Endpoint } from './endpoint.ts';
import { vendorApplicationEndpoints } from './vendor-applications.ts';
import { vendorAndDateEndpoints } from './vendors-and-dates.ts';

/** Everything that a key may do. */
export const endpoints: readonly Endpoint[] = [
  ...dashboardEndpoints,
  ...vendorApplicationEndpoints,
  ...bookingEndpoints,
  ...vendorAndDateEndpoints,
];
