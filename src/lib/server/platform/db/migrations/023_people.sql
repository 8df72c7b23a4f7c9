-- People who have an account or were invited to one. What they may do stands in person_role; how they sign in, in the
-- tables below it. `email` is null once a person is erased: the row stays, so that what they did keeps its number.
create table person (
  id integer generated always as identity primary key,
  name text not null,
  email text,
  locale text not null,
  invited_by integer references person,
  created_at timestamptz not null,
  activated_at timestamptz,
  suspended_at timestamptz,
  suspended_by integer references person,
  erased_at timestamptz,
  check ((email is null) = (erased_at is not null))
);
create unique index person_address on person (lower(email));
create index person_names on person using gin (lower(name) gin_trgm_ops);

-- Who holds which role where, given by whom, since when, until when. A role that ended keeps its row.
create table person_role (
  id integer generated always as identity primary key,
  person_id integer not null references person,
  role text not null check (role in ('owner', 'officer', 'editor', 'steering-member', 'chair', 'reviewer', 'facilitator',
    'safeguarding-lead', 'alliance-lead', 'focal-point', 'signatory')),
  alliance_id integer references alliance,
  organisation_id integer references organisation,
  given_by integer references person,
  since timestamptz not null,
  until timestamptz,
  ended_at timestamptz,
  ended_by integer references person,
  check (num_nonnulls(alliance_id, organisation_id) = 1),
  check ((role in ('focal-point', 'signatory')) = (organisation_id is not null))
);
create unique index person_role_held on person_role (person_id, role, alliance_id, organisation_id)
  nulls not distinct where ended_at is null;
create index person_role_alliance on person_role (alliance_id, role) where ended_at is null;
create index person_role_organisation on person_role (organisation_id) where ended_at is null;

create table person_password (
  person_id integer primary key references person on delete cascade,
  hash text not null,
  set_at timestamptz not null
);

-- A passkey (WebAuthn level 3): its public key and how often it was used.
create table passkey (
  id integer generated always as identity primary key,
  person_id integer not null references person on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_person on passkey (person_id);

-- A second factor by time-based codes (RFC 6238). `secret` is encrypted with the key of the instance; `last_step` keeps
-- a code from being used twice. Not confirmed, it is not in use.
create table second_factor (
  person_id integer primary key references person on delete cascade,
  secret bytea not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0
);
create table recovery_code (
  person_id integer not null references person on delete cascade,
  code_hash text not null,
  used_at timestamptz,
  primary key (person_id, code_hash)
);

-- Who is signed in where. Only a hash of the token is kept. `device` is a word or two for its owner to know it by.
create table session (
  id integer generated always as identity primary key,
  token_hash text not null unique,
  person_id integer not null references person on delete cascade,
  method text not null check (method in ('link', 'password', 'passkey', 'outside', 'demo')),
  second_factor_at timestamptz,
  device text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_person on session (person_id);

-- Browsers on which a person has signed in before: others are told of by mail, and count their failures apart, so that
-- nobody can be locked out by a stranger who guesses.
create table known_device (
  id integer generated always as identity primary key,
  person_id integer not null references person on delete cascade,
  token_hash text not null,
  label text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  unique (person_id, token_hash)
);

-- Failed sign-ins, counted by `subject`: a hash of an address with or without a device. Kept for a day.
create table sign_in_failure (
  id integer generated always as identity primary key,
  subject text not null,
  at timestamptz not null
);
create index sign_in_failure_subject on sign_in_failure (subject, at);

-- Something begun in a browser and not ended yet: a second factor that is owed, a passkey's challenge, a round by an
-- outside identity provider. Known by the hash of a token in a cookie; minutes long.
create table sign_in_step (
  id integer generated always as identity primary key,
  token_hash text not null unique,
  kind text not null,
  person_id integer references person on delete cascade,
  data jsonb not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz not null
);

-- A person at an OpenID Connect provider (OpenID Connect Core 1.0, section 5.7: issuer and subject together).
create table outside_account (
  issuer text not null,
  subject text not null,
  person_id integer not null references person on delete cascade,
  linked_at timestamptz not null,
  primary key (issuer, subject)
);

-- What waits for somebody. Written by the verb that makes it so and closed by the one that answers it, in the same
-- transaction. For one person (`person_id`) or for whoever holds the `audience` on the alliance.
create table task (
  id integer generated always as identity primary key,
  kind text not null,
  subject_kind text not null,
  subject_id integer not null,
  title text not null,
  alliance_id integer references alliance,
  audience text check (audience in ('secretariat', 'safeguarding')),
  person_id integer references person on delete cascade,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  held_by integer references person,
  snoozed_until timestamptz,
  mailed_at timestamptz,
  done_at timestamptz,
  done_by integer references person,
  check (num_nonnulls(audience, person_id) = 1),
  check (audience is null or alliance_id is not null)
);
create unique index task_open on task (kind, subject_kind, subject_id, person_id) nulls not distinct where done_at is null;
create index task_waiting on task (alliance_id, audience, due_at) where done_at is null and person_id is null;
create index task_of_person on task (person_id, due_at) where done_at is null and person_id is not null;
create index task_done on task (done_at) where done_at is not null;

-- What people of the desk write down about an organisation, a person or an application.
create table note (
  id integer generated always as identity primary key,
  subject_kind text not null,
  subject_id integer not null,
  alliance_id integer not null references alliance,
  person_id integer not null references person,
  text text not null,
  at timestamptz not null
);
create index note_subject on note (subject_kind, subject_id, id);

create index journal_person on journal (actor_id, id) where actor_kind = 'person';
create index journal_alliance on journal (alliance_id, id);

-- Answers to messages and what is done about concerns. A message or concern that is closed has been dealt with.
alter table message add closed_at timestamptz, add closed_by integer references person;
create table message_reply (
  id integer generated always as identity primary key,
  message_id integer not null references message on delete cascade,
  person_id integer references person,
  text text not null,
  at timestamptz not null
);
create index message_reply_message on message_reply (message_id);

alter table concern add state text not null default 'new' check (state in ('new', 'triaged', 'referred', 'closed')),
  add severity text check (severity in ('low', 'medium', 'high'));
create table concern_step (
  id integer generated always as identity primary key,
  concern_id integer not null references concern on delete cascade,
  state text not null,
  text text not null,
  person_id integer not null references person,
  at timestamptz not null
);
create index concern_step_concern on concern_step (concern_id);
create index task_subject on task (subject_kind, subject_id) where done_at is null;
