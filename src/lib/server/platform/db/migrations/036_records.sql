-- Names as people look for them: without case and accents. Immutable by promise: the dictionary is part of the database.
create function folded(value text) returns text
  language sql immutable strict parallel safe
  return lower(unaccent('unaccent'::regdictionary, value));
create function names_of(name text, short_name text, aliases text[]) returns text
  language sql immutable parallel safe
  return folded(concat_ws(' · ', name, short_name, array_to_string(aliases, ' · ')));

-- What the desk finds records by. Stored, so that lists of many thousands neither fold nor parse while they are read.
alter table organisation
  add folded text generated always as (folded(name)) stored,
  add words text generated always as (names_of(name, short_name, aliases)) stored,
  add host text generated always as (substring(lower(website) from '^[a-z]+://(?:www\.)?([^/:?#]+)')) stored;
create index organisation_folded on organisation using gin (folded gin_trgm_ops);
create index organisation_words on organisation using gin (words gin_trgm_ops);
create index organisation_host on organisation (host) where host is not null;
create index organisation_same_name on organisation (folded);
create index organisation_by_name on organisation (name collate "und-x-icu", id);
create index organisation_merged on organisation (merged_into_id) where merged_into_id is not null;
create index organisation_alliance on organisation (alliance_id);

alter table person
  add merged_into_id integer references person,
  add words text generated always as (folded(name || ' ' || coalesce(email, ''))) stored;
create index person_words on person using gin (words gin_trgm_ops);
create index person_merged on person (merged_into_id) where merged_into_id is not null;

alter table application add words text generated always as (names_of(name, short_name, array[reference])) stored;
create index application_words on application using gin (words gin_trgm_ops);
create index application_organisation on application (organisation_id) where organisation_id is not null;
alter table message add words text generated always as (names_of(name, reference, '{}')) stored;
create index message_words on message using gin (words gin_trgm_ops);

-- What happened around an organisation or a person where the fact is about something else: a role, a note.
create index journal_around_organisation on journal ((data ->> 'organisationId'), id) where data ->> 'organisationId' is not null;
create index journal_around_person on journal ((data ->> 'personId'), id) where data ->> 'personId' is not null;
create index merge_kept on merge (kind, kept_id);
