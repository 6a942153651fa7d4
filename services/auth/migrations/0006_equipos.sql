set local lock_timeout = '2s';

-- Clients that entered an account, of an e.firma or with a password: the first login from another one is told to
-- its owner (threats T-15, T-27). A client keeps one token for all its accounts of an e.firma; only its hash is
-- kept here.
create table equipo (
    cuenta_id    uuid        not null,
    token_sha256 bytea       not null,
    visto        timestamptz not null,
    primary key (cuenta_id, token_sha256)
) with (fillfactor = 80);
