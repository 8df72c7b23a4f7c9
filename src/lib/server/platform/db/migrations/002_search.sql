-- The search engine's own tables (src/lib/server/platform/search). They are derived: everything in them is put there
-- again by a re-index. Words are split, folded and stemmed by the program, so they mean the same on every server.

create extension if not exists pg_trgm;

-- One row. Whoever changes the index locks it first, so versions commit in their order: a sequence's would not, and a
-- process that had read version 8 would never look for a 7 that commits later. The lock also spares the word counts
-- below from deadlocks.
create table search_state (
  singleton boolean primary key default true check (singleton),
  version bigint not null default 0,
  next_doc integer not null default 0,
  analyzer integer not null default 0
);
insert into search_state default values;

-- What each process keeps in memory to filter, count and order by. A removed document keeps its row, so that
-- processes hear of it; its number is taken again if the same entity comes back.
create table search_doc (
  doc integer primary key,
  code text collate "C" not null, -- the number in four characters, in the same order, as it is sent (see codes.ts)
  kind text not null,
  entity bigint not null,
  version bigint not null,
  removed boolean not null default false,
  type text not null,
  year smallint,
  alliance integer not null,
  day integer,                    -- days since 1970-01-01
  themes integer[] not null,
  places integer[] not null,
  languages text[] not null,
  title_key text collate "C" not null,
  title_words smallint not null,
  size integer not null,          -- bytes of head and tail
  unique (kind, entity)
);
create index search_doc_version on search_doc (version);
create index search_doc_title on search_doc (title_key, code);

-- What is searched: a row as narrow as can be, so that the many hits of a common word lie on few pages. The vector is
-- never read, only its index, and so stands out of line. PostgreSQL moves it there only from rows wider than 2 KB:
-- rows.ts fills narrower ones up with a lexeme that nobody searches, and without compression they stay as wide.
create table search_match (
  doc integer primary key,
  code text collate "C" not null,
  lexemes tsvector not null
) with (toast_tuple_target = 128);
alter table search_match alter column lexemes set storage external;
-- Without a pending list, which every search would have to read and some writer to merge.
create index search_match_lexemes on search_match using gin (lexemes) with (fastupdate = off);

-- What is shown and what phrases are looked up in: three bytes a word, in the text's order (see streams.ts).
create table search_text (
  doc integer not null,
  part smallint not null,
  language text not null,
  title text not null,
  keywords text not null,
  summary text not null,
  body bytea not null,            -- UTF-8; a piece of it is read without the rest, unlike of a text
  head bytea not null,            -- title, keywords, summary
  tail bytea not null,            -- body
  marks integer[] not null,       -- at which byte of the body every 64th word starts, from 1
  primary key (doc, part)
);
alter table search_text alter column tail set storage external, alter column body set storage external;

-- The words of all documents, for typing errors and unfinished words. Counts are exact up to 255 and stop there, so
-- that common words cost no writes.
create table search_word (
  word text collate "C" primary key,
  documents smallint not null
) with (fillfactor = 80);
create index search_word_trigrams on search_word using gin (word gin_trgm_ops);

-- One search: the version, what changed since the caller's, and the documents of each query, all of one snapshot
-- (a stable function has its caller's). More than 1,000 changes are left to the caller to read in parts. The lists are
-- codes put together, with a space after each list: less time and a quarter of the size of an array. A query that begins
-- with "?" refines the order after the last one that does not: it is left out, and its list empty, where that one has
-- found more than 2,000.
create function search_hits(known bigint, queries text[], out version bigint, out changes json, out hits text)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  query text;
  found text;
  before integer := 0;
begin
  select s.version into search_hits.version from search_state s;
  if search_hits.version > known then
    select json_agg(c) into changes from (
      select d.doc, d.kind, d.entity, d.version, d.removed, d.type, d.year, d.alliance, d.day, d.themes, d.places,
             d.languages, d.title_words as words, d.size
      from search_doc d where d.version > known order by d.version limit 1001
    ) c;
  end if;
  hits := '';
  foreach query in array queries loop
    found := null;
    if left(query, 1) <> '?' then
      select string_agg(m.code, '') into found from search_match m where m.lexemes @@ query::tsquery;
      before := coalesce(length(found), 0) / 4;
    elsif before <= 2000 then
      select string_agg(m.code, '') into found from search_match m where m.lexemes @@ substr(query, 2)::tsquery;
    end if;
    hits := hits || coalesce(found, '') || ' ';
  end loop;
end
$$;
