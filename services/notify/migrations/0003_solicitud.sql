-- How a capturista calls itself, for the mail that says who asks (M14).
set local lock_timeout = '2s';

create table nombre_de_capturista (
    capturista_id uuid   primary key,
    nombre        text   not null,
    fuente        text   not null,
    last_sequence bigint not null
);

alter table correo
    drop constraint correo_plantilla_check,
    add check (plantilla in (
        'M1', 'M2', 'M3', 'M4', 'M5', 'M7', 'M8', 'M13', 'M14', 'CORREO_DE_CUENTA', 'CORREO_DE_CONTRATISTA'
    ));
