-- What states no language was counted as English, or as its record's. The version tells running programs of the change.
with now as (
  update search_state set version = version + 1 returning version
), silent as (
  select 'resource' as kind, id from resource where languages = '{}'
  union all select 'event', id from event where languages = '{}'
  union all select 'organisation', id from organisation
)
update search_doc d set languages = '{}', version = now.version
from now, silent s where d.kind = s.kind and d.entity = s.id and not d.removed;
