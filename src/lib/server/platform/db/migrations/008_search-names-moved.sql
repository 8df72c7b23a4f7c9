-- Until now the names of themes and places stood among the keywords. The program puts all documents in again, from
-- these rows, when it next starts (see reindex.ts).
with theme_called as (
  select coalesce(t.merged_into_id, t.id) as id, l.value as name from theme t, jsonb_each_text(t.label) l
  union
  select merged_into_id, slug from theme where merged_into_id is not null
  union
  select coalesce(t.merged_into_id, t.id), a.alias from theme_alias a join theme t on t.id = a.theme_id
), called as (
  select d.doc, n.name from search_doc d, unnest(d.themes) as of(id) join theme_called n on n.id = of.id
  union
  select d.doc, n.name
  from search_doc d, unnest(d.places) as of(id) join place p on p.id = of.id,
    lateral (select p.name union select l.value from jsonb_each_text(p.names) l) n(name)
), divided as (
  select t.doc, t.part,
    coalesce(string_agg(k.word, ' · ' order by k.at) filter (where c.name is null), '') as keywords,
    coalesce(string_agg(k.word, ' · ' order by k.at) filter (where c.name is not null), '') as names
  from search_text t cross join unnest(string_to_array(t.keywords, ' · ')) with ordinality as k(word, at)
  left join called c on c.doc = t.doc and c.name = k.word
  group by t.doc, t.part
)
update search_text t set keywords = d.keywords, names = d.names
from divided d where t.doc = d.doc and t.part = d.part and d.names <> '';
