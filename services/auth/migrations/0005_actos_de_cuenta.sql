set local lock_timeout = '2s';

-- Which known browser opened a session: a change of the password forgets the others (docs/architecture/auth.md).
alter table sesion add column dispositivo_sha256 bytea;

create index enlace_de_cuenta on enlace (cuenta_id, motivo, creado);
