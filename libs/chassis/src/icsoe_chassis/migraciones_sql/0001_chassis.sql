-- The chassis' own tables, in every service's database. Instants of these tables are the machine's, not the domain's.
create table stream (
    epoch    integer not null,
    subject  text    not null,
    sequence bigint  not null check (sequence > 0),
    primary key (epoch, subject)
);

-- Identity with CACHE 1: a larger cache would hand out positions out of commit order within a stream.
create table outbox (
    position   bigint generated always as identity primary key,
    event_id   uuid        not null unique,
    topic      text        not null,
    key        text        not null,
    sequence   bigint      not null,
    type       text        not null,
    headers    jsonb       not null,
    payload    bytea       not null,
    created_at timestamptz not null default now(),
    constraint outbox_registro_grande check (octet_length(payload) + octet_length(headers::text) <= 262144),
    unique (topic, key, sequence)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

create function outbox_avisa() returns trigger language plpgsql as $$
begin
    perform pg_notify('icsoe_outbox', '');
    return null;
end $$;

create trigger outbox_avisa after insert on outbox for each statement execute function outbox_avisa();

create table inbox (
    consumer    text        not null,
    event_id    uuid        not null,
    received_at timestamptz not null default now(),
    primary key (consumer, event_id)
);

create table dead_letter (
    id            bigint generated always as identity primary key,
    consumer      text        not null,
    topic         text        not null,
    partition     integer     not null,
    record_offset bigint      not null,
    event_id      uuid,
    key           bytea,
    headers       jsonb       not null,
    value         bytea,
    error_class   text        not null,
    error         text        not null,
    attempts      integer     not null,
    state         text        not null default 'pendiente' check (state in ('pendiente', 'reprocesada', 'descartada')),
    created_at    timestamptz not null default now(),
    resolved_at   timestamptz,
    resolved_by   text,
    unique (consumer, topic, partition, record_offset)
);

create table job (
    id            bigint generated always as identity primary key,
    kind          text        not null,
    key           text        not null,
    data          jsonb       not null,
    state         text        not null default 'pendiente' check (state in ('pendiente', 'hecha', 'imposible')),
    attempts      integer     not null default 0,
    not_before    timestamptz not null,
    leased_until  timestamptz,
    lease         uuid,
    last_error    text,
    traceparent   text,
    created_at    timestamptz not null default now(),
    finished_at   timestamptz,
    unique (kind, key)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

create index job_pendiente on job (not_before, id) where state = 'pendiente';

create function job_avisa() returns trigger language plpgsql as $$
begin
    perform pg_notify('icsoe_job', '');
    return null;
end $$;

create trigger job_avisa after insert on job for each statement execute function job_avisa();

create table idempotency (
    subject    uuid        not null,
    route      text        not null,
    key        text        not null,
    body_hash  text        not null,
    status     integer,
    response   text,
    positions  text[]      not null default '{}',
    created_at timestamptz not null default now(),
    primary key (subject, route, key)
);

create index idempotency_created on idempotency (created_at);

create table jwks (
    kid     text        primary key,
    jwk     jsonb       not null,
    seen_at timestamptz not null default now()
);

create table ops_log (
    id     bigint generated always as identity primary key,
    at     timestamptz not null default now(),
    who    text        not null,
    act    text        not null,
    detail jsonb       not null
);
