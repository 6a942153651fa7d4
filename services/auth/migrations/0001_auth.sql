-- Accounts, sessions and the challenges that were answered. No key, password or token in clear.
create table cuenta (
    id              uuid        primary key,
    rfc             text        not null unique,
    nombre          text        not null,
    tipo_persona    text        not null check (tipo_persona in ('F', 'M')),
    creada          timestamptz not null,
    ultimo_ingreso  timestamptz not null
) with (fillfactor = 80);

create table sesion (
    id                 uuid        primary key,
    cuenta_id          uuid        not null references cuenta,
    -- The handle is shown once to the client; only its hash is kept.
    refresco_sha256    bytea       not null unique,
    certificado_numero text        not null,
    creada             timestamptz not null,
    usada              timestamptz not null,
    terminada          timestamptz
) with (fillfactor = 80);

create index sesion_abierta on sesion (cuenta_id, creada) where terminada is null;
create index sesion_vieja on sesion (creada);

-- A challenge is good once (threats T-17): the row is written by the answer that wins.
create table reto_usado (
    nonce  bytea       primary key,
    expira timestamptz not null
);

create index reto_usado_vencido on reto_usado (expira);
