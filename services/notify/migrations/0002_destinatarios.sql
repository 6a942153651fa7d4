-- Mails to capturistas, to an address that an event names, and with links; which addresses were confirmed.
set local lock_timeout = '2s';

alter table contacto add column confirmados text[] not null default '{}';

create table contacto_capturista (
    capturista_id uuid   primary key,
    correo        text   not null,
    fuente        text   not null,
    last_sequence bigint not null
);

-- A closed mail forgets whom it went to and the sealed link (threats.md §4.3) with what it said.
alter table correo rename column contratista_id to titular;
alter table correo
    add column destino text not null default 'CONTRATISTA'
        check (destino in ('CONTRATISTA', 'CAPTURISTA', 'DIRECCION', 'ENLACE')),
    add column direccion text,
    add column sellado text,
    add column expira timestamptz,
    drop constraint correo_causa_plantilla_key,
    drop constraint correo_plantilla_check,
    drop constraint correo_falla_check,
    add check (plantilla in (
        'M1', 'M2', 'M3', 'M4', 'M5', 'M7', 'M8', 'M13', 'CORREO_DE_CUENTA', 'CORREO_DE_CONTRATISTA'
    )),
    add check (falla in ('RECHAZADO', 'SIN_RESPUESTA', 'SIN_DIRECCION', 'LIMITE', 'VENCIDO')),
    add check ((direccion is not null) = (destino = 'DIRECCION' and estado = 'PENDIENTE')),
    add check ((sellado is not null) = (destino = 'ENLACE' and estado = 'PENDIENTE'));
alter table correo alter column destino drop default;

-- Mails that strangers can cause, by whom they went to: of the last day only, the address as a hash.
create table cupo (
    correo_id        uuid        primary key,
    direccion_sha256 bytea       not null,
    cuando           timestamptz not null
);
create index cupo_direccion on cupo (direccion_sha256, cuando);
create index cupo_cuando on cupo (cuando);
