-- What a document's themes, places and series are called stands apart from its own words, which alone a search with a
-- word left out goes by.
alter table search_text
  add names text not null default '',
  add named bytea not null default ''; -- the order of the words of the names, as in head
