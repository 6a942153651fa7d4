set local lock_timeout = '2s';

-- What registry told us of each filer.
create table contratista (
    id                  uuid primary key,
    rfc                 text    not null,
    nombre              text    not null,
    tipo_persona        text    not null check (tipo_persona in ('F', 'M')),
    generales_completos boolean not null,
    faltantes           text[]  not null
);

-- How far each stream of another service has been applied here.
create table flujo (
    source        text   not null,
    subject       text   not null,
    last_sequence bigint not null,
    primary key (source, subject)
);

create table informativa (
    id                     uuid primary key,
    contratista_id         uuid        not null,
    ejercicio              smallint    not null,
    cuatrimestre           smallint    not null check (cuatrimestre between 1 and 3),
    tipo                   text        not null check (tipo in ('NORMAL', 'SIN_INFORMACION', 'COMPLEMENTARIA')),
    complementaria         text check (complementaria in ('CORRECCION', 'SIN_EFECTOS', 'ACTUALIZACION')),
    estado                 text        not null check (
        estado in ('EN_CAPTURA', 'POR_FIRMAR', 'PRESENTADA', 'SUSTITUIDA', 'SIN_EFECTOS', 'ELIMINADA')
    ),
    folio_provisional      text        not null unique,
    contratos_relacionados integer     not null,
    total_trabajadores     integer     not null,
    envio                  integer     not null,
    contenido_sha256       text,
    folio_definitivo       text unique,
    motivo_devolucion      text,
    version                integer     not null,
    creada                 timestamptz not null,
    actualizada            timestamptz not null,
    check ((tipo = 'COMPLEMENTARIA') = (complementaria is not null))
);

-- One draft or sent return per period (§5.4), whatever two tabs do at once.
create unique index informativa_en_curso on informativa (contratista_id, ejercicio, cuatrimestre)
    where estado in ('EN_CAPTURA', 'POR_FIRMAR');

-- What each Enviar froze.
create table envio (
    informativa_id   uuid        not null references informativa,
    envio            integer     not null,
    contenido        text        not null,
    contenido_sha256 text        not null,
    enviada_por      text        not null,
    enviada_en       timestamptz not null,
    primary key (informativa_id, envio)
);

create table historial (
    id             bigint generated always as identity primary key,
    informativa_id uuid        not null references informativa,
    de             text,
    a              text        not null,
    actor          text        not null,
    motivo         text,
    instante       timestamptz not null
);

create index historial_informativa on historial (informativa_id);

-- What signing presented, of this database or not; the vigentes decide what may be opened.
create table presentada (
    informativa_id uuid primary key,
    contratista_id uuid     not null,
    ejercicio      smallint not null,
    cuatrimestre   smallint not null,
    tipo           text     not null,
    complementaria text,
    folio          text     not null unique,
    vigente        boolean  not null
);

create index presentada_vigente on presentada (contratista_id, ejercicio, cuatrimestre) where vigente;
