-- What every later part stands on: the journal, the outbox, files, settings, places and themes.
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- Who did what, when, on which thing, in which alliance. Append-only: a correction is a new row.
create table journal (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  fact text not null check (fact ~ '^[a-z-]+\.[a-z-]+$'),
  subject_kind text not null,
  subject_id integer not null,
  alliance_id integer,
  actor_kind text not null check (actor_kind in ('visitor', 'person', 'operator', 'system')),
  actor_id integer,
  request_id text,
  data jsonb not null default '{}'
);
create index journal_subject on journal (subject_kind, subject_id, id);

create function journal_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only';
end $$;
create trigger journal_keep before update or delete on journal for each row execute function journal_is_append_only();
create trigger journal_keep_all before truncate on journal for each statement execute function journal_is_append_only();

-- Every process hears of every fact when its transaction commits, and drops the pages that show the subject.
create function journal_announce() returns trigger language plpgsql as $$
begin
  perform pg_notify('journal', new.subject_kind || ':' || new.subject_id);
  return null;
end $$;
create trigger journal_announce after insert on journal for each row execute function journal_announce();

-- The outbox: a mail is written in the transaction of its cause and sent later. One row is one recipient. Texts and
-- addresses are emptied some time after; `html` is empty too where there is only text. While `claimed_until` lies
-- ahead, a process is talking to the mail server about this mail.
create table mail (
  id integer generated always as identity primary key,
  kind text not null,
  from_name text,
  to_address text not null,
  locale text not null,
  subject text not null,
  text text not null,
  html text not null,
  headers jsonb not null default '{}',
  reply_to text,
  created_at timestamptz not null,
  attempts smallint not null default 0,
  last_error text,
  claimed_until timestamptz,
  sent_at timestamptz,
  given_up_at timestamptz,
  check (sent_at is null or given_up_at is null)
);
create index mail_waiting on mail (id) where sent_at is null and given_up_at is null;

-- Stored once by content; `name` is what a download is called.
create table file (
  id integer generated always as identity primary key,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint not null check (bytes >= 0),
  media_type text not null,
  name text not null,
  public boolean not null default false,
  created_at timestamptz not null
);
create index file_content on file (sha256);

create table setting (
  name text primary key,
  value jsonb not null
);

-- One-time links; only the hash of the secret is kept.
create table one_time_link (
  id integer generated always as identity primary key,
  purpose text not null,
  secret_hash text not null unique,
  subject_id integer,
  created_at timestamptz not null,
  expires_at timestamptz,
  used_at timestamptz
);

-- Countries (ISO 3166) and cities (GeoNames). A city's parent is its country.
create table place (
  id integer generated always as identity primary key,
  parent_id integer references place,
  kind text not null check (kind in ('country', 'city')),
  country_code char(2) not null,
  slug text not null unique,
  name text not null,
  names jsonb not null default '{}',
  geoname_id integer,
  population integer,
  latitude double precision not null,
  longitude double precision not null,
  timezone text,
  check ((kind = 'country') = (parent_id is null))
);
create unique index place_country on place (country_code) where kind = 'country';
create index place_parent on place (parent_id);

-- Every name by which a place is found, in all languages, folded for comparison.
create table place_name (
  place_id integer not null references place on delete cascade,
  folded text not null,
  primary key (folded, place_id)
);
create index place_name_place on place_name (place_id);

-- Two levels of themes. A theme that was merged stays, so that its old address leads on.
create table theme (
  id integer generated always as identity primary key,
  parent_id integer references theme,
  merged_into_id integer references theme,
  slug text not null unique,
  label jsonb not null,
  colour text not null check (colour in ('sun', 'coral', 'leaf', 'sky')),
  motif text not null,
  position smallint not null
);
create table theme_alias (
  theme_id integer not null references theme on delete cascade,
  language text not null,
  alias text not null,
  folded text not null,
  primary key (theme_id, language, alias)
);
create index theme_alias_folded on theme_alias (folded);
