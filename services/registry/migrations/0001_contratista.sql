set local lock_timeout = '2s';

-- The id is auth's; RFC and name come from the certificate. The receipt's bytes are an object of bucket `repse`.
create table contratista (
    id                  uuid primary key,
    rfc                 text    not null unique,
    nombre              text    not null,
    tipo_persona        text    not null check (tipo_persona in ('F', 'M')),
    terminos_version    text,
    correo              text,
    celular             text,
    telefono_fijo       text,
    social_igual_fiscal boolean,
    copias_acuse        text[]  not null default '{}' check (cardinality(copias_acuse) <= 3),
    acuse_nombre        text,
    acuse_key           text,
    acuse_version_id    text,
    acuse_sha256        text,
    acuse_bytes         integer,
    acuse_cargado       timestamptz,
    version             integer not null,
    check ((correo is null) = (celular is null)),
    check (num_nulls(acuse_nombre, acuse_key, acuse_version_id, acuse_sha256, acuse_bytes, acuse_cargado) in (0, 6))
);

-- Proof of every acceptance; rows are only ever added.
create table aceptacion_terminos (
    contratista_id uuid        not null references contratista,
    version        text        not null,
    instante       timestamptz not null,
    ip             text        not null,
    primary key (contratista_id, version)
);
