-- By which names an organisation is known, as names are compared: besides case and accents, white space and the ways
-- in which Arabic writes one letter count for nothing. Stored, so that the public form finds a member by an index.
create function same_name(value text) returns text
  language sql immutable strict parallel safe
  return translate(folded(regexp_replace(btrim(value), '\s+', ' ', 'g')),
    U&'\0623\0625\0622\0671\0649\0629', U&'\0627\0627\0627\0627\064a\0647');
create function known_names(name text, short_name text, aliases text[]) returns text[]
  language sql immutable parallel safe
  return (select array_agg(same_name(known)) from unnest(array[name, short_name] || aliases) as each (known)
    where known is not null);

alter table organisation add known_names text[] generated always as (known_names(name, short_name, aliases)) stored;
create index organisation_known_names on organisation using gin (known_names);

-- What was written of decisions on applications that are emptied already goes as they did.
update decision set paper = '', reason = null
  where application_id in (select id from application where name = '–' and focal_email = '');
update decision_voice set note = null, recusal = null
  where decision_id in (select d.id from decision d join application a on a.id = d.application_id
    where a.name = '–' and a.focal_email = '');
