-- What an event is about, as resources and posts have it: a list of events could be limited by themes that none had.
create table event_theme (
  event_id integer not null references event on delete cascade,
  theme_id integer not null references theme,
  position smallint not null,
  primary key (event_id, theme_id)
);

-- Two of the first content's events say it. A theme that was merged stands for the other.
insert into event_theme (event_id, theme_id, position)
select e.id, coalesce(t.merged_into_id, t.id), 0
from (values ('it-starts-with-children-wuf12', 'local-governance'), ('open-streets-ciclovias-webinar', 'public-space'))
  as about (event, theme)
join event e on e.slug = about.event join theme t on t.slug = about.theme;

-- The version tells running programs of the change. Without an analyzer the program puts all documents in again when it
-- next starts (see reindex.ts), with the words that follow.
with now as (
  update search_state set version = version + 1, analyzer = 0 returning version
), about as (
  select et.event_id, array_agg(distinct up.id) as themes
  from event_theme et join theme own on own.id = et.theme_id join theme up on up.id in (own.id, own.parent_id)
  group by et.event_id
)
update search_doc d set themes = about.themes, version = now.version
from now, about where d.kind = 'event' and d.entity = about.event_id and not d.removed;

-- They are found by all that their themes are called, as events are that say their themes when they are added.
with called as (
  select coalesce(t.merged_into_id, t.id) as id, l.value as name from theme t, jsonb_each_text(t.label) l
  union
  select merged_into_id, slug from theme where merged_into_id is not null
  union
  select coalesce(t.merged_into_id, t.id), a.alias from theme_alias a join theme t on t.id = a.theme_id
), about as (
  select d.doc, string_agg(distinct c.name, ' · ') as names
  from search_doc d join called c on c.id = any (d.themes) where d.kind = 'event' and not d.removed group by d.doc
)
update search_text t set names = concat_ws(' · ', about.names, nullif(t.names, '')) from about where t.doc = about.doc;
