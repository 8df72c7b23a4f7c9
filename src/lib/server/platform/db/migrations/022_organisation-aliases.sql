-- Other names of an organisation, such as one that it had: who knows it by that finds it.
alter table organisation add aliases text[] not null default '{}';

-- One of the first content's members.
update organisation set aliases = '{Bernard van Leer Foundation}' where slug = 'van-leer-foundation';
update search_text t set aka = concat_ws(' · ', nullif(t.aka, ''), 'Bernard van Leer Foundation')
from search_doc d join organisation o on d.kind = 'organisation' and o.id = d.entity
where t.doc = d.doc and o.slug = 'van-leer-foundation';

-- The program puts all documents in again when it next starts (see reindex.ts): putting this one again would not do, as
-- its words are by now taken for words that it put in before.
update search_state set analyzer = 0;
