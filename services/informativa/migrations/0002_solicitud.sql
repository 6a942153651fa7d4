-- When a capturista asked the contratista to return what waits for its signature (D111).
set local lock_timeout = '2s';

alter table informativa add column devolucion_solicitada timestamptz;
