-- Posting lists in rows instead of a GIN index: what a word is in comes with the fields it is in, from one look-up a
-- word, and no document's row is read for it (decision record 7). The program puts all documents in again when it next
-- starts (see reindex.ts); until then words find nothing.
drop function search_hits(bigint, text[]);
drop table search_match;

-- The documents of a lexeme, from number `bound` on up to the next row's, as postings.ts writes them. A row is bounded,
-- so that a changed document writes a few hundred bytes for each of its words, however common they are.
create table search_posting (
  lexeme text collate "C" not null,
  bound integer not null,
  docs text collate "C" not null,
  primary key (lexeme, bound)
) with (fillfactor = 85);

-- One search: the version, what changed since the caller's, and the posting lists of lexemes and of all that begin so,
-- without some: all of one snapshot (a stable function has its caller's). More than 1,000 changes are left to the caller
-- to read in parts. Lists are apart by "~", the rows of a list by a space.
create function search_hits(known bigint, lexemes text[], beginnings text[], without text[],
  out version bigint, out changes json, out hits text)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
  select s.version into search_hits.version from search_state s;
  if search_hits.version > known then
    select json_agg(c) into changes from (
      select d.doc, d.kind, d.entity, d.version, d.removed, d.type, d.year, d.alliance, d.day, d.themes, d.places,
             d.languages, d.title_words as words, d.size
      from search_doc d where d.version > known order by d.version limit 1001
    ) c;
  end if;
  with range as materialized (
    select b.beginning, b.without::text[] as without, b.n
    from unnest(beginnings, search_hits.without) with ordinality b(beginning, without, n)
  ), list as (
    select w.n, (select string_agg(p.docs, ' ') from search_posting p where p.lexeme = w.lexeme) as docs
    from unnest(lexemes) with ordinality w(lexeme, n)
    union all
    select cardinality(lexemes) + r.n, (
      select string_agg(p.docs, ' ') from search_posting p
      where p.lexeme >= r.beginning and p.lexeme < r.beginning || chr(1114111) and p.lexeme <> all (r.without)
    )
    from range r
  )
  select string_agg(coalesce(l.docs, ''), '~' order by l.n) into hits from list l;
  hits := coalesce(hits, '');
end
$$;
