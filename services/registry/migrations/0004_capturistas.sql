set local lock_timeout = '2s';

-- The person: its id is also that of its account in auth. Names are typed by itself, never by a contratista.
create table capturista (
    id               uuid primary key,
    curp             text        not null unique,
    correo           text        not null,
    nombre           text,
    primer_apellido  text,
    segundo_apellido text,
    terminos_version text,
    cuenta_desde     timestamptz,
    ultimo_acceso    timestamptz,
    bloqueado_hasta  timestamptz,
    -- Positions of auth.cuenta (epoch and sequence): of the word on the mail, of the one on the lock, of any.
    correo_orden     bigint      not null default 0,
    bloqueo_orden    bigint      not null default 0,
    cuenta_orden     bigint      not null default 0,
    creado           timestamptz not null,
    check ((nombre is null) = (primer_apellido is null))
);

create table aceptacion_terminos_capturista (
    capturista_id uuid        not null references capturista,
    version       text        not null,
    instante      timestamptz not null,
    ip            text        not null,
    primary key (capturista_id, version)
);

-- `correo` is what this contratista typed; the account's own stands in `capturista`. Rows are never deleted.
create table vinculo (
    id                   uuid primary key,
    capturista_id        uuid          not null references capturista,
    contratista_id       uuid          not null references contratista,
    correo               text          not null,
    puede_acuses         boolean       not null,
    exige_segundo_factor boolean       not null,
    alta                 timestamptz   not null,
    alta_por             uuid          not null,
    estado               text          not null check (
        estado in ('INVITADO', 'POR_CONFIRMAR', 'ACTIVO', 'RECHAZADO', 'BAJA')
    ),
    crea_cuenta          boolean       not null,
    aceptado             boolean       not null,
    respondida           timestamptz,
    baja                 timestamptz,
    baja_por             uuid,
    baja_motivo          text,
    envios               timestamptz[] not null,
    check ((estado = 'BAJA') = (baja is not null and baja_por is not null)),
    check (estado not in ('POR_CONFIRMAR', 'ACTIVO') or aceptado)
);

create unique index vinculo_abierto on vinculo (capturista_id, contratista_id)
    where estado in ('INVITADO', 'POR_CONFIRMAR', 'ACTIVO');
create index vinculo_de_contratista on vinculo (contratista_id, alta);
