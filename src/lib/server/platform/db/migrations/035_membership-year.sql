-- A membership may be confirmed more often than once a calendar year: what must be one is the open question. A lapse
-- answers it too, and from `unconfirmed_at` on the directory says that nobody has answered.
alter table confirmation
  drop constraint confirmation_membership_id_year_key,
  drop constraint confirmation_answer_check,
  add check (answer in ('stays', 'leaves', 'lapsed')),
  add unconfirmed_at timestamptz;
create unique index confirmation_asked on confirmation (membership_id) where answered_at is null;

-- Who left or lapsed may ask to come back; the secretariat agrees.
alter table membership
  add return_asked_at timestamptz,
  add return_asked_by integer references person;
create index membership_organisation on membership (organisation_id);

-- When an entry was last edited, so that of two who edit it at once the second is told.
alter table organisation add changed_at timestamptz;

-- What the secretariat answers to a change of name or kind.
alter table organisation_change add answer text;

-- How often a person wants the digest of what waits for them, and when they last got one.
alter table person
  add digest text not null default 'daily' check (digest in ('daily', 'weekly', 'none')),
  add digest_at timestamptz;
