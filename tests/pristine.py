"""The rows a fresh database has, and the way back to them after a test that committed.

Django truncates every table and makes the reference rows anew: a second per test, most of it for tables that
nobody touched. Here those with rows are emptied and what was there before the first test is put back, in one
trip of a few milliseconds. As with ``truncate``, who is still writing is waited for.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import TransactionTestCase

# What Django notes about the code itself: no test changes it, and caches remember its numbers.
_ABOUT_CODE = ("django_migrations", "django_content_type", "auth_permission")
_KEEP = """
drop schema if exists pristine cascade;
create schema pristine;

create function pristine.tables() returns setof pg_class language sql as $$
  select * from pg_class
   where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all ({about_code})
   order by relname
$$;

create function pristine.columns(of oid) returns text language sql as $$
  select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
   where attrelid = of and attnum > 0 and not attisdropped and attgenerated = ''
$$;

do $$ declare tab record; filled boolean; begin
  for tab in select * from pristine.tables() loop
    execute format('select exists (select from public.%I)', tab.relname) into filled;
    if filled then
      execute format('create table pristine.%I as table public.%I', tab.relname, tab.relname);
    end if;
  end loop;
end $$;

create function pristine.restore() returns void language plpgsql as $$
declare tab record; names text;
begin
  perform set_config('session_replication_role', 'replica', true);  -- no triggers, no references
  perform set_config('lock_timeout', '60s', true);
  select string_agg(format('public.%I', relname), ', ') into names from pristine.tables();
  execute format('lock table %s in share row exclusive mode', names);
  for tab in select * from pristine.tables() where pg_relation_size(oid) > 0 loop
    execute format('delete from public.%I', tab.relname);
  end loop;
  for tab in select p.relname, t.oid from pg_class p join pristine.tables() t using (relname)
              where p.relnamespace = 'pristine'::regnamespace and p.relkind = 'r' loop
    names := pristine.columns(tab.oid);
    execute format('insert into public.%I (%s) overriding system value select %s from pristine.%I',
                   tab.relname, names, names, tab.relname);
  end loop;
end $$;
"""


@contextmanager
def kept() -> Iterator[None]:
    """Keep the rows that are there now; inside, tests that commit end by putting them back."""
    about_code = "array[" + ", ".join(f"'{table}'" for table in _ABOUT_CODE) + "]"
    with connection.cursor() as cursor:
        # A database that is used again may be as a run that was cut short has left it.
        cursor.execute("select to_regproc('pristine.restore') is not null")
        if cursor.fetchone()[0]:
            cursor.execute("select pristine.restore()")
        cursor.execute(_KEEP.replace("{about_code}", about_code))
    djangos, TransactionTestCase._fixture_teardown = TransactionTestCase._fixture_teardown, _restore
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = djangos


def _restore(_test: TransactionTestCase) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pristine.restore()")
