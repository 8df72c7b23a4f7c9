-- What somebody typed into the newsletter form, until a job has answered it: the request itself looks nothing up, so
-- that it takes equally long for every address.
create table subscriber_wish (
  id integer generated always as identity primary key,
  alliance_id integer not null references alliance,
  email text not null,
  locale text not null,
  consent text not null,
  asked_at timestamptz not null
);

-- Whether an address was written to in the last 24 hours.
create index mail_address on mail (lower(to_address), kind, created_at);
