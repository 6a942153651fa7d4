-- What a capturista asked for, until the contratista answers or another send takes its place (D111).
set local lock_timeout = '2s';

alter table pendiente
    add column solicitada_por uuid,
    add column solicitada_en timestamptz,
    add column solicitada_motivo text,
    add check (num_nulls(solicitada_por, solicitada_en, solicitada_motivo) in (0, 3));
