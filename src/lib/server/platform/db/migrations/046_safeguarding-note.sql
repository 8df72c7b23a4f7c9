-- What an organisation does to keep children safe while it has no policy; read by its people and the secretariat only.
alter table organisation add safeguarding_note text;
update organisation o set safeguarding_note = a.safeguarding_note
  from application a
  where a.organisation_id = o.id and a.state = 'approved' and a.safeguarding = o.safeguarding;
