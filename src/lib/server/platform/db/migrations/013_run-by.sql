-- Whether the alliance runs an event is not always recorded: null. Two of the first content's events said "no" for it.
alter table event alter column run_by_alliance drop not null;
update event set run_by_alliance = null
where not run_by_alliance and slug in ('growing-up-urban-2024', 'open-streets-ciclovias-webinar');
