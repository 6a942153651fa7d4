-- The links of capturistas where a service asks for them on every request; empty in the others.
create table vinculo_de_capturista (
    vinculo_id     uuid    primary key,
    capturista_id  uuid    not null,
    contratista_id uuid    not null,
    activo         boolean not null,
    puede_acuses   boolean not null,
    -- Epoch and sequence of the event that spoke last: an ended link stays as a row, so that an older event cannot revive it.
    orden          bigint  not null
);

create index vinculo_activo on vinculo_de_capturista (capturista_id, contratista_id) where activo;

create table flujo_de_capturista (
    source        text   not null,
    subject       text   not null,
    last_sequence bigint not null,
    primary key (source, subject)
);
