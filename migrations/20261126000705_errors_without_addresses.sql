-- What a mail server answers may name the recipient: from now on it is kept without. What is kept already of what has not succeeded is rewritten.
update mails set last_error = regexp_replace(last_error, '[^\s<>"'',;:()]+@[^\s<>"'',;:()]+', '…', 'g') where state <> 'sent' and last_error like '%@%';
update jobs set last_error = regexp_replace(last_error, '[^\s<>"'',;:()]+@[^\s<>"'',;:()]+', '…', 'g') where last_error like '%@%';
update deliveries set last_error = regexp_replace(last_error, '[^\s<>"'',;:()]+@[^\s<>"'',;:()]+', '…', 'g')
    where state <> 'acknowledged' and last_error like '%@%';
