-- Which word of registry is newer, through its epochs. What rows written before know is how far each epoch of their
-- stream came (flujo): the furthest is the state they hold.
set local lock_timeout = '2s';

alter table contratista add column orden bigint not null default 0;

update contratista c set orden = coalesce((
    select max((substring(f.source from '[0-9]+$')::bigint << 40) + f.last_sequence) from flujo f
    where f.subject = c.id::text and f.source like '/icsoe/registry/%'
), 0);

alter table contratista alter column orden drop default;
