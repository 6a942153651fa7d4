-- No unique constraint on aplicado: applying twice must show as two rows.
create table aplicado (n bigint generated always as identity, event_id uuid not null, subject text not null, sequence bigint not null, orden text not null);
create table proyeccion (subject text primary key, last_sequence bigint not null, veces integer not null);
