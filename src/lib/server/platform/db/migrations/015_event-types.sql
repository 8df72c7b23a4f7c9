-- All events were of the type "event" in the search. The version tells running programs of the change.
with now as (
  update search_state set version = version + 1 returning version
)
update search_doc d set type = 'event,' || e.kind, version = now.version
from now, event e where d.kind = 'event' and d.entity = e.id and not d.removed;
