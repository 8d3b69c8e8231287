-- Which log-in made a browser known: ending it makes the browser a stranger's. No reference, since the browser is known for longer than the log-in is kept.
alter table customer_devices add column session_id uuid;
