-- The roles of a person, and those on an organisation, with the ones that ended: for records and for who is in reach.
create index person_role_person on person_role (person_id);
create index person_role_of_organisation on person_role (organisation_id) where organisation_id is not null;
-- The yearly questions of a membership, with those that are answered.
create index confirmation_membership on confirmation (membership_id);
-- People are also looked for by a part of their address alone.
create index person_addresses on person using gin (lower(email) gin_trgm_ops);
