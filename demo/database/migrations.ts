import { storeOldEvents } from '../audit/store.ts';
import type { Database } from './database.ts';

/** In SQL, or, where rows have to be made anew, as a function. */
export type Migration = string | ((database: Database) => void);

/**
 * The tables, step by step. A step is never edited once it was released; a change is a new step at the end.
 * Instants are ISO 8601 in UTC with milliseconds, so that they sort as text. Money is in cents.
 */
export const migrations: readonly Migration[] = [
  `
  CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    draft INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE people (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    password_hash TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1
  );
  CREATE TABLE memberships (
    person_id TEXT NOT NULL REFERENCES people(id),
    organization_id TEXT NOT NULL REFERENCES organizations(id),
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (person_id, organization_id)
  );

  CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id),
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    token_hint TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES people(id),
    last_used_at TEXT,
    last_used_ip TEXT,
    request_count INTEGER NOT NULL DEFAULT 0,
    revoked_at TEXT,
    revoked_by TEXT REFERENCES people(id)
  );
  CREATE INDEX api_keys_newest ON api_keys (organization_id, created_at DESC, id DESC);
  CREATE UNIQUE INDEX api_keys_one_live_name ON api_keys (organization_id, name) WHERE revoked_at IS NULL;

  CREATE TABLE key_creations (
    idempotency_hash TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations(id),
    person_id TEXT NOT NULL REFERENCES people(id),
    name TEXT NOT NULL,
    api_key_id TEXT NOT NULL REFERENCES api_keys(id),
    sealed_token TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (organization_id, person_id, idempotency_hash)
  );

  CREATE TABLE audit_events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL REFERENCES organizations(id),
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    resource_kind TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    ip TEXT,
    outcome TEXT NOT NULL
  );
  CREATE INDEX audit_newest ON audit_events (organization_id, at DESC, seq DESC);
  CREATE INDEX audit_by_actor ON audit_events (organization_id, actor_id, at DESC, seq DESC);

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people(id),
    device_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    ended_at TEXT
  );
  CREATE TABLE session_tokens (
    token_hash TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions(id),
    kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
    expires_at TEXT NOT NULL,
    used_at TEXT
  );
  CREATE INDEX session_tokens_of ON session_tokens (session_id);
  CREATE TABLE device_authorizations (
    device_code_hash TEXT PRIMARY KEY,
    user_code TEXT NOT NULL UNIQUE,
    device_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    decision TEXT CHECK (decision IN ('approved', 'denied')),
    person_id TEXT REFERENCES people(id),
    redeemed_at TEXT
  );
  CREATE TABLE web_sessions (
    token_hash TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people(id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
  );
  CREATE TABLE failed_attempts (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    at TEXT NOT NULL
  );
  CREATE INDEX failed_attempts_recent ON failed_attempts (kind, subject, at);

  CREATE TABLE vendors (
    id INTEGER PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id),
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    joined_on TEXT NOT NULL
  );
  CREATE INDEX vendors_of ON vendors (organization_id, id);
  CREATE TABLE vendor_applications (
    id INTEGER PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id),
    business_name TEXT NOT NULL,
    category TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    status TEXT NOT NULL,
    payment_status TEXT NOT NULL,
    starter_credits INTEGER NOT NULL DEFAULT 0,
    credits INTEGER NOT NULL DEFAULT 0,
    submitted_at TEXT NOT NULL,
    last_reminded_at TEXT
  );
  CREATE INDEX applications_of ON vendor_applications (organization_id, id);
  CREATE TABLE market_dates (
    id INTEGER PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id),
    date TEXT NOT NULL,
    opens_at TEXT NOT NULL,
    closes_at TEXT NOT NULL,
    location TEXT NOT NULL,
    stalls INTEGER NOT NULL
  );
  CREATE INDEX market_dates_of ON market_dates (organization_id, date);
  CREATE TABLE bookings (
    id INTEGER PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations(id),
    vendor_id INTEGER NOT NULL REFERENCES vendors(id),
    market_date_id INTEGER NOT NULL REFERENCES market_dates(id),
    stall TEXT NOT NULL,
    price_cents INTEGER NOT NULL,
    status TEXT NOT NULL,
    requested_at TEXT NOT NULL
  );
  CREATE INDEX bookings_of ON bookings (organization_id, id);
  `,
  // Events by their place in time, an index for every filter and for words, and the words that occur.
  `
  DROP INDEX audit_newest;
  DROP INDEX audit_by_actor;
  ALTER TABLE audit_events RENAME TO audit_events_before;
  CREATE TABLE audit_events (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL REFERENCES organizations(id),
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    resource_kind TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    ip TEXT,
    outcome TEXT NOT NULL
  );
  CREATE INDEX audit_of ON audit_events (organization_id);
  CREATE VIRTUAL TABLE audit_search USING fts5(
    entries, content='', detail=none, columnsize=0, tokenize="ascii tokenchars '._:-'"
  );
  CREATE TABLE audit_words (
    organization_id TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (organization_id, word)
  ) WITHOUT ROWID;
  `,
  storeOldEvents,
];
