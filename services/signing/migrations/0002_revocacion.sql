-- What the authority said about a certificate, at the signature and later (icsoe.md §11.3, D106).
alter table presentacion add column observada boolean not null default false;
alter table presentacion add column revocacion_en timestamptz;

-- What the background check still has to ask about, and what the verificador looks at.
create index presentacion_por_confirmar on presentacion (informativa_id) where revocacion = 'POR_CONFIRMAR';
create index presentacion_observada on presentacion (fecha_presentacion) where observada;

-- Every certificate above a signer's, once: evidence names them by hash and outlives the folder of trust.
create table autoridad (
    sha256 text  primary key,
    der    bytea not null
);

-- Null together: presented before anybody was asked.
alter table evidencia add column ocsp_en timestamptz;
alter table evidencia add column ocsp_estado text;
alter table evidencia add column ocsp_pregunta bytea;
alter table evidencia add column ocsp_respuesta bytea;

-- The later answer about a return presented por confirmar.
create table revision (
    informativa_id uuid        primary key references presentacion,
    en             timestamptz not null,
    revocado_desde timestamptz,
    motivo         text,
    ocsp_pregunta  bytea       not null,
    ocsp_respuesta bytea       not null
);

create trigger autoridad_inmutable before update or delete on autoridad
    for each row execute function es_inmutable();
create trigger revision_inmutable before update or delete on revision
    for each row execute function es_inmutable();
-- The answer comes once and stays.
create trigger presentacion_ya_confirmada before update of revocacion, revocacion_en, observada
    on presentacion for each row when (old.revocacion = 'CONFIRMADA') execute function es_inmutable();
