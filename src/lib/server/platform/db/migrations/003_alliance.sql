-- The tree global → country → city. Every piece of content belongs to one alliance.
create table alliance (
  id integer generated always as identity primary key,
  parent_id integer references alliance,
  level text not null check (level in ('global', 'country', 'city')),
  slug text not null unique,
  name jsonb not null,
  short_name text,
  tagline jsonb not null default '{}',
  lede jsonb not null default '{}',
  about jsonb not null default '{}',
  place_id integer references place,
  status text not null check (status in ('proposed', 'selected', 'setting-up', 'active', 'paused', 'closed')),
  locales text[] not null default '{en}',
  colours jsonb not null default '{}',
  mark text,
  sources jsonb not null default '[]',
  created_at timestamptz not null,
  check ((level = 'global') = (parent_id is null))
);
create unique index alliance_only_one_global on alliance ((true)) where level = 'global';
create index alliance_parent on alliance (parent_id);

-- What an alliance says of its own size; sources disagree, so each count carries its date and source.
create table member_count (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance on delete cascade,
  count integer not null,
  qualifier text not null check (qualifier in ('exactly', 'more-than', 'at-least')),
  date text,
  note text,
  sources jsonb not null
);
create table milestone (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance on delete cascade,
  date text not null,
  text jsonb not null,
  sources jsonb not null
);

create table organisation (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  slug text not null unique,
  name text not null,
  short_name text,
  kind text not null,
  kind_note text,
  country_id integer references place,
  country_confirmed boolean not null default false,
  city text,
  website text,
  summary text,
  note text,
  language text not null default 'en',
  status text not null default 'active' check (status in ('draft', 'active', 'archived')),
  sources jsonb not null default '[]',
  created_at timestamptz not null
);
create table organisation_theme (
  organisation_id integer not null references organisation on delete cascade,
  theme_id integer not null references theme,
  primary key (organisation_id, theme_id)
);
-- An organisation's part in an alliance: member, lead of it, a peer that is not a member, or a contributor.
create table membership (
  id integer generated always as identity primary key,
  organisation_id integer not null references organisation on delete cascade,
  alliance_id integer not null references alliance,
  role text not null check (role in ('member', 'lead', 'peer', 'contributor')),
  first_seen smallint,
  unique (organisation_id, alliance_id, role)
);
create index membership_alliance on membership (alliance_id, role);

create table steering_seat (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance on delete cascade,
  organisation_id integer not null references organisation,
  role text not null check (role in ('chair', 'member')),
  person text,
  position smallint not null,
  sources jsonb not null
);
-- People whom the public record names in a role. Not accounts.
create table named_person (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance on delete cascade,
  organisation_id integer references organisation,
  name text not null,
  role text not null,
  position smallint not null,
  sources jsonb not null
);
