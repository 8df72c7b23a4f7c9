-- Messages are looked for by everything in them, as `listMessages` asks.
create index message_found on message
  using gin (folded(name || ' ' || email || ' ' || reference || ' ' || text) gin_trgm_ops);
