-- Accounts with a password: capturistas, made by the events of registry, and internal staff, made by operators.
create table cuenta_usuario (
    id                 uuid        primary key,
    rol                text        not null check (rol in
        ('capturista', 'mesa_ayuda', 'verificador', 'publicador', 'administrador')),
    -- Null while only a correction of the mail was seen: the events of a stream may come in any order.
    usuario            text        unique,
    -- SHA-256 of the name: failures are counted by it, also those of names that do not exist (threats T-21).
    huella             bytea       unique,
    correo             text,
    correo_orden       bigint      not null default 0,
    alta_vinculo       uuid,
    alta_orden         bigint      not null default 0,
    activada           timestamptz,
    suspendida         timestamptz,
    -- argon2id of the peppered password; pimienta names the key.
    contrasena         text,
    pimienta           text,
    segundo_factor     bytea,
    factor_pendiente   bytea,
    ultimo_paso        bigint      not null default 0,
    creada             timestamptz not null
) with (fillfactor = 80);

create table contrasena_usada (
    cuenta_id  uuid        not null references cuenta_usuario,
    contrasena text        not null,
    pimienta   text        not null,
    desde      timestamptz not null
);

create index contrasena_usada_de_cuenta on contrasena_usada (cuenta_id, desde desc);

-- registry.capturista as auth needs it: who may unlock, who demands a second factor.
create table vinculo (
    id                   uuid    primary key,
    capturista_id        uuid    not null,
    contratista_id       uuid    not null,
    estado               text    not null check (estado in ('INVITADO', 'ACTIVO', 'BAJA')),
    exige_segundo_factor boolean not null,
    orden                bigint  not null
);

create index vinculo_vigente on vinculo (capturista_id, contratista_id) where estado = 'ACTIVO';

create table enlace (
    id           uuid        primary key,
    cuenta_id    uuid        not null references cuenta_usuario,
    motivo       text        not null check (motivo in ('ALTA', 'RECUPERACION', 'CORREO')),
    token_sha256 bytea       not null unique,
    correo       text        not null,
    vinculo_id   uuid,
    alta_orden   bigint,
    creado       timestamptz not null,
    expira       timestamptz not null,
    usado        timestamptz,
    cancelado    timestamptz
);

-- Newer cancels older: one link of each kind is alive.
create unique index enlace_vivo on enlace (cuenta_id, motivo) where usado is null and cancelado is null;

-- Failures by (name, origin): a network, a known browser, or the whole account.
create table intento (
    huella bytea       not null,
    origen text        not null,
    fallos integer     not null,
    desde  timestamptz not null,
    hasta  timestamptz,
    primary key (huella, origen)
) with (fillfactor = 70);

create index intento_viejo on intento (desde);

create table dispositivo (
    token_sha256 bytea       primary key,
    cuenta_id    uuid        not null references cuenta_usuario,
    expira       timestamptz not null
);

create table recuperacion (
    id      uuid        primary key,
    usuario text        not null,
    correo  text        not null,
    red     text        not null,
    pedida  timestamptz not null,
    enviada boolean     not null default false
);

create index recuperacion_de_red on recuperacion (red, pedida);
create index recuperacion_de_usuario on recuperacion (usuario, pedida);

create table desbloqueo (
    id        uuid        primary key,
    cuenta_id uuid        not null references cuenta_usuario,
    por       uuid        not null,
    rol       text        not null,
    en        timestamptz not null
);

create index desbloqueo_de_cuenta on desbloqueo (cuenta_id, en);

create table codigo_de_recuperacion (
    cuenta_id uuid  not null references cuenta_usuario,
    sha256    bytea not null,
    primary key (cuenta_id, sha256)
);

-- A session is of either kind of account: without a certificate number it was opened with a password.
alter table sesion drop constraint sesion_cuenta_id_fkey;
alter table sesion alter column certificado_numero drop not null;
alter table sesion add column rol text not null default 'contratista';
alter table sesion add column red text;
