-- What the links and forms of an applicant need to know of an application.
alter table application
  -- Links of an earlier number have ended: whoever asks for a new link gets the next.
  add links integer not null default 0,
  -- The showing of the form by which it was begun: sent twice from one showing, it is one.
  add showing text unique,
  -- Answers that later ones from another window took the place of, until the next are saved.
  add replaced jsonb,
  -- When the applicant was told that the draft is going to be deleted.
  add warned_at timestamptz;
create index application_draft on application (changed_at) where state in ('draft', 'unconfirmed');
