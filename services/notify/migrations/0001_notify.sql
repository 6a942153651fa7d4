-- How to reach each contratista (projection of registry.contratista), and the mails owed.
set local lock_timeout = '2s';

create table contacto (
    contratista_id uuid   primary key,
    nombre         text   not null,
    correo         text,
    copias         text[] not null default '{}',
    fuente         text   not null,
    last_sequence  bigint not null
);

-- A closed mail forgets what it said: only that it was sent, when, and because of what.
create table correo (
    id             uuid        primary key,
    causa          uuid        not null,
    plantilla      text        not null check (plantilla in ('M7', 'M8')),
    contratista_id uuid        not null,
    datos          jsonb,
    creado         timestamptz not null,
    estado         text        not null check (estado in ('PENDIENTE', 'ENTREGADO', 'FALLIDO')),
    falla          text        check (falla in ('RECHAZADO', 'SIN_RESPUESTA', 'SIN_DIRECCION')),
    cerrado        timestamptz,
    unique (causa, plantilla),
    check ((estado = 'PENDIENTE') = (datos is not null)),
    check ((estado = 'PENDIENTE') = (cerrado is null)),
    check ((estado = 'FALLIDO') = (falla is not null))
) with (fillfactor = 80);
