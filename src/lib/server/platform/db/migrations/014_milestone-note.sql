-- What is open about a moment: a day that one source gives and another does not. In the languages of the site.
alter table milestone add note jsonb;
