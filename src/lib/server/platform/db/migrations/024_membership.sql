-- What an alliance asks of whoever joins, and how it decides. A missing row or column means the product's default
-- (membership/rules.ts).
create table membership_rules (
  alliance_id integer primary key references alliance on delete cascade,
  data jsonb not null
);

-- The text that members accept, in its versions. A published version never changes.
create table charter (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance on delete cascade,
  version integer not null,
  title jsonb not null,
  text jsonb not null,
  -- Whether the alliance has adopted it, or it is only proposed.
  adopted boolean not null,
  published_at timestamptz,
  published_by integer references person,
  unique (alliance_id, version)
);

-- An organisation that wants to become a member, from its first saved step on. Answers are those of the applicant and
-- may be empty until they are sent.
create table application (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  reference text not null unique,
  state text not null check (state in ('draft', 'unconfirmed', 'screening', 'asked', 'deciding', 'approved', 'declined', 'withdrawn')),
  organisation_id integer references organisation,
  locale text not null,
  name text not null,
  short_name text,
  kind text,
  kind_note text,
  country_id integer references place,
  city text,
  website text,
  place_ids integer[] not null default '{}',
  theme_ids integer[] not null default '{}',
  logo_file_id integer references file,
  does text,
  why text,
  offers text,
  safeguarding text check (safeguarding in ('policy', 'writing', 'none')),
  safeguarding_note text,
  safeguarding_file_id integer references file,
  safeguarding_url text,
  focal_name text,
  focal_email text not null,
  focal_title text,
  focal_confirmed_at timestamptz,
  signatory_name text,
  signatory_email text,
  signatory_title text,
  charter_id integer references charter,
  charter_accepted_at timestamptz,
  -- The steps of the form that were saved without a problem.
  steps text[] not null default '{}',
  created_at timestamptz not null,
  changed_at timestamptz not null,
  sent_at timestamptz,
  due_at timestamptz,
  decided_at timestamptz,
  reason text,
  reapply_on date
);
create index application_open on application (alliance_id, state, due_at);
create index application_names on application using gin (lower(name) gin_trgm_ops);
create index application_address on application (lower(focal_email));

-- How an application came to the state that it is in.
create table application_step (
  id integer generated always as identity primary key,
  application_id integer not null references application on delete cascade,
  state text not null,
  at timestamptz not null,
  person_id integer references person,
  reason text
);
create index application_step_application on application_step (application_id);

-- What applicant and secretariat write to one another. `person_id` is null where the applicant wrote.
create table application_message (
  id integer generated always as identity primary key,
  application_id integer not null references application on delete cascade,
  person_id integer references person,
  text text not null,
  showing text unique,
  at timestamptz not null
);
create index application_message_application on application_message (application_id);

-- The secretariat's checklist, item by item; `item` is a key of the alliance's rules.
create table application_check (
  application_id integer not null references application on delete cascade,
  item text not null,
  answer text not null check (answer in ('yes', 'no', 'unclear')),
  note text,
  person_id integer not null references person,
  at timestamptz not null,
  primary key (application_id, item)
);

-- A decision of the steering committee on an application: how it is taken, until when, and with what result.
create table decision (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  application_id integer not null references application on delete cascade,
  method text not null check (method in ('secretariat', 'consent', 'vote')),
  recommendation text not null check (recommendation in ('approve', 'decline')),
  paper text not null,
  quorum integer not null default 0,
  opened_at timestamptz not null,
  opened_by integer references person,
  deadline timestamptz not null,
  reminded_at timestamptz,
  closed_at timestamptz,
  closed_by integer references person,
  result text check (result in ('approved', 'declined', 'no-quorum', 'objected', 'withdrawn')),
  reason text
);
create unique index decision_open on decision (application_id) where closed_at is null;

-- Who takes part in a decision, fixed when it was opened: whether they declared that they have no conflict of interest
-- (only then do they see the file), whether they withdrew for one, and what they said.
create table decision_voice (
  decision_id integer not null references decision on delete cascade,
  person_id integer not null references person,
  free_at timestamptz,
  recused_at timestamptz,
  recusal text,
  choice text check (choice in ('yes', 'no', 'abstain')),
  note text,
  said_at timestamptz,
  primary key (decision_id, person_id),
  check (num_nonnulls(free_at, recused_at) < 2),
  check (choice is null or free_at is not null)
);
create index decision_voice_person on decision_voice (person_id);

-- The membership itself: since when, under which charter, until when and why it ended.
alter table membership
  add since date,
  add charter_id integer references charter,
  add confirmed_at timestamptz,
  add ended_at timestamptz,
  add ended_how text check (ended_how in ('left', 'lapsed')),
  add ended_reason text,
  add check ((ended_at is null) = (ended_how is null));

-- The yearly question whether an organisation is still a member, one row a year and membership.
create table confirmation (
  id integer generated always as identity primary key,
  membership_id integer not null references membership on delete cascade,
  year smallint not null,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  reminders smallint not null default 0,
  reminded_at timestamptz,
  answered_at timestamptz,
  answer text check (answer in ('stays', 'leaves')),
  answered_by integer references person,
  unique (membership_id, year)
);
create index confirmation_open on confirmation (due_at) where answered_at is null;

-- More of an organisation: where it works, its logo, when it was last said that all this is right.
alter table organisation
  add logo_file_id integer references file,
  add does text,
  add offers text,
  add safeguarding text check (safeguarding in ('policy', 'writing', 'none')),
  add safeguarding_file_id integer references file,
  add safeguarding_url text,
  add confirmed_at timestamptz,
  add merged_into_id integer references organisation;
create index organisation_names on organisation using gin (lower(name) gin_trgm_ops);
create table organisation_place (
  organisation_id integer not null references organisation on delete cascade,
  place_id integer not null references place,
  primary key (organisation_id, place_id)
);

-- Changes of name or kind that a member asks for and the secretariat decides.
create table organisation_change (
  id integer generated always as identity primary key,
  organisation_id integer not null references organisation on delete cascade,
  name text not null,
  short_name text,
  kind text not null,
  reason text,
  asked_by integer references person,
  asked_at timestamptz not null,
  decided_at timestamptz,
  decided_by integer references person,
  accepted boolean
);
create unique index organisation_change_open on organisation_change (organisation_id) where decided_at is null;

-- Two records of one organisation or person made one. `data` says what was moved, for undoing it.
create table merge (
  id integer generated always as identity primary key,
  kind text not null check (kind in ('organisation', 'person')),
  kept_id integer not null,
  merged_id integer not null,
  alliance_id integer references alliance,
  data jsonb not null,
  at timestamptz not null,
  by integer references person,
  undone_at timestamptz,
  undone_by integer references person
);

-- A spreadsheet that is being taken in: what it held, which column means what, what was made of it.
create table import (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  person_id integer not null references person,
  name text not null,
  data jsonb not null,
  created_at timestamptz not null,
  done_at timestamptz,
  undone_at timestamptz
);

-- Filters of lists of the desk that somebody wants to find again.
create table saved_filter (
  id integer generated always as identity primary key,
  person_id integer not null references person on delete cascade,
  name text not null,
  list text not null,
  query text not null,
  created_at timestamptz not null,
  unique (person_id, list, name)
);
