set local lock_timeout = '2s';

-- How far each stream of signing has been applied here.
create table flujo (
    source        text   not null,
    subject       text   not null,
    last_sequence bigint not null,
    primary key (source, subject)
);

-- Presented returns: only what the lists print, and ids. orden is the sort key of the contratista's name.
create table presentada (
    informativa_id         uuid primary key,
    contratista_id         uuid        not null,
    ejercicio              smallint    not null,
    cuatrimestre           smallint    not null check (cuatrimestre between 1 and 3),
    folio                  text        not null unique,
    tipo                   text        not null check (tipo in ('NORMAL', 'SIN_INFORMACION', 'COMPLEMENTARIA')),
    complementaria         text check (complementaria in ('CORRECCION', 'SIN_EFECTOS', 'ACTUALIZACION')),
    folio_corregido        text,
    nombre                 text        not null,
    tipo_persona           text        not null check (tipo_persona in ('F', 'M')),
    fecha_presentacion     timestamptz not null,
    contratos_relacionados integer     not null check (contratos_relacionados >= 0),
    vigente                boolean     not null,
    orden                  text        not null
);
create index presentada_listado on presentada (ejercicio, cuatrimestre, orden collate "C", folio) where vigente;

-- Each version of each list; xlsx and csv are references into the object store.
create table publicacion (
    ejercicio     smallint    not null,
    cuatrimestre  smallint    not null check (cuatrimestre between 1 and 3),
    lista         text        not null check (lista in ('LP', 'LII')),
    version       integer     not null check (version > 0),
    filas         integer     not null check (filas >= 0),
    corte         timestamptz not null,
    publicado     timestamptz not null,
    publicado_por text        not null,
    xlsx          jsonb       not null,
    csv           jsonb       not null,
    primary key (ejercicio, cuatrimestre, lista, version)
);

-- What was published stays as it was: the service may add, never change or delete.
revoke update, delete on publicacion from listado_app;
