-- Other names of an organisation, such as one that it had: who knows it by that finds it.
alter table organisation add aliases text[] not null default '{}';

-- One of the first content's members. The search has it from the next time that it reads all texts.
update organisation set aliases = '{Bernard van Leer Foundation}' where slug = 'van-leer-foundation';
update search_text t set aka = concat_ws(' · ', nullif(t.aka, ''), 'Bernard van Leer Foundation')
from search_doc d join organisation o on d.kind = 'organisation' and o.id = d.entity
where t.doc = d.doc and o.slug = 'van-leer-foundation';
