-- no-transaction
create index concurrently if not exists inbound_messages_bodies_idx on inbound_messages (received_at) where state <> 'received' and octet_length(body) > 0;
