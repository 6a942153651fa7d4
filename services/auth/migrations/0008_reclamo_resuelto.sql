set local lock_timeout = '2s';

-- When its person made her password; null while she has not, and for ever of a claim that a newer one replaced.
alter table reclamo add column resuelto timestamptz;

update reclamo r set resuelto =
    (select min(desde) from contrasena_usada c where c.cuenta_id = r.cuenta_id and c.desde > r.en)
where not exists (select from reclamo s where s.cuenta_id = r.cuenta_id and s.en > r.en);

create index reclamo_reciente on reclamo (en desc, id);
