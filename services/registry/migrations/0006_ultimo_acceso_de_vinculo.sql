set local lock_timeout = '2s';

-- The person's last access when its link ended: what comes after is no business of that contratista.
alter table vinculo add column ultimo_acceso timestamptz;
