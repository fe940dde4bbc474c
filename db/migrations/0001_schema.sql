-- The room everything lives in, and the closed lists of words the product speaks.
-- Lists are enums, so that the generated TypeScript has unions and a wrong word cannot be compiled, let alone stored.

create schema app;

create type app.organization_status as enum ('ACTIVE', 'PAST_DUE', 'SUSPENDED', 'CLOSED');
create type app.member_role as enum ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER');
create type app.member_status as enum ('ACTIVE', 'DEACTIVATED');
create type app.resource as enum ('QR_CODES', 'SEATS', 'STORAGE_BYTES', 'CAMPAIGNS', 'UPLOADS');
create type app.dataset as enum ('ACTIVITY', 'QR_CODES', 'QR_SCANS', 'CAMPAIGNS', 'ANALYTICS', 'TEAM', 'CUSTOM');
create type app.export_format as enum ('CSV', 'EXCEL', 'PDF');
create type app.export_status as enum ('QUEUED', 'RUNNING', 'READY', 'FAILED', 'CANCELLED', 'EXPIRED');
create type app.qr_code_status as enum ('ACTIVE', 'PAUSED', 'EXPIRED', 'TAKEN_DOWN', 'DELETED');
create type app.classification as enum
  ('HUMAN', 'BOT', 'PREFETCH', 'HEAD', 'PREVIEW', 'DUPLICATE', 'EXCLUDED', 'INVALID');
create type app.scan_source as enum ('QR', 'LINK');
create type app.scan_outcome as enum ('REDIRECTED', 'PAUSED', 'EXPIRED', 'TAKEN_DOWN', 'DELETED');
