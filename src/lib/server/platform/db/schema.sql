-- Written by scripts/schema.ts from the migrations, to be read; the migrations are what runs.

create table activity (
  id integer not null,
  alliance_id integer not null,
  slug text not null,
  title text not null,
  language text not null default 'en'::text,
  theme_id integer,
  dates text,
  status text not null,
  note text,
  sources jsonb not null,
  CHECK ((status = ANY (ARRAY['unconfirmed'::text, 'planned'::text, 'running'::text, 'finished'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (theme_id) REFERENCES theme(id),
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table activity_organisation (
  activity_id integer not null,
  position smallint not null,
  organisation_id integer,
  name text not null,
  FOREIGN KEY (activity_id) REFERENCES activity(id) ON DELETE CASCADE,
  FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  PRIMARY KEY (activity_id, "position")
);

create table activity_place (
  activity_id integer not null,
  place_id integer not null,
  FOREIGN KEY (activity_id) REFERENCES activity(id) ON DELETE CASCADE,
  FOREIGN KEY (place_id) REFERENCES place(id),
  PRIMARY KEY (activity_id, place_id)
);

create table address_change (
  person_id integer not null,
  email text not null,
  asked_at timestamp with time zone not null,
  asks integer not null default 1,
  FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  PRIMARY KEY (person_id)
);

create table alliance (
  id integer not null,
  parent_id integer,
  level text not null,
  slug text not null,
  name jsonb not null,
  short_name text,
  tagline jsonb not null default '{}'::jsonb,
  lede jsonb not null default '{}'::jsonb,
  about jsonb not null default '{}'::jsonb,
  place_id integer,
  status text not null,
  locales text[] not null default '{en}'::text[],
  colours jsonb not null default '{}'::jsonb,
  mark text,
  sources jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null,
  CHECK (((level = 'global'::text) = (parent_id IS NULL))),
  CHECK ((level = ANY (ARRAY['global'::text, 'country'::text, 'city'::text]))),
  CHECK ((status = ANY (ARRAY['proposed'::text, 'selected'::text, 'setting-up'::text, 'active'::text, 'paused'::text, 'closed'::text]))),
  FOREIGN KEY (parent_id) REFERENCES alliance(id),
  FOREIGN KEY (place_id) REFERENCES place(id),
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table application (
  id integer not null,
  alliance_id integer not null,
  reference text not null,
  state text not null,
  organisation_id integer,
  locale text not null,
  name text not null,
  short_name text,
  kind text,
  kind_note text,
  country_id integer,
  city text,
  website text,
  place_ids integer[] not null default '{}'::integer[],
  theme_ids integer[] not null default '{}'::integer[],
  logo_file_id integer,
  does text,
  why text,
  offers text,
  safeguarding text,
  safeguarding_note text,
  safeguarding_file_id integer,
  safeguarding_url text,
  focal_name text,
  focal_email text not null,
  focal_title text,
  focal_confirmed_at timestamp with time zone,
  signatory_name text,
  signatory_email text,
  signatory_title text,
  charter_id integer,
  charter_accepted_at timestamp with time zone,
  steps text[] not null default '{}'::text[],
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  due_at timestamp with time zone,
  decided_at timestamp with time zone,
  reason text,
  reapply_on date,
  links integer not null default 0,
  showing text,
  replaced jsonb,
  warned_at timestamp with time zone,
  words text default names_of(name, short_name, ARRAY[reference]),
  CHECK ((safeguarding = ANY (ARRAY['policy'::text, 'writing'::text, 'none'::text]))),
  CHECK ((state = ANY (ARRAY['draft'::text, 'unconfirmed'::text, 'screening'::text, 'asked'::text, 'deciding'::text, 'approved'::text, 'declined'::text, 'withdrawn'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (charter_id) REFERENCES charter(id),
  FOREIGN KEY (country_id) REFERENCES place(id),
  FOREIGN KEY (logo_file_id) REFERENCES file(id),
  FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  FOREIGN KEY (safeguarding_file_id) REFERENCES file(id),
  PRIMARY KEY (id),
  UNIQUE (reference),
  UNIQUE (showing)
);

create table application_check (
  application_id integer not null,
  item text not null,
  answer text not null,
  note text,
  person_id integer not null,
  at timestamp with time zone not null,
  CHECK ((answer = ANY (ARRAY['yes'::text, 'no'::text, 'unclear'::text]))),
  FOREIGN KEY (application_id) REFERENCES application(id) ON DELETE CASCADE,
  FOREIGN KEY (person_id) REFERENCES person(id),
  PRIMARY KEY (application_id, item)
);

create table application_message (
  id integer not null,
  application_id integer not null,
  person_id integer,
  text text not null,
  showing text,
  at timestamp with time zone not null,
  FOREIGN KEY (application_id) REFERENCES application(id) ON DELETE CASCADE,
  FOREIGN KEY (person_id) REFERENCES person(id),
  PRIMARY KEY (id),
  UNIQUE (showing)
);

create table application_step (
  id integer not null,
  application_id integer not null,
  state text not null,
  at timestamp with time zone not null,
  person_id integer,
  reason text,
  FOREIGN KEY (application_id) REFERENCES application(id) ON DELETE CASCADE,
  FOREIGN KEY (person_id) REFERENCES person(id),
  PRIMARY KEY (id)
);

create table charter (
  id integer not null,
  alliance_id integer not null,
  version integer not null,
  title jsonb not null,
  text jsonb not null,
  adopted boolean not null,
  published_at timestamp with time zone,
  published_by integer,
  FOREIGN KEY (alliance_id) REFERENCES alliance(id) ON DELETE CASCADE,
  FOREIGN KEY (published_by) REFERENCES person(id),
  PRIMARY KEY (id),
  UNIQUE (alliance_id, version)
);

create table concern (
  id integer not null,
  alliance_id integer not null,
  reference text not null,
  fingerprint text not null,
  text text not null,
  about text,
  place text,
  urgent boolean not null,
  contact text,
  locale text not null,
  created_at timestamp with time zone not null,
  state text not null default 'new'::text,
  severity text,
  CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text]))),
  CHECK ((state = ANY (ARRAY['new'::text, 'triaged'::text, 'referred'::text, 'closed'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  PRIMARY KEY (id),
  UNIQUE (fingerprint),
  UNIQUE (reference)
);

create table concern_step (
  id integer not null,
  concern_id integer not null,
  state text not null,
  text text not null,
  person_id integer not null,
  at timestamp with time zone not null,
  showing text,
  severity text,
  referred_to text,
  to_address text,
  mail_id integer,
  CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text]))),
  FOREIGN KEY (concern_id) REFERENCES concern(id) ON DELETE CASCADE,
  FOREIGN KEY (mail_id) REFERENCES mail(id) ON DELETE SET NULL,
  FOREIGN KEY (person_id) REFERENCES person(id),
  PRIMARY KEY (id),
  UNIQUE (showing)
);

create table confirmation (
  id integer not null,
  membership_id integer not null,
  year smallint not null,
  asked_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  reminders smallint not null default 0,
  reminded_at timestamp with time zone,
  answered_at timestamp with time zone,
  answer text,
  answered_by integer,
  unconfirmed_at timestamp with time zone,
  CHECK ((answer = ANY (ARRAY['stays'::text, 'leaves'::text, 'lapsed'::text]))),
  FOREIGN KEY (answered_by) REFERENCES person(id),
  FOREIGN KEY (membership_id) REFERENCES membership(id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);

create table decision (
  id integer not null,
  alliance_id integer not null,
  application_id integer not null,
  method text not null,
  recommendation text not null,
  paper text not null,
  quorum integer not null default 0,
  opened_at timestamp with time zone not null,
  opened_by integer,
  deadline timestamp with time zone not null,
  reminded_at timestamp with time zone,
  closed_at timestamp with time zone,
  closed_by integer,
  result text,
  reason text,
  CHECK ((method = ANY (ARRAY['secretariat'::text, 'consent'::text, 'vote'::text]))),
  CHECK ((recommendation = ANY (ARRAY['approve'::text, 'decline'::text]))),
  CHECK ((result = ANY (ARRAY['approved'::text, 'declined'::text, 'no-quorum'::text, 'objected'::text, 'withdrawn'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (application_id) REFERENCES application(id) ON DELETE CASCADE,
  FOREIGN KEY (closed_by) REFERENCES person(id),
  FOREIGN KEY (opened_by) REFERENCES person(id),
  PRIMARY KEY (id)
);

create table decision_voice (
  decision_id integer not null,
  person_id integer not null,
  free_at timestamp with time zone,
  recused_at timestamp with time zone,
  recusal text,
  choice text,
  note text,
  said_at timestamp with time zone,
  CHECK (((choice IS NULL) OR (free_at IS NOT NULL))),
  CHECK ((choice = ANY (ARRAY['yes'::text, 'no'::text, 'abstain'::text]))),
  CHECK ((num_nonnulls(free_at, recused_at) < 2)),
  FOREIGN KEY (decision_id) REFERENCES decision(id) ON DELETE CASCADE,
  FOREIGN KEY (person_id) REFERENCES person(id),
  PRIMARY KEY (decision_id, person_id)
);

create table event (
  id integer not null,
  alliance_id integer not null,
  parent_id integer,
  slug text not null,
  kind text not null,
  language text not null,
  title text not null,
  lede text,
  starts_on date not null,
  ends_on date not null,
  starts_at time without time zone,
  ends_at time without time zone,
  timezone text,
  venue text,
  room text,
  place_id integer,
  reference text,
  track text,
  languages text[] not null default '{}'::text[],
  run_by_alliance boolean,
  note text,
  status text not null default 'confirmed'::text,
  sequence integer not null default 0,
  sources jsonb not null default '[]'::jsonb,
  published_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  CHECK ((ends_on >= starts_on)),
  CHECK ((status = ANY (ARRAY['confirmed'::text, 'changed'::text, 'held'::text, 'cancelled'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (parent_id) REFERENCES event(id),
  FOREIGN KEY (place_id) REFERENCES place(id),
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table event_agenda_item (
  event_id integer not null,
  position smallint not null,
  title text not null,
  text text,
  FOREIGN KEY (event_id) REFERENCES event(id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, "position")
);

create table event_host (
  event_id integer not null,
  position smallint not null,
  role text not null,
  organisation_id integer,
  name text not null,
  CHECK ((role = ANY (ARRAY['host'::text, 'partner'::text]))),
  FOREIGN KEY (event_id) REFERENCES event(id) ON DELETE CASCADE,
  FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  PRIMARY KEY (event_id, "position")
);

create table event_objective (
  event_id integer not null,
  position smallint not null,
  text text not null,
  FOREIGN KEY (event_id) REFERENCES event(id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, "position")
);

create table event_outcome (
  event_id integer not null,
  position smallint not null,
  date text,
  text text not null,
  alliance_slugs text[] not null default '{}'::text[],
  FOREIGN KEY (event_id) REFERENCES event(id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, "position")
);

create table event_speaker (
  event_id integer not null,
  position smallint not null,
  name text not null,
  role text,
  organisation text,
  moderator boolean not null default false,
  note text,
  FOREIGN KEY (event_id) REFERENCES event(id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, "position")
);

create table event_theme (
  event_id integer not null,
  theme_id integer not null,
  position smallint not null,
  FOREIGN KEY (event_id) REFERENCES event(id) ON DELETE CASCADE,
  FOREIGN KEY (theme_id) REFERENCES theme(id),
  PRIMARY KEY (event_id, theme_id)
);

create table event_time_claim (
  event_id integer not null,
  position smallint not null,
  source text not null,
  starts_at time without time zone not null,
  ends_at time without time zone not null,
  used boolean not null,
  FOREIGN KEY (event_id) REFERENCES event(id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, "position")
);

create table figure (
  id integer not null,
  alliance_id integer not null,
  slug text not null,
  low double precision not null,
  high double precision,
  approximate boolean not null,
  unit text not null,
  label jsonb not null,
  date text,
  source_label text not null,
  derived jsonb not null default '[]'::jsonb,
  sources jsonb not null,
  position smallint not null,
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table file (
  id integer not null,
  sha256 text not null,
  bytes bigint not null,
  media_type text not null,
  name text not null,
  public boolean not null default false,
  created_at timestamp with time zone not null,
  CHECK ((bytes >= 0)),
  CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  PRIMARY KEY (id)
);

create table import (
  id integer not null,
  alliance_id integer not null,
  person_id integer not null,
  name text not null,
  data jsonb not null,
  created_at timestamp with time zone not null,
  done_at timestamp with time zone,
  undone_at timestamp with time zone,
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (person_id) REFERENCES person(id),
  PRIMARY KEY (id)
);

create table journal (
  id bigint not null,
  at timestamp with time zone not null default now(),
  fact text not null,
  subject_kind text not null,
  subject_id integer not null,
  alliance_id integer,
  actor_kind text not null,
  actor_id integer,
  request_id text,
  data jsonb not null default '{}'::jsonb,
  CHECK ((actor_kind = ANY (ARRAY['visitor'::text, 'person'::text, 'operator'::text, 'system'::text]))),
  CHECK ((fact ~ '^[a-z-]+\.[a-z-]+$'::text)),
  PRIMARY KEY (id)
);

create table known_device (
  id integer not null,
  person_id integer not null,
  token_hash text not null,
  label text not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  PRIMARY KEY (id),
  UNIQUE (person_id, token_hash)
);

create table mail (
  id integer not null,
  kind text not null,
  from_name text,
  to_address text not null,
  locale text not null,
  subject text not null,
  text text not null,
  html text not null,
  headers jsonb not null default '{}'::jsonb,
  reply_to text,
  created_at timestamp with time zone not null,
  attempts smallint not null default 0,
  last_error text,
  claimed_until timestamp with time zone,
  sent_at timestamp with time zone,
  given_up_at timestamp with time zone,
  apart boolean not null default false,
  left_at timestamp with time zone,
  left_by integer,
  CHECK (((sent_at IS NULL) OR (given_up_at IS NULL))),
  FOREIGN KEY (left_by) REFERENCES person(id),
  PRIMARY KEY (id)
);

create table member_count (
  id integer not null,
  alliance_id integer not null,
  count integer not null,
  qualifier text not null,
  date text,
  note jsonb,
  sources jsonb not null,
  CHECK ((qualifier = ANY (ARRAY['exactly'::text, 'more-than'::text, 'at-least'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);

create table membership (
  id integer not null,
  organisation_id integer not null,
  alliance_id integer not null,
  role text not null,
  first_seen smallint,
  since date,
  charter_id integer,
  confirmed_at timestamp with time zone,
  ended_at timestamp with time zone,
  ended_how text,
  ended_reason text,
  return_asked_at timestamp with time zone,
  return_asked_by integer,
  charter_accepted_at timestamp with time zone,
  charter_accepted_by integer,
  CHECK (((ended_at IS NULL) = (ended_how IS NULL))),
  CHECK ((ended_how = ANY (ARRAY['left'::text, 'lapsed'::text]))),
  CHECK ((role = ANY (ARRAY['member'::text, 'lead'::text, 'peer'::text, 'contributor'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (charter_accepted_by) REFERENCES person(id),
  FOREIGN KEY (charter_id) REFERENCES charter(id),
  FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE CASCADE,
  FOREIGN KEY (return_asked_by) REFERENCES person(id),
  PRIMARY KEY (id),
  UNIQUE (organisation_id, alliance_id, role)
);

create table membership_rules (
  alliance_id integer not null,
  data jsonb not null,
  FOREIGN KEY (alliance_id) REFERENCES alliance(id) ON DELETE CASCADE,
  PRIMARY KEY (alliance_id)
);

create table merge (
  id integer not null,
  kind text not null,
  kept_id integer not null,
  merged_id integer not null,
  alliance_id integer,
  data jsonb not null,
  at timestamp with time zone not null,
  by integer,
  undone_at timestamp with time zone,
  undone_by integer,
  CHECK ((kind = ANY (ARRAY['organisation'::text, 'person'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (by) REFERENCES person(id),
  FOREIGN KEY (undone_by) REFERENCES person(id),
  PRIMARY KEY (id)
);

create table message (
  id integer not null,
  alliance_id integer not null,
  reference text not null,
  fingerprint text not null,
  name text not null,
  email text not null,
  topic text not null,
  text text not null,
  locale text not null,
  created_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  closed_by integer,
  words text default names_of(name, reference, '{}'::text[]),
  closed_how text,
  CHECK (((closed_at IS NULL) = (closed_how IS NULL))),
  CHECK ((closed_how = ANY (ARRAY['answered'::text, 'spam'::text, 'elsewhere'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (closed_by) REFERENCES person(id),
  PRIMARY KEY (id),
  UNIQUE (fingerprint),
  UNIQUE (reference)
);

create table message_reply (
  id integer not null,
  message_id integer not null,
  person_id integer,
  text text not null,
  at timestamp with time zone not null,
  showing text,
  link boolean not null default false,
  mail_id integer,
  FOREIGN KEY (mail_id) REFERENCES mail(id) ON DELETE SET NULL,
  FOREIGN KEY (message_id) REFERENCES message(id) ON DELETE CASCADE,
  FOREIGN KEY (person_id) REFERENCES person(id),
  PRIMARY KEY (id),
  UNIQUE (showing)
);

create table milestone (
  id integer not null,
  alliance_id integer not null,
  date text not null,
  text jsonb not null,
  sources jsonb not null,
  note jsonb,
  FOREIGN KEY (alliance_id) REFERENCES alliance(id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);

create table named_person (
  id integer not null,
  alliance_id integer not null,
  organisation_id integer,
  name text not null,
  role jsonb not null,
  position smallint not null,
  sources jsonb not null,
  FOREIGN KEY (alliance_id) REFERENCES alliance(id) ON DELETE CASCADE,
  FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  PRIMARY KEY (id)
);

create table note (
  id integer not null,
  subject_kind text not null,
  subject_id integer not null,
  alliance_id integer not null,
  person_id integer not null,
  text text not null,
  at timestamp with time zone not null,
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (person_id) REFERENCES person(id),
  PRIMARY KEY (id)
);

create table one_time_link (
  id integer not null,
  purpose text not null,
  secret_hash text not null,
  subject_id integer,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  used_at timestamp with time zone,
  PRIMARY KEY (id),
  UNIQUE (secret_hash)
);

create table organisation (
  id integer not null,
  alliance_id integer not null,
  slug text not null,
  name text not null,
  short_name text,
  kind text not null,
  kind_note text,
  country_id integer,
  country_confirmed boolean not null default false,
  city text,
  website text,
  summary text,
  note text,
  language text not null default 'en'::text,
  status text not null default 'active'::text,
  sources jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null,
  aliases text[] not null default '{}'::text[],
  logo_file_id integer,
  does text,
  offers text,
  safeguarding text,
  safeguarding_file_id integer,
  safeguarding_url text,
  confirmed_at timestamp with time zone,
  merged_into_id integer,
  changed_at timestamp with time zone,
  folded text default folded(name),
  words text default names_of(name, short_name, aliases),
  host text default "substring"(lower(website), '^[a-z]+://(?:www\.)?([^/:?#]+)'::text),
  safeguarding_note text,
  known_names text[] default known_names(name, short_name, aliases),
  CHECK ((safeguarding = ANY (ARRAY['policy'::text, 'writing'::text, 'none'::text]))),
  CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'archived'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (country_id) REFERENCES place(id),
  FOREIGN KEY (logo_file_id) REFERENCES file(id),
  FOREIGN KEY (merged_into_id) REFERENCES organisation(id),
  FOREIGN KEY (safeguarding_file_id) REFERENCES file(id),
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table organisation_change (
  id integer not null,
  organisation_id integer not null,
  name text not null,
  short_name text,
  kind text not null,
  reason text,
  asked_by integer,
  asked_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  decided_by integer,
  accepted boolean,
  answer text,
  FOREIGN KEY (asked_by) REFERENCES person(id),
  FOREIGN KEY (decided_by) REFERENCES person(id),
  FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);

create table organisation_place (
  organisation_id integer not null,
  place_id integer not null,
  FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE CASCADE,
  FOREIGN KEY (place_id) REFERENCES place(id),
  PRIMARY KEY (organisation_id, place_id)
);

create table organisation_theme (
  organisation_id integer not null,
  theme_id integer not null,
  FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE CASCADE,
  FOREIGN KEY (theme_id) REFERENCES theme(id),
  PRIMARY KEY (organisation_id, theme_id)
);

create table outside_account (
  issuer text not null,
  subject text not null,
  person_id integer not null,
  linked_at timestamp with time zone not null,
  FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  PRIMARY KEY (issuer, subject)
);

create table passkey (
  id integer not null,
  person_id integer not null,
  credential_id text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}'::text[],
  name text not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  PRIMARY KEY (id),
  UNIQUE (credential_id)
);

create table person (
  id integer not null,
  name text not null,
  email text,
  locale text not null,
  invited_by integer,
  created_at timestamp with time zone not null,
  activated_at timestamp with time zone,
  suspended_at timestamp with time zone,
  suspended_by integer,
  erased_at timestamp with time zone,
  digest text not null default 'daily'::text,
  digest_at timestamp with time zone,
  merged_into_id integer,
  words text default folded(((name || ' '::text) || COALESCE(email, ''::text))),
  CHECK (((email IS NULL) = (erased_at IS NOT NULL))),
  CHECK ((digest = ANY (ARRAY['daily'::text, 'weekly'::text, 'none'::text]))),
  FOREIGN KEY (invited_by) REFERENCES person(id),
  FOREIGN KEY (merged_into_id) REFERENCES person(id),
  FOREIGN KEY (suspended_by) REFERENCES person(id),
  PRIMARY KEY (id)
);

create table person_password (
  person_id integer not null,
  hash text not null,
  set_at timestamp with time zone not null,
  FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  PRIMARY KEY (person_id)
);

create table person_role (
  id integer not null,
  person_id integer not null,
  role text not null,
  alliance_id integer,
  organisation_id integer,
  given_by integer,
  since timestamp with time zone not null,
  until timestamp with time zone,
  ended_at timestamp with time zone,
  ended_by integer,
  showing text,
  CHECK (((role = ANY (ARRAY['focal-point'::text, 'signatory'::text])) = (organisation_id IS NOT NULL))),
  CHECK ((num_nonnulls(alliance_id, organisation_id) = 1)),
  CHECK ((role = ANY (ARRAY['owner'::text, 'officer'::text, 'editor'::text, 'steering-member'::text, 'chair'::text, 'reviewer'::text, 'facilitator'::text, 'safeguarding-lead'::text, 'alliance-lead'::text, 'focal-point'::text, 'signatory'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (ended_by) REFERENCES person(id),
  FOREIGN KEY (given_by) REFERENCES person(id),
  FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  FOREIGN KEY (person_id) REFERENCES person(id),
  PRIMARY KEY (id),
  UNIQUE (showing)
);

create table place (
  id integer not null,
  parent_id integer,
  kind text not null,
  country_code character(2) not null,
  slug text not null,
  name text not null,
  names jsonb not null default '{}'::jsonb,
  geoname_id integer,
  population integer,
  latitude double precision not null,
  longitude double precision not null,
  timezone text,
  CHECK (((kind = 'country'::text) = (parent_id IS NULL))),
  CHECK ((kind = ANY (ARRAY['country'::text, 'city'::text]))),
  FOREIGN KEY (parent_id) REFERENCES place(id),
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table place_name (
  place_id integer not null,
  folded text not null,
  FOREIGN KEY (place_id) REFERENCES place(id) ON DELETE CASCADE,
  PRIMARY KEY (folded, place_id)
);

create table post (
  id integer not null,
  alliance_id integer not null,
  slug text not null,
  language text not null,
  date date,
  date_note text,
  series_id integer,
  url text,
  note text,
  sources jsonb not null default '[]'::jsonb,
  published_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (series_id) REFERENCES series(id),
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table post_author (
  post_id integer not null,
  position smallint not null,
  name text not null,
  FOREIGN KEY (post_id) REFERENCES post(id) ON DELETE CASCADE,
  PRIMARY KEY (post_id, "position")
);

create table post_place (
  post_id integer not null,
  place_id integer not null,
  FOREIGN KEY (place_id) REFERENCES place(id),
  FOREIGN KEY (post_id) REFERENCES post(id) ON DELETE CASCADE,
  PRIMARY KEY (post_id, place_id)
);

create table post_text (
  post_id integer not null,
  language text not null,
  title text not null,
  summary text not null default ''::text,
  body jsonb,
  FOREIGN KEY (post_id) REFERENCES post(id) ON DELETE CASCADE,
  PRIMARY KEY (post_id, language)
);

create table post_theme (
  post_id integer not null,
  theme_id integer not null,
  position smallint not null,
  FOREIGN KEY (post_id) REFERENCES post(id) ON DELETE CASCADE,
  FOREIGN KEY (theme_id) REFERENCES theme(id),
  PRIMARY KEY (post_id, theme_id)
);

create table recovery_code (
  person_id integer not null,
  code_hash text not null,
  used_at timestamp with time zone,
  FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  PRIMARY KEY (person_id, code_hash)
);

create table resource (
  id integer not null,
  alliance_id integer not null,
  slug text not null,
  type text not null,
  language text not null,
  languages text[] not null,
  year smallint,
  year_note text,
  publisher text,
  own boolean not null,
  licence text,
  series_id integer,
  url text,
  file_id integer,
  keywords text[] not null default '{}'::text[],
  note text,
  seen_on_hub boolean not null default true,
  citations jsonb,
  sources jsonb not null default '[]'::jsonb,
  published_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  edition text,
  latest_year smallint,
  url_is_list boolean not null default false,
  withdrawn_at timestamp with time zone,
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (file_id) REFERENCES file(id),
  FOREIGN KEY (series_id) REFERENCES series(id),
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table resource_author (
  resource_id integer not null,
  position smallint not null,
  family text,
  given text,
  organisation text,
  CHECK ((num_nonnulls(family, organisation) = 1)),
  FOREIGN KEY (resource_id) REFERENCES resource(id) ON DELETE CASCADE,
  PRIMARY KEY (resource_id, "position")
);

create table resource_place (
  resource_id integer not null,
  place_id integer not null,
  FOREIGN KEY (place_id) REFERENCES place(id),
  FOREIGN KEY (resource_id) REFERENCES resource(id) ON DELETE CASCADE,
  PRIMARY KEY (resource_id, place_id)
);

create table resource_related (
  resource_id integer not null,
  related_id integer not null,
  FOREIGN KEY (related_id) REFERENCES resource(id) ON DELETE CASCADE,
  FOREIGN KEY (resource_id) REFERENCES resource(id) ON DELETE CASCADE,
  PRIMARY KEY (resource_id, related_id)
);

create table resource_text (
  resource_id integer not null,
  language text not null,
  title text not null,
  summary text not null default ''::text,
  body text not null default ''::text,
  FOREIGN KEY (resource_id) REFERENCES resource(id) ON DELETE CASCADE,
  PRIMARY KEY (resource_id, language)
);

create table resource_theme (
  resource_id integer not null,
  theme_id integer not null,
  position smallint not null,
  FOREIGN KEY (resource_id) REFERENCES resource(id) ON DELETE CASCADE,
  FOREIGN KEY (theme_id) REFERENCES theme(id),
  PRIMARY KEY (resource_id, theme_id)
);

create table saved_filter (
  id integer not null,
  person_id integer not null,
  name text not null,
  list text not null,
  query text not null,
  created_at timestamp with time zone not null,
  FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  PRIMARY KEY (id),
  UNIQUE (person_id, list, name)
);

create table search_doc (
  doc integer not null,
  code text not null,
  kind text not null,
  entity bigint not null,
  version bigint not null,
  removed boolean not null default false,
  type text not null,
  year smallint,
  alliance integer not null,
  day integer,
  themes integer[] not null,
  places integer[] not null,
  languages text[] not null,
  title_key text not null,
  title_words smallint not null,
  size integer not null,
  PRIMARY KEY (doc),
  UNIQUE (kind, entity)
);

create table search_posting (
  lexeme text not null,
  bound integer not null,
  docs text not null,
  PRIMARY KEY (lexeme, bound)
);

create table search_state (
  singleton boolean not null default true,
  version bigint not null default 0,
  next_doc integer not null default 0,
  analyzer integer not null default 0,
  CHECK (singleton),
  PRIMARY KEY (singleton)
);

create table search_text (
  doc integer not null,
  part smallint not null,
  language text not null,
  title text not null,
  keywords text not null,
  summary text not null,
  body bytea not null,
  head bytea not null,
  tail bytea not null,
  marks integer[] not null,
  names text not null default ''::text,
  named bytea not null default '\x'::bytea,
  aka text not null default ''::text,
  PRIMARY KEY (doc, part)
);

create table search_word (
  word text not null,
  documents smallint not null,
  PRIMARY KEY (word)
);

create table second_factor (
  person_id integer not null,
  secret bytea not null,
  created_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  last_step bigint not null default 0,
  FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  PRIMARY KEY (person_id)
);

create table series (
  id integer not null,
  alliance_id integer not null,
  slug text not null,
  label jsonb not null,
  kind text not null,
  aliases text[] not null default '{}'::text[],
  sources jsonb not null default '[]'::jsonb,
  CHECK ((kind = ANY (ARRAY['blog'::text, 'research'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table session (
  id integer not null,
  token_hash text not null,
  person_id integer not null,
  method text not null,
  second_factor_at timestamp with time zone,
  device text not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  CHECK ((method = ANY (ARRAY['link'::text, 'password'::text, 'passkey'::text, 'outside'::text, 'demo'::text]))),
  FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  PRIMARY KEY (id),
  UNIQUE (token_hash)
);

create table setting (
  name text not null,
  value jsonb not null,
  PRIMARY KEY (name)
);

create table sign_in_failure (
  id integer not null,
  subject text not null,
  at timestamp with time zone not null,
  PRIMARY KEY (id)
);

create table sign_in_step (
  id integer not null,
  token_hash text not null,
  kind text not null,
  person_id integer,
  data jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  PRIMARY KEY (id),
  UNIQUE (token_hash)
);

create table sign_in_wish (
  id integer not null,
  email text not null,
  to_path text not null,
  device_hash text,
  asked_at timestamp with time zone not null,
  PRIMARY KEY (id)
);

create table steering_seat (
  id integer not null,
  alliance_id integer not null,
  organisation_id integer not null,
  role text not null,
  person text,
  position smallint not null,
  sources jsonb not null,
  CHECK ((role = ANY (ARRAY['chair'::text, 'member'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id) ON DELETE CASCADE,
  FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  PRIMARY KEY (id)
);

create table subscriber (
  id integer not null,
  alliance_id integer not null,
  email text not null,
  locale text not null,
  theme_ids integer[] not null default '{}'::integer[],
  place_ids integer[] not null default '{}'::integer[],
  consent text not null,
  asked_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  left_at timestamp with time zone,
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  PRIMARY KEY (id)
);

create table subscriber_wish (
  id integer not null,
  alliance_id integer not null,
  email text not null,
  locale text not null,
  consent text not null,
  asked_at timestamp with time zone not null,
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  PRIMARY KEY (id)
);

create table task (
  id integer not null,
  kind text not null,
  subject_kind text not null,
  subject_id integer not null,
  title text not null,
  alliance_id integer,
  audience text,
  person_id integer,
  opened_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  held_by integer,
  snoozed_until timestamp with time zone,
  mailed_at timestamp with time zone,
  done_at timestamp with time zone,
  done_by integer,
  CHECK (((audience IS NULL) OR (alliance_id IS NOT NULL))),
  CHECK ((audience = ANY (ARRAY['secretariat'::text, 'safeguarding'::text]))),
  CHECK ((num_nonnulls(audience, person_id) = 1)),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (done_by) REFERENCES person(id),
  FOREIGN KEY (held_by) REFERENCES person(id),
  FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);

create table theme (
  id integer not null,
  parent_id integer,
  merged_into_id integer,
  slug text not null,
  label jsonb not null,
  colour text not null,
  motif text not null,
  position smallint not null,
  CHECK ((colour = ANY (ARRAY['sun'::text, 'coral'::text, 'leaf'::text, 'sky'::text]))),
  FOREIGN KEY (merged_into_id) REFERENCES theme(id),
  FOREIGN KEY (parent_id) REFERENCES theme(id),
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table theme_alias (
  theme_id integer not null,
  language text not null,
  alias text not null,
  folded text not null,
  FOREIGN KEY (theme_id) REFERENCES theme(id) ON DELETE CASCADE,
  PRIMARY KEY (theme_id, language, alias)
);

CREATE UNIQUE INDEX alliance_only_one_global ON public.alliance USING btree ((true)) WHERE (level = 'global'::text);
CREATE INDEX alliance_parent ON public.alliance USING btree (parent_id);
CREATE INDEX application_address ON public.application USING btree (lower(focal_email));
CREATE INDEX application_draft ON public.application USING btree (changed_at) WHERE (state = ANY (ARRAY['draft'::text, 'unconfirmed'::text]));
CREATE INDEX application_names ON public.application USING gin (lower(name) gin_trgm_ops);
CREATE INDEX application_open ON public.application USING btree (alliance_id, state, due_at);
CREATE INDEX application_organisation ON public.application USING btree (organisation_id) WHERE (organisation_id IS NOT NULL);
CREATE INDEX application_signatory ON public.application USING btree (lower(signatory_email));
CREATE INDEX application_words ON public.application USING gin (words gin_trgm_ops);
CREATE INDEX application_message_application ON public.application_message USING btree (application_id);
CREATE INDEX application_step_application ON public.application_step USING btree (application_id);
CREATE INDEX concern_step_concern ON public.concern_step USING btree (concern_id);
CREATE UNIQUE INDEX confirmation_asked ON public.confirmation USING btree (membership_id) WHERE (answered_at IS NULL);
CREATE INDEX confirmation_membership ON public.confirmation USING btree (membership_id);
CREATE INDEX confirmation_open ON public.confirmation USING btree (due_at) WHERE (answered_at IS NULL);
CREATE UNIQUE INDEX decision_open ON public.decision USING btree (application_id) WHERE (closed_at IS NULL);
CREATE INDEX decision_voice_person ON public.decision_voice USING btree (person_id);
CREATE INDEX event_by_date ON public.event USING btree (starts_on DESC, id) WHERE (published_at IS NOT NULL);
CREATE INDEX file_content ON public.file USING btree (sha256);
CREATE INDEX journal_alliance ON public.journal USING btree (alliance_id, id);
CREATE INDEX journal_around_organisation ON public.journal USING btree (((data ->> 'organisationId'::text)), id) WHERE ((data ->> 'organisationId'::text) IS NOT NULL);
CREATE INDEX journal_around_person ON public.journal USING btree (((data ->> 'personId'::text)), id) WHERE ((data ->> 'personId'::text) IS NOT NULL);
CREATE INDEX journal_fact ON public.journal USING btree (fact, id);
CREATE INDEX journal_person ON public.journal USING btree (actor_id, id) WHERE (actor_kind = 'person'::text);
CREATE INDEX journal_read ON public.journal USING btree (subject_id, actor_id, at) WHERE (fact = 'concern.read'::text);
CREATE INDEX journal_subject ON public.journal USING btree (subject_kind, subject_id, id);
CREATE INDEX mail_address ON public.mail USING btree (lower(to_address), kind, created_at);
CREATE INDEX mail_unsent ON public.mail USING btree (id) WHERE (sent_at IS NULL);
CREATE INDEX mail_waiting ON public.mail USING btree (id) WHERE ((sent_at IS NULL) AND (given_up_at IS NULL));
CREATE INDEX membership_alliance ON public.membership USING btree (alliance_id, role);
CREATE INDEX membership_organisation ON public.membership USING btree (organisation_id);
CREATE INDEX merge_kept ON public.merge USING btree (kind, kept_id);
CREATE INDEX message_address ON public.message USING btree (lower(email));
CREATE INDEX message_found ON public.message USING gin (folded(((((((name || ' '::text) || email) || ' '::text) || reference) || ' '::text) || text)) gin_trgm_ops);
CREATE INDEX message_open ON public.message USING btree (alliance_id, created_at) WHERE (closed_at IS NULL);
CREATE INDEX message_words ON public.message USING gin (words gin_trgm_ops);
CREATE INDEX message_reply_message ON public.message_reply USING btree (message_id);
CREATE INDEX note_subject ON public.note USING btree (subject_kind, subject_id, id);
CREATE INDEX organisation_alliance ON public.organisation USING btree (alliance_id);
CREATE INDEX organisation_by_name ON public.organisation USING btree (name COLLATE "und-x-icu", id);
CREATE INDEX organisation_folded ON public.organisation USING gin (folded gin_trgm_ops);
CREATE INDEX organisation_host ON public.organisation USING btree (host) WHERE (host IS NOT NULL);
CREATE INDEX organisation_known_names ON public.organisation USING gin (known_names);
CREATE INDEX organisation_merged ON public.organisation USING btree (merged_into_id) WHERE (merged_into_id IS NOT NULL);
CREATE INDEX organisation_names ON public.organisation USING gin (lower(name) gin_trgm_ops);
CREATE INDEX organisation_same_name ON public.organisation USING btree (folded);
CREATE INDEX organisation_words ON public.organisation USING gin (words gin_trgm_ops);
CREATE UNIQUE INDEX organisation_change_open ON public.organisation_change USING btree (organisation_id) WHERE (decided_at IS NULL);
CREATE INDEX passkey_person ON public.passkey USING btree (person_id);
CREATE UNIQUE INDEX person_address ON public.person USING btree (lower(email));
CREATE INDEX person_addresses ON public.person USING gin (lower(email) gin_trgm_ops);
CREATE INDEX person_by_name ON public.person USING btree (lower(name), id) WHERE (erased_at IS NULL);
CREATE INDEX person_merged ON public.person USING btree (merged_into_id) WHERE (merged_into_id IS NOT NULL);
CREATE INDEX person_names ON public.person USING gin (lower(name) gin_trgm_ops);
CREATE INDEX person_same_address ON public.person USING btree (address_core(email)) WHERE (erased_at IS NULL);
CREATE INDEX person_same_name ON public.person USING btree (folded(name)) WHERE (erased_at IS NULL);
CREATE INDEX person_words ON public.person USING gin (words gin_trgm_ops);
CREATE INDEX person_role_alliance ON public.person_role USING btree (alliance_id, role) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX person_role_held ON public.person_role USING btree (person_id, role, alliance_id, organisation_id) NULLS NOT DISTINCT WHERE (ended_at IS NULL);
CREATE INDEX person_role_of_organisation ON public.person_role USING btree (organisation_id) WHERE (organisation_id IS NOT NULL);
CREATE INDEX person_role_organisation ON public.person_role USING btree (organisation_id) WHERE (ended_at IS NULL);
CREATE INDEX person_role_person ON public.person_role USING btree (person_id);
CREATE UNIQUE INDEX place_country ON public.place USING btree (country_code) WHERE (kind = 'country'::text);
CREATE INDEX place_parent ON public.place USING btree (parent_id);
CREATE INDEX place_name_place ON public.place_name USING btree (place_id);
CREATE INDEX post_newest ON public.post USING btree (date DESC NULLS LAST, id) WHERE (published_at IS NOT NULL);
CREATE INDEX resource_harvested ON public.resource USING btree (changed_at, id) WHERE ((published_at IS NOT NULL) OR (withdrawn_at IS NOT NULL));
CREATE INDEX resource_newest ON public.resource USING btree (published_at DESC, id) WHERE (published_at IS NOT NULL);
CREATE INDEX resource_theme_theme ON public.resource_theme USING btree (theme_id);
CREATE INDEX search_doc_title ON public.search_doc USING btree (title_key, code);
CREATE INDEX search_doc_version ON public.search_doc USING btree (version);
CREATE INDEX search_word_trigrams ON public.search_word USING gin (word gin_trgm_ops);
CREATE INDEX session_person ON public.session USING btree (person_id);
CREATE INDEX sign_in_failure_subject ON public.sign_in_failure USING btree (subject, at);
CREATE UNIQUE INDEX subscriber_address ON public.subscriber USING btree (alliance_id, lower(email));
CREATE INDEX task_done ON public.task USING btree (done_at) WHERE (done_at IS NOT NULL);
CREATE INDEX task_of_person ON public.task USING btree (person_id, due_at) WHERE ((done_at IS NULL) AND (person_id IS NOT NULL));
CREATE UNIQUE INDEX task_open ON public.task USING btree (kind, subject_kind, subject_id, person_id) NULLS NOT DISTINCT WHERE (done_at IS NULL);
CREATE INDEX task_subject ON public.task USING btree (subject_kind, subject_id) WHERE (done_at IS NULL);
CREATE INDEX task_waiting ON public.task USING btree (alliance_id, audience, due_at) WHERE ((done_at IS NULL) AND (person_id IS NULL));
CREATE INDEX theme_alias_folded ON public.theme_alias USING btree (folded);
