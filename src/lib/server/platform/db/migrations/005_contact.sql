-- A message to the secretariat. `fingerprint` keeps a form that is sent twice from arriving twice.
create table message (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  reference text not null unique,
  fingerprint text not null unique,
  name text not null,
  email text not null,
  topic text not null,
  text text not null,
  locale text not null,
  created_at timestamptz not null
);

-- Concerns about the safety of a child stand apart from all other messages: nothing joins to them,
-- and the journal says only that one arrived. Whoever raises one may stay unnamed.
create table concern (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  reference text not null unique,
  fingerprint text not null unique,
  text text not null,
  about text,
  place text,
  urgent boolean not null,
  contact text,
  locale text not null,
  created_at timestamptz not null
);

-- Newsletter subscribers. The consent is kept as it was given: words, language and time.
create table subscriber (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  email text not null,
  locale text not null,
  theme_ids integer[] not null default '{}',
  place_ids integer[] not null default '{}',
  consent text not null,
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  left_at timestamptz
);
create unique index subscriber_address on subscriber (alliance_id, lower(email));
