-- no-transaction
create index concurrently if not exists customer_devices_expiry_idx on customer_devices (expires_at);
