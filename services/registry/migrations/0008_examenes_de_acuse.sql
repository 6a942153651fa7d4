set local lock_timeout = '2s';

-- A load counts twice: when its file is examined, whatever comes of it, and when it is accepted.
alter table carga_de_acuse
    add column paso text not null default 'ACEPTADA' check (paso in ('EXAMINADA', 'ACEPTADA'));
