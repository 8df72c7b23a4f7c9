-- What a librarian needs: the edition apart from the title, the latest year that a work can be from, and whether the
-- address is the work's own or that of a list which names it.
alter table resource
  add edition text,
  add latest_year smallint,
  add url_is_list boolean not null default false;

-- The year note held it as a sign; pages say it in words, and lists put it where the year would be.
update resource set latest_year = substring(year_note from '\d{4}')::smallint, year_note = null
where year is null and year_note ~ '^≤ ?\d{4}$';

-- An address that several share is no one's own.
update resource set url_is_list = true
where url in (select url from resource group by url having count(*) > 1);

with now as (
  update search_state set version = version + 1 returning version
)
update search_doc d set day = make_date(r.latest_year, 1, 1) - date '1970-01-01', version = now.version
from now, resource r where d.kind = 'resource' and d.entity = r.id and r.latest_year is not null and not d.removed;
