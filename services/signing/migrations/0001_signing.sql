-- The period aggregate, what waits for signature, what was presented, and the proof of each signature.
create sequence folio_informativa;
create sequence folio_contrato;

-- The row that is locked to decide (T2, T9, T10, T14). Its id, never the RFC, is the subject of the stream.
create table periodo (
    id           uuid     primary key,
    rfc          text     not null,
    ejercicio    smallint not null,
    cuatrimestre smallint not null check (cuatrimestre between 1 and 3),
    unique (rfc, ejercicio, cuatrimestre)
);

create table pendiente (
    informativa_id         uuid        primary key,
    envio                  integer     not null check (envio > 0),
    periodo_id             uuid        not null references periodo,
    contratista_id         uuid        not null,
    nombre                 text        not null,
    tipo_persona           text        not null check (tipo_persona in ('F', 'M')),
    tipo                   text        not null,
    complementaria         text,
    folio_corregido        text,
    contratos_relacionados integer     not null,
    total_trabajadores     integer     not null,
    contenido_sha256       text        not null,
    contenido              text,
    contenido_ref          jsonb,
    enviada_por            text        not null,
    enviada_en             timestamptz not null,
    estado                 text        not null
        check (estado in ('POR_FIRMAR', 'DEVUELTA', 'RECHAZADA', 'PRESENTADA')),
    motivo                 text,
    rechazo                text,
    folio                  text,
    fuente                 text        not null,
    last_sequence          bigint      not null
) with (fillfactor = 80);

create index pendiente_por_firmar on pendiente (contratista_id) where estado = 'POR_FIRMAR';

create table cadena (
    id                 uuid        primary key,
    informativa_id     uuid        not null references pendiente on delete cascade,
    envio              integer     not null,
    texto              text        not null,
    certificado_sha256 bytea       not null,
    emitida            timestamptz not null,
    expira             timestamptz not null
);

create index cadena_informativa on cadena (informativa_id);

create table presentacion (
    informativa_id         uuid        primary key,
    envio                  integer     not null,
    periodo_id             uuid        not null references periodo,
    contratista_id         uuid        not null,
    -- Copied from the period so that the belt below can name what it protects.
    rfc                    text        not null,
    ejercicio              smallint    not null,
    cuatrimestre           smallint    not null,
    folio                  text        not null unique check (folio ~ '^(N|SI|C|SE|AC)[0-9]{2}[0-9]{6,9}$'),
    nombre                 text        not null,
    tipo_persona           text        not null,
    tipo                   text        not null,
    complementaria         text,
    folio_corregido        text,
    incorpora              text[]      not null default '{}',
    fecha_presentacion     timestamptz not null,
    extemporanea           boolean     not null,
    contratos_relacionados integer     not null,
    total_trabajadores     integer     not null,
    contenido_sha256       text        not null,
    repara                 boolean     not null,
    legado                 boolean     not null,
    estado                 text        not null
        check (estado in ('PRESENTADA', 'SUSTITUIDA', 'SIN_EFECTOS')),
    vigente                boolean     not null,
    revocacion             text        not null default 'POR_CONFIRMAR'
        check (revocacion in ('CONFIRMADA', 'POR_CONFIRMAR')),
    -- A signature presents once, whatever becomes of the return later (threats T-57).
    firma_sha256           bytea       not null unique
);

-- The belt behind the lock: at most one vigente per period, imported history aside (T2, T16).
create unique index presentacion_una_vigente on presentacion (rfc, ejercicio, cuatrimestre)
    where vigente and not legado;
create index presentacion_periodo on presentacion (periodo_id);
create index presentacion_contratista on presentacion (contratista_id, ejercicio, cuatrimestre);

create table evidencia (
    informativa_id      uuid   primary key references presentacion,
    certificado         bytea  not null,
    certificado_numero  text   not null,
    certificado_ingreso text,
    rfc_representante   text,
    cadena              text   not null,
    firma               bytea  not null,
    autoridades_sha256  text[] not null,
    conjunto            text   not null,
    politica            text   not null
);

create table acuse (
    informativa_id       uuid  primary key references presentacion,
    key                  text  not null,
    version_id           text  not null,
    sha256               text  not null,
    bytes                bigint not null,
    evidencia_key        text  not null,
    evidencia_version_id text  not null,
    evidencia_sha256     text  not null,
    evidencia_bytes      bigint not null
);

-- A presented return is immutable for ever (icsoe.md §6.1); only its state, and the later word on revocation, move.
create function es_inmutable() returns trigger language plpgsql as $$
begin
    raise exception '% es inmutable', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger evidencia_inmutable before update or delete on evidencia
    for each row execute function es_inmutable();
create trigger acuse_inmutable before update or delete on acuse
    for each row execute function es_inmutable();
create trigger presentacion_no_se_borra before delete on presentacion
    for each row execute function es_inmutable();
create trigger presentacion_inmutable before update of
    informativa_id, envio, periodo_id, contratista_id, rfc, ejercicio, cuatrimestre, folio, nombre, tipo_persona,
    tipo, complementaria, folio_corregido, incorpora, fecha_presentacion, extemporanea, contratos_relacionados,
    total_trabajadores, contenido_sha256, repara, legado, firma_sha256
    on presentacion for each row execute function es_inmutable();
