-- Two warnings more: an account was entered from another client, a return was signed with a revoked certificate.
set local lock_timeout = '2s';

alter table correo
    drop constraint correo_plantilla_check,
    add check (plantilla in (
        'M1', 'M2', 'M3', 'M4', 'M5', 'M7', 'M8', 'M13', 'M14',
        'CORREO_DE_CUENTA', 'CORREO_DE_CONTRATISTA', 'EQUIPO_NUEVO', 'OBSERVADA'
    ));
