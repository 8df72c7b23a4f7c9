-- What a document is called besides its title: an organisation's short name. Who searches for exactly that means it.
alter table search_text add aka text not null default '';
