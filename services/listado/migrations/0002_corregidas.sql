-- A return that arrives after what ended it is looked for by its folio.
set local lock_timeout = '2s';

create index presentada_corregida on presentada (folio_corregido) where folio_corregido is not null;
