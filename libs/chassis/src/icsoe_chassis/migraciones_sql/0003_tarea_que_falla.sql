set local lock_timeout = '2s';

-- When a job failed first, by the domain's clock: its not_before moves with every try.
alter table job add column failing_since timestamptz;

create index job_imposible on job (kind) where state = 'imposible';
