-- One organization with a world, for the overlap proof's scratch copy. It runs on the schema that the environment
-- has, before the pending migrations. Columns with a default are left out.
insert into public.organizations (id, slug, name)
values ('00000000-0000-4000-8000-00000000000a', 'overlap', 'Overlap');

insert into public.worlds (id, organization_id, name)
values (
  '00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000a', 'Overlap world'
);
