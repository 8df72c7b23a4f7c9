-- The short names of organisations stood among the keywords, and the names of series nowhere.
update search_text t set aka = o.short_name, keywords = coalesce(o.kind_note, '')
from search_doc d join organisation o on d.kind = 'organisation' and o.id = d.entity
where t.doc = d.doc and o.short_name is not null;

with called as (
  select s.id, concat_ws(' · ', (select string_agg(distinct l.value, ' · ') from jsonb_each_text(s.label) l),
    nullif(array_to_string(s.aliases, ' · '), '')) as names
  from series s
), item as (
  select 'post' as kind, id, series_id from post union all select 'resource', id, series_id from resource
)
update search_text t set names = concat_ws(' · ', nullif(t.names, ''), c.names)
from search_doc d join item i on i.kind = d.kind and i.id = d.entity join called c on c.id = i.series_id
where t.doc = d.doc;
