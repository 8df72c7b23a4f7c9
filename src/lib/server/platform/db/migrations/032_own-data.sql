-- An address that a person wants to have in place of theirs, until its owner says yes by the link that goes there.
-- `asks` counts how often mails were asked for on one day.
create table address_change (
  person_id integer primary key references person on delete cascade,
  email text not null,
  asked_at timestamptz not null,
  asks integer not null default 1
);

-- Lists of people run down this, a page at a time.
create index person_by_name on person (lower(name), id) where erased_at is null;
-- What a person's address is asked for when they see, take along or delete what is kept about them.
create index application_signatory on application (lower(signatory_email));
-- The journal of one thing, and of one kind of fact.
create index journal_fact on journal (fact, id);
