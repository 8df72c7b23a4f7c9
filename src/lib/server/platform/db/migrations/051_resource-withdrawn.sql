-- Harvesters that took a resource learn that it was withdrawn (OAI-PMH 2.0, section 2.5.1: deletions are told for ever).
alter table resource add column withdrawn_at timestamptz;

create index resource_harvested on resource (changed_at, id) where published_at is not null or withdrawn_at is not null;
