-- A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP ASVS 5, 1.2.10): = + - @, tab,
-- carriage return, line feed and the full-width forms. One that has apostrophes in front of these gets one more, so that taking
-- one away always gives the text back. Only free text passes through here; numbers and times stay as they are. No search path is set, so
-- that the statement takes the expression in instead of calling it: names are bound when the function is made.
create or replace function app.csv_text(value text) returns text
language sql immutable parallel safe
return case when value ~ '^''*[=+\-@\t\r\n＝＋－＠]' then '''' || value else value end;
comment on function app.csv_text(text) is 'The text, safe to open in a spreadsheet.';

grant execute on function app.csv_text(text) to oi_export;
