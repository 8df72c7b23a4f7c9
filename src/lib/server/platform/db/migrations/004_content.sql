create table series (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  slug text not null unique,
  label jsonb not null,
  kind text not null check (kind in ('blog', 'research')),
  aliases text[] not null default '{}',
  sources jsonb not null default '[]'
);

create table resource (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  slug text not null unique,
  type text not null,
  language text not null,
  languages text[] not null,
  year smallint,
  year_note text,
  publisher text,
  own boolean not null,
  licence text,
  series_id integer references series,
  url text,
  file_id integer references file,
  keywords text[] not null default '{}',
  note text,
  seen_on_hub boolean not null default true,
  -- The reference written out, by style, in pieces; null until the worker has done it.
  citations jsonb,
  sources jsonb not null default '[]',
  published_at timestamptz,
  changed_at timestamptz not null
);
create index resource_newest on resource (published_at desc, id) where published_at is not null;
-- One row a language; the row in the resource's own language is the original.
create table resource_text (
  resource_id integer not null references resource on delete cascade,
  language text not null,
  title text not null,
  summary text not null default '',
  body text not null default '',
  primary key (resource_id, language)
);
create table resource_author (
  resource_id integer not null references resource on delete cascade,
  position smallint not null,
  family text,
  given text,
  organisation text,
  primary key (resource_id, position),
  check (num_nonnulls(family, organisation) = 1)
);
create table resource_theme (
  resource_id integer not null references resource on delete cascade,
  theme_id integer not null references theme,
  position smallint not null,
  primary key (resource_id, theme_id)
);
create index resource_theme_theme on resource_theme (theme_id);
create table resource_place (
  resource_id integer not null references resource on delete cascade,
  place_id integer not null references place,
  primary key (resource_id, place_id)
);
create table resource_related (
  resource_id integer not null references resource on delete cascade,
  related_id integer not null references resource on delete cascade,
  primary key (resource_id, related_id)
);

create table post (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  slug text not null unique,
  language text not null,
  date date,
  date_note text,
  series_id integer references series,
  url text,
  note text,
  sources jsonb not null default '[]',
  published_at timestamptz,
  changed_at timestamptz not null
);
create index post_newest on post (date desc nulls last, id) where published_at is not null;
create table post_text (
  post_id integer not null references post on delete cascade,
  language text not null,
  title text not null,
  summary text not null default '',
  body jsonb,
  primary key (post_id, language)
);
create table post_author (
  post_id integer not null references post on delete cascade,
  position smallint not null,
  name text not null,
  primary key (post_id, position)
);
create table post_theme (
  post_id integer not null references post on delete cascade,
  theme_id integer not null references theme,
  position smallint not null,
  primary key (post_id, theme_id)
);
create table post_place (
  post_id integer not null references post on delete cascade,
  place_id integer not null references place,
  primary key (post_id, place_id)
);

-- Times are local to `timezone`; an event known only by its days has no clock times.
create table event (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  parent_id integer references event,
  slug text not null unique,
  kind text not null,
  language text not null,
  title text not null,
  lede text,
  starts_on date not null,
  ends_on date not null,
  starts_at time,
  ends_at time,
  timezone text,
  venue text,
  room text,
  place_id integer references place,
  reference text,
  track text,
  languages text[] not null default '{}',
  run_by_alliance boolean not null,
  note text,
  status text not null default 'confirmed' check (status in ('confirmed', 'changed', 'held', 'cancelled')),
  sequence integer not null default 0,
  sources jsonb not null default '[]',
  published_at timestamptz,
  changed_at timestamptz not null,
  check (ends_on >= starts_on)
);
create index event_by_date on event (starts_on desc, id) where published_at is not null;
create table event_host (
  event_id integer not null references event on delete cascade,
  position smallint not null,
  role text not null check (role in ('host', 'partner')),
  organisation_id integer references organisation,
  name text not null,
  primary key (event_id, position)
);
create table event_agenda_item (
  event_id integer not null references event on delete cascade,
  position smallint not null,
  title text not null,
  text text,
  primary key (event_id, position)
);
create table event_objective (
  event_id integer not null references event on delete cascade,
  position smallint not null,
  text text not null,
  primary key (event_id, position)
);
create table event_speaker (
  event_id integer not null references event on delete cascade,
  position smallint not null,
  name text not null,
  role text,
  organisation text,
  moderator boolean not null default false,
  note text,
  primary key (event_id, position)
);
create table event_outcome (
  event_id integer not null references event on delete cascade,
  position smallint not null,
  date text,
  text text not null,
  alliance_slugs text[] not null default '{}',
  primary key (event_id, position)
);
-- What each source says of the time, where sources disagree.
create table event_time_claim (
  event_id integer not null references event on delete cascade,
  position smallint not null,
  source text not null,
  starts_at time not null,
  ends_at time not null,
  used boolean not null,
  primary key (event_id, position)
);

create table figure (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  slug text not null unique,
  low double precision not null,
  high double precision,
  approximate boolean not null,
  unit text not null,
  label jsonb not null,
  date text,
  source_label text not null,
  derived jsonb not null default '[]',
  sources jsonb not null,
  position smallint not null
);

-- Who does what where.
create table activity (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  slug text not null unique,
  title text not null,
  language text not null default 'en',
  theme_id integer references theme,
  dates text,
  status text not null check (status in ('unconfirmed', 'planned', 'running', 'finished')),
  note text,
  sources jsonb not null
);
create table activity_organisation (
  activity_id integer not null references activity on delete cascade,
  position smallint not null,
  organisation_id integer references organisation,
  name text not null,
  primary key (activity_id, position)
);
create table activity_place (
  activity_id integer not null references activity on delete cascade,
  place_id integer not null references place,
  primary key (activity_id, place_id)
);
