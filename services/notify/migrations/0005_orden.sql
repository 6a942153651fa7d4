-- Which word is newer is told by epoch and sequence together: an event of an epoch that is over never replaces a
-- newer one. Rows written before have both, in fuente (/icsoe/registry/<epoch>) and last_sequence.
set local lock_timeout = '2s';

alter table contacto add column orden bigint;
alter table contacto_capturista add column orden bigint;
alter table nombre_de_capturista add column orden bigint;

update contacto set orden = (substring(fuente from '[0-9]+$')::bigint << 40) + last_sequence;
update contacto_capturista set orden = (substring(fuente from '[0-9]+$')::bigint << 40) + last_sequence;
update nombre_de_capturista set orden = (substring(fuente from '[0-9]+$')::bigint << 40) + last_sequence;

alter table contacto alter column orden set not null, drop column fuente, drop column last_sequence;
alter table contacto_capturista alter column orden set not null, drop column fuente, drop column last_sequence;
alter table nombre_de_capturista alter column orden set not null, drop column fuente, drop column last_sequence;
