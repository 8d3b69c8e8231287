-- How a file was made (quality, background, the program's own way): another recipe is another address, since browsers keep a picture for a year.
-- What is there already was made before recipes had names, so every size is made anew, on demand or by the job.
alter table media_derivatives add column recipe text not null default '';
