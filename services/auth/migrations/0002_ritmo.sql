-- Counts the logins of an account within ten minutes, ended sessions too; finds its living ones as well.
create index sesion_de_cuenta on sesion (cuenta_id, creada);
drop index sesion_abierta;
