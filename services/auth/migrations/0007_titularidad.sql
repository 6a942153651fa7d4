set local lock_timeout = '2s';

-- What the newest certificate of a person says; null of a company, whose certificate names its representative.
alter table cuenta add column curp text;

-- Its owner proved that the CURP is hers: nobody enters until she makes a password (threats T-25).
alter table cuenta_usuario add column congelada timestamptz;

-- Who proved it, and when; never deleted.
create table reclamo (
    id             uuid        primary key,
    cuenta_id      uuid        not null references cuenta_usuario,
    contratista_id uuid        not null references cuenta,
    en             timestamptz not null
);

create index reclamo_de_cuenta on reclamo (cuenta_id, en);

-- The case that the help desk lifted a lock for (threats T-30).
alter table desbloqueo add column caso text;
