-- Exchange and repair: what a buyer gets instead of what was faulty is sent for a case, beside what was sold.

-- Pieces sent in the place of others, or back again: they are out beside those that were sold.
alter table order_lines add column replaced integer not null default 0;
alter table order_lines drop constraint order_lines_progress_check;
alter table order_lines add constraint order_lines_progress_check
    check (shipped >= 0 and called_off >= 0 and shipped + called_off <= quantity and replaced >= 0 and returned between 0 and shipped + replaced) not valid;

-- Of which case, when it is none of what was sold.
alter table shipments add column return_id uuid;
alter table shipments add constraint shipments_return_id_fkey foreign key (return_id) references return_cases (id) not valid;

alter table return_cases add column remedy text;
alter table return_cases add constraint return_cases_remedy_check check (remedy in ('refund', 'exchange', 'repair')) not valid;
alter table return_cases drop constraint return_cases_state_check;
alter table return_cases add constraint return_cases_state_check
    check (state in ('open', 'awaiting_goods', 'to_send', 'to_refund', 'refunding', 'refunded', 'settled', 'refused', 'taken_back')) not valid;

-- Back with us and put aside: to be mended or looked at. Neither in stock nor thrown away.
alter table return_lines add column kept integer not null default 0;
-- Sent in their place, out of the stock.
alter table return_lines add column sent_new integer not null default 0;
-- Of those put aside, sent back.
alter table return_lines add column sent_back integer not null default 0;
alter table return_lines drop constraint return_lines_progress_check;
alter table return_lines add constraint return_lines_progress_check
    check (called_off >= 0 and restocked >= 0 and scrapped >= 0 and kept >= 0 and called_off + restocked + scrapped + kept <= quantity
           and sent_new >= 0 and sent_back between 0 and kept and sent_new + sent_back <= quantity) not valid;
