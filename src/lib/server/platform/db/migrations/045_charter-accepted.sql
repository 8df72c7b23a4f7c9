-- Which version of the charter a member accepted, and when and by whom; who accepted it in an application is named there.
alter table membership
  add charter_accepted_at timestamptz,
  add charter_accepted_by integer references person;
update membership m set charter_accepted_at = a.charter_accepted_at
  from application a
  where a.organisation_id = m.organisation_id and a.alliance_id = m.alliance_id and a.charter_id = m.charter_id
    and a.state = 'approved';
