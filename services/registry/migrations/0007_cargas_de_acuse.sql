set local lock_timeout = '2s';

-- Receipts of the REPSE loaded in the last 24 hours: only what the day's limit counts.
create table carga_de_acuse (
    contratista_id uuid        not null references contratista,
    cargado        timestamptz not null
);

create index carga_de_acuse_reciente on carga_de_acuse (contratista_id, cargado);
