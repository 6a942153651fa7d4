-- The postal catalogue (icsoe.md §9.3), replaced whole by each load; addresses copy its texts.
set local lock_timeout = '2s';

create table estado (
    clave  text primary key,
    nombre text not null
);

create table municipio (
    estado text not null,
    clave  text not null,
    nombre text not null,
    primary key (estado, clave)
);

-- ``tipo`` is known only from the official postal file (D94).
create table colonia (
    codigo_postal text not null,
    clave         text not null,
    nombre        text not null,
    tipo          text,
    estado        text not null,
    municipio     text not null,
    primary key (codigo_postal, clave)
);

create index colonia_de_municipio on colonia (estado, municipio, nombre);

-- One row: which file is loaded.
create table catalogo_postal (
    unico   boolean     primary key default true check (unico),
    huella  text        not null,
    oficial boolean     not null,
    cargado timestamptz not null
);
