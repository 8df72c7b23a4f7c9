-- People who may be one: the same name, or the same address but for what a mail server does not tell apart.
create function address_core(email text) returns text language sql immutable parallel safe
  return replace(split_part(split_part(lower(email), '@', 1), '+', 1), '.', '') || '@' || split_part(lower(email), '@', 2);
create index person_same_name on person (folded(name)) where erased_at is null;
create index person_same_address on person (address_core(email)) where erased_at is null;
