set local lock_timeout = '2s';

-- Addresses copy the texts of the catalogue, so a new catalogue changes none (icsoe.md §9.3).
alter table contratista
    add column domicilio_social   jsonb,
    add column repse              jsonb,
    add column correos_confirmados text[] not null default '{}',
    -- What is being typed, as the portal sends it; nobody but its owner reads it.
    add column borrador           jsonb;

-- Streets of the contratista's own earlier addresses, to suggest (D93).
create table calle_usada (
    contratista_id uuid not null references contratista,
    nombre         text not null,
    tipo_vialidad  text not null,
    primary key (contratista_id, nombre, tipo_vialidad)
);

-- Links that confirm an address; the token itself is only in the mail.
create table enlace_de_correo (
    token_sha256   bytea       primary key,
    contratista_id uuid        not null references contratista,
    correo         text        not null,
    creado         timestamptz not null,
    expira         timestamptz not null,
    usado          timestamptz
);

create index enlace_de_correo_reciente on enlace_de_correo (contratista_id, correo, creado);
