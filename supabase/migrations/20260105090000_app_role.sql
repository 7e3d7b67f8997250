-- The database role of the Spectral API, and the schema for what only the API touches.
--
-- The role cannot log in. The API connects as the user of its DSN and then says
-- SET ROLE spectral_api, so the same check ("is this reachable for the app?") means the same
-- thing in production and in a rehearsal, and no second password has to be kept.
--
-- Roles belong to the cluster, not to the database: a second database of the same cluster (a
-- scratch copy) finds the role already there.
do $$
begin
  create role spectral_api nologin;
exception
  when duplicate_object or unique_violation then
    null;
end
$$;

grant spectral_api to current_user;

-- Not one of the schemas that Supabase's REST API exposes.
create schema spectral;
grant usage on schema spectral to spectral_api;
