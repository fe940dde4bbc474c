-- A text as a spreadsheet's XML may hold it. Left out: what XML 1.0 forbids. Escaped: the three signs of XML; line ends and
-- tabs, which a reader would otherwise change; the backslash, because COPY would double it; and _x0041_, which Excel would
-- read as a letter. As an inline string it is never a formula. A cell takes 32,767 characters, and one beyond the basic plane
-- is two of them; the rest is cut. Taken into the statement like csv_text.
create or replace function app.xlsx_text(value text) returns text
language sql immutable parallel safe
return case
  when value !~ '[&<>\\_\u0001-\u001f\ufffe\uffff]' then left(value, case when octet_length(value) > 32767 and value ~ '[\U00010000-\U0010ffff]' then 16383 else 32767 end)
  else replace(replace(replace(replace(replace(replace(replace(
    regexp_replace(
      regexp_replace(left(value, case when octet_length(value) > 32767 and value ~ '[\U00010000-\U0010ffff]' then 16383 else 32767 end),
        '[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]', '', 'g'),
      '_(?=x[0-9A-Fa-f]{4}_)', '_x005F_', 'g'),
    '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '\', '&#92;'), e'\n', '&#10;'), e'\r', '&#13;'), e'\t', '&#9;')
end;
comment on function app.xlsx_text(text) is 'The text as XML for a cell of a workbook, at most 32,767 characters of it.';

grant execute on function app.xlsx_text(text) to oi_export;
