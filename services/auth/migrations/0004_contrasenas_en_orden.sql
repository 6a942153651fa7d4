-- The order in which passwords were set, also of two within one instant.
alter table contrasena_usada add column numero bigint generated always as identity;
drop index contrasena_usada_de_cuenta;
create index contrasena_usada_de_cuenta on contrasena_usada (cuenta_id, numero desc);
