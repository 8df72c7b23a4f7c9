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
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  PRIMARY KEY (id),
  UNIQUE (fingerprint),
  UNIQUE (reference)
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
  CHECK (((sent_at IS NULL) OR (given_up_at IS NULL))),
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
  CHECK ((role = ANY (ARRAY['member'::text, 'lead'::text, 'peer'::text, 'contributor'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE CASCADE,
  PRIMARY KEY (id),
  UNIQUE (organisation_id, alliance_id, role)
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
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  PRIMARY KEY (id),
  UNIQUE (fingerprint),
  UNIQUE (reference)
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
  CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'archived'::text]))),
  FOREIGN KEY (alliance_id) REFERENCES alliance(id),
  FOREIGN KEY (country_id) REFERENCES place(id),
  PRIMARY KEY (id),
  UNIQUE (slug)
);

create table organisation_theme (
  organisation_id integer not null,
  theme_id integer not null,
  FOREIGN KEY (organisation_id) REFERENCES organisation(id) ON DELETE CASCADE,
  FOREIGN KEY (theme_id) REFERENCES theme(id),
  PRIMARY KEY (organisation_id, theme_id)
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

create table setting (
  name text not null,
  value jsonb not null,
  PRIMARY KEY (name)
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
CREATE INDEX event_by_date ON public.event USING btree (starts_on DESC, id) WHERE (published_at IS NOT NULL);
CREATE INDEX file_content ON public.file USING btree (sha256);
CREATE INDEX journal_subject ON public.journal USING btree (subject_kind, subject_id, id);
CREATE INDEX mail_address ON public.mail USING btree (lower(to_address), kind, created_at);
CREATE INDEX mail_waiting ON public.mail USING btree (id) WHERE ((sent_at IS NULL) AND (given_up_at IS NULL));
CREATE INDEX membership_alliance ON public.membership USING btree (alliance_id, role);
CREATE UNIQUE INDEX place_country ON public.place USING btree (country_code) WHERE (kind = 'country'::text);
CREATE INDEX place_parent ON public.place USING btree (parent_id);
CREATE INDEX place_name_place ON public.place_name USING btree (place_id);
CREATE INDEX post_newest ON public.post USING btree (date DESC NULLS LAST, id) WHERE (published_at IS NOT NULL);
CREATE INDEX resource_newest ON public.resource USING btree (published_at DESC, id) WHERE (published_at IS NOT NULL);
CREATE INDEX resource_theme_theme ON public.resource_theme USING btree (theme_id);
CREATE INDEX search_doc_title ON public.search_doc USING btree (title_key, code);
CREATE INDEX search_doc_version ON public.search_doc USING btree (version);
CREATE INDEX search_word_trigrams ON public.search_word USING gin (word gin_trgm_ops);
CREATE UNIQUE INDEX subscriber_address ON public.subscriber USING btree (alliance_id, lower(email));
CREATE INDEX theme_alias_folded ON public.theme_alias USING btree (folded);
