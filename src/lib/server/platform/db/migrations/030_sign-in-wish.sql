-- Somebody typed an address and wants a link to sign in. Whether there is an account is found out by a job, so that the
-- answer to the request says nothing of it. `device_hash` is of the browser's token, `to_path` where they wanted to go.
create table sign_in_wish (
  id integer generated always as identity primary key,
  email text not null,
  to_path text not null,
  device_hash text,
  asked_at timestamptz not null
);
