-- How a message was closed, what goes out with a reply, and as which mail. `showing` keeps a form that is sent twice from
-- answering twice.
alter table message add closed_how text check (closed_how in ('answered', 'spam', 'elsewhere')),
  add check ((closed_at is null) = (closed_how is null));
create index message_address on message (lower(email));
create index message_open on message (alliance_id, created_at) where closed_at is null;
alter table message_reply add showing text unique, add link boolean not null default false,
  add mail_id integer references mail on delete set null;

-- A step of a concern: what was found, to whom it was handed on, or what was written to whoever raised it.
alter table concern_step add showing text unique, add severity text check (severity in ('low', 'medium', 'high')),
  add referred_to text, add to_address text, add mail_id integer references mail on delete set null;

-- `apart`: who the mail goes to is itself private, so the desk's list of mails does not know it. `left_at`: it was given
-- up, and somebody decided to leave it at that.
alter table mail add apart boolean not null default false, add left_at timestamptz, add left_by integer references person;
create index mail_unsent on mail (id) where sent_at is null;

-- Who opened a concern is written down once a day.
create index journal_read on journal (subject_id, actor_id, at) where fact = 'concern.read';
