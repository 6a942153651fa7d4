set local lock_timeout = '2s';

-- Position of auth's word that the person of the CURP proved it (threats T-25).
alter table capturista add column reclamo_orden bigint not null default 0;
