-- What the site itself says beside a number or a name is in the reader's language, as the notes of milestones are.
alter table member_count alter column note type jsonb using case when note is not null then jsonb_build_object('en', note) end;
alter table named_person alter column role type jsonb using jsonb_build_object('en', role);
