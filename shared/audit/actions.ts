/** What Convene's audit log calls an action, what people call it, and whether it changes anything. */
export interface AuditAction {
  readonly action: string;
  readonly kind: 'read' | 'change';
  /** In the menu of the filter. */
  readonly label: string;
  /** `subject` is what it was done to, in words: `booking 123`. */
  did(subject: string): string;
  toDo(subject: string): string;
}

/** `verb` and `past` with what was done to something, or with the same words always. */
const about = (
  action: string,
  kind: AuditAction['kind'],
  label: string,
  past: string,
  verb: string,
  fixed?: string,
): AuditAction => ({
  action,
  kind,
  label,
  did: (subject) => `${past} ${fixed ?? subject}`,
  toDo: (subject) => `${verb} ${fixed ?? subject}`,
});

/** In the order of the menu. */
export const auditActions: readonly AuditAction[] = [
  about('api_key.created', 'change', 'Made a key', 'made', 'make'),
  about('api_key.renamed', 'change', 'Renamed a key', 'renamed', 'rename'),
  about('api_key.revoked', 'change', 'Revoked a key', 'revoked', 'revoke'),
  about('session.started', 'change', 'Signed in', 'signed in', 'sign in', 'with the companion'),
  about('session.renamed', 'change', 'Renamed a device', 'renamed', 'rename', 'a signed-in device'),
  about('session.ended', 'change', 'Signed out', 'signed out', 'sign out', 'of the companion'),
  {
    action: 'session.ended_after_token_reuse',
    kind: 'change',
    label: 'Sign-in ended for safety',
    did: () => 'was signed out, because the sign-in was used from two places',
    toDo: () => 'sign in from two places',
  },
  about('dashboard.read', 'read', 'Read what’s pending', 'read', 'read', 'what’s pending'),
  about(
    'vendor_applications.list',
    'read',
    'Listed applications',
    'read',
    'read',
    'the list of applications',
  ),
  about('vendor_application.read', 'read', 'Read an application', 'read', 'read'),
  about('vendor_application.updated', 'change', 'Decided on an application', 'changed', 'change'),
  {
    action: 'vendor_application.reminded',
    kind: 'change',
    label: 'Sent a payment reminder',
    did: (subject) => `sent a payment reminder for ${subject}`,
    toDo: (subject) => `send a payment reminder for ${subject}`,
  },
  {
    action: 'vendor_application.credited',
    kind: 'change',
    label: 'Gave a credit',
    did: (subject) => `gave a credit for ${subject}`,
    toDo: (subject) => `give a credit for ${subject}`,
  },
  about('bookings.list', 'read', 'Listed bookings', 'read', 'read', 'the list of bookings'),
  about('booking.read', 'read', 'Read a booking', 'read', 'read'),
  about('booking.updated', 'change', 'Decided on a booking', 'changed', 'change'),
  about('market_dates.list', 'read', 'Listed market dates', 'read', 'read', 'the list of market dates'),
  about('vendors.list', 'read', 'Listed vendors', 'read', 'read', 'the list of vendors'),
  about('mcp.request', 'read', 'Asked for the tools', 'asked', 'ask', 'what it may do'),
  about('admin.tried', 'change', 'Tried to manage keys', 'managed', 'manage', 'keys'),
];

const known = new Map(auditActions.map((each) => [each.action, each]));

/** Undefined for an action that this program has no words for. */
export const actionOf = (action: string): AuditAction | undefined => known.get(action);

/** What is only looked at by its name; anything else counts as a change. */
const looksOnly = /\.(read|list|listed|get|show|shown|view|viewed|search|searched|find)$/;

export const isChange = (action: string): boolean =>
  (known.get(action)?.kind ?? (looksOnly.test(action) ? 'read' : 'change')) === 'change';

/** The words of the menu; the name itself where there are none. */
export const actionLabel = (action: string): string => known.get(action)?.label ?? action;

/** How it ended, in the order of the menu. */
export const auditOutcomes: readonly { readonly outcome: string; readonly label: string }[] = [
  { outcome: 'ok', label: 'Done' },
  { outcome: 'refused', label: 'Refused: the key was revoked' },
  { outcome: 'forbidden', label: 'Not allowed' },
  { outcome: 'not_found', label: 'Not found' },
  { outcome: 'conflict', label: 'In conflict with something else' },
  { outcome: 'invalid', label: 'Not acceptable' },
  { outcome: 'failed', label: 'Failed at Convene' },
];
